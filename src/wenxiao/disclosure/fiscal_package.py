"""Spending and revenue line by line for anybody's programs: a Fiscal Data Package of two CSV files and what their columns mean.

Of a budget what was approved, of final accounts what was received and paid, with what was there at the year's beginning.

After Fiscal Data Package 1.0-rc.1 (an extension of Tabular Data Package) and its taxonomy of budgets, whose column types name the
concepts; only types of that taxonomy are used. Classification codes are China's own, so the types are the `generic` ones. Amounts are
元 with two decimals, which is exact; `id` is the figure's id in the disclosure's JSON. The zip's bytes depend on the records alone.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wenxiao.catalogue.profiles import Profile
from wenxiao.control.chain import canonical
from wenxiao.disclosure.figures import FUND_NAMES, PART_NAMES, Axis, name_of
from wenxiao.disclosure.open_data import Year
from wenxiao.disclosure.outturn import Outturn
from wenxiao.disclosure.outturn_totals import INCOME_NAMES, OutturnTotals
from wenxiao.disclosure.records import Fund, UnitYear
from wenxiao.disclosure.totals import Totals
from wenxiao.disclosure.year_totals import Records, YearTotals
from wenxiao.vocabulary.shown import YUAN, format_base

TAXONOMY = "https://frictionlessdata.io/taxonomies/fiscal/budgets.json"
DESCRIPTOR, SPENDING, REVENUE = "datapackage.json", "spending.csv", "revenue.csv"
CURRENT, CARRIED = ("current", "本年收入"), ("carried", "上年结转")


@dataclass(frozen=True, slots=True)
class _Column:
    """栏: its name in the CSV, its title, its type in the taxonomy, and its type as a value."""

    name: str
    title: str
    column_type: str
    type: str = "string"

    def field(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.name, "title": self.title, "type": self.type, "columnType": self.column_type}
        return found | {"constraints": {"required": True, "unique": True}} if self.name == "id" else found


_FUND = (
    _Column("fund_code", "资金性质代码", "fin-source:generic:code"),
    _Column("fund", "资金性质", "fin-source:generic:label"),
)
_ORIGIN = (_Column("origin_code", "来源年度代码", "value-kind:code"), _Column("origin", "来源年度", "value-kind:label"))
_AMOUNT = _Column("amount", "金额（元）", "value", "number")
_ID = _Column("id", "记录编号", "budget-line-id")
_FUNCTION = (
    _Column("function_category_code", "功能科目类编码", "functional-classification:generic:level1:code"),
    _Column("function_category", "功能科目类", "functional-classification:generic:level1:label"),
    _Column("function_section_code", "功能科目款编码", "functional-classification:generic:level2:code"),
    _Column("function_section", "功能科目款", "functional-classification:generic:level2:label"),
    _Column("function_item_code", "功能科目项编码", "functional-classification:generic:level3:code"),
    _Column("function_item", "功能科目项", "functional-classification:generic:level3:label"),
)
_ECONOMIC = (
    _Column("economic_category_code", "部门经济科目类编码", "economic-classification:generic:level1:code"),
    _Column("economic_category", "部门经济科目类", "economic-classification:generic:level1:label"),
    _Column("economic_section_code", "部门经济科目款编码", "economic-classification:generic:level2:code"),
    _Column("economic_section", "部门经济科目款", "economic-classification:generic:level2:label"),
)
_PLACE = (
    _Column("part_code", "支出性质代码", "expenditure-type:code"),
    _Column("part", "支出性质", "expenditure-type:label"),
    _Column("duty_code", "职责序号", "activity:generic:program:code"),
    _Column("duty", "职责", "activity:generic:program:label"),
    _Column("activity_code", "工作活动序号", "activity:generic:subprogram:code"),
    _Column("activity", "工作活动", "activity:generic:subprogram:label"),
    _Column("project_code", "项目编号", "activity:generic:project:code"),
    _Column("project", "项目", "activity:generic:project:label"),
)
_SPENDING = (_ID, *_FUNCTION, *_ECONOMIC, *_FUND, *_ORIGIN, *_PLACE, _AMOUNT)
# A budget's revenue has no functions.
_REVENUE = (_ID, *_FUND, *_ORIGIN, *_FUNCTION, _AMOUNT)
NO_FUNCTION = ("",) * len(_FUNCTION)


def fiscal_package(records: Year, profile: Profile) -> bytes:
    """The package as a zip: datapackage.json, spending.csv, revenue.csv. Raises RecordsDisagreeError."""
    if isinstance(records, UnitYear):
        totals = Totals(records)
        spending, revenue = _spending(totals, _programme(records)), _revenue(totals)
        phase, document = ("approved", "批复预算"), "预算"
    else:
        outturn = OutturnTotals(records)
        spending, revenue = _spending(outturn, _projects(records)), _received(outturn)
        phase, document = ("executed", "决算"), "决算"
    files = {SPENDING: _csv(_SPENDING, spending), REVENUE: _csv(_REVENUE, revenue)}
    resources = [
        _resource(SPENDING, f"支出{document}明细", _SPENDING, ("expenditure", "支出"), phase, files[SPENDING], records),
        _resource(REVENUE, f"收入{document}明细", _REVENUE, ("revenue", "收入"), phase, files[REVENUE], records),
    ]
    descriptor = {
        # What 1.0 extends. The profile named after Fiscal Data Package still leads readers to the schema of 0.3, which wants another shape.
        "profile": "tabular-data-package",
        "name": _name(f"{profile.kind}-{records.unit.code}-{records.year}"),
        "title": f"{records.unit.name}{records.year}年部门{document}收支明细",
        "columnTypes": [TAXONOMY],
        "resources": resources,
    }
    return _zip({DESCRIPTOR: canonical(descriptor), **files})


def _resource(
    path: str, title: str, columns: Sequence[_Column], direction: tuple[str, str], phase: tuple[str, str], content: bytes, records: Year
) -> dict[str, Any]:
    # What is the same in every row is said once, as a field whose constant a reader adds to each.
    constants: list[tuple[_Column, str | int]] = [
        (_Column("year", "预算年度", "date:fiscal-year", "integer"), records.year),
        (_Column("unit_code", "单位编码", "administrative-classification:generic:code"), records.unit.code),
        (_Column("unit", "单位名称", "administrative-classification:generic:label"), records.unit.name),
        (_Column("direction", "收支方向", "direction"), direction[0]),
        (_Column("phase_code", "阶段代码", "phase:id"), phase[0]),
        (_Column("phase", "阶段", "phase:label"), phase[1]),
        (_Column("currency", "币种", "value-currency:code"), "CNY"),
    ]
    return {
        "profile": "tabular-data-resource",
        "name": path.removesuffix(".csv"),
        "title": title,
        "description": f"{direction[1]}：每行一笔，金额单位元。",
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [column.field() for column in columns],
            "extraFields": [column.field() | {"constant": value} for column, value in constants],
            "primaryKey": ["id"],
            "missingValues": [""],
        },
    }


def _spending(totals: YearTotals[Records], places: Mapping[str, tuple[str, ...]]) -> Iterator[Sequence[str]]:
    for line, figure in totals.figures.lines():
        yield [
            figure.id,
            *_codes(Axis.FUNCTION, line.function_code, 3, 5, 7),
            *_codes(Axis.ECONOMIC, line.economic_code, 3, 5),
            *_fund(line.fund),
            *(CARRIED if line.carried else CURRENT),
            line.part.value,
            PART_NAMES[line.part],
            *(places[line.project] if line.project else ("",) * 6),
            _yuan(line.amount),
        ]


def _revenue(totals: Totals) -> Iterator[Sequence[str]]:
    for number, each in enumerate(totals.records.revenue, 1):
        # Deriving the fund's revenue is what makes the figure of each of its records.
        totals.revenue(each.fund)
        yield [totals.figures[f"记录/收入/{number}"].id, *_fund(each.fund), *CURRENT, *NO_FUNCTION, _yuan(each.amount)]


def _received(totals: OutturnTotals) -> Iterator[Sequence[str]]:
    """What came in the year, and what was there at its beginning."""
    totals.received()
    for number, each in enumerate(totals.records.received, 1):
        figure, source = totals.figures[f"记录/本年收入/{number}"], (each.income.value, INCOME_NAMES[each.income])
        yield [figure.id, *source, *CURRENT, *_codes(Axis.FUNCTION, each.function_code, 3, 5, 7), _yuan(each.amount)]
    totals.opening()
    for number, opening in enumerate(totals.records.openings, 1):
        figure = totals.figures[f"记录/年初结转和结余/{number}"]
        codes = _codes(Axis.FUNCTION, opening.function_code, 3, 5, 7)
        yield [figure.id, *_fund(opening.fund), *CARRIED, *codes, _yuan(opening.amount)]


def _fund(fund: Fund) -> tuple[str, str]:
    return fund.value, FUND_NAMES[fund]


def _codes(axis: Axis, code: str, *lengths: int) -> Iterator[str]:
    """Code and name at each level; nothing at a level the code does not reach."""
    for length in lengths:
        yield from (code[:length], name_of(axis, code[:length])) if len(code) >= length else ("", "")


def _programme(records: UnitYear) -> dict[str, tuple[str, ...]]:
    """By project's code: number and name of its duty and activity, its own code and name."""
    return {
        project.code: (str(of_duty), duty.name, f"{of_duty}.{of_activity}", activity.name, project.code, project.name)
        for of_duty, duty in enumerate(records.duties, 1)
        for of_activity, activity in enumerate(duty.activities, 1)
        for project in activity.projects
    }


def _projects(records: Outturn) -> dict[str, tuple[str, ...]]:
    """The same of final accounts, whose records know a project's code and, for those still in the library, its name."""
    codes = {line.project for line in records.lines}
    names = records.project_names()
    return {code: ("", "", "", "", code, names.get(code, "")) for code in codes}


def _yuan(fen: int) -> str:
    return format_base(fen, YUAN, 2)


def _csv(columns: Sequence[_Column], rows: Iterator[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(rows)
    return text.getvalue().encode()


def _name(text: str) -> str:
    """The name of a package: lower-case letters, digits and -, _, . alone."""
    return re.sub(r"[^a-z0-9_.-]+", "-", text.lower().replace("_", "-"))


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Else the bytes would tell on which system they were written.
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()
