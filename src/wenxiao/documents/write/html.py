"""A manuscript as one page for the web: whole in itself, without script, readable by ear, on a telephone and on paper.

Every cell that states a known figure bears its name as `data-fact`: other pages lead from there to what it was derived from.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Part, Table, placed
from wenxiao.documents.write.length import characters
from wenxiao.documents.write.lying import lying
from wenxiao.documents.write.markup import escaped, lines

LANGUAGE = "zh-CN"

_FIGURES = frozenset((Kind.AMOUNT, Kind.COUNT))
_CLASSES = {Kind.TEXT: "", Kind.CODE: ' class="c"', Kind.AMOUNT: ' class="n"', Kind.COUNT: ' class="n"'}
# On a narrow screen a column keeps so many characters of its words, and its figures whole; the table is scrolled in its box. In em.
_WORDS, _PADDING = 6, 1.2
_LONG = 12


def write_html(manuscript: Manuscript) -> bytes:
    """The page in UTF-8: the title is its h1, headings begin with h2. Raises ValueError where a row does not fill its table."""
    style = Path(__file__).with_name("html.css").read_text(encoding="utf-8")
    style += "".join(_widths(number, table) for number, table in enumerate(manuscript.tables(), 1))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    author = f'<meta name="author" content="{escaped(manuscript.author)}">\n' if manuscript.author else ""
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n',
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; ",
            "form-action 'none'\">\n",
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"{author}<title>{escaped(' '.join(manuscript.title.split()))}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n",
            f"<h1>{_broken(manuscript.title)}</h1>\n",
            *_parts(manuscript.parts),
            _signature(manuscript),
            "</main>\n</body>\n</html>\n",
        )
    ).encode()


def _parts(parts: tuple[Part, ...]) -> Iterator[str]:
    """The parts with addresses that stay the same as long as the document does."""
    headings = tables = 0
    for part, lies in zip(parts, lying(parts), strict=True):
        if isinstance(part, Heading):
            headings += 1
            turned = ' class="turned"' if lies else ""
            yield f'<h{part.level + 1} id="heading-{headings}"{turned}>{_broken(part.text)}</h{part.level + 1}>\n'
        elif isinstance(part, Paragraph):
            yield f"<p>{_broken(part.text)}</p>\n"
        else:
            tables += 1
            yield from _table(tables, part)


def _table(number: int, table: Table) -> Iterator[str]:
    told = [f"<div>{_broken(table.title)}</div>"] if table.title else []
    told += [f'<div class="unit">{escaped(unit)}</div>'] if (unit := table.unit_line()) else []
    name = f'aria-labelledby="caption-{number}"' if told else f'aria-label="表{number}"'
    # The box can be reached and scrolled with the keyboard.
    yield f'<div class="box{" wide turned" if table.landscape else ""}" role="group" {name} tabindex="0">\n<table id="table-{number}">\n'
    if told:
        yield f'<caption id="caption-{number}">{"".join(told)}</caption>\n'
    yield f"<colgroup>{'<col>' * len(table.widths)}</colgroup>\n"
    if table.head:
        yield from ("<thead>\n", *_rows(table.head, len(table.widths), is_head=True), "</thead>\n")
    if table.body:
        yield from ("<tbody>\n", *_rows(table.body, len(table.widths), is_head=False), "</tbody>\n")
    yield "</table>\n</div>\n"
    if table.note:
        yield f'<p class="note">{_broken(table.note)}</p>\n'


def _rows(rows: tuple[tuple[Cell, ...], ...], width: int, *, is_head: bool) -> Iterator[str]:
    made: list[list[str]] = [[] for _ in rows]
    long: set[int] = set()  # The rows from which a cell reaches down further than a sheet of paper may.
    figured: set[int] = set()  # The rows in which a figure has come.
    for row, _, cell in placed(rows, width):
        if cell.row_span > _LONG:
            long.add(row)
        if cell.kind in _FIGURES:
            figured.update(range(row, row + cell.row_span))
        if is_head:
            # An empty cell heads nothing.
            tag, scope = ("th", ' scope="col"') if cell.text else ("td", "")
        elif cell.kind is Kind.TEXT and cell.text and row not in figured:
            # The words before the first figure say what the row is about, and the rows that they reach into.
            tag, scope = "th", ' scope="row"'
        else:
            tag, scope = "td", ""
        spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
        fact = f' data-fact="{escaped(cell.fact)}"' if cell.fact else ""
        made[row].append(f"<{tag}{scope}{spans}{'' if is_head else _CLASSES[cell.kind]}{fact}>{_broken(cell.text)}</{tag}>")
    for row, cells in enumerate(made):
        yield f'<tr class="long">{"".join(cells)}</tr>\n' if row in long else f"<tr>{''.join(cells)}</tr>\n"


def _widths(number: int, table: Table) -> str:
    """The columns' shares of a table. They stand in the style sheet: the page's policy allows no style in an element."""
    whole = sum(table.widths)
    least = [0.0] * len(table.widths)
    for rows in (table.head, table.body):
        for _, column, cell in placed(rows, len(table.widths)):
            if cell.column_span == 1:
                length = max(map(characters, cell.text.split("\n")))
                least[column] = max(least[column], length if cell.kind in _FIGURES else min(length, _WORDS))
    columns = "".join(
        f"#table-{number} col:nth-child({column}){{width:{100 * width / whole:.4g}%}}\n" for column, width in enumerate(table.widths, 1)
    )
    return f"#table-{number}{{min-width:{sum(least) + _PADDING * len(least):.4g}em}}\n{columns}"


def _signature(manuscript: Manuscript) -> str:
    """署名和成文日期, where the document is dated."""
    if not manuscript.dated:
        return ""
    told = "".join(f"<p>{_broken(text)}</p>\n" for text in (manuscript.author, manuscript.dated) if text)
    return f"<footer>\n{told}</footer>\n"


def _broken(text: str) -> str:
    return "<br>".join(lines(text))
