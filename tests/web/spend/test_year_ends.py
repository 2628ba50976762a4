"""Does a year end with every yuan carried over or lapsed, nothing unsettled, its age exact, and nothing moving afterwards?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from web.plan.compiling import GENERAL, GUESTS, OFFICE, PERSONNEL, PROJECT, WHOLE
from web.plan.making import YEAR
from web.spend.spending import PAID, TO_PAY, allotted, made_request, node, of_code, of_project, taken
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.moves import MOVES, Status
from wenxiao.control.ledger.recompute import recompute
from wenxiao.web.plan.elements import ThreePublic
from wenxiao.web.spend.books import ledger_post, would_be_refused
from wenxiao.web.spend.models import Allotment, Appropriation, Command, FreezeDate, Node, YearEnd, YearEndLine
from wenxiao.web.spend.queries.year_ends import ages, lines_of
from wenxiao.web.spend.services.allotments import LineEntry, allotment_act, allotment_create, allotment_lines, lines_carried
from wenxiao.web.spend.services.freeze_dates import freeze_lift, freeze_set
from wenxiao.web.spend.services.requests import ChargeEntry
from wenxiao.web.spend.services.year_ends import (
    Decided,
    year_end_act,
    year_end_create,
    year_end_decide,
    year_end_lapse_rest,
    year_end_refresh,
)
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
CARRY, LAPSE = YearEndLine.Decision.CARRY.value, YearEndLine.Decision.LAPSE.value
WHY = "工程跨年，下年继续实施"
STEPS = (("send", "BO"), ("check", "FH"), ("sign", "ML"), ("approve", "DF"))


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def ended(township: Township, year: int = YEAR) -> YearEnd:
    return year_end_create(actor=township.actor("BO"), unit=township.unit, year=year)


def decided(township: Township, year_end: YearEnd) -> YearEnd:
    """The project's money is carried over, the rest lapses."""
    line = year_end.lines.get(appropriation__project__isnull=False)
    year_end_decide(actor=township.actor("BO"), year_end=year_end, decisions={line.pk: Decided(CARRY, WHY)})
    year_end_lapse_rest(actor=township.actor("BO"), year_end=year_end)
    return year_end


def moved(township: Township, year_end: YearEnd, upto: str = "approve") -> YearEnd:
    for action, role in STEPS:
        year_end_act(actor=township.actor(role), year_end=year_end, action=action)
        if action == upto:
            break
    return year_end


def asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_every_line_with_money_left_is_listed_with_what_is_left(year: Township) -> None:
    taken(year, made_request(year, 100_000), *PAID, "book")
    lines = {str(line.appropriation.economic_code): line.left for line in lines_of(ended(year))}
    assert lines == {"30101": PERSONNEL, "30201": OFFICE, "30217": GUESTS, "30213": PROJECT - 100_000}


def test_the_year_is_closed_by_four_hands_and_what_is_left_is_carried_over_or_lapses(year: Township) -> None:
    taken(year, made_request(year, 100_000), *PAID, "book")
    year_end = moved(year, decided(year, ended(year)))
    assert year_end.state == YearEnd.State.APPROVED
    assert {each.kind for each in Command.objects.filter(key__contains="/year-end/")} == {"carry_over", "lapse", "close"}
    project = of_project().node
    assert (project.balance.cap, project.paid, project.available, project.status) == (100_000, 100_000, 0, Status.CLOSED)
    assert node("unit").balance.cap == node("fund", GENERAL).balance.cap == 100_000
    assert node("three_public", ThreePublic.RECEPTION.value).balance.cap == 0
    entry = Entry.objects.get(subject_kind="year_end", action="approve")
    assert (entry.details["结转"], entry.details["收回"]) == (PROJECT - 100_000, WHOLE - PROJECT)
    assert Command.objects.filter(subject_hash="").values_list("kind").first() is None
    assert not recompute(asked).faults


def test_after_closing_nothing_moves_in_that_year(year: Township) -> None:
    moved(year, decided(year, ended(year)))
    nodes = list(Node.objects.filter(unit=year.unit.code, year=YEAR))
    assert {each.status for each in nodes} == {Status.CLOSED}
    for each in nodes:
        for move in MOVES.values():
            assert would_be_refused([Leg(each.pk, move.id, 0 if move.leads_to else 1)]), move.title
    with pytest.raises(Refused, match="已关账，不能占用"):
        taken(year, made_request(year, 1), "submit")
    late = allotment_create(
        actor=year.actor("BO"), unit=year.unit, year=YEAR, document="追 9 号", dated=date(YEAR, 12, 1), source=Allotment.Source.SUPPLEMENT,
        lines=[LineEntry("2010301", "30299", GENERAL, 1, part="operating")],
    )  # fmt: skip
    with pytest.raises(Refused, match="已经关账，这一年的指标不能再变动"):
        allotment_act(actor=year.actor("DF"), allotment=late, action="issue")
    with pytest.raises(Refused, match="已经在办"):
        ended(year)


def test_what_is_carried_over_becomes_next_years_document_with_its_year_of_origin(year: Township) -> None:
    year_end = moved(year, decided(year, ended(year)))
    made = Allotment.objects.get(year=YEAR + 1)
    [line] = made.lines.all()
    assert (year_end.carried_to, made.state, made.source) == (made, Allotment.State.DRAFT, Allotment.Source.CARRIED)
    assert (line.amount, line.origin, line.project) == (PROJECT, YEAR, of_project().project)
    allotment_act(actor=year.actor("DF"), allotment=made, action="issue")
    allotment_act(actor=year.actor("BO"), allotment=made, action="break_down")
    carried = Appropriation.objects.select_related("node").get(year=YEAR + 1)
    assert (carried.first_given, carried.node.approved) == (YEAR, PROJECT)
    assert carried.node.element.endswith(f"/{YEAR}")
    assert Node.objects.get(year=YEAR + 1, kind="unit").available == PROJECT
    assert [each.move for each in carried.node.entries.all()] == ["carry_in"]


def test_money_in_its_second_year_must_lapse(year: Township) -> None:
    moved(year, decided(year, ended(year)))
    made = Allotment.objects.get(year=YEAR + 1)
    allotment_act(actor=year.actor("DF"), allotment=made, action="issue")
    allotment_act(actor=year.actor("BO"), allotment=made, action="break_down")
    with clock.standing(datetime(YEAR + 2, 1, 5, tzinfo=UTC)):
        second = ended(year, YEAR + 1)
        [line] = lines_of(second)
        assert (line.age, line.must_lapse, line.decision) == (2, True, LAPSE)
        assert [(each.given, each.age, each.left) for each in ages(YEAR + 1, [line])] == [(YEAR, 2, PROJECT)]
        with pytest.raises(Refused) as refused:
            year_end_decide(actor=year.actor("BO"), year_end=second, decisions={line.pk: Decided(CARRY, WHY)})
        [refusal] = refused.value.of(f"decision_{line.pk}")
        assert (refusal.rule, "连续两年没有用完" in refusal.message) == ("LAW14", True)
        moved(year, second)
    assert not Allotment.objects.filter(year=YEAR + 2).exists()
    assert not recompute(asked).faults


@pytest.mark.parametrize(("steps", "whom"), [(("submit",), "站所负责人"), ((*TO_PAY, "send"), "出纳"), (PAID, "会计（登记入账）")])
def test_what_is_under_way_keeps_the_year_open_and_is_named_with_whom_to_ask(year: Township, steps: tuple[str, ...], whom: str) -> None:
    request = taken(year, made_request(year, 1_000), *steps)
    with pytest.raises(Refused) as refused:
        moved(year, decided(year, ended(year)), "send")
    told = "；".join(refusal.message for refusal in refused.value.refusals)
    assert request.number in told
    assert whom in told


def test_frozen_money_and_documents_not_broken_down_keep_the_year_open(year: Township) -> None:
    line = of_project()
    ledger_post(actor=year.actor("BO"), kind="virement", key="冻结", subject=line, legs=[Leg(line.node_id, "freeze", 1_000)])
    allotment_create(
        actor=year.actor("BO"), unit=year.unit, year=YEAR, document="追 8 号", dated=date(YEAR, 12, 1), source=Allotment.Source.SUPPLEMENT,
        lines=[LineEntry("2010301", "30299", GENERAL, 1, part="operating")],
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        moved(year, decided(year, ended(year)), "send")
    told = "；".join(refusal.message for refusal in refused.value.refusals)
    assert "有冻结" in told
    assert "追 8 号" in told


def test_money_under_contract_may_only_be_carried_and_is_set_free_in_the_old_year(year: Township) -> None:
    line = of_project()
    ledger_post(actor=year.actor("BO"), kind="commit", key="合同", subject=line, legs=[Leg(line.node_id, "commit", 50_000)])
    year_end = ended(year)
    [listed] = year_end.lines.filter(committed__gt=0)
    assert (listed.left, listed.committed) == (PROJECT, 50_000)
    with pytest.raises(Refused, match=r"已签约 500\.00 元，合同还要付款，只能结转"):
        year_end_decide(actor=year.actor("BO"), year_end=year_end, decisions={listed.pk: Decided(LAPSE)})
    assert year_end_lapse_rest(actor=year.actor("BO"), year_end=year_end) == 3
    with pytest.raises(Refused, match="有 1 条还没有决定"):
        moved(year, year_end, "send")
    moved(year, decided(year, year_end))
    assert (of_project().node.committed, of_project().node.balance.cap) == (0, 0)
    assert Allotment.objects.get(year=YEAR + 1).lines.get().amount == PROJECT


def test_a_decision_to_carry_needs_a_reason_and_an_open_one_is_refused(year: Township) -> None:
    year_end = ended(year)
    line = year_end.lines.get(appropriation__project__isnull=False)
    with pytest.raises(Refused) as refused:
        year_end_decide(actor=year.actor("BO"), year_end=year_end, decisions={line.pk: Decided(CARRY, "继续")})
    assert refused.value.of(f"reason_{line.pk}")
    with pytest.raises(Refused, match="有 4 条还没有决定"):
        moved(year, year_end, "send")


def test_what_changed_in_the_books_since_is_refused_until_it_is_read_anew(year: Township) -> None:
    year_end = decided(year, ended(year))
    taken(year, made_request(year, 100_000), *PAID, "book")
    with pytest.raises(Refused, match="取数以后账面有变动"):
        moved(year, year_end, "send")
    year_end_refresh(actor=year.actor("BO"), year_end=year_end)
    line = year_end.lines.get(appropriation__project__isnull=False)
    assert (line.left, line.decision, line.reason) == (PROJECT - 100_000, CARRY, WHY)
    moved(year, year_end)


def test_the_year_must_be_over_or_frozen(year: Township) -> None:
    with clock.standing(datetime(YEAR, 12, 20, tzinfo=UTC)):
        year_end = decided(year, ended(year))
        with pytest.raises(Refused, match="没有定封账日：请财政所长定封账日"):
            moved(year, year_end, "send")
        freeze_set(actor=year.actor("FH"), unit=year.unit, year=YEAR, day=date(YEAR, 12, 20), reason="年终结算")
        moved(year, year_end)


def test_who_prepared_does_not_check_and_a_sent_one_is_not_changed(year: Township) -> None:
    year_end = moved(year, decided(year, ended(year)), "send")
    with pytest.raises(NotPermitted):
        year_end_act(actor=year.actor("BO"), year_end=year_end, action="check")
    with pytest.raises(OutOfTurn):
        year_end_lapse_rest(actor=year.actor("BO"), year_end=year_end)
    year_end_act(actor=year.actor("FH"), year_end=year_end, action="return_check", reason="公务接待费还有一笔没有入账")
    assert year_end.state == YearEnd.State.DRAFT


def test_a_year_nobody_allotted_anything_in_is_not_ended(year: Township) -> None:
    with pytest.raises(Refused, match="没有可执行的指标"):
        ended(year, YEAR + 5)


def test_from_the_freeze_date_on_no_new_request_is_taken_but_what_is_under_way_is_paid(year: Township) -> None:
    with clock.standing(datetime(YEAR, 12, 10, 4, tzinfo=UTC)):
        freeze_set(actor=year.actor("FH"), unit=year.unit, year=YEAR, day=date(YEAR, 12, 25), reason="年终结算")
        under_way = taken(year, made_request(year, 1_000), "submit")
    with clock.standing(datetime(YEAR, 12, 24, 15, 59, tzinfo=UTC)):
        taken(year, made_request(year, 2_000), "submit")
    with clock.standing(datetime(YEAR, 12, 24, 16, 1, tzinfo=UTC)):  # midnight has passed in the office
        with pytest.raises(Refused, match=rf"从 {YEAR}-12-25 起年终封账（.*FH 某：年终结算）.*请财政所长改封账日"):
            taken(year, made_request(year, 3_000), "submit")
        taken(year, under_way, *PAID[1:])
        freeze_lift(actor=year.actor("FH"), unit=year.unit, year=YEAR, reason="上级追加，还要支付")
        taken(year, made_request(year, 3_000), "submit")
    told = Entry.objects.filter(subject_kind="freeze_date").order_by("sequence").values_list("action", flat=True)
    assert list(told) == ["set", "lift"]


def test_a_freeze_date_is_set_by_the_head_of_finance_with_a_reason_and_not_for_the_past(year: Township) -> None:
    today = clock.today()
    with pytest.raises(NotPermitted):
        freeze_set(actor=year.actor("BO"), unit=year.unit, year=today.year, day=today, reason="年终结算")
    with pytest.raises(Refused, match="请写明理由"):
        freeze_set(actor=year.actor("FH"), unit=year.unit, year=today.year, day=today, reason="")
    with pytest.raises(Refused, match="不能早于今天"):
        freeze_set(actor=year.actor("FH"), unit=year.unit, year=(today - timedelta(1)).year, day=today - timedelta(1), reason="年终结算")
    with pytest.raises(Refused, match="没有定过封账日"):
        freeze_lift(actor=year.actor("FH"), unit=year.unit, year=YEAR, reason="年终结算")
    assert not FreezeDate.objects.exists()


def test_a_line_of_basic_money_carried_over_stays_open_to_every_office(year: Township) -> None:
    year_end = ended(year)
    line = year_end.lines.get(appropriation__economic_code="30201")
    year_end_decide(actor=year.actor("BO"), year_end=year_end, decisions={line.pk: Decided(CARRY, WHY)})
    year_end_lapse_rest(actor=year.actor("BO"), year_end=year_end)
    moved(year, year_end)
    [carried] = Allotment.objects.get(year=YEAR + 1).lines.all()
    assert (carried.office, carried.part, carried.amount) == (None, "operating", OFFICE)
    assert of_code("30201").node.status == Status.CLOSED
    with pytest.raises(Refused):
        taken(year, made_request(year, 1, charges=[ChargeEntry(of_code("30201"), 1)]), "submit")


def carried_by_hand(township: Township, *lines: LineEntry, document: str = "青财结 1 号") -> Allotment:
    return allotment_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR + 1, document=document, dated=date(YEAR + 1, 1, 5),
        source=Allotment.Source.CARRIED, lines=lines,
    )  # fmt: skip


def of_the_year_before(amount: int) -> LineEntry:
    of = Appropriation.objects.select_related("project").get(project__isnull=False, year=YEAR)
    return LineEntry(of.function_code, of.economic_code, of.fund, amount, project=of.project, origin=YEAR)


def test_nothing_is_carried_in_before_the_year_is_closed_nor_beside_the_document_its_end_made(year: Township) -> None:
    with pytest.raises(Refused, match=f"{YEAR} 年还没有关账"):
        carried_by_hand(year, of_the_year_before(1))
    moved(year, decided(year, ended(year)))
    with pytest.raises(Refused) as refused:
        carried_by_hand(year, of_the_year_before(1))
    [refusal] = refused.value.of("lines.0.amount")
    assert "年终结转 36,000.00 元，已列入别的结转指标文 36,000.00 元，这次 0.01 元，超出 0.01 元" in refusal.message


def test_the_lines_of_the_document_that_the_end_made_cannot_be_raised_and_it_can_be_made_again_when_withdrawn(year: Township) -> None:
    moved(year, decided(year, ended(year)))
    made = Allotment.objects.get(year=YEAR + 1)
    with pytest.raises(Refused, match=r"这次 36,000\.01 元，超出 0\.01 元"):
        allotment_lines(actor=year.actor("BO"), allotment=made, lines=[of_the_year_before(PROJECT + 1)])
    made.lines.update(amount=PROJECT + 1)
    with pytest.raises(Refused, match=r"超出 0\.01 元"):
        allotment_act(actor=year.actor("DF"), allotment=made, action="issue")
    with pytest.raises(Refused, match="没有结转下来而还没有列入指标文的钱"):
        lines_carried(year.unit, YEAR + 1)
    allotment_act(actor=year.actor("DF"), allotment=made, action="withdraw", reason="文号写错了，作废以后重新录入")
    again = carried_by_hand(year, *lines_carried(year.unit, YEAR + 1))
    allotment_act(actor=year.actor("DF"), allotment=again, action="issue")
    allotment_act(actor=year.actor("BO"), allotment=again, action="break_down")
    assert Node.objects.get(year=YEAR + 1, kind="unit").available == PROJECT
    with pytest.raises(Refused, match=r"超出 0\.01 元"):
        carried_by_hand(year, of_the_year_before(1), document="青财结 2 号")
