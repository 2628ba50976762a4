"""Where in the document as read does a finding point, and what is to be said there?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from wenxiao.documents.blocks import Document, Table
from wenxiao.report.wording import tied
from wenxiao.vocabulary.finding import Finding
from wenxiao.vocabulary.source import Source

NO_CELL = -1


class Place(NamedTuple):
    """位置: characters `start` to `end` of a block's text, or of one of its cells. `whole` where no figure is known, so that the
    block or cell itself is meant; a whole table has no cell."""

    block: int
    cell: int
    start: int
    end: int
    whole: bool = False


class Role(IntEnum):
    """What a place is to its finding, the strongest first."""

    SUSPECT = 0
    CONSEQUENCE = 1
    ALTERNATIVE = 2
    CITED = 3


class Remark(NamedTuple):
    """One finding's word about one place: its number in the list, its role there, and the value it suggests, if any."""

    number: int
    finding: Finding
    role: Role
    old: str = ""
    new: str | None = None


@dataclass(slots=True)
class Mark:
    """标记: one place and everything that is said about it, the gravest first."""

    place: Place
    remarks: list[Remark] = field(default_factory=list)


def find_place(source: Source, document: Document) -> Place | None:
    """The place in `document` that `source` speaks of, by its indexes, else by its printed coordinates; None if it has neither."""
    block, cell = _indexes(source, document)
    if block is None:
        return None
    body = body_of(document, block, cell)
    if source.at is None or not 0 <= source.at < len(body):
        return Place(block, cell, 0, len(body), whole=True)
    end = min(source.at + max(len(source.figure), 1), len(body))
    return Place(block, cell, source.at, end)


def body_of(document: Document, block: int, cell: int) -> str:
    """The text that `Place.start` and `end` count in; for a whole table its name."""
    found = document.blocks[block]
    if isinstance(found, Table):
        return found.cells[cell].text if cell != NO_CELL else found.name
    return found.text


def pointers(finding: Finding) -> Iterator[tuple[Source, Role, str, str | None]]:
    """Every place a finding names: (source, role, what stands there, what should), the same place more than once."""
    best = [suggestion for told in tied(finding.suggestions) for suggestion in told]
    for suggestion in finding.suggestions:
        role = Role.SUSPECT if suggestion in best else Role.ALTERNATIVE
        yield suggestion.source, role, suggestion.old, suggestion.new
    for suggestion in best:
        for change in suggestion.consequences:
            yield change.source, Role.CONSEQUENCE, change.old, change.new
    for cite in finding.cites:
        yield cite, Role.CITED, cite.figure, None


def marks(findings: Iterable[Finding], document: Document) -> list[Mark]:
    """A mark for each place named by `findings` (numbered from 1 as given), in document order.

    Overlapping places become one mark; a finding speaks once in a mark, in its strongest role there. A whole block and a figure
    in it stay two marks.
    """
    named: list[tuple[Place, Remark]] = []
    for number, finding in enumerate(findings, 1):
        for source, role, old, new in pointers(finding):
            place = find_place(source, document)
            if place is not None:
                named.append((place, Remark(number, finding, role, old, new)))
    named.sort(key=lambda pair: (pair[0].block, pair[0].cell, not pair[0].whole, pair[0].start, pair[0].end))
    found: list[Mark] = []
    exact: list[tuple[Role, int, Place]] = []
    for place, remark in named:
        last = found[-1] if found else None
        told = (remark.role, place.end - place.start, place)
        if last is None or not _overlap(last.place, place):
            last = Mark(place)
            found.append(last)
            exact.append(told)
        else:
            # Grown to tell what else overlaps it; in the end the figure of the gravest remark is marked, not the sentence around it.
            last.place = Place(place.block, place.cell, last.place.start, max(place.end, last.place.end), place.whole)
            exact[-1] = min(exact[-1], told, key=lambda each: each[:2])
        last.remarks.append(remark)
    for mark, (role, _, place) in zip(found, exact, strict=True):
        if role <= Role.CONSEQUENCE:
            mark.place = place
    for mark in found:
        strongest: dict[int, Remark] = {}
        for remark in sorted(mark.remarks, key=lambda one: (one.number, one.role)):
            strongest.setdefault(remark.number, remark)
        mark.remarks = list(strongest.values())
    return found


def wrong_figures(found: Iterable[Mark]) -> list[Mark]:
    """Of `found` only what a note belongs to: suspects and their consequences, and the cited places of findings without any."""
    found = list(found)
    explained = {remark.number for mark in found for remark in mark.remarks if remark.role <= Role.CONSEQUENCE}
    kept = []
    for mark in found:
        remarks = [one for one in mark.remarks if one.role <= Role.CONSEQUENCE or one.number not in explained]
        if remarks:
            kept.append(Mark(mark.place, remarks))
    return kept


def _overlap(first: Place, second: Place) -> bool:
    if (first.block, first.cell, first.whole) != (second.block, second.cell, second.whole):
        return False
    return first.whole or second.start < first.end


def _indexes(source: Source, document: Document) -> tuple[int | None, int]:
    if source.block is not None and 0 <= source.block < len(document.blocks):
        block = document.blocks[source.block]
        cell = NO_CELL
        if isinstance(block, Table) and source.cell is not None and 0 <= source.cell < len(block.cells):
            cell = source.cell
        return source.block, cell
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            if source.table is None and source.line is not None and block.line == source.line:
                return index, NO_CELL
        elif block.number == source.table:
            if source.row is None or source.column is None:
                return index, NO_CELL
            if 0 < source.row <= block.height and 0 < source.column <= block.width:
                return index, block.grid()[source.row - 1][source.column - 1]
    return None, NO_CELL
