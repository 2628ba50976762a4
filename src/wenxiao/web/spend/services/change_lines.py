"""How are the lines of a document that changes the budget entered, checked and replaced?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.control.chain import canonical, digest
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Office
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.queries.problems import economic_fault, function_fault
from wenxiao.web.spend.elements import LARGEST
from wenxiao.web.spend.models import Adjustment, AdjustmentLine, Appropriation, ChangeLine, Side, Virement, VirementLine
from wenxiao.web.trail.refusal import Refusal

Document = Virement | Adjustment
REASON = 10


class ChangeEntry(NamedTuple):
    """变动行: as entered, `amount` in 分. Either a line that there is, or the key of one to be opened: a project or a `part`, and codes."""

    side: str
    amount: int
    appropriation: Appropriation | None = None
    project: Project | None = None
    part: str = ""
    function_code: str = ""
    economic_code: str = ""
    fund: str = ""
    office: Office | None = None


def entry_faults(document: Document, entries: Sequence[ChangeEntry]) -> list[Refusal]:
    """What cannot be kept, beside `out.<n>.<name>` and `in.<n>.<name>`, n counted from 0 on each side."""
    found: list[Refusal] = []
    seen: set[str] = set()
    counts = {Side.OUT.value: 0, Side.IN.value: 0}
    elements = _elements(document)
    for entry in entries:
        prefix = f"{entry.side}.{counts[entry.side]}."
        counts[entry.side] += 1
        found += [fault._replace(field=prefix + fault.field) for fault in _key_faults(document, entry)]
        element = line_of(document, entry).element
        if element in seen:
            found.append(Refusal("同一个支出指标写了两次：请合成一行，调出和调入也不能是同一个", field=prefix + "appropriation"))
        seen.add(element)
        if entry.appropriation is None and element in elements:
            found.append(Refusal(f"这个要素已经有支出指标（{elements[element]}）：请直接选它", field=prefix + "appropriation"))
        if not 0 < entry.amount <= LARGEST:
            found.append(Refusal(f"金额应当大于零，不超过 {Money(LARGEST)} 元", field=prefix + "amount"))
    return found


def reason_faults(reason: str) -> list[Refusal]:
    short = len(reason) < REASON
    return [Refusal(f"请写明理由，至少 {REASON} 个字（现有 {len(reason)} 个）", field="reason")] if short else []


def line_of(document: Document, entry: ChangeEntry) -> ChangeLine:
    """Not yet saved."""
    given = entry.appropriation
    names = ("project", "part", "function_code", "economic_code", "fund", "office")
    values = {name: getattr(given if given is not None else entry, name) for name in names}
    if given is None and entry.project is not None:
        values["office"] = entry.project.office
    if isinstance(document, Virement):
        return VirementLine(virement=document, side=entry.side, appropriation=given, amount=entry.amount, **values)
    return AdjustmentLine(adjustment=document, side=entry.side, appropriation=given, amount=entry.amount, **values)


def lines_replace(document: Document, entries: Sequence[ChangeEntry]) -> None:
    """All lines anew; a project that has no line any more has nothing to restate."""
    document.lines.all().delete()
    for entry in entries:
        line_of(document, entry).save(force_insert=True)
    moved = [entry.project or (entry.appropriation.project if entry.appropriation else None) for entry in entries]
    document.restatements.exclude(project__in=[project for project in moved if project is not None]).delete()


def told(document: Document) -> dict[str, object]:
    """The lines for the trail: label → 分, below zero where the line gets less."""
    lines = document.lines.select_related("project", "appropriation__project")
    return {line.label: line.change for line in lines}


def content_hash(document: Document) -> str:
    """SM3 of what the document says of money and objectives: goes into the ledger with the money."""
    restated = [
        (each.project.code, each.unchanged, each.reason, each.objective, [(row.before, row.after) for row in each.indicators.all()])
        for each in document.restatements.select_related("project").prefetch_related("indicators")
    ]
    lines = sorted((line.element, line.change) for line in document.lines.select_related("project", "appropriation"))
    return digest(canonical({"number": document.number, "reason": document.reason, "lines": lines, "restated": restated}))


def _key_faults(document: Document, entry: ChangeEntry) -> list[Refusal]:
    given = entry.appropriation
    if given is not None:
        wrong = (given.unit_id, given.year) != (document.unit_id, document.year)
        return [Refusal("这个支出指标不是本单位这一年的", field="appropriation")] if wrong else []
    if entry.side == Side.OUT:
        return [Refusal("请选从哪个支出指标出", field="appropriation")]
    found = []
    if (entry.project is None) == (not entry.part) or (entry.part and entry.part not in Part.values):
        found.append(Refusal("请选现有的支出指标；新开的，选一个项目，或选基本支出的类别，二者选一", field="project"))
    if entry.project is not None and entry.project.unit_id != document.unit_id:
        found.append(Refusal(f"项目 {entry.project.code} 不是本单位的", field="project"))
    if fault := function_fault(entry.function_code, document.year):
        found.append(Refusal(fault, field="function_code"))
    if fault := economic_fault(entry.economic_code, document.year):
        found.append(Refusal(fault, field="economic_code"))
    if entry.fund not in Fund.values:
        found.append(Refusal("请选资金性质", field="fund"))
    return found


def _elements(document: Document) -> dict[str, Appropriation]:
    lines = Appropriation.objects.filter(unit=document.unit, year=document.year).select_related("node", "project")
    return {line.node.element: line for line in lines}
