"""How does a manuscript become a PDF that an office can print and anybody can read, with bookmarks and tags for screen readers?

Typst sets it by `gb9704.typ` beside this file, laid out as 党政机关公文格式 GB/T 9704-2012 asks, and declares PDF/UA-1. The standard's
typefaces may not be passed on, so they are taken by name from the machine; where they are not, an open one of the same kind stands in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any
from unicodedata import category

from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Part, Table, placed
from wenxiao.documents.write.columns import LONGEST_WORD, WORD, Setting, length_in_type, set_on_paper
from wenxiao.documents.write.lying import lying
from wenxiao.documents.write.title import broken_title

if TYPE_CHECKING:
    import typst

# For each typeface of the standard the names under which machines have it, the office's own first: Windows, 方正 (麒麟, 统信), 华文, then
# the open ones. Names are what typst calls the family: the English name where the font has one.
_OPEN_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "AR PL UMing CN", "AR PL SungtiL GB")
_OPEN_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback")
_FULL = ("SimSun-ExtB", "SimSun-ExtG", "Microsoft YaHei")
_OWN = {
    "fangsong": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FZFangSong-Z02S", "FZFangSong-Z02", "STFangsong", "FandolFang R"),
    "xiaobiaosong": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
    "hei": ("SimHei", "黑体", "FZHei-B01S", "FZHei-B01", "STHeiti", "FandolHei"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "FZKai-Z03S", "FZKai-Z03", "STKaiti", "FandolKai"),
    "song": ("SimSun", "宋体", "NSimSun", "FZShuSong-Z01S", "FZShuSong-Z01", "STSong", "FandolSong"),
}
_STAND_INS = {
    "fangsong": (*_OPEN_SERIF, *_OPEN_SANS),
    "xiaobiaosong": (*_OPEN_SERIF, *_OPEN_SANS),
    "hei": (*_OPEN_SANS, *_OPEN_SERIF),
    "kai": ("AR PL KaitiM GB", "AR PL UKai CN", *_OPEN_SERIF, *_OPEN_SANS),
    "song": (*_OPEN_SERIF, *_OPEN_SANS),
}
_CHINESE = {"fangsong": "仿宋", "xiaobiaosong": "小标宋", "hei": "黑体", "kai": "楷体", "song": "宋体"}

# Points. The widths of the type area upright and lying (GB/T 9704-2012 §5.2.1).
_WIDTH, _LYING_WIDTH = 156 / 25.4 * 72, 225 / 25.4 * 72
_WHOLE = 200.0  # points: tables, rows, and rows under one merged cell, that are not higher than this go to the next page whole
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")


class PdfError(Exception):
    """A PDF that cannot be made on this machine. The message is plain Chinese and says what to do."""


class NoTypesetterError(PdfError):
    def __init__(self) -> None:
        super().__init__("本机没有装 PDF 排版组件，请管理员安装后再试：pip install 'wenxiao[publish]'。其他格式不受影响。")


class NoChineseFontError(PdfError):
    def __init__(self) -> None:
        super().__init__("本机没有可用的中文字体，不能生成 PDF；请安装仿宋、宋体等字体，或安装开源字体：pip install noto-cjk-sans-otc。")


class NoGlyphError(PdfError):
    def __init__(self, text: str) -> None:
        shown = _CODE.sub(lambda code: f"U+{code[1].upper()}", text)
        super().__init__(
            f"本机的字体里没有“{shown}”中的字，PDF 里会是空框，没有生成；请安装字数更全的字体（如 Noto Serif CJK SC）或换一个字。"
        )


@dataclass(frozen=True, slots=True)
class Typeface:
    """字体: one the standard asks for, and the family on this machine that is used for it."""

    asked: str
    used: str
    stands_in: bool


def write_pdf(manuscript: Manuscript, *, in_carried_font: bool = False) -> bytes:
    """The manuscript as PDF/UA-1, the same bytes for the same manuscript on machines with the same fonts; on all machines where it is
    set in nothing but the font that comes with `wenxiao[publish]`.

    Raises PdfError where typst, a Chinese font or a character in it is missing, ValueError for a manuscript without a title, which a
    tagged PDF must have, and for a table whose rows do not fill its width. What typst keeps from call to call levels off at some
    300 MB.
    """
    if not manuscript.title.strip():
        raise ValueError("a PDF for screen readers wants a title")
    families = frozenset(_fonts(system=not in_carried_font).families())
    faces = {role: face.used for role, face in _faces(families).items()}
    content = {
        "title": _shown(manuscript.title),
        "opening": _shown(broken_title(manuscript)),
        "author": _shown(manuscript.author),
        "dated": _shown(manuscript.dated),
        "date": _day(manuscript.dated),
        "fonts": {role: list(dict.fromkeys((used, *_lenders(faces, families)))) for role, used in faces.items()},
        "sheets": [{"landscape": lies, "parts": parts} for lies, parts in _sheets(manuscript.parts)],
    }
    return _set(json.dumps(content, ensure_ascii=False), _fonts(system=not in_carried_font))


def typefaces() -> tuple[Typeface, ...]:
    """The typefaces of GB/T 9704-2012 and what is used for each on this machine. Raises PdfError where there is none."""
    return tuple(_faces(frozenset(_fonts(system=True).families())).values())


def _set(content: str, fonts: typst.Fonts) -> bytes:
    import typst

    # The folder of an installed package: typst wants its template as a file, and reads nothing else.
    with as_file(files(__package__).joinpath("gb9704.typ")) as template:
        compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=fonts)
        try:
            made = compiler.compile(format="pdf", sys_inputs={"manuscript": content}, pdf_standards=["ua-1"])
        except typst.TypstError as error:
            if lacking := _NO_GLYPH.search(str(error)):
                raise NoGlyphError(lacking[1]) from error
            raise
    assert isinstance(made, bytes)
    return made


# ── fonts ──


@cache
def _fonts(*, system: bool) -> typst.Fonts:
    """The fonts of this machine, or only the carried one, looked for once: it takes longer than setting a page."""
    try:
        import typst
    except ImportError:
        raise NoTypesetterError from None
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=_carried())


def _carried() -> list[str]:
    """The folder of the font that comes with `wenxiao[publish]`, for machines without a Chinese one."""
    found = find_spec("noto_cjk_sans_otc")
    return list(found.submodule_search_locations or ()) if found else []


def _faces(families: frozenset[str]) -> dict[str, Typeface]:
    there = {family.casefold(): family for family in families}
    faces = {}
    for role, asked in _CHINESE.items():
        named = next((there[name.casefold()] for name in _OWN[role] if name.casefold() in there), "")
        used = named or next((there[name.casefold()] for name in _STAND_INS[role] if name.casefold() in there), "")
        if not used:
            raise NoChineseFontError
        faces[role] = Typeface(asked, used, stands_in=not named)
    return faces


def _lenders(faces: dict[str, str], families: frozenset[str]) -> list[str]:
    """Where a face lacks a character, as of rare names, these lend it, and no other font of the machine: a private-use character or a
    sign would else come out of any symbol font that has something at that place."""
    return [family for family in (faces["song"], *_FULL, *_OPEN_SERIF, *_OPEN_SANS) if family in families]


# ── what the template prints ──


def _sheets(parts: tuple[Part, ...]) -> Iterator[tuple[bool, list[dict[str, Any]]]]:
    """Runs of parts on pages that stand or lie; one run without parts where there are none, for the title."""
    depth = 0
    for lies, run in groupby(zip(lying(parts), parts, strict=True), key=lambda pair: pair[0]):
        printed = []
        for _, part in run:
            if isinstance(part, Heading):
                if not part.text.strip():
                    continue
                # A tagged PDF may not skip a level downwards; how a heading looks is another matter.
                depth = max(1, min(part.level, depth + 1))
                printed.append({"kind": "heading", "look": min(max(part.level, 1), 4), "depth": depth, "text": _shown(part.text)})
            elif isinstance(part, Table):
                printed.append(_table(part, depth + 1, _LYING_WIDTH if lies else _WIDTH))
            else:
                printed.append({"kind": "paragraph", "text": _shown(part.text)})
        yield lies, printed
    if not parts:
        yield False, []


def _table(table: Table, depth: int, room: float) -> dict[str, Any]:
    setting = set_on_paper(table, room)
    return {
        "kind": "table",
        "depth": depth,
        "title": _shown(table.title).strip(),
        "unit": _shown(table.unit_line()),
        "note": _shown(table.note),
        "size": setting.size,
        "inset": setting.inset,
        "columns": setting.widths,
        "whole": sum(_heights_of(table.head, setting)) + sum(_heights_of(table.body, setting)) <= _WHOLE,
        "head": _rows(table.head, setting, head=True),
        "body": _rows(table.body, setting, head=False),
    }


def _rows(rows: tuple[tuple[Cell, ...], ...], setting: Setting, *, head: bool) -> list[list[dict[str, Any]]]:
    heights = _heights_of(rows, setting)
    printed: list[list[dict[str, Any]]] = [[] for _ in rows]
    for row, _, cell in placed(rows, len(setting.widths)):
        printed[row].append(
            {
                "text": _breakable(_shown(cell.text)) if cell.kind is Kind.TEXT else _shown(cell.text),
                "across": cell.column_span,
                "down": cell.row_span,
                "side": "center" if head or cell.kind is Kind.CODE else "left" if cell.kind is Kind.TEXT else "right",
                "breakable": sum(heights[row : row + cell.row_span]) > _WHOLE,
            }
        )
    return printed


def _heights_of(rows: tuple[tuple[Cell, ...], ...], setting: Setting) -> list[float]:
    """About how high each row will be, in points: what its cells need, those of several rows evenly shared."""
    heights = [0.0] * len(rows)
    for row, column, cell in placed(rows, len(setting.widths)):
        width = max(sum(setting.widths[column : column + cell.column_span]) - 2 * setting.inset, setting.size)
        lines = sum(max(1, ceil(length_in_type(line) * setting.size / width)) for line in cell.text.split("\n"))
        for at in range(row, row + cell.row_span):
            heights[at] = max(heights[at], (lines * 1.45 + 0.4) * setting.size / cell.row_span)
    return heights


def _breakable(text: str) -> str:
    """An address or the like, too long for a column, may be broken anywhere: by a space without width."""
    return WORD.sub(lambda word: word[0] if len(word[0]) <= LONGEST_WORD else "\u200b".join(word[0]), text)


def _shown(text: str) -> str:
    """Control characters have no glyph; the line feed is the one that is printed."""
    return "".join(one for one in text if one == "\n" or category(one) != "Cc")


def _day(dated: str) -> tuple[int, int, int] | None:
    found = _DAY.fullmatch(dated.strip())
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return None
    return year, month, day
