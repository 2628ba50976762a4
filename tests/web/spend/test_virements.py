"""Is money moved between the lines of the budget only as 调剂 may, and does it move whole or not at all?"""

from __future__ import annotations

import pytest
from django.db import connection

from web.plan.compiling import GENERAL, WHOLE
from web.spend.changing import (
    APPROVED,
    GUESTS,
    OFFICE,
    WHY,
    allotted,
    into,
    made_virement,
    of_code,
    of_project,
    opened,
    out,
    restated,
    second_project,
    taken,
    unchanged,
)
from web.spend.spending import made_request, node
from web.spend.spending import taken as requested
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.recompute import recompute
from wenxiao.web.plan.elements import ThreePublic
from wenxiao.web.plan.models import Indicator, Project
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Appropriation, Command, Virement
from wenxiao.web.spend.services.virements import virement_act, virement_edit
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
State = Virement.State


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def balances() -> dict[str, tuple[int, ...]]:
    return {str(line): tuple(line.node.balance) for line in Appropriation.objects.select_related("node", "project")}


def asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_money_moves_from_line_to_line_when_the_bureau_agrees_and_not_before(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 500_000), into(of_project(), 500_000))
    restated(year, virement)
    before = balances()
    taken(year, virement, *APPROVED[:-1])
    assert balances() == before
    taken(year, virement, "approve_bureau")
    assert of_code(OFFICE).node.balance.cap == 1_500_000
    assert of_project().node.balance.cap == 4_100_000
    assert node("unit").balance.cap == node("fund", GENERAL).balance.cap == WHOLE
    command = Command.objects.get(kind="virement")
    assert (command.key, command.subject_id) == (f"virement/{virement.number}", str(virement.pk))
    assert not recompute(asked).faults


def test_money_may_open_a_new_line_and_bring_a_project_of_the_library_into_the_budget(year: Township) -> None:
    project = second_project(year)
    virement = made_virement(year, out(of_code(OFFICE), 300_000), opened(300_000, project=project))
    unchanged(year, virement, project)
    taken(year, virement, *APPROVED)
    line = Appropriation.objects.get(project=project)
    assert line.node.balance.cap == 300_000
    assert line.office == project.office
    assert Project.objects.get(pk=project.pk).state == Project.State.BUDGETED


def test_more_than_a_project_was_estimated_at_refuses_the_whole_act(year: Township) -> None:
    project = second_project(year)
    virement = made_virement(year, out(of_code("30101"), 3_600_001), opened(3_600_001, project=project))
    unchanged(year, virement, project)
    taken(year, virement, *APPROVED[:-1])
    with pytest.raises(Refused, match=r"超过入库的 2024 年测算 36,000\.00 元，多 0\.01 元"):
        taken(year, virement, "approve_bureau")
    assert not Command.objects.filter(kind="virement").exists()
    assert not Appropriation.objects.filter(project=project).exists()


def test_a_change_of_the_total_is_refused_and_shown_the_way(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 500_000), into(of_project(), 600_000))
    unchanged(year, virement)
    with pytest.raises(Refused) as refused:
        taken(year, virement, "submit")
    [refusal] = refused.value.of("lines")
    assert refusal.sentence.startswith("调出合计 5,000.00 元，调入合计 6,000.00 元，差 1,000.00 元：这是预算总额的变化，请走预算调整")
    assert virement.state == State.DRAFT


def test_money_never_changes_its_fund(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 100), opened(100, part="operating", code="30202", fund="unit_money"))
    with pytest.raises(Refused, match=r"不能改变资金性质：一般公共预算少 1\.00 元、单位资金多 1\.00 元"):
        taken(year, virement, "submit")


def test_nothing_is_moved_into_the_three_public_items(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 100), into(of_code(GUESTS), 100))
    with pytest.raises(Refused, match=r"不能调入“三公”经费（1\.00 元）.*只能走预算调整"):
        taken(year, virement, "submit")


def test_what_goes_out_of_a_three_public_item_lowers_its_cap_in_the_same_act(year: Township) -> None:
    before = node("three_public", ThreePublic.RECEPTION.value).balance.cap
    virement = made_virement(year, out(of_code(GUESTS), 100_000), into(of_code(OFFICE), 100_000))
    taken(year, virement, *APPROVED)
    assert node("three_public", ThreePublic.RECEPTION.value).balance.cap == before - 100_000
    assert of_code(GUESTS).node.balance.cap == before - 100_000


def test_an_application_for_more_than_is_left_is_refused_with_the_sum(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 2_000_001), into(of_code("30101"), 2_000_001))
    with pytest.raises(Refused, match=r"可调减 20,000\.00 元，要调减 20,000\.01 元，差 0\.01 元"):
        taken(year, virement, "submit")


def test_money_spent_meanwhile_refuses_the_effect_with_the_sum_and_nothing_moves(year: Township) -> None:
    virement = made_virement(year, out(of_project(), 3_600_000), into(of_code(OFFICE), 3_600_000))
    restated(year, virement)
    taken(year, virement, *APPROVED[:-1])
    requested(year, made_request(year, 1), "submit")
    before, indicators = balances(), list(Indicator.objects.values_list())
    with pytest.raises(Refused, match=r"可调减 35,999\.99 元，要调减 36,000\.00 元，差 0\.01 元"):
        taken(year, virement, "approve_bureau")
    virement.refresh_from_db()
    assert virement.state == State.BUREAU
    assert virement.effective_on is None
    assert (balances(), list(Indicator.objects.values_list())) == (before, indicators)


def test_the_effect_comes_once(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 100), into(of_code("30101"), 100))
    taken(year, virement, *APPROVED)
    with pytest.raises(OutOfTurn):
        taken(year, virement, "approve_bureau")
    # Even where the state is set back by hand, the ledger knows the act under its key.
    Virement.objects.filter(pk=virement.pk).update(state=State.BUREAU)
    virement_act(actor=year.actor("DF"), virement=Virement.objects.get(pk=virement.pk), action="approve_bureau")
    assert Command.objects.filter(kind="virement").count() == 1
    assert of_code(OFFICE).node.balance.cap == 1_999_900


def test_a_stopped_project_gives_its_money_and_gets_none(year: Township) -> None:
    line = of_project()
    ledger_post(actor=year.actor("ML"), kind="stop", key="停止", subject=line, legs=[Leg(line.node_id, "stop", 0)])
    into_it = made_virement(year, out(of_code(OFFICE), 100), into(line, 100))
    unchanged(year, into_it)
    with pytest.raises(Refused, match="停止，不能调增"):
        taken(year, into_it, "submit")
    a_new_line = made_virement(year, out(of_code(OFFICE), 100), opened(100, project=line.project, code="30227"))
    unchanged(year, a_new_line)
    with pytest.raises(Refused, match="现在停止，不能调增"):
        taken(year, a_new_line, "submit")
    out_of_it = made_virement(year, out(line, 100), into(of_code(OFFICE), 100))
    unchanged(year, out_of_it)
    taken(year, out_of_it, *APPROVED)
    assert of_project().node.balance.cap == 3_599_900


def test_an_office_applies_for_its_own_money_only(year: Township) -> None:
    office, actor = year.offices["农业"], year.actor("HD")
    with pytest.raises(Refused, match="各站所共用的钱，农业综合服务中心不能申请调剂"):
        made_virement(year, out(of_code(OFFICE), 100), into(of_project(), 100), actor=actor, office=office)
    made = made_virement(
        year, out(of_project(), 100), opened(100, project=of_project().project, code="30227"), actor=actor, office=office
    )  # fmt: skip
    unchanged(year, made, role="HD")
    virement_act(actor=actor, virement=made, action="submit")
    with pytest.raises(NotPermitted):
        made_virement(year, out(of_project(), 100), into(of_project(), 100), actor=actor)
    with pytest.raises(NotPermitted):
        virement_act(actor=year.actor("HD", "应急"), virement=made, action="take_back")


def test_what_is_taken_back_is_written_anew_and_reviewed_anew(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 100), into(of_code("30101"), 100))
    taken(year, virement, *APPROVED[:-1])
    virement_act(actor=year.actor("BO"), virement=virement, action="take_back")
    virement_edit(
        actor=year.actor("BO"), virement=virement, edition=1, reason=WHY, lines=[out(of_code(OFFICE), 70), into(of_code("30101"), 70)]
    )
    with pytest.raises(OutOfTurn):
        taken(year, virement, "approve_bureau")
    taken(year, virement, *APPROVED)
    assert of_code(OFFICE).node.balance.cap == 1_999_930


def test_a_rejected_application_moves_nothing_and_says_why(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 100), into(of_code("30101"), 100))
    taken(year, virement, *APPROVED[:-1])
    before = balances()
    with pytest.raises(Refused, match="至少 10 个字"):
        virement_act(actor=year.actor("DF"), virement=virement, action="reject_bureau", reason="不行")
    virement_act(actor=year.actor("DF"), virement=virement, action="reject_bureau", reason="年中不再增加人员经费，请压缩")
    assert (virement.state, balances()) == (State.REJECTED, before)


def test_nobody_reviews_what_they_applied_for(year: Township) -> None:
    virement = taken(year, made_virement(year, out(of_code(OFFICE), 100), into(of_code("30101"), 100)), "submit")
    for role in ("BO", "HD", "HL", "AC", "CA", "DF"):
        with pytest.raises(NotPermitted):
            virement_act(actor=year.actor(role), virement=virement, action="approve_finance")


def test_an_edit_of_what_a_colleague_changed_is_refused(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 100), into(of_code("30101"), 100))
    lines = [out(of_code(OFFICE), 90), into(of_code("30101"), 90)]
    virement_edit(actor=year.actor("BO"), virement=virement, edition=1, reason=WHY, lines=lines)
    with pytest.raises(OutOfTurn, match="被人改过"):
        virement_edit(actor=year.actor("BO"), virement=virement, edition=1, reason=WHY, lines=lines)


def test_wrong_lines_are_refused_beside_their_cells(year: Township) -> None:
    with pytest.raises(Refused) as refused:
        made_virement(
            year, out(of_code(OFFICE), 100), out(of_code(OFFICE), 1), opened(0, code="999"), into(of_code(OFFICE), 5), reason="短"
        )  # fmt: skip
    fields = {refusal.field for refusal in refused.value.refusals}
    assert {"reason", "out.1.appropriation", "in.0.project", "in.0.economic_code", "in.0.amount", "in.1.appropriation"} <= fields
    assert not Virement.objects.exists()


def test_a_key_that_has_a_line_is_not_opened_twice(year: Township) -> None:
    with pytest.raises(Refused, match="这个要素已经有支出指标"):
        made_virement(year, out(of_code("30101"), 100), opened(100, part="operating", code=OFFICE))
