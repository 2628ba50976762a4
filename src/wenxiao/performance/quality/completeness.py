"""Does the table hold what an evaluation will need: goals, kinds of indicators, weights, sources, last year's values?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from wenxiao.performance.lexicon import COLLECTION_TIME, COST, SATISFACTION
from wenxiao.performance.programme import Activity, Duty
from wenxiao.performance.quality.promises import SINGLE_ROWS, Promises, Row, in_wan, listed, over_rows, places_of, short
from wenxiao.performance.weights import marks_of, totals
from wenxiao.vocabulary.finding import Problem, Severity
from wenxiao.vocabulary.source import Source


@over_rows
def goal_and_indicators_present(promises: Promises) -> Iterator[Problem]:
    """R130: what gets money has a goal, and indicators of output and of benefit. Without money the same is only a remark."""
    kinds_printed = any(row.indicator.kind for row in promises.rows)
    for bearer in promises.bearers:
        severity = None if bearer.amount is not None and bearer.amount.value else Severity.INFO
        rows = promises.rows_of(bearer)
        who = f"“{short(bearer.name)}”" + (f"（{bearer.amount.text} {bearer.amount.unit.name}）" if bearer.amount else "（没有写金额）")
        places = (bearer.source,)
        if not bearer.objective.strip():
            yield Problem(f"{who}没有写绩效目标。", (bearer.place("objective"),), severity=severity)
        if not rows:
            yield Problem(f"{who}没有绩效指标。", places, severity=severity)
        elif kinds_printed:
            kinds = "".join(row.indicator.kind for row in rows)
            lacking = [kind for kind, words in _KINDS.items() if not any(word in kinds for word in words)]
            if lacking:
                yield Problem(f"{who}没有{'和'.join(lacking)}指标。", places, severity=severity)
        elif len(rows) == 1:
            message = f"{who}只有一个指标“{rows[0].name}”，不可能既衡量产出又衡量效益。"
            yield Problem(message, rows[0].places, severity=severity)


_KINDS = {"产出": ("产出", "数量", "质量", "时效"), "效益": ("效益", "效果", "影响")}


@over_rows
def satisfaction_present(promises: Promises) -> Iterator[Problem]:
    """R140: where people are served, their satisfaction is measured. Purely internal work may say that it does not apply."""
    lacking = [bearer for bearer in promises.bearers if not _has(promises.rows_of(bearer), "满意", SATISFACTION)]
    yield from _lacking(promises, lacking, "满意度指标", "只做内部工作、没有服务对象的，请注明不适用")


@over_rows
def cost_indicator_present(promises: Promises) -> Iterator[Problem]:
    """R141: cost is part of the goal."""
    lacking = [bearer for bearer in promises.bearers if not _has(promises.rows_of(bearer), "成本", COST)]
    yield from _lacking(promises, lacking, "成本指标", "金额大的至少要有单位成本")


@over_rows
def indicators_not_copied(promises: Promises) -> Iterator[Problem]:
    """R147: the same indicator, or the same four figures, in many unrelated places was copied rather than thought about."""
    names: dict[str, list[Row]] = defaultdict(list)
    vectors: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in promises.rows:
        names[row.name].append(row)
        if any(standard.measured for standard in row.standards):
            vectors["".join(row.texts[0].split()), *("".join(text.split()) for text in row.texts[1:])].append(row)
    for name, rows in names.items():
        bearers = len({id(row.bearer) for row in rows})
        if bearers > 1:
            message = f"指标“{name}”在 {bearers} 项工作里重复使用，请写明各自衡量谁、衡量什么。"
            yield Problem(message, places_of(rows))
    for rows in vectors.values():
        if len({row.name for row in rows}) > SINGLE_ROWS:
            message = (
                f"{len(rows)} 个不同的指标都用“{rows[0].scale}”这一套标准：{listed(row.name for row in rows)}，标准应当按各自的基础来定。"
            )
            yield Problem(message, places_of(rows))


@over_rows
def weights_add_up(promises: Promises) -> Iterator[Problem]:
    """R149: every indicator has a weight, and the weights of one table add up to 90 (budget) or 100 (evaluation)."""
    if not promises.programme.has_weights and not promises.programme.stated_by_row:
        yield Problem("指标表没有权重（分值），将来无法按表打分。", places_of(promises.rows[:1]))
        return
    budget, evaluation = totals()
    for bearer in promises.bearers:
        rows = promises.rows_of(bearer)
        weights = [marks_of(row.indicator.weight) for row in rows]
        blank = [row for row, weight in zip(rows, weights, strict=True) if weight is None]
        if blank:
            yield Problem(f"“{short(bearer.name)}”的指标{listed(row.name for row in blank)}没有写权重。", places_of(blank))
        elif rows and sum(weight for weight in weights if weight is not None) not in (budget, evaluation):
            total = sum(weight for weight in weights if weight is not None)
            message = f"“{short(bearer.name)}”各指标权重合计 {total}，应当是 {budget}（预算时）或 {evaluation}（评价时）。"
            yield Problem(message, places_of(rows))


@over_rows
def data_source_named(promises: Promises) -> Iterator[Problem]:
    """R150: each indicator says where its value will come from and when it is collected."""
    if promises.programme.stated_by_row:
        for row in promises.rows:
            if not row.indicator.data_source.strip():
                yield Problem(f"{row.title}没有写数据来源：完成值将来从哪里取、什么时候取。", row.places)
            elif not COLLECTION_TIME.search(row.indicator.data_source):
                message = f"{row.title}写了数据来源“{short(row.indicator.data_source)}”，没有写什么时候取，例如“每月”“年底”。"
                yield Problem(message, row.places)
    elif not promises.programme.has_sources:
        yield Problem("指标表没有写数据从哪里来、什么时候取，将来的完成值无法核实。", places_of(promises.rows[:1]))


@over_rows
def baseline_shown(promises: Promises) -> Iterator[Problem]:
    """R152: last year's value stands beside the target."""
    if promises.programme.stated_by_row:
        for row in promises.rows:
            if not row.indicator.baseline.strip():
                message = f"{row.title}没有写上年实际值，看不出今年定得是高是低；新设的指标请写“新设”。"
                yield Problem(message, row.places)
    elif not promises.programme.has_baselines:
        yield Problem("指标表没有写上年实际值，看不出今年的标准是高是低。", places_of(promises.rows[:1]))


def _has(rows: list[Row], kind: str, words: re.Pattern[str]) -> bool:
    return any(kind in row.indicator.kind or words.search(row.name) for row in rows)


def _lacking(promises: Promises, lacking: list[Activity | Duty], what: str, hint: str) -> Iterator[Problem]:
    if not lacking:
        return
    total = sum(bearer.amount.value for bearer in promises.bearers if bearer.amount)
    if len(promises.bearers) == 1:
        yield Problem(f"“{short(lacking[0].name)}”没有{what}。{hint}。", (_place(promises, lacking[0]),))
        return
    money = sum(bearer.amount.value for bearer in lacking if bearer.amount)
    told = f"，涉及 {in_wan(money)}" if money else ""
    if money and total > money:
        # Rounded half up to a tenth of a per cent, in whole numbers.
        tenths = (2000 * money + total) // (2 * total)
        told += f"（占写明金额的 {tenths // 10}.{tenths % 10}%）"
    by_amount = sorted(lacking, key=lambda bearer: -(bearer.amount.value if bearer.amount else 0))
    message = (
        f"{len(promises.bearers)} 项工作中有 {len(lacking)} 项没有{what}{told}：{listed(bearer.name for bearer in by_amount)}。{hint}。"
    )
    yield Problem(message, tuple(dict.fromkeys(_place(promises, bearer) for bearer in lacking)))


def _place(promises: Promises, bearer: Activity | Duty) -> Source:
    rows = promises.rows_of(bearer)
    return rows[0].place if rows else bearer.source
