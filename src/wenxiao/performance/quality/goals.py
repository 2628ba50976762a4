"""Do the scales ask for what the goals promise, in the right direction, high enough, and are the goals texts of their own?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from wenxiao.performance.condition import Form, read_cell
from wenxiao.performance.interval import Cut, figure
from wenxiao.performance.lexicon import (
    ENUMERATOR,
    FALL_PROMISE,
    FIRM_PROMISE,
    HARMS,
    HELD_DOWN,
    MEASURE_TAIL,
    NO_FLOOR,
    QUANTITY,
    RIGHTS,
    SATISFACTION,
    SPENDING_CHANGE,
    VAGUE,
    ZERO_PROMISE,
    harms_named,
    is_money_indicator,
    is_unwelcome,
    is_welcome,
    nature,
)
from wenxiao.performance.likeness import alike, alike_pairs, bare, pairs_of, unnumbered
from wenxiao.performance.programme import Activity, Duty
from wenxiao.performance.quality.promises import SINGLE_ROWS, Promises, Row, listed, over_bands, over_rows, short
from wenxiao.performance.standard import Direction, EvaluationStandard, Kind
from wenxiao.vocabulary.finding import Problem, Severity, Suggestion

# Below this the best grade is given away: coverage, completion, timeliness (a default, not a legal figure: 依据待核).
FLOOR = Decimal(80)
# Texts are alike from this share (in per cent) of common pairs of characters (Dice): 65 finds a goal that was copied and trimmed.
COPIED = 65
REPEATED = 75
SHORTEST_GOAL = 8
# A goal with fewer of its pairs (in per cent) anywhere in the activities has probably no activity; an activity likewise.
UNMATCHED_GOAL = 20
UNMATCHED_ACTIVITY = 10
# From this many goals on a duty's goal text is a list that can be held against its activities.
LIST_OF_GOALS = 3

_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)\s*[%％]")
# The end of "none": just after zero, or just before one where only whole numbers occur.
_NONE, _NONE_WHOLE = Cut(Decimal(0), True), Cut(Decimal(1), False)


@over_bands
def direction_fits(promises: Promises) -> Iterator[Problem]:
    """R137: the bands run in one direction, and it is the one that the indicator wants."""
    for row, standard in promises.scales:
        if standard.direction is Direction.MIXED:
            yield Problem(f"{row.title}（{row.scale}）：各档没有按同一方向从好到差排列。", row.places)
        elif standard.direction is Direction.HIGHER and is_unwelcome(standard.name):
            message = f"{row.title}（{row.scale}）：按这个标准，坏事越多等级越高，没有反而评差，应当改用整改率、办结率一类的指标。"
            yield Problem(message, row.places)
        elif standard.direction is Direction.LOWER and is_welcome(standard.name):
            yield Problem(f"{row.title}（{row.scale}）：越高越好的指标，标准却是越低等级越高。", row.places)
        elif row.indicator.direction and standard.direction and row.indicator.direction != standard.direction:
            declared = "越大越好" if row.indicator.direction == Direction.HIGHER else "越小越好"
            yield Problem(f"{row.title}（{row.scale}）：指标方向填的是{declared}，各档却是反着排的。", row.places)
        worst = standard.band("差").cell
        right = next((word for word in RIGHTS if worst.worded and word in worst.text), "")
        if right:
            message = f"{row.title}把“{worst.text}”定为差：{right}是群众的权利，不宜作为评差的标准，宜看办理得怎样。"
            yield Problem(message, row.places, severity=Severity.INFO)


@over_rows
def excellent_not_too_low(promises: Promises) -> Iterator[Problem]:
    """R138: 优 is not given away (below 80 %), and can be reached (100 % satisfaction cannot)."""
    for row in promises.rows:
        for standard in row.standards:
            threshold = _threshold(row, standard)
            if threshold is None:
                continue
            asked = "得“优”" if row.banded else "完成指标"
            if threshold < FLOOR:
                message = f"{row.title}（{row.scale}）：{asked}只要 {figure(threshold)}%，低于 {figure(FLOOR)}%，定得过低或要说明理由。"
                yield Problem(message, row.places)
            elif threshold == 100 and SATISFACTION.search(standard.name):
                message = f"{row.title}（{row.scale}）：{asked}要人人满意，实际达不到，宜定在 90% 至 98% 之间。"
                yield Problem(message, row.places, severity=Severity.INFO)
        behind = _behind_last_year(row)
        if behind:
            yield Problem(f"{row.title}（{row.scale}）：{behind}，要说明理由。", row.places)


@over_rows
def standards_agree_with_goal(promises: Promises) -> Iterator[Problem]:
    """R139: no scale allows what its goal rules out."""
    for row in promises.rows:
        for standard in row.standards if row.banded else (row.pledge,):
            has_baselines = promises.programme.has_baselines or bool(row.indicator.baseline.strip())
            contradiction = _contradiction(row, standard, has_baselines=has_baselines)
            if contradiction:
                yield Problem(f"{row.title}（{row.scale}）：{contradiction}。", row.places, _zero(row, standard))


@over_rows
def goal_is_its_own_text(promises: Promises) -> Iterator[Problem]:
    """R145: the goal says what is to be achieved, and does not repeat the name or the description of the work."""
    for bearer in promises.bearers:
        name, content, goal = (bare(text) for text in (bearer.name, bearer.content, bearer.objective))
        if isinstance(bearer, Duty):
            name = ""
        same = []
        for label, text in (("名称", name), ("内容描述", content)):
            if alike(pairs_of(goal), pairs_of(text), COPIED):
                same.append(label)
        if same:
            what = "相同" if any(goal == text for text in (name, content)) else "几乎相同"
            message = f"“{short(bearer.name)}”的绩效目标与{'、'.join(same)}{what}，没有说明要达到什么结果。"
            yield Problem(message, (bearer.place("objective"),))
        elif alike(pairs_of(name), pairs_of(content), COPIED):
            message = f"“{short(bearer.name)}”的内容描述只是重复名称，没有说明具体做什么。"
            yield Problem(message, (bearer.place("content"),), severity=Severity.INFO)


@over_rows
def goals_not_repeated(promises: Promises) -> Iterator[Problem]:
    """R146: no goal stands under two duties, and goals and activities of a duty answer to each other."""
    duties = promises.programme.duties
    goals = [(duty, each, text, pairs) for duty in duties for each in _carriers(duty) for text, pairs in goals_compared(each.objective)]
    for one, other in alike_pairs([pairs for *_, pairs in goals], REPEATED):
        (duty, bearer, text, _), (other_duty, other_bearer, _, _) = goals[one], goals[other]
        if duty is not other_duty:
            both = f"“{short(duty.name)}”和“{short(other_duty.name)}”"
            message = f"{both}写了同样的目标“{short(text, 40)}”，请分清由谁负责，避免重复安排资金。"
            yield Problem(message, (bearer.place("objective"), other_bearer.place("objective")))
    for duty in duties:
        yield from _unmatched(duty)


@over_rows
def no_vague_wording(promises: Promises) -> Iterator[Problem]:
    """R148: 改善, 提高, 促进 … say nothing without a base and a size; neither do goals without any quantity or date."""
    for row in promises.rows:
        texts = [row.name, *row.texts, row.indicator.target]
        measured = any(standard.measured for standard in row.standards) or read_cell(row.indicator.target).conditions
        printed = "\n".join(texts)
        words = [word for word in VAGUE if word in printed]
        if words and not measured and any(texts[1:]):
            told = "、".join(f"“{word}”" for word in words)
            yield Problem(f"{row.title}（{row.scale}）：{told}没有基数也没有幅度，无法判断做到没有。", row.places)
    bare_goals = [bearer for bearer in promises.bearers if bearer.objective.strip() and not QUANTITY.search(unnumbered(bearer.objective))]
    if len(bare_goals) > SINGLE_ROWS:
        told = f"{len(promises.bearers)} 项工作中有 {len(bare_goals)} 项"
        message = f"{told}的绩效目标没有一个数量或时间：{listed(each.name for each in bare_goals)}。"
        yield Problem(message, tuple(each.place("objective") for each in bare_goals))
    else:
        for bearer in bare_goals:
            yield Problem(f"“{short(bearer.name)}”的绩效目标没有写数量或时间。", (bearer.place("objective"),))


def goals_compared(text: str) -> list[tuple[str, set[str]]]:
    """The goals of a goal text that are long enough to be somebody's own, each with its pairs of characters."""
    return [(part, pairs_of(bare(part))) for part in items(text) if len(bare(part)) >= SHORTEST_GOAL]


def items(text: str) -> list[str]:
    """The goals of a goal text: at enumerators, full stops and semicolons."""
    return [part.strip() for part in re.split(r"[\n。；;]", ENUMERATOR.sub("\n", text)) if bare(part)]


def _carriers(duty: Duty) -> list[Duty | Activity]:
    return [duty, *duty.activities]


def _threshold(row: Row, standard: EvaluationStandard) -> Decimal | None:
    """From how many per cent on the best grade (or the target) is reached; None where a floor makes no sense."""
    if nature(standard.name).change or is_unwelcome(standard.name) or NO_FLOOR.search(standard.name):
        return None
    best = standard.band("优")
    if best.interval is not None:
        return best.interval.low.value if (standard.kind, standard.direction) == (Kind.RATIO, Direction.HIGHER) else None
    conditions = read_cell(row.indicator.target).conditions
    if not row.banded and len(conditions) == 1 and conditions[0].unit == "%" and conditions[0].form in (Form.LEAST, Form.POINT):
        return conditions[0].value if nature(standard.name).measure == "ratio" else None
    return None


def _behind_last_year(row: Row) -> str:
    """How the best grade (or the target) asks for less than was reached last year; "" where it does not, or cannot be compared."""
    baseline = read_cell(row.indicator.baseline).conditions
    standard = row.pledge
    best = standard.band("优").interval
    if len(baseline) != 1 or baseline[0].form is not Form.POINT or best is None or baseline[0].unit not in ("", standard.unit):
        return ""
    last = baseline[0].value
    asked = "得“优”" if row.banded else "完成指标"
    if standard.direction is Direction.HIGHER and best.low < Cut(last, False):
        return f"{asked}的要求比上年实际（{row.indicator.baseline.strip()}）低"
    if standard.direction is Direction.LOWER and best.high > (Cut(last + 1, False) if standard.whole else Cut(last, True)):
        return f"{asked}的要求比上年实际（{row.indicator.baseline.strip()}）宽"
    return ""


def _contradiction(row: Row, standard: EvaluationStandard, *, has_baselines: bool) -> str:
    goal = row.bearer.objective
    best = standard.band("优").interval
    if best is None:
        return ""
    said, reached = ("标准", "评优") if row.banded else ("指标值", "算完成")
    name = standard.name
    named = nature(name)
    lower = standard.direction is Direction.LOWER
    promised = {family for match in ZERO_PROMISE.finditer(goal) for family in harms_named(match[1])}
    if lower and not named.change and harms_named(name) & promised:
        tolerated = _tolerant(standard)
        if tolerated:
            return f"目标承诺不发生，{said}却容许发生仍{reached if not row.banded else '评' + '、'.join(tolerated)}"
    welcome = [family for family, _, goods in HARMS if family in promised and name.endswith(goods or ("\0",))]
    if welcome and not lower and standard.kind is Kind.RATIO and best.low.value < 100:
        return f"目标承诺不发生{welcome[0]}，{said}却是 {figure(best.low.value)}% 就{reached}"
    if lower and SPENDING_CHANGE.search(name) and HELD_DOWN.search(goal):
        grown = _tolerant(standard)
        if grown:
            return f"目标是控制支出，{said}却容许增长仍{reached if not row.banded else '评' + '、'.join(grown)}"
    threshold = _threshold(row, standard)
    if threshold is not None and threshold < FLOOR and FIRM_PROMISE.search(goal) and not is_money_indicator(name):
        return f"目标用了“{FIRM_PROMISE.findall(goal)[0]}”，{said}却是 {figure(threshold)}% 就{reached}"
    promise = _promised_percent(goal, name)
    if threshold is not None and promise is not None and threshold < promise:
        return f"目标要求 {figure(promise)}%，{said}却是 {figure(threshold)}% 就{reached}"
    falling = [match[1] for match in FALL_PROMISE.finditer(goal)]
    if lower and not named.change and not has_baselines and any(_shared(text, _core(name), 2) for text in falling):
        return f"目标是降低，{said}却没有上年数作基数，看不出是否降低"
    return ""


def _tolerant(standard: EvaluationStandard) -> list[str]:
    """The passing grades that values above zero can get."""
    none = _NONE_WHOLE if standard.whole else _NONE
    return [band.grade for band in standard.measured if band.grade != "差" and band.interval is not None and band.interval.high > none]


def _promised_percent(goal: str, name: str) -> Decimal | None:
    """The percentage that the goal's own clause about this indicator asks for."""
    core = _core(name)
    for clause in re.split(r"[。；;，,\n]", goal):
        match = _PERCENT.search(clause)
        if match and len(core) >= 3 and _shared(clause, core, min(len(core), 4)):
            return Decimal(match[1])
    return None


def _core(name: str) -> str:
    return MEASURE_TAIL.sub("", "".join(name.split()))


def _shared(one: str, other: str, length: int) -> bool:
    """Whether the texts have `length` characters running in common."""
    return any(other[index : index + length] in one for index in range(len(other) - length + 1))


def _zero(row: Row, standard: EvaluationStandard) -> tuple[Suggestion, ...]:
    """Where the goal promises none, 优 is none."""
    best = standard.band("优")
    promised = {family for match in ZERO_PROMISE.finditer(row.bearer.objective) for family in harms_named(match[1])}
    if len(row.standards) > 1 or best.interval is None or not harms_named(standard.name) & promised:
        return ()
    if standard.direction is not Direction.LOWER or "优" not in _tolerant(standard):
        return ()
    place = row.band_place("优")
    if not row.banded and place is row.place:
        return ()
    return (Suggestion(place, best.cell.text, f"0{standard.unit}", "目标承诺不发生，得优只能是没有", 0.6),)


def _unmatched(duty: Duty) -> Iterator[Problem]:
    goals = items(duty.objective)
    if len(goals) < LIST_OF_GOALS or not duty.activities:
        return
    doers = [*duty.activities, *duty.bearers()]
    done = pairs_of(bare("".join(each.name + each.content + each.objective for each in doers)))
    done |= {pair for each in doers for indicator in each.indicators for pair in pairs_of(indicator.name)}
    orphans = [goal for goal in goals if _covered(bare(goal), done) < UNMATCHED_GOAL]
    if orphans:
        told = "、".join(f"“{short(goal, 30)}”" for goal in orphans)
        message = f"“{short(duty.name)}”的目标{told}，看不出由哪一项工作活动来完成，请核对。"
        yield Problem(message, (duty.source,), severity=Severity.INFO)
    wanted = pairs_of(bare(duty.objective))
    strays = [
        each
        for each in duty.activities
        if max(_covered(bare(each.name), wanted), _covered(bare(each.objective), wanted)) < UNMATCHED_ACTIVITY
    ]
    if strays:
        message = f"“{short(duty.name)}”的工作{listed(each.name for each in strays)}，在本职责的目标里看不出对应的内容，请核对。"
        yield Problem(message, tuple(each.source for each in strays), severity=Severity.INFO)


def _covered(text: str, pairs: set[str]) -> int:
    """How many per cent of a text's pairs are among `pairs`; 100 for a text too short to tell."""
    own = pairs_of(text)
    return 100 * len(own & pairs) // len(own) if own else 100
