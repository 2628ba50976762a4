"""Which reconciliation rules are there, from which source, and which are in force for a year?"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from wenxiao.catalogue.load import load_folder
from wenxiao.vocabulary.finding import Severity


class Case(NamedTuple):
    """A worked case: a sample document with changes, or a small document of its own, and what the rule comes to in it.

    Each change is (old text, new text); the old text occurs exactly once.
    """

    outcome: str
    document: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    text: str = ""


class Rule(NamedTuple):
    """勾稽规则: one file of catalogue/data/rules.

    Exactly one of `formulas`, `test`, `structural` and `not_evaluated` says how it is judged: equations over concepts, a named
    function, the structural checks it is the name of in certain tables, or the reason why it cannot be judged yet.
    `mark` tells how the source is known: V read in a text, M professional knowledge, shown as 依据待核.
    """

    id: str
    title: str
    group: str
    clause: str
    mark: str
    reading: Severity
    publishing: Severity
    message: str
    kind: tuple[str, ...] = ("budget", "final_accounts")
    valid_from: int = 0
    valid_to: int = 9999
    each: str = ""
    formulas: tuple[str, ...] = ()
    test: str = ""
    structural: tuple[tuple[str, str], ...] = ()
    not_evaluated: str = ""
    cases: tuple[Case, ...] = ()

    def in_force(self, year: int | None) -> bool:
        return year is None or self.valid_from <= year <= self.valid_to


class RuleFileError(ValueError):
    """A rule file that does not say what a rule must say."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"规则文件 {name}：{why}")


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the catalogue in order of id. Raises RuleFileError."""
    return tuple(sorted((_rule(name, entry) for name, entry in load_folder("rules").items()), key=lambda rule: rule.id))


def rule_of(rule_id: str) -> Rule:
    """The rule of that id. Raises KeyError."""
    return _by_id()[rule_id]


@cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in rules()}


def _rule(name: str, entry: dict[str, Any]) -> Rule:
    try:
        formulas = entry.get("formula", ())
        rule = Rule(
            id=entry["id"],
            title=entry["title"],
            group=entry["group"],
            clause=entry["clause"],
            mark=entry["mark"],
            reading=Severity(entry["severity"]["reading"]),
            publishing=Severity(entry["severity"]["publishing"]),
            message=entry.get("message", ""),
            kind=tuple(entry.get("kind", ("budget", "final_accounts"))),
            valid_from=entry.get("valid_from", 0),
            valid_to=entry.get("valid_to", 9999),
            each=entry.get("each", ""),
            formulas=(formulas,) if isinstance(formulas, str) else tuple(formulas),
            test=entry.get("test", ""),
            structural=tuple(_structural(each) for each in entry.get("structural", ())),
            not_evaluated=entry.get("not_evaluated", ""),
            cases=tuple(
                Case(
                    case["outcome"],
                    case.get("document", ""),
                    tuple((change[0], change[1]) for change in case.get("changes", ())),
                    case.get("text", ""),
                )
                for case in entry.get("cases", ())
            ),
        )
    except (KeyError, ValueError) as error:
        raise RuleFileError(name, f"缺少或写错 {error}") from error
    ways = sum(bool(way) for way in (rule.formulas, rule.test, rule.structural, rule.not_evaluated))
    if ways != 1:
        raise RuleFileError(name, "formula、test、structural、not_evaluated 要有且只有一个")
    if not name.endswith(rule.id):
        raise RuleFileError(name, f"文件名要与编号 {rule.id} 相同")
    return rule


def _structural(text: str) -> tuple[str, str]:
    """`S003:T5` is check S003 in table T5 (`T1·收入` one side of it), `S005:三公经费` about that concept; `S004` wherever it stands."""
    check, _, about = text.partition(":")
    return check, about
