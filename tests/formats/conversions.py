"""How would other programs write the same disclosure: Word, a web page, a workbook, Markdown, a printed page?"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

from documents.pdf_files import printed
from formats.manuscript import Grid, Manuscript

_WORD = re.compile(r"[!-~≥]+|.", re.S)
_FIGURE = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.(\d+))?(%?)")


def to_docx(manuscript: Manuscript, *, merge_down: bool = False) -> bytes:
    import docx

    document = docx.Document()
    for part in manuscript:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(part.header_height + len(part.body), part.width, style="Table Grid")
        rows = [list(row.cells) for row in table.rows]
        for place in part.places(merge_down=merge_down):
            cell = rows[place.row][place.column]
            if place.height > 1 or place.width > 1:
                cell = cell.merge(rows[place.row + place.height - 1][place.column + place.width - 1])
            first, *more = place.text.split("\n")
            cell.text = first
            for text in more:
                cell.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def to_html(manuscript: Manuscript, *, merge_down: bool = False) -> bytes:
    lines = ['<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>公开</title></head><body>']
    for part in manuscript:
        if isinstance(part, str):
            lines.append(f"<p>{html.escape(part)}</p>")
            continue
        lines.append("<table>")
        row = -1
        for place in part.places(merge_down=merge_down):
            while row < place.row:
                row += 1
                lines.append("<tr>")
            spans = (f' rowspan="{place.height}"' if place.height > 1 else "") + (f' colspan="{place.width}"' if place.width > 1 else "")
            tag = "th" if place.row < part.header_height else "td"
            lines.append(f"<{tag}{spans}>{html.escape(place.text).replace(chr(10), '<br>')}</{tag}>")
        lines.append("</table>")
    return "\n".join([*lines, "</body></html>"]).encode()


def to_markdown(manuscript: Manuscript) -> bytes:
    """Pipe tables know one header row and no merged cells: what a merged cell covers is empty."""
    lines: list[str] = []
    for part in manuscript:
        if isinstance(part, str):
            lines += [part, ""]
            continue
        rows = [[""] * part.width for _ in range(part.header_height + len(part.body))]
        for place in part.places():
            rows[place.row][place.column] = place.text.replace("|", "\\|").replace("\n", "<br>")
        printed_rows = ["| " + " | ".join(row) + " |" for row in rows]
        lines += [printed_rows[0], "|" + "---|" * part.width, *printed_rows[1:], ""]
    return "\n".join(lines).encode()


def to_xlsx(manuscript: Manuscript, *, sheet_each: bool = False, figures_as_text: bool = False, merge_down: bool = False) -> bytes:
    """Every part below the one before on one sheet, or every table with the sentences above it on a sheet of its own."""
    import xlsxwriter

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    formats: dict[str, xlsxwriter.format.Format] = {}

    def put(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, text: str) -> None:
        figure = None if figures_as_text else _FIGURE.fullmatch(text)
        if figure is None:
            sheet.write_string(row, column, text)
            return
        code = _number_format(text, figure)
        number = float(text.rstrip("%").replace(",", "")) / (100 if figure[2] else 1)
        sheet.write_number(row, column, number, formats.setdefault(code, workbook.add_format({"num_format": code})))

    for parts in _sheets(manuscript) if sheet_each else [manuscript]:
        sheet = workbook.add_worksheet()
        row = 0
        for before, part in zip([None, *parts], parts, strict=False):
            row += isinstance(before, Grid)
            if isinstance(part, str):
                sheet.write_string(row, 0, part)
                row += 1
                continue
            for place in part.places(merge_down=merge_down):
                top, left = row + place.row, place.column
                if place.height > 1 or place.width > 1:
                    sheet.merge_range(top, left, top + place.height - 1, left + place.width - 1, "")
                if place.text:
                    put(sheet, top, left, place.text)
            row += part.header_height + len(part.body)
    workbook.close()
    return stream.getvalue()


def to_xls(manuscript: Manuscript) -> bytes:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for number, parts in enumerate(_sheets(manuscript), start=1):
        sheet = workbook.add_sheet(f"表{number}")
        row = 0
        for part in parts:
            if isinstance(part, str):
                sheet.write(row, 0, part)
                row += 1
                continue
            for place in part.places():
                top, left = row + place.row, place.column
                figure = _FIGURE.fullmatch(place.text)
                value: float | str = place.text
                code = "General"
                if figure is not None:
                    code = _number_format(place.text, figure)
                    value = float(place.text.rstrip("%").replace(",", "")) / (100 if figure[2] else 1)
                style = styles.setdefault(code, xlwt.easyxf(num_format_str=code))
                if place.height > 1 or place.width > 1:
                    sheet.write_merge(top, top + place.height - 1, left, left + place.width - 1, value, style)
                elif place.text:
                    sheet.write(top, left, value, style)
            row += part.header_height + len(part.body) + 1
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def to_pdf(
    *pages: Manuscript,
    repeat_header: bool = True,
    merge_down: bool = False,
    margin: float = 1.5,
    size: float = 7,
    footer: str = "— 1 —",
) -> bytes:
    """Each manuscript begins a page; what is too long for one goes on on the next, wherever the typesetter cuts it."""
    room = (21 - 2 * margin) / 2.54 * 72
    body = "\n#pagebreak()\n".join(
        "\n".join(
            f"#par[{_typst(part)}]"
            if isinstance(part, str)
            else _typst_table(part, size, room, repeat_header=repeat_header, merge_down=merge_down)
            for part in page
        )
        for page in pages
    )
    # Lines are kept together by nothing: a cell is cut where the page ends.
    head = f"#set text(size: {size}pt, costs: (widow: 0%, orphan: 0%))\n#set par(leading: 3pt, spacing: 5pt)\n#set table(inset: 2pt)\n"
    return printed(head + body, f'paper: "a4", margin: {margin}cm, numbering: "{footer}"')


def _typst_table(grid: Grid, size: float, room: float, *, repeat_header: bool, merge_down: bool) -> str:
    widths = ", ".join(f"{width:.1f}pt" for width in _widths(grid, size, room))
    cells = {True: "", False: ""}
    for place in grid.places(merge_down=merge_down):
        spans = f"rowspan: {place.height}, colspan: {place.width}"
        cells[place.row < grid.header_height] += f"table.cell({spans})[{_typst(place.text)}],\n"
    return f"#table(columns: ({widths}),\ntable.header(repeat: {str(repeat_header).lower()},\n{cells[True]}),\n{cells[False]})"


def _widths(grid: Grid, size: float, room: float) -> list[float]:
    """No word or figure is wider than its column; what is left goes to the columns with long texts. In points."""
    least: list[float] = []
    longest: list[float] = []
    for column in range(grid.width):
        texts = [row[column] for row in grid.body] + [place.text for place in grid.header if (place.column, place.width) == (column, 1)]
        least.append(max(2.0, max(len(word) for text in texts for word in _WORD.findall(text + "口")) * 0.62) * size + 5)
        longest.append(min(max(map(len, texts)), 200) ** 0.5)
    left = max(0.0, room - sum(least))
    return [width + left * share / sum(longest) for width, share in zip(least, longest, strict=True)]


def _typst(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'#"{escaped}"'


def _sheets(manuscript: Manuscript) -> Iterator[Manuscript]:
    parts: Manuscript = []
    for part in manuscript:
        parts.append(part)
        if isinstance(part, Grid):
            yield parts
            parts = []
    if parts:
        yield parts


def _number_format(text: str, figure: re.Match[str]) -> str:
    whole = "#,##0" if "," in text else "0"
    return whole + ("." + "0" * len(figure[1]) if figure[1] else "") + figure[2]
