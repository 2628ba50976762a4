"""Do the pages of lists, bank files, refunds and scans show no more than they may, and carry on as the services do?"""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from web.plan.making import YEAR
from web.spend.paid_lists import answer, citizen, list_of, person, sent, to_pay
from web.spend.spending import PAID, TO_PAY, allotted, made_request, of_project, taken
from web.township import Township
from wenxiao.web.spend.models import AccountCorrection, BankFile, BankResult, Payee, PaymentRequest, Refund
from wenxiao.web.spend.services.requests import VoucherEntry
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def payees(request: PaymentRequest, rest: str = "") -> str:
    return f"{request.get_absolute_url()}/payees{rest}"


def upload(content: str | bytes, name: str = "名单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def row_of(place: int, amount: str = "10.00") -> str:
    entry = person(place)
    return f"{entry.name},{entry.id_number},{entry.account},{amount}"


def test_the_list_is_masked_and_shown_whole_only_when_asked_for(year: Township, signed_in: SignIn) -> None:
    request = list_of(year, [person(1, name="李小明")])
    accountant = signed_in("AC")
    page = accountant.get(payees(request)).content.decode()
    assert "李*明" in page
    assert f"{citizen(1)[:4]}**********{citizen(1)[-4:]}" in page
    assert citizen(1) not in page
    assert not Entry.objects.filter(action="show_payees").exists()
    assert citizen(1) in accountant.post(payees(request)).content.decode()
    assert Entry.objects.filter(action="show_payees").count() == 1


@pytest.mark.parametrize("role", ["FH", "VL", "ML", "BO", "DF"])
def test_who_only_approves_or_looks_on_sees_it_masked(year: Township, signed_in: SignIn, role: str) -> None:
    request = list_of(year, [person(1)])
    client = signed_in(role)
    page = client.get(payees(request)).content.decode()
    assert citizen(1) not in page
    assert "显示完整信息" not in page
    assert client.post(payees(request)).status_code == 403
    assert client.post(payees(request, "/file")).status_code == 403
    book = openpyxl.load_workbook(io.BytesIO(client.get(payees(request, "/file")).content))
    assert person(1).account not in str([list(row) for row in book.worksheets[0].iter_rows(values_only=True)])


def test_a_list_is_found_by_no_search(year: Township, signed_in: SignIn) -> None:
    list_of(year, [person(1, name="李小明")])
    for address in (f"/spend/requests?text={citizen(1)}", "/spend/requests?text=李小明", "/search?q=李小明"):
        assert "网格员补贴" not in signed_in("AC").get(address).content.decode()


def test_a_file_is_taken_over_wholly_or_each_wrong_cell_is_named(year: Township, signed_in: SignIn) -> None:
    request = list_of(year, [person(7)])
    clerk = signed_in("HD")
    head = "姓名,身份证号,账号,金额\n"
    wrong = clerk.post(payees(request, "/import"), {"file": upload(f"{head}{row_of(1)}\n{row_of(1)}\n王,1,2,三"), "month": "3"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    for told in ("第 3 行（B3）身份证号：和第 2 行是同一个身份证号", "第 4 行（D4）金额：“三”不是金额", "第 4 行（C4）账号：账号应当是"):
        assert told in page
    assert [each.name for each in request.payees.all()] == ["王7"]
    answer_ = clerk.post(payees(request, "/import"), {"file": upload(f"{head}{row_of(1)}\n{row_of(2)}"), "month": "4"})
    assert answer_.status_code == 302
    assert [each.name for each in request.payees.all()] == ["王1", "王2"]
    assert request.payees.model.objects.filter(amount=1_000).count() == 2


def test_the_template_is_empty_and_what_is_filled_in_comes_back(year: Township, signed_in: SignIn) -> None:
    request = list_of(year, [person(7)])
    clerk = signed_in("HD")
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(payees(request, "/file?blank=1")).content))
    page = book.worksheets[0]
    assert [cell.value for cell in page[4]] == [None] * len(page[4])
    titles = [str(cell.value).split("（")[0].removesuffix(" *") for cell in page[3]]
    for title, value in zip(("姓名", "身份证号", "账号", "金额"), row_of(3).split(","), strict=True):
        page.cell(4, titles.index(title) + 1, value)
    kept = io.BytesIO()
    book.save(kept)
    clerk.post(payees(request, "/import"), {"file": upload(kept.getvalue(), "名单.xlsx"), "month": "3"})
    assert [each.name for each in request.payees.all()] == ["王3"]


def test_rows_are_typed_with_what_is_wrong_beside_them(year: Township, signed_in: SignIn) -> None:
    request = list_of(year, [person(7)])
    clerk = signed_in("HD")
    assert citizen(7) in clerk.post(payees(request, "/edit"), {"do": "open"}).content.decode()
    name, number, account, amount = row_of(2).split(",")
    typed = {
        "edition": "1", "month": "3", "payees-0-name": name, "payees-0-id_number": number[:-1], "payees-0-account": account,
        "payees-0-amount": amount,
    }  # fmt: skip
    wrong = clerk.post(payees(request, "/edit"), {**typed, "do": "save"})
    assert (wrong.status_code, "现在是 17 位" in wrong.content.decode()) == (422, True)
    assert "payees-5-name" in clerk.post(payees(request, "/edit"), {**typed, "do": "add"}).content.decode()
    assert clerk.post(payees(request, "/edit"), {**typed, "payees-0-id_number": number, "do": "save"}).status_code == 302
    assert [each.name for each in request.payees.all()] == ["王2"]


def test_the_cashier_makes_a_file_takes_it_out_and_brings_the_answer(year: Township, signed_in: SignIn) -> None:
    request = to_pay(year, 2)
    cashier = signed_in("CA")
    assert request.number in cashier.get("/spend/bank").content.decode()
    assert "请至少选一笔申请" in cashier.post("/spend/bank").content.decode()
    cashier.post("/spend/bank", {"request": str(request.pk)})
    file = BankFile.objects.get()
    page = cashier.get(file.get_absolute_url()).content.decode()
    assert "****" in page
    assert person(0).account not in page
    written = cashier.post(file.get_absolute_url(), {"form": "csv"})
    assert person(0).account in written.content.decode("utf-8-sig")
    assert cashier.post(file.get_absolute_url(), {"form": "xlsx"}).content.startswith(b"PK")
    assert Entry.objects.filter(action="take_out").count() == 2
    content = answer(file.lines.all(), 2)
    assert cashier.post("/spend/bank/results", {"file": upload(content, "回单.csv")}).status_code == 302
    again = cashier.post("/spend/bank/results", {"file": upload(content, "回单.csv")})
    assert (again.status_code, "已经导入过" in again.content.decode()) == (409, True)
    assert BankResult.objects.count() == 1
    result = cashier.get(BankResult.objects.get().get_absolute_url()).content.decode()
    assert "户名账号不符" in result
    assert person(0).account not in result


def test_a_returned_payee_is_corrected_approved_and_offered_again(year: Township, signed_in: SignIn) -> None:
    request = to_pay(year, 2)
    cashier = signed_in("CA")
    cashier.post("/spend/bank", {"request": str(request.pk)})
    cashier.post("/spend/bank/results", {"file": upload(answer(BankFile.objects.get().lines.all(), 2), "回单.csv")})
    assert request.number not in cashier.get("/spend/bank").content.decode()
    typed = {"do": "correct", "name": "王1", "account": "6228999900001111", "bank": "", "reason": "凭本人新存折当面核对"}
    assert "提出更正" in cashier.get(payees(request, "/2")).content.decode()
    wrong = cashier.post(payees(request, "/2"), {**typed, "account": "六二"})
    assert (wrong.status_code, "账号应当是" in wrong.content.decode()) == (422, True)
    cashier.post(payees(request, "/2"), typed)
    made = AccountCorrection.objects.get()
    assert "6228999900001111" not in signed_in("FH").get(made.get_absolute_url()).content.decode()
    accountant = signed_in("AC")
    assert "6228999900001111" in accountant.get(made.get_absolute_url()).content.decode()
    assert "退票账户更正" in accountant.get("/").content.decode()
    assert accountant.post(f"{made.get_absolute_url()}/act/approve").status_code == 302
    page = cashier.get("/spend/bank").content.decode()
    assert (request.number in page, "10.00</td>" in page, "20.00</td>" in page.partition("支付文件表")[0]) == (True, True, False)


def test_a_private_payee_who_waits_for_the_bank_is_masked_for_who_does_not_pay(year: Township, signed_in: SignIn) -> None:
    taken(year, made_request(year, way="person", way_reason="没有单位账户", payee="王小明", payee_account="6222020100031234"), *TO_PAY)
    assert "王小明" in signed_in("CA").get("/spend/bank").content.decode()
    page = signed_in("BO").get("/spend/bank").content.decode()
    assert ("王*明" in page, "王小明" in page) == (True, False)


def test_a_returned_payee_is_given_up_on_its_page(year: Township, signed_in: SignIn) -> None:
    request = to_pay(year, 2)
    cashier = signed_in("CA")
    cashier.post("/spend/bank", {"request": str(request.pk)})
    cashier.post("/spend/bank/results", {"file": upload(answer(BankFile.objects.get().lines.all(), 2), "回单.csv")})
    short = cashier.post(payees(request, "/2"), {"do": "give_up", "reason": "不付"})
    assert (short.status_code, "至少 10 个字" in short.content.decode()) == (422, True)
    cashier.post(payees(request, "/2"), {"do": "give_up", "reason": "本人已经迁出，不再享受"})
    assert Payee.objects.get(request=request, number=2).state == "given_up"
    assert of_project().node.held == 0


def test_a_row_nobody_could_tell_is_decided_on_its_page(year: Township, signed_in: SignIn) -> None:
    request = to_pay(year, 1)
    line = sent(year, request).lines.get()
    cashier = signed_in("CA")
    content = answer([line]).decode("utf-8-sig").replace(line.code, "X-9")
    cashier.post("/spend/bank/results", {"file": upload(content, "回单.csv")})
    result = BankResult.objects.get()
    assert line.code in cashier.get(result.get_absolute_url()).content.decode()
    short = cashier.post(f"{result.get_absolute_url()}/2", {"line": str(line.pk), "reason": "是"})
    assert (short.status_code, "写明依据" in short.content.decode()) == (422, True)
    cashier.post(f"{result.get_absolute_url()}/2", {"line": str(line.pk), "reason": "问过银行，编号抄错了"})
    request.refresh_from_db()
    assert request.state == "paid"
    assert cashier.post(f"{result.get_absolute_url()}/2", {"line": "", "reason": "问过银行，编号抄错了"}).status_code == 409


def test_a_refund_is_registered_and_confirmed_on_pages(year: Township, signed_in: SignIn) -> None:
    request = taken(year, made_request(year, 100_000), *PAID)
    cashier = signed_in("CA")
    assert "登记退款" in cashier.get(request.get_absolute_url()).content.decode()
    typed = {
        "appropriation": str(of_project().pk),
        "amount": "1000.01",
        "received": f"{YEAR}-05-06",
        "bank_reference": "H1",
        "reason": "多付",
    }
    wrong = cashier.post(f"{request.get_absolute_url()}/refunds/new", typed)
    assert (wrong.status_code, "多 0.01 元" in wrong.content.decode()) == (422, True)
    cashier.post(f"{request.get_absolute_url()}/refunds/new", {**typed, "amount": "300"})
    made = Refund.objects.get()
    accountant = signed_in("AC")
    assert accountant.post(f"{made.get_absolute_url()}/act/confirm").status_code == 302
    assert of_project().node.paid == 70_000
    assert made.request.number in accountant.get("/spend/refunds?state=confirmed").content.decode()


def test_a_scan_is_known_by_its_content_sealed_with_the_request_and_kept_when_it_is_edited(year: Township, signed_in: SignIn) -> None:
    request = made_request(year, 1_000)
    clerk, voucher, before = signed_in("HD"), request.vouchers.get(), request.content_hash()
    address = f"{request.get_absolute_url()}/scans/{voucher.pk}"
    fake = clerk.post(address, {"scan": upload(b"MZ no picture", "发票.pdf")})
    assert (fake.status_code, "不是 PDF、JPG 或 PNG" in fake.content.decode()) == (422, True)
    assert clerk.post(address, {"scan": upload(b"%PDF-1.4 paper", "发票.pdf")}).status_code == 302
    assert request.content_hash() != before
    sealed = request.content_hash()
    typed = {
        "kind": "ordinary", "way": "company", "purpose": "购买防汛沙袋", "payee": "青石建材商店", "payee_account": "6222", "edition": "1",
        "charges-0-appropriation": str(of_project().pk), "charges-0-amount": "10", "vouchers-0-kind": "invoice",
        "vouchers-0-code": voucher.code, "vouchers-0-serial": voucher.number, "vouchers-0-amount": "10",
    }  # fmt: skip
    assert clerk.post(f"{request.get_absolute_url()}/edit", typed).status_code == 302
    request.refresh_from_db()
    assert request.content_hash() == sealed
    kept = request.vouchers.get()
    answer_ = signed_in("FH").get(f"{request.get_absolute_url()}/scans/{kept.pk}/file")
    assert (answer_.content, answer_["Content-Type"]) == (b"%PDF-1.4 paper", "application/pdf")
    assert signed_in("HD", "应急").get(f"{request.get_absolute_url()}/scans/{kept.pk}/file").status_code == 403
    taken(year, request, "submit")
    assert clerk.post(f"{request.get_absolute_url()}/scans/{kept.pk}", {"scan": upload(b"%PDF-1.4 other", "换.pdf")}).status_code == 409


@pytest.mark.parametrize("kind", ["payroll", "guests"])
def test_the_scan_of_a_list_of_persons_is_shown_to_those_who_work_with_it_and_each_showing_stands_in_the_trail(
    year: Township, signed_in: SignIn, kind: str
) -> None:
    request = made_request(year, 1_000, vouchers=[VoucherEntry(kind, "1 号", 1_000)])
    [paper] = request.vouchers.all()
    address = f"{request.get_absolute_url()}/scans/{paper.pk}"
    clerk = signed_in("HD")
    assert clerk.post(address, {"scan": upload(b"%PDF-1.4 names", "发放表.pdf")}).status_code == 302
    for role in ("FH", "VL", "BO", "DF"):
        other = signed_in(role)
        page = other.get(request.get_absolute_url()).content.decode()
        assert "有扫描件，含个人信息" in page
        assert f"{address}/file" not in page
        assert [other.get(f"{address}/file").status_code, other.post(f"{address}/file").status_code] == [403, 403]
    assert clerk.get(f"{address}/file").status_code == 302
    assert not Entry.objects.filter(action="show_scan").exists()
    for role in ("HD", "AC"):
        client = signed_in(role)
        assert f'action="{address}/file"' in client.get(request.get_absolute_url()).content.decode()
        assert client.post(f"{address}/file").content == b"%PDF-1.4 names"
        assert Entry.objects.filter(action="show_scan").latest("sequence").account == year.actor(role).account


@pytest.mark.parametrize("address", ["payees", "bank", "file", "refunds"])
def test_pages_ask_the_same_number_of_questions_however_long(
    year: Township, signed_in: SignIn, address: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    request = to_pay(year, 30)
    if address == "file":
        sent(year, request)
    for month in range(5, 9) if address == "bank" else ():
        to_pay(year, 1, month=month)
    url = {
        "payees": payees(request), "bank": "/spend/bank", "file": f"/spend/bank/files/{getattr(BankFile.objects.first(), 'pk', 0)}",
        "refunds": "/spend/refunds",
    }[address]  # fmt: skip
    client = signed_in("CA")
    client.get(url)
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        assert client.get(url).status_code == 200
