"""Which advances are still out, and how is one settled? The list, the page of a settlement, and how it is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.forms.advances import SettlementForm, SpentRow
from wenxiao.web.spend.forms.requests import VoucherRow
from wenxiao.web.spend.forms.steps import step_form
from wenxiao.web.spend.models import Settlement
from wenxiao.web.spend.queries.advances import advances_visible
from wenxiao.web.spend.queries.settlements import Advanced, advanced, settlements_visible
from wenxiao.web.spend.services.settlements import settlement_act, settlement_edit
from wenxiao.web.spend.workflows.settlement import SETTLEMENT_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = "payment"
LINES, VOUCHERS = "lines", "vouchers"


@for_posts(FUNCTION)
def advances(request: OfficeRequest) -> HttpResponse:
    """借款台账: what is out, the earliest due first, and what has been settled."""
    today, actor = clock.today(), request.actor
    settled = settlements_visible(actor).filter(state=Settlement.State.SETTLED).order_by("-settled_on", "-pk")
    page = Paginator(advances_visible(actor), 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(each, (today - each.due).days if each.due and each.due < today else 0) for each in page],
        "overdue": advances_visible(actor, overdue_on=today).count(),
        "settled": settled[:25],
        "several": roles()[actor.role].place == "bureau",
    }
    return render(request, "spend/advances.html", context)


@for_posts(FUNCTION)
def settlement(request: OfficeRequest, number: str) -> HttpResponse:
    return _page(request, asked_settlement(request, number))


@for_posts(FUNCTION, "E")
def settlement_change(request: OfficeRequest, number: str) -> HttpResponse:
    """`do` says which button was pressed: 保存 writes; 再加一行 and 删除 only show."""
    found = asked_settlement(request, number, "E")
    if not found.editable:
        raise OutOfTurn(f"{found}现在是“{found.get_state_display()}”，只有草稿和退回的可以修改")
    lines = advanced(found)
    if request.method != "POST":
        form = SettlementForm(initial={name: getattr(found, name) for name in SettlementForm.base_fields})
        spent = Rows.shown(SpentRow, LINES, [{"actual": each.actual or None} for each in lines])
        papers = [VoucherRow.typed_of(each) for each in found.vouchers.all()]
        return _form(request, found, lines, form, spent, Rows.shown(VoucherRow, VOUCHERS, papers, blank=2))
    asked = request.POST.get("do", "save")
    if asked != "save":
        form = SettlementForm(initial={name: request.POST.get(name, "") for name in SettlementForm.base_fields})
        spent = Rows.shown(SpentRow, LINES, [{"actual": request.POST.get(f"{LINES}-{n}-actual", "")} for n in range(len(lines))])
        without = asked.removeprefix("remove-") if asked.startswith("remove-") else None
        papers_ = Rows.retyped(VoucherRow, VOUCHERS, request.POST, add=int(asked == "add"), without=without)
        return _form(request, found, lines, form, spent, papers_)
    form = SettlementForm(request.POST)
    spent = Rows(
        SpentRow, LINES, [SpentRow(request.POST, prefix=f"{LINES}-{n}", number=n + 1) for n in range(len(lines))]
    )  # fmt: skip
    vouchers = Rows.typed(VoucherRow, VOUCHERS, request.POST)
    if not all([form.is_valid(), spent.is_valid(), vouchers.is_valid()]):
        return _form(request, found, lines, form, spent, vouchers, status=422)
    edition = request.POST.get("edition", "")
    try:
        settlement_edit(
            actor=request.actor, settlement=found, edition=int(edition) if edition.isdecimal() and len(edition) < 10 else 0,
            actuals={line.charge.pk: row.actual_fen for line, row in zip(lines, spent, strict=True)},
            vouchers=[row.entry() for row in vouchers.filled], **form.cleaned_data,
        )  # fmt: skip
    except NotPermitted:
        raise
    except Refused as refused:
        rest = _beside(spent, refused)
        place(form, Refused(*vouchers.place(Refused(*rest), VOUCHERS)))
        return _form(request, found, lines, form, spent, vouchers, status=refused.status)
    messages.success(request, f"{found}已经保存。报送以后由所长、会计审核结清。")
    return redirect(found)


@for_posts(FUNCTION)
@require_POST
def settlement_step(request: OfficeRequest, number: str, action: str) -> HttpResponse:
    found = asked_settlement(request, number)
    step = step_sent(request, SETTLEMENT_WORKFLOW, found, action, step_form)

    def act(typed: dict[str, Any]) -> None:
        settlement_act(actor=request.actor, settlement=found, action=action, reason=typed["reason"])

    return take_step(request, found, step, act, _page, lambda: asked_settlement(request, number), str(found))


def asked_settlement(request: OfficeRequest, number: str, letter: str = "V") -> Settlement:
    """Of the advance of that number, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(Settlement.objects.select_related("request__unit", "unit", "office"), request__number=number)
    demand(request, FUNCTION, letter, found)
    return found


def _beside(spent: Rows[SpentRow], refused: Refused) -> list[Refusal]:
    """Refusals of `lines.<n>.actual` beside their amounts, which are all counted, also those left blank; gives back the rest."""
    rest = []
    for refusal in refused.refusals:
        parts = refusal.field.split(".")
        if len(parts) == 3 and parts[0] == LINES and int(parts[1]) < len(spent.forms):
            spent.forms[int(parts[1])].add_error("actual", refusal.sentence)
        else:
            rest.append(refusal)
    return rest


def _page(
    request: OfficeRequest, found: Settlement, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    lines = advanced(found)
    settled = found.state == Settlement.State.SETTLED
    context = {
        "found": found,
        "advance": found.request,
        # Once settled, what came back is no longer out: it is told from what was paid and spent.
        "lines": [(each, each.charge.amount, each.charge.amount - each.actual) for each in lines],
        "paid": sum(each.charge.amount for each in lines),
        "actual": found.actual,
        "left": sum(each.charge.amount - each.actual for each in lines),
        "settled": settled,
        "vouchers": list(found.vouchers.all()),
        "late": (clock.today() - found.request.due).days if found.request.due and not settled else 0,
        "may_edit": found.editable and request.actor.may(FUNCTION, "E", found),
        "steps": steps_of(request, SETTLEMENT_WORKFLOW, found, step_form, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(Settlement.KIND, found.pk),
    }
    return render(request, "spend/settlement.html", context, status=status)


def _form(
    request: OfficeRequest, found: Settlement, lines: list[Advanced], form: SettlementForm, spent: Rows[SpentRow],
    vouchers: Rows[VoucherRow], *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "found": found, "advance": found.request, "form": form, "spent": spent, "lines": list(zip(lines, spent, strict=True)),
        "vouchers": vouchers, "paid": sum(each.paid for each in lines),
        "edition": request.POST.get("edition", "") if request.method == "POST" else str(found.edition),
    }  # fmt: skip
    return render(request, "spend/settlement_form.html", context, status=status)
