"""Does every total of a budget lead to its lines, do they add up to it, and is it told who entered and who approved each?"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web.plan.compiling import GUESTS, OFFICE, PERSONNEL, PROJECT, REASON, WHOLE, basics, brought, last_year_was, latest
from web.plan.making import made_duty
from web.township import Township
from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.models import BasicLine, Compilation, ProcurementLine, Project, Version
from wenxiao.web.plan.queries.derivation import TOTALS, derived, sources
from wenxiao.web.plan.services.basic import basic_line_change
from wenxiao.web.plan.services.compilation import compilation_move
from wenxiao.web.plan.services.control import CutEntry, cut_set
from wenxiao.web.plan.services.procurement import Procurement, procurement_line_add, procurement_line_change
from wenxiao.web.plan.services.versions import version_digest
from wenxiao.web.trail.services import record

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
State = Compilation.State
TABS = ("", "/revenue", "/basic", "/projects", "/procurement", "/three-public", "/control", "/year-on-year")


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("of", "fund", "amount", "rows"),
    [
        ("revenue", "", WHOLE, 1), ("spending", "", WHOLE, 4), ("basic", "", WHOLE - PROJECT, 3), ("personnel", "", PERSONNEL, 1),
        ("operating", "", OFFICE + GUESTS, 2), ("project", "general", PROJECT, 1), ("requested", "", PROJECT, 1),
        ("three_public", "", GUESTS, 1), ("reception", "", GUESTS, 1),
    ],
)  # fmt: skip
def test_the_lines_of_a_total_add_up_to_it(township: Township, signed_in: SignIn, of: str, fund: str, amount: int, rows: int) -> None:
    compilation = brought(township, State.FIRST)
    page = signed_in("ML").get(f"{compilation.get_absolute_url()}/totals/{of}?fund={fund}")
    assert page.context["whole"] == sum(each.source.amount for each in page.context["lines"]) == amount
    assert len(page.context["lines"]) == rows
    assert "BO 某" in said(page)
    assert "还没有人审批这一版" in said(page)


def test_a_total_of_nothing_says_so_and_an_unknown_one_is_no_page(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    client, url = signed_in("BO"), f"{compilation.get_absolute_url()}/totals"
    assert "是 0：没有一行有数" in said(client.get(f"{url}/abroad"))
    assert client.get(f"{url}/whatever").status_code == 404
    assert client.get(f"{url}/revenue?fund=x").status_code == 404
    assert "还没有开始编报" in said(client.get(f"{brought_only(township)}/totals/revenue"))


def brought_only(township: Township) -> str:
    return Compilation.objects.create(unit=township.unit, year=2031, state=State.PREPARING).get_absolute_url()


def test_the_figure_a_page_shows_is_the_figure_its_link_adds_up(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND)
    project = Project.objects.get()
    cut = CutEntry(project, 100_000, "控制数文件", "控制数追加后恢复")
    cut_set(actor=township.actor("BO"), version=latest(compilation), cuts=[cut])
    bought = {"economic_code": "30201", "catalogue_code": "A05010201", "name": "办公桌", "quantity": 20_000, "measure": "张"}
    ProcurementLine.objects.create(version=latest(compilation), fund="general", unit_price=50_000, amount=100_000, **bought)
    client, followed = signed_in("DF"), set()
    for tab in TABS:
        page = said(client.get(compilation.get_absolute_url() + tab))
        for url, figure in re.findall(r'<a href="([^"]*/totals/[^"]*)">([^<]*)</a>', page):
            if url.startswith("/"):
                followed.add(url.split("/totals/")[1].split("?")[0])
                whole = client.get(url).context["whole"]
                assert f"{whole / 100:,.2f}" == figure, (tab, url)
    assert followed == set(TOTALS)


def test_every_sum_of_the_pictures_leads_to_the_lines_that_add_up_to_it(township: Township, signed_in: SignIn) -> None:
    last_year_was(township, 支出合计=WHOLE, 基本支出=WHOLE - PROJECT)
    compilation = brought(township, State.FIRST)
    client = signed_in("ML")
    page = said(client.get(f"/plan/pictures?of={compilation.pk}"))
    duty, version = Project.objects.get().activity.duty, latest(compilation)
    sums = {url: client.get(url).context["whole"] for url in set(re.findall(r'href="([^"]*/totals/[^"]*)"', page))}
    of = f"{compilation.get_absolute_url()}/totals"
    assert sums == {
        f"{of}/revenue?version={version.pk}&fund=general": WHOLE,
        f"{of}/personnel?version={version.pk}": PERSONNEL,
        f"{of}/operating?version={version.pk}": OFFICE + GUESTS,
        f"{of}/project?version={version.pk}": PROJECT,
        f"{of}/project?version={version.pk}&duty={duty.pk}": PROJECT,
        f"{of}/basic?version={version.pk}": WHOLE - PROJECT,
        f"{of}/spending?version={version.pk}": WHOLE,
    }
    assert f"“{duty.name}”的项目支出合计" in said(client.get(f"{of}/project?duty={duty.pk}"))


def test_only_project_money_is_asked_for_by_duty(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    client, of = signed_in("BO"), f"{compilation.get_absolute_url()}/totals"
    duty = Project.objects.get().activity.duty
    other = made_duty(township, 2, "应急管理")
    assert client.get(f"{of}/project?duty={other.pk}").context["whole"] == 0
    for address in (f"{of}/spending?duty={duty.pk}", f"{of}/project?duty=x", f"{of}/project?duty=²", f"{of}/project?duty=999999"):
        assert client.get(address).status_code == 404, address


def test_who_entered_and_who_approved_is_read_from_the_trail(township: Township) -> None:
    compilation = brought(township, State.APPROVED)
    first, second, approved = Version.objects.order_by("id")

    def told(version: Version) -> list[Any]:
        every = sources(version, TOTALS["spending"])
        return derived(version, every, every)

    for version in (first, second, approved):
        assert all(each.named and each.entered.startswith("BO 某（") for each in told(version))
    assert {each.approved.count("；") for each in told(first)} == {1}
    assert all("FH 某" in each.approved and "ML 某" in each.approved for each in told(first))
    assert all("送内审" in each.approved and "PS 某" in each.approved for each in told(second))
    assert all("批复" in each.approved and "DF 某" in each.approved for each in told(approved))
    assert not any("DF 某" in each.approved for each in told(second))
    assert compilation.state == State.APPROVED


def test_what_was_sent_back_is_not_told_as_approved(township: Township) -> None:
    compilation = brought(township, State.REVIEW)
    compilation_move(actor=township.actor("PS"), compilation=compilation, action="return_review", reason=REASON)
    version = latest(compilation)
    every = sources(version, TOTALS["spending"])
    assert {each.approved for each in derived(version, every, every)} == {""}


def test_a_change_is_told_of_the_line_that_was_changed_and_of_no_other(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    version = latest(compilation)
    line = BasicLine.objects.get(version=version, economic_code="30201")
    office, _ = (each for each in basics() if each.part == "operating")
    # Now both lines of the part have the same amount, which is all that the change says of it.
    basic_line_change(actor=township.actor("BO"), line=line, to=replace(office, amount=GUESTS))
    every = sources(version, TOTALS["operating"])
    told = {each.source.label.split()[2]: each.entered for each in derived(version, every, every)}
    assert "修改基本支出" in told["30201"]
    assert "增加基本支出 3 行" in told["30217"]


def test_a_change_of_procurement_names_its_line(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    version, buyer = latest(compilation), township.actor("BO")
    desks = Procurement(None, "30201", "A02010105", "办公桌", 20_000, "张", 50_000)
    chairs = replace(desks, name="办公椅")
    first, _ = (procurement_line_add(actor=buyer, version=version, line=each) for each in (desks, chairs))
    procurement_line_change(actor=buyer, line=first, to=replace(desks, unit_price=40_000))
    every = sources(version, TOTALS["procurement"])
    told = {each.source.label.split()[1][:3]: each.entered for each in derived(version, every, every)}
    assert "修改政府采购" in told["办公桌"]
    assert "增加政府采购" in told["办公椅"]


def test_an_entry_from_before_lines_were_named_is_not_told_of_two_lines(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    version = latest(compilation)
    BasicLine.objects.filter(version=version, part="operating").update(amount=GUESTS)
    record(
        actor=township.actor("BO"), subject=compilation, action="edit_basic", action_title="修改基本支出",
        details={"金额": ["1.00", str(Money(GUESTS))]},
    )  # fmt: skip
    every = sources(version, TOTALS["operating"])
    assert all("增加基本支出 3 行" in each.entered for each in derived(version, every, every))


def test_a_long_total_is_paged_and_its_queries_do_not_grow(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    version, client = latest(compilation), signed_in("BO")
    url = f"{compilation.get_absolute_url()}/totals/basic"

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    client.get(url)
    few = queries()
    stated = {"version": version, "part": "operating", "function_code": "2010301", "economic_code": "30201", "basis": "stated"}
    BasicLine.objects.bulk_create(BasicLine(**stated, amount=n, explanation=f"第 {n} 行") for n in range(1, 121))
    assert queries() == few
    page = client.get(f"{url}?page=3")
    assert page.context["here"] + page.context["elsewhere"] == page.context["whole"] == WHOLE - PROJECT + 120 * 121 // 2
    assert "其他页 100 行" in said(page)
    assert "办理记录里没有单独写这一行" in said(page)


def test_seals_are_checked_when_asked_and_what_was_not_checked_does_not_pass(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.CONTROL)
    version, client, url = latest(compilation), signed_in("ML"), compilation.get_absolute_url()
    assert "封存后还没有核对过" in said(client.get(url))
    assert "打开本页时核对：与封存时一致" in said(client.get(f"{url}?version={version.pk}"))
    assert "封存后还没有核对过" in said(client.get(url)), "looking writes nothing"
    assert client.post(f"{url}/seals/check").status_code == 302
    assert "由ML 某核对：与封存时一致" in said(client.get(url))
    BasicLine.objects.filter(version=version, economic_code="30201").update(amount=OFFICE + 1)
    assert "打开本页时核对：与封存时不一致" in said(client.get(f"{url}?version={version.pk}"))
    client.post(f"{url}/seals/check")
    assert "由ML 某核对：与封存时不一致" in said(client.get(url))


def test_lines_and_hash_changed_together_are_found_by_the_trail(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.CONTROL)
    version = latest(compilation)
    BasicLine.objects.filter(version=version, economic_code="30201").update(amount=OFFICE + 1)
    Version.objects.filter(pk=version.pk).update(hash=version_digest(version))
    page = signed_in("ML").get(f"{compilation.get_absolute_url()}?version={version.pk}")
    assert "打开本页时核对：与封存时不一致" in said(page)


def test_nothing_sealed_is_nothing_to_check(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    assert signed_in("BO").post(f"{compilation.get_absolute_url()}/seals/check").status_code == 422


def test_the_page_of_a_budget_asks_little_however_many_versions_there_are(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND)
    client, url = signed_in("JJ"), compilation.get_absolute_url()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    client.get(url)
    few = queries()
    for _ in range(3):
        compilation_move(actor=township.actor("FH"), compilation=compilation, action="return_second", reason=REASON)
    assert queries() == few
    assert few <= 20
