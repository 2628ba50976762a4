"""How well did a check answer for one slip: was it found, at its place, and whom did it name?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from generated.disclosures import Generated
from generated.slips import Slipped
from generated.writing import FEN, Figure
from wenxiao.catalogue.rules import rules
from wenxiao.checks import structure
from wenxiao.checks.binding import Binding
from wenxiao.checks.engine import check
from wenxiao.checks.formula import Formula
from wenxiao.checks.relation import Agreement, Kind, Relation
from wenxiao.checks.report import CheckReport
from wenxiao.documents.read.text import read_text
from wenxiao.facts.extract import extract
from wenxiao.facts.model import Fact, FactSet
from wenxiao.facts.phrases import DOWN, UP
from wenxiao.vocabulary.finding import Finding, Outcome, Severity, Suggestion
from wenxiao.vocabulary.source import Source

# Explanations whose costs differ by less than this are told as "either … or": their confidences stand in this ratio at least.
TIED = 0.47

Place = tuple[int | None, int | None, int | None]


@dataclass(slots=True)
class Verdict:
    """What the report on one slipped document says of the slip."""

    found: bool = False
    cited: bool = False
    first: bool = False
    tied: bool = False
    second: bool = False
    place_only: bool = False
    wrong_blamed: bool = False
    among: bool = False


def facts_of(name: str, text: str) -> FactSet:
    return extract(read_text(name, text.encode()))


def report_on(name: str, text: str) -> CheckReport:
    """The report of all rules of arithmetic; wording and indicator quality say nothing about a slip and take their time."""
    return check(facts_of(name, text), [rule for rule in rules() if rule.formulas or rule.structural])


def alarms(report: CheckReport) -> list[Finding]:
    """The findings of a report that say that figures disagree: every error, and warnings of arithmetic.

    A warning that an upper limit is passed (三公经费只减不增) asks for a reason and denies no figure.
    """
    equations = {rule.id for rule in rules() if rule.structural or any("==" in formula for formula in rule.formulas)}
    arithmetic = {*structure.CHECKS, *equations}
    return [
        finding
        for finding in report.findings
        if finding.outcome is Outcome.VIOLATED
        and (finding.severity is Severity.ERROR or (finding.severity is Severity.WARNING and finding.rule in arithmetic))
    ]


class Bound:
    """The figures of a consistent document that relations bind, and how far each may move before one breaks."""

    def __init__(self, generated: Generated) -> None:
        self.facts = facts_of(generated.name, generated.text)
        self.by_place: dict[Place, Fact] = {}
        for fact in self.facts.facts:
            if fact.shown is not None:
                self.by_place.setdefault(place_of(fact.source), fact)
        self.touching: dict[int, list[Relation]] = {}
        self.spoken_of: set[int] = set()
        for relation, severity in relations(self.facts):
            for fact in relation.touches:
                self.spoken_of.add(id(fact))
                if relation.kind is not Kind.AT_MOST and severity is Severity.ERROR:
                    self.touching.setdefault(id(fact), []).append(relation)

    def fact(self, figure: Figure) -> Fact | None:
        """The fact that was read at a figure's place; for a direction word the change or rate that it belongs to."""
        if figure.kind == "direction":
            for fact in self.by_place.values():
                word = fact.direction
                if fact.source.line == figure.line and word is not None and word.start == figure.start:
                    return fact
            return None
        if figure.kind == "unit":
            before = [fact for fact in self.by_place.values() if fact.source.line == figure.line and fact.source.column is None]
            return next((fact for fact in before if fact.source.end in (figure.start, figure.start - 1)), None)
        return self.by_place.get(place(figure))

    def binds(self, figure: Figure) -> bool:
        """Is there a relation (more than an upper limit) that speaks of the figure?"""
        fact = self.fact(figure)
        return fact is not None and id(fact) in self.touching

    def breaks(self, slipped: Slipped) -> bool:
        """Does the slip go beyond what rounding of the figures related to it can explain?"""
        fact = self.fact(slipped.figure)
        if fact is None or fact.shown is None:
            return False
        inside = {id(each) for figure in slipped.carried if figure.kind != "direction" and (each := self.fact(figure)) is not None}
        around = [relation for relation in self.touching.get(id(fact), ()) if not any(id(each) in inside for each in relation.touches)]
        right, step = fact.value, fact.step
        fact.value = _value(fact, slipped)
        if not right and fact.shown.unit.base > 10_000:
            fact.step = fact.shown.unit.base // 100  # a zero is exact, what is written for it is not
        try:
            return any(relation.agreement({}) is Agreement.BROKEN for relation in around)
        finally:
            fact.value, fact.step = right, step


def relations(facts: FactSet) -> Iterator[tuple[Relation, Severity]]:
    """Every relation between figures of a document, and what it is to break it."""
    for relation in structure.relations(facts):
        yield relation, Severity.ERROR
    binding = Binding(facts)
    for rule in rules():
        if rule.in_force(facts.fiscal_year) and facts.kind in rule.kind:
            for text in rule.formulas:
                for relation in binding.bind(Formula.parse(text), rule.each).relations:
                    yield relation, rule.reading


def verdict(slipped: Slipped, report: CheckReport) -> Verdict:
    """What the report says of the slip that was made."""
    wanted = slipped_place(slipped)
    words = slipped.figure.kind == "direction"
    return judged(
        report,
        cites=lambda source: _same(place_of(source), wanted, words=words),
        mends=lambda suggestion: _mends(slipped, suggestion, wanted),
    )


def judged(report: CheckReport, cites: Callable[[Source], bool], mends: Callable[[Suggestion], bool]) -> Verdict:
    """The verdict on a report, given what tells the slipped place and what puts the right value there."""
    told = alarms(report)
    result = Verdict(found=bool(told))
    about = [finding for finding in told if any(map(cites, finding.cites))]
    result.cited = bool(about)
    if not told:
        return result
    finding = min(about or told, key=lambda each: next((rank for rank, one in enumerate(each.suggestions) if mends(one)), 99))
    suggestions = finding.suggestions
    right = [rank for rank, each in enumerate(suggestions) if mends(each)]
    undecided = "可能是" in finding.message or "不能断定" in finding.message
    result.among = bool(right)
    if right:
        best = right[0]
        result.first = best == 0
        result.tied = best == 0 or (best < 4 and undecided and suggestions[best].confidence >= TIED * suggestions[0].confidence)
        result.second = best < 2
    result.place_only = not right and any(cites(each.source) for each in suggestions[:1])
    result.wrong_blamed = (
        bool(suggestions) and not undecided and not result.tied and not any(cites(each.source) for each in suggestions[:1])
    )
    return result


def place(figure: Figure) -> Place:
    return (figure.line, figure.column or None, 0 if figure.column else figure.start)


def place_of(source: Source) -> Place:
    return (source.line, source.column, source.at)


def slipped_place(slipped: Slipped) -> Place:
    """Where the slipped figure stands in the slipped document; a unit by the negative of its offset (see `_same`)."""
    figure = slipped.figure
    if figure.kind == "unit":
        return (figure.line, None, -figure.start)
    return (figure.line, figure.column or None, 0 if figure.column else figure.start)


def _same(found: Place, wanted: Place, *, words: bool = False) -> bool:
    """Is it one place? With `words`, a direction word and the figure right behind it are."""
    if found[:2] != wanted[:2]:
        return False
    if found[2] is None or wanted[2] is None:
        return found[2] == wanted[2]
    if wanted[2] < 0:
        # A unit: the amount before it, at most 24 characters long.
        return 0 < -wanted[2] - found[2] < 24
    return found[2] == wanted[2] or (words and wanted[2] < found[2] < wanted[2] + 8)


def _mends(slipped: Slipped, suggestion: Suggestion, wanted: Place) -> bool:
    """Does the suggestion put the right value at the slipped place?"""
    figure = slipped.figure
    found = place_of(suggestion.source)
    if figure.kind == "direction":
        return _same(found, wanted) and suggestion.new in (UP if slipped.wrong in DOWN else DOWN)
    if not _same(found, wanted):
        return False
    try:
        new = abs(Decimal(suggestion.new.replace(",", "").rstrip("%")))
    except InvalidOperation:
        return False
    if figure.kind in ("amount", "unit"):
        printed_in = slipped.wrong_unit or figure.unit
        fen = new * FEN[printed_in]
        # What was printed, or what it was rounded from.
        shown = Decimal(figure.text.replace(",", "")) * FEN[figure.unit] if figure.kind == "amount" else None
        half_step = FEN[figure.unit] // 200 + 1
        return fen == shown or abs(fen - figure.value) <= half_step
    if figure.kind == "percent":
        return abs(new * 100 - abs(figure.value)) <= 1
    return new == Decimal(figure.text.replace(",", ""))


def _value(fact: Fact, slipped: Slipped) -> int:
    """The wrong value in the fact's base units."""
    assert fact.shown is not None
    if slipped.figure.kind == "direction":
        return -fact.value
    if slipped.figure.kind == "unit":
        return fact.value // 10_000 if slipped.wrong_unit == "元" else fact.value * 10_000
    sign = -1 if fact.value < 0 or (fact.direction is not None and fact.direction.sign < 0) else 1
    return sign * int(Decimal(slipped.wrong.replace(",", "")) * fact.shown.unit.base)


def bound_share(generated: Generated, bound: Bound) -> tuple[int, int]:
    """(figures that relations bind, all figures that state something other than a unit)."""
    stated = [figure for figure in generated.figures if figure.kind != "unit"]
    return sum(1 for figure in stated if bound.binds(figure)), len(stated)


def unread(generated: Generated, bound: Bound) -> list[Figure]:
    """Figures that no fact stands for."""
    return [figure for figure in generated.figures if figure.kind != "unit" and bound.fact(figure) is None]
