"""Which documents are in a zip that somebody brought? Bounded, and with the names that Chinese systems give them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from wenxiao.documents.read import ENDINGS
from wenxiao.documents.read.archive import Archive

MOST = 500


def is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def documents_in(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """The documents of a zip as (name, content), folders left out. Raises documents.blocks.UnreadableError for a bad or bursting one."""
    archive = Archive(name, content)
    return [(_last(shown), archive.part(member)) for member, shown in _members(content)]


def _members(content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(BytesIO(content)) as opened:
        for each in opened.infolist()[: MOST + 1]:
            shown = _shown(each)
            hidden = _last(shown).startswith((".", "~$")) or "__MACOSX/" in shown
            if not each.is_dir() and not hidden and PurePosixPath(shown).suffix.lower() in ENDINGS:
                yield each.filename, shown


def _shown(member: zipfile.ZipInfo) -> str:
    """Without the mark for UTF-8 the names are those of the Windows that wrote them: GBK, which zipfile takes for code page 437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return member.filename


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]
