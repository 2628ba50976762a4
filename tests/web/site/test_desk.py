"""Does the desk show what waits for the post, all of it, nothing else, and in a constant number of queries?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web.plan.making import made_activity, made_project, meeting
from web.township import Township
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Post, Unit
from wenxiao.web.plan.models import Approval, Compilation, Profile, Project, Version
from wenxiao.web.plan.services.projects import project_act, project_propose_end
from wenxiao.web.plan.workflows import PROJECT_WORKFLOW
from wenxiao.web.publish.models import Disclosure, Reading, Snapshot
from wenxiao.web.site.queries.desk import clocks, piles, sent, waiting_for
from wenxiao.web.site.registry import FOLLOWED, followed
from wenxiao.web.trail.services import attachment_keep

PROJECTS = followed("project")
assert PROJECTS is not None


def _project(township: Township, office: str, state: str, number: int) -> Project:
    """In any state at once: the desk reads states, however they came about."""
    activity = township_activity(township)
    return Project.objects.create(
        unit=township.unit, office=township.offices[office], activity=activity, code=f"{office}-{state}-{number}",
        name=f"{office}的{state}项目 {number}", start_year=2024, end_year=2024, function_code="2130126",
        author="somebody", state=state,
    )  # fmt: skip


def township_activity(township: Township):  # type: ignore[no-untyped-def]
    from wenxiao.web.plan.models import Activity

    return Activity.objects.filter(duty__unit=township.unit).first() or made_activity(township)


def _waiting(actor: PostActor) -> set[str]:
    found = waiting_for(actor, PROJECTS)
    return set() if found is None else {each.code for each in found}  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", roles())
def test_what_waits_is_what_the_workflow_would_let_the_post_move_on(role: str, township: Township) -> None:
    made = [_project(township, office, state, 1) for office in ("农业", "应急") for state in Project.State.values]
    actor = township.actor(role)
    expected = {
        project.code
        for project in made
        for way in PROJECT_WORKFLOW.open_to(actor, project)
        if way in PROJECTS.waited_for(project.state, project.unit.mode)
    }
    assert _waiting(actor) == expected


def test_sending_back_refusing_and_ending_are_not_what_one_is_waited_for() -> None:
    leading = {way.action for way in PROJECTS.by_hand() if PROJECTS.leads_on(way)}
    assert {"submit", "office_approve", "send_to_bureau", "bureau_approve"} <= leading
    assert not leading & {"withdraw", "office_return", "finance_decline", "bureau_return", "end", "budget", "release"}


def test_a_project_goes_from_desk_to_desk(township: Township) -> None:
    project = made_project(township)
    assert _waiting(township.actor("HD")) == {project.code}
    project_act(actor=township.actor("HD"), project=project, action="submit")
    assert _waiting(township.actor("HD")) == set()
    assert _waiting(township.actor("HL")) == {project.code}
    assert _waiting(township.actor("HL", "应急")) == set()
    ((_, item),) = sent(township.actor("HD"))
    assert (item.subject, item.doing) == (project, "站所负责人")


def test_who_sent_it_up_is_not_waited_for_to_approve_it_in_a_second_post(township: Township) -> None:
    project = made_project(township)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    holder = township.actor("HD").holder
    office = township.offices["农业"]
    second = Post.objects.create(
        account=holder, unit=township.unit, role="HL", office=office, since=date(2020, 1, 1), **confirmed(township)
    )
    Post.objects.filter(account=holder, role="HD").update(until=date(2021, 1, 1))
    assert _waiting(PostActor(holder, second)) == set()
    assert _waiting(township.actor("HL")) == {project.code}


def confirmed(township: Township) -> dict[str, object]:
    from django.utils import timezone

    return {"confirmed_by": township.actor("ML").holder, "confirmed_at": timezone.now()}


def test_a_proposed_end_waits_for_the_leaders_until_the_project_moves_on(township: Township) -> None:
    project = made_project(township)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    assert _waiting(township.actor("VL")) == set()
    project_propose_end(actor=township.actor("FH"), project=project, reason="上级政策已经取消这项工作")
    assert _waiting(township.actor("VL")) == _waiting(township.actor("ML")) == {project.code}
    project_act(actor=township.actor("HL"), project=project, action="office_approve")
    assert _waiting(township.actor("VL")) == set()


def test_a_person_without_posts_and_the_administrator_have_an_empty_desk(township: Township, signed_in: Callable[..., Client]) -> None:
    _project(township, "农业", "draft", 1)
    assert "现在没有等您办理的事" in signed_in("AD").get("/").content.decode()
    Post.objects.filter(account=township.actor("AD").holder).update(until=date(2021, 1, 1))
    assert "您今天没有岗位" in signed_in("AD").get("/").content.decode()


def test_a_unit_with_a_budget_of_its_own_waits_for_its_congress_and_not_for_a_bureau(township: Township) -> None:
    _project(township, "农业", "collective", 1)
    (pile,) = piles(township.actor("PS"))
    assert [item.doing for item in pile.items] == ["集体决策同意，报区财政"]
    Unit.objects.filter(pk=township.unit.pk).update(mode=Unit.Mode.OWN_BUDGET)
    (pile,) = piles(township.actor("PS"))
    assert [item.doing for item in pile.items] == ["集体决策同意，入库"]


def test_what_is_still_being_filled_in_waits_for_who_fills_it_in(township: Township) -> None:
    Profile.objects.create(unit=township.unit, year=2024, legal_name="某", nature="行政", level="乡科", funding_form="拨款",
                           functions="某", as_of=date(2023, 12, 31), state="draft")  # fmt: skip
    assert [[item.doing for item in pile.items] for pile in piles(township.actor("BO"))] == [["填报"]]
    assert [[item.doing for item in pile.items] for pile in piles(township.actor("FH"))] == [["核定"]]


def test_the_bureau_sees_what_the_units_below_it_sent_and_no_others(township: Township) -> None:
    sent_up = _project(township, "农业", "bureau", 1)
    elsewhere = Unit.objects.create(code="B02", name="别处财政局", short_name="别处", kind=Unit.Kind.BUREAU)
    assert _waiting(township.actor("DF")) == {sent_up.code}
    Unit.objects.filter(pk=township.unit.pk).update(supervisor=elsewhere)
    assert _waiting(township.actor("DF")) == set()


def test_the_number_of_queries_does_not_grow_with_what_waits(township: Township, signed_in: Callable[..., Client]) -> None:
    _project(township, "农业", "draft", 0)
    project = made_project(township)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    client = signed_in("HD")
    client.get("/")

    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    few = queries("/"), queries("/waiting/project")
    for number in range(1, 40):
        _project(township, "农业", "draft", number)
    for number in range(12):
        another = made_project(
            township, name=f"{'甲乙丙丁戊己庚辛壬癸子丑'[number] * 4}整治", warning_reason="与其他项目的地段不同，各管一段"
        )
        project_act(actor=township.actor("HD"), project=another, action="submit")
    assert (queries("/"), queries("/waiting/project")) == few
    assert few[0] <= 16


def test_a_long_pile_is_cut_on_the_desk_and_paged_on_its_own_page(township: Township, signed_in: Callable[..., Client]) -> None:
    for number in range(30):
        _project(township, "农业", "draft", number)
    client = signed_in("HD")
    assert "还有 22 个，看全部" in client.get("/").content.decode()
    first, second = (client.get(f"/waiting/project?page={page}").content.decode() for page in (1, 2))
    assert first.count("报送所审") == 25
    assert second.count("报送所审") == 5
    assert client.get("/waiting/nothing").status_code == 404


def test_the_clock_of_disclosure_counts_the_days_for_those_who_publish(township: Township) -> None:
    today = date(2024, 3, 1)
    compilation = Compilation.objects.create(unit=township.unit, year=2024, state=Compilation.State.APPROVED)
    version = Version.objects.create(compilation=compilation, stage="approved")
    approval = Approval.objects.create(
        compilation=compilation, version=version, authority="财政局", document="财〔2024〕1号", approved_on=today - timedelta(18),
        publish_by=today + timedelta(2), catalogue_hash="0" * 64, algorithm="SM3",
    )  # fmt: skip
    (clock,) = clocks(township.actor("BO"), today)
    assert (clock.words, clock.is_urgent) == ("还有 2 天", True)
    assert [each.words for each in clocks(township.actor("DF"), approval.publish_by)] == ["今天到期"]
    assert [each.words for each in clocks(township.actor("ML"), approval.publish_by + timedelta(3))] == ["已过 3 天"]
    for role in ("HD", "AD", "TP", "EP"):
        assert clocks(township.actor(role), today) == []
    Compilation.objects.update(state=Compilation.State.CLOSED)
    assert clocks(township.actor("BO"), today) == []


def approved(unit: Unit, on: date, year: int = 2024) -> Approval:
    compilation = Compilation.objects.create(unit=unit, year=year, state=Compilation.State.APPROVED)
    version = Version.objects.create(compilation=compilation, stage="approved")
    return Approval.objects.create(
        compilation=compilation, version=version, authority="财政局", document="财〔2024〕1号", approved_on=on,
        publish_by=on + timedelta(20), catalogue_hash="0" * 64, algorithm="SM3",
    )  # fmt: skip


def test_a_term_is_reminded_of_more_sharply_as_it_runs_out(township: Township) -> None:
    term = approved(township.unit, date(2024, 2, 1)).publish_by

    def said(days: int) -> str:
        (found,) = clocks(township.actor("BO"), term - timedelta(days))
        return found.reminder

    assert said(11) == ""
    assert said(10) == said(6)
    assert said(5) == said(2)
    assert said(1) == said(0)
    assert "超过法定期限" in said(-1)
    assert len({said(days) for days in (11, 10, 5, 1, -1)}) == 5


def test_a_budget_that_is_public_is_not_reminded_of_and_one_that_is_not_says_how_far_it_is(
    township: Township, signed_in: Callable[..., Client]
) -> None:
    today = date.today()
    approved(township.unit, today - timedelta(18), today.year)
    approved(township.other_unit, today - timedelta(19), today.year)
    disclosure = Disclosure.objects.create(unit=township.unit, year=today.year, template="x", state="draft")
    assert [each.standing for each in clocks(township.actor("BO"), today)] == ["公开文件编写中"]
    assert [each.standing for each in clocks(township.actor("DF"), today)] == ["公开文件还没有开始编写", "公开文件编写中"]
    page = signed_in("BO").get("/").content.decode()
    assert f'<a href="{disclosure.get_absolute_url()}">公开文件编写中</a>' in page
    assert "请催办" in page
    snapshot = Snapshot.objects.create(
        unit=township.unit, year=today.year, document="budget", number=1, author="某", algorithm="SM3", hash="0" * 64
    )
    Disclosure.objects.update(live=snapshot, published_on=today)
    assert clocks(township.actor("BO"), today) == []
    assert [each.compilation.unit for each in clocks(township.actor("DF"), today)] == [township.other_unit]
    # The bureau found it in public and brought it in.
    Reading.objects.create(
        unit=township.bureau, name="x", attachment=attachment_keep(name="x", media_type="", content=b"x"), author="某", account="a",
        bringing=True, stands_for=township.other_unit, year=today.year, kind="budget", state="checked",
    )  # fmt: skip
    assert clocks(township.actor("DF"), today) == []


def test_the_terms_of_many_units_ask_no_more_of_the_database(township: Township) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert [each.standing for each in clocks(township.actor("DF"), date(2024, 3, 1))]
        return len(asked)

    approved(township.unit, date(2024, 2, 20))
    few = counted()
    for n in range(5):
        unit = Unit.objects.create(code=f"V{n}", name=f"{n}镇", short_name=f"{n}镇", supervisor=township.bureau)
        approved(unit, date(2024, 2, n + 1))
    assert counted() == few


def test_posts_to_confirm_stand_on_the_desk_of_the_heads_only(township: Township, signed_in: Callable[..., Client]) -> None:
    Post.objects.create(account=township.actor("AC").holder, unit=township.unit, role="EP", since=date(2024, 1, 1))
    assert "有 1 个岗位等您确认" in signed_in("ML").get("/").content.decode()
    assert "个岗位等您确认" not in signed_in("FH").get("/").content.decode()


def test_every_workflow_of_the_desk_tells_where_its_objects_are(township: Township) -> None:
    """What is listed links to its page, and the lookups name real fields."""
    _project(township, "农业", "draft", 1)
    Profile.objects.create(unit=township.unit, year=2024, legal_name="某", nature="行政", level="乡科", funding_form="拨款",
                           functions="某", as_of=date(2023, 12, 31), state="draft")  # fmt: skip
    meeting(township)
    assert {pile.followed.kind for pile in piles(township.actor("FH"))} >= {"profile"}
    for each in FOLLOWED:
        names = {field.name for field in each.model._meta.get_fields()}
        assert {each.unit, *filter(None, (each.office, each.project))} <= names
        assert hasattr(each.model, "get_absolute_url"), f"{each.noun} has no page"
