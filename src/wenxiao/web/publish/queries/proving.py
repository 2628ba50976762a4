"""Does every file that would go out say what the records say? Each is read back and checked as anybody's would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from wenxiao.checks.publishing import stopping
from wenxiao.checks.report import CheckReport
from wenxiao.disclosure.bundle import DOCX, FILES, PDF, XLSX
from wenxiao.disclosure.proof import proved
from wenxiao.web.trail.refusal import Refusal

_ASK = "这是系统的毛病，不是您填错了：请把这一页报给维护人员"


def unproved(files: Mapping[str, bytes], report: CheckReport) -> Iterator[Refusal]:
    """What is wrong with the files beside the web page, whose check is `report`.

    A page of a PDF breaks lines and tables by the fonts of the machine: what is cut there may be read once less, and that stops nothing.
    That a figure is read otherwise than it was meant does, in every format.
    """
    meant = _said(report)
    for name in (DOCX, XLSX, PDF):
        found = proved(name, files[name])
        read = _said(found)
        more, less = read - meant, meant - read
        if more or (less and name != PDF):
            yield Refusal(f"{FILES[name].title}读回来与记录不一样：多 {more.total()} 个数，少 {less.total()} 个数。{_ASK}")
        for finding in stopping(found) if name != PDF else ():
            yield Refusal(f"{FILES[name].title}读回来有错：{finding.message}{_ASK}", rule=finding.rule)


def _said(report: CheckReport) -> Counter[object]:
    return Counter((fact.key, fact.value, fact.state) for fact in report.facts.facts)
