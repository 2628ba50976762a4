"""Do the samples say what their lists of expected findings say of them?"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import wenxiao

SAMPLES = Path(wenxiao.__file__).parent / "samples"
NAMES = ("reference-2023", "qingshi-2025", "consistent-2025")
DUTY = re.compile("[一二三四五六七八九十]+、")


def _lines(name: str) -> list[str]:
    return (SAMPLES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def _expected(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return expected


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_error_stands_on_its_line(name: str) -> None:
    lines = _lines(name)
    for error in _expected(name)["errors"]:
        for slip in (error, *error.get("consequences", ())):
            assert slip["wrong"] in lines[slip["line"] - 1]
        for line in error.get("evidence", ()):
            assert lines[line - 1]


def test_the_planted_slips_are_all_that_tells_the_twins_apart() -> None:
    wrong, right = _lines("qingshi-2025"), _lines("consistent-2025")
    errors = _expected("qingshi-2025")["errors"]
    assert [number for number, pair in enumerate(zip(wrong, right, strict=True), 1) if pair[0] != pair[1]] == [e["line"] for e in errors]
    assert len({error["kind"] for error in errors}) == 5
    for error in errors:
        for slip in (error, *error.get("consequences", ())):
            assert slip["right"] in right[slip["line"] - 1]


@pytest.mark.parametrize("name", NAMES)
def test_duties_activities_indicators_and_money_are_as_many_as_the_list_says(name: str) -> None:
    rows = [line.split("\t") for line in _lines(name) if line.count("\t") in (8, 12)]
    heads = [number for number, row in enumerate(rows) if row[0] == "职责活动"]
    indicator = rows[heads[0]].index("绩效指标")
    duties = activities = indicators = 0
    by_duty = by_activity = Decimal(0)
    for number, row in enumerate(rows):
        if number in heads or number - 1 in heads:
            continue
        # A continuation has a name but neither an amount nor a description: the rest of a name that a page has cut.
        if DUTY.match(row[0]):
            duties, by_duty = duties + 1, by_duty + Decimal(row[1] or 0)
            carries = (Decimal(row[1] or 0), bool(row[indicator]))
            by_activity += carries[0] if carries[1] else 0
        elif row[0] and (row[1] or row[2]):
            activities, by_activity = activities + 1, by_activity + Decimal(row[1] or 0)
        indicators += bool(row[indicator])
    programme = _expected(name)["programme"]
    mended = programme.get("mended", [])
    # One printed name is cut by a page into two rows; one row prints two names.
    indicators += sum(len(entry["names"]) - 1 for entry in mended if "names" in entry)
    cut = next((entry["name"] for entry in mended if entry.get("name") and _cut_by_a_page(rows, indicator, entry["name"])), None)
    indicators -= cut is not None
    assert (duties, activities, indicators) == (programme["duties"], programme["activities"], programme["indicators"])
    assert by_duty == by_activity == Decimal(programme["total"])


def _cut_by_a_page(rows: list[list[str]], indicator: int, name: str) -> bool:
    printed = {row[indicator] for row in rows}
    return name not in printed and any(head and name.startswith(head) and name[len(head) :] in printed for head in printed)


def test_the_rebuilt_reference_keeps_the_published_ones_layout() -> None:
    published = Path(__file__).parents[3] / "shared" / "data" / "shangbancheng-2023-budget.txt"
    if not published.exists():
        pytest.skip(f"没有{published}")
    theirs, ours = published.read_text(encoding="utf-8").splitlines(), _lines("reference-2023")
    assert [line.count("\t") for line in theirs] == [line.count("\t") for line in ours]
    assert [not line for line in theirs] == [not line for line in ours]
    # What is a fact in a table, every figure, standard and indicator name, is the same; only sentences are our own.
    for their_line, our_line in zip(theirs, ours, strict=True):
        for column, (theirs_cell, our_cell) in enumerate(zip(their_line.split("\t"), our_line.split("\t"), strict=True)):
            if "\t" in their_line and column not in (2, 3):
                assert theirs_cell == our_cell


def test_the_rebuilt_reference_repeats_no_published_sentence_without_figures() -> None:
    published = Path(__file__).parents[3] / "shared" / "data" / "shangbancheng-2023-budget.txt"
    if not published.exists():
        pytest.skip(f"没有{published}")
    sentences = {s for line in published.read_text(encoding="utf-8").splitlines() if "\t" not in line for s in re.split("[。；]", line)}
    long = {s.strip() for s in sentences if len(s.strip()) > 30 and not s.strip().endswith("：") and not re.search(r"\d", s)}
    assert long
    assert not [s for s in long if s in "\n".join(_lines("reference-2023"))]
