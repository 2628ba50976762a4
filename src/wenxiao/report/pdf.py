"""How are notes put at the wrong figures of the reader's own pdf?

Highlights of the standard's own kind, with the note as their contents, so that any viewer lists them; the pages themselves stay
as they are, and the changes are appended to the file's own bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document, Table
from wenxiao.documents.pdfium import Box, PdfFile, PdfOpenError, PdfPage
from wenxiao.report.notes import AUTHOR, Note, notes, opening_note
from wenxiao.report.places import NO_CELL
from wenxiao.report.target import NotAnnotatableError, refuse_unsafe_target, write_whole
from wenxiao.vocabulary.finding import Severity

# Light enough to read black figures through; the severity also stands in words at the head of each note.
_COLOURS = {Severity.ERROR: (255, 150, 140), Severity.WARNING: (255, 214, 102), Severity.INFO: (150, 200, 255)}
_PRINTED = 4
_MARGIN = 12.0
_ICON = 20.0


def annotate_pdf(source: Path, report: CheckReport, document: Document, target: Path) -> None:
    """Write a copy of `source` to `target` with a highlight and a note at each wrong figure, and a note at the head of page 1.

    Raises SameFileError, ChangedSourceError, NotAnnotatableError.
    """
    if document.format != "pdf":
        raise NotAnnotatableError(source, "原文件不是 pdf，请改用网页报告（--format html）")
    refuse_unsafe_target(source, target, document.sha256)
    content = source.read_bytes()
    wanted = notes(report, document)
    try:
        with PdfFile(content) as file:
            placed = _placed(file, document, wanted)
            with file.page(1) as first:
                corner = first.bounds()
    except PdfOpenError:
        raise NotAnnotatableError(source, "文件打不开或有密码") from None
    opening = opening_note(report, [note for note, _, _ in placed])
    write_whole(target, _annotated(source, content, placed, opening, corner))


def _placed(file: PdfFile, document: Document, wanted: Sequence[Note]) -> list[tuple[Note, int, list[Box]]]:
    """The notes that have a place, in their order, each with its page and rectangles. A page is loaded once, however many notes it has."""
    by_page: dict[int, list[tuple[int, Sequence[int]]]] = {}
    for number, note in enumerate(wanted):
        page, indexes = _character_indexes(document, note)
        if 1 <= page <= file.page_count:
            by_page.setdefault(page, []).append((number, indexes))
    found: list[tuple[int, int, list[Box]]] = []
    for page, members in by_page.items():
        with file.page(page) as loaded:
            found += [(number, page, quads) for number, indexes in members if (quads := _quads(loaded, indexes))]
    return [(wanted[number], page, quads) for number, page, quads in sorted(found, key=lambda each: each[0])]


def _quads(page: PdfPage, indexes: Sequence[int]) -> list[Box]:
    """The rectangles of a figure, one for each printed line."""
    boxes = [box for index in indexes if index >= 0 and (box := page.loose_box(index)) is not None]
    lines: list[Box] = []
    for box in boxes:
        if box.right - box.left <= 0 or box.top - box.bottom <= 0:
            continue
        if lines and _on_one_line(lines[-1], box):
            last = lines.pop()
            box = Box(min(last.left, box.left), min(last.bottom, box.bottom), max(last.right, box.right), max(last.top, box.top))
        lines.append(box)
    return lines


def _character_indexes(document: Document, note: Note) -> tuple[int, Sequence[int]]:
    """The page, and PDFium's indexes of the characters that a note is about; for a whole table those of its first printed cell."""
    block, place = document.blocks[note.place.block], note.place
    if not isinstance(block, Table):
        return block.page or 0, block.origin[place.start : place.end]
    if place.cell != NO_CELL:
        cell = block.cells[place.cell]
        return cell.page or block.page or 0, cell.origin[place.start : place.end]
    for cell in block.cells:
        if cell.text.strip():
            return cell.page or block.page or 0, cell.origin
    return 0, ()


def _on_one_line(first: Box, second: Box) -> bool:
    shared = min(first.top, second.top) - max(first.bottom, second.bottom)
    return shared > 0.5 * min(first.top - first.bottom, second.top - second.bottom)


def _annotated(source: Path, content: bytes, placed: Sequence[tuple[Note, int, list[Box]]], opening: str, corner: Box) -> bytes:
    import pypdfium2.raw as pdfium

    pdf = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not pdf:
        raise NotAnnotatableError(source, "文件打不开或有密码")
    try:
        by_page: dict[int, list[tuple[Note, list[Box]]]] = {1: []}
        for note, page, quads in placed:
            by_page.setdefault(page, []).append((note, quads))
        for number, found in sorted(by_page.items()):
            page = pdfium.FPDF_LoadPage(pdf, number - 1)
            if not page:
                raise NotAnnotatableError(source, f"第 {number} 页打不开")
            try:
                if number == 1:
                    _add_opening(pdfium, page, opening, corner)
                for note, quads in found:
                    _add_highlight(pdfium, page, note, quads)
                _settle(pdfium, page)
            finally:
                pdfium.FPDF_ClosePage(page)
        return _saved(pdfium, pdf, source)
    finally:
        pdfium.FPDF_CloseDocument(pdf)


def _add_highlight(pdfium: Any, page: Any, note: Note, quads: Sequence[Box]) -> None:
    annotation = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_HIGHLIGHT)
    # The colour comes first: PDFium draws the appearance when the points are set.
    pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *_COLOURS[note.severity], 255)
    for box in quads:
        corners = (box.left, box.top, box.right, box.top, box.left, box.bottom, box.right, box.bottom)
        pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, pdfium.FS_QUADPOINTSF(*corners))
    left, bottom = min(box.left for box in quads), min(box.bottom for box in quads)
    right, top = max(box.right for box in quads), max(box.top for box in quads)
    pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(left, top, right, bottom))
    _tell(pdfium, annotation, note.text)


def _add_opening(pdfium: Any, page: Any, text: str, corner: Box) -> None:
    annotation = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_TEXT)
    pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *_COLOURS[Severity.INFO], 255)
    left, top = corner.left + _MARGIN, corner.top - _MARGIN
    pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(left, top, left + _ICON, top - _ICON))
    _tell(pdfium, annotation, text)


def _tell(pdfium: Any, annotation: Any, text: str) -> None:
    import ctypes

    for key, value in ((b"T", AUTHOR), (b"Contents", text)):
        wide = ctypes.create_string_buffer(value.encode("utf-16-le", "replace") + b"\0\0")
        pdfium.FPDFAnnot_SetStringValue(annotation, key, ctypes.cast(wide, pdfium.FPDF_WIDESTRING))
    pdfium.FPDFAnnot_SetFlags(annotation, _PRINTED)
    pdfium.FPDFPage_CloseAnnot(annotation)


def _settle(pdfium: Any, page: Any) -> None:
    """Let PDFium draw the page with its annotations once, into a single pixel.

    Only then does it write each annotation as an object of its own, as the standard demands, and store what it looks like.
    """
    bitmap = pdfium.FPDFBitmap_Create(1, 1, 0)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, 1, 1, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)


def _saved(pdfium: Any, pdf: Any, source: Path) -> bytes:
    import ctypes

    written = bytearray()

    def take(_: Any, data: Any, size: int) -> int:
        written.extend(ctypes.string_at(data, size))
        return 1

    writer = pdfium.FPDF_FILEWRITE()
    writer.version = 1
    # The callback must live as long as the call.
    callback = type(writer.WriteBlock)(take)
    writer.WriteBlock = callback
    if not pdfium.FPDF_SaveAsCopy(pdf, writer, pdfium.FPDF_INCREMENTAL):
        raise NotAnnotatableError(source, "这份 pdf 不能另存")
    return bytes(written)
