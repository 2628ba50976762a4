"""What kind of file is this, judged by its content alone?"""

from __future__ import annotations

import re
from enum import Enum

from wenxiao.documents.blocks import UnreadableError


class Kind(Enum):
    """文件种类: which reader can read it. The values of the last group are the suffixes LibreOffice is given."""

    TEXT = "txt"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    DOC = "doc"
    RTF = "rtf"
    ODT = "odt"
    ODS = "ods"
    XLSB = "xlsb"
    FLAT_XML = "xml"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PACKAGES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_HTML_START = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<!--(?:(?!-->).)*-->|<\?xml[^>]*>)*<(?:(?:!doctype\s+html|html|head|body|meta|title|style)|(table|div|p|span))\b",
    re.I | re.S,
)
_ASK = "请在 Word 或 WPS 中打开，另存为 docx 或 xlsx 再读"


def kind_of(name: str, data: bytes) -> Kind:
    """The kind of a file. Raises UnreadableError for what no reader here can read: pictures, programs, archives, locked files."""
    head = data[:8]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(name, data)
    if head == _OLE:
        return _kind_of_ole(name, data)
    if head.startswith(b"{\\rtf"):
        return Kind.RTF
    if _is_pdf(data):
        return Kind.PDF
    _refuse_foreign(name, data)
    start = data[:2048]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\0", b"")
    html = _HTML_START.match(start)
    # Markdown may open with a table in HTML and go on in its own way; a piece of a page is tags to its end.
    if html is not None and (html[1] is None or data[-64:].replace(b"\0", b"").rstrip().endswith(b">")):
        return Kind.HTML
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        if b"mso-application" in start or b"office:document" in start:
            return Kind.FLAT_XML
        if b"<html" in start.lower():
            return Kind.HTML
        raise UnreadableError(name, f"这是 XML 数据文件，不是公开文本；{_ASK}")
    if re.match(rb"(?:From|Date|MIME-Version|Subject):", start, re.I) and b"MIME-Version:" in start:
        raise UnreadableError(name, "这是网页归档文件（mht），请在浏览器或 Word 中打开，另存为 html 或 docx 再读")
    return Kind.TEXT


def _is_pdf(data: bytes) -> bool:
    place = data.find(b"%PDF-", 0, 1024)
    # Junk before the mark is allowed by readers, but a text may also speak of it.
    return place >= 0 and (not data[:place].strip(b"\xef\xbb\xbf \t\r\n\0") or b"%%EOF" in data[-2048:])


def _refuse_foreign(name: str, data: bytes) -> None:
    binary = b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if data.startswith(_PICTURES[:3]) or (binary and data.startswith(_PICTURES)) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise UnreadableError(name, "这是图片，读不出数字；请换成有文字的版本（docx、xlsx 或能选中文字的 pdf），或先做文字识别")
    if data.startswith(_PACKAGES):
        raise UnreadableError(name, "这是压缩包，请先解压，再读其中的文件")
    if binary and data.startswith(_PROGRAMS):
        raise UnreadableError(name, "这是程序文件，不是文档，请核对选中的文件")


def _kind_of_zip(name: str, data: bytes) -> Kind:
    from wenxiao.documents.read.archive import Archive

    archive = Archive(name, data)
    names = archive.names
    if "OFD.xml" in names:
        raise UnreadableError(name, "这是 OFD 版式文件，请用 OFD 阅读器另存为 pdf，或找到原来的 docx、xlsx 再读")
    if "mimetype" in names:
        mimetype = archive.part("mimetype")
        if b"opendocument.text" in mimetype:
            return Kind.ODT
        if b"opendocument.spreadsheet" in mimetype:
            return Kind.ODS
    # The parts may be renamed, so a folder of the right name is enough; the reader asks the package for its main part.
    if any(part.startswith("word/") for part in names):
        return Kind.DOCX
    if any(part.startswith("xl/") for part in names):
        return Kind.XLSB if "xl/workbook.bin" in names else Kind.XLSX
    if any(part.startswith("ppt/") for part in names):
        raise UnreadableError(name, "这是演示文稿，请把内容另存为 docx 或 pdf 再读")
    if "[Content_Types].xml" in names or "_rels/.rels" in names:
        raise UnreadableError(name, f"文件损坏或不完整，里面没有正文；{_ASK}，或重新下载")
    raise UnreadableError(name, "这是压缩包，请先解压，再读其中的文件")


def _kind_of_ole(name: str, data: bytes) -> Kind:
    if _has_stream(data, "EncryptedPackage") or _has_stream(data, "EncryptionInfo"):
        raise UnreadableError(name, "文件有打开密码，请在 Word 或 WPS 中打开，去掉密码后另存为 docx 或 xlsx 再读")
    if _has_stream(data, "WordDocument"):
        if _word_is_locked(data):
            raise UnreadableError(name, "文件有打开密码，请在 Word 或 WPS 中打开，去掉密码后另存为 docx 再读")
        return Kind.DOC
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return Kind.XLS
    if _has_stream(data, "PowerPoint Document"):
        raise UnreadableError(name, "这是演示文稿，请把内容另存为 docx 或 pdf 再读")
    raise UnreadableError(name, f"文件损坏，或不是文档表格；{_ASK}，或重新下载")


def _has_stream(data: bytes, stream: str) -> bool:
    """Is there a directory entry of this name? Entries are 128 bytes each and lie at multiples of 128."""
    wanted = stream.encode("utf-16-le") + b"\0\0"
    place = data.find(wanted)
    while place >= 0:
        if place % 128 == 0:
            return True
        place = data.find(wanted, place + 1)
    return False


def _word_is_locked(data: bytes) -> bool:
    """The bit fEncrypted of the first block of a WordDocument stream, which starts at a sector's border."""
    place = data.find(b"\xec\xa5", 512)
    while place >= 0:
        if place % 512 == 0:
            return len(data) > place + 11 and bool(data[place + 11] & 0x01)
        place = data.find(b"\xec\xa5", place + 1)
    return False
