"""Does the Fiscal Data Package say what the figures say, in the words of its standard, in the same bytes every time?"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.townships import TURNS, township
from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.fiscal_package import fiscal_package
from wenxiao.disclosure.records import Fund, UnitYear
from wenxiao.disclosure.totals import Totals

# Column types of the Fiscal Data Package budget taxonomy 1.0rc1 with the value's type each demands.
_LEVELS = {
    f"{kind}-classification:generic:level{level}:{what}": "string"
    for kind, most in (("functional", 8), ("economic", 4), ("administrative", 8))
    for level in range(1, most + 1)
    for what in ("code", "label", "description")
}
_PLAIN = {
    f"{kind}-classification:generic:{what}": "string"
    for kind in ("functional", "economic", "administrative")
    for what in ("code", "label", "description")
}
_ACTIVITIES = {
    f"activity:generic:{of}:{what}": "string"
    for of in ("program", "subprogram", "project", "subproject", "contract")
    for what in ("code", "label")
}
TAXONOMY = {
    **_LEVELS,
    **_PLAIN,
    **_ACTIVITIES,
    "value": "number",
    "value-kind:code": "string",
    "value-kind:label": "string",
    "value-currency:code": "string",
    "value-currency:label": "string",
    "date:fiscal-year": "integer",
    "budget-line-id": "string",
    "direction": "string",
    "phase:id": "string",
    "phase:label": "string",
    "expenditure-type:code": "string",
    "expenditure-type:label": "string",
    "fin-source:generic:code": "string",
    "fin-source:generic:label": "string",
}
# A label is the label of a code beside it, a code of a lower level stands below that of the higher.
PRIOR = {
    "activity:generic:subprogram:code": "activity:generic:program:code",
    "activity:generic:project:code": "activity:generic:subprogram:code",
}


def opened(records: UnitYear) -> tuple[dict[str, Any], dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(fiscal_package(records, profile(f"hebei-{records.year}")))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files["datapackage.json"]), files


def rows(resource: dict[str, Any], files: dict[str, bytes]) -> list[dict[str, str]]:
    """As a reader of the standard sees them, constants in each row."""
    found = list(csv.DictReader(io.StringIO(files[resource["path"]].decode("utf-8"), newline="")))
    constants = {field["name"]: str(field["constant"]) for field in resource["schema"]["extraFields"]}
    return [row | constants for row in found]


def total(found: list[dict[str, str]], **where: str) -> int:
    """分."""
    kept = [row for row in found if all(row[name] == value for name, value in where.items())]
    return int(100 * sum((Decimal(row["amount"]) for row in kept), Decimal()))


@settings(max_examples=12, deadline=None)
@given(
    st.builds(Shape, seed=st.integers(0, 100_000), grain=st.sampled_from((1, 10_000)), funds=st.booleans(), capital=st.booleans()),
    st.sets(st.sampled_from(sorted(TURNS)), max_size=3),
)
def test_the_files_add_up_to_the_figures(shape: Shape, turns: set[str]) -> None:
    records = township(shape, turns)
    totals, (package, files) = Totals(records), opened(records)
    spending, revenue = (rows(resource, files) for resource in package["resources"])
    assert total(spending) == totals.spending().value
    assert total(revenue) == totals.revenue_of_year().value
    assert total(spending, origin_code="carried") == totals.carried().value
    for fund in Fund:
        assert total(revenue, fund_code=fund.value) == totals.revenue(fund).value
        assert total(spending, fund_code=fund.value, origin_code="current") == totals.revenue(fund).value
    for number, duty in enumerate(records.duties, 1):
        assert total(spending, duty_code=str(number)) == totals.duty(number, duty).value
        for project in duty.projects():
            assert total(spending, project_code=project.code) == totals.project(project).value


def test_every_row_is_a_figure_of_the_disclosure() -> None:
    records = unit_year(Shape(5))
    totals, (package, files) = Totals(records), opened(records)
    totals.spending()
    totals.revenue_of_year()
    for resource in package["resources"]:
        found = rows(resource, files)
        assert len({row["id"] for row in found}) == len(found) > 0
        for row in found:
            assert totals.figures[row["id"]].value == 100 * Decimal(row["amount"])


@pytest.mark.parametrize("shape", [Shape(1), Shape(2, capital=True, year=2023)], ids=["2025", "2023"])
def test_the_descriptor_keeps_to_the_standard(shape: Shape) -> None:
    package, files = opened(unit_year(shape))
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["profile"] == "tabular-data-package"
    assert {"datapackage.json", *(resource["path"] for resource in package["resources"])} == files.keys()
    assert package["resources"]
    for resource in package["resources"]:
        assert resource["profile"] == "tabular-data-resource"
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        fields = resource["schema"]["fields"]
        header = content.decode(resource["encoding"]).splitlines()[0].split(",")
        assert header == [field["name"] for field in fields]
        assert set(resource["schema"]["primaryKey"]) <= set(header)
        every = [*fields, *resource["schema"]["extraFields"]]
        assert len({field["name"] for field in every}) == len(every)
        types = {field["columnType"]: field for field in every}
        assert len(types) == len(every)
        for column_type, field in types.items():
            assert TAXONOMY[column_type] == field["type"], column_type
            if column_type.endswith(":label"):
                assert column_type.removesuffix("label") + ("id" if column_type == "phase:label" else "code") in types
            assert PRIOR.get(column_type, column_type) in types
        # What a transaction of the standard must have: who, when, how much, in which money, in which phase and direction.
        assert {
            "value",
            "value-currency:code",
            "date:fiscal-year",
            "direction",
            "phase:id",
            "administrative-classification:generic:code",
        } <= types.keys()


def test_a_row_tells_every_level_of_its_codes_and_whose_it_is() -> None:
    records = unit_year(Shape(4))
    package, files = opened(records)
    line = next(line for line in records.lines if line.project)
    row = next(row for row in rows(package["resources"][0], files) if row["project_code"] == line.project)
    assert row["function_item_code"] == line.function_code
    assert (row["function_category_code"], row["function_section_code"]) == (line.function_code[:3], line.function_code[:5])
    assert (row["economic_category_code"], row["economic_section_code"]) == (line.economic_code[:3], line.economic_code)
    assert all(row[name] for name in ("function_category", "function_section", "function_item", "economic_section", "duty", "activity"))
    assert (row["unit"], row["year"], row["direction"], row["currency"]) == (
        records.unit.name,
        str(records.year),
        "expenditure",
        "CNY",
    )


def test_names_with_commas_quotes_and_line_feeds_come_back_whole() -> None:
    records = unit_year(Shape(4))
    strange = '道路,"维修"\n二期'
    duty = records.duties[0]
    activity = replace(duty.activities[0], name=strange)
    records = replace(records, duties=(replace(duty, activities=(activity, *duty.activities[1:])), *records.duties[1:]))
    package, files = opened(records)
    assert strange in {row["activity"] for row in rows(package["resources"][0], files)}


def test_the_same_records_make_the_same_bytes_and_others_make_others() -> None:
    records, template = unit_year(Shape(7)), profile("hebei-2025")
    assert fiscal_package(records, template) == fiscal_package(unit_year(Shape(7)), template)
    assert fiscal_package(records, template) != fiscal_package(unit_year(Shape(8)), template)
    with zipfile.ZipFile(io.BytesIO(fiscal_package(records, template))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_unit_code_of_any_letters_makes_a_name_the_standard_allows() -> None:
    records = unit_year(Shape(3))
    package, _ = opened(replace(records, unit=replace(records.unit, code="县本级 305_A")))
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["name"].endswith("-2025")
