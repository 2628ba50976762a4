"""How is a document that gives money entered, and how does it take effect?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.plan.models import BasicLine, Project, ProjectLine
from wenxiao.web.plan.queries.problems import economic_fault, function_fault
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.conditions.before_approval import EARLY_IS_INITIAL, causes
from wenxiao.web.spend.conditions.carried import CarriedLine, carried_faults, carried_in, carried_over, carried_title
from wenxiao.web.spend.elements import LARGEST, Cause
from wenxiao.web.spend.models import Allotment, AllotmentLine, Appropriation
from wenxiao.web.spend.workflows.allotment import ALLOTMENT_WORKFLOW, compilation_of
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import perform


class LineEntry(NamedTuple):
    """指标行: as entered, `amount` in 分. Without a project it is basic money, of the `part` given."""

    function_code: str
    economic_code: str
    fund: str
    amount: int
    project: Project | None = None
    part: str = ""
    office: Office | None = None
    cause: str = ""
    origin: int | None = None


def allotment_create(
    *, actor: PostActor, unit: Unit, year: int, document: str, dated: date, source: str = Allotment.Source.INITIAL, early: bool = False,
    summary: str = "", lines: Sequence[LineEntry] = (),
) -> Allotment:  # fmt: skip
    """A document not yet issued. Raises NotPermitted; Refused (`document`, `lines.<n>.<name>`)."""

    def create() -> Allotment:
        hold(unit)
        allotment = Allotment(
            unit=unit, year=year, document=document.strip(), dated=dated, source=source, early=early, summary=summary.strip(),
            author=actor.account, state=Allotment.State.DRAFT,
        )  # fmt: skip
        require(actor, "allotment", "CX", allotment)
        raise_if_any(_faults(allotment, lines))
        allotment.save(force_insert=True)
        _replace(allotment, lines)
        record(
            actor=actor, subject=allotment, action="create", action_title="录入指标文", to_state="待下达",
            details={"行数": len(lines), "合计": sum(each.amount for each in lines)},
        )  # fmt: skip
        return allotment

    return in_turn(create)


def allotment_lines(*, actor: PostActor, allotment: Allotment, lines: Sequence[LineEntry]) -> None:
    """All its lines anew, while it is a draft. Raises NotPermitted, OutOfTurn, Refused (`lines.<n>.<name>`)."""

    def replace() -> None:
        hold(allotment.unit)
        hold(allotment)
        require(actor, "allotment", "EX", allotment)
        if allotment.state != Allotment.State.DRAFT:
            raise OutOfTurn(Refusal(f"{allotment}现在是“{allotment.get_state_display()}”，不能改明细"))
        raise_if_any(_faults(allotment, lines))
        _replace(allotment, lines)
        record(
            actor=actor, subject=allotment, action="edit_lines", action_title="录入指标明细",
            details={"行数": len(lines), "合计": sum(each.amount for each in lines)},
        )  # fmt: skip

    in_turn(replace)


def lines_of_budget(unit: Unit, year: int) -> list[LineEntry]:
    """What the approved version gives, key by key: the lines of a document that issues the whole budget. Raises Refused."""
    compilation = compilation_of(Allotment(unit=unit, year=year))
    if compilation is None:
        raise Refused(Refusal(f"{year} 年的预算还没有批复：批复以后才能下达指标", rule="LAW13"))
    version = compilation.approval.version
    sums: dict[LineEntry, int] = {}
    for basic in BasicLine.objects.filter(version=version, amount__gt=0):
        key = LineEntry(basic.function_code, basic.economic_code, basic.fund, 0, part=basic.part)
        sums[key] = sums.get(key, 0) + basic.amount
    for line in ProjectLine.objects.filter(version=version, amount__gt=0).select_related("project__office"):
        key = LineEntry(line.function_code, line.economic_code, line.fund, 0, project=line.project)
        sums[key] = sums.get(key, 0) + line.amount
    return [key._replace(amount=amount) for key, amount in sums.items()]


def lines_carried(unit: Unit, year: int) -> list[LineEntry]:
    """What the end of the year before carried over and stands in no document yet: those of one that was withdrawn. Raises Refused."""
    elsewhere = carried_in(unit, year)
    left = {key: amount - elsewhere[key] for key, amount in carried_over(unit, year - 1).items() if amount > elsewhere[key]}
    if not left:
        raise Refused(Refusal(f"{year - 1} 年没有结转下来而还没有列入指标文的钱", field="whole", rule="年终结转"))
    found = []
    for of in Appropriation.objects.filter(unit=unit, year=year - 1).select_related("project", "office").order_by("pk"):
        amount = left.pop((of.project_id, of.part, of.function_code, of.economic_code, of.fund, of.first_given), 0)
        if amount:
            key = LineEntry(of.function_code, of.economic_code, of.fund, amount, project=of.project, part=of.part, origin=of.first_given)
            found.append(key._replace(office=of.office))
    return found


def lines_of_whole(unit: Unit, year: int, source: str) -> list[LineEntry]:
    """All lines of a document of that source, as the approved budget or the end of the year before has them. Raises Refused."""
    return lines_carried(unit, year) if source == Allotment.Source.CARRIED else lines_of_budget(unit, year)


def allotment_act(*, actor: PostActor, allotment: Allotment, action: str, reason: str = "") -> Entry:
    """Move it along one transition of ALLOTMENT_WORKFLOW. Raises NotPermitted, OutOfTurn, Refused, KeyError for an unknown action."""

    def act() -> Entry:
        # What a unit's documents come to together is compared with the approved budget: one of them after another.
        hold(allotment.unit)
        return perform(ALLOTMENT_WORKFLOW, allotment, action, actor=actor, reason=reason)

    return in_turn(act)


def _under_its_number(allotment: Allotment) -> QuerySet[Allotment]:
    """The others; what was taken back has given its number up."""
    found = Allotment.objects.filter(unit=allotment.unit, year=allotment.year, document=allotment.document)
    return found.exclude(pk=allotment.pk).exclude(state=Allotment.State.WITHDRAWN)


def _faults(allotment: Allotment, lines: Sequence[LineEntry]) -> list[Refusal]:
    found = []
    if not allotment.document or len(allotment.document) > 60:
        found.append(Refusal("请写指标文号，最多 60 个字", field="document"))
    elif _under_its_number(allotment).exists():
        found.append(Refusal(f"指标文号“{allotment.document}”已经录入过了：请核对，不要重复下达", field="document", rule="指标下达"))
    if len(allotment.summary) > 200:
        found.append(Refusal(f"最多 200 个字，现有 {len(allotment.summary)} 个", field="summary"))
    if allotment.early and allotment.source != Allotment.Source.INITIAL:
        found.append(Refusal(EARLY_IS_INITIAL, field="early", rule="LAW13"))
    seen: set[tuple[object, ...]] = set()
    for place, line in enumerate(lines):
        prefix = f"lines.{place}."
        key = (line.project and line.project.pk, line.part, line.function_code, line.economic_code, line.fund, line.origin)
        if key in seen:
            found.append(Refusal("同一要素写了两行：请合成一行", field=prefix + "economic_code", rule="指标下达"))
        seen.add(key)
        if (line.project is None) == (not line.part) or (line.part and line.part not in Part.values):
            found.append(Refusal("请选一个项目，或选基本支出的类别，二者选一", field=prefix + "project"))
        if line.project is not None and line.project.unit_id != allotment.unit_id:
            found.append(Refusal(f"项目 {line.project.code} 不是本单位的", field=prefix + "project"))
        if line.fund not in Fund.values:
            found.append(Refusal("请选资金性质", field=prefix + "fund"))
        if fault := function_fault(line.function_code, allotment.year):
            found.append(Refusal(fault, field=prefix + "function_code"))
        if fault := economic_fault(line.economic_code, allotment.year):
            found.append(Refusal(fault, field=prefix + "economic_code"))
        found += _time_faults(allotment, line, prefix)
        if not 0 < line.amount <= LARGEST:
            found.append(Refusal(f"金额应当大于零，不超过 {Money(LARGEST)} 元", field=prefix + "amount"))
    return found or list(carried_faults(allotment, [_carried(place, line) for place, line in enumerate(lines)]))


def _carried(place: int, line: LineEntry) -> CarriedLine:
    key = (line.project.pk if line.project else None, line.part, line.function_code, line.economic_code, line.fund, line.origin)
    part = Part(line.part).label if line.part else ""
    return CarriedLine(key, carried_title(line.project, part, line.economic_code), line.amount, f"lines.{place}.amount")


def _time_faults(allotment: Allotment, line: LineEntry, prefix: str) -> list[Refusal]:
    """What a line says of the time before the approval, and of the year its money was first given in."""
    found = []
    carried = allotment.source == Allotment.Source.CARRIED
    if line.cause and line.cause not in Cause.values:
        found.append(Refusal("请从清单里选批复前支出的依据", field=prefix + "cause"))
    elif allotment.early and not line.cause:
        found.append(
            Refusal(f"提前下达的要写批复前支出的依据：{causes()}，不属于这些的等预算批复以后再下达", field=prefix + "cause", rule="LAW13")
        )
    if carried and line.origin is None:
        found.append(Refusal("上年结转的要写首次安排年度：连续两年没有用完的，按结余管理", field=prefix + "origin", rule="LAW14"))
    elif carried and line.origin != allotment.year - 1:
        found.append(
            Refusal(f"{allotment.year} 年结转的，只能是前一年安排的钱，不能是 {line.origin} 年的", field=prefix + "origin", rule="LAW14")
        )
    elif not carried and line.origin is not None:
        found.append(Refusal("只有上年结转的指标才写首次安排年度", field=prefix + "origin"))
    return found


def _replace(allotment: Allotment, lines: Sequence[LineEntry]) -> None:
    allotment.lines.all().delete()
    # Carried money may be spent before the approval as what it is.
    cause = Cause.CARRIED.value if allotment.source == Allotment.Source.CARRIED else ""
    AllotmentLine.objects.bulk_create(
        AllotmentLine(allotment=allotment, **{**each._asdict(), "cause": each.cause or cause}) for each in lines
    )
