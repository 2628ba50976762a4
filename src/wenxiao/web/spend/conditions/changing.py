"""May money be moved between the lines of a budget, and may its total be changed? (预算法 art. 13, 67, 72; domain notes 4.6)"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from wenxiao.control.ledger.moves import SPENDING
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import Compilation
from wenxiao.web.spend.books import would_be_refused
from wenxiao.web.spend.conditions.year_ends import year_is_open
from wenxiao.web.spend.models import Adjustment, ChangeLine, Side, Virement
from wenxiao.web.spend.queries.change_legs import legs_of
from wenxiao.web.spend.queries.project_standing import lines_of_project, status_of
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

Document = Virement | Adjustment
Cause = Adjustment.Cause
EXECUTABLE = (Compilation.State.APPROVED, Compilation.State.ALLOCATED)
_DOCUMENT = re.compile(r".*〔(\d{4})〕\s*\d+\s*号.*")
_NET_OUT = (Cause.STABILISATION, Cause.DEBT)


def lines_in_full(document: Document) -> list[ChangeLine]:
    """With what is asked of each, in one query."""
    return list(document.lines.select_related("project", "office", "appropriation__project", "appropriation__node"))


def summed(lines: list[ChangeLine], side: str) -> int:
    return sum(line.amount for line in lines if line.side == side)


def budget_stands(document: Document, _act: Act) -> Iterator[Refusal]:
    """这一年的预算已经批复，还没有关账。"""
    yield from year_is_open(document.unit, document.year)
    if not Compilation.objects.filter(unit=document.unit_id, year=document.year, state__in=EXECUTABLE).exists():
        yield Refusal(f"{document.year} 年的预算没有批复，或已经关账：没有可以变动的预算", rule="LAW13")


def is_a_virement(virement: Virement, _act: Act) -> Iterator[Refusal]:
    """有出有入，合计相等，每种资金各自相等；不调入“三公”经费。"""
    lines = lines_in_full(virement)
    out, in_ = summed(lines, Side.OUT), summed(lines, Side.IN)
    if not lines or not out or not in_:
        yield Refusal("调剂要有调出，也要有调入：请把两边都填上", field="lines")
    if out != in_:
        yield Refusal(
            f"调出合计 {Money(out)} 元，调入合计 {Money(in_)} 元，差 {Money(abs(out - in_))} 元："
            "这是预算总额的变化，请走预算调整（由财政所草拟方案，政府审定后报人代会或区财政局批准）",
            field="lines", rule="LAW10",
        )  # fmt: skip
    nets: Counter[str] = Counter()
    for line in lines:
        nets[line.fund] += line.change
    crossing = {fund: net for fund, net in nets.items() if net}
    if crossing and out == in_:
        told = "、".join(f"{Fund(fund).label}{'多' if net > 0 else '少'} {Money(abs(net))} 元" for fund, net in sorted(crossing.items()))
        yield Refusal(f"调剂不能改变资金性质：{told}。请在同一种资金里调剂", field="lines", rule="LAW11")
    for line in lines:
        if line.goes_in and line.three_public:
            yield Refusal(
                f"“{line.label}”是{line.three_public.label}，调剂不能调入“三公”经费（{Money(line.amount)} 元）："
                "请改调入别的科目；“三公”经费确需增加的，只能走预算调整",
                field="lines", rule="三公经费",
            )  # fmt: skip


def caps_bear(document: Document, _act: Act) -> Iterator[Refusal]:
    """调出的每一条支出指标，可用数都够；调入的没有暂缓、停止或关账。"""
    lines = lines_in_full(document)
    yield from would_be_refused(legs_of(lines, document.unit.code, document.year), "lines")
    for line in lines:
        if line.appropriation is None and line.project is not None:
            status = status_of(each.node for each in lines_of_project(line.project, document.year))
            if not status & SPENDING:
                yield Refusal(f"项目“{line.project.name}”现在{status.title}，不能调增：请改调入别的项目，或先恢复它", field="lines")


def has_a_cause(adjustment: Adjustment, _act: Act) -> Iterator[Refusal]:
    """属于预算法第六十七条的情形之一，数额和情形相符。"""
    lines = lines_in_full(adjustment)
    if not lines:
        yield Refusal("还没有调整的项目和数额：请填上", field="lines")
        return
    net = summed(lines, Side.IN) - summed(lines, Side.OUT)
    cause = Cause(adjustment.cause)
    lifts_public = any(line.goes_in and line.three_public for line in lines)
    if cause == Cause.TOTAL and not net and not lifts_public:
        yield Refusal(
            f"调增、调减都是 {Money(summed(lines, Side.IN))} 元，预算总额没有变：这是调剂，请走预算调剂（区财政局审），不必走预算调整",
            field="cause", rule="LAW11",
        )  # fmt: skip
    if cause in _NET_OUT and net <= 0:
        yield Refusal(f"“{cause.label}”的，支出总额应当增加，现在{_net(net)}：请核对数额，或改选情形", field="cause", rule="LAW10")
    if cause in _NET_OUT and adjustment.unit.mode != Unit.Mode.OWN_BUDGET:
        yield Refusal(f"“{cause.label}”是一级政府预算的事，本单位的预算是部门预算：请改选情形", field="cause", rule="LAW10")
    if cause == Cause.PRIORITY_CUT and not any(not line.goes_in for line in lines):
        yield Refusal("“调减重点支出”的，至少要有一行调减：请填上，或改选情形", field="cause", rule="LAW10")
    if cause == Cause.PRIORITY_CUT and net > 0:
        yield Refusal(f"“调减重点支出”的，总额不应当增加，现在{_net(net)}：请核对数额，或改选情形", field="cause", rule="LAW10")


def government_met(adjustment: Adjustment, act: Act) -> Iterator[Refusal]:
    """政府（党委）研究的会议记录，方案草拟以后、本单位的。"""
    yield from _minutes(adjustment, act, (Meeting.Kind.LEADING_GROUP, Meeting.Kind.PARTY_COMMITTEE, Meeting.Kind.OTHER))


def congress_met(adjustment: Adjustment, act: Act) -> Iterator[Refusal]:
    """人民代表大会的会议记录。"""
    yield from _minutes(adjustment, act, (Meeting.Kind.CONGRESS,))


def own_budget(adjustment: Adjustment, _act: Act) -> Iterator[Refusal]:
    """一级预算：由本级人民代表大会批准。"""
    if adjustment.unit.mode != Unit.Mode.OWN_BUDGET:
        yield Refusal("本单位的预算由区财政局批复，调整也由区财政局批复，不由人代会办理这一步", rule="LAW17")


def department(adjustment: Adjustment, _act: Act) -> Iterator[Refusal]:
    """部门预算：由区财政局批复。"""
    if adjustment.unit.mode != Unit.Mode.DEPARTMENT:
        yield Refusal("本单位是一级预算，调整由本级人民代表大会批准，不由区财政局办理这一步", rule="LAW17")


def approval_given(adjustment: Adjustment, act: Act) -> Iterator[Refusal]:
    """批准文号和日期。"""
    document, day = str(act.given.get("document", "")).strip(), act.given.get("approved_on")
    found = _DOCUMENT.fullmatch(document)
    if not found:
        yield Refusal("请写批准文号，如 某财发〔2024〕15号", field="document", rule="R008")
    elif int(found[1]) != adjustment.year:
        yield Refusal(f"文号的年份是 {found[1]}，调整的是 {adjustment.year} 年的预算：请核对文号", field="document", rule="R008")
    if not isinstance(day, date):
        yield Refusal("请填批准日期", field="approved_on")
        return
    if day.year != adjustment.year:
        yield Refusal(f"批准日期 {day} 不在 {adjustment.year} 年：当年的预算只能在当年调整", field="approved_on", rule="LAW10")
    if day > clock.today():
        yield Refusal(f"批准日期 {day} 还没有到", field="approved_on")


def filing_given(adjustment: Adjustment, act: Act) -> Iterator[Refusal]:
    """报备的机关和日期。"""
    if not str(act.given.get("reported_to", "")).strip():
        yield Refusal("请写报给哪个机关备案", field="reported_to")
    day = act.given.get("reported_on")
    if not isinstance(day, date):
        yield Refusal("请填报备日期", field="reported_on")
    elif day > clock.today():
        yield Refusal(f"报备日期 {day} 还没有到", field="reported_on")
    elif adjustment.approved_on and day < adjustment.approved_on:
        yield Refusal(f"报备日期 {day} 早于批准日期 {adjustment.approved_on}", field="reported_on")


def _minutes(adjustment: Adjustment, act: Act, kinds: tuple[Meeting.Kind, ...]) -> Iterator[Refusal]:
    meeting = act.minutes
    if not isinstance(meeting, Meeting):
        return
    if meeting.unit_id != adjustment.unit_id or meeting.kind not in kinds:
        titles = "、".join(kind.label for kind in kinds)
        yield Refusal(f"会议记录应当是本单位的{titles}，现在选的是“{meeting}”", field="minutes", rule="LAW10")
    if meeting.held.year != adjustment.year:
        yield Refusal(f"“{meeting}”是 {meeting.held} 开的，不在 {adjustment.year} 年：请选讨论这次调整的那一次", field="minutes")
    if meeting.held > clock.today():
        yield Refusal(f"“{meeting}”还没有开", field="minutes")


def _net(net: int) -> str:
    if not net:
        return "总额没有变"
    return f"{'增加' if net > 0 else '减少'} {Money(abs(net))} 元"
