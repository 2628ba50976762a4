"""What stands on the lines of a text or Markdown file: which lines are rows of tables, and which are prose?

- A line with a tab is a row; rows that follow one another are one table. A blank line or a line without a tab ends it.
- A line of dashes between tabs (`------⇥------`), right below a row, is a rule and no row. A rule announces a body, so the table
  goes on over one blank line when rows follow it.
- Pipe tables (`| a | b |`) are recognised by their rule (`|---|---|`), or by two lines or more that begin and end with a bar.
- An HTML table between the lines is read as one.
- Cells are not joined, filled or spread: rows may be of different lengths, as they are in the file.
"""

from __future__ import annotations

import re

from wenxiao.documents.blocks import Cell, Document, Table, Text
from wenxiao.documents.read.numbering import Numbering

# Every pattern here takes linear time on any line: a hostile file must not hold the reader up.
_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")
_TAG = re.compile(r"<(?:/?(?:p|div)|br)\b[^<>]*>", re.I)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")


def read_text(name: str, data: bytes) -> Document:
    """Read a .txt or Markdown file: one `Text` a printed line, one `Table` a run of rows, both with the line they stand on."""
    import hashlib

    from wenxiao.documents.read.encoding import decode

    text = decode(name, data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    markdown = name.lower().endswith((".md", ".markdown"))
    document = Document(name, "md" if markdown else "txt", hashlib.sha256(data).hexdigest())
    blocks = document.blocks
    numbering = Numbering(name)
    index = 0
    while index < len(lines):
        line = lines[index]
        rows: list[tuple[int, list[str]]] | None = None
        after = index
        if "\t" in line:
            rows, after = _tab_rows(lines, index)
        elif "|" in line:
            rows, after = _pipe_rows(lines, index)
        elif "<table" in line or "<TABLE" in line:
            after = _end_of_html_table(lines, index)
            if after > index:
                from wenxiao.documents.read.html import append_html

                append_html(document, numbering, "\n".join(lines[index:after]), first_line=index + 1)
                index = after
                continue
        if rows is None:
            printed = line.strip()
            if printed:
                blocks.append(Text(_plain(printed) if markdown else printed, line=index + 1))
            index += 1
        elif _is_indented_prose(rows):
            blocks.extend(Text(cells[-1], line=number) for number, cells in rows if cells[-1])
            index = after
        else:
            blocks.append(_table(rows, numbering))
            index = after
    return document


def _tab_rows(lines: list[str], start: int) -> tuple[list[tuple[int, list[str]]], int]:
    """The rows (line number, cells) of the table that begins at `start`, and the index of the first line after it."""
    rows: list[tuple[int, list[str]]] = []
    index = start
    after_rule = False
    while index < len(lines):
        line = lines[index]
        if "\t" in line:
            after_rule = bool(rows) and _is_rule(line, "\t", shortest=3)
            if not after_rule:
                rows.append((index + 1, [_cell_text(cell) for cell in line.split("\t")]))
        elif not (after_rule and not line.strip() and index + 1 < len(lines) and "\t" in lines[index + 1]):
            break
        else:
            after_rule = False
        index += 1
    return rows, index


def _pipe_rows(lines: list[str], start: int) -> tuple[list[tuple[int, list[str]]] | None, int]:
    """As `_tab_rows`, for bars; None where the line at `start` only happens to hold a bar."""
    following = lines[start + 1] if start + 1 < len(lines) else ""
    ruled = _is_rule(following, "|")
    if not ruled and not (_is_framed(lines[start]) and _is_framed(following)):
        return None, start
    rows: list[tuple[int, list[str]]] = []
    index = start
    while index < len(lines) and (_is_framed(lines[index]) or (ruled and "|" in lines[index])):
        # Two rules in a row would be a row of dashes below an empty head: only a line below a row is a rule.
        if not rows or not _is_rule(lines[index], "|"):
            rows.append((index + 1, _pipe_cells(lines[index])))
        index += 1
    return rows, index


def _end_of_html_table(lines: list[str], start: int) -> int:
    """The index of the first line after the table that opens at `start`, as programs that turn PDF into Markdown write tables;
    `start` where it is never closed."""
    depth = 0
    for index in range(start, len(lines)):
        line = lines[index].lower()
        depth += line.count("<table") - line.count("</table")
        if depth <= 0:
            return index + 1
    return start


def _is_rule(line: str, separator: str, shortest: int = 1) -> bool:
    """Dashes in every cell, as below the head of a Markdown table. Between tabs "-" and "--" are figures that are nil."""
    if "-" not in line or separator not in line:
        return False
    cells = line.strip().strip(separator).split(separator)
    return all(len(dashes) >= shortest and not dashes.strip("-") for dashes in (cell.strip(" :") for cell in cells))


def _is_framed(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) > 1 and stripped[0] == "|" and stripped[-1] == "|"


def _pipe_cells(line: str) -> list[str]:
    stripped = line.strip()
    cells = []
    start = 0
    for bar in _BAR.finditer(stripped):
        cells.append(stripped[start : bar.end() - 1])
        start = bar.end()
    cells.append(stripped[start:])
    if len(cells) > 1 and not cells[0].strip():
        del cells[0]
    if len(cells) > 1 and not cells[-1].strip():
        del cells[-1]
    return [_plain(_cell_text(cell.replace("\\|", "|"))) for cell in cells]


def _cell_text(cell: str) -> str:
    """A cell without its outer spaces; what is left of HTML paragraphs and breaks becomes line breaks."""
    if "<" in cell:
        cell = _TAG.sub("\n", cell)
        cell = "\n".join(part.strip() for part in cell.split("\n") if part.strip())
    return cell.strip()


def _plain(printed: str) -> str:
    """A Markdown line as a reader sees it: without the marks of headings and bold type, with its entities resolved."""
    if printed.startswith("#"):
        level = len(printed) - len(printed.lstrip("#"))
        if level <= 6 and printed[level : level + 1] in (" ", "\t"):
            printed = printed.strip("# \t")
    if "**" in printed or "__" in printed:
        printed = _EMPHASIS.sub(r"\2", printed)
    if "&" in printed and ";" in printed:
        import html

        printed = html.unescape(printed).strip()
    return printed


def _is_indented_prose(rows: list[tuple[int, list[str]]]) -> bool:
    """Lines whose tabs only indent them (and lines of nothing but tabs) are paragraphs, not rows."""
    return all((cells[-1] and not any(cells[:-1])) or not any(cells) for _, cells in rows)


def _table(rows: list[tuple[int, list[str]]], numbering: Numbering) -> Table:
    width = max(len(texts) for _, texts in rows)
    number = numbering.next_table(len(rows), width)
    cells = [
        Cell(text, row, column, line=line) for row, (line, texts) in enumerate(rows, start=1) for column, text in enumerate(texts, start=1)
    ]
    return Table(cells, number, len(rows), width, line=rows[0][0], spans_known=False)
