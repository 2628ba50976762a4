"""What could be written instead: repairs of a draft for faults that the rules find but do not mend themselves?

These are proposals; `performance.review` tries each and offers only those with which the fault is gone and no other appears.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from wenxiao.performance.condition import RATIO_UNITS, WHOLE_UNITS, Form, plain, read_cell, units_longest_first
from wenxiao.performance.drafts import IndicatorDraft, Repair
from wenxiao.performance.interval import explicit, figure
from wenxiao.performance.lexicon import COUNTED, STATE_ENDINGS, is_unwelcome, is_welcome, nature
from wenxiao.performance.programme import BANDS
from wenxiao.performance.scale import standard_of
from wenxiao.performance.standard import Direction, EvaluationStandard

# How a new indicator says that there is no last year.
NEW = "新设"
# A band that is declared not to exist.
NO_BAND = "—"


def repairs_of(rule_id: str, draft: IndicatorDraft) -> Iterator[Repair]:
    """Proposals for what `rule_id` (R131 …) found wrong with the draft."""
    proposals = _PROPOSALS.get(rule_id)
    if proposals is not None:
        yield from proposals(draft, standard_of(draft))


def all_explicit(standard: EvaluationStandard) -> dict[str, str]:
    """Every measured band of a partition written so that nothing is left to interpretation, by field."""
    assert standard.domain is not None
    return {
        band_field(band.grade): explicit(band.interval, standard.domain, standard.unit, whole=standard.whole)
        for band in standard.measured
        if band.interval is not None
    }


def turned(sign: str) -> str:
    """The target's sign the other way round."""
    return {"≥": "≤", "≤": "≥"}[sign]


def likely_signs(draft: IndicatorDraft) -> tuple[str, ...]:
    """The signs a bare figure may have meant, most likely first."""
    if draft.direction == Direction.HIGHER.value or is_welcome(draft.name):
        return ("≥", "=", "≤")
    if draft.direction == Direction.LOWER.value or is_unwelcome(draft.name):
        return ("≤", "=", "≥")
    return ("≥", "≤", "=")


def with_unit(text: str, unit: str) -> str:
    """The cell with `unit` after every figure that has none: `80-90` → `80-90%`."""
    return _BARE_FIGURE.sub(rf"\g<0>{unit}", plain(text))


def band_field(grade: str) -> str:
    return f"standards.{grade}"


def texts_of(draft: IndicatorDraft) -> dict[str, str]:
    """The cells that state values, by field, without blank ones."""
    if draft.form == "national":
        return {"target": draft.target} if draft.target.strip() else {}
    return {band_field(grade): text for grade in BANDS if (text := draft.standards.get(grade, "")).strip()}


_UNIT = "|".join(re.escape(unit) for unit in units_longest_first())
_BARE_FIGURE = re.compile(rf"(?<![0-9.])[0-9]+(?:\.[0-9]+)?(?![0-9.]|[-~][0-9]|{_UNIT})")

_Proposals = Callable[[IndicatorDraft, EvaluationStandard], Iterator[Repair]]


def _two_bands(_draft: IndicatorDraft, standard: EvaluationStandard) -> Iterator[Repair]:
    if set(standard.missing) == {"良", "中"}:
        yield Repair(f"只分优、差两档的，在良、中写“{NO_BAND}”注明不设", {band_field(grade): NO_BAND for grade in ("良", "中")})


def _missing_band(draft: IndicatorDraft, standard: EvaluationStandard) -> Iterator[Repair]:
    yield from _two_bands(draft, standard)
    if len(standard.missing) == 1 and len(standard.gaps) == 1 and standard.domain is not None:
        (grade,), (gap,) = standard.missing, standard.gaps
        text = explicit(gap, standard.domain, standard.unit, whole=standard.whole)
        yield Repair(f"没有等级的值归“{grade}”：{text}", {band_field(grade): text})


def _units(draft: IndicatorDraft, _standard: EvaluationStandard) -> Iterator[Repair]:
    texts = texts_of(draft)
    conditions = {name: condition for name, text in texts.items() for condition in read_cell(text).conditions[:1]}
    printed = list(dict.fromkeys(condition.unit for condition in conditions.values() if condition.unit))
    declared = draft.unit.strip()
    if any(not condition.unit and condition.value != 0 for condition in conditions.values()):
        for unit in printed or ([declared] if declared else _likely_units(draft.name)):
            changes = {name: with_unit(text, unit) for name, text in texts.items() if name in conditions}
            yield Repair(f"补上单位“{unit}”", _only_new(changes, texts))
    if len(printed) == 1:
        (unit,) = printed
        if declared and unit != declared:
            yield Repair(f"计量单位改为“{unit}”", {"unit": unit})
            yield Repair(f"标准的单位改为“{declared}”", _replaced(texts, unit, declared))
        yield from _fitting(draft, texts, unit)
    plain_name = re.sub(r"\s*[(（]\s*[%％]\s*[)）]", "", draft.name)
    if plain_name != draft.name:
        yield Repair("单位写在标准里，名称里不再写", {"name": plain_name})


def _fitting(draft: IndicatorDraft, texts: Mapping[str, str], unit: str) -> Iterator[Repair]:
    """A name for the unit, or a unit for the name. (That 发放及时性 in per cent is a rate, the rule says itself.)"""
    name, measure = draft.name.strip(), nature(draft.name).measure
    counted = next((own for noun, own in COUNTED.items() if re.search(rf"{noun}数量?$", name)), "")
    if unit in RATIO_UNITS and measure == "count":
        yield Repair("按百分比分档的应当是比率，名称改为完成率", {"name": f"{_COUNT_ENDING.sub('', name)}完成率", "unit": unit})
    elif unit in RATIO_UNITS and measure == "state":
        if draft.form == "hebei":
            state = next((each for each in STATE_ENDINGS if name.endswith(each)), name)
            bands = dict(zip(map(band_field, BANDS), (state, NO_BAND, NO_BAND, f"未{state}"), strict=True))
            yield Repair("只有做到和没做到两档", {**bands, "unit": ""})
        yield Repair("按百分比分档的应当是比率", {"name": f"{name}率", "unit": unit})
    elif unit not in RATIO_UNITS and measure == "ratio":
        yield Repair("比率以“%”计", {**_replaced(texts, unit, "%"), "unit": "%"})
    elif counted and unit != counted:
        changes = _replaced({field: with_unit(text, unit) for field, text in texts.items()}, unit, counted)
        yield Repair(f"“{name}”以“{counted}”计", {**changes, "unit": counted})


_COUNT_ENDING = re.compile(r"(?:人次|场次|批次|户次|次|场|起|件|个|户|人|名|期)?(?:数量|数)?$")


def _directions(draft: IndicatorDraft, standard: EvaluationStandard) -> Iterator[Repair]:
    if not standard.measured:
        return
    filled = [grade for grade in BANDS if draft.standards.get(grade, "").strip()]
    texts = [draft.standards[grade] for grade in filled]
    if standard.direction in (Direction.HIGHER, Direction.LOWER) and draft.direction not in ("", standard.direction.value):
        told = "越大越好" if standard.direction is Direction.HIGHER else "越小越好"
        yield Repair(f"指标方向改为{told}", {"direction": standard.direction.value})
    yield Repair("各档倒过来排", _changed(draft, dict(zip(filled, reversed(texts), strict=True))))
    measured = [(condition.interval.low, condition.interval.high) for text in texts for condition in read_cell(text).conditions[:1]]
    if standard.direction is Direction.MIXED and len(measured) == len(texts):
        rising = [text for _, text in sorted(zip(measured, texts, strict=True), key=lambda each: each[0])]
        for told, ordered in (("从大到小", rising[::-1]), ("从小到大", rising)):
            yield Repair(f"各档{told}排", _changed(draft, dict(zip(filled, ordered, strict=True))))


def _not_behind(draft: IndicatorDraft, standard: EvaluationStandard) -> Iterator[Repair]:
    """A single target that asks for less than last year is raised to it."""
    last = read_cell(draft.baseline).conditions
    if draft.form == "national" and len(last) == 1 and last[0].form is Form.POINT and standard.unit:
        sign = "≥" if standard.direction is Direction.HIGHER else "≤"
        yield Repair("不低于上年实际" if sign == "≥" else "不超过上年实际", {"target": f"{sign}{figure(last[0].value)}{standard.unit}"})


def _none_at_all(draft: IndicatorDraft, standard: EvaluationStandard) -> Iterator[Repair]:
    """What the goal promises not to happen is graded in two bands: not at all, or at all."""
    if draft.form != "hebei" or standard.direction is not Direction.LOWER or not standard.measured:
        return
    worst = f"≥1{standard.unit}" if standard.whole else f">0{standard.unit}"
    texts = dict(zip(BANDS, (f"0{standard.unit}", NO_BAND, NO_BAND, worst), strict=True))
    yield Repair("目标承诺不发生：没有发生得优，一旦发生就是差", _changed(draft, texts))


def _collected(draft: IndicatorDraft, _standard: EvaluationStandard) -> Iterator[Repair]:
    source = draft.data_source.strip().rstrip("。；，")
    if source:
        yield Repair("每季度末取数", {"data_source": f"{source}，每季度末取数"})
        yield Repair("年底取数", {"data_source": f"{source}，年底取数"})


def _newly_set(_draft: IndicatorDraft, _standard: EvaluationStandard) -> Iterator[Repair]:
    yield Repair("今年新设的指标，没有上年值", {"baseline": NEW})


_PROPOSALS: Mapping[str, _Proposals] = {
    "R131": _two_bands,
    "R134": _missing_band,
    "R135": _units,
    "R137": _directions,
    "R138": _not_behind,
    "R139": _none_at_all,
    "R150": _collected,
    "R152": _newly_set,
}


def _likely_units(name: str) -> list[str]:
    """Units that go with a name that stands without: by its ending, else the commonest."""
    named = nature(name)
    if named.measure == "ratio":
        return ["%"]
    ending = next((unit for unit in sorted(WHOLE_UNITS, key=len, reverse=True) if re.search(rf"{unit}数(?:量)?$", name)), "")
    counted = next((own for noun, own in COUNTED.items() if re.search(rf"{noun}数量?$", name)), "")
    if ending or counted:
        return [ending or counted]
    if name.endswith("次数"):
        return ["次"]
    return ["天", "个月"] if named.measure == "time" else ["次", "个", "%"]


def _replaced(texts: Mapping[str, str], unit: str, other: str) -> dict[str, str]:
    return {name: text.replace(unit, other) for name, text in texts.items() if unit in text}


def _changed(draft: IndicatorDraft, texts: Mapping[str, str]) -> dict[str, str]:
    """The bands of `texts` that differ from what stands there, by field."""
    return {band_field(grade): text for grade, text in texts.items() if text != draft.standards.get(grade, "")}


def _only_new(changes: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in changes.items() if text != texts[name]}


def zero_or_full(value: Decimal, unit: str) -> bool:
    """A figure that can only be meant exactly: none, or all of it."""
    return value == 0 or (unit == "%" and value == 100)
