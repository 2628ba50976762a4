"""Which figures of a published document could become an earlier year's figures, and which of them are in doubt?

The same reading and checking as `wenxiao check`: what the checker blames is proposed with what it says the figure should be, and
taken over only if a person says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from wenxiao.documents.read.on_disk import on_disk
from wenxiao.vocabulary.finding import Outcome, Severity
from wenxiao.vocabulary.shown import MONEY, NotAFigureError, Shown

if TYPE_CHECKING:
    from wenxiao.checks.report import CheckReport
    from wenxiao.facts.model import Fact
    from wenxiao.vocabulary.source import Source


class Proposal(NamedTuple):
    """拟采用的上年数: one quantity as the document states it. Amounts in 分.

    `amounts` holds every value stated for it, the first one first; more than one means that the document contradicts itself.
    `suggested` is what the checker says it should be, or None; `doubt` the sentence for the person who confirms.
    """

    concept: str
    member: str
    label: str
    amounts: tuple[int, ...]
    place: str
    doubt: str = ""
    suggested: int | None = None


class Reading(NamedTuple):
    """读出的上年文件."""

    unit: str
    year: int | None
    proposals: tuple[Proposal, ...]
    findings: tuple[tuple[str, str, str], ...]


def read_disclosure(name: str, content: bytes) -> Reading:
    """Read and check a file. Findings are (severity, title, message). Raises documents.blocks.UnreadableError."""
    from wenxiao.checks.engine import check
    from wenxiao.documents.read import read
    from wenxiao.facts.extract import extract

    with on_disk(name, content) as path:
        document = read(path)
        facts = extract(document)
        report = check(facts, reread=document.reread)
    errors = [finding for finding in report.findings if finding.outcome is Outcome.VIOLATED and finding.severity is not Severity.INFO]
    told = tuple((finding.severity.value, finding.title, finding.message) for finding in errors)
    return Reading(facts.unit, facts.fiscal_year, tuple(_proposals(report)), told)


def read_year(name: str, content: bytes) -> int | None:
    """The year a file says it is of, None where it says none. Raises documents.blocks.UnreadableError."""
    from wenxiao.documents.read import read
    from wenxiao.facts.identity import identity

    with on_disk(name, content) as path:
        return identity(read(path)).fiscal_year


def _proposals(report: CheckReport) -> Iterable[Proposal]:
    """Amounts of money of the document's own year that have a meaning, one proposal a quantity, in reading order."""
    from wenxiao.facts.model import Measure, State

    blamed = _blamed(report)
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Fact]] = {}
    for fact in report.facts.facts:
        own_year = fact.period in (None, report.facts.fiscal_year)
        money = fact.shown is not None and fact.shown.unit.dimension == MONEY
        if fact.concept and own_year and money and fact.measure is Measure.AMOUNT and fact.state in (State.STATED, State.ZERO):
            groups.setdefault((fact.concept, fact.members), []).append(fact)
    for (concept, members), facts in groups.items():
        yield _proposal(concept, members, facts, blamed)


def _proposal(concept: str, members: tuple[tuple[str, str], ...], facts: list[Fact], blamed: dict[object, str]) -> Proposal:
    amounts = tuple(dict.fromkeys(fact.value for fact in facts))
    suggested, doubts = None, []
    for fact in facts:
        should = blamed.get(_place(fact.source))
        if should is not None:
            suggested = _amount(should, fact)
            doubts.append(f"核对认为 {fact.source.where()} 的 {fact.source.figure} 应为 {should}")
    if len(amounts) > 1 and not doubts:
        doubts.append("文件里对它的说法不止一个：" + "、".join(f"{fact.source.where()} {fact.source.figure}" for fact in facts[:4]))
    member = "；".join(value for _, value in members)[:100]
    return Proposal(concept, member, facts[0].label[:200], amounts, facts[0].source.where(), "；".join(doubts), suggested)


def _blamed(report: CheckReport) -> dict[object, str]:
    """What each figure at fault should be, by its place: of error findings whose first suggestion stands alone."""
    should: dict[object, str] = {}
    for finding in report.findings:
        if finding.outcome is Outcome.VIOLATED and finding.severity is Severity.ERROR and finding.suggestions:
            best = finding.suggestions[0]
            should[_place(best.source)] = best.new
            should.update({_place(consequence.source): consequence.new for consequence in best.consequences})
    return should


def _place(source: Source) -> object:
    return (source.block, source.cell, source.at) if source.block is not None else (source.line, source.start, source.text)


def _amount(text: str, fact: Fact) -> int | None:
    assert fact.shown is not None
    try:
        return Shown.parse(text.removesuffix(fact.shown.unit.name), fact.shown.unit).value
    except NotAFigureError:
        # A direction word or a whole phrase is at fault: no amount can be proposed in its place.
        return None
