"""How does a manuscript become a workbook: a sheet a table, figures that are numbers, totals that add up by themselves?

The first sheet names them all, 说明 holds the prose. Numbers stand in the table's unit and show what is printed (`Cell.text`); a text
stays a text whatever sign it begins with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Place, Table, placed
from wenxiao.documents.write.columns import divided, needed

CONTENTS, PROSE = "目录", "说明"

# What a spreadsheet may take for a formula once somebody has typed Enter in the cell, full-width forms too.
_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31  # UTF-16 units, Excel's own limit
_LONGEST_CELL = 32_767
_LONGEST_FORMULA = 8_000
_MOST_ARGUMENTS = 200
_FIGURE = re.compile(r"-?(\d[\d,]*)(?:\.(\d+))?")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")

# Characters that fill an A4 page's width at the size of the type, upright and lying.
_UPRIGHT, _LYING = 88, 132
_PROSE_WIDTH = 72  # one column is never made smaller to fit: not every program has the font by whose digits it is measured
_HIGHEST_ROW = 409.0  # points
_SONG, _HEI = "宋体", "黑体"


def write_xlsx(manuscript: Manuscript) -> bytes:
    """The manuscript as a workbook, the same bytes for the same manuscript.

    Raises ValueError, naming table and place, where rows do not fill the table's width, a printed figure is not the cell's value, or a
    value is not the sum of the places it is said to be the sum of: a workbook would show or reckon something else than is printed.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    styles = _Styles(book)
    title = " ".join(manuscript.title.split())
    book.set_properties({"title": title, "author": manuscript.author, "created": _day(manuscript.dated)})
    prose = [part for part in manuscript.parts if not isinstance(part, Table)]
    tables = list(manuscript.tables())
    names = _names(tables)
    _contents(book.add_worksheet(CONTENTS), manuscript, title, list(zip(names, tables, strict=True)), styles, has_prose=bool(prose))
    if prose:
        _prose(book.add_worksheet(PROSE), prose, styles)
    for name, table in zip(names, tables, strict=True):
        _Page(book.add_worksheet(name), table, styles).write()
    book.close()
    return buffer.getvalue()


@dataclass(slots=True)
class _Styles:
    """Formats of a workbook, each made once."""

    book: Any
    made: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def of(self, **properties: object) -> Any:
        wanted = {"font_name": _SONG, "font_size": 10.5, "valign": "vcenter", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(wanted)
        return self.made[key]


# ── names ──


def _names(tables: Sequence[Table]) -> list[str]:
    taken = {CONTENTS, PROSE, "history"}  # Excel keeps the last for itself
    names = []
    for number, table in enumerate(tables, start=1):
        wanted = _allowed(table.name) or _allowed(table.title) or f"表{number}"
        name, again = _cut(wanted, _LONGEST_NAME), 2
        while name.casefold() in taken:
            name = _cut(wanted, _LONGEST_NAME - len(f"({again})")) + f"({again})"
            again += 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub(" ", text).strip(" '")


def _cut(text: str, units: int) -> str:
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.rstrip(" '")


def _day(dated: str) -> datetime:
    """A workbook must say when it was made. A fixed day where the manuscript has none: bytes must not depend on the clock."""
    found = _DAY.fullmatch(dated.strip())
    try:
        return datetime(*map(int, found.groups())) if found else datetime(2000, 1, 1)  # type: ignore[arg-type]
    except ValueError:
        return datetime(2000, 1, 1)


# ── the sheets that are no tables ──


def _contents(sheet: Any, manuscript: Manuscript, title: str, tables: list[tuple[str, Table]], styles: _Styles, *, has_prose: bool) -> None:
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 14)
    sheet.merge_range(0, 0, 0, 2, "", styles.of(font_name=_HEI, font_size=16, align="center", text_wrap=True))
    _text(sheet, 0, 0, title, styles, font_name=_HEI, font_size=16, align="center", text_wrap=True)
    sheet.set_row(0, 26.0 * _lines(title, 52))
    row = 1
    for line in (manuscript.author, manuscript.dated):
        if line:
            sheet.merge_range(row, 0, row, 2, "", styles.of(align="center"))
            _text(sheet, row, 0, line, styles, align="center")
            row += 1
    row += 1
    for column, head in enumerate(("序号", "名称", "单位")):
        sheet.write_string(row, column, head, styles.of(font_name=_HEI, align="center", border=1))
    listed = [(PROSE, "文字说明", "")] if has_prose else []
    listed += [(name, table.title or name, table.unit) for name, table in tables]
    for number, (name, shown, unit) in enumerate(listed, start=1):
        sheet.write_number(row + number, 0, number, styles.of(align="center", border=1))
        link = styles.of(border=1, font_color="#0563C1", underline=1, text_wrap=True, quote_prefix=shown.startswith(_SIGNS))
        address = "internal:'{}'!A1".format(name.replace("'", "''"))
        sheet.write_url(row + number, 1, address, link, " ".join(shown.split()))
        _text(sheet, row + number, 2, unit, styles, align="center", border=1)
        if (lines := _lines(shown, 60)) > 1:
            sheet.set_row(row + number, 15.0 * lines)
    _on_paper(sheet)


def _prose(sheet: Any, parts: Iterable[Any], styles: _Styles) -> None:
    sheet.set_column(0, 0, _PROSE_WIDTH)
    row = 0
    for part in parts:
        look: dict[str, object] = {"text_wrap": True, "valign": "top"}
        if isinstance(part, Heading):
            look |= {"font_name": _HEI, "font_size": 14 if part.level == 1 else 12}
        # A cell holds so much and no more; what is longer goes on in the next one.
        for start in range(0, len(part.text) or 1, _LONGEST_CELL):
            piece = part.text[start : start + _LONGEST_CELL]
            _text(sheet, row, 0, piece, styles, **look)
            sheet.set_row(row, min(_HIGHEST_ROW, _lines(piece, _PROSE_WIDTH * (0.75 if isinstance(part, Heading) else 1)) * 16.0 + 4))
            row += 1
    _on_paper(sheet)


# ── a table ──


@dataclass(slots=True)
class _Page:
    """A table on its sheet: title, unit, head, body and note from above."""

    sheet: Any
    table: Table
    styles: _Styles
    top: int = 0
    places: dict[Place, Cell] = field(default_factory=dict)

    def write(self) -> None:
        table, sheet, styles = self.table, self.sheet, self.styles
        last = len(table.widths) - 1
        widths = _widths(table)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        row = 0
        if table.title:
            self._across(row, table.title, font_name=_HEI, font_size=14, align="center", text_wrap=True)
            sheet.set_row(row, 22.0 * _lines(table.title, sum(widths) * 0.7))
            row += 1
        if table.unit:
            _text(sheet, row, last, table.unit_line(), styles, align="right")
            row += 1
        head = row
        for at, column, cell in placed(table.head, last + 1):
            self._cell(row + at, column, cell, font_name=_HEI, align="center", text_wrap=True, border=1)
        row += len(table.head)
        self.top = row
        self.places = {(at, column): cell for at, column, cell in placed(table.body, last + 1)}
        for (at, column), cell in self.places.items():
            self._body_cell(at, column, cell)
        row += len(table.body)
        for part, first in ((table.head, head), (table.body, self.top)):
            for at, height in enumerate(_heights(part, widths)):
                sheet.set_row(first + at, height)
        if table.note:
            # An empty row between: the note is no row of the table.
            self._across(row + 1, table.note, text_wrap=True, valign="top")
            sheet.set_row(row + 1, min(_HIGHEST_ROW, _lines(table.note, sum(widths)) * 15.0 + 3))
        if table.head:
            sheet.freeze_panes(self.top, 0)
            sheet.repeat_rows(head, self.top - 1)
        if any(cell.kind is Kind.CODE for cell in self.places.values()):
            codes = xl_range(self.top, 0, max(self.top, row - 1), last)
            sheet.ignore_errors({"number_stored_as_text": codes})
        _on_paper(sheet, lying=table.landscape)

    def _across(self, row: int, text: str, **look: object) -> None:
        last = len(self.table.widths) - 1
        if last:
            self.sheet.merge_range(row, 0, row, last, "", self.styles.of(**look))
        _text(self.sheet, row, 0, text, self.styles, **look)

    def _cell(self, row: int, column: int, cell: Cell, **look: object) -> None:
        if cell.row_span > 1 or cell.column_span > 1:
            last = row + cell.row_span - 1, column + cell.column_span - 1
            self.sheet.merge_range(row, column, *last, "", self.styles.of(**look))
        if len(cell.text) > _LONGEST_CELL:
            raise ValueError(f"{self._place(row, column)}: {len(cell.text)} characters, a spreadsheet's cell holds {_LONGEST_CELL}")
        _text(self.sheet, row, column, cell.text, self.styles, **look)

    def _body_cell(self, at: int, column: int, cell: Cell) -> None:
        row = self.top + at
        if cell.value is None or cell.kind in (Kind.TEXT, Kind.CODE):
            look: dict[str, object] = {"border": 1, "text_wrap": True}
            if cell.kind is Kind.CODE:
                look |= {"align": "center", "num_format": "@"}
            elif cell.kind is not Kind.TEXT:
                look |= {"align": "right"}
            self._cell(row, column, cell, **look)
            return
        shown = number_format(cell.text, cell.value)
        if shown is None:
            raise ValueError(f"{self._place(row, column)}: {cell.text!r} is printed, {cell.value} is the value")
        look = {"border": 1, "align": "right", "num_format": shown}
        self._cell(row, column, Cell("", cell.kind, None, cell.row_span, cell.column_span), **look)
        formula = self._formula(row, column, cell)
        if formula:
            # The value beside it, for programs that do not reckon; as a text it would be taken for one.
            beside = int(cell.value) if cell.value == int(cell.value) else cell.value.normalize()
            self.sheet.write_formula(row, column, formula, self.styles.of(**look), beside)
        else:
            self.sheet.write_number(row, column, cell.value, self.styles.of(**look))

    def _formula(self, row: int, column: int, cell: Cell) -> str:
        """The sum of the cell's places, "" where it is none (or one that no cell can hold: then the figure stands alone)."""
        if not cell.sum_of:
            return ""
        assert cell.value is not None
        if missing := [place for place in cell.sum_of if place not in self.places]:
            raise ValueError(f"{self._place(row, column)}: a sum of {missing}, where no cell begins")
        values = [value for place in cell.sum_of if (value := self.places[place].value) is not None]
        if sum(values, Decimal(0)) != cell.value:
            raise ValueError(f"{self._place(row, column)}: {cell.value} is not the sum of its places, {sum(values, Decimal(0))}")
        ranges = [xl_range(self.top + top, left, self.top + bottom, right) for (top, left), (bottom, right) in _runs(cell.sum_of)]
        sums = [",".join(ranges[start : start + _MOST_ARGUMENTS]) for start in range(0, len(ranges), _MOST_ARGUMENTS)]
        formula = "+".join(f"SUM({arguments})" for arguments in sums)
        if any(value < 0 for value in values):
            # Binary fractions that should cancel out leave a trace, which would be shown as -0.00.
            decimals = max(0, *(-int(value.as_tuple().exponent) for value in values))
            formula = f"ROUND({formula},{decimals})"
        return f"={formula}" if len(formula) < _LONGEST_FORMULA else ""

    def _place(self, row: int, column: int) -> str:
        return f"{self.table.title or self.table.name}, {xl_rowcol_to_cell(row, column)}"


def number_format(text: str, value: Decimal) -> str | None:
    """The spreadsheet's number format that shows `value` as `text`, None where the figure in `text` is another one.

    Zero may be printed as a dash or left out; what stands around the figure (％, 人) is kept.
    """
    found = _FIGURE.search(text)
    if found is None:
        # The general part is for what a formula may give later.
        return f"#,##0.00;-#,##0.00;{_quoted(text)}" if value == 0 else None
    whole, fraction = found[1], found[2] or ""
    printed = Decimal(f"{whole.replace(',', '')}.{fraction or 0}")
    shown = abs(value).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    grouped = "," in whole or len(whole) < 4
    if printed != shown or whole != (f"{int(printed):,}" if grouped else str(int(printed))):
        return None
    before, after = text[: found.start()], text[found.end() :]
    minus = found[0].startswith("-") or before.endswith(("-", "−"))
    if minus != (value < 0) or _FIGURE.search(after):
        return None
    pattern = ("#,##0" if grouped else "0") + (f".{'0' * len(fraction)}" if fraction else "")
    sign = "-" if found[0].startswith("-") or not minus else before[-1]
    before = before[:-1] if minus and not found[0].startswith("-") else before
    around = _quoted(before), _quoted(after)
    return f"{around[0]}{pattern}{around[1]};{around[0]}{_quoted(sign)}{pattern}{around[1]}"


def _quoted(text: str) -> str:
    if not text:
        return ""
    return "-" if text == "-" else "".join(f'"{piece}"' if piece != '"' else '\\"' for piece in re.split(r'(")', text) if piece)


def _runs(places: Iterable[Place]) -> list[tuple[Place, Place]]:
    """First and last place of the runs that hold the places, down columns or along rows, whichever are fewer."""
    down = _along([(column, row) for row, column in places])
    across = _along(places)
    return across if len(across) < len(down) else [((top, left), (bottom, right)) for (left, top), (right, bottom) in down]


def _along(places: Iterable[Place]) -> list[tuple[Place, Place]]:
    runs: list[tuple[Place, Place]] = []
    for line, at in sorted(set(places)):
        if runs and runs[-1][1] == (line, at - 1):
            runs[-1] = runs[-1][0], (line, at)
        else:
            runs.append(((line, at), (line, at)))
    return runs


def _widths(table: Table) -> list[float]:
    """Columns in characters: the shares asked for, and wide enough for every figure, which would else be shown as ####."""
    least, ample = needed(table, _length, 14)
    low, most = ([width * 1.06 + 3 for width in widths] for widths in (least, ample))
    return [min(round(width, 1), 120.0) for width in divided(_LYING if table.landscape else _UPRIGHT, table.widths, low, most)]


def _length(line: str) -> float:
    """In digits: a Chinese character is two wide."""
    return sum(2 if ord(one) > 0x2000 else 1 for one in line)


def _heights(rows: tuple[tuple[Cell, ...], ...], widths: list[float]) -> list[float]:
    """Points for each row: programs do not agree on whether they find it themselves, and none does for merged cells."""
    heights = [18.0] * len(rows)
    for row, column, cell in placed(rows, len(widths)):
        # Printing wants a little more room than the sum of the characters.
        needed = _lines(cell.text, 0.94 * sum(widths[column : column + cell.column_span]) - 1) * 14.0 + 4
        for at in range(row, row + cell.row_span):
            heights[at] = min(_HIGHEST_ROW, max(heights[at], needed / cell.row_span))
    return heights


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes in a column."""
    return sum(max(1, ceil(_length(line) / max(1.0, width))) for line in text.split("\n"))


def _text(sheet: Any, row: int, column: int, text: str, styles: _Styles, **look: object) -> None:
    if not text:
        sheet.write_blank(row, column, None, styles.of(**look))
        return
    if text.lstrip(" \u3000\xa0").startswith(_SIGNS):
        look["quote_prefix"] = True
    sheet.write_string(row, column, text, styles.of(**look))


def _on_paper(sheet: Any, *, lying: bool = False) -> None:
    """A4, as wide as the page, its number below."""
    if lying:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.9)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
