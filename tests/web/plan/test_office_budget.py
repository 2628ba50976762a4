"""Does an office see its own part of a budget, all of it, and nothing of the others?"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from web.permission_cases import Ask, Case, every, hold
from web.plan.compiling import brought, latest, onward
from web.plan.making import YEAR, line, made_project, stocked
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, Cut, Project, ProjectLine
from wenxiao.web.plan.queries.office_budget import office_budget, offices_seen
from wenxiao.web.plan.services.allocation import projects_include
from wenxiao.web.plan.services.control import CutEntry, cut_set
from wenxiao.web.plan.services.versions import version_open, version_seal

pytestmark = pytest.mark.django_db
State = Compilation.State
URL = "/plan/office-budget"
SignIn = Callable[..., Client]


def texts(client: Client, address: str = URL) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode())))


def of_emergency(township: Township, name: str = "应急物资储备", **more: object) -> Project:
    """A project of the office 应急."""
    values = {"actor": township.actor("HD", "应急"), "office": township.offices["应急"], "lines": (line("帐篷", yuan=500, count=40),)}
    return made_project(township, name, **{**values, **more})


def agricultural(township: Township) -> Project:
    return stocked(township, made_project(township, lines=(line(),)))


def cut(township: Township, compilation: Compilation, project: Project, amount: int, rule: str = "控制数文件第 2 条") -> None:
    version = latest(compilation)
    cut_set(actor=township.actor("BO"), version=version, cuts=[CutEntry(project, amount, rule, "控制数追加以后恢复")])


def test_every_round_is_told_with_what_it_gave_and_why_it_cut(township: Township, signed_in: SignIn) -> None:
    project = agricultural(township)
    compilation = brought(township, State.FIRST)
    for state in (State.FIRST_SENT, State.CONTROL, State.SECOND):
        onward(township, compilation)
        assert compilation.state == state
    cut(township, compilation, project, 600_000)
    part = office_budget(township.offices["农业"], compilation)
    assert [(each.stage, each.requested, each.given, each.moving) for each in part.rounds] == [
        (Stage.FIRST, 3_600_000, 3_600_000, False),
        (Stage.SECOND, 3_600_000, 3_000_000, True),
        (Stage.APPROVED, 0, 0, False),
    ]
    (asked,) = part.projects
    assert (asked.requested, asked.given, asked.inside) == (3_600_000, (3_600_000, 3_000_000, None), True)
    assert asked.standing == "已列入，压减 6,000.00 元"
    said = texts(signed_in("HD"))
    for expected in ("控制数文件第 2 条", "控制数追加以后恢复", "正在编，数还会变", "30,000.00", "6,000.00", "下载 2024 年工作簿"):
        assert expected in said, expected


def test_a_cut_that_the_approval_took_over_is_told_once(township: Township) -> None:
    project = agricultural(township)
    compilation = brought(township, State.SECOND)
    cut(township, compilation, project, 600_000)
    version = latest(compilation)
    version_open(compilation=compilation, stage=Stage.APPROVED, source=version)
    assert [each.rounds for each in office_budget(township.offices["农业"], compilation).cuts] == ["二上"]
    version_seal(version=latest(compilation))
    assert [each.rounds for each in office_budget(township.offices["农业"], compilation).cuts] == ["二上、批复"]


def test_an_approval_that_is_still_being_written_is_not_told(township: Township) -> None:
    agricultural(township)
    compilation = brought(township, State.SECOND)
    version_open(compilation=compilation, stage=Stage.APPROVED, source=latest(compilation))
    ProjectLine.objects.filter(version=latest(compilation)).update(amount=100)
    part = office_budget(township.offices["农业"], compilation)
    assert part.rounds[-1].version is None
    assert part.projects[0].given == (3_600_000, 3_600_000, None)


def test_nothing_of_another_office_is_shown(township: Township, signed_in: SignIn) -> None:
    agricultural(township)
    other = stocked_of_emergency(township)
    compilation = brought(township, State.FIRST)
    cut(township, compilation, other, 100_000, "应急办自己的依据")
    assert {line.project_id for line in latest(compilation).projects.all()} >= {other.pk}
    for role in ("HD", "HL"):
        said = texts(signed_in(role))
        assert "农田渠道清淤管护" in said
        for hidden in (other.name, "应急办自己的依据", "应急管理办公室", "20,000.00"):
            assert hidden not in said, (role, hidden)
        others = signed_in(role, "应急")
        assert other.name in texts(others)
        assert "农田渠道清淤管护" not in texts(others)
        assert others.get(f"{URL}?office={township.offices['农业'].pk}").status_code == 403


def stocked_of_emergency(township: Township) -> Project:
    made = of_emergency(township)
    Project.objects.filter(pk=made.pk).update(state=Project.State.STOCKED)
    made.refresh_from_db()
    return made


def test_a_project_that_is_not_in_says_why(township: Township) -> None:
    agricultural(township)
    compilation = brought(township, State.FIRST)
    draft = made_project(township, "机井维修", lines=(line("维修"),))
    late = made_project(township, "田间道路养护", lines=(line("养护"),))
    unfunded = made_project(township, "护林巡查", lines=(), unfunded=True)
    Project.objects.filter(pk=late.pk).update(state=Project.State.STOCKED)
    part = office_budget(township.offices["农业"], compilation)
    told = {each.project.pk: each for each in part.projects}
    assert told[draft.pk].standing == "没有列入：现在是“草稿”，入库以后才能列入"
    assert told[draft.pk].change.startswith("可以在工作簿")
    assert told[late.pk].standing.startswith("没有列入：已经入库、有测算")
    assert told[unfunded.pk].standing == "不单独安排资金，不用列入"
    assert part.left_out == 3
    projects_include(actor=township.actor("BO"), version=latest(compilation), projects=[Project.objects.get(pk=late.pk)])
    assert {each.project.pk for each in office_budget(township.offices["农业"], compilation).projects if each.inside} > {late.pk}


def test_a_project_that_was_taken_out_between_the_rounds_says_so(township: Township) -> None:
    project = agricultural(township)
    compilation = brought(township, State.SECOND)
    ProjectLine.objects.filter(version=latest(compilation), project=project).delete()
    (asked,) = office_budget(township.offices["农业"], compilation).projects
    assert asked.standing == "一上列入过，二上没有列入"
    assert (asked.requested, asked.given) == (3_600_000, (3_600_000, None, None))


def test_the_queries_do_not_grow_with_projects_and_cuts(
    township: Township, signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    compilation = brought(township, State.FIRST)
    version, office = latest(compilation), township.offices["农业"]
    template = Project.objects.get()
    for n in range(60):
        template.pk, template.code, template.name = None, f"P{n:03d}", f"项目 {n}"
        template._state.adding = True
        template.save()
        ProjectLine.objects.create(
            version=version, project=template, function_code="2130126", economic_code="30213", fund="general", requested=200, amount=100
        )
        Cut.objects.create(version=version, project=template, amount=100, rule="控制数文件", restore="追加以后恢复")
    with django_assert_max_num_queries(4):
        part = office_budget(office, compilation)
        assert len(part.projects) == 61
        assert len(part.cuts) == 60
    client = signed_in("HD")
    client.get(URL)
    with django_assert_max_num_queries(14):
        assert client.get(URL).status_code == 200


def test_a_year_without_a_budget_and_a_post_without_an_office_are_told_so(township: Township, signed_in: SignIn) -> None:
    assert "还没有建立预算编制" in texts(signed_in("HD"))
    brought(township, State.FIRST)
    assert f"{YEAR + 1} 年还没有建立预算编制" in texts(signed_in("HD"), f"{URL}?year={YEAR + 1}")
    assert signed_in("HD").get(f"{URL}?office=99999999").status_code == 404
    assert signed_in("HD").get(f"{URL}?office=²").status_code == 404
    assert list(offices_seen(township.actor("SO"))) == []


def test_the_menu_and_the_desk_lead_there_the_posts_of_an_office(township: Township, signed_in: SignIn) -> None:
    brought(township, State.FIRST)
    for role, leads in (("HD", True), ("HL", True), ("BO", False), ("CA", False)):
        page = signed_in(role).get("/").content.decode()
        menu = page.partition("<main")[0]
        assert (f'href="{URL}"' in menu) == leads, role
        assert (f'href="{URL}?year={YEAR}"' in page) == leads, role
        assert ('href="/plan/compilations"' in menu) == (role == "BO"), role


def of_place(_township: Township, unit: Unit, office: Office | None) -> Office:
    return office or Office.objects.create(unit=unit, code="09", name="农业综合服务中心")


CASES = (
    Case(
        "看站所预算", "compilation", "V", make=of_place, ask=lambda office: Ask(f"{URL}?office={office.pk}"),
        places=("own_office", "other_office", "other_unit", "foreign_unit"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES))
def test_an_offices_part_is_shown_to_whom_the_matrix_says(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
