"""What do the open data of a budget say beside its figures and text: revenue, programme, procurement, assets, staffing? Both ways."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.catalogue.codes import procurement_name
from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.figures import Figure, How
from wenxiao.disclosure.open_manuscript import Json
from wenxiao.disclosure.open_records import (
    approval_data,
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
from wenxiao.disclosure.records import (
    BASIC,
    Activity,
    Asset,
    AssetKind,
    Duty,
    Fund,
    Indicator,
    Part,
    Project,
    Purchase,
    Revenue,
    Staffing,
    Subject,
    UnitYear,
)
from wenxiao.disclosure.totals import Totals
from wenxiao.disclosure.year_totals import CARS

STAFF = ("administrative_quota", "institution_quota", "administrative", "institution", "cadre_retired", "retired", "resigned")
THREE_PUBLIC = (Subject.ABROAD, *CARS, Subject.RECEPTION)


def budget_sections(totals: Totals, disclosed: Disclosed) -> Json:
    records = totals.records
    return {
        "revenue": [
            fund_data(each.fund) | {"amount": each.amount, "source": each.source, "figure": totals.revenue(each.fund).id}
            for each in records.revenue
        ],
        "programme": [_duty(totals, number, duty) for number, duty in enumerate(records.duties, 1)],
        "procurement": [_purchase(totals, number, each) for number, each in enumerate(records.purchases, 1)],
        "assets": [_asset(totals, each) for each in records.assets],
        "staffing": _staffing(totals),
        "comparisons": list(_comparisons(totals, disclosed)),
        "approval": approval_data(records.approval),
        "statements": {
            "objectives": statements_data(records.objectives),
            "safeguards": statements_data(records.safeguards),
            "matters": statements_data(records.matters),
        },
    }


def read_budget(data: Json) -> UnitYear:
    """The records, without any person's name. Raises KeyError, TypeError or ValueError where something is not said."""
    staffing, statements = data["staffing"], data["statements"]
    return UnitYear(
        year=data["document"]["year"],
        unit=read_unit(data["document"]["unit"]),
        staffing=Staffing(**{name: staffing[name] for name in STAFF}, source=staffing["source"]),
        vehicles=read_vehicles(data["vehicles"]),
        journeys=read_journeys(data["journeys"]),
        revenue=tuple(Revenue(Fund(each["fund"]), each["amount"], each["source"]) for each in data["revenue"]),
        lines=tuple(read_line(each) for each in data["lines"]),
        duties=tuple(_read_duty(each) for each in data["programme"]),
        purchases=tuple(_read_purchase(each) for each in data["procurement"]),
        assets=tuple(Asset(AssetKind(each["kind"]), each["quantity"], each["value"], each["source"]) for each in data["assets"]),
        prior=read_prior(data["prior"]),
        reasons=read_reasons(data["reasons"]),
        objectives=read_statements(statements["objectives"]),
        safeguards=read_statements(statements["safeguards"]),
        matters=read_statements(statements["matters"]),
        approval=read_approval(data["approval"]),
    )


def _duty(totals: Totals, number: int, duty: Duty) -> Json:
    return {
        "name": duty.name,
        "description": duty.description,
        "objective": duty.objective,
        "source": duty.source,
        "figure": totals.duty(number, duty).id,
        "activities": [_activity(totals, number, place, each) for place, each in enumerate(duty.activities, 1)],
    }


def _activity(totals: Totals, duty: int, place: int, activity: Activity) -> Json:
    return {
        "name": activity.name,
        "content": activity.content,
        "objective": activity.objective,
        "source": activity.source,
        "figure": totals.activity(duty, place, activity).id,
        "projects": [_project(each) | {"figure": totals.project(each).id} for each in activity.projects],
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
        **fund_data(purchase.fund),
        "source": purchase.source,
        "figure": amount.id,
        "figures": {"quantity": count.id, "unit_price": price.id},
    }


def _asset(totals: Totals, asset: Asset) -> Json:
    """`figures` are those of its kind, of which there may be several records."""
    count, value = totals.asset(asset.kind)
    return {
        "kind": asset.kind.value,
        "quantity": asset.quantity,
        "value": asset.value,
        "source": asset.source,
        "figures": {"quantity": count.id if count else "", "value": value.id},
    }


def _staffing(totals: Totals) -> Json:
    own = totals.records.staffing
    counts: Json = {name: getattr(own, name) for name in STAFF}
    return counts | {"source": own.source, "figures": {name: each.id for name, each in zip(STAFF, totals.staff(), strict=True)}}


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


# ── and back ──


def _read_duty(data: Json) -> Duty:
    activities = tuple(_read_activity(each) for each in data["activities"])
    return Duty(data["name"], data["description"], data["objective"], activities, data["source"])


def _read_activity(data: Json) -> Activity:
    projects = tuple(_read_project(each) for each in data["projects"])
    return Activity(data["name"], data["content"], data["objective"], projects, data["source"])


def _read_project(data: Json) -> Project:
    indicators = tuple(_read_indicator(each) for each in data["indicators"])
    return Project(data["code"], data["name"], data["content"], data["objective"], indicators, data["source"])


def _read_indicator(data: Json) -> Indicator:
    standards = data["standards"]
    return Indicator(
        name=data["name"],
        excellent=standards["优"],
        good=standards["良"],
        fair=standards["中"],
        poor=standards["差"],
        source=data["source"],
        kind=data["kind"],
        weight=data["weight"],
        baseline=data["baseline"],
        evidence=data["evidence"],
        target=data.get("target", ""),
    )


def _read_purchase(data: Json) -> Purchase:
    return Purchase(
        project=data["project"],
        name=data["name"],
        catalogue_code=data["catalogue_code"],
        measure=data["measure"],
        quantity=data["quantity"],
        unit_price=data["unit_price"],
        fund=Fund(data["fund"]),
        source=data["source"],
    )
