"""Does what was written say what was meant? The file is read and checked as anybody's would be."""

from __future__ import annotations

from wenxiao.checks.engine import check
from wenxiao.checks.report import CheckReport
from wenxiao.documents.read import read
from wenxiao.documents.read.on_disk import on_disk
from wenxiao.facts.extract import extract


def proved(name: str, content: bytes) -> CheckReport:
    """What our own reader finds in a file of ours. Raises documents.blocks.UnreadableError, which would be a defect of a writer."""
    with on_disk(name, content) as path:
        document = read(path)
        return check(extract(document), reread=document.reread)
