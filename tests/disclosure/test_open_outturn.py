"""Are the open data of final accounts the whole of them: read back to the same objects, adding up to the same figures, naming nobody?"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generated.outturns import Spent, outturn
from generated.unit_years import Shape
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.bundle import DATA, FILES, MANIFEST, PDF, PROCUREMENT, bundle
from wenxiao.disclosure.figures import How, half_up
from wenxiao.disclosure.final_accounts import final_accounts_manuscript
from wenxiao.disclosure.fiscal_package import fiscal_package
from wenxiao.disclosure.open_data import open_data, open_data_bytes
from wenxiao.disclosure.open_data_read import OpenData, read_open_data
from wenxiao.disclosure.open_manuscript import Json
from wenxiao.disclosure.outturn import Departure, Outturn
from wenxiao.disclosure.outturn_totals import OutturnTotals
from wenxiao.disclosure.records import TEN_THOUSAND, Fund, Reason, Subject

TEMPLATE = profile("hebei-final-accounts")
SHAPES = st.builds(
    Spent,
    budget=st.builds(
        Shape,
        seed=st.integers(0, 100_000),
        year=st.sampled_from((2023, 2024)),
        grain=st.sampled_from((1, 10_000)),
        funds=st.booleans(),
        capital=st.booleans(),
        last_year=st.booleans(),
    ),
    left=st.booleans(),
    unplanned=st.booleans(),
    thrift=st.booleans(),
    own_money=st.booleans(),
    procurement=st.booleans(),
    evaluated=st.booleans(),
)
USUAL = Spent(Shape(3, year=2024))


def made(records: Outturn) -> tuple[Disclosed, Json]:
    disclosed = final_accounts_manuscript(records, TEMPLATE)
    return disclosed, open_data(disclosed, records, TEMPLATE)


def nameless(records: Outturn) -> Outturn:
    return replace(
        records,
        people=(),
        reasons=tuple(replace(each, person="") for each in records.reasons),
        departures=tuple(replace(each, person="") for each in records.departures),
    )


def through_a_file(data: Json) -> OpenData:
    return read_open_data(json.loads(open_data_bytes(data)))


@settings(max_examples=8, deadline=None)
@given(SHAPES)
def test_what_is_read_back_is_what_was_disclosed(spent: Spent) -> None:
    records = outturn(spent)
    disclosed, data = made(records)
    found = through_a_file(data)
    assert found.kind == "final_accounts"
    assert found.records == nameless(records)
    assert (found.manuscript, found.spans) == (disclosed.manuscript, disclosed.spans)
    assert {figure.id: figure for figure in disclosed.figures}.items() <= found.figures.items()


@settings(max_examples=8, deadline=None)
@given(SHAPES)
def test_every_figure_can_be_recomputed_from_those_above_it_and_every_one_named_is_there(spent: Spent) -> None:
    data = made(outturn(spent))[1]
    values: dict[str, int] = {}
    for figure in data["figures"]:
        parts = [values[part] for part in figure["parts"]]
        match How(figure["how"]):
            case How.RECORD:
                assert not parts
            case How.SUM:
                assert figure["value"] == sum(parts)
            case How.DIFFERENCE:
                assert figure["value"] == parts[0] - parts[1]
            case How.RATIO:
                assert figure["value"] == half_up(abs(parts[0]) * 10_000, parts[1])
            case How.PRODUCT:
                assert figure["value"] == half_up(parts[0] * parts[1], TEN_THOUSAND)
        values[figure["id"]] = figure["value"]
    for section in ("lines", "received", "openings", "limits", "contracts"):
        for each in data[section]:
            assert values[each["figure"]] == each["amount"], section
    for each in data["planned"]:
        assert values[each["figure"]] == each["amount"] if each["fund"] == "general" else each["figure"] == ""
    for each in data["evaluations"]:
        assert values[each["figures"]["budget"]] == each["budget"]
        assert values[each["figures"]["score"]] == each["score"] * 100
    for each in data["comparisons"]:
        assert values[each["change"]] == values[each["figure"]] - values[each["before"]] != 0
    for each in data["completions"]:
        paid, planned = values[each["figure"]], values[each["planned"]]
        if each["rate"]:
            assert values[each["rate"]] == half_up(paid * 10_000, planned)
        assert bool(each["reason"]) == (paid != planned)


def test_what_is_compared_and_completed_is_told_with_its_reason() -> None:
    records = outturn(USUAL)
    data = made(records)[1]
    reasons = {reason.subject.value: reason.text for reason in records.reasons}
    compared = {each["name"]: each for each in data["comparisons"]}
    assert {Subject.TOTAL.value, Subject.BASIC.value} & compared.keys()
    assert all(each["reason"] == reasons.get(name, "") for name, each in compared.items())
    assert len({each["of"] for each in data["completions"]}) == len(data["completions"])
    planned = {each.function_code for each in records.planned if each.fund is Fund.GENERAL and each.amount}
    assert planned <= {each["of"] for each in data["completions"]}
    assert any(each["rate"] for each in data["completions"])


def test_no_field_of_the_records_is_left_behind() -> None:
    def filled(value: Any, name: str = "") -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{each.name: filled(getattr(value, each.name), each.name) for each in fields(value)})
        if isinstance(value, tuple):
            return tuple(filled(each) for each in value)
        return f"补{name}" if value == "" and name != "project" else value

    bare = outturn(USUAL)
    records: Outturn = filled(bare)
    assert records != bare
    assert through_a_file(made(records)[1]).records == nameless(records)
    poorer = replace(records, receptions=None, property=None, approval=None)
    assert through_a_file(made(poorer)[1]).records == nameless(poorer)


def test_no_person_is_named() -> None:
    records = replace(
        outturn(USUAL),
        people=(("财务负责人", "欧阳不见"),),
        reasons=tuple(Reason(subject, "据实支出", "上官不见", "原因/1") for subject in Subject),
        departures=tuple(Departure(each.of, "据实支出", "司马不见", each.source) for each in outturn(USUAL).departures),
        approval=None,
    )
    disclosed, data = made(records)
    assert any(missing.person == "欧阳不见" for missing in disclosed.missing)
    assert "不见" not in open_data_bytes(data).decode()


@settings(max_examples=8, deadline=None)
@given(SHAPES)
def test_the_fiscal_package_adds_up_to_the_figures(spent: Spent) -> None:
    records = outturn(spent)
    totals = OutturnTotals(records)
    with zipfile.ZipFile(io.BytesIO(fiscal_package(records, TEMPLATE))) as archive:
        package = json.loads(archive.read("datapackage.json"))
        spending, revenue = (
            list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""))) for name in ("spending.csv", "revenue.csv")
        )

    def total(rows: list[dict[str, str]], **where: str) -> int:
        return int(100 * sum((Decimal(row["amount"]) for row in rows if all(row[key] == value for key, value in where.items())), Decimal()))

    assert total(spending) == totals.paid().value
    assert total(revenue, origin_code="current") == totals.received().value
    assert total(revenue, origin_code="carried") == totals.opening().value
    assert total(spending, fund_code="general") == totals.paid(Fund.GENERAL).value
    assert len({row["id"] for row in spending + revenue}) == len(spending) + len(revenue)
    for resource in package["resources"]:
        constants = {field["columnType"]: field["constant"] for field in resource["schema"]["extraFields"]}
        assert (constants["phase:id"], constants["date:fiscal-year"]) == ("executed", records.year)


def test_the_bundle_says_that_final_accounts_plan_no_purchase() -> None:
    records = outturn(USUAL)
    disclosed = final_accounts_manuscript(records, TEMPLATE)
    files = bundle(disclosed, records, TEMPLATE, without=(PDF,))
    assert files.keys() == FILES.keys() - {PDF, PROCUREMENT}
    manifest = json.loads(files[MANIFEST])
    assert manifest["kind"] == "final_accounts"
    assert {each["name"]: each["reason"] for each in manifest["absent"]}[PROCUREMENT] == "这是决算，没有可以公开的采购计划"
    assert read_open_data(json.loads(files[DATA])).manuscript == disclosed.manuscript
