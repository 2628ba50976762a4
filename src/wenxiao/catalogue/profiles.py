"""What must a disclosure of this kind, place and year contain, and which template does a document follow?

A profile is one file of `catalogue/data/profiles`. Provinces differ and change their templates every few years, so what is
required is dated data with its source, never code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from wenxiao.catalogue.load import load_folder
from wenxiao.vocabulary.wording import fold

PARTS = ("tables", "explanation")
ENOUGH = 0.4


class TableSlot(NamedTuple):
    """表的位置: one table of a template. `kind` is T1 … T16, `spellings` the folded words one of which its title contains.

    `part` tells whether it stands among the tables or inside the explanation (部门基本情况表 and the like). `unit` is the money
    unit the template prints, "" where the table has none.
    """

    kind: str
    title: str
    spellings: tuple[str, ...]
    required: bool
    part: str
    unit: str


class Chapter(NamedTuple):
    """章: one heading of a template. `number` is the numeral it is printed with, "" where templates print none."""

    number: str
    title: str
    pattern: str
    required: bool

    def stands_in(self, heading: str) -> bool:
        """Whether a printed heading is this chapter's; spaces and quotes do not matter."""
        # `re` keeps what it has compiled: a template that no document needs is never compiled at all.
        return re.search(self.pattern, fold(heading)) is not None


class Profile(NamedTuple):
    """模板: what a disclosure of one place and time contains, in order.

    `kind` is budget or final_accounts; `revenue_list` names the list of `catalogue.codes.elements` its revenue rows follow;
    `mark` tells how the template is known: V read in a published document, M professional knowledge.
    """

    id: str
    name: str
    kind: str
    valid_from: int
    valid_to: int
    source: str
    mark: str
    revenue_list: str
    blank_means_zero: frozenset[str]
    tables: tuple[TableSlot, ...]
    chapters: tuple[Chapter, ...]

    def in_force(self, year: int | None) -> bool:
        return year is None or self.valid_from <= year <= self.valid_to

    def table(self, kind: str) -> TableSlot | None:
        """The place of the table of this kind, None where the template has none."""
        return next((slot for slot in self.tables if slot.kind == kind), None)

    def slot_of(self, title: str) -> TableSlot | None:
        """The table a printed title means in this template: the longest spelling in it decides."""
        folded = fold(title)
        found = [(len(spelling), slot) for slot in self.tables for spelling in slot.spellings if spelling in folded]
        return max(found, key=lambda each: each[0])[1] if found else None

    @property
    def required_tables(self) -> tuple[TableSlot, ...]:
        return tuple(slot for slot in self.tables if slot.required)

    @property
    def required_chapters(self) -> tuple[Chapter, ...]:
        return tuple(chapter for chapter in self.chapters if chapter.required)


class ProfileFileError(ValueError):
    """A profile file that does not say what a profile must say."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"模板文件 {name}：{why}")


class UnknownProfileError(LookupError):
    """A profile id that the catalogue does not have."""

    def __init__(self, id: str) -> None:
        super().__init__(f"没有名为“{id}”的模板，可用的有：{'、'.join(each.id for each in profiles())}")


@cache
def profiles() -> tuple[Profile, ...]:
    """Every profile of the catalogue in order of id. Raises ProfileFileError."""
    return tuple(sorted((_profile(name, entry) for name, entry in load_folder("profiles").items()), key=lambda each: each.id))


def profile(id: str) -> Profile:
    """The profile of that id. Raises UnknownProfileError."""
    for each in profiles():
        if each.id == id:
            return each
    raise UnknownProfileError(id)


def best_profile(kind: str, fiscal_year: int | None, titles: Sequence[str], headings: Sequence[str] = ()) -> Profile | None:
    """The template a document follows, None where it resembles none.

    `titles` are the printed titles of its tables, `headings` those of its chapters. A template is known by the larger of the
    two shares that occur, tables or chapters: many units publish their tables and their explanation as two files. Templates in
    force for the year come first; where none of them fits, the others do, the nearest in time first.
    """
    of_kind = [each for each in profiles() if each.kind == kind]
    in_force = [each for each in of_kind if each.in_force(fiscal_year)]
    others = [each for each in of_kind if not each.in_force(fiscal_year)]
    return _most_alike(in_force, fiscal_year, titles, headings) or _most_alike(others, fiscal_year, titles, headings)


def _most_alike(candidates: Sequence[Profile], year: int | None, titles: Sequence[str], headings: Sequence[str]) -> Profile | None:
    best: tuple[float, int, float] = (ENOUGH, -10_000, 0.0)
    found = None
    for each in candidates:
        shares = _tables_found(each, titles), _chapters_found(each, headings)
        # All places have the ministry's nine tables of final accounts: there it is the chapters that tell the templates apart.
        rank = (round(max(shares), 2), -_years_away(each, year), round(min(shares), 2))
        if rank > best:
            best, found = rank, each
    return found


def _tables_found(candidate: Profile, titles: Sequence[str]) -> float:
    expected = candidate.required_tables
    found = {slot.kind for slot in map(candidate.slot_of, titles) if slot is not None and slot.required}
    return len(found) / len(expected) if expected else 0.0


def _chapters_found(candidate: Profile, headings: Sequence[str]) -> float:
    expected = candidate.required_chapters
    found = sum(any(chapter.stands_in(heading) for heading in headings) for chapter in expected)
    return found / len(expected) if expected else 0.0


def _years_away(candidate: Profile, year: int | None) -> int:
    if candidate.in_force(year) or year is None:
        return 0
    return min(abs(year - candidate.valid_from), abs(year - candidate.valid_to))


def _profile(name: str, entry: dict[str, Any]) -> Profile:
    try:
        found = Profile(
            id=entry["id"],
            name=entry["name"],
            kind=entry["kind"],
            valid_from=entry.get("valid_from", 0),
            valid_to=entry.get("valid_to", 9999),
            source=entry["source"],
            mark=entry["mark"],
            revenue_list=entry["revenue_list"],
            blank_means_zero=frozenset(entry.get("blank_means_zero", ())),
            tables=tuple(_slot(each, entry.get("unit", "")) for each in entry["tables"]),
            chapters=tuple(
                Chapter(each.get("number", ""), each["title"], each["pattern"], each.get("required", True)) for each in entry["chapters"]
            ),
        )
    except KeyError as error:
        raise ProfileFileError(name, f"缺少或写错 {error}") from error
    if found.id != name:
        raise ProfileFileError(name, f"文件名要与编号 {found.id} 相同")
    wrong = [slot.kind for slot in found.tables if slot.part not in PARTS]
    if wrong:
        raise ProfileFileError(name, f"{wrong[0]} 的 part 只能是 {'、'.join(PARTS)}")
    return found


def _slot(entry: dict[str, Any], unit: str) -> TableSlot:
    return TableSlot(
        kind=entry["kind"],
        title=entry["title"],
        spellings=tuple(fold(spelling) for spelling in entry.get("spellings", (entry["title"],))),
        required=entry.get("required", True),
        part=entry.get("part", "tables"),
        unit=entry.get("unit", unit),
    )
