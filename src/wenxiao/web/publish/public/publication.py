"""All pages and files of one publication, and what the pages over all units say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from wenxiao.disclosure.records import UnitYear
from wenxiao.web.publish.public.book import Book, project_page
from wenxiao.web.publish.public.edition import Edition, Publication, slug
from wenxiao.web.publish.public.money import money_pages
from wenxiao.web.publish.public.outturn import outturn_pages
from wenxiao.web.publish.public.overview import THREE_PUBLIC, overview_pages
from wenxiao.web.publish.public.pages import Page, written
from wenxiao.web.publish.public.paper import paper_pages
from wenxiao.web.publish.public.programme import index_pages, programme_pages
from wenxiao.web.publish.public.proof import proof_pages

# In this order, of those a publication has.
MENU = (
    ("index.html", "一览"),
    ("plain.html", "大白话"),
    ("programme.html", "职责和项目"),
    ("function.html", "按功能分"),
    ("economic.html", "按经济分"),
    ("three-public.html", "“三公”经费"),
    ("procurement.html", "政府采购"),
    ("assets.html", "国有资产"),
    ("staffing.html", "编制和人员"),
    ("results.html", "绩效结果"),
    ("search.html", "查找"),
    ("document.html", "公开文本全文"),
    ("figures.html", "每个数怎么来的"),
    ("downloads.html", "下载"),
    ("notice.html", "公开说明和更正"),
)


class Amount(NamedTuple):
    """数 on a page over all units: in 分, and the address below the site at which it opens."""

    value: int
    place: str


class Listed(NamedTuple):
    """项目 in the index over all units: `category` is the 功能科目类 of its first line."""

    name: str
    code: str
    page: str
    amount: Amount
    category: str
    unit: str


class Went(NamedTuple):
    """一版公开: for the list of changes."""

    number: int
    published_on: str
    correcting: str
    hash: str
    folder: str


@dataclass(frozen=True, slots=True)
class Summary:
    """概况: what the pages over all units say of a publication."""

    code: str
    unit: str
    year: int
    document: str
    title: str
    folder: str
    total: Amount
    three_public: Amount | None
    went: tuple[Went, ...]
    projects: tuple[Listed, ...]

    @property
    def unit_folder(self) -> str:
        return slug(self.code)


def publication_files(publication: Publication) -> Iterator[tuple[str, bytes]]:
    """Every file by its path below the site. Raises ContradictedError, NotOpenDataError."""
    for edition in publication.editions:
        yield from _edition_files(publication, edition)
    newest = publication.editions[0]
    # The address of an edition is there from its first day.
    forward = Page("index.html", "forward.html", {"edition": newest})
    yield from written(forward, f"{publication.folder}/editions/{newest.number}", _shared(publication)).items()


def summary(publication: Publication) -> Summary:
    newest = publication.editions[0]
    book = Book(publication, newest)
    records = book.open.records

    def amount(id: str) -> Amount:
        return Amount(book[id].value, f"{publication.folder}/{book.places[id]}")

    categories: dict[str, str] = {}
    for line in records.lines:
        categories.setdefault(line.project, line.function_code[:3])
    # All that is stated is asked for before the first figure's place is.
    projects = [(each, book.project(each.code)) for each in (records.projects().values() if isinstance(records, UnitYear) else ())]
    total = book.total
    listed = (
        Listed(
            each.name, each.code, f"{publication.folder}/{project_page(each.code)}", amount(id), categories.get(each.code, ""),
            publication.unit,
        )
        for each, id in projects
    )  # fmt: skip
    went = (Went(each.number, each.published_on, each.correcting, each.hash, publication.address(each)) for each in publication.editions)
    return Summary(
        code=publication.code,
        unit=publication.unit,
        year=publication.year,
        document=publication.document,
        title=publication.title,
        folder=publication.folder,
        total=amount(total),
        three_public=amount(THREE_PUBLIC) if THREE_PUBLIC in book else None,
        went=tuple(went),
        projects=tuple(listed),
    )


def pages(book: Book, publication: Publication) -> list[Page]:
    """In the order in which they say what they state: the derivations, which need all of it, come last."""
    records = book.open.records
    if isinstance(records, UnitYear):
        own = [*overview_pages(book, records), *programme_pages(book), *money_pages(book, records), *index_pages(book)]
    else:
        own = [*outturn_pages(book, records)]
    return [*own, *paper_pages(book), *proof_pages(book, publication)]


def _edition_files(publication: Publication, edition: Edition) -> Iterator[tuple[str, bytes]]:
    book = Book(publication, edition)
    folder = publication.address(edition)
    shared = _shared(publication) | {
        "book": book,
        "edition": edition,
        "newest": publication.editions[0].number,
        "is_old": edition is not publication.editions[0],
        "approval": book.data["approval"],
        "year": publication.year,
    }
    made = pages(book, publication)
    there = {page.path for page in made}
    shared["menu"] = [entry for entry in MENU if entry[0] in there]
    for page in made:
        yield from written(page, folder, shared).items()
    for file in edition.files:
        yield f"{folder}/files/{file.name}", file.content


def _shared(publication: Publication) -> dict[str, Any]:
    return {"publication": publication, "unit": publication.unit, "unit_folder": slug(publication.code)}
