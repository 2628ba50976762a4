"""Files to blocks: `read(path)` picks the reader by what the file is, not by what it is called."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from wenxiao.documents.blocks import Document, UnreadableError

LARGEST_FILE = 200 * 1024 * 1024


def read(path: str | os.PathLike[str]) -> Document:
    """Read one file of any known format. Raises UnreadableError, whose reason says what the person can do."""
    place = Path(path)
    data = _content(place)
    document = _reader_of(place, data)
    if not document.blocks:
        raise UnreadableError(str(place), "里面没有文字，可能只有图片；请换成有文字的版本（docx、xlsx 或能选中文字的 pdf）")
    return document


def _reader_of(place: Path, data: bytes) -> Document:
    from wenxiao.documents.read.kind import Kind, kind_of

    kind = kind_of(str(place), data)
    if kind is Kind.TEXT:
        from wenxiao.documents.read.text import read_text

        return read_text(place, data)
    if kind is Kind.HTML:
        from wenxiao.documents.read.html import read_html

        return read_html(place, data)
    if kind is Kind.PDF:
        from wenxiao.documents.read.pdf import read_pdf

        return read_pdf(place, data)
    if kind is Kind.DOCX:
        from wenxiao.documents.read.docx import read_docx

        return read_docx(place, data)
    if kind is Kind.XLSX:
        from wenxiao.documents.read.xlsx import read_xlsx

        return read_xlsx(place, data)
    if kind is Kind.XLS:
        from wenxiao.documents.read.xls import read_xls

        return read_xls(place, data)
    from wenxiao.documents.read.office import read_by_office

    return read_by_office(place, data, kind)


def _content(place: Path) -> bytes:
    name = str(place)
    try:
        status = place.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError(name, "这是文件夹，请指明其中的一个文件")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(name, "这不是普通文件，请先另存到磁盘上再读")
        if status.st_size > LARGEST_FILE:
            raise UnreadableError(name, f"文件超过 {LARGEST_FILE >> 20} MB，太大了，请拆开或去掉其中的图片再读")
        data = place.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableError(name, "找不到这个文件，请核对文件名和所在的文件夹") from None
    except PermissionError:
        raise UnreadableError(name, "没有权限读这个文件，请换一个能读的位置或请管理员授权") from None
    except (OSError, ValueError):
        # ValueError: a NUL in the name. OSError: a name too long, a medium that fails.
        raise UnreadableError(name, "这个文件打不开，请复制到本机磁盘后再试") from None
    if not data:
        raise UnreadableError(name, "文件是空的（0 字节），请重新导出或重新下载")
    return data
