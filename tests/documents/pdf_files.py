"""PDFs for tests, made at run time: printed by typst, or drawn operator by operator where the way of drawing is the matter."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import noto_cjk_sans_otc
import typst

from wenxiao.documents.blocks import Document, Table, Text
from wenxiao.documents.read.pdf import read_pdf

HEADED_TABLE = """
#table(columns: (1fr,) * 5,
  table.cell(rowspan: 2)[科目], table.cell(colspan: 2)[本年], table.cell(colspan: 2)[上年],
  [基本], [项目], [基本], [项目],
  [农村道路养护和其他各项支出], [1,234.56], [0.00], [—], [12.30],
  table.cell(colspan: 3)[合计], [99], [100%])
"""
HEADED_ROWS = [
    ["科目", "本年", "上年"],
    ["基本", "项目", "基本", "项目"],
    ["农村道路养护和其他各项支出", "1,234.56", "0.00", "—", "12.30"],
    ["合计", "99", "100%"],
]


@cache
def printed(body: str, page: str = 'paper: "a4", margin: 2cm') -> bytes:
    """A PDF of typst markup in a font that every development install has."""
    head = f'#set page({page})\n#set text(font: "Noto Sans CJK SC", lang: "zh", region: "cn", size: 10.5pt)\n'
    head += "#set par(leading: 6pt)\n#set table(stroke: 0.5pt)\n"
    with TemporaryDirectory() as folder:
        source = Path(folder) / "source.typ"
        source.write_text(head + body, encoding="utf-8")
        fonts = [str(Path(noto_cjk_sans_otc.__file__).parent)]
        return bytes(typst.Compiler(str(source), font_paths=fonts, ignore_system_fonts=True).compile(format="pdf"))


def drawn(*pages: str, size: tuple[int, int] = (400, 300), locked: bool = False) -> bytes:
    """A PDF whose pages run these content streams; `F` is Helvetica. Locked, it wants a password that nobody knows."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{4 + 2 * number} 0 R' for number in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out = b"%PDF-1.7\n"
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{item}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    lock = f"/ID [<{'00' * 16}> <{'00' * 16}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>"
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {lock if locked else ''} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def words(*placed: tuple[float, float, str], size: float = 10) -> str:
    """The operators that write each text at its x, y."""
    return "\n".join(f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET" for x, y, text in placed)


def read(data: bytes) -> Document:
    return read_pdf(Path("预算.pdf"), data)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Text)]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def rows(table: Table, *, joined: bool = True) -> list[list[str]]:
    """The texts of the cells by the row in which they begin, printed lines joined."""
    found: list[list[str]] = [[] for _ in range(table.height)]
    for cell in table.cells:
        found[cell.row - 1].append(cell.text.replace("\n", "") if joined else cell.text)
    return found


def spans(table: Table) -> dict[str, tuple[int, int, int, int]]:
    """row, column, row span and column span of each cell that spans more than one place."""
    return {
        cell.text: (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in table.cells
        if cell.row_span > 1 or cell.column_span > 1
    }
