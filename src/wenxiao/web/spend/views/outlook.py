"""How does the year stand, what is off, and how will it end? The overview, the forecast, and 三公经费 beside last year."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse

from wenxiao.catalogue.limits import limit
from wenxiao.control.ledger.moves import SPENDING, Status
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.spend.book_files import Column, Kind, Sheet, Value, money
from wenxiao.web.spend.course_pictures import course_picture, months_picture
from wenxiao.web.spend.forecasting import Forecast, Method
from wenxiao.web.spend.models import PaymentRequest
from wenxiao.web.spend.queries.execution import spent
from wenxiao.web.spend.queries.forecast import LEAST, RUSH, Outlook, outlook
from wenxiao.web.spend.queries.month_end import MonthEnd, month_end
from wenxiao.web.spend.queries.requests import requests_visible
from wenxiao.web.spend.queries.three_public import NEAR, Item, three_public
from wenxiao.web.spend.views.book_asking import ALLOTMENT, Asked, answer, asked_book, may_see_payments

_UNDER_WAY = (
    PaymentRequest.State.OFFICE, PaymentRequest.State.ACCOUNTANT, PaymentRequest.State.FINANCE, PaymentRequest.State.LEADER,
    PaymentRequest.State.TO_PAY, PaymentRequest.State.AT_BANK,
)  # fmt: skip


# How many of the projects that fall short stand on the overview by name; the forecast has them all.
MOST_LOW = 6


class Off(NamedTuple):
    """不对的地方: what is off, and where it stands."""

    said: str
    url: str


@for_posts(ALLOTMENT)
def overview(request: OfficeRequest) -> HttpResponse:
    """执行总览: one screen. Rate, rush, 三公, what is off; some twenty-five queries, however many payments."""
    asked = asked_book(request)
    lines = asked.lines
    found = outlook(lines, asked.unit, asked.year, asked.today)
    public = [] if asked.of_office else three_public(asked.unit, asked.year, asked.today)
    report = None if asked.of_office else month_end(asked.unit, asked.year, asked.month().month)
    waiting = _waiting(asked)
    context = {
        "whole": spent((line.node for line in lines), asked.gone),
        "outlook": found,
        "picture": course_picture(found, asked.year) if lines else None,
        "public": public,
        "report": report,
        "waiting": dict(waiting),
        "waiting_count": sum(waiting.values()),
        "off": _off(asked, found, public, report) if lines else [],
        "rush": found.rushes[0],
        "ended": found.method is Method.ENDED,
    }
    return answer(asked, "overview", "spend/overview.html", context, [], name="执行总览")


@for_posts(ALLOTMENT)
def forecast(request: OfficeRequest) -> HttpResponse:
    """预测: what each project will come to at the year's end, as of today or of `?day=`, with the figures it was derived from."""
    asked = asked_book(request)
    found = outlook(asked.lines, asked.unit, asked.year, asked.day())
    context = {
        "outlook": found,
        "least": limit(LEAST),
        "most": limit(RUSH),
        "course": course_picture(found, asked.year, "course"),
        "months": months_picture(found, asked.year, "months"),
        "today": asked.today,
    }
    columns = (
        Column("项目", width=44), money("年度预算"), money("已支付"), money("支付在途"), money("已签约"), money("冻结"), money("照此推算"),
        money("年底预计"), money("预计剩余"), Column("预计执行率", Kind.PER_CENT, 10), Column("提醒", width=20),
    )  # fmt: skip
    rows = [(row.title, *_expected(row.forecast), f"低于 {limit(LEAST)}%" if row.is_low else "") for row in found.rows]
    notes = (f"截至 {found.day}", f"方法：{found.method.value}", f"已过工作日 {found.passed.passed} / {found.passed.days}")
    months = Sheet(
        "各月",
        (Column("月份"), money("已支付"), money("预计再付"), money("均匀支出"), money("用款计划")),
        [(f"{each.month} 月", each.paid, each.expected, each.even, each.planned) for each in found.months],
    )
    return answer(
        asked, "forecast", "spend/forecast.html", context, [Sheet("年底预测", columns, rows, notes=notes), months], name="年底预测"
    )


@for_posts(ALLOTMENT)
def public_expenses(request: OfficeRequest) -> HttpResponse:
    """“三公”经费: limit, paid, left, beside last year's same period or last year's whole."""
    asked = asked_book(request)
    asked.demand_whole()
    day = asked.day()
    items = three_public(asked.unit, asked.year, day)
    book = reverse("spend:book", args=("economic",))
    context = {"items": items, "day": day, "near": limit(NEAR), "by_code": f"{book}?unit={asked.unit.pk}&year={asked.year}"}
    columns = (
        Column("类别", width=26), money("限额"), money("已支付"), money("支付在途"), money("可用"), money("上年"),
        Column("上年的口径", width=36), money("比上年"), Column("提醒", width=30),
    )  # fmt: skip
    rows = [
        (
            item.title, item.limit, item.paid, item.balance.held, item.left if item.limit is not None else None,
            item.before.amount if item.before else None, item.before.source if item.before else "没有上年数", item.difference, item.warning,
        )
        for item in items
    ]  # fmt: skip
    sheet = Sheet("三公经费", columns, rows, summed=False, notes=(f"截至 {day}",))
    return answer(asked, "three-public", "spend/three_public.html", context, [sheet], name="三公经费")


def _expected(found: Forecast) -> tuple[Value, ...]:
    b = found.balance
    return b.cap, b.paid, b.held, b.committed, b.frozen, found.carried_on, found.expected, found.unspent, found.share


def _waiting(asked: Asked) -> Counter[str]:
    """Requests under way by the title of their state."""
    if not may_see_payments(asked.actor):
        return Counter()
    asked_states = requests_visible(asked.actor).filter(unit=asked.unit, year=asked.year, state__in=_UNDER_WAY)
    counted = dict(asked_states.order_by().values_list("state").annotate(Count("pk")))
    return Counter({str(PaymentRequest.State(state).label): counted[state] for state in _UNDER_WAY if state in counted})


def _off(asked: Asked, found: Outlook, public: list[Item], report: MonthEnd | None) -> list[Off]:
    """What somebody should look at, the gravest first."""
    query = f"?unit={asked.unit.pk}&year={asked.year}"
    forecast_url, public_url = reverse("spend:forecast") + query, reverse("spend:three-public") + query
    off = []
    if report is not None and report.differences:
        off.append(Off(f"月报有 {len(report.differences)} 处勾稽不符", f"{reverse('spend:month-end')}{query}&month={report.month}"))
    off += [Off(f"{item.title}：{item.warning}", public_url) for item in public if item.warning and item.limit is not None]
    for line in asked.lines:
        status = Status(line.node.status)
        if status not in SPENDING and status is not Status.CLOSED:
            off.append(Off(f"“{line}”{status.title}，不能付款", reverse("spend:line", args=(line.pk,))))
    if found.passed.passed * 4 >= found.passed.days:
        said = "全年只执行" if found.method is Method.ENDED else "年底预计只执行"
        low = sorted(found.low, key=lambda row: -row.forecast.unspent)
        off += [
            Off(f"{row.title}：{said} {row.forecast.share}%，剩 {Money(row.forecast.unspent)} 元", forecast_url) for row in low[:MOST_LOW]
        ]
        if len(low) > MOST_LOW:
            rest = sum(row.forecast.unspent for row in low[MOST_LOW:])
            off.append(Off(f"另有 {len(low) - MOST_LOW} 项执行不到 {limit(LEAST)}%，共剩 {Money(rest)} 元", forecast_url))
        quarter = found.rushes[0]
        if quarter.share >= limit(RUSH):
            off.append(Off(f"第四季度占全年支出的 {quarter.share}%，均匀应为 {quarter.even_share}%", forecast_url))
    return off
