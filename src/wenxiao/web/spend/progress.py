"""How far has work in the background come? Told beside the database, since what is in a transaction is not seen before it ends."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Progress(NamedTuple):
    """进度: of one piece of work, by its kind and the number of its object."""

    kind: str
    pk: int

    @property
    def _file(self) -> Path:
        return Path(settings.DATA) / f"{self.kind}-{self.pk}.progress"

    def tell(self, done: int, of: int) -> None:
        self._file.write_text(f"{done} {of}", encoding="ascii")

    def read(self) -> tuple[int, int] | None:
        """(done, of); None where nothing is told, or it is just being written."""
        try:
            done, of = self._file.read_text(encoding="ascii").split()
            return int(done), int(of)
        except (FileNotFoundError, ValueError):
            return None

    def end(self) -> None:
        self._file.unlink(missing_ok=True)
