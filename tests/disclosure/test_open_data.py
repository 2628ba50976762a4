"""Is the published JSON the whole disclosure: read back to the same objects, the same bytes every time, and nobody's name in it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.townships import TURNS, township
from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.budget import Disclosed, budget_manuscript
from wenxiao.disclosure.figures import How, half_up
from wenxiao.disclosure.open_data import open_data, open_data_bytes, written_texts
from wenxiao.disclosure.open_data_read import NotOpenDataError, OpenData, read_open_data
from wenxiao.disclosure.open_manuscript import Json
from wenxiao.disclosure.records import TEN_THOUSAND, Part, Reason, Statement, Subject, UnitYear
from wenxiao.documents.write.html import write_html
from wenxiao.vocabulary.personal import personal_in
from wenxiao.vocabulary.shown import MONEY_UNITS

SHAPES = st.builds(
    Shape,
    seed=st.integers(0, 100_000),
    year=st.sampled_from((2023, 2025)),
    grain=st.sampled_from((1, 10_000)),
    funds=st.booleans(),
    capital=st.booleans(),
    procurement=st.booleans(),
    vehicles=st.booleans(),
    one_duty=st.booleans(),
    last_year=st.booleans(),
)


def made(records: UnitYear) -> tuple[Disclosed, Json]:
    template = profile(f"hebei-{records.year}")
    disclosed = budget_manuscript(records, template)
    return disclosed, open_data(disclosed, records, template)


def nameless(records: UnitYear) -> UnitYear:
    return replace(records, people=(), reasons=tuple(replace(reason, person="") for reason in records.reasons))


def through_a_file(data: Json) -> OpenData:
    return read_open_data(json.loads(open_data_bytes(data)))


@settings(max_examples=8, deadline=None)
@given(SHAPES, st.sets(st.sampled_from(sorted(TURNS)), max_size=3))
def test_what_is_read_back_is_what_was_disclosed(shape: Shape, turns: set[str]) -> None:
    records = township(shape, turns)
    disclosed, data = made(records)
    found = through_a_file(data)
    assert found.manuscript == disclosed.manuscript
    assert found.spans == disclosed.spans
    assert found.records == nameless(records)
    assert {figure.id: figure for figure in disclosed.figures}.items() <= found.figures.items()
    assert (found.kind, found.profile) == ("budget", f"hebei-{shape.year}")
    # A page made of the JSON alone is the page made of the records.
    assert write_html(found.manuscript) == write_html(disclosed.manuscript)


@settings(max_examples=6, deadline=None)
@given(SHAPES)
def test_every_figure_can_be_recomputed_from_those_above_it(shape: Shape) -> None:
    figures: dict[str, int] = {}
    for figure in made(unit_year(shape))[1]["figures"]:
        parts = [figures[part] for part in figure["parts"]]
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
        assert (figure["how"] == "record") == bool(figure["source"]), figure
        assert figure["id"] not in figures
        figures[figure["id"]] = figure["value"]


def test_no_field_of_the_records_is_left_behind() -> None:
    def filled(value: Any, name: str = "") -> Any:
        """With words in every text that has none; a line without project stays without."""
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{each.name: filled(getattr(value, each.name), each.name) for each in fields(value)})
        if isinstance(value, tuple):
            return tuple(filled(each) for each in value)
        return f"补{name}" if value == "" and name != "project" else value

    bare = unit_year(Shape(4))
    records: UnitYear = filled(replace(bare, matters=(Statement("", "", ""),)))
    assert records != bare
    assert through_a_file(made(records)[1]).records == nameless(records)


def test_every_figure_a_section_names_is_there_with_its_value() -> None:
    data = made(unit_year(Shape(5)))[1]
    values = {figure["id"]: figure["value"] for figure in data["figures"]}
    for line in data["lines"]:
        assert values[line["figure"]] == line["amount"]
    for purchase in data["procurement"]:
        assert values[purchase["figure"]] == purchase["amount"]
        assert values[purchase["figures"]["quantity"]] == purchase["quantity"]
    assert data["procurement"]
    for duty in data["programme"]:
        assert values[duty["figure"]] == sum(values[activity["figure"]] for activity in duty["activities"])
        for activity in duty["activities"]:
            assert values[activity["figure"]] == sum(values[project["figure"]] for project in activity["projects"])
            for project in activity["projects"]:
                paid = [line["amount"] for line in data["lines"] if line["project"] == project["code"]]
                assert values[project["figure"]] == sum(paid)
    assert data["assets"]
    for asset in data["assets"]:
        of_kind = [each for each in data["assets"] if each["kind"] == asset["kind"]]
        assert values[asset["figures"]["value"]] == sum(each["value"] for each in of_kind)
        if asset["figures"]["quantity"]:
            assert values[asset["figures"]["quantity"]] == sum(each["quantity"] for each in of_kind)
    assert any(not asset["figures"]["quantity"] for asset in data["assets"])
    for name in ("staffing", "vehicles", "journeys"):
        for field, id in data[name]["figures"].items():
            assert values[id] == data[name][field] * TEN_THOUSAND


def test_a_table_says_its_figures_exactly() -> None:
    data = made(unit_year(Shape(4, grain=1)))[1]
    figures = {figure["id"]: figure for figure in data["figures"]}
    told = 0
    for part in data["manuscript"]["parts"]:
        for row in part.get("body", ()):
            for cell in row:
                if "value" in cell:
                    figure = figures[cell["figure"]]
                    base = MONEY_UNITS[part["unit"]].base if figure["measure"] == "money" else TEN_THOUSAND
                    assert Decimal(cell["value"]) * base == figure["value"]
                    told += 1
    assert told > 300


def test_what_is_compared_says_both_years_the_change_its_rate_and_the_reason_given() -> None:
    records = unit_year(Shape(3))
    data = through_a_file(made(records)[1])
    assert {each.name for each in data.comparisons} > {prior.subject.value for prior in records.prior}
    reasons = {reason.subject.value: reason.text for reason in records.reasons}
    changed = 0
    for each in data.comparisons:
        now, before = data.figures[each.figure], data.figures[each.before]
        if now.value == before.value:
            assert (each.change, each.rate, each.reason) == ("", "", "")
            continue
        changed += 1
        assert data.figures[each.change].value == now.value - before.value
        assert bool(each.rate) == bool(before.value)
        assert each.reason == reasons.get(each.name, "")
    assert changed > 3


def test_a_figure_opens_down_to_records() -> None:
    data = through_a_file(made(unit_year(Shape(3)))[1])
    whole = "支出/按功能科目/合计"
    opened = list(data.derivation(whole))
    assert opened[0] == (0, data.figures[whole])
    lines = [figure.value for _, figure in opened if figure.source]
    assert sum(lines) == data.figures[whole].value
    assert len(lines) == len(data.records.lines)


def test_no_person_is_named() -> None:
    records = unit_year(Shape(2))
    named = replace(
        records,
        people=(("财务负责人", "欧阳不见"), ("分管领导", "司马不见")),
        reasons=tuple(Reason(subject, "据实安排", "上官不见", "原因/1") for subject in Subject),
        approval=None,
    )
    disclosed, data = made(named)
    # The office knows whom to ask.
    assert any(missing.person == "欧阳不见" for missing in disclosed.missing)
    assert "不见" not in open_data_bytes(data).decode()


def test_whatever_somebody_wrote_is_looked_through_before_it_is_public() -> None:
    def written(value: Any, name: str = "") -> Iterator[str]:
        if is_dataclass(value):
            for each in fields(value):
                yield from written(getattr(value, each.name), each.name)
        elif isinstance(value, tuple):
            for inner in value:
                yield from written(inner, name)
        elif type(value) is str and name not in ("project", "code", "source") and not name.endswith("_code"):
            yield value

    records = nameless(unit_year(Shape(4)))
    texts = written_texts(made(records)[1])
    assert len(set(written(records))) > 20
    assert set(written(records)) - {""} <= set(texts)
    duty = replace(records.duties[0], objective="有事请打13812345678。")
    found = written_texts(made(replace(records, duties=(duty, *records.duties[1:])))[1])
    assert [each.what for text in found for each in personal_in(text, date(2025, 3, 1))] == ["手机号"]


def test_codes_and_amounts_of_eleven_digits_are_nobody_s_telephone() -> None:
    records = unit_year(Shape(4, times=100_000))
    codes = {"": ""} | {code: f"138000{number:05}" for number, code in enumerate(records.projects())}

    def recoded(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(recoded(each) for each in value)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changed = {each.name: recoded(getattr(value, each.name)) for each in fields(value)}
        changed |= {name: codes[code] for name in ("project", "code") if (code := changed.get(name)) in codes}
        return replace(value, **changed)

    data = made(recoded(records))[1]
    assert "13800000000" in open_data_bytes(data).decode()
    assert any(cell.get("value", "").startswith("1") and len(cell["value"]) > 10 for cell in _cells(data))
    assert [each for text in written_texts(data) for each in personal_in(text, date(2025, 3, 1))] == []


def _cells(data: Json) -> Iterator[Json]:
    return (cell for part in data["manuscript"]["parts"] for row in part.get("body", ()) for cell in row)


def test_the_bytes_depend_on_the_records_alone() -> None:
    records = unit_year(Shape(6))
    first, second = (open_data_bytes(made(records)[1]) for _ in range(2))
    assert first == second
    shuffled = dict(reversed(list(made(records)[1].items())))
    assert open_data_bytes(shuffled) == first
    assert b"\n" not in first
    line = replace(records.lines[0], source="别处/1")
    assert open_data_bytes(made(replace(records, lines=(line, *records.lines[1:])))[1]) != first


def test_statements_and_a_unit_with_next_to_nothing_are_told_as_they_are() -> None:
    records = unit_year(Shape(1, procurement=False))
    bare = replace(
        records,
        assets=(),
        duties=(),
        lines=tuple(line for line in records.lines if line.part is not Part.PROJECT),
        prior=(),
        reasons=(),
        objectives=(),
        matters=(Statement("", "没有。", "事项/1"),),
        approval=None,
    )
    balanced = {fund: sum(line.amount for line in bare.lines if line.fund is fund) for fund in {line.fund for line in bare.lines}}
    bare = replace(bare, revenue=tuple(replace(each, amount=balanced.get(each.fund, 0)) for each in bare.revenue))
    data = through_a_file(made(bare)[1])
    assert data.records == nameless(bare)
    assert data.comparisons == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data | {"schema": "wenxiao.check/1"}, "wenxiao.check/1"),
        (lambda data: {key: value for key, value in data.items() if key != "lines"}, "lines"),
        (lambda data: data | {"lines": [data["lines"][0] | {"fund": "彩票"}]}, "彩票"),
        (lambda data: data | {"manuscript": data["manuscript"] | {"parts": [{"type": "film"}]}}, "film"),
        (lambda data: [data], "无"),
    ],
)
def test_what_is_no_open_data_is_refused_with_the_reason(change: object, told: str) -> None:
    data = made(unit_year(Shape(2)))[1]
    with pytest.raises(NotOpenDataError, match=told):
        read_open_data(change(data))  # type: ignore[operator]


def test_the_keys_are_those_that_were_published() -> None:
    # Keys may be added, never renamed: whoever changes this list by more than adding breaks other people's programs.
    data = made(unit_year(Shape(5)))[1]
    programme = data["programme"][0]
    assert {name: sorted(value) for name, value in _shapes(data, programme).items()} == {
        "data": [
            "approval",
            "assets",
            "comparisons",
            "document",
            "figures",
            "journeys",
            "lines",
            "manuscript",
            "measures",
            "prior",
            "procurement",
            "programme",
            "reasons",
            "revenue",
            "schema",
            "staffing",
            "statements",
            "vehicles",
        ],
        "document": ["kind", "money_unit", "profile", "title", "unit", "year"],
        "figure": ["how", "id", "label", "measure", "parts", "source", "value"],
        "line": [
            "amount",
            "carried",
            "economic_code",
            "economic_name",
            "figure",
            "function_code",
            "function_name",
            "fund",
            "fund_name",
            "part",
            "part_name",
            "project",
            "source",
        ],
        "duty": ["activities", "description", "figure", "name", "objective", "source"],
        "activity": ["content", "figure", "name", "objective", "projects", "source"],
        "project": ["code", "content", "figure", "indicators", "name", "objective", "source"],
        "indicator": ["baseline", "evidence", "kind", "name", "source", "standards", "target", "weight"],
        "comparison": ["before", "change", "figure", "name", "rate", "reason"],
        "manuscript": ["author", "dated", "parts", "title"],
    }


def _shapes(data: Json, duty: Json) -> dict[str, Json]:
    activity = duty["activities"][0]
    return {
        "data": data,
        "document": data["document"],
        "figure": data["figures"][0],
        "line": data["lines"][0],
        "duty": duty,
        "activity": activity,
        "project": activity["projects"][0],
        "indicator": activity["projects"][0]["indicators"][0],
        "comparison": data["comparisons"][0],
        "manuscript": data["manuscript"],
    }
