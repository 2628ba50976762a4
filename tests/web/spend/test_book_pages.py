"""Do the books' pages say what the ledger says, lead from every total to its parts, and ask the database as often for many as for few?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web.plan.compiling import PROJECT, WHOLE
from web.plan.making import YEAR
from web.spend.spending import PAID, allotted, made_request, of_code, of_project, taken
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import Machine
from wenxiao.web.plan.models import PriorFigure
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Appropriation, Entry, Node, PaymentRequest
from wenxiao.web.spend.queries.dimensions import whole_lines
from wenxiao.web.spend.queries.forecast import outlook
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry
from wenxiao.web.trail import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
LATER = datetime(YEAR, 10, 15, 4, tzinfo=UTC)
PAGES = (
    "/spend/overview", "/spend/books", "/spend/books/by/duty", "/spend/books/by/activity", "/spend/books/by/project",
    "/spend/books/by/function", "/spend/books/by/economic", "/spend/books/by/fund", "/spend/books/by/office", "/spend/books/months",
    "/spend/books/payments", "/spend/books/month-end", "/spend/books/forecast", "/spend/books/three-public", "/spend/books/postings",
    "/spend/books/accounts", "/spend/trace",
)  # fmt: skip
FILES = tuple(page for page in PAGES if page not in ("/spend/overview", "/spend/trace"))


@pytest.fixture
def year(township: Township) -> Township:
    with clock.standing(datetime(YEAR, 2, 1, tzinfo=UTC)):
        allotted(township)
    return township


def paid_on(township: Township, month: int, amount: int, code: str = "", **more: object) -> PaymentRequest:
    with clock.standing(datetime(YEAR, month, 10, 4, tzinfo=UTC)):
        charges = [ChargeEntry(of_code(code), amount)] if code else None
        return taken(township, made_request(township, amount, charges=charges, **more), *PAID)


def read(client: Client, address: str) -> str:
    with clock.standing(LATER):
        answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def filed(client: Client, address: str) -> list[list[str]]:
    with clock.standing(LATER):
        answer = client.get(address, {"as": "csv"})
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_book_by_project_shows_cap_paid_and_left_and_leads_to_lines_and_payments(year: Township, signed_in: SignIn) -> None:
    request = paid_on(year, 3, 100_000)
    accountant = signed_in("AC")
    project = of_project().project
    assert project is not None
    page = read(accountant, "/spend/books/by/project")
    assert f"{project.code} {project.name}" in page
    assert str(Money(PROJECT - 100_000)) in page
    assert str(Money(WHOLE - 100_000)) in page
    page = read(accountant, f"/spend/books/by/project/{project.code}")
    assert f"{YEAR} 年 3 月" in page
    page = read(accountant, f"/spend/books/payments?by=project&of={project.code}&month={YEAR}-03")
    assert request.number in page
    assert "20240301-0007" in page


def test_every_book_comes_to_the_same_total_and_its_rows_lead_somewhere(year: Township, signed_in: SignIn) -> None:
    paid_on(year, 3, 100_000)
    paid_on(year, 4, 3_000, "30201")
    for by in ("duty", "activity", "project", "function", "economic", "fund", "office"):
        comes_to_the_whole(signed_in("AC"), by)


def comes_to_the_whole(accountant: Client, by: str) -> None:
    rows = filed(accountant, f"/spend/books/by/{by}")
    assert rows[-1][0] == "合计"
    assert rows[-1][3] == f"{WHOLE / 100:.2f}"
    assert rows[-1][7] == "1030.00"
    assert sum(round(float(row[7]) * 100) for row in rows[1:-1]) == 103_000
    with clock.standing(LATER):
        listed = accountant.get(f"/spend/books/by/{by}").content.decode()
    for address in re.findall(rf'href="(/spend/books/by/{by}/[^"]+)"', listed):
        assert accountant.get(unescape(address)).status_code == 200


def test_the_months_tie_to_the_ledger_and_lead_to_their_payments(year: Township, signed_in: SignIn) -> None:
    request = paid_on(year, 3, 100_000)
    with clock.standing(datetime(YEAR, 5, 2, tzinfo=UTC)):
        taken(year, request, "bank_bounced")
    page = read(signed_in("AC"), "/spend/books/months")
    assert "各月合计与各支出指标账上的已支付 0.00 元相符" in page
    rows = {row[0]: row[1:] for row in filed(signed_in("AC"), "/spend/books/months")}
    assert rows[f"{YEAR} 年 3 月"] == ["1", "1000.00", "0", "0.00", "1000.00"]
    assert rows[f"{YEAR} 年 5 月"] == ["0", "0.00", "1", "1000.00", "-1000.00"]


def test_the_month_end_report_says_that_it_ties_and_where_it_does_not(year: Township, signed_in: SignIn) -> None:
    paid_on(year, 3, 100_000)
    accountant = signed_in("AC")
    assert "相符：三张表的合计都是本月 1,000.00 元" in read(accountant, f"/spend/books/month-end?month={YEAR}-03")
    Node.objects.filter(pk=of_project().node_id).update(paid=90_000)
    page = read(accountant, f"/spend/books/month-end?month={YEAR}-03")
    assert "不符，差 100.00" in page


def test_the_forecast_shows_its_method_and_the_figures_it_comes_from(year: Township, signed_in: SignIn) -> None:
    paid_on(year, 3, 100_000)
    page = read(signed_in("AC"), f"/spend/books/forecast?day={YEAR}-06-30")
    assert "按已过的工作日推算" in page
    assert "130 天，全年 262 天" in page
    assert str(Money(100_000 * 262 // 130)) in page
    assert "这里没有上年的账" in page
    assert "年底执行不到 60%" in page


def test_the_overview_says_what_waits_what_is_off_and_that_the_month_ties(year: Township, signed_in: SignIn) -> None:
    paid_on(year, 3, 100_000)
    with clock.standing(LATER):
        taken(year, made_request(year, 1_000), "submit")
    page = read(signed_in("AC"), "/spend/overview")
    assert "正在办的申请" in page
    assert "待所审 1" in page
    assert "10 月月报" in page
    assert "年底预计只执行" in page
    project = of_project().project
    assert project is not None
    own = read(signed_in("HD"), "/spend/overview")
    assert project.name in own
    assert "月月报" not in own
    assert project.name not in read(signed_in("HD", "应急"), "/spend/overview")


def test_a_closed_year_goes_on_saying_what_it_spent(year: Township, signed_in: SignIn) -> None:
    """What is carried over or taken back is no change of the budget, and a limit that was kept is no alarm."""
    reception(year, 3, 5_000)
    paid_on(year, 3, PROJECT // 4)
    line, guests = of_project(), of_code("30217")
    cap = Node.objects.get(kind=Node.Kind.THREE_PUBLIC, element="reception")
    with clock.standing(datetime(YEAR, 12, 31, 4, tzinfo=UTC)):
        legs = [Leg(line.node_id, "carry_over", PROJECT - PROJECT // 4), Leg(cap.pk, "lapse", cap.available)]
        legs.append(Leg(guests.node_id, "lapse", guests.node.available))
        ledger_post(actor=Machine(), kind="close", key="关账", subject=line, legs=legs)
        closing = [Leg(node, "close", 0) for node in (line.node_id, cap.pk, guests.node_id)]
        ledger_post(actor=Machine(), kind="close", key="关账 2", subject=line, legs=closing)
    accountant = signed_in("AC")
    assert line.project is not None
    row = next(row for row in filed(accountant, "/spend/books/by/project") if row[0].startswith(line.project.code))
    assert (row[3], row[8], row[9], row[10]) == (f"{PROJECT / 100:.2f}", f"{(PROJECT - PROJECT // 4) / 100:.2f}", "0.00", "25")
    public = {row[0]: row for row in filed(accountant, "/spend/books/three-public")}["公务接待费"]
    assert (public[1], public[8]) == (f"{cap.approved / 100:.2f}", "")
    report = read(accountant, f"/spend/books/month-end?month={YEAR}-12")
    assert "相符：三张表" in report
    assert str(Money(PROJECT)) in report
    found = outlook(whole_lines(Appropriation.objects.filter(unit=year.unit, year=YEAR)), year.unit, YEAR, datetime(YEAR, 12, 31).date())
    over = next(row.forecast for row in found.rows if row.key == line.project.code)
    assert (over.balance.cap, over.expected, over.share) == (PROJECT, PROJECT // 4, 25)


def reception(township: Township, month: int, amount: int) -> None:
    papers = [VoucherEntry("invoice", f"{month}{amount:07d}", amount, code="0130"), VoucherEntry("letter", "函 3 号", 0)]
    papers.append(VoucherEntry("guests", "3 月 1 日", 0))
    with clock.standing(datetime(YEAR, month, 10, 4, tzinfo=UTC)):
        charges = [ChargeEntry(of_code("30217"), amount)]
        taken(township, made_request(township, amount, kind="reception", charges=charges, vouchers=papers), *PAID)


def test_three_public_stands_beside_last_years_document_where_the_ledger_has_no_last_year(year: Township, signed_in: SignIn) -> None:
    reception(year, 3, 5_000)
    PriorFigure.objects.update_or_create(
        unit=year.unit, year=YEAR - 1, concept="公务接待费", member="",
        defaults={"amount": 8_000, "source": "上年公开文件第 3 页", "confirmed_by": "x"},
    )  # fmt: skip
    rows = {row[0]: row for row in filed(signed_in("AC"), "/spend/books/three-public")}
    assert rows["公务接待费"][2] == "50.00"
    assert rows["公务接待费"][5:8] == ["80.00", "上年全年，上年公开文件第 3 页", "-30.00"]


def test_three_public_near_its_limit_is_warned_of(year: Township, signed_in: SignIn) -> None:
    limit = of_code("30217").node.approved
    reception(year, 3, limit * 9 // 10)
    assert "已用到限额的 90%，接近限额" in read(signed_in("AC"), "/spend/books/three-public")
    assert "接近限额" in read(signed_in("AC"), "/spend/overview")


def test_a_yuan_is_followed_backwards_from_the_banks_number_to_the_objective(year: Township, signed_in: SignIn) -> None:
    request = paid_on(year, 3, 100_000)
    head = signed_in("FH")
    for text in ("20240301-0007", request.number, "青石建材", "1,000.00", request.vouchers.get().number):
        assert request.number in read(head, f"/spend/trace?text={text}"), text
    page = read(head, f"/spend/trace/payments/{request.number}")
    for said in ("20240301-0007", "CA 某", "HD 某", "AC 某", "青财预〔2024〕1号", "绩效目标", "批复", "1,000.00"):
        assert said in page, said


def test_a_yuan_is_followed_forwards_from_the_line_of_the_budget_to_the_payee(year: Township, signed_in: SignIn) -> None:
    request = paid_on(year, 3, 100_000)
    head = signed_in("FH")
    line = of_project()
    assert line.project is not None
    assert f"/spend/trace/lines/{line.pk}" in head.get(f"/spend/trace?text={line.project.name}").content.decode()
    page = read(head, f"/spend/trace/lines/{line.pk}")
    for said in (line.project.objective, "青财预〔2024〕1号", "青石建材商店", request.number, "20240301-0007", str(Money(PROJECT))):
        assert said in page, said


def test_a_private_payee_is_masked_and_an_account_shows_its_end_only(year: Township, signed_in: SignIn) -> None:
    request = paid_on(
        year, 3, 3_000, "30201", payee="王小明", payee_account="6222000011112222", way="person", way_reason="农户没有对公账户"
    )
    cashier = signed_in("CA")
    for address in (f"/spend/trace/payments/{request.number}", "/spend/books/payments", f"/spend/trace/lines/{of_code('30201').pk}"):
        page = read(cashier, address)
        assert "王小明" not in page
        assert "王*明" in page
        assert "6222000011112222" not in page


def test_who_may_not_see_the_plan_is_told_so_and_sees_the_documents(year: Township, signed_in: SignIn) -> None:
    request = paid_on(year, 3, 100_000)
    page = read(signed_in("CA"), f"/spend/trace/payments/{request.number}")
    assert "您的岗位不看预算编制" in page
    assert "青财预〔2024〕1号" in page


def test_an_office_sees_payments_of_others_from_a_shared_line_as_a_sum_only(year: Township, signed_in: SignIn) -> None:
    paid_on(year, 3, 3_000, "30201")
    page = read(signed_in("HD", "应急"), "/spend/books/payments?by=economic&of=30201")
    assert "30.00" in page
    assert "青石建材商店" not in page
    assert "购买防汛沙袋" not in page
    assert "购买防汛沙袋" in read(signed_in("HD"), "/spend/books/payments?by=economic&of=30201")


def test_the_accounts_show_their_tie_and_every_posting_in_the_file(year: Township, signed_in: SignIn) -> None:
    paid_on(year, 3, 100_000)
    accountant = signed_in("AC")
    assert "相符：每个要素组合" in read(accountant, "/spend/books/accounts")
    with clock.standing(LATER):
        book = openpyxl.load_workbook(io.BytesIO(accountant.get("/spend/books/accounts?as=xlsx").content))
    entries = book["分录"]
    postings = [row for row in entries.iter_rows(min_row=3, values_only=True) if isinstance(row[1], int)]
    moves = Entry.objects.filter(node__kind="line")
    assert len(postings) == sum(2 if entry.move == "allot" else 1 for entry in moves)
    assert sum(row[12] for row in postings if row[10] == "W150 已支付") == 1_000


def test_the_accountants_list_is_a_file_with_debit_equal_to_credit(year: Township, signed_in: SignIn) -> None:
    paid_on(year, 3, 3_000, "30201")
    rows = filed(signed_in("AC"), "/spend/books/postings")
    assert rows[1][:5] == ["凭证日期", "凭证号", "摘要", "会计", "科目编码"]
    totals = next(row for row in rows if row and row[0] == "合计")
    assert totals[6] == totals[7] == "60.00"


def test_every_book_is_a_workbook_and_a_csv_too(year: Township, signed_in: SignIn) -> None:
    paid_on(year, 3, 3_000, "30201")
    accountant = signed_in("AC")
    for address in FILES:
        with clock.standing(LATER):
            assert openpyxl.load_workbook(io.BytesIO(accountant.get(address, {"as": "xlsx"}).content)).sheetnames
        assert len(filed(accountant, address)) > 1, address


def test_an_empty_office_gets_its_pages_too(township: Township, signed_in: SignIn) -> None:
    assert township.unit
    accountant = signed_in("AC")
    for address in PAGES:
        assert accountant.get(address).status_code == 200, address


def test_pages_ask_as_often_for_many_payments_as_for_few(year: Township, signed_in: SignIn) -> None:
    client = signed_in("AC")
    addresses = [*PAGES[:-1], "/spend/trace?text=沙袋", f"/spend/trace/lines/{of_project().pk}"]

    def asked() -> dict[str, int]:
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found[address] = len(queries)
        return found

    paid_on(year, 3, 1_000)
    paid_on(year, 4, 1_000, "30201")
    asked()
    few = asked()
    for month in (3, 4):
        paid_on(year, month, 1_000)
        paid_on(year, month, 1_000, "30201")
    many = asked()
    assert {address: count for address, count in many.items() if count > few[address]} == {}
    assert max(few.values()) <= 60
