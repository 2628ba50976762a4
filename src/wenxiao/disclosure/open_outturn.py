"""What do the open data of final accounts say beside their figures and text: what came, was there, was planned, evaluated? Both ways."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.figures import Figure, How, Slice
from wenxiao.disclosure.open_manuscript import Json
from wenxiao.disclosure.open_records import (
    approval_data,
    function_data,
    fund_data,
    read_approval,
    read_journeys,
    read_line,
    read_prior,
    read_reasons,
    read_statements,
    read_unit,
    read_vehicles,
    statements_data,
)
from wenxiao.disclosure.outturn import (
    Contract,
    Departure,
    Evaluation,
    Grade,
    Income,
    Limit,
    Opening,
    Outturn,
    Planned,
    Procured,
    Property,
    Received,
    Receptions,
    Supplier,
    VehicleUse,
)
from wenxiao.disclosure.outturn_totals import INCOME_NAMES, ITEMS, OutturnTotals
from wenxiao.disclosure.records import Fund, Subject
from wenxiao.disclosure.year_totals import CARS


def outturn_sections(totals: OutturnTotals, disclosed: Disclosed) -> Json:
    records = totals.records
    receptions = totals.receptions()
    # Deriving a whole is what makes the figure of each of its records.
    for derive in (totals.received, totals.opening, totals.planned, totals.procured):
        derive()
    return {
        "received": [
            {"income": each.income.value, "income_name": INCOME_NAMES[each.income]} | _amount(totals, "本年收入", number, each)
            for number, each in enumerate(records.received, 1)
        ],
        "openings": [
            fund_data(each.fund) | _amount(totals, "年初结转和结余", number, each) for number, each in enumerate(records.openings, 1)
        ],
        "planned": [fund_data(each.fund) | _amount(totals, "年初预算", number, each) for number, each in enumerate(records.planned, 1)],
        "limits": [
            {"subject": each.subject.value, "amount": each.amount, "source": each.source, "figure": totals.limits()[each.subject].id}
            for each in records.limits
        ],
        "receptions": {
            "batches": records.receptions.batches,
            "persons": records.receptions.persons,
            "source": records.receptions.source,
            "figures": {"batches": receptions[0].id, "persons": receptions[1].id},
        }
        if records.receptions and receptions
        else None,
        "contracts": [
            {
                "name": each.name,
                "kind": each.kind.value,
                "supplier": each.supplier.value,
                "amount": each.amount,
                "source": each.source,
                "figure": _recorded(totals, "采购合同", number),
            }
            for number, each in enumerate(records.contracts, 1)
        ],
        "property": {
            "vehicles": [{"use": use.value, "count": count} for use, count in records.property.vehicles],
            "equipment": records.property.equipment,
            "source": records.property.source,
        }
        if records.property
        else None,
        "evaluations": [_evaluation(totals, number, each) for number, each in enumerate(records.evaluations, 1)],
        "projects": [{"code": code, "name": name} for code, name in records.projects],
        "departures": [{"of": each.of, "text": each.text, "source": each.source} for each in records.departures],
        "comparisons": list(_comparisons(totals, disclosed)),
        "completions": list(_completions(totals, disclosed)),
        "approval": approval_data(records.approval),
        "statements": {"performance": statements_data(records.performance)},
    }


def read_outturn(data: Json) -> Outturn:
    """The records, without any person's name. Raises KeyError, TypeError or ValueError where something is not said."""
    return Outturn(
        year=data["document"]["year"],
        unit=read_unit(data["document"]["unit"]),
        received=tuple(
            Received(Income(each["income"]), each["function_code"], each["amount"], each["source"]) for each in data["received"]
        ),
        openings=tuple(Opening(Fund(each["fund"]), each["function_code"], each["amount"], each["source"]) for each in data["openings"]),
        lines=tuple(read_line(each) for each in data["lines"]),
        planned=tuple(Planned(each["function_code"], Fund(each["fund"]), each["amount"], each["source"]) for each in data["planned"]),
        limits=tuple(Limit(Subject(each["subject"]), each["amount"], each["source"]) for each in data["limits"]),
        vehicles=read_vehicles(data["vehicles"]),
        journeys=read_journeys(data["journeys"]),
        receptions=_read_receptions(data["receptions"]),
        contracts=tuple(_read_contract(each) for each in data["contracts"]),
        property=_read_property(data["property"]),
        evaluations=tuple(_read_evaluation(each) for each in data["evaluations"]),
        projects=tuple((each["code"], each["name"]) for each in data["projects"]),
        prior=read_prior(data["prior"]),
        reasons=read_reasons(data["reasons"]),
        departures=tuple(Departure(each["of"], each["text"], "", each["source"]) for each in data["departures"]),
        performance=read_statements(data["statements"]["performance"]),
        approval=read_approval(data["approval"]),
    )


def _amount(totals: OutturnTotals, what: str, number: int, of: Received | Opening | Planned) -> Json:
    return function_data(of.function_code) | {"amount": of.amount, "source": of.source, "figure": _recorded(totals, what, number)}


def _recorded(totals: OutturnTotals, what: str, number: int) -> str:
    """The id of a record's figure, "" where nothing printed follows from it (what other funds had planned)."""
    id = f"记录/{what}/{number}"
    return id if id in totals.figures else ""


def _evaluation(totals: OutturnTotals, number: int, evaluation: Evaluation) -> Json:
    money, marks = totals.evaluation(number)
    return {
        "project": evaluation.project,
        "name": evaluation.name,
        "budget": evaluation.budget,
        "score": evaluation.score,
        "grade": evaluation.grade.value,
        "source": evaluation.source,
        "figures": {"budget": money.id, "score": marks.id},
    }


def _comparisons(totals: OutturnTotals, disclosed: Disclosed) -> Iterator[Json]:
    """比上年: what changed from last year's final accounts, with the reason where one subject alone is compared."""
    known = (totals.prior(each.subject) for each in totals.records.prior)
    subjects = {figure.id: prior.subject for figure, prior in zip(known, totals.records.prior, strict=True) if figure}
    reasons = {reason.subject: reason.text for reason in totals.records.reasons}
    rates = {figure.parts[0]: figure.id for figure in disclosed.figures if figure.how is How.RATIO}
    before = {*subjects, *(figure.id for figure in (totals.prior(*ITEMS), totals.prior(*CARS)) if figure)}
    for figure in disclosed.figures:
        if figure.how is How.DIFFERENCE and figure.parts[1] in before:
            subject = subjects.get(figure.parts[1])
            yield {
                "name": subject.value if subject else disclosed.figures[figure.parts[0]].label,
                "figure": figure.parts[0],
                "before": figure.parts[1],
                "change": figure.id,
                "rate": rates.get(figure.id, ""),
                "reason": reasons.get(subject, "") if subject else "",
            }


def _completions(totals: OutturnTotals, disclosed: Disclosed) -> Iterator[Json]:
    """完成预算: what was paid beside what was planned, of each 项 of the general budget and of each item of 三公经费."""
    rates = {figure.parts: figure.id for figure in disclosed.figures if figure.how is How.RATIO}
    reasons = {departure.of: departure.text for departure in totals.records.departures}
    beside: list[tuple[str, Figure, Figure]] = [
        (code, totals.figures.spent(Slice(code=code, funds=(Fund.GENERAL,))), totals.planned(code)) for code in totals.planned_codes()
    ]
    beside += [(subject.value, totals.three_public(subject), limit) for subject, limit in totals.limits().items()]
    for of, paid, planned in beside:
        yield {
            "of": of,
            "name": paid.label,
            "figure": paid.id,
            "planned": planned.id,
            "rate": rates.get((paid.id, planned.id), ""),
            "reason": reasons.get(of, "") if paid.value != planned.value else "",
        }


# ── and back ──


def _read_received(data: Json) -> Received:
    return Received(Income(data["income"]), data["function_code"], data["amount"], data["source"])


def _read_receptions(data: Json | None) -> Receptions | None:
    return None if data is None else Receptions(data["batches"], data["persons"], data["source"])


def _read_contract(data: Json) -> Contract:
    return Contract(data["name"], Procured(data["kind"]), Supplier(data["supplier"]), data["amount"], data["source"])


def _read_property(data: Json | None) -> Property | None:
    if data is None:
        return None
    return Property(tuple((VehicleUse(each["use"]), each["count"]) for each in data["vehicles"]), data["equipment"], data["source"])


def _read_evaluation(data: Json) -> Evaluation:
    return Evaluation(data["project"], data["name"], data["budget"], data["score"], Grade(data["grade"]), data["source"])
