"""Can a change of the budget be written, refused, restated, carried through and read on its pages?"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web.plan.making import YEAR
from web.spend.changing import (
    GUESTS,
    LONGER,
    OFFICE,
    STAYS,
    WHY,
    added,
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
    second_project,
    taken,
    unchanged,
)
from web.spend.test_restating import supplemented
from web.township import Township
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.models import Adjustment, Allotment, Virement
from wenxiao.web.spend.services.adjustments import adjustment_edit
from wenxiao.web.spend.services.virements import virement_edit

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def typed(amount: str = "5,000", to: str = "", **more: str) -> dict[str, str]:
    """An application as a clerk types it: from the office's money into the project's."""
    return {
        "reason": WHY, "edition": "", "out-0-appropriation": str(of_code(OFFICE).pk), "out-0-amount": amount, "in-0-fund": "general",
        "in-0-appropriation": to or str(of_project().pk), "in-0-amount": amount, "in-1-fund": "general", "do": "save", **more,
    }  # fmt: skip


def standing(project: Project, **more: str) -> dict[str, str]:
    """A restatement as the page shows it before anything is changed."""
    data = {"unchanged": "no", "reason": "", "objective": project.objective, "edition": str(project.edition), "do": "save"}
    for each in project.indicators.all():
        for name in ("target", "weight", "excellent", "good", "fair", "poor"):
            data[f"standing-{each.pk}-{name}"] = str(getattr(each, name) or "")
    return {**data, **more}


@pytest.mark.usefixtures("year")
def test_an_application_is_written_restated_sent_and_approved_by_pages_only(signed_in: SignIn) -> None:
    clerk = signed_in("BO")
    answer = clerk.post("/spend/virements/new", typed())
    virement = Virement.objects.get()
    assert answer.url == virement.get_absolute_url()
    page = said(clerk.get(answer.url))
    assert "还没有重述目标" in page
    assert "基本支出和项目支出之间调剂 5,000.00 元（基本支出调到项目支出）：须区财政局同意才能办" in page
    assert "1 件，5,000.00 元，占 0.34%" in page
    refused = clerk.post(f"{answer.url}/act/submit", {"reason": ""})
    assert refused.status_code == 422
    project = Project.objects.get(pk=of_project().project.pk)
    first = project.indicators.first()
    bands = {"target": "≥130公里", "excellent": "≥130公里", "good": "≥120公里且<130公里", "fair": "≥110公里且<120公里", "poor": "<110公里"}
    data = standing(project, objective=LONGER, **{f"standing-{first.pk}-{name}": text for name, text in bands.items()})
    assert clerk.post(f"{answer.url}/projects/{project.code}", data).status_code == 302
    page = said(clerk.get(answer.url))
    assert all(text in page for text in ("检查过", "已重述", "≥120公里", "≥130公里", LONGER))
    for role, action in (("BO", "submit"), ("FH", "approve_finance"), ("ML", "approve_leader"), ("DF", "approve_bureau")):
        assert signed_in(role).post(f"{answer.url}/act/{action}", {"reason": ""}).status_code == 302, action
    assert Project.objects.get(pk=project.pk).objective == LONGER
    page = said(clerk.get(answer.url))
    assert "15,000.00" in page
    assert "41,000.00" in page
    assert "≥120公里" in page
    year_page = said(clerk.get("/spend/changes"))
    assert virement.number in year_page
    assert "41,000.00" in year_page


def test_a_change_of_the_total_is_told_on_the_page_before_it_is_sent(year: Township, signed_in: SignIn) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 100), into(of_project(), 300))
    page = said(signed_in("BO").get(virement.get_absolute_url()))
    assert "差 2.00 元：这是预算总额的变化，请走预算调整" in page
    assert "之间调剂" not in page


@pytest.mark.usefixtures("year")
def test_what_is_wrong_stands_beside_its_cell_and_what_was_typed_is_kept(signed_in: SignIn) -> None:
    clerk = signed_in("BO")
    for data, told in (
        (typed(reason="短"), "至少 10 个字"),
        (typed(amount="1.234"), "“1.234”不是金额"),
        (typed(amount="0"), "金额应当大于零"),
        (typed(to=str(of_code(OFFICE).pk)), "同一个支出指标写了两次"),
        (
            typed(**{"in-0-appropriation": "", "in-0-part": "operating", "in-0-economic_code": "9", "in-0-function_code": "2010301"}),
            "要填到款",
        ),
        (typed(**{"in-0-appropriation": "", "in-0-project": "987654"}), "请从清单里选"),
    ):
        answer = clerk.post("/spend/virements/new", data)
        assert answer.status_code == 422, told
        assert told in said(answer)
        assert data["reason"] in said(answer)
    assert not Virement.objects.exists()


@pytest.mark.usefixtures("year")
def test_rows_are_added_and_taken_out_and_nothing_is_written(signed_in: SignIn) -> None:
    clerk = signed_in("BO")
    page = said(clerk.post("/spend/virements/new", typed(do="add-out")))
    assert 'name="out-1-amount"' in page
    assert 'name="in-2-amount"' not in page
    page = said(clerk.post("/spend/virements/new", typed(do="add-in")))
    assert 'name="in-2-amount"' in page
    assert 'value="5,000"' in page
    page = said(clerk.post("/spend/virements/new", typed(do="remove-out-0")))
    assert 'name="out-0-amount"' not in page
    assert not Virement.objects.exists()


def test_an_edit_keeps_the_new_key_and_a_stale_page_is_refused(year: Township, signed_in: SignIn) -> None:
    project = second_project(year)
    virement = made_virement(year, out(of_code(OFFICE), 300_000), opened(300_000, project=project))
    clerk, url = signed_in("BO"), f"{virement.get_absolute_url()}/edit"
    page = said(clerk.get(url))
    assert f'<option value="{project.pk}" selected>' in page
    data = {
        "reason": WHY, "edition": "1", "do": "save", "out-0-appropriation": str(of_code(OFFICE).pk), "out-0-amount": "10",
        "in-0-project": str(project.pk), "in-0-function_code": "2130126", "in-0-economic_code": "30213 维修（护）费",
        "in-0-fund": "general", "in-0-amount": "10",
    }  # fmt: skip
    assert clerk.post(url, data).status_code == 302
    answer = clerk.post(url, data)
    assert answer.status_code == 409
    assert "被人改过" in said(answer)
    assert sorted(line.amount for line in virement.lines.all()) == [1_000, 1_000]


def test_an_office_sees_and_offers_its_own_lines(year: Township, signed_in: SignIn) -> None:
    page = said(signed_in("HD").get("/spend/virements/new"))
    assert of_project().project.name in page
    assert "日常公用经费 30201" not in page
    whole = made_virement(year, out(of_code(OFFICE), 100), into(of_code("30101"), 100))
    assert signed_in("HD").get(whole.get_absolute_url()).status_code == 403
    assert whole.number not in said(signed_in("HD").get("/spend/virements"))
    assert whole.number in said(signed_in("JJ").get("/spend/virements"))
    assert signed_in("CA").get("/spend/virements").status_code == 403


def test_faulty_indicators_stand_beside_their_fields_and_stay_typed(year: Township, signed_in: SignIn) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 500_000), into(of_project(), 500_000))
    clerk, project = signed_in("BO"), Project.objects.get(pk=of_project().project.pk)
    url, first = f"{virement.get_absolute_url()}/projects/{project.code}", project.indicators.first()
    answer = clerk.post(url, standing(project, **{f"standing-{first.pk}-good": "≥90公里且<100公里"}))
    assert answer.status_code == 422
    page = said(answer)
    assert "R132" in page
    assert 'value="≥90公里且<100公里"' in page
    nothing = clerk.post(url, standing(project))
    assert "目标和指标都没有改" in said(nothing)
    short = clerk.post(url, standing(project, unchanged="yes", reason="不变"))
    assert "至少 10 个字（现有 2 个）" in said(short)
    stale = clerk.post(url, standing(project, unchanged="yes", reason=STAYS, edition="0"))
    assert stale.status_code == 409
    assert not virement.restatements.exists()
    assert clerk.post(url, standing(project, unchanged="yes", reason=STAYS)).status_code == 302
    assert "目标和指标不变" in said(clerk.get(virement.get_absolute_url()))


def test_an_indicator_is_added_and_another_taken_out_on_the_page(year: Township, signed_in: SignIn) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 500_000), into(of_project(), 500_000))
    clerk, project = signed_in("BO"), Project.objects.get(pk=of_project().project.pk)
    url, last = f"{virement.get_absolute_url()}/projects/{project.code}", project.indicators.last()
    entry = {f"added-0-{'shape' if name == 'form' else name}": str(value or "") for name, value in added(weight=10)._asdict().items()}
    page = said(clerk.post(url, standing(project, do="add")))
    assert 'name="added-0-name"' in page
    data = standing(project, reason="今年不再做农户问卷，改由按期完成率反映", **{f"standing-{last.pk}-gone": "on"}, **entry)
    assert clerk.post(url, data).status_code == 302
    page = said(clerk.get(virement.get_absolute_url()))
    assert "清淤按期完成率" in page
    assert f'<tr><th scope="row">{last.name}</th><td>原有指标</td><td>去掉</td></tr>' in page
    again = said(clerk.get(url))
    assert 'value="清淤按期完成率"' in again


def test_an_adjustment_goes_its_way_by_pages_and_shows_its_terms(year: Township, signed_in: SignIn) -> None:
    clerk = signed_in("BO")
    data = typed(cause=Adjustment.Cause.TOTAL.value, financing="区级财力安排", **{"out-0-appropriation": "", "out-0-amount": ""})
    data |= {"in-0-appropriation": str(of_code(GUESTS).pk), "in-0-amount": "500"}
    answer = clerk.post("/spend/adjustments/new", data)
    assert answer.status_code == 302
    url = answer.url
    page = said(clerk.get(url))
    assert "2024 年公务接待费限额：增加 500.00 元" in page
    assert "批准后 20 日内公开" in page
    for role, action, more in (
        ("BO", "submit", {}), ("ML", "pass_government", given(year, "pass_government")), ("DF", "approve", given(year, "approve")),
        ("BO", "file", given(year, "file")), ("FH", "take_effect", {}),
    ):  # fmt: skip
        sent = {name: str(getattr(value, "pk", value)) for name, value in more.items()}
        answer = (clerk if role == "BO" else signed_in(role)).post(f"{url}/act/{action}", {"reason": "", **sent})
        assert answer.status_code == 302, (action, said(answer))
    page = said(clerk.get(url))
    assert "应在 2024-07-21 以前向社会公开" in page
    assert of_code(GUESTS).node.balance.cap == 350_000


def test_a_step_of_the_approval_keeps_what_was_typed_when_it_is_refused(year: Township, signed_in: SignIn) -> None:
    adjustment = taken(year, made_adjustment(year, into(of_code("30101"), 100)), "submit", "pass_government")
    url = f"{adjustment.get_absolute_url()}/act/approve"
    answer = signed_in("DF").post(url, {"document": "某财发〔2023〕5号", "approved_on": "2024-07-01", "reason": ""})
    assert answer.status_code == 422
    assert 'value="某财发〔2023〕5号"' in said(answer)
    assert "文号的年份是 2023" in said(answer)


def test_a_supplement_shows_what_is_missing_and_registers_its_report(year: Township, signed_in: SignIn) -> None:
    made, clerk = supplemented(year), signed_in("BO")
    page = said(clerk.get(made.get_absolute_url()))
    assert "还没有登记报告的日期" in page
    assert "还没有重述" in page
    assert clerk.post(f"{made.get_absolute_url()}/act/break_down", {"reason": ""}).status_code == 422
    project = Project.objects.get(pk=of_project().project.pk)
    data = standing(project, unchanged="yes", reason=STAYS)
    assert clerk.post(f"{made.get_absolute_url()}/projects/{project.code}", data).status_code == 302
    early = clerk.post(f"{made.get_absolute_url()}/report", {"reported_on": "2024-05-31"})
    assert early.status_code == 422
    assert "早于追加文件的日期" in said(early)
    assert clerk.post(f"{made.get_absolute_url()}/report", {"reported_on": "2024-06-20"}).status_code == 302
    assert Allotment.objects.get(pk=made.pk).reported_on.isoformat() == "2024-06-20"
    assert clerk.post(f"{made.get_absolute_url()}/act/break_down", {"reason": ""}).status_code == 302
    assert "2024-06-20 已报告" in said(clerk.get(made.get_absolute_url()))


@pytest.mark.parametrize("which", ["virements", "adjustments", "changes", "one", "decided", "restate"])
def test_reading_costs_the_same_however_much_there_is(year: Township, signed_in: SignIn, which: str) -> None:
    clerk, project = signed_in("BO"), second_project(year)
    virement = made_virement(year, out(of_code(OFFICE), 100), into(of_project(), 100))
    restated(year, virement)
    adjustment = made_adjustment(year, into(of_project(), 100))
    unchanged(year, adjustment)
    url = {
        "one": virement.get_absolute_url(), "decided": adjustment.get_absolute_url(),
        "restate": f"{virement.get_absolute_url()}/projects/{of_project().project.code}",
    }.get(which, f"/spend/{which}")  # fmt: skip

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(url).status_code == 200
        return len(queries)

    few = asked()
    lines = [out(of_code(OFFICE), 100), into(of_project(), 50), into(of_code("30101"), 20), opened(30, project=project)]
    for _ in range(3):
        unchanged(year, made_virement(year, *lines), project)
        made_adjustment(year, *lines)
    virement_edit(actor=year.actor("BO"), virement=virement, edition=1, reason=WHY, lines=lines)
    unchanged(year, virement, project)
    adjustment_edit(
        actor=year.actor("BO"), adjustment=adjustment, edition=1, cause="total", reason=WHY, financing="区级财力安排", lines=lines
    )  # fmt: skip
    unchanged(year, adjustment, project)
    allowed = 4 if which in ("one", "decided") else 0
    assert asked() <= few + allowed


def test_year_page_of_a_year_without_a_budget_says_so(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    assert "还没有可以变动的预算" in said(signed_in("BO").get(f"/spend/changes?year={YEAR}"))
