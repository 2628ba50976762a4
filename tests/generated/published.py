"""Which slips can be put into a document that was published, in what has been read of it?

The blocks of the read document are changed in memory, so that everything behind the reader is measured on real layouts.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from random import Random

from generated.measuring import Verdict, judged, relations
from generated.slips import worth, wrong_texts
from generated.writing import Figure
from wenxiao.catalogue.rules import rules
from wenxiao.checks.engine import check
from wenxiao.checks.relation import Agreement, Kind, Relation
from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document, Table
from wenxiao.facts.extract import extract
from wenxiao.facts.model import Fact
from wenxiao.vocabulary.finding import Severity, Suggestion
from wenxiao.vocabulary.shown import MONEY, PERCENT
from wenxiao.vocabulary.source import Source

Place = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class PublishedSlip:
    """A published document with one figure written wrong."""

    kind: str
    place: Place
    right: str
    wrong: str
    document: Document


def published_slips(document: Document, random: Random, most: int) -> Iterator[PublishedSlip]:
    """Up to `most` slips in figures that relations bind and that go beyond rounding."""
    facts = extract(document)
    touching: dict[int, list[Relation]] = {}
    bound: dict[int, Fact] = {}
    for relation, severity in relations(facts):
        if relation.kind is not Kind.AT_MOST and severity is Severity.ERROR:
            for fact in relation.touches:
                touching.setdefault(id(fact), []).append(relation)
                bound[id(fact)] = fact
    figures = [fact for fact in bound.values() if fact.shown is not None and fact.source.figure.strip() == fact.shown.text.strip()]
    random.shuffle(figures)
    made = 0
    for fact in figures:
        assert fact.shown is not None
        dimension = fact.shown.unit.dimension
        kind = "amount" if dimension == MONEY else "percent" if dimension == PERCENT else "count"
        figure = Figure(fact.shown.text.strip(), kind, fact.label, fact.value, fact.shown.unit.name)
        options = list(wrong_texts(figure, random))
        for name, wrong in random.sample(options, min(2, len(options))):
            if made < most and worth(wrong) != worth(figure.text) and _breaks(fact, wrong, touching[id(fact)]):
                made += 1
                yield PublishedSlip(name, _place(fact.source), figure.text, wrong, _written(document, fact.source, wrong))


def published_verdict(slipped: PublishedSlip) -> tuple[Verdict, CheckReport]:
    """The report on the document with the slip, and what it says of it."""
    report = check(extract(slipped.document), [rule for rule in rules() if rule.formulas or rule.structural])

    def mends(suggestion: Suggestion) -> bool:
        if _place(suggestion.source) != slipped.place:
            return False
        try:
            return abs(Decimal(suggestion.new.replace(",", "").rstrip("%"))) == worth(slipped.right)
        except InvalidOperation:
            return False

    return judged(report, cites=lambda source: _place(source) == slipped.place, mends=mends), report


def _breaks(fact: Fact, wrong: str, around: list[Relation]) -> bool:
    assert fact.shown is not None
    right = fact.value
    fact.value = (-1 if right < 0 else 1) * int(worth(wrong) * fact.shown.unit.base)
    try:
        return any(relation.agreement({}) is Agreement.BROKEN for relation in around)
    finally:
        fact.value = right


def _place(source: Source) -> Place:
    return source.block, source.cell, source.at


def _written(document: Document, source: Source, wrong: str) -> Document:
    """A copy of the document in which the figure at `source` says `wrong`."""
    assert source.block is not None
    assert source.at is not None
    written = copy.copy(document)
    written.blocks = list(document.blocks)
    block = document.blocks[source.block]
    if isinstance(block, Table):
        assert source.cell is not None
        cells = list(block.cells)
        cell = cells[source.cell]
        text = cell.text.strip()
        cells[source.cell] = replace(cell, text=cell.text.replace(text, wrong) if text else wrong)
        written.blocks[source.block] = replace(block, cells=cells)
    else:
        end = source.at + len(source.figure)
        written.blocks[source.block] = replace(block, text=block.text[: source.at] + wrong + block.text[end:])
    return written
