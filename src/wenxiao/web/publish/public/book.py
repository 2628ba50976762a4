"""Which figures does an edition state, and at which address does each of them open?

The figures are those that were published. What only the site states (spending by every code, shares of a hundred yuan) follows from
them by the same four ways, and may contradict none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from wenxiao.disclosure.figures import Axis, Figure, Figures, Measure, Slice
from wenxiao.disclosure.open_data_read import OpenData, read_open_data
from wenxiao.disclosure.records import BASIC, Part, YearRecords
from wenxiao.vocabulary.shown import PLAIN, WAN, YUAN, format_base
from wenxiao.web.publish.public.edition import DATA, Edition, Publication, slug

# So many figures and parts of figures stand on one page of derivations.
HEAVIEST = 240
_TOTAL = "支出/总计"


class ContradictedError(ValueError):
    """A figure of the site that is not what was published."""

    def __init__(self, figure: Figure, published: Figure) -> None:
        super().__init__(f"“{figure.label}”按公开数据算是 {figure.value}，公开的是 {published.value}：没有写出")


class Row(NamedTuple):
    """科目的一行: ids of figures."""

    level: int
    code: str
    whole: str
    parts: tuple[str, ...]


class Book:
    """一版的数. Raises NotOpenDataError where it was published with other data than this version reads."""

    def __init__(self, publication: Publication, edition: Edition) -> None:
        self.publication, self.edition = publication, edition
        self.data: dict[str, Any] = json.loads(edition.content(DATA))
        self.open: OpenData = read_open_data(self.data)
        self.records: YearRecords = self.open.records
        self.further = Figures(self.records)
        self.project_of = {each["figure"]: each["project"] for each in self.data["lines"] if each["project"]}

    @cached_property
    def with_pages(self) -> frozenset[str]:
        """Codes of the projects that a programme describes."""
        programme = self.data.get("programme", ())
        return frozenset(each["code"] for duty in programme for activity in duty["activities"] for each in activity["projects"])

    def __contains__(self, id: str) -> bool:
        return id in self.open.figures or id in self.further

    def __getitem__(self, id: str) -> Figure:
        found = self.open.figures.get(id)
        return found if found is not None else self.further[id]

    def own(self, figure: Figure) -> str:
        """The id of a figure that the site states. Raises ContradictedError."""
        published = self.open.figures.get(figure.id)
        if published is not None and published.value != figure.value:
            raise ContradictedError(figure, published)
        return figure.id

    def spent(self, *parts: Part, axis: Axis = Axis.FUNCTION, code: str = "", carried: bool | None = None) -> str:
        return self.own(self.further.spent(Slice(axis, code, parts=parts, carried=carried)))

    def project(self, code: str) -> str:
        return self.own(self.further.spent(Slice(project=code)))

    @property
    def total(self) -> str:
        """支出总计 of a budget, 本年支出合计 of final accounts."""
        return _TOTAL if _TOTAL in self.open.figures else self.spent()

    def share(self, id: str) -> str:
        """Of the total, in per cent; "" of nothing."""
        part, whole = self[id], self[self.total]
        return self.own(self.further.ratio(f"{id}/占/{whole.id}", f"{part.label}占{whole.label}", part, whole)) if whole.value else ""

    def by_code(self, axis: Axis, *lengths: int) -> Iterator[Row]:
        """Every code with money: all of it, of 基本支出 (on the economic axis 人员经费 and 公用经费), and of 项目支出."""
        cuts = ((*BASIC,), (Part.PROJECT,)) if axis is Axis.FUNCTION else ((Part.PERSONNEL,), (Part.OPERATING,), (Part.PROJECT,))
        for code in ("", *self.further.codes(Slice(axis), *lengths)):
            level = (0, *lengths).index(len(code))
            yield Row(level, code, self.spent(axis=axis, code=code), tuple(self.spent(*cut, axis=axis, code=code) for cut in cuts))

    # ── where a figure opens: asked when pages are written, after every page has said what it states ──

    @cached_property
    def order(self) -> tuple[Figure, ...]:
        """As they were published, then what the site adds and all it follows from."""
        found = dict(self.open.figures)
        for figure in self.further:
            self.own(figure)
            found.setdefault(figure.id, figure)
        return tuple(found.values())

    @cached_property
    def sheets(self) -> tuple[tuple[Figure, ...], ...]:
        """The figures of each page of derivations."""
        sheets: list[list[Figure]] = [[]]
        weight = 0
        for figure in self.order:
            if sheets[-1] and weight + len(figure.parts) + 1 > HEAVIEST:
                sheets.append([])
                weight = 0
            sheets[-1].append(figure)
            weight += len(figure.parts) + 1
        return tuple(map(tuple, sheets))

    @cached_property
    def places(self) -> Mapping[str, str]:
        """The address of each figure below the edition's. The anchor is of the id alone: it stays when pages are cut elsewhere."""
        return {each.id: f"figures/{number}.html#{anchor(each.id)}" for number, sheet in enumerate(self.sheets, 1) for each in sheet}


def anchor(id: str) -> str:
    return f"f{sha256(id.encode()).hexdigest()[:10]}"


def project_page(code: str) -> str:
    return f"projects/{slug(code)}.html"


def short(figure: Figure) -> str:
    """In 万元 with all the decimals it has, at least two; counts and rates as they are."""
    return text(figure, unit=False) if figure.measure is not Measure.MONEY else format_base(figure.value, WAN, 2, grouped=True)


def text(figure: Figure, *, unit: bool = True) -> str:
    """In 元 to the 分, a plain number, or per cent."""
    match figure.measure:
        case Measure.MONEY:
            return f"{format_base(figure.value, YUAN, 2, grouped=True)}{' 元' if unit else ''}"
        case Measure.RATE:
            return f"{figure.value // 100}.{figure.value % 100:02d}%"
        case _:
            return format_base(figure.value, PLAIN, 0, grouped=True)
