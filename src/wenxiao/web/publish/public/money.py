"""On what is the money spent, and with what: by function, by economic code, 三公经费, procurement, assets, people?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from wenxiao.disclosure.figures import Axis, name_of
from wenxiao.disclosure.open_data_read import Comparison
from wenxiao.disclosure.records import AssetKind, Subject, UnitYear
from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.staffing import Staff, staffing
from wenxiao.web.publish.public.book import Book, Row, project_page
from wenxiao.web.publish.public.pages import Page

# 三公 as its table has it: name, id, how deep.
THREE_PUBLIC = (
    ("“三公”经费合计", "三公/合计", 0),
    (Subject.ABROAD.value, f"三公/{Subject.ABROAD.name}", 1),
    ("公务用车购置及运行费", "三公/用车", 1),
    (Subject.VEHICLE_PURCHASE.value, f"三公/{Subject.VEHICLE_PURCHASE.name}", 2),
    (Subject.VEHICLE_RUNNING.value, f"三公/{Subject.VEHICLE_RUNNING.name}", 2),
    (Subject.RECEPTION.value, f"三公/{Subject.RECEPTION.name}", 1),
)
AREA = (AssetKind.BUILDINGS, AssetKind.OFFICES)


class Item(NamedTuple):
    """一项: the id of its money and how it compares, where last year is known."""

    name: str
    level: int
    figure: str
    compared: Comparison | None


class Owned(NamedTuple):
    """资产的一类: ids of its quantity, "" where it is not counted, and value."""

    name: str
    level: int
    quantity: str
    measure: str
    value: str


def money_pages(book: Book, records: UnitYear) -> Iterator[Page]:
    yield from spending_pages(book)
    yield Page("procurement.html", "procurement.html", _procurement(book))
    yield Page("assets.html", "assets.html", _assets(book))
    yield Page("staffing.html", "staffing.html", _staffing(book, records))


def spending_pages(book: Book) -> Iterator[Page]:
    """Of a budget and of final accounts alike."""
    yield Page("function.html", "codes.html", _by_function(book))
    yield Page("economic.html", "codes.html", _by_economic(book))
    yield Page("three-public.html", "three_public.html", _three_public(book))


def _by_function(book: Book) -> dict[str, Any]:
    rows = [(row, _code_name(Axis.FUNCTION, row)) for row in book.by_code(Axis.FUNCTION, 3, 5, 7)]
    return {
        "heading": "按功能分：钱用在哪些事上",
        "lead": "功能科目说的是办什么事：类、款、项一层比一层细，下一层加起来等于上一层。",
        "columns": ("基本支出", "项目支出"),
        "rows": rows,
    }


def _by_economic(book: Book) -> dict[str, Any]:
    rows = [(row, _code_name(Axis.ECONOMIC, row)) for row in book.by_code(Axis.ECONOMIC, 3, 5)]
    return {
        "heading": "按经济分：钱变成了什么",
        "lead": "部门预算支出经济分类科目说的是钱变成了什么：工资、办公费、补助等，分类、款两层。",
        "columns": ("人员经费", "公用经费", "项目支出"),
        "rows": rows,
    }


def _code_name(axis: Axis, row: Row) -> str:
    return name_of(axis, row.code) if row.code else "合计"


def _three_public(book: Book) -> dict[str, Any]:
    compared = {each.figure: each for each in book.open.comparisons}
    items = [Item(name, level, id, compared.get(id)) for name, id, level in THREE_PUBLIC if id in book]
    return {
        "items": items,
        "vehicles": book.data["vehicles"]["figures"],
        "journeys": book.data["journeys"]["figures"],
        "operating": compared.get(next((each.figure for each in book.open.comparisons if each.name == Subject.OPERATING.value), "")),
    }


def _procurement(book: Book) -> dict[str, Any]:
    whole, named = "采购/合计/全部", book.records.project_names()
    lines = [
        (each, named.get(each["project"], "公用经费"), project_page(each["project"]) if each["project"] in named else "")
        for each in book.data["procurement"]
    ]
    return {"lines": lines, "whole": whole if whole in book else ""}


def _assets(book: Book) -> dict[str, Any]:
    rows = []
    for kind in AssetKind:
        value, quantity = f"资产/{kind.name}/价值", f"资产/{kind.name}/数量"
        if kind is AssetKind.VEHICLES:
            quantity = "车辆/保有"
        if value in book:
            level = 2 if kind is AssetKind.OFFICES else 1
            counted = quantity if quantity in book and kind is not AssetKind.OTHER else ""
            measure = "平方米" if kind in AREA else "辆" if kind is AssetKind.VEHICLES else "台（套）"
            rows.append(Owned(f"其中：{kind.value}" if level == 2 else kind.value, level, counted, measure, value))
    return {"rows": rows, "whole": "资产/总额" if "资产/总额" in book else "", "goods": "采购/货物" if "采购/货物" in book else ""}


def _staffing(book: Book, records: UnitYear) -> dict[str, Any]:
    figures, own = book.data["staffing"]["figures"], records.staffing
    retired = [("离休", figures["cadre_retired"]), ("退休", figures["retired"]), ("退职", figures["resigned"])]
    rows = [
        ("行政", figures["administrative_quota"], figures["administrative"]),
        ("事业", figures["institution_quota"], figures["institution"]),
    ]
    kinds = [Staff("行政", own.administrative_quota, own.administrative), Staff("事业", own.institution_quota, own.institution)]
    picture: Picture = staffing("编制和实有人数", kinds, prefix="staff")
    return {"rows": rows, "retired": retired, "picture": picture}
