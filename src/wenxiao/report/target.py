"""What can keep a report from being written, and how is a file written without harm to another?"""

from __future__ import annotations

from pathlib import Path


class ReportError(Exception):
    """A report that cannot be written. The message is one plain Chinese sentence for the person who asked for it."""


class SameFileError(ReportError):
    """The annotated copy would replace the original."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}：批注要写进副本，不能覆盖原文件，请另给一个文件名")


class ChangedSourceError(ReportError):
    """The file is no longer the one that was checked, so the places found in it would be wrong."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}：检查之后文件又改动过，请重新检查再做批注")


class NotAnnotatableError(ReportError):
    """The file cannot carry notes."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}：不能写入批注，{reason}")


class UnwritableTargetError(ReportError):
    """The folder is missing, the disk is full, the file is locked or open elsewhere."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}：写不进去，请核对文件夹是否存在、有没有写权限，或文件是否正被打开")


def refuse_unsafe_target(source: Path, target: Path, sha256: str) -> None:
    """Raise SameFileError where `target` is `source`, ChangedSourceError where `source` no longer has the digest it was read with."""
    import hashlib

    if target.resolve() == source.resolve() or (target.exists() and target.samefile(source)):
        raise SameFileError(source)
    if sha256 and hashlib.sha256(source.read_bytes()).hexdigest() != sha256:
        raise ChangedSourceError(source)


def write_whole(target: Path, content: bytes) -> None:
    """Write `target` in one step, so that a failure leaves no half file. Raises UnwritableTargetError."""
    import os

    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        try:
            unfinished.write_bytes(content)
            os.replace(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError:
        raise UnwritableTargetError(target) from None
