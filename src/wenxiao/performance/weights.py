"""分值: do the indicators' marks add up, each kind to its share, and what would a fair distribution be?

The shares are dated data (`catalogue.weightings`, 财预〔2021〕101号); what a project does not have passes its share on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from wenxiao.catalogue.rules import rule_of
from wenxiao.catalogue.weightings import Weighting, weighting
from wenxiao.performance.drafts import FieldProblem, IndicatorDraft, Repair
from wenxiao.performance.interval import figure
from wenxiao.vocabulary.finding import Severity

RULE = "R149"
SHARES = "分值分配"


def weight_problems(indicators: Sequence[IndicatorDraft], *, year: int | None = None) -> tuple[FieldProblem, ...]:
    """What is wrong with the marks of one project's indicators: blank or unreadable ones each beside its field, then the sum, then
    the share of each kind. Repairs set all marks at once. Raises NoWeightingError for a year without a known distribution."""
    if not indicators:
        return ()
    severity = rule_of(RULE).publishing
    offered = _proposal(indicators, year)
    unreadable = [
        FieldProblem(RULE, severity, "weight", fault, number, () if offered is None else (_single(offered, number),))
        for number, draft in enumerate(indicators)
        if (fault := _fault(draft.weight))
    ]
    if unreadable:
        return tuple(unreadable)
    weights = [_known(draft) for draft in indicators]
    applied = weighting(_kinds(indicators), year)
    total = sum(weights, Decimal(0))
    repairs = () if offered is None else (offered,)
    if total != applied.total:
        return (FieldProblem(RULE, severity, "indicators", _sum_told(weights, total, applied), repairs=repairs),)
    unlike = _unlike(indicators, weights, applied)
    if not unlike:
        return ()
    message = f"{'；'.join(unlike)}。一般按{applied.title}分配（{applied.clause}）；确需调整的请说明理由。"
    return (FieldProblem(SHARES, Severity.WARNING, "indicators", message, repairs=repairs),)


def proposed_weights(indicators: Sequence[IndicatorDraft], *, year: int | None = None) -> tuple[int, ...]:
    """Whole marks for each indicator, adding up exactly to the budget-time total (90): each first-level kind gets its share, split
    evenly within it by largest remainder, earlier ones first.

    The share of an absent kind goes where the document says, else to the present kinds in proportion; an indicator without a kind
    counts as 产出. Raises NoWeightingError.
    """
    shares = _shares(indicators, year)
    marks = [0] * len(indicators)
    for kind, share in shares.items():
        places = [number for number, draft in enumerate(indicators) if _kind(draft) == kind]
        for number, part in zip(places, _split(share, [1] * len(places)), strict=True):
            marks[number] = part
    return tuple(marks)


def marks_of(text: str) -> Decimal | None:
    """A weight as typed (`15`, `15分`, `7.5`); None where it is no number."""
    try:
        value = Decimal(text.strip().rstrip("分%％"))
    except InvalidOperation:
        return None
    # Not `1e999999` either: nobody's weight, and written out it would be a megabyte.
    return value if value.is_finite() and abs(value.adjusted()) < 9 else None


def written_sum(weights: Iterable[Decimal]) -> str:
    """The sum written out: `10 + 20 + 15 = 45`."""
    every = list(weights)
    return f"{' + '.join(figure(each) for each in every)} = {figure(sum(every, Decimal(0)))}"


def totals(year: int | None = None) -> tuple[int, int]:
    """What a table's weights add up to: at budget time, and in an evaluation with the execution rate's marks."""
    applied = weighting((), year)
    return applied.total, applied.total + applied.execution


def _kind(draft: IndicatorDraft) -> str:
    return draft.kind.partition("/")[0].strip() or "产出"


def _kinds(indicators: Sequence[IndicatorDraft]) -> dict[str, None]:
    """The first-level kinds in order of appearance."""
    return dict.fromkeys(_kind(draft) for draft in indicators)


def _known(draft: IndicatorDraft) -> Decimal:
    marks = marks_of(draft.weight)
    assert marks is not None
    return marks


def _fault(text: str) -> str:
    if not text.strip():
        return "没有写分值。"
    marks = marks_of(text)
    if marks is None:
        return f"“{text.strip()}”不是分值，请写一个数，例如 10。"
    if marks <= 0:
        return f"分值是 {figure(marks)}，应当大于 0；不打分的内容不要列作指标。"
    return ""


def _sum_told(weights: Sequence[Decimal], total: Decimal, applied: Weighting) -> str:
    told = f"各指标分值 {written_sum(weights)}，编预算时应当是 {applied.total}（{applied.clause}）"
    if total == applied.total + applied.execution:
        return f"{told}，多 {applied.execution}：预算执行率的 {applied.execution} 分到自评时另加，现在不要分出去。"
    difference = total - applied.total
    return f"{told}，{'多' if difference > 0 else '少'} {figure(abs(difference))}。"


def _unlike(indicators: Sequence[IndicatorDraft], weights: Sequence[Decimal], applied: Weighting) -> list[str]:
    """Each kind whose marks differ from its share, with the sum written out."""
    told = []
    for kind, share in _shared_out(_kinds(indicators), applied).items():
        own = [weight for draft, weight in zip(indicators, weights, strict=True) if _kind(draft) == kind]
        if sum(own) != share:
            added = written_sum(own) if len(own) > 1 else figure(own[0])
            told.append(f"{kind}指标 {added} 分，一般是 {share} 分")
    return told


def _shares(indicators: Sequence[IndicatorDraft], year: int | None) -> dict[str, int]:
    kinds = _kinds(indicators)
    return _shared_out(kinds, weighting(kinds, year)) if kinds else {}


def _shared_out(kinds: Iterable[str], applied: Weighting) -> dict[str, int]:
    """Marks by kind for exactly these kinds, adding up to the total."""
    present = list(kinds)
    shares = dict(applied.kinds)
    for absent, heir in applied.instead.items():
        if absent in shares and absent not in present and heir in present:
            shares[heir] += shares.pop(absent)
    known = [shares.get(kind, 0) for kind in present]
    if all(known) and sum(known) == applied.total:
        return dict(zip(present, known, strict=True))
    # A kind outside the document has no share of its own: it counts as much as the smallest.
    sizes = [size or min(applied.kinds.values()) for size in known]
    return dict(zip(present, _split(applied.total, sizes), strict=True))


def _split(total: int, sizes: Sequence[int]) -> list[int]:
    """`total` in whole parts in proportion to `sizes`, by largest remainder, earlier ones first."""
    whole = sum(sizes)
    parts = [total * size // whole for size in sizes]
    by_remainder = sorted(range(len(sizes)), key=lambda place: (-(total * sizes[place] % whole), place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _proposal(indicators: Sequence[IndicatorDraft], year: int | None) -> Repair | None:
    marks = proposed_weights(indicators, year=year)
    if not all(marks):
        return None
    told = "、".join(f"{kind} {share}" for kind, share in _shares(indicators, year).items())
    changes = {f"indicators.{number}.weight": str(mark) for number, mark in enumerate(marks)}
    return Repair(f"按类分配、类内平均：{told}", changes)


def _single(offered: Repair, number: int) -> Repair:
    """The proposal for one indicator, for its own field."""
    return Repair(offered.reason, {"weight": offered.changes[f"indicators.{number}.weight"]})
