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
from wenxiao.web.spend.conditions.before_approval import early_is_lawful, early_within_approval
from wenxiao.web.spend.conditions.carried import carried_within
from wenxiao.web.spend.conditions.supplement import supplement_hold, supplement_restate, supplement_restated
from wenxiao.web.spend.conditions.year_ends import year_is_open
from wenxiao.web.spend.models import Adjustment, Allotment, AllotmentLine, Appropriation, ChangeLine, Node, Virement
from wenxiao.web.spend.services.caps import cap_nodes, cap_sums, caps_open, node_of
from wenxiao.web.spend.services.standing import lines_follow
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State, Source = Allotment.State, Allotment.Source
GIVEN = (State.ISSUED, State.BROKEN_DOWN)
EXECUTABLE = (Compilation.State.APPROVED, Compilation.State.ALLOCATED)


def compilation_of(document: Allotment | Virement | Adjustment) -> Compilation | None:
    """The budget it carries out or changes, once approved."""
    return (
        Compilation.objects.filter(unit_id=document.unit_id, year=document.year, state__in=EXECUTABLE)
        .select_related("unit", "approval__version").first()
    )  # fmt: skip


def has_lines(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """至少有一行，每行要素齐全。"""
    if not allotment.lines.exists():
        yield Refusal("还没有指标明细：请先录入，或从批复的预算生成")


def has_budget(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """预算已经批复（提前下达的和上年结转的除外）。"""
    if not allotment.early and allotment.source != Source.CARRIED and compilation_of(allotment) is None:
        yield Refusal(
            f"{allotment.year} 年的预算还没有批复：批复以后才能下达指标。批复前只能提前下达，或下达上年结转的，并逐行写明依据", rule="LAW13"
        )


def not_closed(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """这一年还没有关账。"""
    yield from year_is_open(allotment.unit, allotment.year)


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


MOVES = {Source.INITIAL: "allot", Source.SUPPLEMENT: "supplement", Source.CARRIED: "carry_in"}


def open_lines(allotment: Allotment, act: Act) -> None:
    """Each key gets its appropriation and node; the money of the document is allotted to them in one command."""
    compilation = compilation_of(allotment)
    assert isinstance(act.actor, PostActor)
    lines = list(allotment.lines.select_related("project__office", "office"))
    move = MOVES[Source(allotment.source)]
    if compilation is not None:
        caps_open(actor=act.actor, compilation=compilation)
    opened = [appropriation_of(allotment, compilation, line) for line in lines]
    legs = [Leg(each.node_id, move, line.amount) for each, line in zip(opened, lines, strict=True)]
    if allotment.source != Source.INITIAL or allotment.early:
        # What comes on top of the approved budget lifts the caps above it too; those of 三公 only by an adjustment of their own. What is
        # given before the approval opens them all, and is counted when the approval sets them.
        sums = cap_sums(((line.fund, line.economic_code, line.amount) for line in lines), three_public=allotment.early)
        caps = cap_nodes(allotment.unit, allotment.year, sums)
        legs += [Leg(caps[key].pk, move, amount) for key, amount in sums.items()]
    key = f"{allotment.unit.code}/{allotment.year}/{allotment.pk}"
    ledger_post(
        actor=act.actor, kind="allot", key=key, subject=allotment, legs=merged(legs), reason=allotment.document,
        subject_hash=allotment.content_hash(), field="lines",
    )  # fmt: skip
    lines_follow(actor=act.actor, key=key, lines=opened)


def appropriation_of(
    document: Allotment | Virement | Adjustment, compilation: Compilation | None, line: AllotmentLine | ChangeLine
) -> Appropriation:
    """The line of the document's unit and year that has this key, opened where there is none."""
    unit, year = document.unit, document.year
    what = line.project.name if line.project else line.get_part_display()
    since = f"，{line.origin} 年结转" if line.origin else ""
    node = node_of(unit, year, Node.Kind.LINE, line.element, f"{what}（{line.function_code} {line.economic_code}{since}）")
    made, _ = Appropriation.objects.get_or_create(
        node=node,
        defaults={
            "unit": unit, "year": year, "compilation": compilation, "office": line.project.office if line.project else line.office,
            "project": line.project, "part": line.part, "function_code": line.function_code, "economic_code": line.economic_code,
            "fund": line.fund, "origin": line.origin,
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
            guards=(has_lines, has_budget, early_is_lawful, within_approval, early_within_approval, carried_within, not_closed),
            not_by=("create", "edit_lines"),
        ),
        Transition(
            "break_down", "分解到可执行", (State.ISSUED,), State.BROKEN_DOWN, ("BO",), "allotment", "E",
            guards=(has_lines, has_budget, early_within_approval, carried_within, supplement_restated, not_closed),
            effects=(supplement_hold, open_lines, supplement_restate), not_by=("issue",),
        ),
        # A slip of the pen: whoever typed it takes it back, and enters it anew under the same number.
        Transition("discard", "作废重录", (State.DRAFT,), State.WITHDRAWN, ("BO",), "allotment", "E", reason=10),
        Transition("withdraw", "作废", (State.DRAFT, State.ISSUED), State.WITHDRAWN, ("DF",), "allotment", "X", reason=10),
    ),
)  # fmt: skip
