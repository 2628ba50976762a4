"""What do the office's records say of a unit's budget, in the shape from which a document is derived?

Every value carries the address of its record, `<table>/<row>`; `queries/sources.py` turns it into a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, Model, OuterRef, Q

from wenxiao.disclosure import records
from wenxiao.disclosure.records import AssetKind, Fund, Part, Subject
from wenxiao.disclosure.sentences import sentences_for
from wenxiao.web.people.models import Post
from wenxiao.web.plan.elements import StaffKind
from wenxiao.web.plan.models import (
    Activity,
    Approval,
    AssetSnapshot,
    Compilation,
    Duty,
    Indicator,
    PriorFigure,
    Profile,
    Project,
    ProjectLine,
    Version,
)
from wenxiao.web.publish.models import Disclosure, Statement
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal, Refused

# Which post answers for what a template asks of: money, objectives, assets, and the affairs of the office.
ASKED = {"finance": "FH", "performance": "BO", "assets": "AC", "office": "SO"}
READY = (Compilation.State.APPROVED, Compilation.State.ALLOCATED, Compilation.State.CLOSED)


def unit_year(disclosure: Disclosure) -> records.UnitYear:
    """The records of an approved budget. Raises Refused where it is not approved, or a record cannot be placed in any table."""
    compilation = Compilation.objects.filter(unit=disclosure.unit_id, year=disclosure.year, state__in=READY).first()
    profile = Profile.objects.filter(unit=disclosure.unit_id, year=disclosure.year).first()
    if compilation is None or profile is None:
        raise Refused(Refusal(f"{disclosure.year} 年的部门预算还没有批复：批复以后才有可以公开的数（预算法第十四条）"))
    approval = compilation.approval
    version = approval.version
    prior = PriorFigure.objects.filter(unit=disclosure.unit_id, year=disclosure.year - 1, member="")
    known = {figure.concept: figure for figure in prior}
    statements = list(disclosure.statements.all())
    return records.UnitYear(
        year=disclosure.year,
        unit=unit_record(disclosure, profile),
        staffing=_staffing(profile),
        vehicles=records.Vehicles(profile.vehicles_held, disclosure.vehicles_bought, source_of(profile)),
        journeys=records.Journeys(disclosure.abroad_groups, disclosure.abroad_persons, source_of(disclosure)),
        revenue=tuple(records.Revenue(Fund(each.fund), each.amount, source_of(each)) for each in version.revenue.all()),
        lines=tuple(_lines(version)),
        duties=_duties(disclosure, version),
        purchases=tuple(_purchases(version)),
        assets=_assets(profile),
        prior=tuple(
            records.Prior(subject, known[subject.value].amount, source_of(known[subject.value]))
            for subject in Subject
            if subject.value in known
        ),
        reasons=tuple(records.Reason(Subject(each.subject), each.text, each.person, source_of(each)) for each in disclosure.reasons.all()),
        objectives=_statements(statements, Statement.About.OBJECTIVE),
        safeguards=_statements(statements, Statement.About.SAFEGUARD),
        matters=_statements(statements, Statement.About.MATTER),
        approval=_approval(approval),
        people=tuple(people_asked(disclosure)),
    )


def source_of(record: Model) -> str:
    return f"{record._meta.label_lower}/{record.pk}"


def unit_record(disclosure: Disclosure, profile: Profile) -> records.Unit:
    functions = tuple(line.strip() for line in profile.functions.splitlines() if line.strip())
    return records.Unit(
        profile.legal_name, disclosure.unit.code, profile.nature, profile.level, profile.funding_form, functions,
        profile.structure.strip(), source_of(profile),
    )  # fmt: skip


def _staffing(profile: Profile) -> records.Staffing:
    lines = {line.kind: line for line in profile.staffing.all()}

    def quota(kind: StaffKind) -> int:
        return (lines[kind].quota or 0) if kind in lines else 0

    def heads(kind: StaffKind) -> int:
        return lines[kind].headcount if kind in lines else 0

    return records.Staffing(
        quota(StaffKind.ADMINISTRATIVE), quota(StaffKind.INSTITUTION), heads(StaffKind.ADMINISTRATIVE), heads(StaffKind.INSTITUTION),
        heads(StaffKind.CADRE_RETIRED), heads(StaffKind.RETIRED), heads(StaffKind.RESIGNED), source_of(profile),
    )  # fmt: skip


def _lines(version: Version) -> Iterator[records.Line]:
    for basic in version.basic.all():
        yield records.Line(basic.function_code, basic.economic_code, Fund(basic.fund), Part(basic.part), basic.amount, source_of(basic))
    for each in version.projects.select_related("project"):
        yield records.Line(
            each.function_code, each.economic_code, Fund(each.fund), Part.PROJECT, each.amount, source_of(each), each.project.code
        )


def _purchases(version: Version) -> Iterator[records.Purchase]:
    for each in version.procurement.select_related("project"):
        yield records.Purchase(
            each.project.code if each.project else "", each.name, each.catalogue_code, each.measure, each.quantity, each.unit_price,
            Fund(each.fund), source_of(each),
        )  # fmt: skip


def _duties(disclosure: Disclosure, version: Version) -> tuple[records.Duty, ...]:
    """The duties in force that year, each with its activities and the projects that are in the budget: those with money, and those
    without money of their own that carry the year's objectives."""
    year = disclosure.year
    funded = ProjectLine.objects.filter(version=version, project=OuterRef("pk"))
    carrying = Q(unfunded=True, state=Project.State.STOCKED) | Q(unfunded=True, state=Project.State.BUDGETED)
    projects = Project.objects.filter(unit=disclosure.unit_id, start_year__lte=year, end_year__gte=year).filter(Exists(funded) | carrying)
    by_activity: dict[int, list[records.Project]] = {}
    for project in projects.prefetch_related("indicators").order_by("code"):
        by_activity.setdefault(project.activity_id, []).append(_project(project))
    in_force = Q(until__isnull=True) | Q(until__gte=year)
    activities: dict[int, list[records.Activity]] = {}
    for activity in Activity.objects.filter(in_force, duty__unit=disclosure.unit_id).order_by("duty", "number"):
        found = tuple(by_activity.get(activity.pk, ()))
        if found:
            shown = records.Activity(activity.name, activity.content, activity.objective, found, source_of(activity))
            activities.setdefault(activity.duty_id, []).append(shown)
    duties = Duty.objects.filter(in_force, unit=disclosure.unit_id, since__lte=year).order_by("number")
    return tuple(
        records.Duty(duty.name, duty.description, duty.objective, tuple(activities.get(duty.pk, ())), source_of(duty)) for duty in duties
    )


def _project(project: Project) -> records.Project:
    indicators = tuple(_indicator(each) for each in project.indicators.all())
    return records.Project(project.code, project.name, project.content, project.objective, indicators, source_of(project))


def _indicator(each: Indicator) -> records.Indicator:
    """The target of an indicator with bands is the lower edge of its 优, and not printed twice."""
    return records.Indicator(
        each.name, each.excellent, each.good, each.fair, each.poor, source_of(each), each.kind,
        "" if each.weight is None else str(each.weight), each.baseline, each.evidence, "" if each.excellent else each.target,
    )  # fmt: skip


# The words of an asset's kind by which its line of the table is known.
_ASSET_WORDS = (("办公用房", AssetKind.OFFICES), ("房屋", AssetKind.BUILDINGS), ("车", AssetKind.VEHICLES), ("设备", AssetKind.EQUIPMENT))


def asset_kind(title: str) -> AssetKind:
    """What is no building, vehicle or equipment above 20万元 is 其他固定资产."""
    return next((kind for word, kind in _ASSET_WORDS if word in title), AssetKind.OTHER)


def _assets(profile: Profile) -> tuple[records.Asset, ...]:
    return tuple(_asset(each) for each in profile.assets.all())


def _asset(each: AssetSnapshot) -> records.Asset:
    return records.Asset(asset_kind(each.kind), each.quantity, each.value, source_of(each))


def _statements(statements: list[Statement], about: Statement.About) -> tuple[records.Statement, ...]:
    return tuple(records.Statement(each.title, each.text, source_of(each)) for each in statements if each.about == about)


def _approval(approval: Approval) -> records.Approval:
    return records.Approval(approval.authority, approval.document, approval.approved_on, source_of(approval))


def people_asked(disclosure: Disclosure) -> Iterator[tuple[str, str]]:
    """Whom a question of the template goes to, by the title it is asked under: who holds that post today."""
    asks = sentences_for(disclosure.template).asks
    held = Post.objects.held_on(clock.today()).filter(unit=disclosure.unit_id, account__is_active=True).select_related("account")
    names = {post.role: post.account.name for post in held}
    for who, title in asks.items():
        if ASKED[who] in names:
            yield title, names[ASKED[who]]
