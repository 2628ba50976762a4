"""What have all units below the bureau published, and what has to be asked of them? A page, a picture, and a file for the meeting."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from wenxiao.pictures.bars import Bar, bars
from wenxiao.pictures.canvas import Picture
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.queries.county import TITLES, County, Row, Standing, county, county_years
from wenxiao.web.publish.services.bringing import demand_bureau
from wenxiao.web.spend.book_files import Column, Kind, Sheet, download
from wenxiao.web.trail import clock

FUNCTION = "disclosure"
# As many bars as one takes in at a look.
_BARS = 20


@for_posts(FUNCTION)
def county_page(request: OfficeRequest) -> HttpResponse:
    """`?year=&document=&standing=`, and `&as=xlsx|csv` for a file of the same rows."""
    demand_bureau(request.actor)
    years = county_years(request.actor)
    year = asked_year(request.GET.get("year", ""), years)
    asked = request.GET.get("document", "")
    document = Disclosure.Document(asked) if asked in Disclosure.Document.values else Disclosure.Document.BUDGET
    found = county(request.actor, year, document)
    chosen = request.GET.get("standing", "")
    rows = [row for row in found.rows if not chosen.isdecimal() or str(int(row.standing)) == chosen]
    if (kind := request.GET.get("as")) in ("xlsx", "csv"):
        return download(kind, f"{request.actor.unit.short_name}{year}年{document.label}公开情况", [_sheet(rows, year, document)])
    context = {
        "county": found,
        "rows": rows,
        "year": year,
        "years": offered_years(years, year),
        "document": document,
        "documents": Disclosure.Document.choices,
        "standing": chosen,
        "standings": [(int(each), title, found.tally[each]) for each, title in TITLES.items() if found.tally[each]],
        "picture": _tally_picture(found) if found.rows else None,
        "late": _late_picture(found.rows),
        "wrong": _wrong_picture(found.rows),
    }
    return render(request, "publish/county.html", context)


def _tally_picture(found: County) -> Picture:
    items = [Bar(title, found.tally[each], f"{found.tally[each]} 个") for each, title in TITLES.items() if found.tally[each]]
    return bars("各种情况的单位各有多少", items, prefix="tally", heads=("公开情况", "单位"), as_given=True)


def _late_picture(rows: list[Row]) -> Picture | None:
    late = [row for row in rows if row.days_late][:_BARS]
    items = [
        Bar(_name(row), row.days_late, f"{row.days_late} 天", marked=row.standing is Standing.OVERDUE) for row in late
    ]  # fmt: skip
    return bars("晚了多少天（带点的现在还没有公开）", items, prefix="late", heads=("单位", "晚了")) if items else None


def _wrong_picture(rows: list[Row]) -> Picture | None:
    items = [Bar(_name(row), row.errors, f"{row.errors} 处") for row in rows if row.errors][:_BARS]
    return bars("公开的文件里有多少处错误", items, prefix="wrong", heads=("单位", "错误")) if items else None


def _name(row: Row) -> str:
    return row.unit.short_name or row.unit.name


def _sheet(rows: list[Row], year: int, document: Disclosure.Document) -> Sheet:
    columns = (
        Column("单位编码"), Column("单位", width=32), Column("情况", width=22), Column("最迟公开", Kind.DAY), Column("公开日期", Kind.DAY),
        Column("晚了（天）", Kind.COUNT), Column("错误", Kind.COUNT), Column("提醒", Kind.COUNT), Column("版数", Kind.COUNT),
        Column("来源", width=24), Column("互相矛盾的", width=80),
    )  # fmt: skip
    told = [
        (
            row.unit.code, row.unit.name, row.title, row.due, row.published_on, row.days_late or None,
            row.errors if row.published else None, row.warnings if row.published else None, row.editions or None, source_of(row),
            "；".join(row.worst),
        )
        for row in rows
    ]  # fmt: skip
    note = f"截至 {clock.today():%Y-%m-%d}。最迟公开：批复后 20 日（预算法第十四条）；空着的，系统里没有批复日期。"
    return Sheet(f"{year}年{document.label}公开情况", columns, told, summed=False, notes=(note,))


def source_of(row: Row) -> str:
    """Where its document came to us from, in words."""
    if row.own:
        if row.brought is None:
            return "本系统公开"
        return "本系统公开，网上的相同" if row.same_file else "本系统公开，网上的不同"
    return "财政局导入" if row.brought else ""
