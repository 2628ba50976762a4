"""Do final accounts derive themselves from the closed books, ask for what the office does not keep, and go out like a budget?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from web.plan.making import YEAR
from web.publish.closed_years import PAID_OUT, begun, closed, tell, written
from web.publish.publishing import STATES, WAY
from web.spend.spending import allotted
from web.township import Township
from wenxiao.disclosure.bundle import DATA, HTML
from wenxiao.disclosure.outturn import Income
from wenxiao.disclosure.proof import proved
from wenxiao.disclosure.records import Part
from wenxiao.web.publish.models import Disclosure, Told
from wenxiao.web.publish.queries.draft import Draft, obstacles_of
from wenxiao.web.publish.queries.editions import line_changes
from wenxiao.web.publish.queries.outturn_records import outturn
from wenxiao.web.publish.queries.reasons import reasons_asked
from wenxiao.web.publish.queries.shown import shown
from wenxiao.web.publish.queries.sources import rows
from wenxiao.web.publish.queries.told_keys import Group
from wenxiao.web.publish.services.disclosures import disclosure_act, disclosure_create, reasons_set
from wenxiao.web.publish.services.told import Approved, final_approval_set, told_set
from wenxiao.web.spend.models import Appropriation, Receipt
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def refusals(disclosure: Disclosure) -> str:
    return "\n".join(each.sentence for each in obstacles_of(disclosure)[1])


def own_receipt(township: Township, amount: int, **more: object) -> Receipt:
    values = {"kind": "unit_money", "source": "其他收入", "state": Receipt.State.CHECKED, "reference": f"回单{amount}", **more}
    return Receipt.objects.create(
        unit=township.unit, year=YEAR, number=f"S{amount}", fund="unit_money", amount=amount, received_on=date(YEAR, 5, 1),
        payer="某单位", author="ac", **values,
    )  # fmt: skip


def test_nothing_begins_before_the_year_is_closed(township: Township) -> None:
    allotted(township)
    with pytest.raises(Refused, match="2024 年还没有关账"):
        disclosure_create(actor=township.actor("BO"), unit=township.unit, year=YEAR, document="final_accounts")


def test_what_was_paid_is_what_the_books_say_and_what_was_received_of_the_treasury(township: Township) -> None:
    records = outturn(begun(township))
    [line] = records.lines
    project = Appropriation.objects.get(project__isnull=False)
    assert (line.amount, line.part, line.project, line.source) == (
        PAID_OUT, Part.PROJECT, project.project.code, f"spend.appropriation/{project.pk}",
    )  # fmt: skip
    assert [(each.income, each.amount, each.function_code) for each in records.received] == [(Income.GENERAL, PAID_OUT, line.function_code)]
    assert records.openings == ()
    # What the closing took back was in the budget all the same.
    assert sum(limit.amount for limit in records.limits) > 0
    assert sum(each.amount for each in records.planned) > PAID_OUT


def test_what_the_office_does_not_keep_is_asked_for(township: Township) -> None:
    disclosure = begun(township)
    told = refusals(disclosure)
    for what in (
        "决算批复的机关、文号和日期", "政府采购支出：货物，大型企业和其他", "车辆和大型设备：", "国内公务接待", "2023年度收支总计的决算数",
        "绩效自评结果", "决算数与预算数不同的原因", township.actor("FH").person,
    ):  # fmt: skip
        # No reception was paid: nobody is asked how many there were.
        assert (what in told) == (what != "国内公务接待"), what
    for group in Group:
        tell(township, disclosure, group)
    assert "政府采购支出：" not in refusals(disclosure)
    assert Told.objects.filter(person=township.actor("BO").person).count() == Told.objects.count() > 20


def test_the_whole_way_and_what_went_out(township: Township) -> None:
    disclosure = written(township)
    assert refusals(disclosure) == ""
    for (role, action), state in zip(WAY, STATES[1:], strict=True):
        disclosure_act(actor=township.actor(role), disclosure=disclosure, action=action)
        disclosure.refresh_from_db()
        assert disclosure.state == state
    live = disclosure.live
    assert live is not None
    files = {file.name: bytes(file.attachment.content) for file in live.files.select_related("attachment")}
    report = proved(HTML, files[HTML])
    assert report.counts()["errors"] == 0
    assert report.facts.kind == "final_accounts"
    figures = {each["id"]: each["value"] for each in json.loads(files[DATA])["figures"]}
    assert figures["支出总计/合计"] == figures["收入总计/合计/"] == PAID_OUT
    assert figures["年末结转和结余/合计/"] == 0


def test_every_figure_leads_to_its_record(township: Township) -> None:
    disclosure = written(township)
    for figure in Draft(disclosure).disclosed.figures:
        for row in rows(shown(disclosure), figure.id, 9):
            assert row.record is None or "已经不在" not in row.record.title


def test_a_figure_that_was_told_and_changes_on_the_way_stops_the_next_step(township: Township) -> None:
    disclosure = written(township)
    disclosure_act(actor=township.actor("BO"), disclosure=disclosure, action="build")
    disclosure.told.filter(key="vehicles.held").update(value=7)
    with pytest.raises(Refused, match="保有量”由“0”变为“7”"):
        disclosure_act(actor=township.actor("FH"), disclosure=disclosure, action="check")


@pytest.mark.parametrize("by", [-1, -PAID_OUT])
def test_a_payment_that_was_tampered_with_in_the_database_stops_everything(township: Township, by: int) -> None:
    disclosure = written(township)
    line = Appropriation.objects.get(project__isnull=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE spend_node SET paid = paid + %s WHERE id = %s", [by, line.node_id])
    assert "账上的数与它的流水对不上：有人改动过数据库" in refusals(disclosure)
    with pytest.raises(Refused, match="对不上"):
        disclosure_act(actor=township.actor("BO"), disclosure=disclosure, action="build")


def test_only_what_differs_from_the_budget_owes_a_reason(township: Township) -> None:
    disclosure = begun(township)
    asked = dict(reasons_asked(disclosure))
    assert "收支总计" in asked
    assert "基本支出" not in asked
    beside = [subject for subject in asked if subject.startswith("预算/")]
    assert beside
    assert all(len(subject) <= 20 for subject in beside)


# ── money of its own ──


def test_own_money_stands_under_the_only_item_it_is_spent_under(township: Township) -> None:
    closed(township)
    line = Appropriation.objects.get(project__isnull=False)
    Appropriation.objects.filter(pk=line.pk).update(fund="unit_money")
    own_receipt(township, 900_000)
    own_receipt(township, 77_000, state=Receipt.State.REGISTERED)
    own_receipt(township, 55_000, kind="non_tax")
    disclosure = disclosure_create(actor=township.actor("BO"), unit=township.unit, year=YEAR, document="final_accounts")
    tell(township, disclosure, Group.OWN_MONEY, 12_300)
    records = outturn(disclosure)
    assert [(each.income, each.amount, each.function_code) for each in records.received] == [(Income.OTHER, 900_000, line.function_code)]
    assert [(each.fund.value, each.amount) for each in records.openings] == [("unit_money", 12_300)]


def test_own_money_under_several_items_is_divided_by_somebody_and_must_add_up(township: Township) -> None:
    closed(township)
    codes = sorted(set(Appropriation.objects.values_list("function_code", flat=True)))
    assert len(codes) > 1
    own_receipt(township, 900_000, source="经营收入")
    disclosure = disclosure_create(actor=township.actor("BO"), unit=township.unit, year=YEAR, document="final_accounts")
    assert "财政拨款以外的资金：" in refusals(disclosure)
    tell(township, disclosure, Group.OWN_MONEY, 0)
    assert "按项分开的收入，合计要等于登记的收入（登记的收入共 9,000.00 元）" in refusals(disclosure)
    key = f"received.business.unit_money.{codes[0]}"
    told_set(actor=township.actor("BO"), disclosure=disclosure, edition=disclosure.edition, group=Group.OWN_MONEY, values={key: 900_000})
    assert "按项分开的收入" not in refusals(disclosure)
    received = {each.income: each.amount for each in outturn(disclosure).received if each.amount}
    assert received[Income.BUSINESS] == 900_000


# ── what is refused, and the pages ──


def test_what_cannot_be_true_is_refused(township: Township) -> None:
    disclosure, compiler = begun(township), township.actor("BO")
    with pytest.raises(Refused, match="没有“预算/办公楼”这一项"):
        reasons_set(actor=compiler, disclosure=disclosure, edition=1, texts={"预算/办公楼": "上级要求新建"})
    code = Appropriation.objects.get(project__isnull=False).project_code
    with pytest.raises(Refused, match="得分最多 100 分"):
        told_set(actor=compiler, disclosure=disclosure, edition=1, group=Group.EVALUATIONS, values={f"score.{code}": 100_01})
    with pytest.raises(Refused, match=r"没有“score\.X”这一项"):
        told_set(actor=compiler, disclosure=disclosure, edition=1, group=Group.EVALUATIONS, values={"score.X": 1})
    approved = Approved("县财政局", "松财决〔2025〕8号", date(YEAR, 12, 31))
    with pytest.raises(Refused, match="2024 年结束以后批复"):
        final_approval_set(actor=compiler, disclosure=disclosure, edition=1, approved=approved)
    with pytest.raises(Refused, match="也不会晚于今天"):
        final_approval_set(actor=compiler, disclosure=disclosure, edition=1, approved=approved._replace(approved_on=date(2999, 1, 1)))


@pytest.mark.parametrize("group", list(Group))
def test_a_page_is_filled_in_and_kept(township: Township, signed_in: SignIn, group: Group) -> None:
    disclosure = begun(township)
    client = signed_in("BO")
    address = f"{disclosure.get_absolute_url()}/told/{group.value}"
    page = client.get(address)
    assert page.status_code == 200
    names = [name for name in page.context["form"].fields if name != "edition"]
    sent = client.post(address, {"edition": "1", **dict.fromkeys(names, "12")})
    assert sent.status_code == 302
    each = 1_200 if group in (Group.PROCUREMENT, Group.LAST_YEAR, Group.EVALUATIONS, Group.OWN_MONEY) else 12
    assert {told.key: told.value for told in disclosure.told.all()} == dict.fromkeys(names, each)
    assert client.post(address, {"edition": "2", **dict.fromkeys(names, "-1")}).status_code == (422 if names else 302)


def test_the_approval_is_filled_in_on_its_page(township: Township, signed_in: SignIn) -> None:
    disclosure = begun(township)
    client = signed_in("BO")
    address = f"{disclosure.get_absolute_url()}/final-approval"
    assert client.get(address).status_code == 200
    sent = {"edition": "1", "authority": "县财政局", "document": "松财决〔2025〕8号", "approved_on": "2025-01-02"}
    assert client.post(address, {**sent, "approved_on": "2024-01-02"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    approval = outturn(disclosure).approval
    assert approval is not None
    assert (approval.document, approval.approved_on) == ("松财决〔2025〕8号", date(2025, 1, 2))
    page = client.get(disclosure.get_absolute_url())
    assert "上年决算数" in page.content.decode()
    assert client.get(f"{disclosure.get_absolute_url()}/reasons").status_code == 200


def test_a_budget_has_no_such_pages(township: Township, signed_in: SignIn) -> None:
    disclosure = begun(township)
    Disclosure.objects.filter(pk=disclosure.pk).update(document="budget", template="hebei-2023")
    client = signed_in("BO")
    assert client.get(f"{disclosure.get_absolute_url()}/told/vehicles").status_code == 404
    assert client.get(f"{disclosure.get_absolute_url()}/final-approval").status_code == 404


def test_records_that_changed_are_told_line_by_line(township: Township) -> None:
    disclosure = written(township)
    draft = Draft(disclosure)
    [line] = draft.records.lines
    changed = replace(outturn(disclosure), lines=(replace(line, amount=line.amount + 100),))
    assert [str(each) for each in line_changes(draft.open_data, changed)] == [
        f"支出的一行“{line.function_code} {line.economic_code}”由“1,000.00 元”变为“1,001.00 元”"
    ]
