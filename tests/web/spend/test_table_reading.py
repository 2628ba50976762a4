"""Is a stranger's table read exactly, or refused with the row and column, whatever stands in it?"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.spend.paid_lists import HEAD, person
from wenxiao.web.spend.models import ResultLine
from wenxiao.web.spend.queries.payees import PayeeEntry
from wenxiao.web.spend.tables.bank import read_result
from wenxiao.web.spend.tables.payees import faults_placed, read_payees, write_payees
from wenxiao.web.spend.tables.reading import TableError, day, money
from wenxiao.web.trail.refusal import Refusal

LIST_HEAD = "姓名,身份证号,账号,开户银行,金额,备注"


def workbook(*rows: list[object], at: int = 1) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for place, row in enumerate(rows, at):
        for column, value in enumerate(row, 1):
            page.cell(place, column, value)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def faults(content: bytes, name: str = "名单.csv") -> list[str]:
    return [each.sentence for each in read_payees(name, content, []).faults]


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_bytes_of_any_kind_are_refused_in_a_sentence_or_read(content: bytes) -> None:
    told: list[str] = []
    for read in (lambda: read_payees("x", content, []), lambda: read_result("x", content)):
        try:
            read()
        except TableError as error:
            told.append(str(error))
    assert all(told)


cells = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)


@given(st.lists(st.lists(cells, min_size=8, max_size=8), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_hostile_rows_of_the_banks_are_taken_exactly_or_named(rows: list[list[str]]) -> None:
    import csv

    text = io.StringIO(newline="")
    text.write(HEAD + "\r\n")
    csv.writer(text).writerows(rows)
    try:
        told, wrong = read_result("回单.csv", text.getvalue().encode())
    except TableError:
        return
    assert all(each.amount > 0 and each.day and each.outcome in ResultLine.Outcome for each in told)
    assert all(each.row >= 2 and each.why for each in wrong)


@given(st.integers(1, 10**14))
def test_an_amount_is_read_to_the_fen_as_it_was_written(fen: int) -> None:
    plain = f"{Decimal(fen).scaleb(-2):.2f}"
    assert money(plain) == money(f"¥{Decimal(fen).scaleb(-2):,.2f}元") == fen


@pytest.mark.parametrize("text", ["", "1,00", "1e5", "0.001", "-1", "0", "NaN", "一千", "1 000", "9" * 40, "１２元３"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="金额"):
        money(text)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_is_read_in_every_way_it_is_written(when: date) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d 10:20:30"):
        assert day(when.strftime(form)) == when


def test_the_template_comes_back_as_it_was_filled_in() -> None:
    entries = [person(n, 100_001 + n) for n in range(3)]
    content = write_payees("三月补贴", "青石镇", [], entries, made=datetime(2024, 3, 1, tzinfo=UTC))
    read = read_payees("名单.xlsx", content, [])
    assert (read.entries, read.faults) == (entries, [])


def test_a_masked_workbook_shows_nobody_whole() -> None:
    content = write_payees("三月补贴", "青石镇", [], [person(1, name="李小明")], made=datetime(2024, 3, 1, tzinfo=UTC), masked=True)
    shown = str([[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()])  # type: ignore[union-attr]
    assert "李*明" in shown
    assert person(1).account not in shown
    assert person(1).id_number not in shown


def test_an_account_that_a_spreadsheet_has_rounded_is_told_and_not_taken() -> None:
    rows = [LIST_HEAD.split(","), ["王", person(1).id_number, 6228100000000001, "", 10, ""]]
    assert faults(workbook(*rows)) == ["第 2 行（C2）账号：这一格是数字格式，第 15 位以后可能已经变成 0：请设成“文本”，再重新填写"]
    assert "科学计数法" in faults(f"{LIST_HEAD}\n王,{person(1).id_number},6.2281E+15,,10,".encode())[0]


def test_formulas_are_not_believed() -> None:
    rows = [LIST_HEAD.split(","), ["王", person(1).id_number, "6228100000000001", "", "=5*2", ""]]
    assert "这一格是公式" in faults(workbook(*rows))[0]


def test_the_head_may_stand_below_a_title_and_in_another_order() -> None:
    rows = [["三月补贴发放表"], [], ["备注", "金额（元）", "银行账号", "身份证号码", "姓名 *"], ["值班", 10.5, "62281000001", "X", "王"]]
    read = read_payees("名单.xlsx", workbook(*rows), [])
    assert read.entries == [PayeeEntry("王", "X", "62281000001", "", 1_050, "值班")]
    assert read.table.rows[0].cells["amount"] == "B4"


def test_what_the_checks_find_is_named_by_the_rows_of_the_file() -> None:
    rows = [["标题"], LIST_HEAD.split(","), *([each.name, each.id_number, each.account, "", 1, ""] for each in (person(0), person(0)))]
    read = read_payees("名单.xlsx", workbook(*rows), [])
    placed = faults_placed([Refusal("和第 1 行是同一个身份证号", "payees.1.id_number")], read)
    assert [each.sentence for each in placed] == ["第 4 行（B4）身份证号：和第 3 行是同一个身份证号"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "是空的"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 100, "旧的 xls"),
        (b"PK\x03\x04 no", "打不开"),
        ("姓名,金额\n王,1".encode(), "没有找到列名“身份证号”、“账号”"),
        (LIST_HEAD.encode(), "列名下面没有内容"),
        (f'{LIST_HEAD}\n"王'.encode(), "引号或换行不完整"),
        (b"\x00\x01", "看不见的字符"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_in_one_sentence(content: bytes, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read_payees("名单", content, [])


def test_a_line_of_totals_below_the_banks_table_is_no_payment() -> None:
    rows = f"{HEAD}\nT-1,6228100,王,10.00,2024-03-01,成功,R1,\n合计,,,10.00,,,,"
    told, wrong = read_result("回单.csv", rows.encode())
    assert ([each.code for each in told], wrong) == (["T-1"], [])


def test_a_masked_account_in_the_banks_file_is_named() -> None:
    _, wrong = read_result("回单.csv", f"{HEAD}\n,6228****1234,王,10.00,2024-03-01,成功,R1,".encode())
    assert "带 * 号的请向银行要完整的回单" in wrong[0].sentence
