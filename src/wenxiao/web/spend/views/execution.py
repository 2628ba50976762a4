"""How has the budget been carried out: by duty, project, code, fund, office, and by month; from any total to its lines and payments?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse

from wenxiao.catalogue.codes import economic_name
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.book_files import Column, Kind, Sheet, Value, money
from wenxiao.web.spend.models import Appropriation, Entry
from wenxiao.web.spend.queries.dimensions import DIMENSIONS, Dimension, of_key
from wenxiao.web.spend.queries.execution import MonthRow, Spent, book, book_of_months, cash_plan, entries_under, spent
from wenxiao.web.spend.queries.flows import Month, months_of
from wenxiao.web.spend.queries.payments import Paid, paid_entries, payments
from wenxiao.web.spend.views.book_asking import ALLOTMENT, Asked, answer, asked_book

A_PAGE = 50
HIDDEN = "（别的站所的付款）"
_BALANCE = (
    money("批复"), money("调整"), money("年度预算"), money("冻结"), money("已签约"), money("支付在途"), money("已支付"),
    money("结转收回"), money("可用"), Column("执行率", Kind.PER_CENT, 8),
)  # fmt: skip

_LINE = (Column("项目或类别", width=40), Column("功能科目", width=12), Column("经济科目", width=26), Column("资金性质"))


@for_posts(ALLOTMENT)
def by_dimension(request: OfficeRequest, by: str) -> HttpResponse:
    """执行表 by one dimension: a row a key, each leading to its lines."""
    dimension = _dimension(by)
    asked = asked_book(request)
    rows = book(asked.lines, dimension, asked.gone)
    whole = spent((line.node for line in asked.lines), asked.gone)
    context = {
        "dimension": dimension,
        "dimensions": DIMENSIONS.values(),
        "rows": [(row, _address(asked, "book-lines", by, row.key or "-")) for row in rows],
        "whole": whole,
    }
    title = f"按{dimension.title}"
    sheet = Sheet(
        f"预算执行表（{title}）", (Column(dimension.title, width=44), *_BALANCE), [(row.title, *_columns(row.spent)) for row in rows]
    )
    return answer(asked, "book", "spend/book.html", context, [sheet], name=f"预算执行表（{title}）")


@for_posts(ALLOTMENT)
def lines_of_key(request: OfficeRequest, by: str, key: str) -> HttpResponse:
    """What a row of the 执行表 is made of: its lines, and its months."""
    dimension = _dimension(by)
    asked = asked_book(request)
    lines = of_key(asked.lines, dimension, key)
    if not lines:
        raise Http404
    entries = Entry.objects.filter(node__in=entries_under(lines))
    months = book_of_months(lines, months_of(asked.year, entries))
    context = {
        "dimension": dimension,
        "key": key,
        "title": dimension.label(lines[0]),
        "lines": [(line, spent([line.node], asked.gone)) for line in lines],
        "whole": spent((line.node for line in lines), asked.gone),
        "project": lines[0].project if by == "project" else None,
        "months": [(row, _payments_address(asked, row.month, by, key)) for row in months if row.payments or row.returns],
        "paid": sum(row.paid for row in months),
        "payments": _payments_address(asked, None, by, key),
    }
    name = f"支出指标（{dimension.label(lines[0])}）"
    return answer(asked, "book", "spend/book_lines.html", context, [line_sheet(name, lines, asked.gone), _month_sheet(months)], name=name)


@for_posts(ALLOTMENT)
def by_month(request: OfficeRequest) -> HttpResponse:
    """支付 by month, of all lines or of one key of a dimension, beside the cash plan."""
    asked = asked_book(request)
    months = months_of(asked.year, Entry.objects.filter(node__in=entries_under(asked.lines)))
    planned = None if asked.of_office else cash_plan(asked.unit.code, asked.year)
    rows = book_of_months(asked.lines, months, planned)
    whole = spent((line.node for line in asked.lines), asked.gone)
    context = {
        "rows": [(row, _payments_address(asked, row.month), _share(row.to_date, whole.budget)) for row in rows],
        "planned": planned is not None,
        "planned_whole": sum((planned or {}).values()),
        "whole": whole,
        "out": sum(row.out for row in rows),
        "back": sum(row.back for row in rows),
        "payments": sum(row.payments for row in rows),
        "returns": sum(row.returns for row in rows),
        "paid": sum(row.paid for row in rows),
    }
    return answer(asked, "months", "spend/book_months.html", context, [_month_sheet(rows)], name="按月支付")


@for_posts(ALLOTMENT)
def paid(request: OfficeRequest) -> HttpResponse:
    """支付明细: every payment and what came back, of `?month=` and of `?by=&of=`, each leading to its request and its line."""
    asked = asked_book(request)
    by, key = request.GET.get("by", ""), request.GET.get("of", "")
    lines: Sequence[Appropriation] = asked.lines
    said = ""
    if by:
        dimension = _dimension(by)
        lines = of_key(lines, dimension, key)
        if not lines:
            raise Http404
        said = dimension.label(lines[0])
    month = Month.read(request.GET.get("month", ""))
    entries = paid_entries(lines, month)
    title = "，".join(part for part in (said, month.title if month else f"{asked.year} 年") if part)
    wanted_file = request.GET.get("as") in ("xlsx", "csv")
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    rows = payments(asked.actor, entries if wanted_file else page.object_list, lines)
    months = book_of_months(lines, months_of(asked.year, Entry.objects.filter(node__in=entries_under(lines))))
    whole = [row for row in months if month is None or row.month == month]
    context = {
        "title": title,
        "rows": rows,
        "page": page,
        "month": month,
        "out": sum(row.out for row in whole),
        "back": sum(row.back for row in whole),
        "paid": sum(row.paid for row in whole),
        "here": sum(row.amount for row in rows),
    }
    return answer(asked, "months", "spend/book_payments.html", context, [_payment_sheet(rows)], name=f"支付明细（{title}）")


def line_sheet(title: str, lines: Sequence[Appropriation], gone: Mapping[int, int]) -> Sheet:
    """A row a line of the budget."""
    return Sheet(title, (*_LINE, *_BALANCE), [(*_of_line(line), *_columns(spent([line.node], gone))) for line in lines])


def _dimension(by: str) -> Dimension:
    if by not in DIMENSIONS:
        raise Http404
    return DIMENSIONS[by]


def _address(asked: Asked, page: str, *arguments: str, **query: str) -> str:
    base = {"unit": str(asked.unit.pk)} if asked.units else {}
    return f"{reverse(f'spend:{page}', args=arguments)}?{urlencode(base | {'year': str(asked.year)} | query)}"


def _payments_address(asked: Asked, month: Month | None, by: str = "", key: str = "") -> str:
    query = ({"month": str(month)} if month else {}) | ({"by": by, "of": key} if by else {})
    return _address(asked, "payments", **query)


def _columns(of: Spent) -> tuple[Value, ...]:
    b = of.balance
    return b.approved, of.adjusted, of.budget, b.frozen, b.committed, b.held, b.paid, of.gone, b.available, of.share


def _what(line: Appropriation) -> str:
    return f"{line.project.code} {line.project.name}" if line.project else str(line.get_part_display())


def _economic(line: Appropriation) -> str:
    return f"{line.economic_code} {economic_name(line.economic_code) or ''}".strip()


def _share(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def _month_sheet(rows: Sequence[MonthRow]) -> Sheet:
    columns = [
        Column("月份"), Column("支付笔数", Kind.COUNT), money("支付"), Column("退回笔数", Kind.COUNT), money("退回"), money("净支付"),
    ]  # fmt: skip
    planned = any(row.planned is not None for row in rows)
    if planned:
        columns.append(money("用款计划"))
    values = [
        (row.month.title, row.payments, row.out, row.returns, row.back, row.paid, *((row.planned,) if planned else ())) for row in rows
    ]
    return Sheet("按月支付", columns, values)


def _payment_sheet(rows: Sequence[Paid]) -> Sheet:
    columns = (
        Column("日期", Kind.DAY, 12), Column("变动", width=8), money("金额"), Column("申请编号", width=22), Column("用途", width=40),
        Column("收款人", width=28), Column("银行回单", width=22), *_LINE, Column("经办出纳"),
    )  # fmt: skip
    return Sheet("支付明细", columns, [(*_payment(row), *_of_line(row.line), row.person) for row in rows])


def _payment(row: Paid) -> tuple[Value, ...]:
    request = row.request
    number, purpose = (request.number, request.purpose) if request else ("", HIDDEN)
    return row.day, row.title, row.amount, number, purpose, row.payee, row.reference


def _of_line(line: Appropriation) -> tuple[Value, ...]:
    return _what(line), line.function_code, _economic(line), str(Fund(line.fund).label)
