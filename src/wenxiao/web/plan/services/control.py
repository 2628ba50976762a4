"""How do control numbers come down, and how is the budget fitted into them, each cut with its reason?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Sum

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.conditions.control import control_numbers
from wenxiao.web.plan.cutting import Claim, Loss, losses
from wenxiao.web.plan.elements import ControlCategory, Fund
from wenxiao.web.plan.models import Compilation, ControlNumber, Cut, Project, ProjectLine, Version
from wenxiao.web.plan.services.revenue import unexpected
from wenxiao.web.plan.services.seen import demand_marked, mark
from wenxiao.web.plan.services.versions import editing, in_turn
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

SHORTEST = 5
# Until the second round is handed in, the bureau may correct its own numbers.
CORRECTABLE = (Compilation.State.FIRST_SENT, Compilation.State.CONTROL, Compilation.State.SECOND)


class CutEntry(NamedTuple):
    """压减: what a project loses of its request, 分; 0 gives it back all. `economic_code` is the 款 to take it from first."""

    project: Project
    amount: int
    rule: str
    restore: str
    economic_code: str = ""


class Proposal(NamedTuple):
    """压减建议: a loss with the rule and what would restore it, ready to be accepted or changed."""

    loss: Loss
    rule: str
    restore: str


def control_set(
    *, actor: PostActor, compilation: Compilation, numbers: Mapping[tuple[str, str], int], document: str, expected: int | None = None
) -> None:
    """Enter the control numbers, 分 by (fund, category), and send them down: 一上已报 ⇢ 一下. Later calls correct them.

    `expected` is what basic and project numbers should add up to. Raises NotPermitted, OutOfTurn, Refused (`<fund>-<category>`,
    `document`, `expected`).
    """
    with in_turn(compilation):
        demand_giver(actor, compilation)
        raise_if_any(_faults(numbers, document, expected))
        before = {f"{fund}-{category}": str(Money(amount)) for (fund, category), amount in control_numbers(compilation).items()}
        ControlNumber.objects.filter(compilation=compilation).delete()
        ControlNumber.objects.bulk_create(
            ControlNumber(compilation=compilation, fund=fund, category=category, amount=amount, document=document.strip())
            for (fund, category), amount in numbers.items()
        )
        after = {f"{fund}-{category}": str(Money(amount)) for (fund, category), amount in numbers.items()}
        details = {"文号": document.strip(), **changes(before, after)}
        if compilation.state == Compilation.State.FIRST_SENT:
            own = compilation.unit.mode == Unit.Mode.OWN_BUDGET
            perform(COMPILATION_WORKFLOW, compilation, "set_control" if own else "give_control", actor=actor, details=details)
        else:
            record(actor=actor, subject=compilation, action="control", action_title="更正控制数", details=details)


def cut_set(
    *, actor: PostActor, version: Version, cuts: Sequence[CutEntry], seen: str | None = None, shown: Sequence[Project] | None = None
) -> None:
    """Cut projects from what they requested, each with its rule and what would restore it; repeated, the last one stands.

    `seen` is the `cuts_mark` of the projects that were `shown`, else of these. Raises NotPermitted, OutOfTurn (StaleLines), Refused
    (`amount-<n>`, `rule-<n>`, `restore-<n>`, `economic_code-<n>`, n from 0).
    """
    with editing(actor, version) as compilation:
        rows: dict[int, list[ProjectLine]] = {}
        for line in ProjectLine.objects.filter(version=version, project__in=[cut.project for cut in cuts]):
            rows.setdefault(line.project_id, []).append(line)
        raise_if_any(refusal for n, cut in enumerate(cuts) for refusal in _cut_faults(n, cut, rows.get(cut.project.pk, [])))
        before = {line.pk: line.amount for lines in rows.values() for line in lines}
        for cut in cuts:
            _take(rows[cut.project.pk], cut)
        if all(line.amount == before[line.pk] for lines in rows.values() for line in lines) and _stand(version, cuts):
            return
        projects = [cut.project for cut in cuts] if shown is None else shown
        demand_marked(cuts_mark(version, projects), seen, "、".join(cut.project.name for cut in cuts))
        told = {}
        for cut in cuts:
            told[cut.project.name] = {"压减": str(Money(cut.amount)), "依据": cut.rule.strip(), "恢复条件": cut.restore.strip()}
            if cut.amount:
                Cut.objects.update_or_create(
                    version=version, project=cut.project,
                    defaults={"amount": cut.amount, "rule": cut.rule.strip(), "restore": cut.restore.strip()},
                )  # fmt: skip
            else:
                Cut.objects.filter(version=version, project=cut.project).delete()
        ProjectLine.objects.bulk_update([line for lines in rows.values() for line in lines], ["amount"])
        record(actor=actor, subject=compilation, action="cut", action_title=f"压减 {len(cuts)} 个项目", details=told)


def cuts_mark(version: Version, projects: Sequence[Project]) -> str:
    """What these projects get and lose in a version, as a mark: equal as long as nobody changes it."""
    lines = ProjectLine.objects.filter(version=version, project__in=projects)
    return mark(lines) + mark(Cut.objects.filter(version=version, project__in=projects))


def cut_proposals(version: Version) -> tuple[Proposal, ...]:
    """What would bring the projects down to the control numbers exactly; nothing is written. Four queries."""
    limits = {
        fund: amount for (fund, category), amount in control_numbers(version.compilation).items() if category == ControlCategory.PROJECT
    }
    claims = _claims(version)
    held: Counter[str] = Counter()
    for claim in claims:
        held[claim.fund] += claim.total
    documents = dict(ControlNumber.objects.filter(compilation=version.compilation_id).values_list("fund", "document"))
    found = []
    for loss in losses(claims, limits):
        fund = Fund(loss.claim.fund)
        order = "刚性支出，非刚性的已压完" if loss.claim.rigid else "先非刚性、后进先压"
        over = held[loss.claim.fund] - limits[loss.claim.fund]
        document, extent = documents.get(loss.claim.fund, ""), "全部" if loss.whole else "部分"
        rule = f"{fund.label}项目支出超控制数 {Money(over)} 元（{document}），{order}，本项目{extent}压减 {Money(loss.total)} 元"
        restore = f"{fund.label}项目支出控制数追加 {Money(loss.total)} 元，或排在前面的项目让出同样数额"
        found.append(Proposal(loss, rule[:200], restore[:200]))
    return tuple(found)


def cut_accept(*, actor: PostActor, version: Version) -> tuple[Proposal, ...]:
    """Take over all proposals as they stand, on top of the cuts already made."""
    with editing(actor, version):
        proposals = cut_proposals(version)
        if not proposals:
            raise Refused(Refusal("没有要压减的：项目支出都在控制数以内"))
        lost: dict[int, int] = {}
        for proposal in proposals:
            lost[proposal.loss.claim.project] = lost.get(proposal.loss.claim.project, 0) + proposal.loss.total
        made = {cut.project_id: cut for cut in Cut.objects.filter(version=version, project__in=lost)}
        projects = Project.objects.in_bulk(lost)
        told = {}
        lines = list(ProjectLine.objects.filter(version=version, project__in=lost))
        for proposal in proposals:
            claim = proposal.loss.claim
            for line in lines:
                if (line.project_id, line.fund) == (claim.project, claim.fund):
                    line.amount -= proposal.loss.amounts.get(line.economic_code, 0)
            cut = made.get(claim.project) or Cut(version=version, project=projects[claim.project], amount=0)
            cut.amount += proposal.loss.total
            cut.rule = f"{cut.rule}；{proposal.rule}"[:200] if cut.rule else proposal.rule
            cut.restore = f"{cut.restore}；{proposal.restore}"[:200] if cut.restore else proposal.restore
            cut.save()
            made[claim.project] = cut
            told[claim.name] = {"压减": str(Money(proposal.loss.total)), "依据": proposal.rule}
        ProjectLine.objects.bulk_update(lines, ["amount"])
        record(actor=actor, subject=version.compilation, action="cut", action_title=f"采用压减建议 {len(told)} 个项目", details=told)
    return proposals


def demand_giver(actor: PostActor, compilation: Compilation) -> None:
    """Raises NotPermitted, OutOfTurn unless this post may give or correct the control numbers now."""
    own = compilation.unit.mode == Unit.Mode.OWN_BUDGET
    role, letter = ("ML", "S") if own else ("DF", "A")
    if actor.role != role:
        who = "一级预算的控制数由镇长核定" if own else "控制数由区财政局下达"
        raise NotPermitted(Refusal(f"{who}，您现在的岗位是{actor.post}；可以的岗位是：{roles()[role].title}"))
    require(actor, "compilation", letter, compilation)
    if compilation.state not in CORRECTABLE:
        state = Compilation.State(compilation.state).label
        raise OutOfTurn(Refusal(f"“{compilation}”现在是“{state}”，不能下达控制数：要在一上报来以后、二上报出以前"))


def may_give(actor: PostActor, compilation: Compilation) -> bool:
    """Whether a page should offer the control numbers' form: the same question, answered yes or no."""
    try:
        demand_giver(actor, compilation)
    except (NotPermitted, OutOfTurn):
        return False
    return True


def _faults(numbers: Mapping[tuple[str, str], int], document: str, expected: int | None) -> Iterator[Refusal]:
    if not document.strip():
        yield Refusal("请填控制数的文号", field="document")
    elif len(document.strip()) > 60:
        yield Refusal("文号最多 60 个字", field="document")
    if not numbers:
        yield Refusal("一项控制数也没有填")
    for (fund, category), amount in numbers.items():
        if fund not in Fund.values or category not in ControlCategory.values:
            yield Refusal(f"没有“{fund} {category}”这一项控制数")
        elif amount < 0:
            yield Refusal("控制数不能是负数", field=f"{fund}-{category}")
    parts = {
        f"{Fund(fund).label}{ControlCategory(category).label}": amount
        for (fund, category), amount in numbers.items()
        if fund in Fund.values and category in (ControlCategory.BASIC, ControlCategory.PROJECT)
    }
    yield from unexpected(expected, parts, "控制数")


def _cut_faults(n: int, cut: CutEntry, lines: Sequence[ProjectLine]) -> Iterator[Refusal]:
    requested = sum(line.requested for line in lines)
    if not lines:
        yield Refusal(f"“{cut.project.name}”不在这一版预算里", field=f"amount-{n}")
        return
    if not 0 <= cut.amount <= requested:
        yield Refusal(
            f"“{cut.project.name}”申请 {Money(requested)} 元，压减不能是 {Money(cut.amount)} 元：应在 0 和申请数之间", field=f"amount-{n}"
        )
    if cut.economic_code and cut.economic_code not in {line.economic_code for line in lines}:
        yield Refusal(f"“{cut.project.name}”没有 {cut.economic_code} 这一款", field=f"economic_code-{n}")
    if not cut.amount:
        return
    for field, text, title in (("rule", cut.rule, "压减依据"), ("restore", cut.restore, "恢复条件")):
        have = len(text.strip())
        if not SHORTEST <= have <= 200:
            yield Refusal(f"请写明“{cut.project.name}”的{title}，{SHORTEST} 到 200 个字（现有 {have} 个）", field=f"{field}-{n}")


def _stand(version: Version, cuts: Sequence[CutEntry]) -> bool:
    """Whether they are written down already, word for word."""
    made = {cut.project_id: (cut.amount, cut.rule, cut.restore) for cut in Cut.objects.filter(version=version)}
    return all(made.get(cut.project.pk) == ((cut.amount, cut.rule.strip(), cut.restore.strip()) if cut.amount else None) for cut in cuts)


def _take(lines: Sequence[ProjectLine], cut: CutEntry) -> None:
    """From the request, not from what a former cut left: saying the same twice changes nothing."""
    left = cut.amount
    for line in sorted(lines, key=lambda each: (each.economic_code != cut.economic_code, -each.requested, each.economic_code, each.fund)):
        part = min(left, line.requested)
        line.amount = line.requested - part
        left -= part


def _claims(version: Version) -> list[Claim]:
    rows = ProjectLine.objects.filter(version=version).order_by()
    found: dict[tuple[int, str], Claim] = {}
    for project, name, fund, rigid, category, function, code, amount in rows.values_list(
        "project_id", "project__name", "fund", "project__rigid", "project__category", "function_code", "economic_code"
    ).annotate(Sum("amount")):
        claim = found.setdefault((project, fund), Claim(project, name, fund, rigid, category, function, project, {}))
        assert isinstance(claim.amounts, dict)
        claim.amounts[code] = claim.amounts.get(code, 0) + int(amount)
    return list(found.values())
