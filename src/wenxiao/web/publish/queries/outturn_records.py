"""What do the office's records say of what came of a unit's year, in the shape from which final accounts are derived?

Under 国库集中支付 a unit has received of the treasury what was paid for it, and nothing of it is left over in its hands: what was not
spent goes back, or comes again next year as money of that year (`spend.queries.revenue`). Its own money it receives, keeps and spends.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.control.ledger.moves import Balance
from wenxiao.disclosure import outturn as shapes
from wenxiao.disclosure import records
from wenxiao.disclosure.missing import Missing
from wenxiao.disclosure.outturn import FUND_OF, OWN_FUNDS, Grade, Income, Procured, Supplier, VehicleUse
from wenxiao.disclosure.records import Fund, Part, Subject
from wenxiao.disclosure.sentences import sentences_for
from wenxiao.web.plan.elements import ThreePublic
from wenxiao.web.plan.models import Compilation, Profile, Version
from wenxiao.web.publish.models import Disclosure, FinalApproval, Statement, Told
from wenxiao.web.publish.queries.budget_records import READY, people_asked, source_of, unit_record
from wenxiao.web.publish.queries.own_money import income_of, own_codes, own_receipts
from wenxiao.web.publish.queries.told_keys import Group, keys_of
from wenxiao.web.spend.models import Appropriation, Node, YearEnd
from wenxiao.web.spend.queries.execution import closed_out
from wenxiao.web.spend.queries.flows import balances_before, entries_of
from wenxiao.web.trail.refusal import Refusal, Refused

# Before the subject of a reason why an outturn is another than was budgeted.
BESIDE_BUDGET = "预算/"
INCOME_OF = {fund: income for income, fund in FUND_OF.items()}
_SUBJECTS = {
    ThreePublic.ABROAD: Subject.ABROAD,
    ThreePublic.VEHICLE_PURCHASE: Subject.VEHICLE_PURCHASE,
    ThreePublic.VEHICLE_RUNNING: Subject.VEHICLE_RUNNING,
    ThreePublic.RECEPTION: Subject.RECEPTION,
}
# 自评等级 by marks in hundredths (财预〔2020〕10号); what is below all of them is 差.
_GRADES = ((90_00, Grade.EXCELLENT), (80_00, Grade.GOOD), (60_00, Grade.FAIR))


def closed(unit: int, year: int) -> bool:
    """Whether the books of the year are closed: only then does a figure of it stay what it is."""
    return YearEnd.objects.filter(unit=unit, year=year, state=YearEnd.State.APPROVED).exists()


def outturn(disclosure: Disclosure) -> shapes.Outturn:
    """The records of a closed year. Raises Refused where it is not closed."""
    compilation = Compilation.objects.filter(unit=disclosure.unit_id, year=disclosure.year, state__in=READY).first()
    profile = Profile.objects.filter(unit=disclosure.unit_id, year=disclosure.year).first()
    if compilation is None or profile is None or not closed(disclosure.unit_id, disclosure.year):
        raise Refused(Refusal(f"{disclosure.year} 年还没有关账：年终结转和关账批了以后才有决算数"))
    appropriations = _appropriations(disclosure)
    lines = tuple(_line(each) for each in appropriations if each.node.paid)
    told = {each.key: each for each in disclosure.told.all()}
    reasons = list(disclosure.reasons.all())
    return shapes.Outturn(
        year=disclosure.year,
        unit=unit_record(disclosure, profile),
        received=(*_appropriated(lines), *_own_received(disclosure, told)),
        openings=tuple(_own_openings(disclosure, told)),
        lines=lines,
        planned=tuple(_planned(compilation.approval.version)),
        limits=tuple(_limits(disclosure)),
        vehicles=_vehicles(disclosure, told),
        journeys=records.Journeys(disclosure.abroad_groups, disclosure.abroad_persons, source_of(disclosure)),
        receptions=_receptions(told),
        contracts=tuple(_contracts(told)),
        property=_property(told),
        evaluations=tuple(_evaluations(appropriations, told)),
        projects=tuple({each.project.code: each.project.name for each in appropriations if each.project}.items()),
        prior=tuple(
            records.Prior(subject, told[f"prior.{subject.name}"].value, source_of(told[f"prior.{subject.name}"]))
            for subject in Subject
            if f"prior.{subject.name}" in told
        ),
        reasons=tuple(
            records.Reason(Subject(each.subject), each.text, each.person, source_of(each))
            for each in reasons
            if not each.subject.startswith(BESIDE_BUDGET)
        ),
        departures=tuple(
            shapes.Departure(each.subject.removeprefix(BESIDE_BUDGET), each.text, each.person, source_of(each))
            for each in reasons
            if each.subject.startswith(BESIDE_BUDGET)
        ),
        performance=tuple(
            records.Statement(each.title, each.text, source_of(each))
            for each in disclosure.statements.filter(about=Statement.About.PERFORMANCE)
        ),
        approval=_approval(disclosure),
        people=tuple(people_asked(disclosure)),
    )


def tampered(disclosure: Disclosure) -> Iterator[Refusal]:
    """Lines whose balance is not what their entries come to: a row was changed in the database."""
    kept = balances_before(entries_of(disclosure.unit.code, disclosure.year))
    for line in _appropriations(disclosure):
        if kept.get(line.node_id, Balance()) != line.node.balance:
            message = f"支出指标“{line}”账上的数与它的流水对不上：有人改动过数据库里的记录，请先用 wenxiao verify 查明"
            yield Refusal(message, rule="账")


def unanswered(disclosure: Disclosure) -> tuple[Missing, ...]:
    """What nobody has answered yet and no sentence asks for: where a blank would read as nothing."""
    told = set(disclosure.told.values_list("key", flat=True))
    asks, people = sentences_for(disclosure.template).asks, dict(people_asked(disclosure))
    found = []
    for group, post, why in (
        (Group.PROCUREMENT, "finance", "没有采购也要填 0，公开文本要写明"),
        (Group.OWN_MONEY, "finance", "没有也要填 0，否则收支总表不完整"),
        (Group.VEHICLES, "assets", "公开文本要写明车辆保有量和用途"),
    ):
        blank = [key for key in keys_of(disclosure, group) if key.id not in told]
        if blank:
            title = asks[post]
            named = "、".join(key.label for key in blank[:3]) + (f"等 {len(blank)} 个数" if len(blank) > 3 else "")
            found.append(Missing(f"{group.label}：{named}", title, people.get(title, ""), why))
    return (*found, *_unmatched(disclosure))


def _appropriations(disclosure: Disclosure) -> list[Appropriation]:
    found = Appropriation.objects.filter(unit=disclosure.unit_id, year=disclosure.year)
    return list(found.select_related("node", "project").order_by("project__code", "part", "function_code", "economic_code", "pk"))


def _line(each: Appropriation) -> records.Line:
    part = Part.PROJECT if each.project else Part(each.part)
    project = each.project.code if each.project else ""
    return records.Line(
        each.function_code, each.economic_code, Fund(each.fund), part, each.node.paid, source_of(each), project, each.origin is not None
    )


def _appropriated(lines: tuple[records.Line, ...]) -> Iterator[shapes.Received]:
    return (shapes.Received(INCOME_OF[line.fund], line.function_code, line.amount, line.source) for line in lines if line.fund in INCOME_OF)


def _own_received(disclosure: Disclosure, told: dict[str, Told]) -> Iterator[shapes.Received]:
    """Receipts under the only 项 their fund is spent under; where it is spent under several, as somebody has divided them."""
    for fund in OWN_FUNDS:
        codes = own_codes(disclosure, fund)
        for receipt in own_receipts(disclosure, fund):
            if len(codes) == 1:
                yield shapes.Received(income_of(receipt), codes[0], receipt.amount, source_of(receipt))
    for key in keys_of(disclosure, Group.OWN_MONEY):
        _, income, _, code = key.parts
        if key.id in told and income:
            yield shapes.Received(Income(income), code, told[key.id].value, source_of(told[key.id]))


def _own_openings(disclosure: Disclosure, told: dict[str, Told]) -> Iterator[shapes.Opening]:
    for key in keys_of(disclosure, Group.OWN_MONEY):
        _, income, fund, code = key.parts
        if key.id in told and not income:
            yield shapes.Opening(Fund(fund), code, told[key.id].value, source_of(told[key.id]))


def _unmatched(disclosure: Disclosure) -> Iterator[Missing]:
    """Receipts that were divided otherwise than they came in."""
    told = {each.key: each.value for each in disclosure.told.all()}
    for fund in OWN_FUNDS:
        divided = [key for key in keys_of(disclosure, Group.OWN_MONEY) if key.parts[2] == fund.value and key.parts[1]]
        came = sum(receipt.amount for receipt in own_receipts(disclosure, fund))
        if divided and all(key.id in told for key in divided) and sum(told[key.id] for key in divided) != came:
            title = sentences_for(disclosure.template).asks["finance"]
            what = "按项分开的收入，合计要等于登记的收入"
            yield Missing(what, title, dict(people_asked(disclosure)).get(title, ""), f"登记的收入共 {came / 100:,.2f} 元")


def _planned(version: Version) -> Iterator[shapes.Planned]:
    for basic in version.basic.all():
        yield shapes.Planned(basic.function_code, Fund(basic.fund), basic.amount, source_of(basic))
    for line in version.projects.all():
        yield shapes.Planned(line.function_code, Fund(line.fund), line.amount, source_of(line))


def _limits(disclosure: Disclosure) -> Iterator[shapes.Limit]:
    """全年预算数: what the closing of the year took is added again. A year that budgeted nothing of an item has no node of it."""
    nodes = {
        node.element: node for node in Node.objects.filter(unit=disclosure.unit.code, year=disclosure.year, kind=Node.Kind.THREE_PUBLIC)
    }
    gone = closed_out(node.pk for node in nodes.values())
    for item, subject in _SUBJECTS.items():
        node = nodes.get(item.value)
        if node is None:
            yield shapes.Limit(subject, 0, source_of(disclosure))
        else:
            yield shapes.Limit(subject, node.balance.cap + gone.get(node.pk, 0), source_of(node))


def _receptions(told: dict[str, Told]) -> shapes.Receptions | None:
    batches, persons = told.get("receptions.batches"), told.get("receptions.persons")
    return shapes.Receptions(batches.value, persons.value, source_of(batches)) if batches and persons else None


def _contracts(told: dict[str, Told]) -> Iterator[shapes.Contract]:
    for kind in Procured:
        for supplier in Supplier:
            own = told.get(f"procured.{kind.value}.{supplier.value}")
            if own is not None and own.value:
                yield shapes.Contract("政府采购合同", kind, supplier, own.value, source_of(own))


def _vehicles(disclosure: Disclosure, told: dict[str, Told]) -> records.Vehicles:
    """Where nobody has said how many there are, `unanswered` asks: nothing is published until then."""
    held = told.get("vehicles.held")
    return records.Vehicles(held.value if held else 0, disclosure.vehicles_bought, source_of(held or disclosure))


def _property(told: dict[str, Told]) -> shapes.Property | None:
    used = [(use, told.get(f"vehicles.{use.name}")) for use in VehicleUse]
    equipment = told.get("equipment")
    if equipment is None or any(own is None for _, own in used):
        return None
    return shapes.Property(tuple((use, own.value) for use, own in used if own is not None), equipment.value, source_of(equipment))


def _evaluations(appropriations: list[Appropriation], told: dict[str, Told]) -> Iterator[shapes.Evaluation]:
    """The projects of the year with the marks of their self-evaluation."""
    gone = closed_out(each.node_id for each in appropriations)
    budgets: dict[str, int] = {}
    names = {}
    for each in appropriations:
        if each.project:
            names[each.project.code] = each.project.name
            budgets[each.project.code] = budgets.get(each.project.code, 0) + each.node.balance.cap + gone.get(each.node_id, 0)
    for code, name in names.items():
        own = told.get(f"score.{code}")
        if own is not None:
            grade = next((grade for least, grade in _GRADES if own.value >= least), Grade.POOR)
            yield shapes.Evaluation(code, name, budgets[code], own.value, grade, source_of(own))


def _approval(disclosure: Disclosure) -> records.Approval | None:
    own = FinalApproval.objects.filter(disclosure=disclosure).first()
    return records.Approval(own.authority, own.document, own.approved_on, source_of(own)) if own else None
