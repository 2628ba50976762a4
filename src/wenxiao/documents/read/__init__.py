"""Files to blocks: `read(path)` picks the reader by what the file is, not by what it is called."""

from __future__ import annotations

import os
import stat

from wenxiao.documents.blocks import Document, UnreadableError

# How the files are usually called that a folder is searched for; what a file is, its content tells.
ENDINGS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".xlsx", ".xls", ".doc", ".wps", ".et")
LARGEST_FILE = 200 * 1024 * 1024


def read(path: str | os.PathLike[str]) -> Document:
    """Read one file of any known format. Raises UnreadableError, whose reason says what the person can do."""
    name = os.fsdecode(path)
    data = _content(name)
    document = _document(name, data)
    if not document.blocks:
        raise UnreadableError(name, "里面没有文字，可能只有图片；请换成有文字的版本（docx、xlsx 或能选中文字的 pdf）")
    return document


def _document(name: str, data: bytes) -> Document:
    """Each reader is imported only when its kind of file turns up: a text file must not wait for lxml."""
    from wenxiao.documents.read.kind import Kind, kind_of

    kind = kind_of(name, data)
    if kind is Kind.TEXT:
        from wenxiao.documents.read.text import read_text

        return read_text(name, data)
    if kind is Kind.HTML:
        from wenxiao.documents.read.html import read_html

        return read_html(name, data)
    if kind is Kind.PDF:
        from pathlib import Path

        from wenxiao.documents.read.pdf import read_pdf

        return read_pdf(Path(name), data)
    if kind is Kind.DOCX:
        from wenxiao.documents.read.docx import read_docx

        return read_docx(name, data)
    if kind is Kind.XLSX:
        from wenxiao.documents.read.xlsx import read_xlsx

        return read_xlsx(name, data)
    if kind is Kind.XLS:
        from wenxiao.documents.read.xls import read_xls

        return read_xls(name, data)
    from wenxiao.documents.read.office import read_by_office

    return read_by_office(name, data, kind)


def _content(name: str) -> bytes:
    try:
        status = os.stat(name)
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError(name, "这是文件夹，请指明其中的一个文件")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(name, "这不是普通文件，请先另存到磁盘上再读")
        if status.st_size > LARGEST_FILE:
            raise UnreadableError(name, f"文件超过 {LARGEST_FILE >> 20} MB，太大了，请拆开或去掉其中的图片再读")
        with open(name, "rb") as file:
            data = file.read(LARGEST_FILE + 1)
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
