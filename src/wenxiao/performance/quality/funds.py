"""Do indicators and money belong together: enough for the amount, none about money where there is none, none that only counts spending?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import wraps

from wenxiao.performance.lexicon import COMPLIANCE, COST, ENUMERATOR, EXECUTION, is_money_indicator, nature
from wenxiao.performance.programme import Activity, Duty, Programme
from wenxiao.performance.quality.promises import SINGLE_ROWS, Promises, Row, Test, in_wan, listed, over_rows, places_of, short, understood
from wenxiao.performance.standard import Kind
from wenxiao.vocabulary.finding import Outcome, Problem, Severity, Verdict

# One activity in so many per cent of all the money is large: it owes a quantity and a cost (a default, 依据待核).
LARGE_SHARE = 5
# From so many works under one amount on, nobody can tell what the money is for.
BUNDLE = 3

NO_AMOUNTS = "绩效表没有写各项工作的金额"


def _with_amounts(test: Test) -> Test:
    """Not applicable where the table states no amounts at all."""

    @wraps(test)
    def answer(programme: Programme) -> Verdict:
        promises = understood(programme)
        if promises.rows and not any(_amount_told(promises.programme, bearer) for bearer in promises.bearers):
            return Verdict(Outcome.NOT_APPLICABLE, NO_AMOUNTS)
        return test(programme)

    return answer


@over_rows
def execution_rate_is_no_indicator(promises: Promises) -> Iterator[Problem]:
    """R142: spending the money is no result; the execution rate has 10 marks of its own in the self-evaluation."""
    rows = [row for row in promises.rows if EXECUTION.search(row.name)]
    yield from _each_or_all(rows, "衡量的是花了多少钱，不是办成了什么；预算执行率在自评中另有 10 分，不应再作产出、效益指标")


@_with_amounts
@over_rows
def unfunded_work_has_no_money_indicator(promises: Promises) -> Iterator[Problem]:
    """R143: work without money is not judged by money."""
    for bearer in promises.bearers:
        rows = [row for row in promises.rows_of(bearer) if is_money_indicator(row.name)]
        if rows and not _funds(bearer):
            message = f"“{short(bearer.name)}”没有安排资金，却设了资金类指标{listed(row.name for row in rows)}。"
            yield Problem(message, places_of(rows))


@_with_amounts
@over_rows
def indicators_match_amount(promises: Promises) -> Iterator[Problem]:
    """R144: much money owes a quantity and a unit cost, and one amount is not spread over a bundle of unlike works."""
    total = sum(_funds(bearer) for bearer in promises.bearers)
    for bearer in promises.bearers:
        rows, funds = promises.rows_of(bearer), _funds(bearer)
        large = len(promises.bearers) > 1 and funds > 0 and 100 * funds >= LARGE_SHARE * total
        lacking = []
        if not any("数量" in row.indicator.kind or _is_quantity(row) for row in rows):
            lacking.append("数量指标（做多少）")
        if not any("成本" in row.indicator.kind or COST.search(row.name) for row in rows):
            lacking.append("成本指标（单价多少）")
        if large and lacking:
            message = f"“{short(bearer.name)}”安排 {in_wan(funds)}，金额大，却没有{'，也没有'.join(lacking)}，金额怎样算出来无从核对。"
            yield Problem(message, (bearer.source,))
        works = [part for part in ENUMERATOR.sub("\n", bearer.name).split("\n") if part.strip()]
        if len(works) >= BUNDLE and funds and re.search(r"[1-9]", bearer.name):
            message = (
                f"“{short(bearer.name)}”把 {len(works)} 项工作放在一笔 {in_wan(funds)} 里，看不出各项用多少、有没有与别处重复，应当分开。"
            )
            yield Problem(message, (bearer.place("name"),))
    for duty in promises.programme.duties:
        bearers: list[Activity | Duty] = [duty, *duty.activities]
        if duty.activities and not any(_amount_told(promises.programme, each) for each in bearers):
            yield Problem(f"“{short(duty.name)}”列了工作，但没有写金额。", (duty.place("amount"),), severity=Severity.INFO)


@over_rows
def compliance_is_a_gate(promises: Promises) -> Iterator[Problem]:
    """R151: lawful spending is a condition of any grade, no achievement to be scored."""
    rows = [row for row in promises.rows if COMPLIANCE.search(row.name)]
    yield from _each_or_all(rows, "合规是花钱的底线，不是成绩，不应作为打分的指标，宜作为一票否决的条件")


def _each_or_all(rows: list[Row], fault: str) -> Iterator[Problem]:
    if len(rows) > SINGLE_ROWS:
        yield Problem(f"指标{listed(row.name for row in rows)}：{fault}。", places_of(rows))
        return
    for row in rows:
        yield Problem(f"{row.title}：{fault}。", row.places)


def _amount_told(programme: Programme, bearer: Activity | Duty) -> bool:
    """A printed 0 may be an empty cell that somebody filled; in one's own drafts it says that there is no money."""
    return bearer.amount is not None if programme.stated_by_row else _funds(bearer) > 0


def _funds(bearer: Activity | Duty) -> int:
    """The stated amount in 分; 0 where none is stated."""
    return bearer.amount.value if bearer.amount is not None else 0


def _is_quantity(row: Row) -> bool:
    return any(
        nature(standard.name).measure == "count" or (standard.measured and standard.kind is Kind.COUNT and standard.whole)
        for standard in row.standards
    )
