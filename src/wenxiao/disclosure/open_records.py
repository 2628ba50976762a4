"""What do the open data of a budget and of final accounts say alike: unit, lines, vehicles, last year, reasons, approval? Both ways."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wenxiao.disclosure.figures import FUND_NAMES, PART_NAMES, Axis, name_of
from wenxiao.disclosure.open_manuscript import Json
from wenxiao.disclosure.records import (
    Approval,
    Fund,
    Journeys,
    Line,
    Part,
    Prior,
    Reason,
    Statement,
    Subject,
    Unit,
    Vehicles,
    YearRecords,
)
from wenxiao.disclosure.year_totals import Records, YearTotals


def shared_sections(totals: YearTotals[Records]) -> Json:
    records = totals.records
    groups, persons = totals.journeys()
    return {
        "lines": [_line(line) | {"figure": figure.id} for line, figure in totals.figures.lines()],
        "vehicles": {
            "held": records.vehicles.held,
            "bought": records.vehicles.bought,
            "source": records.vehicles.source,
            "figures": {"held": totals.vehicles_held().id, "bought": totals.vehicles_bought().id},
        },
        "journeys": {
            "groups": records.journeys.groups,
            "persons": records.journeys.persons,
            "source": records.journeys.source,
            "figures": {"groups": groups.id, "persons": persons.id},
        },
        "prior": [{"subject": each.subject.value, "amount": each.amount, "source": each.source} for each in records.prior],
        "reasons": [{"subject": each.subject.value, "text": each.text, "source": each.source} for each in records.reasons],
    }


def unit_data(records: YearRecords) -> Json:
    unit = records.unit
    return {
        "name": unit.name,
        "code": unit.code,
        "nature": unit.nature,
        "level": unit.level,
        "funding": unit.funding,
        "functions": list(unit.functions),
        "structure": unit.structure,
        "source": unit.source,
    }


def fund_data(fund: Fund) -> Json:
    return {"fund": fund.value, "fund_name": FUND_NAMES[fund]}


def function_data(code: str) -> Json:
    return {"function_code": code, "function_name": name_of(Axis.FUNCTION, code)}


def approval_data(approval: Approval | None) -> Json | None:
    if approval is None:
        return None
    return {
        "authority": approval.authority,
        "document": approval.document,
        "approved_on": approval.approved_on.isoformat(),
        "source": approval.source,
    }


def statements_data(statements: Iterable[Statement]) -> list[Json]:
    return [{"title": each.title, "text": each.text, "source": each.source} for each in statements]


def _line(line: Line) -> Json:
    return {
        **function_data(line.function_code),
        "economic_code": line.economic_code,
        "economic_name": name_of(Axis.ECONOMIC, line.economic_code),
        **fund_data(line.fund),
        "part": line.part.value,
        "part_name": PART_NAMES[line.part],
        "project": line.project,
        "carried": line.carried,
        "amount": line.amount,
        "source": line.source,
    }


# ── and back ──


def read_unit(data: Json) -> Unit:
    return Unit(
        name=data["name"],
        code=data["code"],
        nature=data["nature"],
        level=data["level"],
        funding=data["funding"],
        functions=tuple(data["functions"]),
        structure=data["structure"],
        source=data["source"],
    )


def read_line(data: Json) -> Line:
    return Line(
        function_code=data["function_code"],
        economic_code=data["economic_code"],
        fund=Fund(data["fund"]),
        part=Part(data["part"]),
        amount=data["amount"],
        source=data["source"],
        project=data["project"],
        carried=data["carried"],
    )


def read_vehicles(data: Json) -> Vehicles:
    return Vehicles(data["held"], data["bought"], data["source"])


def read_journeys(data: Json) -> Journeys:
    return Journeys(data["groups"], data["persons"], data["source"])


def read_prior(data: list[Json]) -> tuple[Prior, ...]:
    return tuple(Prior(Subject(each["subject"]), each["amount"], each["source"]) for each in data)


def read_reasons(data: list[Json]) -> tuple[Reason, ...]:
    """Whose reasons they are is not published."""
    return tuple(Reason(Subject(each["subject"]), each["text"], "", each["source"]) for each in data)


def read_approval(data: Json | None) -> Approval | None:
    if data is None:
        return None
    return Approval(data["authority"], data["document"], date.fromisoformat(data["approved_on"]), data["source"])


def read_statements(data: list[Json]) -> tuple[Statement, ...]:
    return tuple(Statement(each["title"], each["text"], each["source"]) for each in data)
