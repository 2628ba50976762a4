"""What does a draft lack, or state unclearly, that no rule over published tables asks about?

These are checks of the office's own form; each has a Chinese name in place of a rule's id. Where a check belongs to what a rule
demands (a target's sign: R131, its direction: R137), it is told under that rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from wenxiao.catalogue.kinds import kinds
from wenxiao.catalogue.rules import rule_of
from wenxiao.performance.condition import Form, read_cell
from wenxiao.performance.drafts import FieldProblem, IndicatorDraft, Repair
from wenxiao.performance.grading import grade
from wenxiao.performance.lexicon import COST, NO_FLOOR, SATISFACTION, TIMELINESS, is_unwelcome, is_welcome, nature
from wenxiao.performance.programme import BANDS
from wenxiao.performance.repairs import NEW, all_explicit, band_field, likely_signs, texts_of, turned, with_unit, zero_or_full
from wenxiao.performance.scale import standard_of
from wenxiao.performance.standard import Direction
from wenxiao.vocabulary.finding import Severity

INCOMPLETE, KIND, UNIT, TARGET, BASELINE, EXPLICIT = "填写不全", "指标类别", "计量单位", "指标值", "上年值", "界限写明"

_PERCENT = ("%", "％")
_NO_LAST_YEAR = re.compile(rf"{NEW}|新增|首次|无|没有|/|-|—")


def entry_problems(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    """The form's own problems of one draft."""
    yield from _blank(draft)
    yield from _kind(draft)
    yield from _unit(draft)
    yield from _single_target(draft) if draft.form == "national" else _target_beside_bands(draft)
    yield from _beyond_whole(draft)
    yield from _baseline(draft)
    yield from _left_open(draft)


def _blank(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    if not draft.name.strip():
        yield FieldProblem(INCOMPLETE, Severity.ERROR, "name", "没有写指标名称。")
    if draft.form == "national" and not draft.target.strip():
        yield FieldProblem(
            INCOMPLETE, Severity.ERROR, "target", "没有写指标值：写清符号、数和单位，例如“≥95%”；做到与否的写明达到什么程度。"
        )
    if not draft.evidence.strip():
        yield FieldProblem(INCOMPLETE, Severity.INFO, "evidence", "没有写佐证材料：将来凭什么证明完成值，例如台账、验收单、问卷。")
    if not draft.explanation.strip():
        yield FieldProblem(INCOMPLETE, Severity.INFO, "explanation", "没有写指标解释：衡量什么、怎样计算。")


def _kind(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    known, kind = kinds(), draft.kind.strip()
    if not kind:
        yield FieldProblem(KIND, Severity.ERROR, "kind", "没有选指标类别。", repairs=tuple(_likely_kinds(draft.name)))
    elif kind not in known:
        close = get_close_matches(kind, known, 3, 0.4)
        repairs = tuple(Repair(f"改为“{each}”", {"kind": each}) for each in close)
        yield FieldProblem(KIND, Severity.ERROR, "kind", f"“{kind}”不是指标类别，应当是{'、'.join(known)}之一。", repairs=repairs)
    else:
        likely = list(_likely_kinds(draft.name))
        if likely and not any(kind.partition("/")[0] == each.changes["kind"].partition("/")[0] for each in likely):
            message = f"“{draft.name.strip()}”像是{likely[0].changes['kind']}指标，类别却选了{kind}，请核对。"
            yield FieldProblem(KIND, Severity.WARNING, "kind", message, repairs=tuple(likely))


def _likely_kinds(name: str) -> Iterator[Repair]:
    for words, kind in ((SATISFACTION, "满意度/服务对象"), (COST, "成本/经济"), (TIMELINESS, "产出/时效")):
        if words.search(name):
            yield Repair(f"从名称看是{kind}指标", {"kind": kind})
            return


def _unit(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    standard = standard_of(draft)
    if not draft.unit.strip() and standard.unit:
        repair = Repair(f"与标准里写的一致：{standard.unit}", {"unit": standard.unit})
        yield FieldProblem(UNIT, Severity.INFO, "unit", f"没有填计量单位，标准里写的是“{standard.unit}”。", repairs=(repair,))


def _single_target(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    cell, standard = read_cell(draft.target), standard_of(draft)
    if len(cell.conditions) > 1:
        message = f"指标值“{draft.target.strip()}”写了 {len(cell.conditions)} 个条件，一个指标只能有一个值；两件事请分成两个指标。"
        yield FieldProblem(TARGET, Severity.ERROR, "target", message)
    elif len(cell.conditions) == 1:
        (condition,) = cell.conditions
        exact = re.search(r"[=＝]|等于", draft.target) or zero_or_full(condition.value, condition.unit)
        if condition.form is Form.POINT and not exact:
            repairs = tuple(Repair(_SIGNS[sign], {"target": f"{sign}{draft.target.strip()}"}) for sign in likely_signs(draft))
            message = f"指标值“{draft.target.strip()}”没有写符号，看不出是至少、至多还是正好。"
            yield FieldProblem("R131", rule_of("R131").publishing, "target", message, repairs=repairs)
        yield from _target_direction(draft, standard.direction)


_SIGNS = {"≥": "至少要达到", "≤": "最多不超过", "=": "正好等于"}


def _target_direction(draft: IndicatorDraft, direction: Direction) -> Iterator[FieldProblem]:
    if direction not in (Direction.HIGHER, Direction.LOWER):
        return
    higher = direction is Direction.HIGHER
    sign = "≥" if higher else "≤"
    figure = re.sub(r"^[^0-9+-]*", "", draft.target.strip())
    other = Repair(f"改为“{_SIGNS[turned(sign)]}”", {"target": f"{turned(sign)}{figure}"})
    severity = rule_of("R137").publishing
    if higher and is_unwelcome(draft.name):
        message = f"指标值“{draft.target.strip()}”：坏事越多反而越算完成，应当写上限，或改用整改率、办结率一类的指标。"
        yield FieldProblem("R137", severity, "target", message, repairs=(other,))
    elif not higher and is_welcome(draft.name):
        message = f"指标值“{draft.target.strip()}”：越高越好的指标写了上限，应当写至少达到多少。"
        yield FieldProblem("R137", severity, "target", message, repairs=(other,))
    elif draft.direction and draft.direction != direction.value:
        told, meant = ("越小越好", "至少") if higher else ("越大越好", "至多")
        message = f"指标方向填的是{told}，指标值“{draft.target.strip()}”却写的是{meant}。"
        turn = Repair(f"指标方向改为{'越大越好' if higher else '越小越好'}", {"direction": direction.value})
        yield FieldProblem("R137", severity, "direction", message, repairs=(turn, other))


def _target_beside_bands(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    """Where a form with bands states a target too, reaching it is 优."""
    target = draft.target.strip()
    conditions = read_cell(target).conditions
    if not target or len(conditions) != 1:
        return
    value = with_unit(f"{conditions[0].value:f}", conditions[0].unit) if conditions[0].unit else f"{conditions[0].value:f}"
    graded = grade(draft.standards, value, draft.name)
    if graded.reason:
        yield FieldProblem(TARGET, Severity.WARNING, "target", f"指标值与评价标准对不上：{graded.reason}。")
    elif graded.proposed != ("优",):
        got = f"只能评{'、'.join(graded.proposed)}" if graded.proposed else "没有等级"
        yield FieldProblem(TARGET, Severity.WARNING, "target", f"达到指标值“{target}”按评价标准{got}，应当评优，请改指标值或优的标准。")


def _beyond_whole(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    """A share of a whole cannot have to pass 100 %; only a change can, or what is set against something other than its whole."""
    named = nature(draft.name)
    if named.measure != "ratio" or named.change or NO_FLOOR.search(draft.name):
        return
    for field, text in (("target", draft.target), ("standards", draft.standards.get(BANDS[0], ""))):
        told = [each for each in read_cell(text).conditions if (each.unit or draft.unit.strip()) in _PERCENT and each.value > 100]
        if told:
            message = f"“{draft.name.strip()}”写作“{text.strip()}”：比率最多是 100%，请核对数；比上年增减的，名称里写明。"
            yield FieldProblem(TARGET, Severity.WARNING, field, message)


def _baseline(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    baseline, unit = draft.baseline.strip(), standard_of(draft).unit
    conditions = read_cell(baseline).conditions
    if not baseline or not unit or (not conditions and _NO_LAST_YEAR.search(baseline)):
        return
    if len(conditions) != 1 or conditions[0].form is not Form.POINT:
        repair = Repair("今年新设的指标，没有上年值", {"baseline": NEW})
        yield FieldProblem(
            BASELINE, Severity.WARNING, "baseline", f"上年值“{baseline}”应当是一个数，例如“92{unit}”；没有的写“{NEW}”。", repairs=(repair,)
        )
    elif not conditions[0].unit and conditions[0].value != 0:
        repair = Repair(f"补上单位“{unit}”", {"baseline": with_unit(baseline, unit)})
        yield FieldProblem(BASELINE, Severity.INFO, "baseline", f"上年值“{baseline}”没有写单位，按“{unit}”理解。", repairs=(repair,))
    elif conditions[0].unit and conditions[0].unit != unit:
        yield FieldProblem(
            BASELINE, Severity.WARNING, "baseline", f"上年值的单位是“{conditions[0].unit}”，标准的单位是“{unit}”，不能比较。"
        )


def _left_open(draft: IndicatorDraft) -> Iterator[FieldProblem]:
    """A scale that is complete as it is usually read, but leaves it to the reader: single values, 以上 and 以下."""
    if draft.form != "hebei":
        return
    standard = standard_of(draft)
    if not standard.is_partition:
        return
    unclear = [band.grade for band in standard.measured if band.literal != band.interval or (band.condition and band.condition.soft)]
    told = [each.message for each in standard.ambiguities if set(each.grades) & set(unclear)]
    explicit = {band_field(grade): all_explicit(standard)[band_field(grade)] for grade in unclear}
    texts = texts_of(draft)
    changes = {name: text for name, text in explicit.items() if text != texts[name]}
    if changes:
        message = f"{'；'.join(told)}。写明两头，评的时候不会有争议。"
        changed = "，".join(f"“{name.removeprefix('standards.')}”改为“{text}”" for name, text in changes.items())
        yield FieldProblem(EXPLICIT, Severity.INFO, "standards", message, repairs=(Repair(f"写明两头：{changed}", changes),))
