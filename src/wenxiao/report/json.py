"""What does a machine get: findings and facts as plain values, keys as published in the contract?

Keys may be added at the end of an object, never renamed. Coordinates are 1-based and null where the format has none; amounts are
strings, as shown.
"""

from __future__ import annotations

from typing import Any

from wenxiao.checks.report import CheckReport
from wenxiao.facts.model import Fact, FactSet, State
from wenxiao.performance.programme import BANDS, Activity, Duty, Indicator
from wenxiao.performance.standard import split_row
from wenxiao.report.listing import listed
from wenxiao.vocabulary.finding import Consequence, Finding, Suggestion
from wenxiao.vocabulary.shown import Shown
from wenxiao.vocabulary.source import Source

CHECK_SCHEMA = "wenxiao.check/1"
READ_SCHEMA = "wenxiao.read/1"


def check_json(report: CheckReport) -> dict[str, Any]:
    """`wenxiao.check/1`: findings in the order a person sees them, then what could not be told, as infos."""
    return {
        "schema": CHECK_SCHEMA,
        "document": _document(report.facts),
        "counts": report.counts(),
        "findings": [_finding(finding) for finding in listed(report)],
        "outcomes": [
            {"rule": one.rule, "title": one.title, "outcome": one.outcome.value, "reason": one.reason, "bound": one.bound}
            for one in report.outcomes
        ],
        "unbound": [_cite(fact.source) for fact in report.unbound],
    }


def read_json(facts: FactSet) -> dict[str, Any]:
    """`wenxiao.read/1`: every fact and the programme as stated."""
    return {
        "schema": READ_SCHEMA,
        "document": _document(facts),
        "facts": [_fact(fact) for fact in facts.facts],
        "programme": [_duty(duty) for duty in facts.programme.duties],
    }


def _document(facts: FactSet) -> dict[str, Any]:
    return {
        "path": facts.path,
        "sha256": facts.sha256,
        "kind": facts.kind,
        "unit": facts.unit or None,
        "fiscal_year": facts.fiscal_year,
        "money_unit": facts.money_unit or None,
        "profile": facts.profile or None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "difference": finding.difference,
        "tolerance": finding.tolerance,
        "cites": [_cite(source) for source in finding.cites],
        "suggestions": [_suggestion(one, [other for other in finding.suggestions if other is not one]) for one in finding.suggestions],
        "rules": list(finding.rules),
        "clause": finding.clause,
    }


def _suggestion(suggestion: Suggestion, others: list[Suggestion]) -> dict[str, Any]:
    return {
        **_change(suggestion),
        "reason": suggestion.reason,
        "confidence": _confidence(suggestion),
        "consequences": [_change(change) for change in suggestion.consequences],
        "alternatives": [{**_change(other), "reason": other.reason, "confidence": _confidence(other)} for other in others],
        "reader_suspect": suggestion.reader_suspect,
        "explanation": suggestion.explanation,
    }


def _change(change: Suggestion | Consequence) -> dict[str, Any]:
    return {**_coordinates(change.source), "from": change.old, "to": change.new}


def _confidence(suggestion: Suggestion) -> float:
    return round(min(1.0, max(0.0, suggestion.confidence)), 4)


def _cite(source: Source) -> dict[str, Any]:
    return {**_coordinates(source), "text": source.text, "label": source.label, "figure": source.figure}


def _coordinates(source: Source) -> dict[str, int | None]:
    return {"line": source.line, "page": source.page, "table": source.table, "row": source.row, "column": source.column}


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "concept": fact.concept,
        "label": fact.label,
        "value": _value(fact),
        "unit": fact.shown.unit.name if fact.shown else "",
        "period": fact.period,
        "members": dict(fact.members),
        "state": fact.state.value,
        "source": _cite(fact.source),
        "measure": fact.measure.value,
        "basis": fact.basis,
        "direction": fact.direction.word if fact.direction else None,
        "confidence": fact.confidence,
    }


def _value(fact: Fact) -> str:
    if fact.state is State.BLANK:
        return ""
    return fact.shown.text if fact.shown else fact.source.figure


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "duty": duty.name,
        "amount": _amount(duty.amount),
        "indicators": _indicators(duty.indicators),
        "activities": [_activity(activity) for activity in duty.activities],
        "content": duty.content,
        "objective": duty.objective,
    }


def _activity(activity: Activity) -> dict[str, Any]:
    return {
        "name": activity.name,
        "amount": _amount(activity.amount),
        "indicators": _indicators(activity.indicators),
        "content": activity.content,
        "objective": activity.objective,
        "projects": [_activity(project) for project in activity.projects],
    }


def _indicators(rows: list[Indicator]) -> list[dict[str, Any]]:
    """One object an indicator: a printed row that holds two gives two."""
    return [_indicator(row, name, standards) for row in rows for name, standards in split_row(row.name, row.standards)]


def _indicator(indicator: Indicator, name: str, standards: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "standards": {band: standards.get(band, "") for band in BANDS},
        "target": indicator.target,
        "kind": indicator.kind,
        "weight": indicator.weight,
    }


def _amount(amount: Shown | None) -> str | None:
    return None if amount is None else amount.text
