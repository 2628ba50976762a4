"""Small valid files of every format that can be read, made at run time: what mutation starts from."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache


@lru_cache
def seeds() -> dict[str, bytes]:
    """Suffix → content of a small valid file."""
    return {
        "txt": "一、收入\n项目\t数\n---\t---\n\n合计\t3407.18\n基金\t100\n".encode(),
        "gbk.txt": "一、收入\n项目\t数\n合计\t3407.18\n".encode("gb18030"),
        "md": "# 收入\n\n| 项目 | 数 |\n|---|---|\n| 合计 | 1 |\n\n<table><tr><td>a<td>b</table>\n".encode(),
        "html": '<html><meta charset="utf-8"><p>收入<table><tr><td rowspan=2>甲<td colspan=2>1<tr><td>2<td>3</table>'.encode(),
        "docx": _docx(),
        "xlsx": _xlsx(),
        "xls": _xls(),
        "pdf": _pdf(),
    }


def repacked(content: bytes, parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package with some parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", compression) as written:
        for part in source.namelist():
            if part not in parts:
                written.writestr(part, source.read(part))
        for part, replacement in parts.items():
            written.writestr(part, replacement)
    return target.getvalue()


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("收入 3407.18 万元")
    table = document.add_table(3, 3)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(index)
    table.cell(0, 0).merge(table.cell(1, 0))
    content = io.BytesIO()
    document.save(content)
    # The parts that every file carries and nobody reads would take most of the blows.
    idle = ("word/theme/theme1.xml", "word/styles.xml", "docProps/thumbnail.jpeg", "word/fontTable.xml", "word/numbering.xml")
    return repacked(content.getvalue(), dict.fromkeys(idle, b"<x/>"))


def _xlsx() -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("收支")
    sheet.merge_range(0, 0, 0, 2, "收支总表")
    sheet.write_row(1, 0, ["项目", "数", "率"])
    sheet.write(2, 0, "合计")
    sheet.write(2, 1, 3407.18, book.add_format({"num_format": "#,##0.00"}))
    sheet.write(2, 2, 0.0341, book.add_format({"num_format": "0.00%"}))
    book.close()
    return repacked(content.getvalue(), {"xl/theme/theme1.xml": b"<x/>"})


def _xls() -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("收支")
    sheet.write_merge(0, 0, 0, 2, "收支总表")
    for column, value in enumerate(["合计", 3407.18, 0.0341]):
        sheet.write(1, column, value, xlwt.easyxf(num_format_str="0.00%"))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _pdf() -> bytes:
    """One page with a line of ASCII text and two ruled cells, written by hand so that no font is needed."""
    drawing = b"BT /F 12 Tf 72 720 Td (Income 3407.18) Tj ET 72 600 200 40 re S 72 640 200 40 re S BT /F 10 Tf 80 615 Td (1853.35) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(content)
