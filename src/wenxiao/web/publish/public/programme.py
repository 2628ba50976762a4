"""What is each yuan to achieve: from the whole over duties and activities to projects and indicators; and where is one found by name?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from wenxiao.web.publish.public.book import Book, project_page
from wenxiao.web.publish.public.pages import Page

# Rows of an index on one page.
LONGEST = 150
GRADES = ("优", "良", "中", "差")


class Money(NamedTuple):
    """一笔支出 of a project: `figure` is its id."""

    function: str
    economic: str
    fund: str
    carried: bool
    figure: str


class Found(NamedTuple):
    """索引的一条: `amount` is the id of its money, "" for an indicator."""

    kind: str
    name: str
    code: str
    page: str
    amount: str
    within: str


def programme_pages(book: Book) -> Iterator[Page]:
    """Every duty and every project has a page of its own."""
    duties = book.data["programme"]
    lines = _lines(book)
    yield Page(
        "programme.html", "programme.html", {"total": book.total, "duties": [_duty(book, n, each) for n, each in enumerate(duties, 1)]}
    )
    for number, duty in enumerate(duties, 1):
        yield Page(f"duties/{number}.html", "duty.html", _duty(book, number, duty))
        for activity in duty["activities"]:
            for project in activity["projects"]:
                code = project["code"]
                shown = {
                    "project": project, "activity": activity, "duty": duty, "duty_page": f"duties/{number}.html", "grades": GRADES,
                    "lines": lines.get(code, ()), "share": book.share(project["figure"]),
                    "has_targets": any(each.get("target") for each in project["indicators"]),
                    "indicators": [(each, [each["standards"][grade] for grade in GRADES]) for each in project["indicators"]],
                }  # fmt: skip
                yield Page(project_page(code), "project.html", shown)


def index_pages(book: Book) -> Iterator[Page]:
    """Every duty, activity, project and indicator by name: read with the browser's own search in a page."""
    found = sorted(_found(book), key=lambda each: (each.name, each.code))
    sheets = [found[at : at + LONGEST] for at in range(0, len(found), LONGEST)] or [[]]
    names = ["search.html" if number == 1 else f"search-{number}.html" for number in range(1, len(sheets) + 1)]
    by_code = sorted((each for each in found if each.kind == "项目"), key=lambda each: each.code)
    for name, sheet in zip(names, sheets, strict=True):
        others = [(other, own[0].name, own[-1].name, other == name) for other, own in zip(names, sheets, strict=True) if own]
        yield Page(name, "search.html", {"found": sheet, "sheets": others, "count": len(found), "by_code": "search-code.html"})
    yield Page("search-code.html", "search_code.html", {"projects": by_code})


def _duty(book: Book, number: int, duty: dict[str, Any]) -> dict[str, Any]:
    activities = [
        {**each, "projects": [{**project, "page": project_page(project["code"])} for project in each["projects"]]}
        for each in duty["activities"]
    ]
    page = f"duties/{number}.html"
    return {"duty": duty, "number": number, "page": page, "share": book.share(duty["figure"]), "activities": activities}


def _lines(book: Book) -> dict[str, list[Money]]:
    """By project."""
    found: dict[str, list[Money]] = {}
    for line in book.data["lines"]:
        if line["project"]:
            function, economic = (f"{line[f'{axis}_code']} {line[f'{axis}_name']}" for axis in ("function", "economic"))
            money = Money(function, economic, line["fund_name"], line["carried"], line["figure"])
            found.setdefault(line["project"], []).append(money)
    return found


def _found(book: Book) -> Iterator[Found]:
    for number, duty in enumerate(book.data["programme"], 1):
        page = f"duties/{number}.html"
        yield Found("职责", duty["name"], "", page, duty["figure"], "")
        for activity in duty["activities"]:
            yield Found("工作活动", activity["name"], "", page, activity["figure"], duty["name"])
            for project in activity["projects"]:
                own = project_page(project["code"])
                yield Found("项目", project["name"], project["code"], own, project["figure"], activity["name"])
                for indicator in project["indicators"]:
                    yield Found("绩效指标", indicator["name"], "", own, "", project["name"])
