"""How far is the work, said on one line that leaves no trace?"""

from __future__ import annotations

import os
from types import TracebackType
from typing import TextIO

from wenxiao.report.columns import clipped, visible


class ProgressLine:
    """进度: one line on a terminal, written over at each step and wiped at the end; silent where the stream is no terminal."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self.total = total
        self.stream = stream if stream.isatty() else None

    def show(self, done: int, name: str) -> None:
        """`done` steps are finished and `name` is being worked on."""
        if self.stream is None:
            return
        try:
            width = os.get_terminal_size(self.stream.fileno()).columns
        except OSError:
            width = 80
        self._write("\r\x1b[K" + clipped(f"[{done + 1}/{self.total}] 正在检查 {visible(name)}", width - 1))

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        if self.stream is not None:
            self.stream.write(text)
            self.stream.flush()
