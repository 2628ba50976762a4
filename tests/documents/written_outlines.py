"""What is in a Word file or a workbook, as a text that a person can compare: structure and figures, without the format's own noise."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARGINS = (("top", "上"), ("right", "右"), ("bottom", "下"), ("left", "左"))


def outline_of_docx(content: bytes) -> str:
    """Sections with their paper, paragraphs with their styles, tables with grid, rows that are repeated (H), kept with the next (K) or
    never broken (N), and cells with what they span (→ columns, ↓ rows below)."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    return "\n".join(_blocks(body)) + "\n"


def _blocks(body: Any) -> Iterator[str]:
    number = 0
    for block in body:
        if block.tag == f"{_W}tbl":
            yield from _table(block)
            continue
        if block.tag == f"{_W}p":
            style = block.find(f"{_W}pPr/{_W}pStyle").get(f"{_W}val")
            yield f"[{style}] {_text(block)}".rstrip()
        for section in block.iter(f"{_W}sectPr"):
            number += 1
            yield f"── 第 {number} 节到此：{_paper(section)}"


def _paper(section: Any) -> str:
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    edges = " ".join(f"{name}{_millimetres(margins.get(f'{_W}{side}'))}" for side, name in _MARGINS)
    turned = "，横排" if size.get(f"{_W}orient") == "landscape" else ""
    footers = "、".join(each.get(f"{_W}type") for each in section.iter(f"{_W}footerReference"))
    return f"{_millimetres(size.get(f'{_W}w'))}×{_millimetres(size.get(f'{_W}h'))} 毫米{turned}，{edges}，页脚 {footers}"


def _millimetres(twips: str) -> str:
    return f"{int(twips) * 25.4 / 1440:.0f}"


def _table(table: Any) -> Iterator[str]:
    grid = [column.get(f"{_W}w") for column in table.iter(f"{_W}gridCol")]
    size = next(iter({each.get(f"{_W}val") for each in table.iter(f"{_W}sz")}), "21")
    yield f"┌ 列宽 {' '.join(grid)}，字号 {int(size) / 2:g} 磅"
    for row in table.iter(f"{_W}tr"):
        flags = (("H", "tblHeader"), ("N", "cantSplit"), ("K", "keepNext"))
        told = "".join(flag if next(row.iter(f"{_W}{name}"), None) is not None else "·" for flag, name in flags)
        yield f"│{told} " + " | ".join(_cell(cell) for cell in row.iter(f"{_W}tc"))
    yield "└"


def _cell(cell: Any) -> str:
    span, merge = cell.find(f"{_W}tcPr/{_W}gridSpan"), cell.find(f"{_W}tcPr/{_W}vMerge")
    if merge is not None and merge.get(f"{_W}val") != "restart":
        return "″"
    style = cell.find(f"{_W}p/{_W}pPr/{_W}pStyle").get(f"{_W}val")
    told = _text(cell) + (f" →{span.get(f'{_W}val')}" if span is not None else "") + ("↓" if merge is not None else "")
    return f"{told} ⇥" if style == "TableFigure" and told else told


def _text(element: Any) -> str:
    pieces = (each.text or "" if each.tag == f"{_W}t" else "⏎" for each in element.iter(f"{_W}t", f"{_W}br"))
    return "".join(pieces)


def outline_of_xlsx(content: bytes) -> str:
    """Sheets with columns, what is frozen and repeated, merged cells; cells with number format, formula and the value beside it."""
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return "\n".join(line for sheet in formulas for line in _sheet(sheet, values[sheet.title])) + "\n"


def _sheet(sheet: Any, values: Any) -> Iterator[str]:
    widths = " ".join(
        f"{sheet.column_dimensions[column].width:g}" for column in sorted(sheet.column_dimensions, key=lambda one: (len(one), one))
    )
    lies = "横" if sheet.page_setup.orientation == "landscape" else "竖"
    yield f"== {sheet.title}：列宽 {widths}；冻结 {sheet.freeze_panes or '无'}；重复 {sheet.print_title_rows or '无'}；{lies}"
    if sheet.merged_cells.ranges:
        yield "   合并 " + " ".join(sorted(str(each) for each in sheet.merged_cells.ranges))
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                shown = f"{cell.value} ⇒ {values[cell.coordinate].value}" if cell.data_type == "f" else repr(cell.value)
                yield f"{cell.coordinate} {shown}" + (f" [{cell.number_format}]" if cell.number_format not in ("General", "@") else "")
