"""The whole document as pages: every figure of every sentence and table leads to its derivation. Cut where its chapters begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from wenxiao.documents.manuscript import Cell, Kind, Table, placed
from wenxiao.web.publish.public.book import Book
from wenxiao.web.publish.public.pages import Page
from wenxiao.web.publish.queries.preview import Block, blocks, is_number

# Cells of tables on one page; a larger table goes on on the next, where no cell reaches over the cut.
MOST_CELLS = 420
# A line of characters weighs about as much as some cells.
CHARACTERS = 60


class Sheet(NamedTuple):
    """一页: its name among the pages, and what it is of."""

    page: str
    title: str
    blocks: tuple[Block, ...]


def paper_pages(book: Book) -> Iterator[Page]:
    """A table of contents, and the pages in reading order."""
    whole = blocks(book.open.manuscript, book.open.spans)
    sheets = _sheets([piece for part in whole for piece in _cut(part)])
    contents = [(sheet.page, entry, f"h{number}") for sheet in sheets for number, entry in enumerate(_entries(sheet), 1)]
    yield Page("document.html", "document.html", {"contents": contents, "title": book.open.manuscript.title})
    for at, sheet in enumerate(sheets):
        before, after = sheets[at - 1] if at else None, sheets[at + 1] if at + 1 < len(sheets) else None
        # The body is made when it is written: by then every figure has its place.
        body = Paper(book, sheet.blocks)
        yield Page(sheet.page, "sheet.html", {"sheet": sheet, "body": body, "before": before, "after": after})


class Paper:
    """一页的正文."""

    def __init__(self, book: Book, parts: Sequence[Block]) -> None:
        self._book, self._parts = book, parts

    @property
    def html(self) -> SafeString:
        return SafeString("".join(self._written()))

    def _written(self) -> Iterator[str]:
        entry, above = 0, 1
        for part in self._parts:
            if part.kind != "paragraph":
                entry += 1
            if part.table is not None:
                yield from self._table(part.table, entry)
            elif part.kind == "heading":
                # The page's title is the first level; a page that begins within a chapter skips none.
                level = above = min(part.level - 1, above + 1, 6)
                yield f'<h{level} id="h{entry}">{escape(part.runs[0].text)}</h{level}>\n'
            else:
                yield f"<p>{''.join(self._linked(run.text, run.figure) for run in part.runs)}</p>\n"

    def _linked(self, text: str, figure: str) -> str:
        told = "<br>".join(escape(line) for line in text.split("\n"))
        return f'<a class="f" href="{self._book.places[figure]}">{told}</a>' if figure and text else told

    def _table(self, table: Table, entry: int) -> Iterator[str]:
        unit = f' <span class="unit">{escape(table.unit_line())}</span>' if table.unit else ""
        yield f'<div class="box" role="region" aria-label="{escape(table.title)}" tabindex="0">\n'
        yield f'<table><caption id="h{entry}">{escape(table.title)}{unit}</caption>\n'
        for tag, rows in (("thead", table.head), ("tbody", table.body)):
            if rows:
                yield f"<{tag}>\n{''.join(self._rows(rows, len(table.widths), is_head=tag == 'thead'))}</{tag}>\n"
        yield "</table></div>\n"
        if table.note:
            yield f'<p class="note">{escape(table.note)}</p>\n'

    def _rows(self, rows: tuple[tuple[Cell, ...], ...], width: int, *, is_head: bool) -> Iterator[str]:
        made: list[list[str]] = [[] for _ in rows]
        figured: set[int] = set()  # The rows in which a figure has come: words before it say what the row is about.
        for row, _, cell in placed(rows, width):
            if is_number(cell):
                figured.update(range(row, row + cell.row_span))
            if is_head:
                tag, scope = ("th", ' scope="col"') if cell.text else ("td", "")
            elif cell.kind is Kind.TEXT and cell.text and row not in figured:
                tag, scope = "th", ' scope="row"'
            else:
                tag, scope = "td", ""
            spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
            spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
            shape = ' class="n"' if is_number(cell) and not is_head else ""
            made[row].append(f"<{tag}{scope}{spans}{shape}>{self._linked(cell.text, cell.fact)}</{tag}>")
        return (f"<tr>{''.join(cells)}</tr>\n" for cells in made)


def _cut(part: Block) -> Iterator[Block]:
    """A table that is too large for a page in pieces, each with its head; what stands below it below the last."""
    if part.table is None or _weight(part) <= MOST_CELLS:
        yield part
        return
    table, start, cells, reach = part.table, 0, 0, 0
    for row, own in enumerate(table.body):
        if row >= reach and cells + len(own) > MOST_CELLS // 2:
            yield part._replace(table=replace(table, title=_continued(table, start), body=table.body[start:row], note=""))
            start, cells = row, 0
        cells += len(own)
        reach = max([reach, *(row + cell.row_span for cell in own)])
    yield part._replace(table=replace(table, title=_continued(table, start), body=table.body[start:]))


def _continued(table: Table, start: int) -> str:
    return f"{table.title}（续）" if start else table.title


def _sheets(parts: Sequence[Block]) -> list[Sheet]:
    found: list[list[Block]] = [[]]
    weight = 0
    for part in parts:
        own = _weight(part)
        starts = part.kind == "heading" and part.level == 3
        if found[-1] and (starts or weight + own > MOST_CELLS) and not _only_headings(found[-1]):
            found.append([])
            weight = 0
        found[-1].append(part)
        weight += own
    return [Sheet(f"document-{number}.html", _title(own), tuple(own)) for number, own in enumerate(found, 1)]


def _only_headings(parts: Sequence[Block]) -> bool:
    return all(part.kind == "heading" for part in parts)


def _weight(part: Block) -> int:
    if part.table is not None:
        return sum(len(row) for row in (*part.table.head, *part.table.body))
    return sum(len(run.text) for run in part.runs) // CHARACTERS + 1


def _entries(sheet: Sheet) -> Iterator[Block]:
    return (part for part in sheet.blocks if part.kind != "paragraph")


def _title(parts: Sequence[Block]) -> str:
    """Of its first headings, or of its first table."""
    first = parts[0]
    if first.kind == "heading":
        return first.runs[0].text
    return first.table.title if first.table is not None else "前言"
