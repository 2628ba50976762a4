"""Do the payments of the old books come in once, whole or not at all, each on its own line and day?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from web.plan.compiling import GENERAL, OFFICE, PROJECT
from web.plan.making import YEAR
from web.spend.spending import allotted, made_request, node, of_code, of_project, taken
from web.township import Township
from wenxiao.control.ledger.recompute import recompute
from wenxiao.web.spend.models import Command, ImportRow, LedgerImport, PaymentRequest
from wenxiao.web.spend.services.imports import import_act, import_take, import_template, import_upload
from wenxiao.web.spend.services.requests import request_act
from wenxiao.web.spend.tables.old_books import COLUMNS
from wenxiao.web.spend.tables.reading import CellFault
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
State = LedgerImport.State
HEADS = [column.title for column in COLUMNS]


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def row(**changed: Any) -> dict[str, Any]:
    """One payment of 100 元 from the project, as the old books have it."""
    line = of_project()
    assert line.project is not None
    values: dict[str, Any] = {
        "支付日期": datetime(YEAR, 1, 20), "项目编码或基本支出类别": line.project.code, "功能科目": line.function_code,
        "经济科目": line.economic_code, "资金性质": "一般公共预算", "金额": 100, "收款人": "青石建材商店", "用途": "沙袋",
        "原凭证号": "记-1",
    }  # fmt: skip
    return {**values, **changed}


def office_row(**changed: Any) -> dict[str, Any]:
    of_office = {"项目编码或基本支出类别": "日常公用经费", "功能科目": "2010301", "经济科目": "30201 办公费", "原凭证号": "记-2"}
    return row(**{**of_office, "站所": "财政所", **changed})


def workbook(*rows: dict[str, Any], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.append(HEADS)
    for each in rows:
        page.append([each.get(head) for head in HEADS])
    if merge:
        page.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def uploaded(township: Township, *rows: dict[str, Any], content: bytes = b"", name: str = "旧账.xlsx", merge: str = "") -> LedgerImport:
    return import_upload(
        actor=township.actor("AC"), unit=township.unit, year=YEAR, name=name, content=content or workbook(*rows, merge=merge)
    )  # fmt: skip


def approved(township: Township, found: LedgerImport) -> LedgerImport:
    import_act(actor=township.actor("AC"), found=found, action="ask")
    import_act(actor=township.actor("FH"), found=found, action="approve")
    return found


def problems(found: LedgerImport) -> list[str]:
    assert found.state == State.WRONG
    return [CellFault(*each).sentence for each in found.problems]


def asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_each_row_becomes_a_booked_payment_on_its_line_and_its_day(year: Township) -> None:
    found = approved(year, uploaded(year, row(), office_row(金额="1,234.50", 收款人是个人="是")))
    assert not PaymentRequest.objects.exists()
    import_take(pk=found.pk)
    found.refresh_from_db()
    assert found.state == State.TAKEN
    first, second = PaymentRequest.objects.order_by("pk")
    assert (first.state, first.imported, first.imported_day) == (PaymentRequest.State.BOOKED, found, date(YEAR, 1, 20))
    assert (first.office, first.document, first.way) == (year.offices["农业"], "原凭证 记-1", "company")
    assert (second.office, second.amount, second.way) == (year.offices["财政"], 123_450, "person")
    assert (of_project().node.paid, of_code("30201").node.paid) == (10_000, 123_450)
    assert node("fund", GENERAL).paid == node("unit").paid == 133_450
    assert node("unit").held == 0
    assert not recompute(asked).faults
    paid = Command.objects.get(kind="pay", subject_id=str(first.pk))
    assert timezone.localdate(datetime.fromisoformat(paid.at)) == date(YEAR, 1, 20)
    assert (paid.account, paid.key) == (year.actor("FH").account, f"{year.unit.code}/{YEAR}/import/{found.pk}/2/pay")


def test_what_is_imported_counts_before_what_is_asked_for_afterwards(year: Township) -> None:
    import_take(pk=approved(year, uploaded(year, row(金额=35_999))).pk)
    with pytest.raises(Refused, match=r"可占用 1\.00 元"):
        taken(year, made_request(year, 101), "submit")
    request = taken(year, made_request(year, 100), "submit")
    assert request.number.endswith("Z00003")


def test_the_same_file_is_taken_once(year: Township) -> None:
    content = workbook(row())
    found = uploaded(year, content=content)
    with pytest.raises(Refused, match="同一份文件已经在") as refused:
        uploaded(year, content=content, name="换个名字.xlsx")
    assert refused.value.of("file")
    import_take(pk=approved(year, found).pk)
    import_take(pk=found.pk)
    assert of_project().node.paid == 10_000
    assert Entry.objects.filter(subject_kind="ledger_import", action="take").count() == 1


def test_a_row_that_another_file_has_brought_is_told(year: Township) -> None:
    first = approved(year, uploaded(year, row()))
    assert "记-1 号凭证 100.00 元已经在《旧账.xlsx》第 2 行" in problems(uploaded(year, row(), row(原凭证号="记-9"), name="二.xlsx"))[0]
    assert first.state == State.TAKING


def test_of_two_files_with_the_same_payment_only_one_is_asked_for_or_posted(year: Township) -> None:
    first, second = uploaded(year, row()), uploaded(year, row(), office_row(), name="补一行.xlsx")
    approved(year, first)
    with pytest.raises(Refused, match=r"有 1 笔会入账两次：第 2 行 记-1 号凭证 100\.00 元已经在《旧账\.xlsx》（正在入账）第 2 行"):
        import_act(actor=year.actor("AC"), found=second, action="ask")
    LedgerImport.objects.filter(pk=second.pk).update(state=State.ASKED)
    with pytest.raises(Refused, match="会入账两次"):
        import_act(actor=year.actor("FH"), found=second, action="approve")
    assert import_take(pk=first.pk).state == State.TAKEN
    LedgerImport.objects.filter(pk=second.pk).update(state=State.TAKING)
    failed = import_take(pk=second.pk)
    assert (failed.state, "会入账两次" in failed.failure) == (State.FAILED, True)
    assert PaymentRequest.objects.count() == 1


def test_everything_that_is_wrong_is_told_at_once_by_row_and_column_and_nothing_is_kept(year: Township) -> None:
    found = uploaded(
        year,
        row(金额="1,23"), row(支付日期="45352"), row(支付日期=f"{YEAR - 1}-12-31"), row(资金性质="专项资金"), row(经济科目="302"),
        row(项目编码或基本支出类别="没有这个"), row(收款人=None), office_row(站所=None), office_row(站所="水利站"), row(站所="财政所"),
        row(金额="=1+1"), row(金额=-5), row(收款人是个人="也许"), row(功能科目="2010302"), row(金额="12.345"),
    )  # fmt: skip
    told = "\n".join(problems(found))
    for place, (line, what) in enumerate(
        [
            (2, "“1,23”不是金额"), (3, "Excel 里日期的序号"), (4, f"不在 {YEAR} 年"), (5, "“专项资金”不是资金性质"),
            (6, "“302”不对：要填到款，五位"), (7, "没有支出指标：请核对编码"), (8, "没有填"), (9, "各站所共用"), (10, "没有站所“水利站”"),
            (11, "这个支出指标是"), (12, "公式"), (13, "金额应当大于零"), (14, "请填 是 或 否"), (15, "它有的是："), (16, "不是金额"),
        ]
    ):  # fmt: skip
        [sentence] = [each for each in told.splitlines() if each.startswith(f"第 {line} 行")]
        assert what in sentence, (place, sentence)
    assert not ImportRow.objects.exists()
    with pytest.raises(OutOfTurn):
        import_act(actor=year.actor("AC"), found=found, action="ask")


def test_merged_cells_and_rows_written_twice_are_told(year: Township) -> None:
    told = problems(uploaded(year, row(), row(金额=200), merge="G2:G3"))
    assert "第 3 行（G3）收款人：这一格和别的格合并在一起" in told[0]
    assert "和第 2 行完全相同" in problems(uploaded(year, row(), row()))[0]


def test_a_csv_of_a_spreadsheet_is_read_too(year: Township) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    writer.writerow([row(支付日期=f"{YEAR}/1/20").get(head, "") for head in HEADS])
    found = uploaded(year, content=text.getvalue().encode("gb18030"), name="旧账.csv")
    assert (found.state, found.rows.get().day) == (State.CHECKED, date(YEAR, 1, 20))


def test_the_template_is_read_back_and_names_the_lines_of_the_year(year: Township) -> None:
    book = openpyxl.load_workbook(io.BytesIO(import_template(actor=year.actor("AC"), unit=year.unit, year=YEAR)))
    page = book["已支付明细"]
    values = row(支付日期=f"{YEAR}-01-20")
    for place, head in enumerate(HEADS, 1):
        page.cell(4, place, values.get(head))
    codes = [cell.value for cell in book["本年支出指标"]["D"]]
    assert of_project().economic_code in codes
    buffer = io.BytesIO()
    book.save(buffer)
    assert uploaded(year, content=buffer.getvalue()).rows.get().row == 4


def test_what_would_pass_a_cap_is_not_sent_and_the_amounts_are_told(year: Township) -> None:
    found = uploaded(year, row(金额=36_000), office_row(金额=20_000), office_row(金额="0.01", 原凭证号="记-3"))
    with pytest.raises(Refused) as refused:
        import_act(actor=year.actor("AC"), found=found, action="ask")
    [refusal] = refused.value.refusals
    assert "可用 20,000.00 元，这份旧账要用 20,000.01 元，超出 0.01 元" in refusal.message
    assert (PROJECT, OFFICE) == (3_600_000, 2_000_000)


def test_what_no_longer_fits_when_it_is_posted_is_posted_not_at_all_and_may_be_sent_again(year: Township) -> None:
    found = approved(year, uploaded(year, office_row(), row(金额=36_000)))
    request = taken(year, made_request(year, 1), "submit")
    import_take(pk=found.pk)
    found.refresh_from_db()
    assert found.state == State.FAILED
    assert "差 0.01 元" in found.failure
    assert node("unit").paid == 0
    assert PaymentRequest.objects.count() == 1
    request_act(actor=year.actor("HD"), request=request, action="take_back")
    import_take(pk=approved(year, found).pk)
    assert node("unit").paid == 3_610_000


def test_what_nobody_has_foreseen_leaves_the_import_failed_with_words_and_nothing_posted(year: Township) -> None:
    found = approved(year, uploaded(year, row()))

    def broken(done: int, of: int) -> None:
        raise OSError(f"{done} of {of}")

    failed = import_take(pk=found.pk, told=broken)
    found.refresh_from_db()
    assert failed.state == found.state == State.FAILED
    assert "没有记入任何一笔" in found.failure
    assert not PaymentRequest.objects.exists()
    assert node("unit").paid == 0


def test_a_control_character_in_the_name_of_the_file_is_a_blank_in_the_books(year: Township) -> None:
    taken_over = import_take(pk=approved(year, uploaded(year, row(), name="旧\x01账\x7f.xlsx")).pk)
    assert taken_over.state == State.TAKEN
    assert "《旧 账 .xlsx》" in Command.objects.get(kind="pay").reason


def test_who_is_stopped_in_the_middle_has_posted_nothing_and_begins_anew(year: Township) -> None:
    found = approved(year, uploaded(year, *(row(金额=n) for n in range(1, 121))))

    def pulled_out(done: int, of: int) -> None:
        assert (done, of) == (50, 120)
        raise SystemExit

    with pytest.raises(SystemExit):
        import_take(pk=found.pk, told=pulled_out)
    found.refresh_from_db()
    assert found.state == State.TAKING
    assert not PaymentRequest.objects.exists()
    assert node("unit").paid == 0
    steps: list[tuple[int, int]] = []
    import_take(pk=found.pk, told=lambda done, of: steps.append((done, of)))
    assert steps == [(50, 120), (100, 120), (120, 120)]
    assert node("unit").paid == sum(range(1, 121)) * 100
    assert PaymentRequest.objects.count() == 120
    assert not recompute(asked).faults


def test_who_brought_it_does_not_approve_it(year: Township) -> None:
    found = uploaded(year, row())
    import_act(actor=year.actor("AC"), found=found, action="ask")
    with pytest.raises(NotPermitted):
        import_act(actor=year.actor("AC"), found=found, action="approve")
    import_act(actor=year.actor("FH"), found=found, action="return", reason="缺三月份的支付，请补上再报")
    import_act(actor=year.actor("AC"), found=found, action="discard", reason="另行上传一份补全了的旧账")
    assert uploaded(year, content=bytes(found.attachment.content)).state == State.CHECKED


def test_only_who_keeps_the_books_brings_a_file_in_or_gets_the_form(year: Township, signed_in: Callable[..., Client]) -> None:
    for role in ("CA", "HD", "FH"):
        with pytest.raises(NotPermitted):
            import_upload(actor=year.actor(role), unit=year.unit, year=YEAR, name="旧账.xlsx", content=b"x")
        assert signed_in(role).get("/spend/imports/template").status_code == 403


def test_a_year_without_lines_takes_nothing(township: Township) -> None:
    with pytest.raises(Refused, match="请先下达指标并分解"):
        uploaded(township, content=b"x")


# ── pages ──


@pytest.mark.usefixtures("year")
def test_a_file_is_brought_in_looked_at_sent_and_approved_on_the_pages(
    signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    accountant, head = signed_in("AC"), signed_in("FH")
    assert accountant.get(f"/spend/imports/template?year={YEAR}").headers["Content-Type"].endswith("spreadsheetml.sheet")

    def sent(*rows: dict[str, Any]) -> Any:
        return accountant.post("/spend/imports", {"year": str(YEAR), "file": SimpleUploadedFile("旧账.xlsx", workbook(*rows))})

    wrong = accountant.get(sent(row(金额="1,23")).url).content.decode()
    assert "有 1 处不对" in wrong
    assert "F2" in wrong
    answer = sent(*(row(金额=n, 收款人="欧阳小明", 收款人是个人="是") for n in range(1, 70)))
    page = accountant.get(answer.url).content.decode()
    assert "青石镇" in page
    assert "欧阳小明" not in page
    assert "欧**明" in page
    assert "2,415.00" in page
    with django_assert_max_num_queries(20):
        accountant.get(answer.url)
    assert accountant.post(f"{answer.url}/act/ask", {"reason": ""}).status_code == 302
    assert head.post(f"{answer.url}/act/approve", {"reason": ""}).status_code == 302
    assert "等后台入账" in head.get(answer.url).content.decode()
    found = LedgerImport.objects.get(state=State.TAKING)
    import_take(pk=found.pk)
    assert "已导入" in head.get(answer.url).content.decode()
    request = PaymentRequest.objects.first()
    assert request is not None
    assert "旧账" in accountant.get(request.get_absolute_url()).content.decode()
    again = sent(row())
    assert again.status_code == 302
