"""What can keep a report from being written?"""

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


def refuse_unsafe_target(source: Path, target: Path, sha256: str) -> None:
    """Raise SameFileError where `target` is `source`, ChangedSourceError where `source` no longer has the digest it was read with."""
    import hashlib

    if target.resolve() == source.resolve() or (target.exists() and target.samefile(source)):
        raise SameFileError(source)
    if sha256 and hashlib.sha256(source.read_bytes()).hexdigest() != sha256:
        raise ChangedSourceError(source)
