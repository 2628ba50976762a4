"""Are objectives graded and approved figures typed on pages, each refusal beside its cell, the terms of the law in plain words?"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from web.plan.compiling import OFFICE, PROJECT, WHOLE, approve, brought, graded, latest, onward
from web.plan.making import YEAR
from web.township import Township
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models import Approval, BasicLine, Compilation, Explanation, GoalReview, Project, RevenueLine
from wenxiao.web.plan.queries.terms import terms
from wenxiao.web.plan.services.approval import Amount, approval_amounts_set, approval_begin
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
State = Compilation.State


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def of(compilation: Compilation, tail: str) -> str:
    return f"{compilation.get_absolute_url()}/{tail}"


def typed(page: Any, **values: str) -> dict[str, str]:
    """What the page's table would send, with some cells filled in."""
    fields = [field for row in page.context["rows"] for field in row]
    names = {field.html_name: str(field.field.prepare_value(field.value()) or "" if field.name == "amount" else field.value() or "")
             for field in fields}  # fmt: skip
    return {**names, "seen": page.context["seen"], **values}


GOOD = {"goals-0-completeness": "good", "goals-0-relevance": "good", "goals-0-adequacy": "fair", "goals-0-feasibility": "excellent"}


def test_the_leading_group_grades_on_a_page(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.REVIEW)
    client, url = signed_in("PS"), of(compilation, "goals")
    assert url in said(client.get(of(compilation, "approval")))
    assert url not in said(signed_in("BO").get(of(compilation, "approval")))
    page = client.get(url)
    assert "还有 1 个项目没有打等级" in said(page)
    answer = client.post(url, typed(page, **GOOD))
    assert answer.status_code == 302
    review = GoalReview.objects.get()
    assert (review.grade.label, review.reviewer) == ("中", township.actor("PS").account)
    assert "全部项目都打过等级了" in said(client.get(url))
    before = Entry.objects.count()
    assert client.post(url, typed(client.get(url))).status_code == 302
    assert Entry.objects.count() == before, "nothing was changed, so nothing is written"


@pytest.mark.parametrize(
    ("values", "cell", "why"),
    [
        ({"goals-0-completeness": "good"}, "relevance", "打等级"),
        ({**GOOD, "goals-0-adequacy": "poor"}, "opinion", "请写明差在哪里"),
        ({**GOOD, "goals-0-adequacy": "best"}, "adequacy", ""),
    ],
)
def test_a_faulty_grade_is_refused_beside_its_cell(
    township: Township, signed_in: SignIn, values: dict[str, str], cell: str, why: str
) -> None:
    compilation = brought(township, State.REVIEW)
    client, url = signed_in("ML"), of(compilation, "goals")
    answer = client.post(url, typed(client.get(url), **values))
    assert answer.status_code == 422
    assert why in answer.context["rows"].forms[0].errors[cell][0]
    assert answer.context["rows"].forms[0]["completeness"].value() == "good"
    assert not GoalReview.objects.exists()


def test_a_forged_row_of_another_project_is_refused(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.REVIEW)
    client, url = signed_in("ML"), of(compilation, "goals")
    answer = client.post(url, typed(client.get(url), **GOOD, **{"goals-0-project": "别的"}))
    assert answer.status_code == 422
    assert "不在本页" in said(answer)
    assert not GoalReview.objects.exists()


def test_grades_given_meanwhile_are_not_overwritten(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.REVIEW)
    client, url = signed_in("ML"), of(compilation, "goals")
    sent = typed(client.get(url), **GOOD)
    graded(township, compilation, "poor", "指标值定得太低")
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert "被人改过" in said(answer)
    assert "指标值定得太低" in said(answer)
    assert GoalReview.objects.get().opinion == "指标值定得太低"
    assert client.post(url, typed(answer)).status_code == 302
    assert GoalReview.objects.get().grade.label == "中"


def test_grading_is_refused_outside_the_review(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND)
    assert signed_in("PS").get(of(compilation, "goals")).status_code == 409
    assert signed_in("BO").get(of(compilation, "goals")).status_code == 403


def begun(township: Township, signed_in: SignIn) -> tuple[Compilation, Client, str]:
    compilation = brought(township, State.SECOND_SENT)
    client = signed_in("DF")
    assert client.post(of(compilation, "approval/start")).headers["Location"] == of(compilation, "approval/amounts")
    return compilation, client, of(compilation, "approval/amounts")


def test_approved_amounts_are_typed_with_their_reasons(township: Township, signed_in: SignIn) -> None:
    compilation, client, url = begun(township, signed_in)
    assert url not in said(signed_in("BO").get(of(compilation, "approval")))
    page = client.get(f"{url}?kind=basic")
    place = next(n for n, row in enumerate(page.context["rows"]) if row.of.amount == OFFICE)
    assert client.post(f"{url}?kind=basic", typed(page, **{f"amounts-{place}-amount": "15000"})).status_code == 302
    page = client.get(url)
    assert "还没有写原因" in said(page)
    assert "相差 5,000.00 元" in said(page)
    income = next(n for n, row in enumerate(page.context["rows"]) if row.of.amount == WHOLE)
    less = {f"amounts-{income}-amount": str((WHOLE - 500_000) // 100), f"amounts-{income}-reason": "区财力不足，统一压减"}
    assert client.post(url, typed(page, **less)).status_code == 302
    page = client.get(f"{url}?kind=basic")
    assert client.post(f"{url}?kind=basic", typed(page, **{f"amounts-{place}-reason": "办公费统一压减"})).status_code == 302
    assert "还没有写原因" not in said(client.get(url))
    assert BasicLine.objects.get(version=latest(compilation), economic_code="30201").amount == OFFICE - 500_000
    assert set(Explanation.objects.values_list("text", flat=True)) >= {"区财力不足，统一压减", "办公费统一压减"}
    approve(township, compilation)
    assert compilation.state == State.APPROVED


@pytest.mark.parametrize(
    ("kind", "cell", "text", "why"),
    [
        ("project", "amount", "36000.01", "不能超过申请数 36,000.00 元"),
        ("revenue", "amount", "-1", "不能是负数"),
        ("basic", "amount", "", "请填写"),
        ("basic", "amount", "一万", "不是金额"),
        ("basic", "reason", "少", "原因至少写 5 个字"),
    ],
)
def test_a_faulty_approved_amount_is_refused_beside_its_cell(
    township: Township, signed_in: SignIn, kind: str, cell: str, text: str, why: str
) -> None:
    compilation, client, url = begun(township, signed_in)
    answer = client.post(f"{url}?kind={kind}", typed(client.get(f"{url}?kind={kind}"), **{f"amounts-0-{cell}": text}))
    assert answer.status_code == 422
    assert why in answer.context["rows"].forms[0].errors[cell][0]
    assert text in said(answer)
    assert RevenueLine.objects.filter(version=latest(compilation), amount=WHOLE).exists()
    assert not Explanation.objects.filter(about=Explanation.About.DIFFERENCE).exists()


def test_an_approved_amount_changed_meanwhile_is_not_overwritten(township: Township, signed_in: SignIn) -> None:
    compilation, client, url = begun(township, signed_in)
    url = f"{url}?kind=project"
    sent = typed(client.get(url), **{"amounts-0-amount": "30000"})
    line = latest(compilation).projects.get()
    less = [Amount("project", line.pk, PROJECT - 100, "区里统一压减一元")]
    approval_amounts_set(actor=township.actor("DF"), version=latest(compilation), amounts=less)
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert "被人改过" in said(answer)
    line.refresh_from_db()
    assert line.amount == PROJECT - 100
    assert client.post(url, typed(answer)).status_code == 302
    line.refresh_from_db()
    assert line.amount == 3_000_000


def test_whole_projects_are_cut_in_the_approval_too(township: Township, signed_in: SignIn) -> None:
    compilation, client, _ = begun(township, signed_in)
    url = of(compilation, f"projects/{Project.objects.get().code}/cut")
    assert url in said(client.get(of(compilation, "projects")))
    rule = {"amount": "6000", "rule": "区财政统一压减百分之十", "restore": "年中有财力时追加", "economic_code": ""}
    assert client.post(url, {**rule, "seen": client.get(url).context["form"]["seen"].value()}).status_code == 302
    assert latest(compilation).projects.get().amount == PROJECT - 600_000
    assert signed_in("BO").get(url).status_code == 403


def test_amounts_cannot_be_typed_before_or_after_their_time(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND_SENT)
    client, url = signed_in("DF"), of(compilation, "approval/amounts")
    assert client.get(url).status_code == 409
    assert "还没有生成" in said(client.get(url))
    approval_begin(actor=township.actor("DF"), compilation=compilation)
    assert client.get(url).status_code == 200
    onward(township, compilation)
    assert client.get(url).status_code == 409
    assert client.post(of(compilation, "approval/start")).status_code == 409


@pytest.mark.parametrize(
    ("days", "passing_on", "publishing", "late"),
    [
        (0, "还有 15 天", "还有 20 天", (False, False)),
        (15, "今天到期", "还有 5 天", (False, False)),
        (16, "这一天已经过去 1 天", "还有 4 天", (True, False)),
        (21, "这一天已经过去 6 天", "这一天已经过去 1 天", (True, True)),
    ],
)
def test_the_terms_after_the_approval_are_counted_in_plain_words(
    township: Township, days: int, passing_on: str, publishing: str, late: tuple[bool, bool]
) -> None:
    compilation = brought(township, State.APPROVED)
    given = Approval.objects.get()
    found = terms(compilation, given, given.approved_on + timedelta(days=days))
    assert passing_on in found[0].text
    assert publishing in found[1].text
    assert tuple(each.late for each in found) == late
    assert "现在还没有公开" in found[1].text


def test_what_is_done_has_no_days_left(township: Township) -> None:
    compilation = brought(township, State.ALLOCATED)
    today = timezone.localdate()
    Approval.objects.update(approved_on=today - timedelta(days=20), publish_by=today)
    passed_on, published = terms(compilation, Approval.objects.get(), today)
    assert "比期限晚了 5 天" in passed_on.text
    assert not passed_on.late
    assert "今天到期" in published.text


def test_the_day_of_the_bureaus_congress_is_not_guessed(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND_SENT)
    (waiting,) = terms(compilation, None)
    assert "20 日内批复" in waiting.text
    assert "不在本系统登记" in waiting.text
    assert waiting.text in said(signed_in("DF").get(of(compilation, "approval")))


def test_a_town_with_its_own_budget_waits_for_its_congress(township: Township) -> None:
    Unit.objects.filter(pk=township.unit.pk).update(mode=Unit.Mode.OWN_BUDGET)
    compilation = Compilation.objects.get(pk=brought(township, State.SECOND_SENT).pk)
    (waiting,) = terms(compilation, None)
    assert "人民代表大会批准" in waiting.title
    passed = Approval(approved_on=date(YEAR, 1, 20), publish_by=date(YEAR, 2, 9))
    assert f"{YEAR}-02-09 以前办完" in terms(compilation, passed, date(YEAR, 1, 21))[0].text
