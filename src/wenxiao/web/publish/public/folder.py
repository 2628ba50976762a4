"""Where is the site written, and what of it is written again? Only files that changed; nothing that is not the site's is touched."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from wenxiao.report.target import write_whole

# Its presence says that the folder is a site of ours.
MARK = "feed.xml"


class ForeignFolderError(ValueError):
    """A folder with something else in it: the site would be mixed up with it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里有别的文件，不是以前写出的公开网站：请给一个空文件夹，或写过公开网站的文件夹")


def prepared(folder: Path) -> Path:
    """Made where it is not there. Raises ForeignFolderError."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file()):
        raise ForeignFolderError(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / MARK
    if not mark.exists():
        # A first run that is broken off can be taken up again.
        mark.touch()
    return folder


def put(folder: Path, path: str, content: bytes) -> bool:
    """Whether the file had to be written."""
    target = folder / path
    if target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content)
    return True


def cleared(folder: Path, below: str, kept: Collection[str]) -> int:
    """Take away what an earlier run wrote there and this one did not: how many files."""
    gone = 0
    for found in sorted((folder / below).rglob("*")):
        if found.is_file() and found.relative_to(folder).as_posix() not in kept:
            found.unlink()
            gone += 1
    return gone
