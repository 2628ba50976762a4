"""What is printed on the pages of a PDF: which tables with which cells, and which lines of text around them?"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import process_time

from wenxiao.documents.blocks import Cell, Document, Table, Text, UnreadableError
from wenxiao.documents.pdf_places import char_boxes
from wenxiao.documents.pdfium import Box, PdfFile, PdfOpenError, PdfPage, PdfPageError
from wenxiao.documents.read.pdf.characters import Run, page_box, runs_of, split_slanted, split_turned, turn_of
from wenxiao.documents.read.pdf.grid import Grid, grids_of
from wenxiao.documents.read.pdf.lines import cell_text, line_text, printed_lines
from wenxiao.documents.read.pdf.rules import rules_of

_MOST_PAGES = 3_000
_MOST_CHARACTERS = 5_000_000
_MOST_CHARACTERS_A_PAGE = 100_000
_SECONDS = 10.0  # of processor time, and a little for each page: beyond that the file was made to be slow
_SECONDS_A_PAGE = 0.05

_ONE_FIGURE = re.compile(r"[-+−－¥￥]?[\d,，]*[.．]?\d*[%％]?")
_ONE_NAME = re.compile(r"[^\d.,，%]+")


def read_pdf(path: Path, data: bytes) -> Document:
    """The blocks of a PDF, page by page from top to bottom. Raises UnreadableError."""
    name = str(path)
    document = Document(path=name, format="pdf", sha256=sha256(data).hexdigest())
    try:
        with PdfFile(data) as pdf:
            reading = _Reading(name, pdf, document)
            reading.read()
    except PdfOpenError as error:
        if error.locked:
            raise UnreadableError(name, "这个 PDF 有密码，打不开；请用不带密码的文件。") from error
        raise UnreadableError(name, "这个文件不是完好的 PDF，打不开；可能下载不全或已损坏。") from error
    except PdfPageError as error:
        raise UnreadableError(name, f"这个 PDF 的第 {error.page} 页读不出来；文件可能下载不全或已损坏。") from error
    document.reread = _Rereading(data, document.blocks, reading.cell_boxes)
    return document


@dataclass(slots=True)
class _Placed:
    """A block and the height and side on the page by which blocks are put in order."""

    height: float
    left: float
    block: Text | Table
    boxes: list[Box]


class _Reading:
    """The state of one pass over a document."""

    def __init__(self, name: str, pdf: PdfFile, document: Document) -> None:
        self._name = name
        self._pdf = pdf
        self._document = document
        self._characters = 0
        self._tables = 0
        self._picture_pages = 0
        self.cell_boxes: dict[int, list[Box]] = {}  # of each table, by its index among the blocks

    def read(self) -> None:
        pages = self._pdf.page_count
        if pages == 0:
            raise UnreadableError(self._name, "这个 PDF 里没有可以读的页；文件可能下载不全或已损坏。")
        if self._pdf.is_cut_off():
            # What is left could be read, but nobody could tell which figures are missing.
            raise UnreadableError(self._name, "这个 PDF 的末尾缺了一段，可能下载不全；请重新下载或复制。")
        if pages > _MOST_PAGES:
            raise UnreadableError(self._name, f"这个 PDF 有 {pages} 页，超过能读的 {_MOST_PAGES} 页；请拆开再读。")
        self._document.pages = pages
        end = process_time() + _SECONDS + _SECONDS_A_PAGE * pages
        for number in range(1, pages + 1):
            with self._pdf.page(number) as page:
                self._characters += page.character_count
                if page.character_count > _MOST_CHARACTERS_A_PAGE or self._characters > _MOST_CHARACTERS:
                    raise UnreadableError(self._name, f"这个 PDF 到第 {number} 页为止的字数太多，不像可以公开的文件，没有读。")
                self._page(page)
            if process_time() > end:
                raise UnreadableError(self._name, f"这个 PDF 太复杂，读到第 {number} 页还没有读完，已停下；请拆开或重新导出再读。")
        if not any(_has_text(block) for block in self._document.blocks):
            reason = "这个 PDF 是扫描的图片，里面没有文字；" if self._picture_pages else "这个 PDF 里没有文字；"
            raise UnreadableError(self._name, reason + "请换用由文档直接导出的 PDF。")
        if self._picture_pages * 2 > pages:
            raise UnreadableError(self._name, "这个 PDF 多数页是扫描的图片，没有文字；请换用由文档直接导出的 PDF。")

    def _page(self, page: PdfPage) -> None:
        turn = turn_of(page)
        runs, slanted = split_slanted(page, runs_of(page, turn))
        rules = rules_of(page, turn)
        if not runs and rules.images:
            self._picture_pages += 1
        placed, aside = _blocks(page, turn, runs, grids_of(rules) if rules.vertical and rules.horizontal else [])
        for item in placed:
            if isinstance(item.block, Table):
                self._tables += 1
                item.block.number = self._tables
                self.cell_boxes[len(self._document.blocks)] = item.boxes
            self._document.blocks.append(item.block)
        for apart in (aside, slanted):
            if apart:
                origin = array("i", (index for run in apart for index in run.indexes))
                self._document.blocks.append(Text("".join(run.text for run in apart), page=page.number, origin=origin))


class _Rereading:
    """Reads a place of an already read document again, this time by PDFium's own order of characters in a rectangle."""

    def __init__(self, data: bytes, blocks: list[Text | Table], cell_boxes: dict[int, list[Box]]) -> None:
        self._data = data
        self._blocks = blocks
        self._cell_boxes = cell_boxes

    def __call__(self, block: int, cell: int | None) -> str | None:
        place = self._blocks[block]
        if place.page is None:
            return None
        if isinstance(place, Table):
            if cell is None:
                return None
            boxes = [self._cell_boxes[block][cell]]
        else:
            [boxes] = char_boxes(self._data, [(place.page, place.origin)])
        if not boxes:
            return None
        around = Box(min(b.left for b in boxes), min(b.bottom for b in boxes), max(b.right for b in boxes), max(b.top for b in boxes))
        with PdfFile(self._data) as pdf, pdf.page(place.page) as page:
            return page.text_inside(around).replace("\r\n", "\n").replace("\x02", "-").strip()


def _has_text(block: Text | Table) -> bool:
    if isinstance(block, Text):
        return bool(block.text)
    return any(cell.text for cell in block.cells)


def _blocks(page: PdfPage, turn: int, runs: list[Run], grids: list[Grid]) -> tuple[list[_Placed], list[Run]]:
    """The page's tables and lines from top to bottom, and what is printed outside tables with a turn of its own."""
    inside: list[list[list[Run]]] = [[[] for _ in grid.places] for grid in grids]
    outside = [run for run in runs if not _put_into_cells(page, run, grids, inside)] if grids else runs
    outside, aside = split_turned(page, outside, turn)
    placed = [_line_block(line, page.number) for line in printed_lines(outside)]
    if grids:
        for grid, texts in zip(grids, inside, strict=True):
            placed.append(_table_block(grid, texts, page.number, turn))
        placed.sort(key=lambda item: (-round(item.height), item.left))
    return placed, aside


def _put_into_cells(page: PdfPage, run: Run, grids: list[Grid], inside: list[list[list[Run]]]) -> bool:
    """Puts a run, or its parts, into the cells in which it stands; False where it stands in no table."""
    for grid, texts in zip(grids, inside, strict=True):
        middle = (run.left + run.right) / 2
        if not grid.xs[0] <= middle <= grid.xs[-1] or (row := grid.row_at(run.middle)) is None:
            continue
        owner = grid.owner[row]
        first, last = owner[grid.column_at(run.left)], owner[grid.column_at(run.right)]
        if first == last:
            if first < 0:
                continue
            texts[first].append(run)
            return True
        parts = _parts(page, run, grid, owner)
        if all(index < 0 for index, _ in parts):
            continue
        for index, part in parts:
            # A piece beside the drawn cells belongs to the cell that the rest of the run is in.
            texts[index if index >= 0 else max(at for at, _ in parts)].append(part)
        return True
    return False


def _parts(page: PdfPage, run: Run, grid: Grid, owner: list[int]) -> list[tuple[int, Run]]:
    """A run that reaches over a border, cell by cell.

    Two figures that touch across a border are two; one figure or name that is too wide for its cell is one.
    """
    ends = [*run.lefts[1:], run.right]
    cells = [owner[grid.column_at((left + right) / 2)] for left, right in zip(run.lefts, ends, strict=True)]
    if len(set(cells)) == 1:
        return [(cells[0], run)]
    drawn = [page.text_object(index) for index in run.indexes]
    whole_objects = len(set(drawn)) < len(drawn)
    parts: list[tuple[int, Run]] = []
    start = 0
    for at in range(1, len(cells) + 1):
        if at < len(cells) and (drawn[at] == drawn[start] or not whole_objects):
            continue
        parts += _parts_of_one_text(run, cells, start, at, one_text=whole_objects)
        start = at
    return parts


def _parts_of_one_text(run: Run, cells: list[int], start: int, end: int, *, one_text: bool) -> list[tuple[int, Run]]:
    text = run.text[start:end]
    among = cells[start:end]
    main = max(set(among), key=among.count)
    apart = _ONE_FIGURE.fullmatch(text) or (one_text and _ONE_NAME.fullmatch(text))
    if apart and (among.count(main) * 3 >= len(among) * 2 or one_text):
        return [(main, _piece(run, start, end))]
    parts: list[tuple[int, Run]] = []
    first = start
    for at in range(start + 1, end + 1):
        if at == end or cells[at] != cells[first]:
            parts.append((cells[first], _piece(run, first, at)))
            first = at
    return parts


def _piece(run: Run, start: int, end: int) -> Run:
    right = run.lefts[end] if end < len(run.lefts) else run.right
    return Run(
        run.text[start:end],
        run.indexes[start:end],
        run.lefts[start:end],
        run.lefts[start],
        right,
        run.base,
        run.height,
        run.after_space and start == 0,
    )


def _line_block(line: list[Run], page: int) -> _Placed:
    printed = line_text(line, tabs=True)
    left, right = line[0].left, max(run.right for run in line)
    text = Text(printed.text, page=page, origin=printed.origin, left=left, right=right)
    return _Placed(max(run.middle for run in line), left, text, [])


def _table_block(grid: Grid, texts: list[list[Run]], page: int, turn: int) -> _Placed:
    cells: list[Cell] = []
    boxes: list[Box] = []
    for index, (place, runs) in enumerate(zip(grid.places, texts, strict=True)):
        if not runs and place.sides < 3:
            continue  # an open corner beside the drawn cells
        text, origin = "", array("i")
        if runs:
            printed = cell_text(runs)
            text, origin = printed.text, printed.origin
        cells.append(Cell(text, place.row + 1, place.column + 1, place.row_span, place.column_span, page=page, origin=origin))
        boxes.append(page_box(grid.box(index), turn))
    table = Table(cells, number=0, height=len(grid.ys) - 1, width=len(grid.xs) - 1, page=page)
    return _Placed(grid.ys[0], grid.xs[0], table, boxes)
