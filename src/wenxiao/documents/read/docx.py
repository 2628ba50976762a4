"""What does a .docx file print, paragraph by paragraph and table by table?

Read: the body in its order, tables with merged cells, nested tables (after the table they stand in), content controls, text
boxes (after the paragraph they hang on), formulas as plain characters; of tracked changes what is inserted.
Left out: what is deleted, moved away or hidden; headers, footers, notes and comments. Numbers that Word makes itself
(automatic numbering, `w:numPr`) stand nowhere in the file's text, so a heading numbered that way comes without its number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wenxiao.documents.blocks import Cell, Document, Table, Text
from wenxiao.documents.read.archive import Archive, broken
from wenxiao.documents.read.numbering import Numbering

_PROPERTIES = {"pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "rubyPr"}
_LEFT_OUT = _PROPERTIES | {"del", "delText", "moveFrom", "instrText", "delInstrText", "rt", "fldData", "comment"}
_WIDEST = 1_000
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


@dataclass(slots=True)
class _Paragraph:
    text: str
    index: int
    boxes: list[Any]


@dataclass(slots=True)
class _Place:
    """A cell of the file before merging: its grid column, width, whether it goes on from above, its text and what is inside."""

    column: int
    width: int
    goes_on: bool
    texts: list[str]
    origin: list[int]
    inner: list[Any]


def read_docx(name: str, data: bytes) -> Document:
    """Read the main part of a Word file. A table of one cell is a frame around text and is given as text."""
    import hashlib

    archive = Archive(name, data)
    root = archive.xml(archive.main_part())
    body = next((node for node in root if _local(node) == "body"), None)
    if body is None:
        raise broken(name)
    reader = _Reader(Document(name, "docx", hashlib.sha256(data).hexdigest()), body)
    reader.flow(body)
    return reader.document


class _Reader:
    """Goes through a body once. `w` is the file's own WordprocessingML namespace: there are two, transitional and strict."""

    def __init__(self, document: Document, body: Any) -> None:
        self.document = document
        self._w = body.tag[: body.tag.index("}") + 1]
        self._numbering = Numbering(document.path)
        self._paragraphs = {paragraph: index for index, paragraph in enumerate(body.iter(f"{self._w}p"))}

    def flow(self, container: Any) -> None:
        """Append the blocks of a container of paragraphs and tables, then of what those hold inside, and so on."""
        waiting = [container]
        while waiting:
            node = waiting.pop()
            local = _local(node)
            inner: list[Any] = []
            if local == "p":
                paragraph = self._paragraph(node)
                self._append_text(paragraph.text, [paragraph.index])
                inner = paragraph.boxes
            elif local == "tbl":
                inner = self._append_table(node)
            elif local == "AlternateContent":
                inner = _one_alternative(node)
            elif local not in _LEFT_OUT:
                inner = list(node)
            waiting.extend(reversed(inner))

    def _append_text(self, text: str, origin: list[int]) -> None:
        if text.strip():
            self.document.blocks.append(Text(text.strip(), origin=origin))

    def _append_table(self, table: Any) -> list[Any]:
        """Append a table; gives the tables and text boxes inside its cells."""
        rows = [self._row(row) for row in _members(table, "tr") if not self._is_deleted_row(row)]
        inner = [node for row in rows for place in row for node in place.inner]
        if sum(map(len, rows)) == 1:
            for place in rows[0]:
                for text, index in zip(place.texts, place.origin, strict=True):
                    self._append_text(text, [index])
            return inner
        rows = [row for row in rows if row]
        width = max((place.column + place.width for row in rows for place in row), default=0)
        if not width:
            return inner
        number = self._numbering.next_table(len(rows), width)
        self.document.blocks.append(Table(_merged(rows), number, len(rows), width))
        return inner

    def _row(self, row: Any) -> list[_Place]:
        properties = _child(row, "trPr")
        column = _number(_child(properties, "gridBefore"), least=0) if properties is not None else 0
        places: list[_Place] = []
        for cell in _members(row, "tc"):
            properties = _child(cell, "tcPr")
            span = _child(properties, "gridSpan")
            width = _number(span, least=1)
            texts, origin, inner = self._content(cell)
            sideways = _child(properties, "hMerge")
            if places and sideways is not None and _value(sideways) != "restart":
                # A merge from the side as old Word writes it: the cell is there, but belongs to the one on its left.
                places[-1].width += width
                places[-1].texts += texts
                places[-1].origin += origin
                places[-1].inner += inner
            else:
                merge = _child(properties, "vMerge")
                goes_on = merge is not None and _value(merge) != "restart"
                places.append(_Place(column, width, goes_on, texts, origin, inner))
            column = min(column + width, _WIDEST)
        return places

    def _content(self, cell: Any) -> tuple[list[str], list[int], list[Any]]:
        """The texts of a cell's paragraphs, their indexes, and the tables and text boxes inside."""
        texts: list[str] = []
        origin: list[int] = []
        inner: list[Any] = []
        waiting = list(reversed(cell))
        while waiting:
            node = waiting.pop()
            local = _local(node)
            if local == "p":
                paragraph = self._paragraph(node)
                texts.append(paragraph.text)
                origin.append(paragraph.index)
                inner += paragraph.boxes
            elif local == "tbl":
                inner.append(node)
            elif local == "AlternateContent":
                waiting.extend(reversed(_one_alternative(node)))
            elif local not in _LEFT_OUT:
                waiting.extend(reversed(node))
        return texts, origin, inner

    def _paragraph(self, paragraph: Any) -> _Paragraph:
        w = self._w
        parts: list[str] = []
        boxes: list[Any] = []
        waiting = list(reversed(paragraph))
        while waiting:
            node = waiting.pop()
            tag = node.tag
            local = _local(node)
            if tag == f"{w}t" or tag == _MATH:
                parts.append(node.text or "")
            elif local == "r":
                if not _is_hidden(_child(node, "rPr")):
                    waiting.extend(reversed(node))
            elif tag in (f"{w}br", f"{w}cr"):
                parts.append("\n")
            elif tag in (f"{w}tab", f"{w}ptab"):
                parts.append("\t")
            elif tag == f"{w}noBreakHyphen":
                parts.append("-")
            elif local == "txbxContent":
                boxes.append(node)
            elif local == "AlternateContent":
                waiting.extend(reversed(_one_alternative(node)))
            elif local not in _LEFT_OUT:
                waiting.extend(reversed(node))
        return _Paragraph("".join(parts), self._paragraphs.get(paragraph, -1), boxes)

    def _is_deleted_row(self, row: Any) -> bool:
        return _child(_child(row, "trPr"), "del") is not None


def _merged(rows: list[list[_Place]]) -> list[Cell]:
    """The cells of a table, with those that go on from above put into the cell they belong to."""
    cells: list[Cell] = []
    owners: dict[int, Cell] = {}
    for number, row in enumerate(rows, start=1):
        reached: dict[int, Cell] = {}
        for place in row:
            text = "\n".join(part for part in (text.strip() for text in place.texts) if part)
            owner = owners.get(place.column) if place.goes_on else None
            if owner is not None and owner.column_span == place.width:
                owner.row_span += 1
                if text:
                    owner.text = f"{owner.text}\n{text}" if owner.text else text
                owner.origin = [*owner.origin, *place.origin]
            else:
                owner = Cell(text, number, place.column + 1, 1, place.width, origin=place.origin)
                cells.append(owner)
            reached[place.column] = owner
        owners = reached
    return cells


def _members(container: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those inside content controls and marks of insertion."""
    waiting = list(reversed(container))
    while waiting:
        node = waiting.pop()
        local = _local(node)
        if local == wanted:
            yield node
        elif local not in _LEFT_OUT and local not in ("tr", "tc", "p", "tbl"):
            waiting.extend(reversed(node))


def _one_alternative(node: Any) -> list[Any]:
    """The same content is stored for new programs (Choice) and for old ones (Fallback): it is printed once."""
    choices = list(node)
    for choice in choices:
        if _local(choice) == "Choice" and len(choice):
            return list(choice)
    return [child for choice in choices if _local(choice) == "Fallback" for child in choice]


def _is_hidden(properties: Any) -> bool:
    vanish = _child(properties, "vanish")
    return vanish is not None and _value(vanish) not in ("0", "false", "off")


def _child(node: Any, wanted: str) -> Any:
    return None if node is None else next((child for child in node if _local(child) == wanted), None)


def _value(node: Any) -> str:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _number(node: Any, *, least: int) -> int:
    value = "" if node is None else _value(node)
    return min(max(int(value), least), _WIDEST) if value.isascii() and value.isdigit() and len(value) < 9 else least


def _local(node: Any) -> str:
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
