"""What does a classification code mean in a given year, and which code does a printed name mean?

The tables are tab-separated files in `data/codes`, each row dated and marked (V read in a published text, H professional
knowledge, U to be confirmed). They are not complete classifications: a code that is not here is unknown to us, which is not
the same as wrong.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from wenxiao.catalogue.load import DATA
from wenxiao.vocabulary.wording import fold

UnitNature = Literal["行政", "参公", "事业"]

MARKS = ("V", "H", "U")


class CodeEntry(NamedTuple):
    """科目: one code under one name, from the first to the last fiscal year it is used in (None: not bounded, or not known)."""

    code: str
    name: str
    valid_from: int | None
    valid_to: int | None
    mark: str
    note: str

    def in_force(self, year: int | None) -> bool:
        """Whether it is used in that fiscal year. Without a year: whether it ever is."""
        return year is None or ((self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year <= self.valid_to))


class EconomicMapping(NamedTuple):
    """两套经济分类对照: which 政府经济分类 a 部门经济分类 falls under, for units of these natures. `capital` None: any money."""

    department: str
    natures: tuple[str, ...]
    capital: bool | None
    government: str
    mark: str
    note: str


def function_name(code: str, year: int | None = None) -> str | None:
    """支出功能分类: `2010301` or `201 03 01` → 行政运行. None where the code is not known, or not in force that year."""
    return _name(_function(), code, year)


def function_codes_named(name: str, year: int | None = None) -> tuple[str, ...]:
    """Every 支出功能分类 code of that name; 行政运行 has many."""
    return tuple(entry.code for entry in _function_names().get(fold(name), ()) if entry.in_force(year))


def function_entries() -> tuple[CodeEntry, ...]:
    return _flat(_function())


def economic_name(code: str, year: int | None = None) -> str | None:
    """部门预算支出经济分类: `30201` → 办公费."""
    return _name(_department(), code, year)


def economic_code_named(name: str, *, capital: bool = False) -> str | None:
    """The 部门经济分类 code of a printed name; `capital` chooses 基本建设 (309, 311) where it and 310, 312 share the name."""
    codes = _department_names().get(fold(name), ())
    chosen = [code for code in codes if (code[:3] in _CAPITAL) is capital] if len(codes) > 1 else list(codes)
    # 其他支出 is both 399 and 39999: the 类 says it all.
    return chosen[0] if len(chosen) == 1 or (chosen and chosen[1].startswith(chosen[0])) else None


def economic_entries() -> tuple[CodeEntry, ...]:
    return _flat(_department())


def government_name(code: str, year: int | None = None) -> str | None:
    """政府预算支出经济分类: `50201` → 办公经费."""
    return _name(_government(), code, year)


def government_entries() -> tuple[CodeEntry, ...]:
    return _flat(_government())


def government_code(department_code: str, nature: UnitNature, capital: bool | None = None) -> str | None:
    """The 政府经济分类 款 that a 部门经济分类 款 falls under for a unit of this nature.

    `capital` says whether the money is 基本建设; None takes the code's word for it. None is also the answer for a code we do
    not know, and for one that contradicts `capital`.
    """
    for row in _mapping().get(_compact(department_code), ()):
        if nature in row.natures and (capital is None or row.capital in (None, capital)):
            return row.government
    return None


def economic_mappings() -> tuple[EconomicMapping, ...]:
    return tuple(row for rows in _mapping().values() for row in rows)


def procurement_name(code: str, year: int | None = None) -> str | None:
    """政府采购品目: the name in the edition used for that year's budgets. One code may mean two things in two editions."""
    return _name(_procurement(), code, year)


def procurement_entries(code: str | None = None) -> tuple[CodeEntry, ...]:
    """All editions' entries of one code, or all there are; `note` opens with the edition's document number."""
    return _procurement().get(_compact(code), ()) if code is not None else _flat(_procurement())


def element_lists() -> tuple[str, ...]:
    """The names of the short lists: 资金性质, 项目类别, 支付方式, 收入来源/hebei-2025 …"""
    return tuple(_elements())


def elements(list_name: str, year: int | None = None) -> tuple[CodeEntry, ...]:
    """One short list in its usual order. Raises KeyError where there is no such list."""
    return tuple(entry for entry in _elements()[list_name] if entry.in_force(year))


_CAPITAL = frozenset({"309", "311"})

_Rows = dict[str, tuple[CodeEntry, ...]]


def _compact(code: str) -> str:
    return code.replace(" ", "").replace("-", "")


def _name(rows: _Rows, code: str, year: int | None) -> str | None:
    # The last row in force: without a year, that is the name used most recently.
    for entry in reversed(rows.get(_compact(code), ())):
        if entry.in_force(year):
            return entry.name
    return None


def _flat(rows: _Rows) -> tuple[CodeEntry, ...]:
    return tuple(entry for entries in rows.values() for entry in entries)


@cache
def _function() -> _Rows:
    return _entries("function")


@cache
def _function_names() -> dict[str, tuple[CodeEntry, ...]]:
    return _by_name(_function())


@cache
def _department() -> _Rows:
    return _entries("economic_department")


@cache
def _department_names() -> dict[str, tuple[str, ...]]:
    return {name: tuple(entry.code for entry in entries) for name, entries in _by_name(_department()).items()}


@cache
def _government() -> _Rows:
    return _entries("economic_government")


@cache
def _procurement() -> _Rows:
    return _entries("procurement")


@cache
def _mapping() -> dict[str, tuple[EconomicMapping, ...]]:
    rows: dict[str, tuple[EconomicMapping, ...]] = {}
    for department, natures, capital, government, mark, note in _rows("economic_mapping"):
        row = EconomicMapping(department, tuple(natures.split("、")), {"是": True, "否": False}.get(capital), government, mark, note)
        rows[department] = (*rows.get(department, ()), row)
    return rows


@cache
def _elements() -> _Rows:
    lists: _Rows = {}
    for name, *cells in _rows("elements"):
        lists[name] = (*lists.get(name, ()), _entry(cells))
    return lists


def _entries(table: str) -> _Rows:
    rows: _Rows = {}
    for cells in _rows(table):
        rows[cells[0]] = (*rows.get(cells[0], ()), _entry(cells))
    return rows


def _entry(cells: list[str]) -> CodeEntry:
    code, name, valid_from, valid_to, mark, note = cells
    return CodeEntry(code, name, int(valid_from) if valid_from else None, int(valid_to) if valid_to else None, mark, note)


def _by_name(rows: _Rows) -> dict[str, tuple[CodeEntry, ...]]:
    names: dict[str, tuple[CodeEntry, ...]] = {}
    for entry in _flat(rows):
        name = fold(entry.name)
        names[name] = (*names.get(name, ()), entry)
    return names


def _rows(table: str) -> Iterator[list[str]]:
    """The rows below the line of column names."""
    with open(os.path.join(DATA, "codes", table + ".tsv"), encoding="utf-8") as file:
        lines = (line.rstrip("\n") for line in file)
        body = (line.split("\t") for line in lines if not line.startswith("#"))
        next(body)
        yield from body


@cache
def function_categories() -> dict[str, str]:
    """The 类 of the functional classification by name without its last word 支出: 公共安全 → 204."""
    return {entry.name.removesuffix("支出"): entry.code for entry in function_entries() if len(entry.code) == 3}
