"""What did the author write before pages cut it: which lines are one paragraph, which tables are one table?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wenxiao.documents.blocks import Cell, Document, Table, Text
from wenxiao.facts.wrapping import PrintedLines, first_word, is_page_number, printed_width
from wenxiao.vocabulary.source import Source
from wenxiao.vocabulary.wording import fold

OPENS = re.compile(
    r"\s*(?:[-•·]\s*)?(?:第[一二三四五六七八九十]+[部分条章节]|[一二三四五六七八九十]{1,3}[、.．，]|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}\s*[、.．](?!\d)|[①-⑳]|注[:：])"
)
_CLOSES = tuple("。！？!?：:")
_PAUSES = re.compile(r"[，,；;。：]")


@dataclass(slots=True)
class Paragraph:
    """段落 as its author wrote it: `pieces` are (offset in `text`, block index) of the printed lines it was joined from."""

    text: str
    pieces: list[tuple[int, int]]
    blocks: list[Text]

    def source(self, start: int, end: int, label: str = "") -> Source:
        """The place of characters `start` to `end` of the paragraph, told by the printed line that holds their first character."""
        offset, block = self.pieces[0]
        position = 0
        for index, (begin, number) in enumerate(self.pieces):
            if begin <= start:
                offset, block, position = begin, number, index
        text = self.blocks[position]
        at = start - offset
        return Source(
            text=text.text,
            label=label,
            line=text.line,
            page=text.page,
            start=at,
            end=min(end - offset, len(text.text)),
            block=block,
            at=at,
        )


@dataclass(slots=True)
class Place:
    """One grid place of a whole table: the printed text and where it stands."""

    text: str
    block: int
    cell: int
    row: int
    column: int


@dataclass(slots=True)
class WholeTable:
    """A table over however many pages: a grid of places, the lines above it, and the blocks it was joined from.

    `merged[r][c]` tells that the place belongs to the cell on its left or above it (a merged cell, told by the format).
    """

    grid: list[list[Place]]
    merged: list[list[bool]]
    parts: list[tuple[int, Table]]
    above: list[tuple[int, Text]] = field(default_factory=list)
    spans_known: bool = True
    below: list[tuple[int, Text]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.grid[0]) if self.grid else 0

    def page(self, row: int) -> int | None:
        """The page on which a row stands, None where the format has no pages."""
        return next(table.page for block, table in self.parts if block == self.grid[row][0].block)

    def source(self, place: Place, label: str = "") -> Source:
        """The place of a cell's whole text."""
        table = next(table for block, table in self.parts if block == place.block)
        cell = table.cells[place.cell]
        return Source(
            text=cell.text,
            label=label,
            line=cell.line,
            page=cell.page or table.page,
            table=table.number,
            row=cell.row,
            column=cell.column,
            start=0,
            end=len(cell.text),
            block=place.block,
            cell=place.cell,
            at=0,
            address=_address(table, cell),
        )


def _address(table: Table, cell: Cell) -> str:
    """The name of a worksheet's cell, by which a person finds it: 收入表!C9."""
    if not table.name or len(cell.origin) != 3:
        return ""
    _, row, column = cell.origin
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{table.name}!{letters}{row + 1}"


def paragraphs(document: Document) -> list[Paragraph]:
    """The document's text outside tables, sentences cut by a line or page joined again."""
    printed = PrintedLines(block for block in document.blocks if isinstance(block, Text)) if document.format == "pdf" else None
    found: list[Paragraph] = []
    open_ = False
    for number, block in enumerate(document.blocks):
        if isinstance(block, Table):
            open_ = False
            continue
        if not block.text.strip() or is_page_number(block.text):
            continue
        if open_ and not OPENS.match(block.text) and (printed is None or printed.goes_on(found[-1].blocks[-1], block)):
            last = found[-1]
            last.pieces.append((len(last.text), number))
            last.text += block.text
            last.blocks.append(block)
        else:
            found.append(Paragraph(block.text, [(0, number)], [block]))
        open_ = printed is not None or _is_cut(found[-1].text)
    return found


def _is_cut(text: str) -> bool:
    stripped = text.rstrip()
    return not stripped.endswith((*_CLOSES, "；", ";", "”", "）", ")")) and bool(_PAUSES.search(stripped))


def tables(document: Document) -> list[WholeTable]:
    """The document's tables, those cut by pages joined again: repeated headers dropped, the place of every cell kept."""
    found: list[WholeTable] = []
    texts: list[tuple[int, Text]] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Text):
            if block.text.strip() and not is_page_number(block.text):
                texts.append((number, block))
            continue
        if not block.cells:
            continue
        table = _whole(number, block)
        rest = _rest_of(found[-1], table) if found and not texts else None
        if rest is not None:
            _append(found[-1], rest)
        else:
            if found:
                found[-1].below = texts[:4]
            table.above = texts[-8:]
            found.append(table)
        texts = []
    if found:
        found[-1].below = texts[:4]
    return found


def _whole(number: int, table: Table) -> WholeTable:
    places = table.grid()
    grid: list[list[Place]] = []
    merged: list[list[bool]] = []
    for row, indexes in enumerate(places, start=1):
        line: list[Place] = []
        covered: list[bool] = []
        for column, index in enumerate(indexes, start=1):
            if index < 0:
                line.append(Place("", number, 0, row, column))
                covered.append(False)
                continue
            cell = table.cells[index]
            line.append(Place(cell.text, number, index, row, column))
            covered.append((cell.row, cell.column) != (row, column))
        grid.append(line)
        merged.append(covered)
    return WholeTable(grid, merged, [(number, table)], spans_known=table.spans_known)


def _rest_of(before: WholeTable, table: WholeTable) -> WholeTable | None:
    """`table` as the rest of `before`, or None where it is a table of its own.

    The rest has the same columns, and either repeats the header or opens with a body row.
    """
    if before.width != table.width:
        return _widened(table, before.width) if before.width > table.width and _is_total(table) else None
    return table if _repeated_header(before, table) > 0 or not _looks_like_header(table) else None


def _is_total(table: WholeTable) -> bool:
    """A total alone on a page has nothing beside it that shows how many columns its label spans."""
    label, *figures = [fold(place.text) for place in table.grid[0]]
    return len(table.grid) == 1 and label in ("合计", "总计") and any(figures) and all(_figure(each) for each in figures if each)


def _widened(table: WholeTable, width: int) -> WholeTable:
    """The table with its first cell spanning as many columns as the others leave."""
    more = width - table.width
    grid = [[line[0]] * more + line for line in table.grid]
    merged = [[covered[0]] + [True] * more + covered[1:] for covered in table.merged]
    return WholeTable(grid, merged, table.parts, spans_known=table.spans_known)


def _repeated_header(before: WholeTable, table: WholeTable) -> int:
    """How many rows at the top of `table` repeat the top of `before`."""
    count = 0
    for first, again in zip(before.grid, table.grid, strict=False):
        labels = [fold(place.text) for place in again]
        if not any(labels) or labels != [fold(place.text) for place in first] or any(_figure(label) for label in labels):
            break
        count += 1
    return count


def _looks_like_header(table: WholeTable) -> bool:
    """A first row of several labels without any figure or code opens a table of its own; where the format tells merged cells, a
    header leaves no place empty, as the rest of a row does that a page has cut."""
    labels = [fold(place.text) for place, covered in zip(table.grid[0], table.merged[0], strict=True) if not covered]
    filled = [label for label in labels if label]
    if len(filled) < 2 or any(_figure(label) for label in filled):
        return False
    return len(filled) == len(labels) or not table.spans_known


def _figure(label: str) -> bool:
    return bool(re.fullmatch(r"[-+(]?[\d,.]+\)?%?", label))


def _append(before: WholeTable, table: WholeTable) -> None:
    skip = _repeated_header(before, table)
    before.breaks.append(len(before.grid))
    before.grid.extend(table.grid[skip:])
    before.merged.extend(table.merged[skip:])
    before.parts.extend(table.parts)


def is_cut(table: WholeTable, row: int, column: int) -> bool:
    """Does the cell at the head of a page go on with the one above it? Only where the format keeps printed lines: then the last line
    above is full, so that the first word here would not have fitted into it."""
    above, below = table.grid[row - 1][column].text.strip(), table.grid[row][column].text.strip()
    if not above or not below or table.page(row) == table.page(row - 1):
        return False
    texts = {places[column].text for places, covered in zip(table.grid, table.merged, strict=True) if not any(covered[column : column + 2])}
    widest = max((printed_width(line) for text in texts for line in text.split("\n")), default=0)
    last = printed_width(above.rsplit("\n", 1)[-1])
    return last + printed_width(first_word(below)) > widest - 2
