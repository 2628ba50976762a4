"""Does the total of a budget change only by 调整, on one of the law's grounds, with the approval of who approved the budget?"""

from __future__ import annotations

from datetime import date

import pytest

from web.plan.compiling import GENERAL, WHOLE, brought
from web.plan.compiling import GUESTS as RECEPTION
from web.spend.changing import (
    ADJUSTED,
    GUESTS,
    OFFICE,
    allotted,
    given,
    into,
    made_adjustment,
    made_virement,
    of_code,
    of_project,
    opened,
    out,
    restated,
    taken,
    this_year,
    unchanged,
)
from web.spend.spending import first_allotment, node
from web.township import Township
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.elements import ThreePublic
from wenxiao.web.plan.models import Compilation, Project
from wenxiao.web.spend.models import Adjustment, Appropriation, Command
from wenxiao.web.spend.services.adjustments import adjustment_act
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
State, Cause = Adjustment.State, Adjustment.Cause


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def test_the_total_changes_with_the_lines_the_fund_and_the_unit_when_it_takes_effect_and_not_before(year: Township) -> None:
    adjustment = made_adjustment(year, into(of_project(), 500_000), out(of_code(OFFICE), 100_000))
    assert adjustment.number == f"{year.unit.code}-{adjustment.year}-D0001"
    restated(year, adjustment)
    taken(year, adjustment, *ADJUSTED[:-1])
    assert node("unit").balance.cap == WHOLE
    taken(year, adjustment, "take_effect")
    assert of_project().node.balance.cap == 4_100_000
    assert of_code(OFFICE).node.balance.cap == 1_900_000
    assert node("unit").balance.cap == node("fund", GENERAL).balance.cap == WHOLE + 400_000
    assert Command.objects.get(kind="adjustment").key == f"adjustment/{adjustment.number}"
    assert Project.objects.get(pk=of_project().project.pk).objective.startswith("2024年清淤渠道130公里")


def test_only_an_adjustment_lifts_a_three_public_cap(year: Township) -> None:
    before = node("three_public", ThreePublic.RECEPTION.value).balance.cap
    adjustment = made_adjustment(year, into(of_code(GUESTS), 50_000))
    taken(year, adjustment, *ADJUSTED)
    assert node("three_public", ThreePublic.RECEPTION.value).balance.cap == before + 50_000
    assert of_code(GUESTS).node.balance.cap == before + 50_000
    assert node("unit").balance.cap == WHOLE + 50_000


def test_a_three_public_item_may_grow_within_the_total_by_adjustment_only(year: Township) -> None:
    lines = (out(of_code(OFFICE), 50_000), into(of_code(GUESTS), 50_000))
    with pytest.raises(Refused, match="调剂不能调入"):
        taken(year, made_virement(year, *lines), "submit")
    taken(year, made_adjustment(year, *lines), *ADJUSTED)
    assert node("unit").balance.cap == WHOLE


def test_a_fund_that_the_budget_did_not_have_gets_its_cap(year: Township) -> None:
    adjustment = made_adjustment(year, opened(70_000, part="operating", code=OFFICE, fund="unit_money"))
    taken(year, adjustment, *ADJUSTED)
    assert node("fund", "unit_money").balance.cap == 70_000
    assert Appropriation.objects.get(fund="unit_money").node.balance.cap == 70_000


@pytest.mark.parametrize(
    ("cause", "amounts", "told"),
    [
        (Cause.TOTAL, (100, 100), "预算总额没有变：这是调剂，请走预算调剂"),
        (Cause.PRIORITY_CUT, (100, 0), "至少要有一行调减"),
        (Cause.PRIORITY_CUT, (100, 70), r"总额不应当增加，现在增加 0\.30 元"),
        (Cause.STABILISATION, (70, 100), r"应当增加，现在减少 0\.30 元"),
        (Cause.DEBT, (100, 0), "一级政府预算的事"),
    ],
)
def test_the_ground_must_fit_the_amounts_and_the_unit(year: Township, cause: str, amounts: tuple[int, int], told: str) -> None:
    lines = [into(of_code("30101"), amounts[0]), *([out(of_code(OFFICE), amounts[1])] if amounts[1] else [])]
    adjustment = made_adjustment(year, *lines, cause=cause)
    with pytest.raises(Refused, match=told):
        taken(year, adjustment, "submit")


def test_a_cut_of_a_priority_may_leave_the_total(year: Township) -> None:
    adjustment = made_adjustment(year, out(of_project(), 100_000), into(of_code(OFFICE), 100_000), cause=Cause.PRIORITY_CUT)
    unchanged(year, adjustment)
    taken(year, adjustment, *ADJUSTED)
    assert of_project().node.balance.cap == 3_500_000
    assert node("unit").balance.cap == WHOLE


def test_a_department_is_approved_by_the_bureau_a_town_with_its_own_budget_by_its_congress(year: Township) -> None:
    adjustment = taken(year, made_adjustment(year, into(of_code("30101"), 100)), *ADJUSTED[:2])
    with pytest.raises(Refused, match="不由人代会办理"):
        taken(year, adjustment, "resolve")
    Unit.objects.filter(pk=year.unit.pk).update(mode=Unit.Mode.OWN_BUDGET)
    adjustment = Adjustment.objects.select_related("unit").get(pk=adjustment.pk)
    with pytest.raises(Refused, match="由本级人民代表大会批准"):
        taken(year, adjustment, "approve")
    values = given(year, "resolve") | {"minutes": this_year(year)}
    with pytest.raises(Refused, match="会议记录应当是本单位的人民代表大会"):
        adjustment_act(actor=year.actor("NPC"), adjustment=adjustment, action="resolve", **values)
    taken(year, adjustment, "resolve", "file", "take_effect")
    assert adjustment.state == State.EFFECTIVE


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"document": "没有文号"}, "document", "请写批准文号"),
        ({"document": "某财发〔2023〕5号"}, "document", "文号的年份是 2023"),
        ({"approved_on": None}, "approved_on", "请填批准日期"),
        ({"approved_on": date(2023, 12, 30)}, "approved_on", "当年的预算只能在当年调整"),
    ],
)
def test_the_approval_has_a_number_and_a_day_of_its_year(year: Township, values: dict[str, object], field: str, told: str) -> None:
    adjustment = taken(year, made_adjustment(year, into(of_code("30101"), 100)), *ADJUSTED[:2])
    with pytest.raises(Refused, match=told) as refused:
        adjustment_act(actor=year.actor("DF"), adjustment=adjustment, action="approve", **{**given(year, "approve"), **values})
    assert refused.value.of(field)
    assert adjustment.state == State.DECISION


def test_an_approval_is_to_be_published_within_twenty_days_and_filed_after_it(year: Township) -> None:
    adjustment = taken(year, made_adjustment(year, into(of_code("30101"), 100)), *ADJUSTED[:3])
    assert (adjustment.approved_on, adjustment.publish_by) == (date(2024, 7, 1), date(2024, 7, 21))
    with pytest.raises(Refused, match="早于批准日期"):
        adjustment_act(
            actor=year.actor("BO"), adjustment=adjustment, action="file", reported_to="县人大", reported_on=date(2024, 6, 30)
        )  # fmt: skip
    with pytest.raises(OutOfTurn):
        taken(year, adjustment, "take_effect")


def test_the_government_decides_in_a_meeting_of_this_year(year: Township) -> None:
    adjustment = taken(year, made_adjustment(year, into(of_code("30101"), 100)), "submit")
    with pytest.raises(Refused, match="要有会议记录"):
        adjustment_act(actor=year.actor("ML"), adjustment=adjustment, action="pass_government")
    old = Meeting.objects.get(unit=year.unit, kind=Meeting.Kind.LEADING_GROUP)
    with pytest.raises(Refused, match="不在 2024 年"):
        adjustment_act(actor=year.actor("ML"), adjustment=adjustment, action="pass_government", minutes=old)
    with pytest.raises(NotPermitted):
        adjustment_act(actor=year.actor("VL"), adjustment=adjustment, action="pass_government", minutes=this_year(year))


def test_a_cut_beyond_what_is_left_is_refused_with_the_sum(year: Township) -> None:
    adjustment = made_adjustment(year, out(of_code(OFFICE), 2_000_001))
    with pytest.raises(Refused, match=r"可调减 20,000\.00 元，要调减 20,000\.01 元，差 0\.01 元"):
        taken(year, adjustment, "submit")
    assert adjustment.state == State.DRAFT


def test_an_adjustment_before_the_first_allotment_is_on_the_caps_and_stays_there(township: Township) -> None:
    brought(township, Compilation.State.ALLOCATED)
    adjustment = made_adjustment(township, opened(500_000, part="operating", code=GUESTS))
    taken(township, adjustment, *ADJUSTED)

    def caps() -> list[int]:
        named = (("unit", ""), ("fund", GENERAL), ("three_public", ThreePublic.RECEPTION.value))
        return [node(kind, element).balance.cap for kind, element in named]

    lifted = [WHOLE + 500_000, WHOLE + 500_000, RECEPTION + 500_000]
    assert caps() == lifted
    first_allotment(township)
    assert caps() == lifted
    assert of_code(GUESTS).node.balance.cap == RECEPTION + 500_000
