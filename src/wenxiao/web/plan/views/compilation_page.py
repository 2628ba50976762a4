"""How does a year's budget stand: balanced or not, in which round, and what can this post do with it now?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.steps import State, Transition, steps
from wenxiao.web.people.acting import OfficeRequest, PostActor
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.people.views.access import demand
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.forms.compilations import StepForm
from wenxiao.web.plan.models import Approval, Compilation, Version
from wenxiao.web.plan.queries.terms import terms
from wenxiao.web.plan.queries.totals import PARTS, Balance, balances_of, spending, spending_of_each
from wenxiao.web.plan.services.seals import ACTION, HOLDS, last_checks, seal_of
from wenxiao.web.plan.services.versions import may_edit as lines_open
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW, department, own_budget
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Transition as Way

FUNCTION = "compilation"
# Steps that are taken where their figures are typed.
ELSEWHERE = {"give_control": "plan:compilation-control-give", "set_control": "plan:compilation-control-give"}
TABS = (
    ("plan:compilation", "收支总表"),
    ("plan:compilation-revenue", "收入"),
    ("plan:compilation-basic", "基本支出"),
    ("plan:compilation-projects", "项目支出"),
    ("plan:compilation-procurement", "政府采购"),
    ("plan:compilation-three-public", "“三公”经费"),
    ("plan:compilation-control", "控制数"),
    ("plan:compilation-differences", "版本比较"),
    ("plan:compilation-year-on-year", "比上年"),
    ("plan:compilation-approval", "内审和批复"),
)


class Tab(NamedTuple):
    """页签."""

    url: str
    title: str
    current: bool


class Step(NamedTuple):
    """一个按钮: the form of what the step needs, or the page where it is taken. `backward` steps are drawn quieter."""

    action: str
    title: str
    form: StepForm | None
    elsewhere: str
    backward: bool


class Side(NamedTuple):
    """收支总表的一格: what it is called and how much, 分; `level` 0 is a sum, 1 a part of it; `of`: which total it is (`derivation`)."""

    title: str
    amount: int
    level: int = 0
    of: str = ""


class Sealed(NamedTuple):
    """一个版本, what it spends, and what is known of its seal: when it was last checked, by whom, and whether it held.

    `holds` is None where nobody has checked it: what was not checked does not pass as checked.
    """

    version: Version
    spending: int
    holds: bool | None
    checked: str


def asked_compilation(request: OfficeRequest, pk: int) -> Compilation:
    """Raises Http404, NotPermitted."""
    found = get_object_or_404(Compilation.objects.select_related("unit", "unit__supervisor"), pk=pk)
    demand(request, FUNCTION, "V", found)
    return found


def frame(request: HttpRequest, compilation: Compilation, name: str) -> dict[str, Any]:
    """What every page of a compilation needs: its tabs, the versions there are, and the one that is looked at (`?version=`)."""
    versions = list(compilation.versions.order_by("id"))
    asked = request.GET.get("version", "")
    chosen = next((each for each in versions if str(each.pk) == asked), versions[-1] if versions else None)
    older = f"?version={chosen.pk}" if chosen is not None and chosen is not versions[-1] else ""
    for each in versions:
        each.compilation = compilation
    return {
        "compilation": compilation,
        "tabs": [Tab(reverse(url, args=(compilation.pk,)) + older, title, url == name) for url, title in TABS],
        "versions": versions,
        "version": chosen,
        "latest": bool(versions) and chosen is versions[-1],
    }


def may_edit(actor: PostActor, compilation: Compilation, version: Version | None) -> bool:
    """Whether this post may compile this version now: change its lines, not what is approved of them."""
    return actor.may(FUNCTION, "E", compilation) and lines_open(actor, version)


def compilation_page(
    request: OfficeRequest, compilation: Compilation, *, step: Step | None = None, refusals: Sequence[Refusal] = (), status: int = 200
) -> HttpResponse:
    """The page, with the step that was refused as it was typed."""
    context = frame(request, compilation, "plan:compilation")
    version: Version | None = context["version"]
    if version is not None:
        context |= _sheet(version)
    acts = list(story(Compilation.KIND, compilation.pk))
    approval = Approval.objects.filter(compilation=compilation).first()
    context |= {
        "steps": [step if step and step.action == each.action else each for each in steps_of(request, compilation)],
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "may_withdraw": compilation.state == Compilation.State.PREPARING and request.actor.may(FUNCTION, "C", compilation),
        "picture": workflow_picture(compilation),
        "sealed": _sealed(context["versions"], acts, version if request.GET.get("version") else None),
        "sealing": any(each.sealed is not None for each in context["versions"]),
        "last": _last(acts),
        "approval": approval,
        "terms": terms(compilation, approval),
        "story": acts,
    }
    return render(request, "plan/compilation.html", context, status=status)


def steps_of(request: OfficeRequest, compilation: Compilation) -> list[Step]:
    """The buttons of this post, what carries on first."""
    if request.actor.hindrance:
        return []
    ways = [way for way in COMPILATION_WORKFLOW.open_to(request.actor, compilation) if fits(way, compilation)]
    return sorted((step_of(way, compilation) for way in ways), key=lambda each: each.backward)


def step_of(way: Way, compilation: Compilation, data: Any = None) -> Step:
    elsewhere = reverse(ELSEWHERE[way.action], args=(compilation.pk,)) if way.action in ELSEWHERE else ""
    return Step(way.action, way.title, None if elsewhere else StepForm(way, compilation.unit, data), elsewhere, way.reason > 0)


def fits(way: Way, compilation: Compilation) -> bool:
    """Whether units of this 运行方式 take this step at all."""
    if department in way.guards:
        return compilation.unit.mode == Unit.Mode.DEPARTMENT
    return own_budget not in way.guards or compilation.unit.mode == Unit.Mode.OWN_BUDGET


def workflow_picture(compilation: Compilation) -> Picture:
    states = list(COMPILATION_WORKFLOW.states)
    drawn = [
        Transition(way.title, source, way.target, "、".join(roles()[role].title for role in way.roles))
        for way in COMPILATION_WORKFLOW.transitions
        if fits(way, compilation)
        for source in way.sources
        if source != way.target
    ]
    return steps(
        f"{compilation}的步骤",
        [State(id, title) for id, title in COMPILATION_WORKFLOW.states.items()],
        drawn,
        prefix="steps",
        current=compilation.state,
        passed=states[: states.index(compilation.state)],
    )


def _sheet(version: Version) -> dict[str, Any]:
    """收支总表: sources left, uses right, both summed."""
    lines, spent_by = list(version.revenue.all()), spending(version, "fund", "part")
    left: list[Side] = [Side(line.source, line.amount, 1) for line in lines]
    amounts = {part: sum(amount for (_, each), amount in spent_by.items() if each == part) for part in PARTS}
    basic = sum(amounts[part] for part in ("personnel", "operating"))
    right = [Side("基本支出", basic, of="basic")]
    right += [Side(title, amounts[part], int(part != "project"), of=part) for part, title in PARTS.items()]
    came: dict[Fund, int] = {}
    for line in lines:
        came[Fund(line.fund)] = came.get(Fund(line.fund), 0) + line.amount
    found = balances_of(came, spent_by)
    received, spent = sum(each.revenue for each in found), sum(each.spending for each in found)
    unbalanced = [each for each in found if each.difference]
    return {
        "rows": list(zip_longest(left, right)),
        "received": received,
        "spent": spent,
        "gap": abs(received - spent),
        "balances": found,
        "unbalanced": [_gap(each) for each in unbalanced],
    }


def _gap(balance: Balance) -> tuple[str, int, bool]:
    """(fund, by how much 分, whether spending is the larger)."""
    return Fund(balance.fund).label, abs(balance.difference), balance.difference < 0


def _last(acts: list[Entry]) -> str:
    """What was done to it last, and how long ago; looking at seals is no step."""
    done = [entry for entry in acts if entry.action != ACTION]
    if not done:
        return ""
    days = (clock.today() - timezone.localdate(datetime.fromisoformat(done[-1].at))).days
    return f"{done[-1].action_title}，{'今天' if days <= 0 else f'{days} 天前'}"


def _sealed(versions: list[Version], acts: list[Entry], opened: Version | None) -> list[Sealed]:
    """What the trail tells of each; only the version that was opened by its own address is read through and checked now."""
    spent, checks = spending_of_each(versions), last_checks(acts)
    found = []
    for version in versions:
        holds: bool | None = None
        checked = ""
        if version.sealed is None:
            pass
        elif opened is not None and version.pk == opened.pk:
            holds, checked = seal_of(version).holds, "打开本页时核对"
        elif (entry := checks.get(str(version))) is not None:
            holds = entry.details[str(version)] == HOLDS
            checked = f"{timezone.localtime(datetime.fromisoformat(entry.at)):%Y-%m-%d %H:%M} 由{entry.person}核对"
        found.append(Sealed(version, spent[version.pk], holds, checked))
    return found
