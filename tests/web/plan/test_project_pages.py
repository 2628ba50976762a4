"""Do the pages of the project library show what there is, keep what was typed, and write nothing where they refuse?"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.permission_cases import ROLES, Ask, Case, every, granted, hold
from web.permission_cases import signed_in as signed_in_as
from web.plan.making import YEAR, line, made_activity, made_duty, made_project, meeting
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.services.projects import project_act, project_propose_end
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
LIST = "/plan/projects"


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def fields(township: Township, **more: Any) -> dict[str, Any]:
    activity = township.unit.duties.first().activities.first() if township.unit.duties.exists() else made_activity(township)
    return {
        "name": "机井维修", "activity": activity.pk, "start_year": "2024", "end_year": "2024", "function_code": "2130126",
        "fund": "general", "category": "specific", "basis": "县文件第三条", "content": "维修十眼机井", **more,
    }  # fmt: skip


def rows(*lines: dict[str, str], **more: str) -> dict[str, str]:
    first = {
        "year": "2024",
        "item": "清淤",
        "quantity": "12.5",
        "measure": "公里",
        "unit_price": "300",
        "economic_code": "30213",
        "source": "合同",
    }
    typed = {f"lines-{n}-{name}": text for n, each in enumerate(lines) for name, text in {**first, **each}.items()}
    return {"do": "save", **typed, **more}


def url(project: Project, *parts: str) -> str:
    return "/".join((LIST, project.code, *parts))


# ------------------------------------------------------------------ the list


def test_the_list_is_filtered_and_added_up(township: Township, signed_in: SignIn) -> None:
    made_project(township)
    made_project(township, "道路绿化", start_year=2025, end_year=2025, lines=(line(year=2025, yuan=100),))
    client = signed_in("BO")
    page = said(client.get(LIST))
    assert "农田渠道清淤管护" in page
    assert "道路绿化" in page
    assert "48,000.00" in page
    page = said(client.get(f"{LIST}?year=2025&state=draft&text=道路&office={township.offices['农业'].pk}"))
    assert "农田渠道清淤管护" not in page
    assert "12,000.00" in page
    assert "没有符合条件的项目" in said(client.get(f"{LIST}?state=ended"))
    assert client.get(f"{LIST}?year=x&office=1e9&state=gold&page=zero").status_code == 200


def test_another_offices_clerk_sees_only_its_own(township: Township, signed_in: SignIn) -> None:
    made_project(township)
    assert "农田渠道清淤管护" not in said(signed_in("HD", "应急").get(LIST))
    assert "农田渠道清淤管护" in said(signed_in("DF").get(LIST))


@pytest.mark.parametrize("path", [LIST, "/plan/duties"])
def test_the_queries_of_a_list_do_not_grow_with_rows(
    path: str, township: Township, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    activity = made_activity(township)
    client = signed_in("BO")
    for count in (5, 50):
        made = [
            Project(
                unit=township.unit, office=township.offices["农业"], activity=activity, code=f"X-{count}-{n}", name=f"项目 {count} {n}",
                start_year=YEAR, end_year=YEAR, function_code="2130126", state="draft",
            )
            for n in range(count)
        ]  # fmt: skip
        Project.objects.bulk_create(made)
        with django_assert_max_num_queries(20):
            assert client.get(path).status_code == 200


# ------------------------------------------------------------------ the page


def test_the_page_shows_all_of_a_project_and_its_problems_beside_what_they_concern(township: Township, signed_in: SignIn) -> None:
    project = made_project(township, basis="", end_year=2025)
    page = said(signed_in("HD").get(url(project)))
    assert "渠道清淤" in page
    assert "36,000.00" in page
    assert "2024 年小计" in page
    assert "清淤验收合格率" in page
    basis = page[page.index("<dt>立项依据</dt>") : page.index("<dt>必要性</dt>")]
    assert "没有写立项依据" in basis
    estimate = page[page.index('id="estimate"') : page.index('id="indicators"')]
    assert "2025 年没有测算" in estimate
    assert "错误" in page
    assert "报送所审" in page
    assert "新建项目" in page


def test_the_page_takes_a_constant_number_of_queries(township: Township, signed_in: SignIn, django_assert_max_num_queries: Any) -> None:
    project = made_project(township)
    client = signed_in("HD")
    for count in (5, 50):
        for n in range(count):
            made_project(township, f"{'甲乙丙丁戊己庚辛壬癸'[n % 10]}村第{count}-{n}号工程")
        with django_assert_max_num_queries(35):
            assert client.get(url(project)).status_code == 200


def test_no_project_of_that_code_is_said(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    assert signed_in("HD").get(f"{LIST}/T01-1999-001").status_code == 404


# ----------------------------------------------------------- making and changing


def test_a_clerk_makes_a_project_of_the_own_office(township: Township, signed_in: SignIn) -> None:
    client = signed_in("HD")
    page = said(client.get(f"{LIST}/new"))
    assert "function-codes" in page
    assert "农业综合服务中心" in page
    answer = client.post(f"{LIST}/new", fields(township))
    made = Project.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, url(made))
    assert (made.office, made.name, made.basis) == (township.offices["农业"], "机井维修", "县文件第三条")


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"name": ""}, "name", "请填写"),
        ({"name": "长" * 101}, "name", "100"),
        ({"activity": "999999"}, "activity", "请从清单里选"),
        ({"start_year": "24"}, "start_year", "2000"),
        ({"start_year": "二〇二四"}, "start_year", "整数"),
        ({"end_year": "2023"}, "end_year", "早于开始年度"),
        ({"end_year": "2040"}, "end_year", "最多 5 年"),
        ({"function_code": "21301"}, "function_code", "要填到项"),
        ({"fund": "gold"}, "fund", "请从清单里选"),
        ({"category": "gold"}, "category", "请从清单里选"),
    ],
)
def test_a_faulty_field_is_refused_beside_it_with_what_was_typed_kept(
    township: Township, signed_in: SignIn, typed: dict[str, str], field: str, told: str
) -> None:
    values = fields(township, **typed)
    before = Entry.objects.count()
    answer = signed_in("HD").post(f"{LIST}/new", values)
    assert answer.status_code == 422
    assert any(told in error for error in answer.context["form"].errors[field])
    assert "维修十眼机井" in said(answer)
    assert 'aria-invalid="true"' in said(answer)
    assert not Project.objects.exists()
    assert Entry.objects.count() == before


def test_a_form_opened_before_a_colleagues_change_is_refused_and_can_then_be_saved(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client, opened = signed_in("HD"), project.edition
    mine = fields(township, name="农田渠道清淤管护", content="我写的内容", edition=str(opened))
    assert client.post(url(project, "edit"), {**mine, "content": "同事写的内容"}).status_code == 302
    answer = client.post(url(project, "edit"), mine)
    assert answer.status_code == 409
    assert "被人改过" in said(answer)
    assert "我写的内容" in said(answer)
    assert "同事写的内容" in said(answer)
    project.refresh_from_db()
    assert project.content == "同事写的内容"
    assert client.post(url(project, "edit"), {**mine, "edition": answer.context["form"]["edition"].value()}).status_code == 302
    project.refresh_from_db()
    assert project.content == "我写的内容"


def test_a_faulty_change_is_refused_beside_its_field(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    answer = signed_in("HD").post(url(project, "edit"), fields(township, end_year="2020", content="没存的", edition=str(project.edition)))
    assert answer.status_code == 422
    assert "早于开始年度" in str(answer.context["form"].errors["end_year"])
    assert "没存的" in said(answer)
    assert Project.objects.get().edition == project.edition


def test_what_was_sent_up_is_not_edited(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    client = signed_in("HD")
    for answer in (
        client.get(url(project, "edit")),
        client.get(url(project, "estimate")),
        client.post(url(project, "edit"), fields(township, edition=str(project.edition))),
        client.post(url(project, "estimate"), rows({}, edition=str(project.edition))),
        client.post(url(project, "delete")),
    ):
        assert answer.status_code == 409
        assert "待所审" in said(answer)
    assert Project.objects.get().name == "农田渠道清淤管护"


def test_a_draft_that_was_never_sent_is_deleted(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client = signed_in("HD")
    assert "删除草稿" in said(client.get(url(project)))
    assert client.post(url(project, "delete")).status_code == 302
    assert not Project.objects.exists()


# ------------------------------------------------------------------ estimate


def test_an_estimate_is_typed_in_yuan_and_added_up(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client = signed_in("HD")
    typed = rows({}, {"item": "运输", "quantity": "3", "unit_price": "1,234.56"}, {"item": "", "quantity": "", "measure": "",
                 "unit_price": "", "economic_code": "", "source": ""}, edition=str(project.edition))  # fmt: skip
    assert client.post(url(project, "estimate"), typed).status_code == 302
    assert [(each.item, each.quantity, each.unit_price, each.amount) for each in project.estimate.all()] == [
        ("清淤", 125_000, 30_000, 375_000),
        ("运输", 30_000, 123_456, 370_368),
    ]
    page = said(client.get(url(project, "estimate")))
    assert "7,453.68" in page
    assert 'value="1234.56"' in page
    assert 'value="12.5"' in page


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"item": " "}, "item", "请填写"),
        ({"quantity": "-3"}, "quantity", "大于零"),
        ({"quantity": "很多"}, "quantity", "不是数"),
        ({"unit_price": "3.001"}, "unit_price", "不是金额"),
        ({"unit_price": "-1"}, "unit_price", "负数"),
        ({"measure": ""}, "measure", "请填写"),
        ({"economic_code": "302"}, "economic_code", "要填到款"),
        ({"economic_code": "30250"}, "economic_code", "没有经济科目"),
        ({"year": "2030"}, "year", "不在项目的 2024–2024 年内"),
        ({"quantity": "99999999999", "unit_price": "99999999999"}, "quantity", ""),
    ],
)
def test_a_faulty_cell_is_refused_in_its_row_and_nothing_is_written(
    township: Township, signed_in: SignIn, typed: dict[str, str], field: str, told: str
) -> None:
    project = made_project(township)
    answer = signed_in("HD").post(url(project, "estimate"), rows({}, {"source": "询价单三份", **typed}, edition=str(project.edition)))
    assert answer.status_code == 422
    row = answer.context["rows"].forms[1]
    assert told in str(row.errors[field])
    assert "询价单三份" in said(answer)
    assert [each.item for each in project.estimate.all()] == ["渠道清淤"]


def test_a_blank_row_beside_a_faulty_one_is_not_called_wrong(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    blank = dict.fromkeys(("item", "quantity", "measure", "unit_price", "economic_code", "source"), "")
    answer = signed_in("HD").post(url(project, "estimate"), rows({"item": ""}, blank, edition=str(project.edition)))
    assert answer.status_code == 422
    assert said(answer).count('aria-invalid="true"') == 1


def test_rows_are_added_taken_out_and_computed_without_script_and_nothing_is_written(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client, typed = signed_in("HD"), rows({}, {"item": "运输", "quantity": "半"}, edition="1")
    more = client.post(url(project, "estimate"), {**typed, "do": "add"})
    assert len(more.context["rows"].forms) == 3
    assert 'value="半"' in said(more)
    assert "不是数" not in said(more)
    less = client.post(url(project, "estimate"), {**typed, "do": "remove-0"})
    assert [row["item"].value() for row in less.context["rows"]] == ["运输"]
    assert "3,750.00" in said(client.post(url(project, "estimate"), {**typed, "do": "calculate"}))
    part = client.post(url(project, "estimate"), {**typed, "do": "calculate"}, headers={"HX-Request": "true"})
    assert "<html" not in said(part)
    assert 'id="amount-1" hx-swap-oob="true">3,750.00' in said(part)
    assert [each.item for each in project.estimate.all()] == ["渠道清淤"]


def test_an_estimate_opened_before_a_colleagues_change_is_refused(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client, opened = signed_in("HD"), str(project.edition)
    assert client.post(url(project, "estimate"), rows({"item": "同事的"}, edition=opened)).status_code == 302
    answer = client.post(url(project, "estimate"), rows({"item": "我的"}, edition=opened))
    assert answer.status_code == 409
    assert "我的" in said(answer)
    assert "同事的" in said(answer)
    assert [each.item for each in project.estimate.all()] == ["同事的"]
    assert client.post(url(project, "estimate"), rows({"item": "我的"}, edition="")).status_code == 409


# --------------------------------------------------------------------- steps


def test_a_refused_step_stays_on_the_page_with_its_reasons(township: Township, signed_in: SignIn) -> None:
    project = made_project(township, basis="")
    answer = signed_in("HD").post(url(project, "act", "submit"), {"reason": "请审"})
    assert answer.status_code == 422
    assert "没有写立项依据" in said(answer)
    assert "没有办成" in said(answer)
    assert "没有保存" not in said(answer)
    assert "请审" in said(answer)
    assert Project.objects.get().state == "draft"


def test_a_project_goes_up_and_comes_back_by_the_buttons(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    assert signed_in("HD").post(url(project, "act", "submit"), {}).status_code == 302
    leader = signed_in("HL")
    assert "所审通过" in said(leader.get(url(project)))
    answer = leader.post(url(project, "act", "office_return"), {"reason": "太短"})
    assert answer.status_code == 422
    assert "至少 10 个字" in said(answer)
    assert ">\n太短</textarea>" in said(answer)
    assert leader.post(url(project, "act", "office_return"), {"reason": "请补充上年的合同作为单价依据"}).status_code == 302
    page = said(signed_in("HD").get(url(project)))
    assert "退回" in page
    assert "请补充上年的合同作为单价依据" in page
    late = leader.post(url(project, "act", "office_approve"), {})
    assert late.status_code == 409
    assert "没有办成" in said(late)
    for action in ("budget", "no-such-thing"):
        assert leader.post(url(project, "act", action), {}).status_code == 404
    assert leader.get(url(project, "act", "office_approve")).headers["Location"] == url(project)


def test_a_collective_decision_asks_for_its_minutes(township: Township, signed_in: SignIn) -> None:
    Unit.objects.filter(pk=township.unit.pk).update(mode="own_budget")
    township.unit.refresh_from_db()
    project = made_project(township)
    Project.objects.filter(pk=project.pk).update(state="collective")
    client = signed_in("PS")
    answer = client.post(url(project, "act", "collective_stock"), {})
    assert answer.status_code == 422
    assert "minutes" in answer.context["steps"][0].form.errors
    held = meeting(township)
    assert client.post(url(project, "act", "collective_stock"), {"minutes": str(held.pk)}).status_code == 302
    assert Project.objects.get().state == "stocked"


def test_warnings_are_explained_on_the_page(township: Township, signed_in: SignIn) -> None:
    project = made_project(township, lines=(line(source=""),))
    client = signed_in("HD")
    assert "没有写标准或价格来源" in said(client.get(url(project)))
    typed = {"warning_reason": "单价按上年决算的实际数，没有另外询价", "edition": str(project.edition)}
    assert client.post(url(project, "warning"), typed).status_code == 302
    stale = client.post(url(project, "warning"), {**typed, "warning_reason": "晚到的说明，没有存进去"})
    assert stale.status_code == 409
    assert "晚到的说明，没有存进去" in said(stale)
    assert client.post(url(project, "warning"), {"warning_reason": "没有版本", "edition": "x"}).status_code == 422
    project.refresh_from_db()
    assert project.warning_reason == typed["warning_reason"]


# --------------------------------------------------------------- permissions


def placed(township: Township, unit: Unit, office: Office | None) -> Project:
    """A draft of that place, made by nobody of these posts, against which nothing stands."""
    if unit == township.unit and office is None:
        office = township.offices["财政"]
    ours = made_project(township)
    if office is None:
        office = Office.objects.create(unit=unit, code="01", name="别处的站所")
    if unit != township.unit:
        duty = ours.activity.duty
        duty.pk, duty.unit = None, unit
        duty.save()
        activity = ours.activity
        activity.pk, activity.duty = None, duty
        activity.save()
        ours.activity = activity
    Project.objects.filter(pk=ours.pk).update(unit=unit, office=office, activity=ours.activity)
    return Project.objects.get(pk=ours.pk)


def at(state: str) -> Callable[[Township, Unit, Office | None], Project]:
    def make(township: Township, unit: Unit, office: Office | None) -> Project:
        project = placed(township, unit, office)
        Project.objects.filter(pk=project.pk).update(state=state)
        return Project.objects.get(pk=project.pk)

    return make


def end_proposed(township: Township, unit: Unit, office: Office | None) -> Project:
    project = made_project(township)
    Project.objects.filter(pk=project.pk).update(state="stocked")
    project.refresh_from_db()
    project_propose_end(actor=township.actor("FH"), project=project, reason="任务已经并入别的项目")
    project.refresh_from_db()
    found = project
    return placed_again(township, found, unit, office)


def placed_again(township: Township, project: Project, unit: Unit, office: Office | None) -> Project:
    office = office or (
        township.offices["财政"] if unit == township.unit else Office.objects.create(unit=unit, code="01", name="别处的站所")
    )
    Project.objects.filter(pk=project.pk).update(unit=unit, office=office)
    return Project.objects.get(pk=project.pk)


def step(action: str, **more: str) -> Callable[[Project], Ask]:
    return lambda project: Ask(url(project, "act", action), {"reason": "核对过，与别的项目没有重复，存量够用", **more})


WHOLE = ("own_office", "other_office", "unit", "other_unit", "foreign_unit")
CASES = (
    Case("看项目", "project_library", "V", placed, lambda p: Ask(url(p)), WHOLE),
    Case(
        "改项目", "project_library", "E", placed,
        lambda p: Ask(url(p, "edit"), {
            "name": "改名", "activity": p.activity_id, "start_year": "2024", "end_year": "2024", "function_code": "2130126",
            "fund": "general", "category": "specific", "edition": p.edition,
        }),
    ),
    Case("填测算", "project_library", "E", placed, lambda p: Ask(url(p, "estimate"), rows({}, edition=str(p.edition)))),
    Case(
        "写说明", "project_library", "E", placed,
        lambda p: Ask(url(p, "warning"), {"warning_reason": "新写的说明", "edition": p.edition}),
    ),
    Case("删草稿", "project_library", "E", placed, lambda p: Ask(url(p, "delete"), {})),
    Case("报送", "project_library", "E", placed, step("submit"), roles=("HD",)),
    Case("撤回", "project_library", "E", at("office"), step("withdraw"), roles=("HD",)),
    Case("所审通过", "project_library", "A", at("office"), step("office_approve"), roles=("HL",)),
    Case("所审退回", "project_library", "A", at("office"), step("office_return"), roles=("HL",)),
    Case("报区财政", "project_library", "A", at("finance"), step("send_to_bureau"), roles=("BO",)),
    Case("财政所退回", "project_library", "A", at("finance"), step("finance_return"), roles=("BO",)),
    Case("财政所不予入库", "project_library", "A", at("finance"), step("finance_decline"), roles=("FH",)),
    Case("集体退回", "project_library", "A", at("collective"), step("collective_return"), roles=("PL", "PS")),
    Case("区财政入库", "project_library", "A", at("bureau"), step("bureau_approve"), roles=("DF",)),
    Case("区财政退回", "project_library", "A", at("bureau"), step("bureau_return"), roles=("DF",)),
    Case("区财政不予入库", "project_library", "A", at("bureau"), step("bureau_decline"), roles=("DF",)),
    Case("提出终止", "project_library", "A", at("stocked"), step("propose_end"), roles=("FH",)),
    Case("终止", "project_library", "A", end_proposed, step("end"), roles=("VL", "ML")),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES), ids=lambda each: each.title if isinstance(each, Case) else each)
def test_every_action_on_a_project_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


def test_only_a_clerk_of_an_office_makes_a_project(township: Township, signed_in: SignIn) -> None:
    values = fields(township)
    for role in ("HL", "BO", "FH", "VL", "ML", "DF", "AD", "SO", "TP"):
        answer = signed_in(role).post(f"{LIST}/new", values)
        assert answer.status_code == 403, role
        assert "可以的岗位是" in said(answer), role
    assert not Project.objects.exists()


def test_an_activity_of_another_unit_cannot_be_chosen(township: Township, signed_in: SignIn) -> None:
    values = fields(township)
    duty = made_duty(township, 2, "别处的职责")
    activity = made_activity(township, duty, 1, "别处的活动")
    type(duty).objects.filter(pk=duty.pk).update(unit=township.other_unit)
    assert signed_in("HD").post(f"{LIST}/new", {**values, "activity": activity.pk}).status_code == 422
    assert not Project.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_the_page_shows_indicators_to_whom_the_matrix_gives_them(role: str, township: Township) -> None:
    project = made_project(township)
    page = signed_in_as(township, role).get(project.get_absolute_url())
    if not granted(role, "project_library", "V", "own_office"):
        assert page.status_code == 403
        return
    shown = granted(role, "indicators", "V", "own_office")
    assert ("渠道清淤长度" in page.content.decode()) == shown
    assert ('id="indicators"' in page.content.decode()) == shown
    assert page.context["project"] == project
