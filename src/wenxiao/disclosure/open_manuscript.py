"""What is a manuscript as JSON: its parts in reading order, its tables cell by cell, and which stretch of a sentence is which figure?

Both ways stand here, so that they cannot differ. What is as usual (a cell of one row and column, no figure) is not written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from wenxiao.disclosure.sentences import Span
from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Part, Table

Json: TypeAlias = dict[str, Any]
Spans: TypeAlias = Mapping[int, tuple[Span, ...]]


class UnknownPartError(ValueError):
    """A part that is none of those a manuscript has."""

    def __init__(self, type: object) -> None:
        super().__init__(f"公开数据里有不认识的内容类型“{type}”")


def manuscript_data(manuscript: Manuscript, spans: Spans) -> Json:
    """`title`, `author`, `dated` and `parts`; a paragraph's `spans` are [start, end, figure], offsets in its text from 0."""
    return {
        "title": manuscript.title,
        "author": manuscript.author,
        "dated": manuscript.dated,
        "parts": [_part(part, spans.get(place, ())) for place, part in enumerate(manuscript.parts)],
    }


def read_manuscript(data: Json) -> tuple[Manuscript, Spans]:
    """What `manuscript_data` was made of. Raises UnknownPartError, KeyError where something is not said."""
    parts = tuple(_read_part(each) for each in data["parts"])
    spans = {place: tuple(Span(*span) for span in each["spans"]) for place, each in enumerate(data["parts"]) if "spans" in each}
    return Manuscript(data["title"], data["author"], parts, data["dated"]), spans


def _part(part: Part, spans: Sequence[Span]) -> Json:
    if isinstance(part, Heading):
        return {"type": "heading", "level": part.level, "text": part.text}
    if isinstance(part, Paragraph):
        found: Json = {"type": "paragraph", "text": part.text}
        return found | {"spans": [[span.start, span.end, span.figure] for span in spans]} if spans else found
    return {
        "type": "table",
        "name": part.name,
        "title": part.title,
        "unit": part.unit,
        "note": part.note,
        "landscape": part.landscape,
        "widths": list(part.widths),
        "head": _rows(part.head),
        "body": _rows(part.body),
    }


def _rows(rows: tuple[tuple[Cell, ...], ...]) -> list[list[Json]]:
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: Cell) -> Json:
    found: Json = {"text": cell.text, "kind": cell.kind.value}
    if cell.value is not None:
        # As text: whoever reads numbers as floats would lose what the table states exactly.
        found["value"] = f"{cell.value:f}"
    if cell.row_span != 1:
        found["row_span"] = cell.row_span
    if cell.column_span != 1:
        found["column_span"] = cell.column_span
    if cell.sum_of:
        found["sum_of"] = [list(place) for place in cell.sum_of]
    if cell.fact:
        found["figure"] = cell.fact
    return found


def _read_part(data: Json) -> Part:
    if data["type"] == "heading":
        return Heading(data["level"], data["text"])
    if data["type"] == "paragraph":
        return Paragraph(data["text"])
    if data["type"] != "table":
        raise UnknownPartError(data["type"])
    return Table(
        title=data["title"],
        head=_read_rows(data["head"]),
        body=_read_rows(data["body"]),
        widths=tuple(data["widths"]),
        unit=data["unit"],
        note=data["note"],
        name=data["name"],
        landscape=data["landscape"],
    )


def _read_rows(rows: list[list[Json]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(_read_cell(cell) for cell in row) for row in rows)


def _read_cell(data: Json) -> Cell:
    return Cell(
        text=data["text"],
        kind=Kind(data["kind"]),
        value=Decimal(data["value"]) if "value" in data else None,
        row_span=data.get("row_span", 1),
        column_span=data.get("column_span", 1),
        sum_of=tuple((row, column) for row, column in data.get("sum_of", ())),
        fact=data.get("figure", ""),
    )
