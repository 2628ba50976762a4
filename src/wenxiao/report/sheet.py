"""How does a document as read look in a web page, every cited figure marked and linked to its findings?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from wenxiao.documents.blocks import Cell, Document, Table, Text
from wenxiao.report.columns import visible
from wenxiao.report.listing import SEVERITIES
from wenxiao.report.places import NO_CELL, Mark, Remark, Role
from wenxiao.report.wording import SEVERITY_WORDS, is_tied

# A table's leading rows without a digit are taken for its header, but no more than these.
HEADER_ROWS = 4

_FIGURE = re.compile(r"[\s.,，+\-−–(（]*\d[\s\d.,，)）%％]*")
_DIGIT = re.compile(r"\d")

_Numbered = dict[tuple[int, int], list[tuple[int, Mark]]]


def sheet(document: Document, marks: Sequence[Mark]) -> Iterator[str]:
    """The document in full as HTML; mark number n (from 1) has the id `mark-n` and links to `finding-<number>`."""
    numbered: _Numbered = {}
    for number, mark in enumerate(marks, 1):
        numbered.setdefault((mark.place.block, mark.place.cell), []).append((number, mark))
    page = None
    for index, block in enumerate(document.blocks):
        if block.page is not None and block.page != page:
            page = block.page
            yield f'<h3 class="page">第 {page} 页</h3>\n'
        if isinstance(block, Table):
            yield from _table(block, index, numbered)
        elif block.text.strip() or (index, NO_CELL) in numbered:
            yield _paragraph(block, numbered.get((index, NO_CELL), ()))


def safe(text: str) -> str:
    """`text` as HTML: control characters made harmless, markup escaped, line breaks kept."""
    return "<br>".join(escape(visible(part)) for part in text.split("\n"))


def _paragraph(block: Text, numbered: Sequence[tuple[int, Mark]]) -> str:
    line = f' data-line="{block.line}"' if block.line is not None else ""
    opened, text, notes = _marked(block.text, numbered)
    return f"<p{line}{opened}>{text}{notes}</p>\n"


def _table(table: Table, index: int, numbered: _Numbered) -> Iterator[str]:
    name = safe(f"表 {table.number}" + (f"　{table.name}" if table.name else ""))
    lined = any(cell.line is not None for cell in table.cells)
    opened, _, notes = _marked("", numbered.get((index, NO_CELL), ()))
    yield f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">\n<table>\n'
    yield f"<caption{opened}>{name}<small>左侧为{'文件行号' if lined else '行次'}，上方为列次</small>{notes}</caption>\n"
    yield '<thead><tr class="ruler"><td></td>'
    yield "".join(f'<th scope="col">{column}</th>' for column in range(1, table.width + 1))
    yield "</tr></thead>\n<tbody>\n"
    header = _header_rows(table)
    for row, places in enumerate(table.grid(), 1):
        line = next((table.cells[at].line for at in places if at >= 0 and table.cells[at].row == row), None)
        yield f'<tr><th class="ruler" scope="row">{line if line is not None else row}</th>'
        for column, at in enumerate(places, 1):
            if at < 0:
                yield "<td></td>"
            elif (table.cells[at].row, table.cells[at].column) == (row, column):
                yield _cell(table.cells[at], table, numbered.get((index, at), ()), is_header=row <= header)
        yield "</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def _header_rows(table: Table) -> int:
    with_digit = [cell.row for cell in table.cells if _DIGIT.search(cell.text)]
    return min(min(with_digit, default=2) - 1, HEADER_ROWS, table.height - 1)


def _cell(cell: Cell, table: Table, numbered: Sequence[tuple[int, Mark]], *, is_header: bool) -> str:
    rows = min(cell.row_span, table.height - cell.row + 1)
    columns = min(cell.column_span, table.width - cell.column + 1)
    spans = (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")
    opened, text, notes = _marked(cell.text, numbered) if numbered else ("", safe(cell.text), "")
    if is_header and cell.text.strip():
        return f'<th scope="{"colgroup" if columns > 1 else "col"}"{spans}{opened}>{text}{notes}</th>'
    figure = ' class="figure"' if not opened and _FIGURE.fullmatch(cell.text) else ""
    return f"<td{spans}{figure}{opened}>{text}{notes}</td>"


def _marked(text: str, numbered: Sequence[tuple[int, Mark]]) -> tuple[str, str, str]:
    """The attributes of the element that holds `text`, the text with its figures marked, and notes on the whole of it."""
    attributes = notes = shown = ""
    here = 0
    for number, mark in numbered:
        place = mark.place
        if place.whole:
            attributes = f' id="mark-{number}" tabindex="-1" class="whole"'
            notes = _notes(mark.remarks)
            continue
        shown += safe(text[here : place.start])
        shown += f'<mark id="mark-{number}" tabindex="-1"{_kind(mark.remarks)}>{safe(text[place.start : place.end])}</mark>'
        shown += _notes(mark.remarks)
        here = place.end
    return attributes, shown + safe(text[here:]), notes


def _kind(remarks: Sequence[Remark]) -> str:
    """The gravest severity of those that suspect the figure; none where it is only cited."""
    suspecting = [one.finding.severity for one in remarks if one.role <= Role.CONSEQUENCE]
    return f' class="{min(suspecting, key=SEVERITIES.index).value}"' if suspecting else ""


def _notes(remarks: Sequence[Remark]) -> str:
    """What should stand there, and a link back to each finding."""
    notes = ""
    for one in remarks:
        kind = one.finding.severity.value
        if one.new is not None and one.role <= Role.CONSEQUENCE:
            should = "或应为" if is_tied(one.finding.suggestions) else "应为"
            notes += f'<ins class="{kind}">{should} {safe(one.new) or "空白"}？</ins>'
        word = SEVERITY_WORDS[one.finding.severity]
        notes += f'<a href="#finding-{one.number}" title="{escape(visible(one.finding.title))}">{word} {one.number}</a>'
    return f'<span class="aside">{notes}</span>'
