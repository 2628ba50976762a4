"""Are reasons, single cuts and the choice of projects typed on pages, refused beside their fields, and never overwritten unseen?"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.plan.compiling import PROJECT, brought, last_year_was, latest
from web.plan.making import line, made_project
from web.township import Township
from wenxiao.web.plan.models import Compilation, Cut, Explanation, Project, ProjectLine
from wenxiao.web.plan.services.control import CutEntry, cut_set
from wenxiao.web.plan.services.explanations import explanations_set
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
State = Compilation.State
RULE, RESTORE = "控制数文件某财预〔2023〕9号", "控制数追加同样数额以后恢复"


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def of(compilation: Compilation, tail: str) -> str:
    return f"{compilation.get_absolute_url()}/{tail}"


def typed(page: Any, **values: str) -> dict[str, str]:
    """What the page's form would send, with some fields filled in."""
    form = page.context["form"]
    return {field.html_name: str(field.value() or "") for field in form} | values


def test_reasons_are_written_on_the_tab_they_belong_to(township: Township, signed_in: SignIn) -> None:
    last_year_was(township, 支出总计=10_000_000, 基本支出=9_000_000, 项目支出=1_000_000)
    compilation = brought(township, State.FIRST)
    client = signed_in("BO")
    url = of(compilation, "explanations/year_on_year")
    assert url in said(client.get(of(compilation, "year-on-year")))
    assert url not in said(signed_in("ML").get(of(compilation, "year-on-year")))
    page = client.get(url)
    assert "必须写" in said(page)
    answer = client.post(url, typed(page, **{"reason-支出总计": "新增一批退役军人安置", "reason-项目支出": ""}))
    assert answer.headers["Location"] == of(compilation, "year-on-year")
    assert Explanation.objects.get(compilation=compilation, key="支出总计").text == "新增一批退役军人安置"
    assert "新增一批退役军人安置" in said(client.get(of(compilation, "year-on-year")))


def test_too_short_a_reason_is_refused_beside_its_figure_and_nothing_is_written(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    client, url = signed_in("BO"), of(compilation, "explanations/three_public")
    before = Entry.objects.count()
    answer = client.post(url, typed(client.get(url), **{"reason-reception": "少", "reason-abroad": "今年没有出国任务"}))
    assert answer.status_code == 422
    assert "5 到 500 个字" in answer.context["form"].errors["reason-reception"][0]
    assert "今年没有出国任务" in said(answer)
    assert not Explanation.objects.exists()
    assert Entry.objects.count() == before


def test_the_limits_of_the_three_public_money_stand_above_its_reasons(township: Township, signed_in: SignIn) -> None:
    last_year_was(township, 三公经费=100_000)
    compilation = brought(township, State.FIRST)
    page = said(signed_in("BO").get(of(compilation, "explanations/three_public")))
    assert "上年 1,000.00 元，超出 2,000.00 元，要压减" in page
    assert "没有下达“三公”经费的控制数" in page


def test_reasons_a_colleague_wrote_meanwhile_are_not_overwritten(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    client, url = signed_in("BO"), of(compilation, "explanations/three_public")
    sent = typed(client.get(url), **{"reason-reception": "招商接待比上年多"})
    about = Explanation.About.THREE_PUBLIC
    explanations_set(actor=township.actor("BO"), version=latest(compilation), about=about, texts={"reception": "上级检查增加了三次"})
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert "在您打开页面以后被人改过" in said(answer)
    assert "招商接待比上年多" in said(answer)
    assert "上级检查增加了三次" in said(answer)
    assert Explanation.objects.get().text == "上级检查增加了三次"
    assert client.post(url, typed(answer)).status_code == 302
    assert Explanation.objects.get().text == "招商接待比上年多"


def test_no_such_reasons_is_no_page(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    assert signed_in("BO").get(of(compilation, "explanations/difference")).status_code == 404


def test_one_project_is_cut_by_hand_and_given_back(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND)
    project = Project.objects.get()
    client, url = signed_in("BO"), of(compilation, f"projects/{project.code}/cut")
    assert url in said(client.get(of(compilation, "projects")))
    answer = client.post(url, typed(client.get(url), amount="1000.5", rule=RULE, restore=RESTORE))
    assert answer.headers["Location"] == of(compilation, "projects")
    assert ProjectLine.objects.get(version=latest(compilation)).amount == PROJECT - 100_050
    cut = Cut.objects.get(version=latest(compilation))
    assert (cut.amount, cut.rule, cut.restore) == (100_050, RULE, RESTORE)
    assert client.post(url, typed(client.get(url), amount="0")).status_code == 302
    assert ProjectLine.objects.get(version=latest(compilation)).amount == PROJECT
    assert not Cut.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"amount": "36000.01", "rule": RULE, "restore": RESTORE}, "amount", "应在 0 和申请数之间"),
        ({"amount": "多", "rule": RULE, "restore": RESTORE}, "amount", "不是金额"),
        ({"amount": "10", "rule": "短", "restore": RESTORE}, "rule", "请写明"),
        ({"amount": "10", "rule": RULE, "restore": ""}, "restore", "请写明"),
        ({"amount": "10", "rule": RULE, "restore": RESTORE, "economic_code": "30999"}, "economic_code", "30999"),
    ],
)
def test_a_faulty_cut_is_refused_beside_its_field(
    township: Township, signed_in: SignIn, values: dict[str, str], field: str, why: str
) -> None:
    compilation = brought(township, State.SECOND)
    client, url = signed_in("BO"), of(compilation, f"projects/{Project.objects.get().code}/cut")
    answer = client.post(url, typed(client.get(url), **values))
    assert answer.status_code == 422
    assert why in answer.context["form"].errors[field][0]
    assert not Cut.objects.exists()
    assert ProjectLine.objects.get(version=latest(compilation)).amount == PROJECT


def test_a_cut_made_meanwhile_is_not_overwritten(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND)
    project = Project.objects.get()
    client, url = signed_in("BO"), of(compilation, f"projects/{project.code}/cut")
    sent = typed(client.get(url), amount="10", rule=RULE, restore=RESTORE)
    cut_set(actor=township.actor("BO"), version=latest(compilation), cuts=[CutEntry(project, 5_000, RULE, RESTORE)])
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert "被人改过" in said(answer)
    assert Cut.objects.get().amount == 5_000
    assert client.post(url, typed(answer)).status_code == 302
    assert Cut.objects.get().amount == 1_000
    before = Entry.objects.count()
    assert client.post(url, sent).status_code == 302, "a button pressed twice changes nothing"
    assert Entry.objects.count() == before


def test_a_project_that_is_not_in_the_budget_cannot_be_cut(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST, lines=False)
    assert signed_in("BO").get(of(compilation, f"projects/{Project.objects.get().code}/cut")).status_code == 404


def test_single_projects_are_taken_in_and_out(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST, lines=False)
    first = Project.objects.get()
    second = made_project(township, name="村内道路养护", lines=(line(),))
    Project.objects.filter(pk=second.pk).update(state=Project.State.STOCKED)
    client, url = signed_in("BO"), of(compilation, "projects/choose")

    def inside() -> set[str]:
        return set(ProjectLine.objects.filter(version=latest(compilation)).values_list("project__code", flat=True))

    def chosen(**typed: Any) -> Any:
        return client.post(url, {"seen": client.get(url).context["seen"], **typed})

    assert chosen(do="include", project=[second.code]).status_code == 302
    assert inside() == {second.code}
    again = chosen(do="include", project=[first.code, second.code])
    assert again.status_code == 422
    assert "已经在预算里了" in said(again)
    assert inside() == {second.code}
    assert chosen(do="renew", project=[second.code]).status_code == 302
    assert chosen(do="exclude", project=[second.code]).status_code == 302
    assert inside() == set()
    for faulty in ({"do": "exclude"}, {"do": "include", "project": ["没有"]}, {"do": "x", "project": [first.code]},
                   {"do": "exclude", "project": [first.code]}):  # fmt: skip
        assert chosen(**faulty).status_code == 422
    assert inside() == set()


def test_a_choice_on_a_page_that_a_colleague_has_overtaken_changes_nothing(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    project, url = Project.objects.get(), of(compilation, "projects/choose")
    client = signed_in("BO")
    opened = client.get(url).context["seen"]
    cut = CutEntry(project, 100_000, "控制数文件", "控制数追加后恢复")
    cut_set(actor=township.actor("BO"), version=latest(compilation), cuts=[cut])
    count = Entry.objects.count()
    for do in ("renew", "exclude"):
        for seen in (opened, ""):
            late = client.post(url, {"do": do, "project": [project.code], "seen": seen})
            assert late.status_code == 409, (do, seen)
            assert "在您打开页面以后被人改过" in said(late)
            assert re.search(rf'value="{project.code}"[^>]* checked', said(late)), "the ticks stay"
    assert Entry.objects.count() == count
    assert ProjectLine.objects.get(version=latest(compilation)).taken == 100_000
    assert client.post(url, {"do": "renew", "project": [project.code], "seen": late.context["seen"]}).status_code == 302


def test_control_numbers_are_typed_by_who_gives_them_only(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST_SENT)
    url = of(compilation, "control/give")
    assert url in said(signed_in("DF").get(of(compilation, "control")))
    assert signed_in("DF").get(url).status_code == 200
    for role in ("BO", "FH", "ML", "NPC"):
        assert signed_in(role).get(url).status_code == 403
        assert url not in said(signed_in(role).get(of(compilation, "control")))
