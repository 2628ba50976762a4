"""How are formats read that only an office program knows (doc, wps, rtf, odt, ods, xlsb)? By LibreOffice, where it is installed.

The coordinates are those of the converted file: `origin` does not lead back into the original.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from wenxiao.documents.blocks import Document, UnreadableError
from wenxiao.documents.read.kind import Kind

LONGEST = 120
"""Seconds that a conversion may take."""

_SHEETS = frozenset((Kind.ODS, Kind.XLSB))
_FILTERS = {"doc": "MS Word 97", "rtf": "Rich Text Format", "odt": "writer8", "ods": "calc8"}
_NAMES = {
    Kind.DOC: "旧版 Word 或 WPS 文档（doc、wps）",
    Kind.RTF: "RTF 文档",
    Kind.ODT: "ODT 文档",
    Kind.ODS: "ODS 表格",
    Kind.XLSB: "二进制表格（xlsb）",
    Kind.FLAT_XML: "XML 格式的办公文档",
}


def read_by_office(name: str, data: bytes, kind: Kind) -> Document:
    """Convert to docx or xlsx, then read that. Raises UnreadableError where LibreOffice is absent or cannot read the file."""
    import hashlib

    start = data[:4096]
    is_sheet = kind in _SHEETS or (kind is Kind.FLAT_XML and (b"Excel.Sheet" in start or b"opendocument.spreadsheet" in start))
    target = "xlsx" if is_sheet else "docx"
    suffix = kind.value
    if kind is Kind.FLAT_XML and b"office:document" in start:
        suffix = "fods" if is_sheet else "fodt"
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableError(name, f"这是{_NAMES[kind]}，本机没有装 LibreOffice，读不了；请在 Word 或 WPS 中打开，另存为 {target} 再读")
    converted = _convert(program, data, suffix, target)
    if converted is None:
        raise UnreadableError(name, f"这是{_NAMES[kind]}，转换没有成功（可能损坏或有密码）；请在 Word 或 WPS 中打开，另存为 {target} 再读")
    if target == "xlsx":
        from wenxiao.documents.read.xlsx import read_xlsx

        document = read_xlsx(name, converted)
    else:
        from wenxiao.documents.read.docx import read_docx

        document = read_docx(name, converted)
    document.format = kind.value
    document.sha256 = hashlib.sha256(data).hexdigest()
    return document


def _convert(program: str, data: bytes, suffix: str, target: str) -> bytes | None:
    with tempfile.TemporaryDirectory(prefix="wenxiao-") as folder:
        source = Path(folder, f"source.{suffix}")
        source.write_bytes(data)
        command = [
            program,
            # A profile of its own: a second LibreOffice on the same profile refuses to start.
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            # Without a word on what it is, a damaged file would be taken for a text of strange characters.
            *([f"--infilter={_FILTERS[suffix]}"] if suffix in _FILTERS else []),
            "--convert-to",
            target,
            "--outdir",
            folder,
            str(source),
        ]
        # A document may name pictures on the web; a proxy that is not there keeps them from being fetched.
        nowhere = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
        # Output goes nowhere rather than into pipes, which a child left behind by the program would hold open.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, **nowhere},
            start_new_session=True,
        )
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)
        result = Path(folder, f"source.{target}")
        return result.read_bytes() if result.is_file() else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what we started, with the children it started itself (soffice is a script that starts the program)."""
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    elif process.poll() is None:
        process.kill()
    process.wait()
