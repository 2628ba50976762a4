"""How are classification codes written, and which contains which?"""

from __future__ import annotations

from typing import NamedTuple


class CodeError(ValueError):
    """A text that is no code of its classification."""

    def __init__(self, text: str, kind: str) -> None:
        super().__init__(f"“{text}”不是{kind}编码")


class FunctionCode(NamedTuple):
    """支出功能分类科目: 类 (3 digits), 款 (2), 项 (2), held by segment so that containment is never a string prefix."""

    category: str
    section: str = ""
    item: str = ""

    @classmethod
    def parse(cls, text: str) -> FunctionCode:
        """`2010301`, `201 03 01`, `201-03-01`, `201`. Raises CodeError."""
        return cls(*_segments(text, (3, 2, 2), "支出功能分类"))

    @property
    def parent(self) -> FunctionCode | None:
        if self.item:
            return FunctionCode(self.category, self.section)
        return FunctionCode(self.category) if self.section else None

    @property
    def level(self) -> int:
        """1 类, 2 款, 3 项."""
        return 1 + bool(self.section) + bool(self.item)

    def __str__(self) -> str:
        return self.category + self.section + self.item


class EconomicCode(NamedTuple):
    """经济分类科目 (部门 or 政府): 类 (3 digits), 款 (2)."""

    category: str
    section: str = ""

    @classmethod
    def parse(cls, text: str) -> EconomicCode:
        """`30201`, `302 01`. Raises CodeError."""
        return cls(*_segments(text, (3, 2), "经济分类"))

    @property
    def parent(self) -> EconomicCode | None:
        return EconomicCode(self.category) if self.section else None

    @property
    def level(self) -> int:
        """1 类, 2 款."""
        return 1 + bool(self.section)

    def __str__(self) -> str:
        return self.category + self.section


def _segments(text: str, widths: tuple[int, ...], kind: str) -> tuple[str, ...]:
    parts = text.replace("-", " ").split()
    if len(parts) == 1:
        digits, parts = parts[0], []
        for width in widths:
            if digits:
                parts.append(digits[:width])
                digits = digits[width:]
        if digits:
            raise CodeError(text, kind)
    if not parts or len(parts) > len(widths):
        raise CodeError(text, kind)
    for part, width in zip(parts, widths, strict=False):
        if len(part) != width or not (part.isascii() and part.isdigit()):
            raise CodeError(text, kind)
    return tuple(parts)
