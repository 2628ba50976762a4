"""Is a project that is called to correction, suspended or stopped held back at the payment desk, and in words a clerk understands?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from web.plan.making import YEAR, meeting
from web.spend.spending import TO_PAY, allotted, made_request, of_code, of_project, taken
from web.spend.test_year_ends import decided, ended, moved
from web.township import Township
from wenxiao.control.ledger.moves import Status
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.models import Allotment, Appropriation, Command, PaymentRequest
from wenxiao.web.spend.queries.project_standing import decisions_about, standings, standings_to_follow
from wenxiao.web.spend.services.allotments import LineEntry, allotment_act, allotment_create
from wenxiao.web.spend.services.requests import ChargeEntry, request_act
from wenxiao.web.spend.services.standing import project_stand
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, Refused

pytestmark = pytest.mark.django_db
REASON = "三月底仍未开工，先整改再用款"


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def project() -> Project:
    return Project.objects.get()


def stand(township: Township, action: str, role: str = "ML", reason: str = REASON) -> None:
    project_stand(actor=township.actor(role), project=project(), year=YEAR, action=action, reason=reason)


def carried(township: Township, code: str = "30227") -> Allotment:
    """One line more of the project: what was left of the year before."""
    made = allotment_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR, document=f"青财结〔2024〕{code}号", dated=date(YEAR, 5, 1),
        source=Allotment.Source.CARRIED, lines=[LineEntry("2130305", code, "general", 50_000, project=project(), origin=YEAR - 1)],
    )  # fmt: skip
    allotment_act(actor=township.actor("DF"), allotment=made, action="issue")
    return made


def test_a_suspended_project_takes_no_new_request_and_says_which_since_when_by_whom_and_what_to_do(year: Township) -> None:
    stand(year, "suspend")
    request = made_request(year, 1_000)
    with pytest.raises(Refused) as refused:
        taken(year, request, "submit")
    [refusal] = refused.value.of("charges")
    for said in (project().code, "暂缓", year.actor("ML").person, REASON, "恢复", "不能报送新的申请"):
        assert said in refusal.message
    assert of_project().node.held == 0


def test_what_stood_in_the_queue_of_a_suspended_project_is_paid(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), *TO_PAY)
    stand(year, "suspend")
    taken(year, request, "send", "confirm")
    assert of_project().node.paid == 1_000


def test_what_stood_in_the_queue_of_a_stopped_project_is_not_sent_to_the_bank_but_may_be_returned(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), *TO_PAY)
    stand(year, "stop", "PS")
    with pytest.raises(Refused, match="不能支付，请退回这笔申请"):
        taken(year, request, "send")
    request_act(actor=year.actor("CA"), request=request, action="return_cashier", reason="项目已经停止，不能再支付")
    assert of_project().node.held == 0


def test_a_project_is_not_stopped_while_money_is_at_the_bank(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), *TO_PAY, "send")
    with pytest.raises(Refused, match=request.number):
        stand(year, "stop")
    taken(year, request, "confirm")
    stand(year, "stop")
    assert of_project().node.status == Status.STOPPED


def test_a_project_called_to_correction_goes_on_spending_and_a_resumed_one_too(year: Township) -> None:
    stand(year, "correct")
    taken(year, made_request(year, 1_000), "submit")
    stand(year, "suspend")
    stand(year, "resume", "PL", "整改已经完成，经现场核查属实")
    taken(year, made_request(year, 2_000), "submit")
    assert of_project().node.held == 3_000
    assert [each.kind for each in decisions_about(project(), YEAR)] == ["correct", "suspend", "resume"]


@pytest.mark.parametrize("role", ["BO", "FH", "HL", "VL", "DF", "JJ"])
def test_only_the_heads_hold_a_project_back(year: Township, role: str) -> None:
    with pytest.raises(NotPermitted, match="可以办理的是：镇长、书记"):
        stand(year, "suspend", role)
    assert of_project().node.status == Status.OPEN


def test_a_decision_needs_a_reason_and_fits_how_the_project_stands(year: Township) -> None:
    with pytest.raises(Refused, match="至少 10 个字"):
        stand(year, "suspend", reason="整改")
    with pytest.raises(Refused, match="现在是“正常”，不能恢复"):
        stand(year, "resume")
    stand(year, "stop")
    with pytest.raises(Refused, match="现在是“停止”，不能恢复"):
        stand(year, "resume")
    assert Command.objects.filter(kind="stop").count() == 1


def test_minutes_of_another_unit_are_refused_and_those_of_the_own_stand_in_the_trail(year: Township) -> None:
    minutes = meeting(year, "暂缓项目")
    project_stand(actor=year.actor("ML"), project=project(), year=YEAR, action="suspend", reason=REASON, minutes=minutes)
    entry = Entry.objects.get(subject_kind="project", action="stand_suspend")
    assert (entry.details["minutes"], entry.details["原来"], entry.details["现在"]) == (str(minutes), "正常", "暂缓")
    minutes.unit = year.other_unit
    minutes.save()
    with pytest.raises(Refused, match="请选本单位的会议记录"):
        project_stand(actor=year.actor("ML"), project=project(), year=YEAR, action="resume", reason=REASON, minutes=minutes)


def test_a_new_line_of_a_suspended_project_is_suspended_too(year: Township) -> None:
    made = carried(year)
    stand(year, "suspend")
    allotment_act(actor=year.actor("BO"), allotment=made, action="break_down")
    line = Appropriation.objects.select_related("node", "unit", "project").get(economic_code="30227")
    assert (line.node.status, line.node.approved + line.node.adjusted) == (Status.SUSPENDED, 50_000)
    assert project().pk in standings([line])
    with pytest.raises(Refused, match=REASON):
        taken(year, made_request(year, 1, charges=[ChargeEntry(line, 1)]), "submit")
    stand(year, "resume", reason="整改已经完成，经现场核查属实")
    line.node.refresh_from_db()
    assert line.node.status == Status.OPEN


def ended_with_money_left(township: Township) -> Allotment:
    """The year is closed with the project's money carried over; its line of the next year is executable."""
    moved(township, decided(township, ended(township)))
    made = Allotment.objects.get(year=YEAR + 1)
    allotment_act(actor=township.actor("DF"), allotment=made, action="issue")
    allotment_act(actor=township.actor("BO"), allotment=made, action="break_down")
    return made


def carried_line() -> Appropriation:
    return Appropriation.objects.select_related("node", "unit", "project").get(year=YEAR + 1)


def test_money_of_a_stopped_project_that_is_carried_over_stays_stopped_and_says_since_when(year: Township) -> None:
    stand(year, "stop")
    ended_with_money_left(year)
    line = carried_line()
    assert (line.node.status, line.node.available) == (Status.STOPPED, 3_600_000)
    assert REASON in standings([line])[project().pk].told
    assert standings_to_follow([line])[line.pk].status == Status.STOPPED


def test_money_of_a_suspended_project_that_is_carried_over_is_let_go_on_by_a_decision_of_the_new_year(year: Township) -> None:
    stand(year, "suspend")
    ended_with_money_left(year)
    line = carried_line()
    assert line.node.status == Status.SUSPENDED
    project_stand(actor=year.actor("ML"), project=project(), year=YEAR + 1, action="resume", reason="整改已经完成，经现场核查属实")
    line.node.refresh_from_db()
    assert line.node.status == Status.OPEN
    assert not standings_to_follow([line])


def test_other_money_is_not_held_back(year: Township) -> None:
    stand(year, "stop")
    taken(year, made_request(year, 1_000, charges=[ChargeEntry(of_code("30201"), 1_000)]), "submit")
    assert of_code("30201").node.held == 1_000
    assert PaymentRequest.objects.get().state == PaymentRequest.State.OFFICE


def test_the_heads_decide_on_the_projects_page_and_everybody_who_sees_its_money_sees_it(
    year: Township, signed_in: Callable[..., Client]
) -> None:
    address = f"/spend/projects/{project().code}/{YEAR}"
    mayor = signed_in("ML")
    assert "暂缓</summary>" in mayor.get(address).content.decode()
    assert mayor.post(f"{address}/suspend", {"reason": "整改"}).status_code == 422
    assert mayor.post(f"{address}/suspend", {"reason": REASON}).status_code == 302
    clerk = signed_in("HD")
    page = clerk.get(address).content.decode()
    assert REASON in page
    assert "恢复</summary>" not in page
    assert REASON in clerk.get(f"/spend/projects?year={YEAR}").content.decode()
    assert clerk.post(f"{address}/resume", {"reason": REASON}).status_code == 403
    assert clerk.post(f"{address}/resume", {}).status_code == 403
    assert signed_in("HD", "应急").get(address).status_code == 403
    request = made_request(year, 1_000)
    assert REASON in clerk.get(request.get_absolute_url()).content.decode()
    typed = {"kind": "ordinary", "purpose": "沙袋", "payee": "商店", "charges-0-appropriation": str(of_project().pk)}
    checked = clerk.post("/spend/requests/new", {**typed, "charges-0-amount": "1", "do": "check"}).content.decode()
    assert "不能报送新的申请" in checked
    assert "暂缓，不能占用" not in checked


@pytest.mark.parametrize("address", ["/spend/projects", "/spend/projects/{code}/{year}"])
def test_pages_of_the_standing_ask_a_constant_number_of_questions(
    year: Township, signed_in: Callable[..., Client], address: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    stand(year, "suspend")
    client = signed_in("ML")
    asked = address.format(code=project().code, year=YEAR)
    client.get(asked)
    with django_assert_max_num_queries(20):
        assert client.get(asked).status_code == 200
