"""May a year be closed like this, and has it been closed? After that nothing moves in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Unit
from wenxiao.web.spend.models import FreezeDate, YearEnd, YearEndLine
from wenxiao.web.spend.queries.unfinished import held_anywhere, unfinished
from wenxiao.web.spend.queries.year_ends import differences, left_of, lines_of
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

LEAST_REASON = 5
SHOWN = 10
Decision = YearEndLine.Decision


def year_is_open(unit: Unit, year: int) -> Iterator[Refusal]:
    """这一年还没有关账。"""
    if YearEnd.objects.filter(unit=unit, year=year, state=YearEnd.State.APPROVED).exists():
        yield Refusal(f"{unit.name} {year} 年已经关账，这一年的指标不能再变动：请列入下一年办理", rule="年终关账")


def time_has_come(year_end: YearEnd, _act: Act) -> Iterator[Refusal]:
    """已经到封账日，或者这一年已经过完。"""
    frozen = FreezeDate.objects.filter(unit=year_end.unit_id, year=year_end.year).first()
    today = clock.today()
    if today <= date(year_end.year, 12, 31) and (frozen is None or today < frozen.day):
        when = f"封账日是 {frozen.day:%Y-%m-%d}" if frozen else "没有定封账日"
        yield Refusal(f"{year_end.year} 年还没有过完，{when}：请财政所长定封账日，到那天以后再办", rule="年终关账")


def nothing_unfinished(year_end: YearEnd, _act: Act) -> Iterator[Refusal]:
    """没有在途、在银行、没有入账、没有结清和冻结的。"""
    found = unfinished(year_end.unit, year_end.year)
    for each in found[:SHOWN]:
        yield Refusal(f"还没有办完：{each.what}，{Money(each.amount)} 元，请找{each.whom}", rule="年终关账")
    if len(found) > SHOWN:
        yield Refusal(f"没有办完的一共 {len(found)} 件，其余的在下面的清单里", rule="年终关账")
    if not found and held_anywhere(year_end.unit, year_end.year):
        yield Refusal("还有限额上留着在途或冻结的钱：请会计在“指标执行”的限额里核对", rule="年终关账")


def is_as_the_books(year_end: YearEnd, _act: Act) -> Iterator[Refusal]:
    """所列的剩余数和账面一致。"""
    changed = differences(list(lines_of(year_end)), left_of(year_end.unit, year_end.year))
    if changed:
        more = f"等 {len(changed)} 条" if len(changed) > SHOWN else ""
        yield Refusal(f"取数以后账面有变动：{'、'.join(changed[:SHOWN])}{more}。请退回编制，重新取数", rule="年终关账")


def is_decided(year_end: YearEnd, _act: Act) -> Iterator[Refusal]:
    """每条有剩余的指标都定了结转或收回，结转的写了理由；满两年的收回，已签约的结转。"""
    lines = list(lines_of(year_end))
    without = [line for line in lines if not line.decision]
    if without:
        yield Refusal(
            f"有 {len(without)} 条还没有决定，共 {Money(sum(line.left for line in without))} 元："
            f"{'、'.join(str(line.appropriation) for line in without[:SHOWN])}",
            rule="年终关账",
        )  # fmt: skip
    for line in lines:
        if line.decision:
            yield from decision_faults(line, line.decision, line.reason)


def decision_faults(line: YearEndLine, decision: str, reason: str) -> Iterator[Refusal]:
    """What is against this decision about this line; the fields are `decision_<pk>` and `reason_<pk>`."""
    field = f"decision_{line.pk}"
    if decision not in Decision.values:
        yield Refusal("请选结转下年或结余收回", field=field)
    elif decision == Decision.CARRY and line.must_lapse:
        under = f"其中已签约 {Money(line.committed)} 元，要先付清或解除合同，" if line.committed else ""
        yield Refusal(
            f"“{line.appropriation}”是 {line.appropriation.first_given} 年安排的，连续两年没有用完，{under}应当作为结余收回，不能再结转",
            field=field, rule="LAW14",
        )  # fmt: skip
    elif decision == Decision.LAPSE and line.committed:
        if line.must_lapse:
            yield Refusal(
                f"“{line.appropriation}”已经满两年应当收回，但有合同 {Money(line.committed)} 元没有付：请先付清或解除合同",
                field=field,
                rule="LAW14",
            )
        else:
            yield Refusal(
                f"“{line.appropriation}”已签约 {Money(line.committed)} 元，合同还要付款，只能结转", field=field, rule="年终关账"
            )  # fmt: skip
    elif decision == Decision.CARRY and len(reason) < LEAST_REASON:
        yield Refusal(f"“{line.appropriation}”结转要写理由，至少 {LEAST_REASON} 个字", field=f"reason_{line.pk}", rule="年终关账")
    if len(reason) > 200:
        yield Refusal(f"最多 200 个字，现有 {len(reason)} 个", field=f"reason_{line.pk}")
