"""What do the sheets of an .xlsx workbook show?

Read by hand with lxml rather than by a spreadsheet library: what is checked is the figure as shown, which needs each cell's
number format (docs/decisions/spreadsheets.md).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from wenxiao.documents.blocks import Document
from wenxiao.documents.read.archive import Archive, broken
from wenxiao.documents.read.number_format import BUILT_IN, GENERAL, shown_number
from wenxiao.documents.read.numbering import MOST_CELLS, Numbering, too_large
from wenxiao.documents.read.sheet import Sheet, append_sheet

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(slots=True)
class _Workbook:
    """What the sheets of a workbook share."""

    path: str
    archive: Archive
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    from_1904: bool = False
    cells: int = 0


def read_xlsx(name: str, data: bytes) -> Document:
    """Read the sheets of a workbook in their order, hidden ones too; chart sheets are left out."""
    import hashlib

    archive = Archive(name, data)
    main = archive.main_part()
    root = archive.xml(main)
    relations = archive.relations(main)
    workbook = _Workbook(name, archive)
    for kind, part in relations.values():
        if part in archive.names and kind == "sharedStrings":
            workbook.strings = [_string(item) for item in archive.xml(part) if _local(item) == "si"]
        elif part in archive.names and kind == "styles":
            workbook.formats = _formats(archive.xml(part))
    properties = next((node for node in root if _local(node) == "workbookPr"), None)
    workbook.from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    document = Document(name, "xlsx", hashlib.sha256(data).hexdigest())
    numbering = Numbering(name)
    for index, entry in enumerate(node for node in root.iter() if _local(node) == "sheet"):
        relation = next((value for key, value in entry.attrib.items() if key.endswith("}id")), "")
        kind, part = relations.get(relation, ("", ""))
        if kind == "worksheet":
            append_sheet(document, _sheet(workbook, part, index, entry.get("name", "")), numbering)
    return document


def _sheet(workbook: _Workbook, part: str, index: int, name: str) -> Sheet:
    sheet = Sheet(index, name)
    zeros_hidden = False
    row = -1
    for node in _elements(workbook, part):
        local = _local(node)
        if local == "row":
            row = _row_number(workbook, node.get("r"), row)
            column = -1
            for cell in node:
                place = _place(workbook, cell.get("r"), row, column)
                column = place[1]
                if not len(cell):
                    continue
                text = _shown(workbook, cell, zeros_hidden=zeros_hidden)
                if text and not text.isspace():
                    sheet.cells[place] = text
            workbook.cells += len(node)
            if workbook.cells > MOST_CELLS:
                raise too_large(workbook.path)
            _forget(node)
        elif local == "sheetView":
            zeros_hidden = node.get("showZeros") in ("0", "false")
        elif local == "mergeCell":
            first, _, last = node.get("ref", "").partition(":")
            if last:
                sheet.merged.append((*_place(workbook, first, 0, 0), *_place(workbook, last, 0, 0)))
    return sheet


def _elements(workbook: _Workbook, part: str) -> Iterator[Any]:
    from lxml import etree

    content = workbook.archive.part(part)
    events = etree.iterparse(
        io.BytesIO(content),
        tag=("{*}row", "{*}mergeCell", "{*}sheetView"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, node in events:
            yield node
    except (etree.LxmlError, ValueError) as error:
        raise broken(workbook.path) from error


def _forget(row: Any) -> None:
    """Free a row that has been read, and those before it: a sheet may be larger as a tree than as a file by far."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]


def _shown(workbook: _Workbook, cell: Any, *, zeros_hidden: bool) -> str:
    kind = cell.get("t", "n")
    value = ""
    for node in cell:
        local = _local(node)
        if local == "v":
            value = node.text or ""
        elif local == "is" and kind == "inlineStr":
            return _string(node)
    if kind == "s":
        try:
            return workbook.strings[int(value)] if value else ""
        except (ValueError, IndexError) as error:
            raise broken(workbook.path) from error
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind != "n" or not value.strip():
        return _unescaped(value)
    try:
        number = Decimal(value.strip())
    except InvalidOperation as error:
        raise broken(workbook.path) from error
    if zeros_hidden and number == 0:
        return ""
    style = cell.get("s", "0")
    known = style.isascii() and style.isdigit() and len(style) < 7 and int(style) < len(workbook.formats)
    return shown_number(number, workbook.formats[int(style)] if known else GENERAL, from_1904=workbook.from_1904)


def _place(workbook: _Workbook, reference: str | None, row: int, column: int) -> tuple[int, int]:
    """0-based row and column of a reference such as AB12; without one a cell stands to the right of the cell before it."""
    if reference is None:
        return max(row, 0), column + 1
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        raise broken(workbook.path)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if not 1 <= row <= _LAST_ROW or column > _LAST_COLUMN:
        raise broken(workbook.path)
    return row - 1, column - 1


def _row_number(workbook: _Workbook, stated: str | None, previous: int) -> int:
    if stated is None:
        return previous + 1
    if not (stated.isascii() and stated.isdigit() and len(stated) <= 7 and 1 <= int(stated) <= _LAST_ROW):
        raise broken(workbook.path)
    return int(stated) - 1


def _formats(styles: Any) -> list[str]:
    """The number format of each cell style, by its index."""
    own: dict[str, str] = {}
    for node in styles.iter():
        if _local(node) == "numFmt" and node.getparent() is not None and _local(node.getparent()) == "numFmts":
            own[node.get("numFmtId", "")] = node.get("formatCode", GENERAL)
    built_in = {str(number): code for number, code in BUILT_IN.items()}
    styles_of_cells = next((node for node in styles if _local(node) == "cellXfs"), ())
    return [own.get(style.get("numFmtId", "0")) or built_in.get(style.get("numFmtId", "0"), GENERAL) for style in styles_of_cells]


def _string(item: Any) -> str:
    """The text of a string, without the reading aids (phonetic runs) that may stand beside it."""
    parts = []
    for node in item:
        local = _local(node)
        if local == "t":
            parts.append(node.text or "")
        elif local == "r":
            parts.extend(child.text or "" for child in node if _local(child) == "t")
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _local(node: Any) -> str:
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
