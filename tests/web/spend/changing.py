"""What do the tests of changes to the budget start from? A budget, two projects, documents on their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from web.plan.compiling import minutes
from web.plan.making import YEAR, line, made_project, meeting, stocked
from web.spend.spending import allotted, of_code, of_project
from web.township import Township
from wenxiao.web.people.models import Meeting
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.services.indicators import IndicatorEntry
from wenxiao.web.plan.services.restating import IndicatorRow, rows_of
from wenxiao.web.spend.conditions.restatements import Document
from wenxiao.web.spend.models import Adjustment, Appropriation, Restatement, Side, Virement
from wenxiao.web.spend.services.adjustments import adjustment_act, adjustment_create
from wenxiao.web.spend.services.change_lines import ChangeEntry
from wenxiao.web.spend.services.restatements import restatement_set
from wenxiao.web.spend.services.virements import virement_act, virement_create

WHY = "汛期提前，先保应急物资的采购"
STAYS = "工作量没有变化，只是价格下降，目标不变"
LONGER = "2024年清淤渠道130公里，验收合格率95%以上。"
OFFICE, GUESTS = "30201", "30217"
BY = {
    "submit": "BO", "approve_finance": "FH", "approve_leader": "ML", "approve_bureau": "DF",
    "pass_government": "ML", "approve": "DF", "resolve": "NPC", "file": "BO", "take_effect": "FH",
}  # fmt: skip
APPROVED = ("submit", "approve_finance", "approve_leader", "approve_bureau")
ADJUSTED = ("submit", "pass_government", "approve", "file", "take_effect")


def second_project(township: Township) -> Project:
    """In the library, and not in the budget: 36 000 元 by its estimate."""
    objective = "2024年修补村道40公里，验收合格率95%以上。"
    return stocked(township, made_project(township, "村道修补", objective=objective, lines=(line("路面修补"),)))


def out(appropriation: Appropriation, amount: int) -> ChangeEntry:
    return ChangeEntry(Side.OUT.value, amount, appropriation)


def into(appropriation: Appropriation, amount: int) -> ChangeEntry:
    return ChangeEntry(Side.IN.value, amount, appropriation)


def opened(amount: int, *, project: Project | None = None, part: str = "", code: str = "30213", fund: str = "general") -> ChangeEntry:
    """Into a key that has no line yet."""
    function = project.function_code if project else "2010301"
    return ChangeEntry(Side.IN.value, amount, None, project, part, function, code, fund)


def made_virement(township: Township, *entries: ChangeEntry, **more: Any) -> Virement:
    """Of 财政所, unless another actor and office are given."""
    values = {"actor": township.actor("BO"), "unit": township.unit, "year": YEAR, "reason": WHY, **more}
    return virement_create(lines=entries, **values)


def made_adjustment(township: Township, *entries: ChangeEntry, cause: str = Adjustment.Cause.TOTAL.value) -> Adjustment:
    return adjustment_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR, cause=cause, reason=WHY, financing="区级财力安排", lines=entries
    )


def unchanged(township: Township, document: Document, project: Project | None = None, role: str = "BO") -> Restatement:
    project = Project.objects.get(pk=(project or of_project().project).pk)
    return restatement_set(
        actor=township.actor(role), document=document, project=project, edition=project.edition, unchanged=True, reason=STAYS
    )


def restated(
    township: Township, document: Document, project: Project | None = None, *, objective: str = LONGER,
    rows: Sequence[IndicatorRow] | None = None, reason: str = "",
) -> Restatement:  # fmt: skip
    """The length goes from 120 to 130 公里, with its bands."""
    project = Project.objects.get(pk=(project or of_project().project).pk)
    return restatement_set(
        actor=township.actor("BO"), document=document, project=project, edition=project.edition, unchanged=False, objective=objective,
        rows=longer(project) if rows is None else rows, reason=reason,
    )  # fmt: skip


def longer(project: Project, **more: Any) -> list[IndicatorRow]:
    first, *rest = rows_of(project)
    assert first.entry is not None
    bands = {"excellent": "≥130公里", "good": "≥120公里且<130公里", "fair": "≥110公里且<120公里", "poor": "<110公里"}
    return [first._replace(entry=first.entry._replace(**{"target": "≥130公里", **bands, **more})), *rest]


def added(**more: Any) -> IndicatorEntry:
    """Another indicator without a fault."""
    values = {
        "kind": "产出/时效", "measure": "%", "direction": "↑", "target": "≥98%", "baseline": "97%", "excellent": "≥98%",
        "good": "≥95%且<98%", "fair": "≥90%且<95%", "poor": "<90%", "explanation": "按台账计算。", "source": "管护台账，每季度末统计",
        "evidence": "台账、照片", **more,
    }  # fmt: skip
    return IndicatorEntry("清淤按期完成率", **values)


def taken(township: Township, document: Virement | Adjustment, *actions: str) -> Any:
    """Each step by the post that takes it."""
    for action in actions:
        actor = township.actor(BY[action])
        if isinstance(document, Virement):
            virement_act(actor=actor, virement=document, action=action)
        else:
            adjustment_act(actor=actor, adjustment=document, action=action, **given(township, action))
    return document


def given(township: Township, action: str) -> dict[str, Any]:
    approval = {"document": f"某财发〔{YEAR}〕15号", "approved_on": date(YEAR, 7, 1)}
    met = {"minutes": this_year(township)}
    congress = {"minutes": this_year(township, Meeting.Kind.CONGRESS.value, "5")}
    filing = {"reported_to": "试验区财政局", "reported_on": date(YEAR, 7, 8)}
    return {"pass_government": met, "approve": approval, "resolve": {**approval, **congress}, "decline": congress, "file": filing}.get(
        action, {}
    )


def this_year(township: Township, kind: str = Meeting.Kind.PARTY_COMMITTEE.value, number: str = "4") -> Meeting:
    found = Meeting.objects.filter(unit=township.unit, kind=kind, held__year=YEAR).first()
    return found or meeting(township, number, kind=kind, held=f"{YEAR}-06-20")


__all__ = [
    "ADJUSTED", "APPROVED", "GUESTS", "OFFICE", "STAYS", "WHY", "added", "allotted", "given", "into", "longer", "made_adjustment",
    "made_virement", "minutes", "of_code", "of_project", "opened", "out", "restated", "second_project", "taken", "this_year", "unchanged",
]  # fmt: skip
