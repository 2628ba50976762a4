"""How does approved money become money that may be spent? 下达 and 分解 (domain notes, workflows, 4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum

from wenxiao.control.ledger.commands import Leg
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import Compilation
from wenxiao.web.plan.queries.totals import spending
from wenxiao.web.spend.books import ledger_post, merged
from wenxiao.web.spend.models import Allotment, AllotmentLine, Appropriation, Node
from wenxiao.web.spend.services.caps import caps_open, node_of
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State, Source = Allotment.State, Allotment.Source
GIVEN = (State.ISSUED, State.BROKEN_DOWN)
EXECUTABLE = (Compilation.State.APPROVED, Compilation.State.ALLOCATED)


def compilation_of(allotment: Allotment) -> Compilation | None:
    """The budget it carries out, once approved."""
    return (
        Compilation.objects.filter(unit_id=allotment.unit_id, year=allotment.year, state__in=EXECUTABLE)
        .select_related("unit", "approval__version").first()
    )  # fmt: skip


def has_lines(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """至少有一行，每行要素齐全。"""
    if not allotment.lines.exists():
        yield Refusal("还没有指标明细：请先录入，或从批复的预算生成")


def has_budget(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """预算已经批复（提前下达的除外）。"""
    if compilation_of(allotment) is None:
        yield Refusal(f"{allotment.year} 年的预算还没有批复：批复以后才能下达指标", rule="LAW13")


def within_approval(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """年初预算的指标，逐项累计不超过批复数。"""
    compilation = compilation_of(allotment)
    if allotment.source != Source.INITIAL or compilation is None:
        return
    approved = spending(compilation.approval.version, "project", "part", "item", "economic", "fund")
    names = ("project_id", "part", "function_code", "economic_code", "fund")
    issued = AllotmentLine.objects.filter(
        allotment__unit=allotment.unit_id, allotment__year=allotment.year, allotment__source=Source.INITIAL, allotment__state__in=GIVEN
    )
    already = {tuple(row[:5]): int(row[5]) for row in issued.order_by().values_list(*names).annotate(Sum("amount"))}
    asked = allotment.lines.order_by().values_list(*names, "project__name").annotate(Sum("amount"))
    for project, part, item, economic, fund, name, amount in asked:
        cap = approved[project or 0, part or "project", item, economic, fund]
        before = already.get((project, part, item, economic, fund), 0)
        if before + amount > cap:
            what = f"{name or dict(PART_TITLES)[part]}，{item} {economic}，{Fund(fund).label}"
            yield Refusal(
                f"{what}：批复 {Money(cap)} 元，已下达 {Money(before)} 元，这次 {Money(int(amount))} 元，"
                f"超出 {Money(before + int(amount) - cap)} 元：请改小，或以追加、调整的文件下达",
                field="lines", rule="指标下达",
            )  # fmt: skip


PART_TITLES = AllotmentLine._meta.get_field("part").flatchoices


def open_lines(allotment: Allotment, act: Act) -> None:
    """Each key gets its appropriation and node; the money of the document is allotted to them in one command."""
    compilation = compilation_of(allotment)
    assert compilation is not None
    assert isinstance(act.actor, PostActor)
    caps = {(node.kind, node.element): node for node in caps_open(actor=act.actor, compilation=compilation)}
    initial = allotment.source == Source.INITIAL
    legs: list[Leg] = []
    for line in allotment.lines.select_related("project__office", "office"):
        appropriation = appropriation_of(compilation, line)
        legs.append(Leg(appropriation.node_id, "allot" if initial else "supplement", line.amount))
        if not initial:
            # What comes on top of the approved budget lifts the caps above it too; those of 三公 only by an adjustment of their own.
            for kind, element in ((Node.Kind.FUND, line.fund), (Node.Kind.UNIT, "")):
                cap = caps.get((kind, element)) or node_of(
                    compilation.unit, compilation.year, kind, element, f"{compilation.year} 年{Fund(line.fund).label}"
                )
                legs.append(Leg(cap.pk, "supplement", line.amount))
    ledger_post(
        actor=act.actor, kind="allot", key=f"{allotment.unit.code}/{allotment.year}/{allotment.pk}", subject=allotment,
        legs=merged(legs), reason=allotment.document, field="lines",
    )  # fmt: skip


def appropriation_of(compilation: Compilation, line: AllotmentLine) -> Appropriation:
    unit, year = compilation.unit, compilation.year
    name = f"{line.project.name if line.project else line.get_part_display()}（{line.function_code} {line.economic_code}）"
    node = node_of(unit, year, Node.Kind.LINE, line.element, name)
    made, _ = Appropriation.objects.get_or_create(
        node=node,
        defaults={
            "unit": unit, "year": year, "compilation": compilation, "office": line.project.office if line.project else line.office,
            "project": line.project, "part": line.part, "function_code": line.function_code, "economic_code": line.economic_code,
            "fund": line.fund,
        },
    )  # fmt: skip
    return made


ALLOTMENT_WORKFLOW = Workflow(
    kind=Allotment.KIND,
    title="指标下达",
    states=dict(State.choices),
    transitions=(
        Transition(
            "issue", "下达", (State.DRAFT,), State.ISSUED, ("DF",), "allotment", "X",
            guards=(has_lines, has_budget, within_approval), not_by=("create", "edit_lines"),
        ),
        Transition(
            "break_down", "分解到可执行", (State.ISSUED,), State.BROKEN_DOWN, ("BO",), "allotment", "E",
            guards=(has_lines, has_budget), effects=(open_lines,), not_by=("issue",),
        ),
        Transition("withdraw", "作废", (State.DRAFT, State.ISSUED), State.WITHDRAWN, ("DF",), "allotment", "X", reason=10),
    ),
)  # fmt: skip
