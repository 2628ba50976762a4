"""Does the JSON keep its published contract: these keys, in this order, of these types?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from report import sample
from wenxiao.checks.report import CheckReport
from wenxiao.facts.model import Fact, State
from wenxiao.report.json import check_json, read_json
from wenxiao.vocabulary.source import Source

Shape = Any
TEXT, NUMBER = (str,), (int,)
TEXT_OR_NULL, NUMBER_OR_NULL = (str, type(None)), (int, type(None))

PLACE = {"line": NUMBER_OR_NULL, "page": NUMBER_OR_NULL, "table": NUMBER_OR_NULL, "row": NUMBER_OR_NULL, "column": NUMBER_OR_NULL}
CITE = {**PLACE, "text": TEXT, "label": TEXT}
CHANGE = {**PLACE, "from": TEXT, "to": TEXT}
DOCUMENT = {
    "path": TEXT,
    "sha256": TEXT,
    "kind": TEXT,
    "unit": TEXT_OR_NULL,
    "fiscal_year": NUMBER_OR_NULL,
    "money_unit": TEXT_OR_NULL,
}
COUNTS = ("facts", "rules", "holds", "violated", "cannot_tell", "not_applicable", "errors", "warnings", "infos")
SUGGESTION = {
    **CHANGE,
    "reason": TEXT,
    "confidence": (float,),
    "consequences": [CHANGE],
    "alternatives": [{**CHANGE, "reason": TEXT, "confidence": (float,)}],
}
FINDING = {
    "rule": TEXT,
    "title": TEXT,
    "severity": TEXT,
    "outcome": TEXT,
    "message": TEXT,
    "difference": TEXT_OR_NULL,
    "tolerance": TEXT_OR_NULL,
    "cites": [CITE],
    "suggestions": [SUGGESTION],
}
CHECK = {"schema": TEXT, "document": DOCUMENT, "counts": dict.fromkeys(COUNTS, NUMBER), "findings": [FINDING]}
FACT = {
    "concept": TEXT,
    "label": TEXT,
    "value": TEXT,
    "unit": TEXT,
    "period": NUMBER_OR_NULL,
    "members": (dict,),
    "state": TEXT,
    "source": CITE,
}
INDICATOR = {"name": TEXT, "standards": dict.fromkeys("优良中差", TEXT)}
ACTIVITY = {"name": TEXT, "amount": TEXT_OR_NULL, "indicators": [INDICATOR]}
DUTY = {"duty": TEXT, "amount": TEXT_OR_NULL, "indicators": [INDICATOR], "activities": [ACTIVITY]}
READ = {"schema": TEXT, "document": DOCUMENT, "facts": [FACT], "programme": [DUTY]}


def conform(value: Any, shape: Shape, path: str = "$") -> None:
    """Assert that `value` has the keys of `shape` first and in order, and values of its types; more keys may follow."""
    if isinstance(shape, dict):
        assert list(value)[: len(shape)] == list(shape), path
        for key, inner in shape.items():
            conform(value[key], inner, f"{path}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), path
        for index, item in enumerate(value):
            conform(item, shape[0], f"{path}[{index}]")
    else:
        assert type(value) in shape, f"{path}: {value!r}"


def checked() -> dict[str, Any]:
    answer = check_json(sample.check(sample.document()))
    again: dict[str, Any] = json.loads(json.dumps(answer, ensure_ascii=False))
    assert again == answer
    return answer


def test_a_check_has_the_keys_and_types_of_the_contract() -> None:
    conform(checked(), CHECK)


def test_what_was_read_has_the_keys_and_types_of_the_contract() -> None:
    conform(read_json(sample.factset(sample.document())), READ)


def test_the_answers_are_as_agreed(golden: Callable[[str, str], None]) -> None:
    golden("check.json", json.dumps(checked(), ensure_ascii=False, indent=1) + "\n")
    golden("read.json", json.dumps(read_json(sample.factset(sample.document())), ensure_ascii=False, indent=1) + "\n")


def test_words_are_of_the_published_sets_and_places_count_from_one() -> None:
    for finding in checked()["findings"]:
        assert finding["severity"] in {"error", "warning", "info"}
        assert finding["outcome"] in {"violated", "cannot_tell"}
        for place in [*finding["cites"], *finding["suggestions"]]:
            assert all(place[key] is None or place[key] >= 1 for key in PLACE)


def test_suggestions_stand_best_first_with_the_rest_as_alternatives() -> None:
    first = checked()["findings"][0]["suggestions"]
    assert [one["confidence"] for one in first] == sorted((one["confidence"] for one in first), reverse=True)
    assert (first[0]["from"], first[0]["to"]) == ("38.15", "31.85")
    assert [(one["from"], one["to"]) for one in first[0]["alternatives"]] == [("19.00", "25.30")]
    assert [(one["from"], one["to"]) for one in first[0]["consequences"]] == [("25.75", "19.45"), ("67.50%", "61.07%")]


def test_what_could_not_be_told_is_an_info_and_is_told_once() -> None:
    untold = [finding for finding in checked()["findings"] if finding["outcome"] == "cannot_tell"]
    assert [(finding["rule"], finding["severity"]) for finding in untold] == [("R010", "info"), ("R011", "info")]
    assert untold[0]["message"] == "没有收支预算总表"


def test_a_blank_is_an_empty_string_and_a_dash_a_dash() -> None:
    facts = sample.factset(sample.document())
    facts.facts = [
        Fact("甲", "甲", Source("", table=1, row=1, column=1), state=State.BLANK),
        Fact("甲", "甲", Source("—", table=1, row=2, column=1), state=State.NIL),
    ]
    assert [(fact["value"], fact["state"]) for fact in read_json(facts)["facts"]] == [("", "blank"), ("—", "nil")]


def test_a_report_of_nothing_conforms_too() -> None:
    facts = sample.factset(sample.document())
    facts.unit, facts.fiscal_year, facts.money_unit = "", None, ""
    answer = check_json(CheckReport(facts))
    conform(answer, CHECK)
    assert answer["document"]["unit"] is None
    assert answer["findings"] == []
