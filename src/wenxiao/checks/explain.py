"""How is a broken relation told to the person who has to mend it?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from wenxiao.checks.locate import Cause, Explanation, Located
from wenxiao.checks.relation import PPM, Agreement, Kind, Relation
from wenxiao.checks.slips import DIRECTION
from wenxiao.facts.model import Fact
from wenxiao.vocabulary.finding import Consequence, Suggestion
from wenxiao.vocabulary.shown import Unit, format_base
from wenxiao.vocabulary.source import Source

_OPPOSITE = {
    "增加": "减少", "增长": "下降", "上升": "下降", "提高": "降低", "增多": "减少", "上浮": "下调", "增幅": "降幅",
    "减少": "增加", "下降": "增长", "降低": "提高", "压减": "增加", "缩减": "增加", "减幅": "增幅",
}  # fmt: skip
# The weight of what we did not think of, as a part of the best explanation's.
_UNEXPLAINED = 0.1
_MOST_ALTERNATIVES = 3


def equation(relation: Relation) -> str:
    """The relation with its figures written out, and what it should have come to."""
    if relation.kind is Kind.RATIO:
        return _ratio(relation)
    if relation.kind is Kind.PRODUCT:
        return _product(relation)
    if relation.restates and len(relation.terms) == 2:
        one, other = (fact for _, fact in relation.terms)
        return f"同一个数“{_name(other)}”，{_where(one)}写作 {_amount(one)}，{_where(other)}写作 {_amount(other)}"
    return _linear(relation)


def difference(relation: Relation) -> tuple[str, str | None]:
    """By how much the figures disagree, and by how much rounding may make them: as shown, with their unit."""
    residual, tolerance = relation.gap({})
    if relation.kind in (Kind.RATIO, Kind.PRODUCT):
        assert relation.rate is not None
        return _told_difference(relation), None
    fact = relation.terms[0][1]
    return _in_unit(abs(residual) // 2, fact), _in_unit(tolerance // 2, fact) if tolerance else "0"


def sentence(located: Located) -> str:
    """A finding in one or two sentences: what stands where, what it should be, the likeliest slip, and the sums."""
    sums = "；".join(dict.fromkeys(equation(relation) for relation in located.broken[:3]))
    if not located.explanations:
        return f"{sums}。数字之间有矛盾，但凭文中各数还不能断定是哪一个写错，请核对原始数据。"
    tied = located.tied
    best = located.explanations[0]
    if len(tied) > 1 and len(tied[0].causes) == 1:
        choices = " 或 ".join(_correction(explanation.causes[0]) for explanation in tied[:3])
        return f"{sums}。两处不能都对，可能是：{choices}。请对照原始数据确定。"
    told = "；".join(_told(cause) for cause in best.causes)
    return f"{told}。{sums}。"


def suggestions(located: Located, is_unsure: Callable[[Fact], bool]) -> tuple[Suggestion, ...]:
    """What to correct, likeliest first, each with its confidence among all explanations found.

    `is_unsure` tells of a figure whether two readings of it differ.
    """
    shown = located.explanations[: _MOST_ALTERNATIVES + 1]
    weights = [math.exp(-explanation.cost) for explanation in located.explanations]
    whole = sum(weights) + _UNEXPLAINED * max(weights, default=0.0)
    found: list[Suggestion] = []
    for number, (explanation, weight) in enumerate(zip(shown, weights, strict=False)):
        confidence = round(weight / whole, 2)
        if found and confidence < 0.02:
            continue
        suspect = any(is_unsure(cause.fact) for cause in explanation.causes)
        found.extend(_suggestion(cause, explanation, confidence, number, suspect) for cause in explanation.causes)
    return tuple(found)


def cites(located: Located) -> tuple[Source, ...]:
    """Every place the finding speaks of, the suspect first."""
    suspects = [cause.fact for explanation in located.explanations[:1] for cause in explanation.causes]
    others = [fact for relation in located.broken for fact in relation.touches]
    consequences = [fact for explanation in located.explanations[:1] for cause in explanation.causes for fact, _ in cause.consequences]
    return sources([*suspects, *consequences, *others])


def sources(facts: Sequence[Fact]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(fact.source for fact in facts))


def broken_alone(relation: Relation) -> str:
    """A relation that is reported without locating: a limit passed, or rounding."""
    told = equation(relation)
    if relation.agreement({}) is not Agreement.ROUNDING:
        return told
    gap = f"，相差 {difference(relation)[0]}"
    return f"{told.removesuffix(gap)}{gap}，在四舍五入范围内"


# ── pieces ──


def _suggestion(cause: Cause, explanation: Explanation, confidence: float, number: int, suspect: bool) -> Suggestion:
    fact = cause.fact
    reason = cause.slip.reason
    if len(explanation.causes) > 1:
        reason += f"（须与另外 {len(explanation.causes) - 1} 处一并更正）"
    source, old, new = fact.source, _figure(fact, fact.value), _figure(fact, cause.value)
    if cause.slip is DIRECTION and fact.direction is not None:
        word = fact.direction
        source = _at(fact.source, word.start, word.end)
        old, new = word.word, _OPPOSITE[word.word]
    consequences = tuple(
        Consequence(other.source, _figure(other, other.value), _figure(other, value)) for other, value in cause.consequences
    )
    return Suggestion(source, old, new, reason, confidence, consequences, suspect, number)


def _at(source: Source, start: int, end: int) -> Source:
    shift = start - (source.start or 0)
    at = None if source.at is None else source.at + shift
    return source._replace(start=start, end=end, at=at)


def _told(cause: Cause) -> str:
    fact = cause.fact
    if cause.slip is DIRECTION and fact.direction is not None:
        word = fact.direction.word
        return f"{_where(fact)}“{_name(fact)}”写作“{word}”{_amount(fact)}，应为“{_OPPOSITE[word]}”（{cause.slip.reason}）"
    text = f"{_where(fact)}“{_name(fact)}”写作 {_amount(fact)}，应为 {_amount(fact, cause.value)}（{cause.slip.reason}）"
    if cause.consequences:
        following = "、".join(f"{_figure(other, other.value)} → {_amount(other, value)}" for other, value in cause.consequences)
        text += f"，由它算出的 {following} 随之更正"
    return text


def _correction(cause: Cause) -> str:
    fact = cause.fact
    return f"{_where(fact)}“{_name(fact)}”{_figure(fact, fact.value)} → {_figure(fact, cause.value)}（{cause.slip.reason}）"


def _linear(relation: Relation) -> str:
    left = [(factor, fact) for factor, fact in relation.terms if factor > 0]
    right = [(-factor, fact) for factor, fact in relation.terms if factor < 0]
    if relation.derived is not None and any(fact is relation.derived for _, fact in right) and len(left) > 1:
        left, right = right, left
    unit = _unit((left or right)[0][1])
    sides = []
    for side in (left, right):
        terms = [(factor, fact) for factor, fact in side if fact.shown is not None]
        names = [_short(fact) for _, fact in terms]
        figures = " + ".join((f"{factor}×" if factor != 1 else "") + _signed(fact, unit) for factor, fact in terms[:12]).replace(
            "+ -", "− "
        )
        total = _in_unit(sum(factor * fact.value for factor, fact in terms), terms[0][1]) if terms else "0"
        more = f" + …（共 {len(terms)} 项）" if len(terms) > 12 else ""
        if len(terms) == 1:
            sides.append(f"“{names[0]}”{figures}{_suffix(unit)}")
        else:
            listed = " + ".join(names[:4]) + (f" 等 {len(names)} 项" if len(names) > 4 else "")
            sides.append(f"“{listed}”{figures}{more} = {total}")
    relation_word = "应不大于" if relation.kind is Kind.AT_MOST else "应等于"
    return f"{sides[0] or '0'} {relation_word} {sides[1] or '0'}，相差 {difference(relation)[0]}"


def _ratio(relation: Relation) -> str:
    assert relation.rate is not None
    rate = relation.rate
    told = f"{_where(rate)}“{_name(rate)}”写作 {_with_word(rate)}"
    true = _true_rate(relation, rate)
    if true is None:
        return told
    numerator, denominator = _expression(relation.terms), _expression(relation.base)
    return f"{numerator} ÷ {denominator} = {_in_unit(true, rate)}，{told}"


def _true_rate(relation: Relation, rate: Fact) -> int | None:
    """The quotient as `rate` would print it, halves away from zero; None where the base is zero."""
    part = sum(factor * fact.value for factor, fact in relation.terms)
    base = sum(factor * fact.value for factor, fact in relation.base)
    if base == 0:
        return None
    grid = max(rate.step, 1)
    return (2 * PPM * abs(part) + abs(base) * grid) // (2 * abs(base) * grid) * grid * (1 if part * base >= 0 else -1)


def _product(relation: Relation) -> str:
    assert relation.rate is not None
    (_, each), (_, amount) = relation.base[0], relation.terms[0]
    meant = relation.rate.value * each.value // relation.rate.shown.unit.base if relation.rate.shown else 0
    printed = f"数量 {_figure(relation.rate, relation.rate.value)} × 单价 {_amount(each)}"
    return f"{printed} = {_in_unit(meant, amount)}，{_where(amount)}金额写作 {_amount(amount)}"


def _expression(terms: Sequence[tuple[int, Fact]]) -> str:
    unit = _unit(terms[0][1])
    if len(terms) == 1:
        return _signed(terms[0][1], unit)
    pieces = []
    for position, (factor, fact) in enumerate(terms):
        value = factor * fact.value
        sign = "" if position == 0 and value >= 0 else "− " if value < 0 else "+ "
        pieces.append(sign + format_base(abs(value), unit, fact.shown.decimals if fact.shown else 0))
    return f"（{' '.join(pieces)}）"


def _told_difference(relation: Relation) -> str:
    rate = relation.rate
    assert rate is not None
    assert rate.shown is not None
    if relation.kind is Kind.PRODUCT:
        (_, each), (_, amount) = relation.base[0], relation.terms[0]
        return _in_unit(abs(rate.value * each.value // rate.shown.unit.base - amount.value), amount)
    true = _true_rate(relation, rate)
    if true is None:
        return ""
    return format_base(abs(true - rate.value), rate.shown.unit, rate.shown.decimals) + " 个百分点"


def _where(fact: Fact) -> str:
    return fact.source.where()


def _name(fact: Fact) -> str:
    return fact.label or fact.concept or "此数"


def _short(fact: Fact) -> str:
    return _name(fact).split("·")[0] if "·" in _name(fact) and len(_name(fact)) > 14 else _name(fact)


def _unit(fact: Fact) -> Unit:
    assert fact.shown is not None
    return fact.shown.unit


def _figure(fact: Fact, value: int) -> str:
    """`value` printed the way the fact was; a direction word carries its sign."""
    shown = fact.shown
    if shown is None:
        return "持平"
    magnitude = abs(value) if fact.direction is not None else value
    text = shown.printed(magnitude)
    return text if value != fact.value or not shown.text.strip() else shown.text.strip()


def _amount(fact: Fact, value: int | None = None) -> str:
    value = fact.value if value is None else value
    unit = fact.shown.unit.name if fact.shown else ""
    text = _figure(fact, value)
    if fact.direction is not None and fact.direction.sign and (value < 0) != (fact.value < 0) and value:
        text = f"{_OPPOSITE[fact.direction.word]} {text}"
    return text if text.endswith("%") or not unit else text + ("%" if unit == "%" else f" {unit}")


def _with_word(fact: Fact) -> str:
    word = fact.direction.word if fact.direction is not None else ""
    return f"{word} {_amount(fact)}".strip()


def _signed(fact: Fact, unit: Unit) -> str:
    shown = fact.shown
    decimals = shown.decimals if shown is not None and shown.unit == unit else 0
    return format_base(fact.value, unit, decimals, grouped=_is_grouped(fact))


def _is_grouped(fact: Fact) -> bool:
    return fact.shown is not None and ("," in fact.shown.text or "，" in fact.shown.text)


def _suffix(unit: Unit) -> str:
    return unit.name if unit.name in ("", "%") else f" {unit.name}"


def _in_unit(value: int, like: Fact) -> str:
    """`value` (base units) in the unit, and with the 千分位, that `like` is printed in."""
    unit = _unit(like)
    return format_base(value, unit, 0, grouped=_is_grouped(like)) + _suffix(unit)
