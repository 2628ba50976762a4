"""What does an edition say at a glance and in plain words: how much, from where, for what, and what changed?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wenxiao.disclosure.figures import Axis, Slice, name_of
from wenxiao.disclosure.records import BASIC, Part, UnitYear
from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.flow import Link, Node, flow
from wenxiao.pictures.pairs import Pair, pairs
from wenxiao.vocabulary.shown import WAN, format_base
from wenxiao.web.publish.public.book import Book
from wenxiao.web.publish.public.pages import Page

# Streams that a picture tells apart; the rest flow together.
MOST_STREAMS = 10
LARGEST = 5
THREE_PUBLIC = "三公/合计"


class Duty(NamedTuple):
    """职责 with the ids of its money and of its share."""

    name: str
    page: str
    figure: str
    share: str


class Named(NamedTuple):
    """A name, the id of its figure, and its page where it has one."""

    name: str
    figure: str
    page: str = ""


def overview_pages(book: Book, records: UnitYear) -> Iterator[Page]:
    basic, project, carried = book.spent(*BASIC), book.spent(Part.PROJECT), book.spent(carried=True)
    duties = list(_duties(book))
    shared = {
        "total": book.total,
        "basic": basic,
        "project": project,
        "carried": carried if book[carried].value else "",
        "duties": duties,
        "revenue": _revenue(book),
        "three_public": THREE_PUBLIC if THREE_PUBLIC in book else "",
        "compared": next((each for each in book.open.comparisons if each.figure == book.total), None),
        "comparisons": book.open.comparisons,
    }
    yield Page("index.html", "overview.html", shared | {"flow": _flow(book, duties), "changes": changes_picture(book)})
    yield Page("plain.html", "plain.html", shared | _plain(book, records, basic, project))


def _duties(book: Book) -> Iterator[Duty]:
    for number, each in enumerate(book.data["programme"], 1):
        yield Duty(each["name"], f"duties/{number}.html", each["figure"], book.share(each["figure"]))


def _revenue(book: Book) -> list[Named]:
    return [Named(each["fund_name"], each["figure"]) for each in book.data["revenue"] if each["amount"]]


def _flow(book: Book, duties: list[Duty]) -> Picture:
    """Sources on the left, what the money is for on the right; both sides are the same money."""
    sources = [(each.name, book[each.figure].value, "") for each in _revenue(book)]
    sources.append(("上年结转", book[book.spent(carried=True)].value, ""))
    uses = [(name, book[book.spent(part)].value, "economic.html") for name, part in _BASIC_NAMES]
    by_size = sorted(duties, key=lambda duty: -book[duty.figure].value)
    uses += [(duty.name, book[duty.figure].value, duty.page) for duty in by_size[:MOST_STREAMS]]
    uses.append(("其他各项职责", sum(book[duty.figure].value for duty in by_size[MOST_STREAMS:]), "programme.html"))
    uses.append(("没有列入职责的项目", book[book.total].value - sum(value for _, value, _ in uses), "programme.html"))
    nodes, links = [Node("whole", "收支总计", _wan(book[book.total].value), 1)], []
    for number, (name, value, page) in enumerate(sources):
        if value > 0:
            nodes.append(Node(f"s{number}", name, _wan(value), 0, page))
            links.append(Link(f"s{number}", "whole", value, page))
    for number, (name, value, page) in enumerate(uses):
        if value > 0:
            nodes.append(Node(f"u{number}", name, _wan(value), 2, page))
            links.append(Link("whole", f"u{number}", value, page))
    return flow("钱从哪里来，用到哪里去", nodes, links, prefix="flow", headings=("来源", "", "去向"))


_BASIC_NAMES = (("人员经费", Part.PERSONNEL), ("公用经费", Part.OPERATING))


def changes_picture(book: Book) -> Picture | None:
    own = [(each, number) for number, each in enumerate(book.open.comparisons, 1) if book[each.figure].value or book[each.before].value]
    if not own:
        return None
    year = book.records.year
    items = [Pair(each.name, book[each.before].value, book[each.figure].value, f"#compared-{number}") for each, number in own]
    return pairs("和上年比", items, prefix="changes", years=(f"{year - 1} 年", f"{year} 年"))


def _plain(book: Book, records: UnitYear, basic: str, project: str) -> dict[str, object]:
    codes = book.further.codes(Slice(), 3)
    by_function = sorted((Named(name_of(Axis.FUNCTION, code), book.spent(code=code)) for code in codes), key=lambda each: _size(book, each))
    projects = records.projects()
    by_project = sorted((Named(each.name, book.project(each.code), each.code) for each in projects.values()), key=lambda e: _size(book, e))
    staff = book.data["staffing"]["figures"]
    return {
        "project_share": book.share(project),
        "basic_share": book.share(basic),
        "personnel": book.spent(Part.PERSONNEL),
        "operating": book.spent(Part.OPERATING),
        "functions": [(each, book.share(each.figure)) for each in by_function[:LARGEST]],
        "projects": [each for each in by_project[:LARGEST] if book[each.figure].value],
        "project_count": len(projects),
        "indicator_count": sum(len(each.indicators) for each in projects.values()),
        "staff": [Named("行政人员", staff["administrative"]), Named("事业人员", staff["institution"])],
        "purchases": "采购/合计/全部" if "采购/合计/全部" in book and records.purchases else "",
        "increased": [each for each in book.open.comparisons if each.change and book[each.change].value > 0 and each.figure != book.total],
        "decreased": [each for each in book.open.comparisons if each.change and book[each.change].value < 0 and each.figure != book.total],
    }


def _size(book: Book, each: Named) -> tuple[int, str]:
    return -book[each.figure].value, each.name


def _wan(value: int) -> str:
    return f"{format_base(value, WAN, 2, grouped=True)} 万元"
