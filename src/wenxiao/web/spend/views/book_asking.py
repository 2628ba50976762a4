"""Of which unit, year, month and day does a page of the books speak, and which other books are there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wenxiao.web.people.acting import OfficeRequest, PostActor
from wenxiao.web.people.matrix import OWN, roles
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.units import chosen_unit
from wenxiao.web.people.views.access import demand
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.spend.book_files import Sheet, download
from wenxiao.web.spend.models import Allotment, Appropriation, PaymentRequest
from wenxiao.web.spend.queries.dimensions import whole_lines
from wenxiao.web.spend.queries.execution import closed_out
from wenxiao.web.spend.queries.flows import Month
from wenxiao.web.spend.queries.requests import appropriations_visible, years_of
from wenxiao.web.trail import clock

ALLOTMENT, BOOKKEEPING, PAYMENT = "allotment", "bookkeeping", "payment"


@dataclass(frozen=True)
class Asked:
    """问的是哪本账: of which unit and year, as far as the post may look."""

    request: OfficeRequest
    unit: Unit
    year: int
    years: list[int]

    @property
    def actor(self) -> PostActor:
        return self.request.actor

    @property
    def of_office(self) -> bool:
        """Whether the post sees its own office's lines only, so that no figure is the whole unit's."""
        return self.actor.permission(ALLOTMENT).scope == OWN

    @cached_property
    def queryset(self) -> QuerySet[Appropriation]:
        return appropriations_visible(self.actor, self.year).filter(unit=self.unit)

    @cached_property
    def lines(self) -> list[Appropriation]:
        return whole_lines(self.queryset)

    @cached_property
    def gone(self) -> dict[int, int]:
        """What the closing took out of the lines, by node."""
        return closed_out(line.node_id for line in self.lines)

    @property
    def name(self) -> str:
        """What its files are called, before the book's own name."""
        return f"{self.unit.short_name or self.unit.name} {self.year} 年"

    @cached_property
    def units(self) -> Sequence[Unit]:
        if roles()[self.actor.role].place != "bureau":
            return ()
        return list(Unit.objects.filter(supervisor=self.actor.unit))

    def demand_whole(self) -> None:
        """Raises NotPermitted for a post that sees its own office only."""
        demand(self.request, ALLOTMENT, "V", Allotment(unit=self.unit))

    def demand_bookkeeping(self) -> None:
        """Raises NotPermitted."""
        demand(self.request, BOOKKEEPING, "V", _Kept(self.unit))

    def month(self) -> Month:
        """`?month=2024-03`, else the month of today, else the last of the year."""
        asked = Month.read(self.request.GET.get("month", ""))
        return asked or Month.of(min(self.today, date(self.year, 12, 31)))

    @property
    def today(self) -> date:
        return max(clock.today(), date(self.year, 1, 1))

    def day(self) -> date:
        """`?day=2024-06-30`, else today, but never after today."""
        try:
            asked = date.fromisoformat(self.request.GET.get("day", "")[:10])
        except ValueError:
            return clock.today()
        return min(max(asked, date(self.year, 1, 1)), max(clock.today(), date(self.year, 1, 1)))


class _Kept:
    """What the accountant keeps: the unit's, and no office's."""

    KIND = "unit"

    def __init__(self, unit: Unit) -> None:
        self.owning_unit = unit
        self.owning_office = None
        self.project_code = ""


def asked_book(request: OfficeRequest) -> Asked:
    """Of the address: `?unit=&year=`; the newest year that has lines, and a bureau's first unit, where nothing is asked."""
    years = years_of(request.actor)
    year = asked_year(request.GET.get("year", ""), years)
    year = year if 1 < year < 9998 else clock.today().year
    unit = chosen_unit(request.actor, request.GET.get("unit", ""), below_first=True)
    return Asked(request, unit, year, offered_years(years, year))


# Each book: the name of its page, its title on the tab, and what it asks of the post.
_BOOKS = (
    ("overview", "总览", ""),
    ("book", "按口径", ""),
    ("months", "按月", ""),
    ("books", "支出指标", ""),
    ("month-end", "月报", "whole"),
    ("forecast", "预测", ""),
    ("three-public", "“三公”经费", "whole"),
    ("trace", "钱去哪了", PAYMENT),
    ("postings", "记账清单", BOOKKEEPING),
    ("accounts", "指标账", BOOKKEEPING),
)


def tabs(asked: Asked, here: str) -> list[tuple[str, str, bool]]:
    """(title, address, whether it is this one) of the books that the post may open."""
    found = []
    query = f"?unit={asked.unit.pk}&year={asked.year}" if asked.units else f"?year={asked.year}"
    for page, title, needs in _BOOKS:
        if needs == "whole" and asked.of_office:
            continue
        if needs in (BOOKKEEPING, PAYMENT) and not asked.actor.may_somewhere(needs):
            continue
        url = reverse(f"spend:{page}", args=("duty",) if page == "book" else ())
        found.append((title, url + query, page == here))
    return found


def answer(
    asked: Asked, here: str, template: str, context: dict[str, Any], sheets: Sequence[Sheet], *, name: str, status: int = 200
) -> HttpResponse:
    """The page, or with `?as=xlsx` or `?as=csv` the same figures as a file called `name`."""
    wanted = asked.request.GET.get("as", "")
    if wanted in ("xlsx", "csv") and sheets:
        return download(wanted, f"{asked.name}{name}", sheets)
    return render(asked.request, template, frame(asked, here) | {"files": bool(sheets)} | context, status=status)


def frame(asked: Asked, here: str) -> dict[str, Any]:
    """What every page of the books shows above its figures."""
    return {
        "asked": asked,
        "unit": asked.unit,
        "units": asked.units,
        "year": asked.year,
        "years": asked.years,
        "tabs": tabs(asked, here),
        "of_office": asked.of_office,
    }


def may_see_payments(actor: PostActor) -> bool:
    return actor.may_somewhere(PaymentRequest.FUNCTION)
