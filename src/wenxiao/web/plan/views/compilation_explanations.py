"""How are the reasons of changed figures written: those of the year against the last, those of the “三公” items?"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from wenxiao.catalogue.limits import limit
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.conditions.changes import THREE_PUBLIC_TOTAL, three_public_changes, year_on_year
from wenxiao.web.plan.elements import ControlCategory, Fund
from wenxiao.web.plan.forms.explanations import ExplanationsForm
from wenxiao.web.plan.models import ControlNumber, Explanation, Version
from wenxiao.web.plan.queries.compilation import last_year
from wenxiao.web.plan.queries.totals import three_public_by_fund
from wenxiao.web.plan.services.explanations import LONGEST, SHORTEST, explanations_mark, explanations_set
from wenxiao.web.plan.services.seen import StaleLines
from wenxiao.web.plan.services.versions import version_to_edit
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation, frame
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

# The tab each kind of reason belongs to, and how its figures are found.
TABS = {
    Explanation.About.YEAR_ON_YEAR.value: ("plan:compilation-year-on-year", "写比上年增减原因", year_on_year),
    Explanation.About.THREE_PUBLIC.value: ("plan:compilation-three-public", "写“三公”经费增减原因", three_public_changes),
}


@for_posts(FUNCTION, "E")
def explanations(request: OfficeRequest, pk: int, about: str) -> HttpResponse:
    """All reasons of one kind on one page; what was refused stands beside its figure."""
    if about not in TABS:
        raise Http404
    compilation = asked_compilation(request, pk)
    version = version_to_edit(request.actor, compilation)
    tab, title, changes = TABS[about]
    kind = Explanation.About(about)

    def page(form: ExplanationsForm, refusals: Sequence[Refusal] = (), status: int = 200) -> HttpResponse:
        context = frame(request, compilation, tab) | {
            "versions": [],
            "tab": title,
            "form": form,
            "back": tab,
            "limits": three_public_limits(version) if kind == Explanation.About.THREE_PUBLIC else year_limits(),
            "refusals": refusals,
            "saved": [change for change in changes(version) if change.reason] if refusals else [],
        }
        return render(request, "plan/compilation_explanations.html", context, status=status)

    if request.method != "POST":
        return page(ExplanationsForm(changes(version), seen=explanations_mark(compilation, kind)))
    form = ExplanationsForm(changes(version), request.POST)
    if not form.is_valid():
        return page(form, status=422)
    try:
        explanations_set(actor=request.actor, version=version, about=kind, texts=form.texts, seen=form.cleaned_data["seen"])
    except StaleLines as stale:
        form.seen_anew(explanations_mark(compilation, kind))
        return page(form, stale.refusals, stale.status)
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        place(form, refused)
        return page(form, status=refused.status)
    messages.success(request, f"{kind.label}已经保存。")
    return redirect(tab, compilation.pk)


def year_limits() -> list[str]:
    return [
        f"与上年相差达到 {limit('重大增减')}% 的，必须写原因；不到的，可以写也可以不写。",
        f"原因写 {SHORTEST} 到 {LONGEST} 个字，写清楚因为什么事增加或者减少。",
    ]


def three_public_limits(version: Version) -> list[str]:
    """What the “三公” money may not exceed, in words with figures."""
    now = three_public_by_fund(version)
    before = last_year(version.compilation).get(THREE_PUBLIC_TOTAL)
    planned = Money(sum(now.values()))
    told = [f"只减不增：本年合计 {planned} 元，没有确认上年的“三公”经费，不能比较。"]
    if before is not None:
        over = sum(now.values()) - before
        told = [f"只减不增：本年合计 {planned} 元，上年 {Money(before)} 元，{_against(over)}。"]
    given = ControlNumber.objects.filter(compilation=version.compilation_id, category=ControlCategory.THREE_PUBLIC)
    for number in given:
        over = now.get(number.fund, 0) - number.amount
        told.append(f"控制数（{Fund(number.fund).label}，{number.document}）：{Money(number.amount)} 元，{_against(over)}。")
    if not given:
        told.append("没有下达“三公”经费的控制数。")
    return [*told, f"每一项与上年不一样的，都要写原因，{SHORTEST} 到 {LONGEST} 个字。"]


def _against(over: int) -> str:
    return f"超出 {Money(over)} 元，要压减" if over > 0 else f"没有超出，还有 {Money(-over)} 元" if over else "正好相等"
