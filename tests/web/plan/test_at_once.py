"""Two at the same moment at the same thing: does one of them stand whole and the other hear about it, and does neither wait for ever?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from web.at_once import overtaken
from web.plan.making import YEAR, made_project, meeting
from web.plan.test_workbook import filled, new_project, put
from web.township import Township
from wenxiao.web.people.models import Account, Meeting, Post
from wenxiao.web.people.services.meetings import meeting_edit
from wenxiao.web.people.services.posts import post_assign, post_end
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.queries.library import with_everything
from wenxiao.web.plan.services.estimate import estimate_replace
from wenxiao.web.plan.services.projects import names_hold, project_act, project_create, project_delete, project_edit
from wenxiao.web.plan.services.workbook import workbook_take, workbook_upload
from wenxiao.web.plan.workbook.form import FIRST_ROW, PROJECT_SHEET
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import chain_break
from wenxiao.web.trail.refusal import OutOfTurn, Refused
from wenxiao.web.trail.services import record

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date.today()


def read(project: Project) -> Project:
    """As a page reads it before anything is done with it."""
    return with_everything(Project.objects.all()).get(pk=project.pk)


def test_what_is_sent_up_is_judged_as_a_colleague_has_just_left_it(township: Township) -> None:
    project, head = made_project(township), township.actor("HD")
    mine, theirs = read(project), read(project)
    said = overtaken(
        lambda: project_act(actor=head, project=mine, action="submit"),
        lambda: estimate_replace(actor=head, project=theirs, edition=theirs.edition, lines=()),
    )
    assert isinstance(said, Refused)
    assert said.of("estimate")
    project.refresh_from_db()
    assert (project.state, mine.state, list(mine.estimate.all())) == ("draft", "draft", [])


def test_an_edit_that_comes_while_it_is_sent_up_is_refused(township: Township) -> None:
    project, head = made_project(township), township.actor("HD")
    mine, theirs = read(project), read(project)
    said = overtaken(
        lambda: project_edit(actor=head, project=theirs, edition=theirs.edition, necessity=""),
        lambda: project_act(actor=head, project=mine, action="submit"),
    )
    assert isinstance(said, OutOfTurn)
    project.refresh_from_db()
    assert project.state == "office"
    assert project.necessity


def test_of_delete_and_send_up_the_first_stands(township: Township) -> None:
    kept = made_project(township, warning_reason="两个项目的指标相同，是同一类管护")
    gone, head = made_project(township, "机井维修养护"), township.actor("HD")
    late = read(kept)
    said = overtaken(lambda: project_delete(actor=head, project=late), lambda: project_act(actor=head, project=read(kept), action="submit"))
    assert isinstance(said, OutOfTurn)
    late = read(gone)
    said = overtaken(lambda: project_act(actor=head, project=late, action="submit"), lambda: project_delete(actor=head, project=read(gone)))
    assert isinstance(said, OutOfTurn)
    assert "删除" in str(said)
    assert [project.state for project in Project.objects.all()] == ["office"]
    assert chain_break(township.unit.code) is None


def test_of_two_approvals_one_is_written_down(township: Township) -> None:
    project = made_project(township)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    late, head = read(project), township.actor("HL")
    said = overtaken(
        lambda: project_act(actor=head, project=late, action="office_approve"),
        lambda: project_act(actor=head, project=read(project), action="office_approve"),
    )
    assert isinstance(said, OutOfTurn)
    assert "刚刚被别人办理过" in str(said)
    assert late.state == "finance"
    assert Entry.objects.filter(action="office_approve").count() == 1


def test_two_first_acts_of_a_unit_become_two_links_of_its_chain(township: Township) -> None:
    def written() -> Entry:
        return record(actor=township.actor("BO"), subject=township.other_unit, action="edit", action_title="修改")

    second = overtaken(written, written)
    assert second.sequence == 2
    assert chain_break(township.other_unit.code) is None


def test_a_workbook_and_a_page_that_save_the_same_projects_do_not_wait_for_each_other(township: Township) -> None:
    first, second = made_project(township), made_project(township, "机井维修养护")
    rows = [put(PROJECT_SHEET, FIRST_ROW + n, necessity="渠道和机井年久失修，影响春灌。") for n in range(2)]
    head = township.actor("HD")
    book = workbook_upload(actor=head, name="农业.xlsx", content=filled(township, *rows))
    assert book.state == "checked"
    page = read(second)
    said = overtaken(
        lambda: workbook_take(actor=head, workbook=book),
        lambda: hold(page),
        lambda: project_edit(actor=head, project=page, edition=page.edition, content="维修机井 12 眼，更换水泵。"),
    )
    assert isinstance(said, Refused)
    assert "下载以后在系统里被改过" in str(said)
    first.refresh_from_db()
    second.refresh_from_db()
    assert "年久失修" not in first.necessity + second.necessity
    assert "水泵" in second.content
    book.refresh_from_db()
    assert book.state == "checked"


def test_a_workbook_and_a_page_that_make_new_projects_do_not_wait_for_each_other(township: Township) -> None:
    first, head = made_project(township), township.actor("HD")
    book = workbook_upload(actor=head, name="农业.xlsx", content=filled(township, new_project(township, FIRST_ROW + 1)))
    assert book.state == "checked"
    page = {"office": township.offices["应急"], "activity": first.activity, "function_code": "2130126"}
    said = overtaken(
        lambda: workbook_take(actor=head, workbook=book),
        lambda: names_hold(township.unit, {YEAR}),
        lambda: project_create(actor=township.actor("HD", "应急"), name="防汛演练", start_year=YEAR, end_year=YEAR, **page),
    )
    assert said.state == "taken"
    assert {project.code: project.name for project in Project.objects.exclude(pk=first.pk)} == {
        "T01-2024-002": "防汛演练", "T01-2024-003": "机井维修",
    }  # fmt: skip
    assert chain_break(township.unit.code) is None


def test_minutes_that_are_being_decided_on_are_not_changed_meanwhile(township: Township) -> None:
    project, held = made_project(township), meeting(township)
    Meeting.objects.filter(pk=held.pk).update(recorder=township.actor("BO").holder)
    Project.objects.filter(pk=project.pk).update(state=Project.State.COLLECTIVE)
    late = Meeting.objects.get(pk=held.pk)
    said = overtaken(
        lambda: meeting_edit(
            actor=township.actor("BO"), meeting=late, kind="leading_group", number="9", held=late.held, chair="甲", attendees="甲\n乙",
            topics="别的", conclusions="不同意",
        ),
        lambda: project_act(actor=township.actor("PS"), project=read(project), action="collective_approve", minutes=held),
    )  # fmt: skip
    assert isinstance(said, OutOfTurn)
    held.refresh_from_db()
    assert held.conclusions == "同意"


def test_to_be_read_anew_costs_a_step_two_queries_however_much_hangs_on_it(township: Township) -> None:
    project = read(made_project(township))
    with transaction.atomic(), CaptureQueriesContext(connection) as sent:
        hold(project)
        assert (project.unit, project.office, project.activity) == (township.unit, township.offices["农业"], project.activity)
    assert len([each for each in sent if "plan_project" in each["sql"]]) == len([each for each in sent if "SELECT" in each["sql"]]) == 2


def test_two_mayors_assigned_at_once_are_one(township: Township) -> None:
    Post.objects.filter(unit=township.unit, role="ML").update(until=TODAY - timedelta(days=1))
    people = [
        Account.objects.create(username=f"xin{n}", name=f"新人{n}", unit=township.unit, must_change_password=False) for n in range(2)
    ]  # fmt: skip

    def assigned(account: Account) -> Post:
        return post_assign(actor=township.actor("AD"), account=Account.objects.get(pk=account.pk), role="ML", since=TODAY)

    said = overtaken(lambda: assigned(people[1]), lambda: assigned(people[0]))
    assert isinstance(said, Refused)
    assert "已经有人" in str(said)


def test_of_two_last_heads_ended_at_once_one_stays(township: Township) -> None:
    def ended(role: str) -> Post:
        post = Post.objects.get(unit=township.unit, role=role)
        return post_end(actor=township.actor("AD"), post=post, until=TODAY, reason="调离")

    said = overtaken(lambda: ended("PS"), lambda: ended("ML"))
    assert isinstance(said, Refused)
    assert Post.objects.held_on(TODAY + timedelta(days=1)).filter(unit=township.unit, role__in=("ML", "PS")).count() == 1
