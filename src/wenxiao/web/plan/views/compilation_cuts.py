"""How is one project's money cut by hand, with the rule and what would restore it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.conditions.control import control_numbers
from wenxiao.web.plan.elements import ControlCategory, Fund
from wenxiao.web.plan.forms.cuts import CutForm
from wenxiao.web.plan.models import Cut, Project, ProjectLine, Version
from wenxiao.web.plan.queries.totals import PROJECT, spending
from wenxiao.web.plan.services.control import CutEntry, cut_proposals, cut_set, cuts_mark
from wenxiao.web.plan.services.seen import StaleLines
from wenxiao.web.plan.services.versions import version_to_edit
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation, frame
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

TAB = "plan:compilation-projects"


class Asked(NamedTuple):
    """要压减的项目: what it asked for in this version, and the cut that stands, if one does."""

    version: Version
    project: Project
    lines: list[ProjectLine]
    cut: Cut | None

    @property
    def requested(self) -> int:
        return sum(line.requested for line in self.lines)

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def taken(self) -> int:
        return self.requested - self.amount


@for_posts(FUNCTION)
def cut_enter(request: OfficeRequest, pk: int, code: str) -> HttpResponse:
    """Who may change the lines of the version that is worked on: the compiler, or in the approval who approves."""
    compilation = asked_compilation(request, pk)
    version = version_to_edit(request.actor, compilation)
    asked = _asked(version, code)

    def page(form: CutForm, refusals: Sequence[Refusal] = (), status: int = 200) -> HttpResponse:
        now = _asked(version, code)
        context = frame(request, compilation, TAB) | {
            "versions": [],
            "tab": f"压减 {now.project.name}",
            "asked": now,
            "form": form,
            "limits": _limits(version, now.lines),
            "refusals": refusals,
        }
        return render(request, "plan/compilation_cut.html", context, status=status)

    if request.method != "POST":
        return page(CutForm(initial=_begun(asked), lines=asked.lines))
    form = CutForm(request.POST, lines=asked.lines)
    if not form.is_valid():
        return page(form, status=422)
    typed = form.cleaned_data
    entry = CutEntry(asked.project, typed["amount"], typed["rule"], typed["restore"], typed["economic_code"])
    try:
        cut_set(actor=request.actor, version=version, cuts=[entry], seen=typed["seen"])
    except StaleLines as stale:
        form.seen_anew(cuts_mark(version, [asked.project]))
        return page(form, stale.refusals, stale.status)
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        place(form, Refused(*(each._replace(field=each.field.removesuffix("-0")) for each in refused.refusals)))
        return page(form, status=refused.status)
    said = f"压减 {Money(entry.amount)} 元" if entry.amount else "不再压减，恢复申请数"
    messages.success(request, f"“{asked.project.name}”：{said}。")
    return redirect(TAB, compilation.pk)


def _asked(version: Version, code: str) -> Asked:
    """Raises Http404 where this version does not hold the project."""
    project = get_object_or_404(Project, unit=version.compilation.unit_id, code=code)
    lines = list(ProjectLine.objects.filter(version=version, project=project))
    if not lines:
        raise Http404
    return Asked(version, project, lines, Cut.objects.filter(version=version, project=project).first())


def _begun(asked: Asked) -> dict[str, Any]:
    """What stands, or where nothing was cut yet, what the proposals say."""
    begun: dict[str, Any] = {"seen": cuts_mark(asked.version, [asked.project])}
    if asked.cut is not None:
        return begun | {"amount": asked.cut.amount, "rule": asked.cut.rule, "restore": asked.cut.restore}
    for proposal in cut_proposals(asked.version):
        if proposal.loss.claim.project == asked.project.pk:
            return begun | {"amount": proposal.loss.total, "rule": proposal.rule, "restore": proposal.restore}
    return begun


def _limits(version: Version, lines: Sequence[ProjectLine]) -> list[str]:
    """How all projects stand against the control numbers of this project's funds."""
    given, spent = control_numbers(version.compilation), spending(version, "fund", "part")
    told = []
    for fund in dict.fromkeys(line.fund for line in lines):
        now, number = spent[(fund, PROJECT)], given.get((fund, ControlCategory.PROJECT.value))
        if number is None:
            told.append(f"{Fund(fund).label}项目支出现在安排 {Money(now)} 元，没有下达控制数。")
            continue
        over = now - number
        said = f"还要压减 {Money(over)} 元" if over > 0 else "没有超出"
        told.append(f"{Fund(fund).label}项目支出现在安排 {Money(now)} 元，控制数 {Money(number)} 元，{said}。")
    return told
