"""What does a disclosure say to a machine? All of it in one JSON: every figure with what it follows from, and all the public sees.

The shape is `wenxiao.disclosure/1`; keys may be added, never renamed. A site can be made of it alone. Money is whole 分; counts and
sizes are ten-thousandths of one, rates hundredths of a per cent: `measure` tells which. Names of persons stay out: who gave a reason or
holds a post is known to the office, not published (个人信息保护法 art. 25). Lines are as fine as the records, finer than the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wenxiao.catalogue.codes import procurement_name
from wenxiao.catalogue.profiles import Profile
from wenxiao.control.chain import canonical
from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.figures import FUND_NAMES, PART_NAMES, Axis, Figure, How, name_of
from wenxiao.disclosure.open_manuscript import Json, manuscript_data
from wenxiao.disclosure.records import BASIC, Activity, Duty, Fund, Indicator, Line, Part, Project, Purchase, Statement, Subject, UnitYear
from wenxiao.disclosure.totals import Totals
from wenxiao.disclosure.year_totals import CARS

SCHEMA = "wenxiao.disclosure/1"
# What one of a figure's value is, by its measure.
MEASURES = {"money": "分", "count": "万分之一", "rate": "百分之一个百分点"}
STAFF = ("administrative_quota", "institution_quota", "administrative", "institution", "cadre_retired", "retired", "resigned")
THREE_PUBLIC = (Subject.ABROAD, *CARS, Subject.RECEPTION)


def open_data(disclosed: Disclosed, records: UnitYear, profile: Profile) -> Json:
    """The JSON of a budget disclosure. Raises RecordsDisagreeError as its making does.

    `figure` is everywhere the id of a figure of `figures`, "" where there is none; `figures` are in an order in which each stands below
    all it follows from.
    """
    totals = Totals(records)
    sections: Json = {
        "revenue": [
            _fund(each.fund) | {"amount": each.amount, "source": each.source, "figure": totals.revenue(each.fund).id}
            for each in records.revenue
        ],
        "lines": _lines(totals),
        "programme": [_duty(totals, number, duty) for number, duty in enumerate(records.duties, 1)],
        "procurement": [_purchase(totals, number, each) for number, each in enumerate(records.purchases, 1)],
        "assets": [
            {"kind": each.kind.value, "quantity": each.quantity, "value": each.value, "source": each.source} for each in records.assets
        ],
        "staffing": _staffing(totals),
        "vehicles": {
            "held": records.vehicles.held,
            "bought": records.vehicles.bought,
            "source": records.vehicles.source,
            "figures": {"held": totals.vehicles_held().id, "bought": totals.vehicles_bought().id},
        },
        "journeys": _journeys(totals),
        "prior": [{"subject": each.subject.value, "amount": each.amount, "source": each.source} for each in records.prior],
        "reasons": [{"subject": each.subject.value, "text": each.text, "source": each.source} for each in records.reasons],
        "comparisons": list(_comparisons(totals, disclosed)),
        "approval": _approval(records),
        "statements": {
            "objectives": _statements(records.objectives),
            "safeguards": _statements(records.safeguards),
            "matters": _statements(records.matters),
        },
        "manuscript": manuscript_data(disclosed.manuscript, disclosed.spans),
    }
    # What the sections ask for beyond what is printed (an activity's money) follows what is.
    figures = {figure.id: figure for figure in (*disclosed.figures, *totals.figures)}
    return {
        "schema": SCHEMA,
        "document": _document(disclosed, records, profile),
        "measures": MEASURES,
        "figures": [_figure(each) for each in figures.values()],
        **sections,
    }


def open_data_bytes(data: Json) -> bytes:
    """The same bytes for the same data: keys in order, no blanks, UTF-8."""
    return canonical(data)


def _document(disclosed: Disclosed, records: UnitYear, profile: Profile) -> Json:
    unit = records.unit
    return {
        "title": disclosed.manuscript.title,
        "unit": {
            "name": unit.name,
            "code": unit.code,
            "nature": unit.nature,
            "level": unit.level,
            "funding": unit.funding,
            "functions": list(unit.functions),
            "structure": unit.structure,
            "source": unit.source,
        },
        "year": records.year,
        "kind": profile.kind,
        "profile": {"id": profile.id, "name": profile.name},
        "money_unit": next((table.unit for table in disclosed.manuscript.tables() if table.unit), ""),
    }


def _figure(figure: Figure) -> Json:
    return {
        "id": figure.id,
        "label": figure.label,
        "value": figure.value,
        "measure": figure.measure.value,
        "how": figure.how.value,
        "parts": list(figure.parts),
        "source": figure.source,
    }


def _fund(fund: Fund) -> Json:
    return {"fund": fund.value, "fund_name": FUND_NAMES[fund]}


def _lines(totals: Totals) -> list[Json]:
    return [_line(line) | {"figure": figure.id} for line, figure in totals.figures.lines()]


def _line(line: Line) -> Json:
    return {
        "function_code": line.function_code,
        "function_name": name_of(Axis.FUNCTION, line.function_code),
        "economic_code": line.economic_code,
        "economic_name": name_of(Axis.ECONOMIC, line.economic_code),
        **_fund(line.fund),
        "part": line.part.value,
        "part_name": PART_NAMES[line.part],
        "project": line.project,
        "carried": line.carried,
        "amount": line.amount,
        "source": line.source,
    }


# ── duties, activities, projects, indicators ──


def _duty(totals: Totals, number: int, duty: Duty) -> Json:
    return {
        "name": duty.name,
        "description": duty.description,
        "objective": duty.objective,
        "source": duty.source,
        "figure": totals.duty(number, duty).id,
        "activities": [_activity(totals, f"职责/{number}/活动/{place}", each) for place, each in enumerate(duty.activities, 1)],
    }


def _activity(totals: Totals, id: str, activity: Activity) -> Json:
    amounts = [totals.project(project) for project in activity.projects]
    return {
        "name": activity.name,
        "content": activity.content,
        "objective": activity.objective,
        "source": activity.source,
        "figure": totals.figures.sum(id, activity.name, amounts).id,
        "projects": [_project(each) | {"figure": amount.id} for each, amount in zip(activity.projects, amounts, strict=True)],
    }


def _project(project: Project) -> Json:
    return {
        "code": project.code,
        "name": project.name,
        "content": project.content,
        "objective": project.objective,
        "source": project.source,
        "indicators": [_indicator(each) for each in project.indicators],
    }


def _indicator(indicator: Indicator) -> Json:
    return {
        "name": indicator.name,
        "kind": indicator.kind,
        "weight": indicator.weight,
        "baseline": indicator.baseline,
        "evidence": indicator.evidence,
        "target": indicator.target,
        "standards": {"优": indicator.excellent, "良": indicator.good, "中": indicator.fair, "差": indicator.poor},
        "source": indicator.source,
    }


# ── the rest of the records ──


def _purchase(totals: Totals, number: int, purchase: Purchase) -> Json:
    count, price, amount = totals.purchase(number, purchase)
    return {
        "name": purchase.name,
        "project": purchase.project,
        "catalogue_code": purchase.catalogue_code,
        "catalogue_name": procurement_name(purchase.catalogue_code, totals.records.year) or "",
        "measure": purchase.measure,
        "quantity": purchase.quantity,
        "unit_price": purchase.unit_price,
        "amount": amount.value,
        **_fund(purchase.fund),
        "source": purchase.source,
        "figure": amount.id,
        "figures": {"quantity": count.id, "unit_price": price.id},
    }


def _staffing(totals: Totals) -> Json:
    own = totals.records.staffing
    counts: Json = {name: getattr(own, name) for name in STAFF}
    return counts | {"source": own.source, "figures": {name: each.id for name, each in zip(STAFF, totals.staff(), strict=True)}}


def _journeys(totals: Totals) -> Json:
    own = totals.records.journeys
    groups, persons = totals.journeys()
    return {
        "groups": own.groups,
        "persons": own.persons,
        "source": own.source,
        "figures": {"groups": groups.id, "persons": persons.id},
    }


def _approval(records: UnitYear) -> Json | None:
    own = records.approval
    if own is None:
        return None
    return {"authority": own.authority, "document": own.document, "approved_on": own.approved_on.isoformat(), "source": own.source}


def _statements(statements: tuple[Statement, ...]) -> list[dict[str, Any]]:
    return [{"title": each.title, "text": each.text, "source": each.source} for each in statements]


def _comparisons(totals: Totals, disclosed: Disclosed) -> Iterator[Json]:
    """比上年: what is compared, each with both years' figures and, where it changed, by how much, at what rate and why."""
    changes = {figure.parts: figure.id for figure in disclosed.figures if figure.how is How.DIFFERENCE}
    rates = {figure.parts[0]: figure.id for figure in disclosed.figures if figure.how is How.RATIO}
    reasons = {reason.subject: reason.text for reason in totals.records.reasons}
    compared: list[tuple[str, Figure, tuple[Subject, ...]]] = [
        ("支出总计", totals.spending_total(), (Subject.BASIC, Subject.PROJECT)),
        (Subject.BASIC.value, totals.spending(*BASIC), (Subject.BASIC,)),
        (Subject.PROJECT.value, totals.spending(Part.PROJECT), (Subject.PROJECT,)),
        (Subject.OPERATING.value, totals.operating(), (Subject.OPERATING,)),
        ("“三公”经费", totals.three_public_total(), THREE_PUBLIC),
        ("公务用车购置及运行费", totals.cars(), CARS),
        *((subject.value, totals.three_public(subject), (subject,)) for subject in THREE_PUBLIC),
    ]
    for name, now, subjects in compared:
        before = totals.prior(*subjects)
        if before is not None:
            change = changes.get((now.id, before.id), "")
            yield {
                "name": name,
                "figure": now.id,
                "before": before.id,
                "change": change,
                "rate": rates.get(change, ""),
                "reason": reasons.get(subjects[0], "") if change and len(subjects) == 1 else "",
            }
