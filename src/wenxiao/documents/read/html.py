"""What does a web page print: its paragraphs and its tables, with merged cells?

A table that only lays out the page (it holds other tables, or has a single cell) is no table: its content is given in order.
A line break inside a paragraph stays one (`\\n`), two in a row begin a new paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from wenxiao.documents.blocks import Cell, Document, Table, Text, UnreadableError
from wenxiao.documents.read.encoding import decode
from wenxiao.documents.read.numbering import MOST_CELLS, Numbering, too_large

_SILENT = {
    *("script", "style", "head", "title", "noscript", "template", "svg", "object", "iframe", "canvas", "audio", "video"),
    *("select", "option", "textarea", "button"),
}
_INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "input"),
    *("ins", "kbd", "label", "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "st1", "strike", "strong", "sub", "sup"),
    *("time", "tt", "u", "var", "wbr", "math", "mi", "mn", "mo", "mrow"),
}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WIDEST = 1_000  # The HTML standard's own limit for colspan.
_LAST_LINE = 65_535  # libxml2 counts no further.


def read_html(name: str, data: bytes) -> Document:
    """Read a page saved from the web, or a table saved as a page by a spreadsheet program."""
    import hashlib

    declared = _CHARSET.search(data[:4096])
    text = decode(name, data, declared[1].decode("ascii").lower() if declared else "")
    document = Document(name, "html", hashlib.sha256(data).hexdigest())
    append_html(document, Numbering(name), text)
    return document


def append_html(document: Document, numbering: Numbering, text: str, first_line: int = 1) -> None:
    """Append the blocks of a page or a piece of one, whose first line is the document's line `first_line`."""
    reader = _Reader(document, numbering, first_line)
    reader.flow(_parsed(document.path, text))
    reader.end_paragraph()


def _parsed(name: str, text: str) -> Any:
    import lxml.html
    from lxml import etree

    # huge_tree: old pages leave hundreds of <font> open, one inside the other; nothing here is recursive.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableError(name, "网页里没有能读的内容，请在浏览器中打开，另存为完整的网页或打印成 pdf 再读") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableError(name, "网页的结构深得不正常，没有读完；请在浏览器中打开，打印成 pdf 或复制到 Word 另存为 docx 再读")
    return root


@dataclass(slots=True)
class _Cell:
    element: Any
    row_span: int
    column_span: int


@dataclass(slots=True)
class _Reader:
    document: Document
    numbering: Numbering
    first_line: int
    parts: list[str] = field(default_factory=list)
    line: int | None = None

    def flow(self, root: Any) -> None:
        """Append what stands in `root`, in order. The stack holds elements to enter, and strings and None (a border) to pass."""
        waiting: list[Any] = [root]
        while waiting:
            node = waiting.pop()
            if node is None:
                self.end_paragraph()
            elif isinstance(node, str):
                self._say(node)
            elif not isinstance(node.tag, str) or node.tag in _SILENT or _HIDDEN.search(node.get("style", "")):
                continue
            elif node.tag == "br":
                self.parts.append("\n")
            elif node.tag == "table" and (table := _table_rows(node)) is not None:
                self.end_paragraph()
                waiting.extend(reversed(self._append_table(node, table)))
            else:
                border = node.tag not in _INLINE
                if border:
                    self.end_paragraph()
                if self.line is None or border:
                    self.line = self._line_of(node)
                waiting.extend(reversed(_content(node, border=border)))

    def end_paragraph(self) -> None:
        text = _trimmed("".join(self.parts))
        self.parts.clear()
        for paragraph in re.split(r"\n\n+", text):
            if paragraph:
                self.document.blocks.append(Text(paragraph, line=self.line))
        self.line = None

    def _say(self, text: str) -> None:
        self.parts.append(_SPACE.sub(" ", text))

    def _append_table(self, element: Any, rows: list[list[_Cell]]) -> list[Any]:
        """Append a table of data; gives what stands in it beside its cells' text: the caption comes first, so it is said here."""
        caption = next((child for child in element if child.tag == "caption"), None)
        # A title and a unit that stand on lines of their own are two texts, as they are above a table of any other format.
        for told in _text(caption).split("\n") if caption is not None else ():
            self._say(told)
            self.line = self._line_of(caption)
            self.end_paragraph()
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        height, width, places = len(rows), 0, 0
        for row, members in enumerate(rows):
            column = 0
            for member in members:
                while (row, column) in taken:
                    column += 1
                row_span = min(member.row_span or height, height - row)
                width = max(width, column + member.column_span)
                places += row_span * member.column_span
                if places > MOST_CELLS:
                    raise too_large(self.document.path)
                taken.update((r, c) for r in range(row, row + row_span) for c in range(column, column + member.column_span))
                line = self._line_of(member.element)
                cells.append(Cell(_text(member.element), row + 1, column + 1, row_span, member.column_span, line=line))
                column += member.column_span
        number = self.numbering.next_table(height, width)
        self.document.blocks.append(Table(cells, number, height, width, line=self._line_of(element)))
        return [table for members in rows for member in members for table in _outermost_tables(member.element)]

    def _line_of(self, element: Any) -> int | None:
        line = element.sourceline
        return line + self.first_line - 1 if line is not None and line < _LAST_LINE else None


def _content(node: Any, *, border: bool) -> list[Any]:
    content: list[Any] = [node.text] if node.text else []
    for child in node:
        content.append(child)
        if child.tail:
            content.append(child.tail)
    if border:
        content.append(None)
    return content


def _table_rows(table: Any) -> list[list[_Cell]] | None:
    """The rows of a table of data; None where the table only lays out what stands in it."""
    rows: list[list[_Cell]] = []
    for child in table:
        for row in child if child.tag in ("thead", "tbody", "tfoot") else (child,):
            if row.tag == "tr":
                members = [cell for cell in row if cell.tag in ("td", "th")]
                if members:
                    rows.append([_Cell(cell, _span(cell, "rowspan", least=0), _span(cell, "colspan", least=1)) for cell in members])
    if sum(map(len, rows)) <= 1 or table.get("role") == "presentation":
        return None
    if next(table.iterdescendants("table"), None) is not None:
        # Data tables with a small table in a cell are rare: they still have rows with several filled cells of their own.
        rows_of_data = sum(sum(bool(_text(cell.element)) for cell in row) > 1 for row in rows)
        if rows_of_data < 2:
            return None
    return rows


def _outermost_tables(cell: Any) -> list[Any]:
    found = []
    waiting = list(reversed(cell))
    while waiting:
        node = waiting.pop()
        if node.tag == "table":
            found.append(node)
        else:
            waiting.extend(reversed(node))
    return found


def _text(cell: Any) -> str:
    """The text of a cell without the tables inside it, one line for each paragraph or break."""
    parts: list[str] = []
    waiting: list[Any] = [*reversed(_content(cell, border=False))]
    while waiting:
        node = waiting.pop()
        if node is None:
            parts.append("\n")
        elif isinstance(node, str):
            parts.append(_SPACE.sub(" ", node))
        elif not isinstance(node.tag, str) or node.tag in _SILENT or node.tag == "table" or _HIDDEN.search(node.get("style", "")):
            continue
        elif node.tag == "br":
            parts.append("\n")
        else:
            border = node.tag not in _INLINE
            if border:
                parts.append("\n")
            waiting.extend(reversed(_content(node, border=border)))
    return re.sub(r"\n\n+", "\n", _trimmed("".join(parts)))


def _trimmed(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def _span(cell: Any, name: str, *, least: int) -> int:
    value = cell.get(name, "").strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    # A rowspan of 0 reaches to the end of the table.
    return max(least, min(int(value[:9]), 65_534 if name == "rowspan" else _WIDEST))
