"""What does the month-end report say, and does it tie? 月报."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.spend.book_files import Column, Kind, Sheet, money
from wenxiao.web.spend.queries.flows import Month
from wenxiao.web.spend.queries.month_end import MonthEndRow, month_end
from wenxiao.web.spend.views.book_asking import ALLOTMENT, answer, asked_book

_SUMS = (money("预算"), money("本月支付"), money("累计支付"), Column("执行率", Kind.PER_CENT, 10))


@for_posts(ALLOTMENT)
def report(request: OfficeRequest) -> HttpResponse:
    """By function, project and fund, with the ties between them and to the ledger."""
    asked = asked_book(request)
    asked.demand_whole()
    month = asked.month()
    month = month if month.year == asked.year else Month(asked.year, month.month)
    found = month_end(asked.unit, asked.year, month.month)
    context = {
        "report": found,
        "month": month,
        "months": [Month(asked.year, each) for each in range(1, 13)],
        "tables": [
            ("按功能科目", "function", found.by_function),
            ("按项目", "project", found.by_project),
            ("按资金性质", "fund", found.by_fund),
        ],
        "payments": f"{reverse('spend:payments')}?unit={asked.unit.pk}&year={asked.year}&month={month}",
        "query": f"?unit={asked.unit.pk}&year={asked.year}",
    }
    sheets = [
        _sheet("按功能科目", found.by_function), _sheet("按项目", found.by_project), _sheet("按资金性质", found.by_fund),
        Sheet(
            "勾稽",
            (
                Column("勾稽", width=30), Column("左边", width=34), money("左边金额"), Column("右边", width=34), money("右边金额"),
                money("差额"), Column("结果", width=8),
            ),
            [
                (tie.title, tie.left_title, tie.left, tie.right_title, tie.right, tie.difference, "相符" if tie.holds else "不符")
                for tie in found.ties
            ],
            summed=False,
        ),
    ]  # fmt: skip
    return answer(asked, "month-end", "spend/month_end.html", context, sheets, name=f"{month.month} 月月报")


def _sheet(title: str, rows: list[MonthEndRow]) -> Sheet:
    return Sheet(
        title, (Column(title.removeprefix("按"), width=44), *_SUMS),
        [(row.title, row.budget, row.paid_in_month, row.paid, row.share) for row in rows],
    )  # fmt: skip
