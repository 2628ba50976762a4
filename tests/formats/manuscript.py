"""What did the author of a text file have before it was printed: whole sentences, whole tables, merged header cells?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wenxiao.catalogue.tables import recognise
from wenxiao.documents.blocks import Document, Text
from wenxiao.facts import header, stitch
from wenxiao.vocabulary.wording import fold

_NUMBERED = re.compile(r"\d{1,2}、|[一二三四五六七八九十]+、")
_BEARER = ("职责活动", "年度预算数", "内容描述", "绩效目标")


@dataclass(slots=True)
class Place:
    """A cell of a grid, told at its upper left place."""

    text: str
    row: int
    column: int
    height: int = 1
    width: int = 1


@dataclass(slots=True)
class Grid:
    """A table: its header as places with spans, its body as rows of texts. `down` names body columns whose empty places belong to
    the cell above them, as where a form merges an activity's name over its indicators."""

    header: list[Place]
    header_height: int
    body: list[list[str]]
    down: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.body[0])

    def places(self, *, merge_down: bool = False) -> list[Place]:
        """Header and body, row by row; with `merge_down` the empty places of an activity are merged with its first row."""
        found = list(self.header)
        for number, row in enumerate(self.body):
            for column, text in enumerate(row):
                if merge_down and column in self.down:
                    if number and not row[self.down[0]]:
                        continue
                    below = number + 1
                    while below < len(self.body) and not self.body[below][self.down[0]]:
                        below += 1
                    found.append(Place(text, self.header_height + number, column, below - number))
                else:
                    found.append(Place(text, self.header_height + number, column))
        return sorted(found, key=lambda place: (place.row, place.column))


Part = str | Grid
Manuscript = list[Part]


def whole(document: Document) -> Manuscript:
    """Paragraphs and tables as they were before pages cut them."""
    parts: list[tuple[int, Part]] = [(text.pieces[0][1], text.text) for text in stitch.paragraphs(document)]
    parts += [(table.parts[0][0], _grid(table)) for table in stitch.tables(document)]
    return [part for _, part in sorted(parts, key=lambda part: part[0])]


def paged(document: Document, *, whole_text: bool = False) -> list[Manuscript]:
    """What stands on each page: a table that repeats its header opens a page, and what the page cut stays cut; with `whole_text`
    only tables stay cut, as a typesetter cuts sentences himself."""
    pages: list[Manuscript] = [[]]
    tables = {number: table for table in stitch.tables(document) for number, _ in table.parts}
    sentences = {text.pieces[0][1]: text.text for text in stitch.paragraphs(document)}
    for number, block in enumerate(document.blocks):
        if isinstance(block, Text):
            text = sentences.get(number, "") if whole_text else block.text
            if text:
                pages[-1].append(text)
            continue
        table = tables[number]
        if number != table.parts[0][0]:
            pages.append([])
        pages[-1].append(_grid(table, number))
    return pages


def _grid(table: stitch.WholeTable, block: int | None = None) -> Grid:
    rows = header.height(table)
    labels = {fold(place.text) for places in table.grid[:rows] for place in places} - {""}
    form, _ = recognise([fold(text.text) for _, text in reversed(table.above[-5:])], labels)
    paths = header.paths(table, rows, form.families if form else None)
    printed = {fold(place.text): place.text for places in table.grid[:rows] for place in places}
    head, height = _header(paths, printed)
    names = [path[-1] if path else "" for path in paths]
    down = [names.index(name) for name in _BEARER if name in names] if "绩效指标" in names else []
    body: list[list[str]] = []
    for number, places in enumerate(table.grid[rows:], start=rows):
        row = [place.text for place in places]
        if block is not None:
            if places[0].block == block:
                body.append(row)
        elif down and number in table.breaks and _goes_on(body, row, down, names):
            body.extend(_mended(body, row, down, names))
        else:
            body.append(row)
    return Grid(head, height, body, down)


def _header(paths: list[tuple[str, ...]], printed: dict[str, str]) -> tuple[list[Place], int]:
    """Real merged cells: a label reaches over the columns it heads, and down to the body where nothing stands below it."""
    height = max(map(len, paths))
    places: list[Place] = []
    for row in range(height):
        column = 0
        while column < len(paths):
            path = paths[column]
            right = column + 1
            while len(path) > row + 1 and right < len(paths) and len(paths[right]) > row + 1 and paths[right][: row + 1] == path[: row + 1]:
                right += 1
            if row < len(path):
                last = height - row if len(path) == row + 1 else 1
                places.append(Place(printed.get(path[row], path[row]), row, column, last, right - column))
            elif not path and not row:
                places.append(Place("", 0, column, height))
            column = right
    return places, height


def _goes_on(body: list[list[str]], row: list[str], down: list[int], names: list[str]) -> bool:
    """The first row of a page brings no amount, and either nothing but a name or none, or a name without a number where the one
    above has one: it is the rest of the row before."""
    name, amount, content, objective = (row[column] for column in down)
    indicator, *bands = row[names.index("绩效指标") :]
    above = next(before[down[0]] for before in reversed(body) if before[down[0]])
    bare = bool(indicator) and not any(bands)
    own = bool(name) and bool(content or objective) and not (_NUMBERED.match(above) and not _NUMBERED.match(name))
    return not amount and not own and bool(name or content or objective or bare)


def _mended(body: list[list[str]], row: list[str], down: list[int], names: list[str]) -> list[list[str]]:
    """Put the rest of the bearer's cells where they began; the rows (none or one) that remain."""
    first = next(number for number in range(len(body) - 1, -1, -1) if body[number][down[0]])
    for column in down:
        body[first][column] += row[column]
        row[column] = ""
    indicator = names.index("绩效指标")
    if row[indicator] and not any(row[indicator + 1 :]):
        body[-1][indicator] += row[indicator]
        return []
    return [row] if any(row) else []
