"""How do we call PDFium, the library that understands the PDF format itself?

Only the prototypes needed here are declared: importing the complete generated bindings of pypdfium2 takes longer than reading a
document of 25 pages. Addresses are passed as integers and bulk calls run through `map`, so that a call a character stays cheap.

PDFium is not safe for threads. `PyDLL` keeps the interpreter's lock during a call, which makes every call atomic.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

PATH = 2
IMAGE = 3
FORM = 5

_PASSWORD_ERRORS = frozenset({4, 5})  # a password is missing or wrong; a security handler that PDFium does not know


class Box(NamedTuple):
    """A rectangle on a page, in PDF points, y pointing up."""

    left: float
    bottom: float
    right: float
    top: float


class PdfOpenError(Exception):
    """PDFium cannot open these bytes."""

    def __init__(self, *, locked: bool) -> None:
        super().__init__("the PDF is locked by a password" if locked else "the bytes are no readable PDF")
        self.locked = locked


class PdfPageError(Exception):
    """PDFium cannot load one page of an open document."""

    def __init__(self, page: int) -> None:
        super().__init__(f"page {page} cannot be loaded")
        self.page = page


class PdfPage:
    """One loaded page with its characters and page objects; valid inside `PdfFile.page` only."""

    __slots__ = ("_library", "_page", "_text", "character_count", "number")

    def __init__(self, library: Any, page: int, text: int, number: int) -> None:
        self._library = library
        self._page = page
        self._text = text
        self.number = number
        self.character_count: int = max(0, library.FPDFText_CountChars(text)) if text else 0

    def characters(self) -> str | list[str]:
        """The characters by PDFium's index, one place each (`\\0` where the font does not tell which character it is)."""
        count = self.character_count
        buffer = array("H", bytes(2 * (count + 1)))
        got = self._library.FPDFText_GetText(self._text, 0, count, buffer.buffer_info()[0])
        text = buffer[: max(0, got - 1)].tobytes().decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
        # The bulk call leaves out characters without a code and splits those beyond 16 bits: the index would slip.
        codes = map(self._library.FPDFText_GetUnicode, repeat(self._text, count), range(count))
        return [chr(code) if code < 0x110000 else "\0" for code in codes]

    def is_line_end_hyphen(self, index: int) -> bool:
        """Whether PDFium gave a printed hyphen at a line's end another code."""
        return bool(self._library.FPDFText_IsHyphen(self._text, index) == 1)

    def loose_boxes(self) -> array[float]:
        """left, top, right, bottom for each character in turn: its advance width by its font's height."""
        count = self.character_count
        boxes = array("f", bytes(16 * count))
        start = boxes.buffer_info()[0]
        call = self._library.FPDFText_GetLooseCharBox
        deque(map(call, repeat(self._text, count), range(count), range(start, start + 16 * count, 16)), maxlen=0)
        return boxes

    def origins(self) -> array[float]:
        """x, y for each character in turn: where it stands on its baseline."""
        count = self.character_count
        points = array("d", bytes(16 * count))
        start, end = points.buffer_info()[0], points.buffer_info()[0] + 16 * count
        call = self._library.FPDFText_GetCharOrigin
        deque(map(call, repeat(self._text, count), range(count), range(start, end, 16), range(start + 8, end + 8, 16)), maxlen=0)
        return points

    def angle(self, index: int) -> float:
        """The direction of one character in radians, clockwise from upright text."""
        return float(self._library.FPDFText_GetCharAngle(self._text, index))

    def text_object(self, index: int) -> int:
        """An identity of the text object that draws this character."""
        return int(self._library.FPDFText_GetTextObject(self._text, index) or 0)

    def loose_box(self, index: int) -> Box | None:
        """The place of one character, None where there is no such character."""
        place = array("f", bytes(16))
        if not self._library.FPDFText_GetLooseCharBox(self._text, index, place.buffer_info()[0]):
            return None
        left, top, right, bottom = place
        return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))

    def text_inside(self, box: Box) -> str:
        """PDFium's own reading of a rectangle."""
        call = self._library.FPDFText_GetBoundedText
        edges = (box.left, box.top, box.right, box.bottom)
        size = max(0, call(self._text, *edges, None, 0))
        buffer = array("H", bytes(2 * (size + 1)))
        got = call(self._text, *edges, buffer.buffer_info()[0], size)
        return buffer[: max(0, got)].tobytes().decode("utf-16-le", "replace").rstrip("\0")

    def bounds(self) -> Box:
        """The visible part of the page, in the page's own coordinates."""
        edges = array("f", bytes(16))
        self._library.FPDF_GetPageBoundingBox(self._page, edges.buffer_info()[0])
        left, top, right, bottom = edges
        return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))

    def objects(self, limit: int) -> PageObjects:
        """The page's direct objects, at most `limit`."""
        count = min(limit, max(0, self._library.FPDFPage_CountObjects(self._page)))
        handles = list(map(self._library.FPDFPage_GetObject, repeat(self._page, count), range(count)))
        return PageObjects(self._library, handles)


class PageObjects:
    """Objects drawn by a page or by a form on it, told apart by type."""

    __slots__ = ("_library", "forms", "images", "paths")

    def __init__(self, library: Any, handles: list[int | None]) -> None:
        self._library = library
        self.paths: list[int] = []
        self.forms: list[int] = []
        self.images = 0
        for handle, kind in zip(handles, map(library.FPDFPageObj_GetType, handles), strict=True):
            if kind == 1 or handle is None:  # text, the most frequent
                continue
            if kind == PATH:
                self.paths.append(handle)
            elif kind == FORM:
                self.forms.append(handle)
            elif kind == IMAGE:
                self.images += 1

    def path_bounds(self) -> array[float]:
        """left, bottom, right, top for each path in turn, with the width of its stroke."""
        count = len(self.paths)
        edges = array("f", bytes(16 * count))
        start, end = edges.buffer_info()[0], edges.buffer_info()[0] + 16 * count
        places = (range(start + shift, end + shift, 16) for shift in (0, 4, 8, 12))
        deque(map(self._library.FPDFPageObj_GetBounds, self.paths, *places), maxlen=0)
        return edges

    def path_modes(self) -> array[int]:
        """fill mode, stroked for each path in turn (0 is no)."""
        count = len(self.paths)
        modes = array("i", bytes(8 * count))
        start, end = modes.buffer_info()[0], modes.buffer_info()[0] + 8 * count
        deque(map(self._library.FPDFPath_GetDrawMode, self.paths, range(start, end, 8), range(start + 4, end + 4, 8)), maxlen=0)
        return modes

    def fill_color(self, path: int) -> tuple[int, int, int, int]:
        """red, green, blue, alpha from 0 to 255; black where PDFium cannot tell."""
        color = array("I", [0, 0, 0, 255])
        start = color.buffer_info()[0]
        if not self._library.FPDFPageObj_GetFillColor(path, start, start + 4, start + 8, start + 12):
            return 0, 0, 0, 255
        red, green, blue, alpha = color
        return red, green, blue, alpha

    def matrix(self, handle: int) -> tuple[float, float, float, float, float, float]:
        """a, b, c, d, e, f of an object's own coordinates."""
        values = array("f", bytes(24))
        if not self._library.FPDFPageObj_GetMatrix(handle, values.buffer_info()[0]):
            return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
        a, b, c, d, e, f = values
        return a, b, c, d, e, f

    def segment_count(self, path: int) -> int:
        return max(0, int(self._library.FPDFPath_CountSegments(path)))

    def segments(self, path: int, limit: int) -> Iterator[tuple[int, float, float, bool]]:
        """(kind, x, y, closes) of a path's points; kind 0 is a line to, 1 a curve, 2 a move to."""
        point = array("f", bytes(8))
        start = point.buffer_info()[0]
        library = self._library
        for index in range(min(limit, self.segment_count(path))):
            segment = library.FPDFPath_GetPathSegment(path, index)
            library.FPDFPathSegment_GetPoint(segment, start, start + 4)
            yield library.FPDFPathSegment_GetType(segment), point[0], point[1], bool(library.FPDFPathSegment_GetClose(segment))

    def inside(self, form: int, limit: int) -> PageObjects:
        """What a form draws, in the form's coordinates."""
        count = min(limit, max(0, self._library.FPDFFormObj_CountObjects(form)))
        handles = list(map(self._library.FPDFFormObj_GetObject, repeat(form, count), range(count)))
        return PageObjects(self._library, handles)


class PdfFile:
    """An open PDF. Raises PdfOpenError. Use as a context manager; the bytes stay alive with it."""

    __slots__ = ("_bytes", "_document", "_library", "page_count")

    def __init__(self, content: bytes) -> None:
        self._library = _library()
        self._bytes = content  # PDFium reads from these bytes as long as the document is open
        self._document: int | None = self._library.FPDF_LoadMemDocument64(content, len(content), None)
        if not self._document:
            raise PdfOpenError(locked=self._library.FPDF_GetLastError() in _PASSWORD_ERRORS)
        self.page_count: int = max(0, self._library.FPDF_GetPageCount(self._document))

    def is_cut_off(self) -> bool:
        """Whether the file's end is missing, so that PDFium pieced together what there is."""
        return b"%%EOF" not in self._bytes[-2048:] and not self._library.FPDF_DocumentHasValidCrossReferenceTable(self._document)

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._document:
            self._library.FPDF_CloseDocument(self._document)
            self._document = None

    @contextmanager
    def page(self, number: int) -> Iterator[PdfPage]:
        """One page by its 1-based number. Raises PdfPageError."""
        page = self._library.FPDF_LoadPage(self._document, number - 1)
        if not page:
            raise PdfPageError(number)
        text = self._library.FPDFText_LoadPage(page)
        try:
            yield PdfPage(self._library, page, text, number)
        finally:
            if text:
                self._library.FPDFText_ClosePage(text)
            self._library.FPDF_ClosePage(page)


@cache
def _library() -> Any:
    """The library with the prototypes of what we call. Initialising it twice (by pypdfium2 in the same process) is harmless."""
    import ctypes

    library = ctypes.PyDLL(_library_path())
    address, number, single, double, nothing = ctypes.c_void_p, ctypes.c_int, ctypes.c_float, ctypes.c_double, None
    prototypes: dict[str, tuple[Any, ...]] = {
        "FPDF_InitLibrary": (nothing,),
        "FPDF_LoadMemDocument64": (address, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p),
        "FPDF_GetLastError": (ctypes.c_ulong,),
        "FPDF_CloseDocument": (nothing, address),
        "FPDF_GetPageCount": (number, address),
        "FPDF_DocumentHasValidCrossReferenceTable": (number, address),
        "FPDF_LoadPage": (address, address, number),
        "FPDF_ClosePage": (nothing, address),
        "FPDF_GetPageBoundingBox": (number, address, address),
        "FPDFText_LoadPage": (address, address),
        "FPDFText_ClosePage": (nothing, address),
        "FPDFText_CountChars": (number, address),
        "FPDFText_GetText": (number, address, number, number, address),
        "FPDFText_GetUnicode": (ctypes.c_uint, address, number),
        "FPDFText_GetLooseCharBox": (number, address, number, address),
        "FPDFText_GetCharOrigin": (number, address, number, address, address),
        "FPDFText_GetCharAngle": (single, address, number),
        "FPDFText_GetTextObject": (address, address, number),
        "FPDFText_IsHyphen": (number, address, number),
        "FPDFText_GetBoundedText": (number, address, double, double, double, double, address, number),
        "FPDFPage_CountObjects": (number, address),
        "FPDFPage_GetObject": (address, address, number),
        "FPDFPageObj_GetType": (number, address),
        "FPDFPageObj_GetBounds": (number, address, address, address, address, address),
        "FPDFPageObj_GetMatrix": (number, address, address),
        "FPDFPageObj_GetFillColor": (number, address, address, address, address, address),
        "FPDFPath_GetDrawMode": (number, address, address, address),
        "FPDFPath_CountSegments": (number, address),
        "FPDFPath_GetPathSegment": (address, address, number),
        "FPDFPathSegment_GetPoint": (number, address, address, address),
        "FPDFPathSegment_GetType": (number, address),
        "FPDFPathSegment_GetClose": (number, address),
        "FPDFFormObj_CountObjects": (number, address),
        "FPDFFormObj_GetObject": (address, address, ctypes.c_ulong),
    }
    for name, (result, *arguments) in prototypes.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    library.FPDF_InitLibrary()
    return library


def _library_path() -> str:
    """Where pypdfium2 keeps the library. Asked without importing its bindings, for the time that takes."""
    from importlib.util import find_spec
    from os.path import exists, join

    spec = find_spec("pypdfium2_raw")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for name in ("libpdfium.so", "libpdfium.dylib", "pdfium.dll"):
            if exists(join(folder, name)):
                return join(folder, name)
    # A distribution may build pypdfium2 against the system's library: then only the bindings know where it is.
    from pypdfium2_raw import bindings  # type: ignore[import-untyped]

    return str(bindings._libs["pdfium"]._name)
