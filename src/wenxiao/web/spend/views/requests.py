"""Who asks for money? The list of requests, the page of one, and how it is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest, not_permitted
from wenxiao.web.people.models import Office
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.conditions.before_approval import is_approved
from wenxiao.web.spend.conditions.in_time import advice
from wenxiao.web.spend.conditions.refunds import PAID as REFUNDABLE
from wenxiao.web.spend.conditions.standing import HELD_BACK, refused_projects
from wenxiao.web.spend.conditions.year_ends import year_is_open
from wenxiao.web.spend.forms.requests import ChargeRow, PaymentStepForm, RequestForm, VoucherRow
from wenxiao.web.spend.models import Appropriation, PaymentRequest
from wenxiao.web.spend.papers import PERSONAL
from wenxiao.web.spend.queries.caps import caps_asked, caps_of
from wenxiao.web.spend.queries.payees import payees_told
from wenxiao.web.spend.queries.payments import payee_shown, payee_told
from wenxiao.web.spend.queries.requests import chargeable, requests_listed, year_now, years_of
from wenxiao.web.spend.services.payees import sees_whole
from wenxiao.web.spend.services.requests import FIELDS, request_act, request_create, request_edit
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = "payment"
CHARGES, VOUCHERS = "charges", "vouchers"


@for_posts(FUNCTION)
def requests(request: OfficeRequest) -> HttpResponse:
    actor, asked = request.actor, request.GET
    state = asked.get("state", "") if asked.get("state", "") in PaymentRequest.State.values else ""
    text = asked.get("text", "").strip().replace("\0", "")
    years = years_of(actor)
    year = asked_year(asked["year"], years) if asked.get("year") else None
    page = Paginator(requests_listed(actor, year=year, state=state, text=text), 25).get_page(asked.get("page"))
    context = {
        "page": page,
        "rows": [(each, payee_shown(each)) for each in page],
        "several": actor.unit.kind == actor.unit.Kind.BUREAU,
        "states": PaymentRequest.State.choices,
        "years": offered_years(years, year) if year else years,
        "year": year,
        "state": state,
        "text": text,
        "may_create": actor.in_post.office is not None and actor.may_somewhere(FUNCTION, "C"),
    }
    return render(request, "spend/requests.html", context)


@for_posts(FUNCTION)
def request_one(request: OfficeRequest, number: str) -> HttpResponse:
    return _page(request, asked_request(request, number))


@for_posts(FUNCTION, "C")
def request_new(request: OfficeRequest) -> HttpResponse:
    office = request.actor.in_post.office
    if office is None:
        raise not_permitted(request.actor, FUNCTION, "C")
    years = years_of(request.actor)
    asked = asked_year(request.GET.get("year", ""), years)
    year = asked if "year" in request.GET and asked in years else year_now(years)
    demand(request, FUNCTION, "C", PaymentRequest(unit=office.unit, office=office, year=year))

    def save(charges: Any, vouchers: Any, typed: dict[str, Any]) -> PaymentRequest:
        return request_create(actor=request.actor, office=office, year=year, charges=charges, vouchers=vouchers, **typed)

    return _write(request, office, year, None, save)


@for_posts(FUNCTION, "E")
def request_change(request: OfficeRequest, number: str) -> HttpResponse:
    found = asked_request(request, number, "E")
    if not found.editable:
        raise OutOfTurn(f"{found.number} 现在是“{found.get_state_display()}”，只有草稿和退回的申请可以修改")
    edition = request.POST.get("edition", "")

    def save(charges: Any, vouchers: Any, typed: dict[str, Any]) -> PaymentRequest:
        read = int(edition) if edition.isdecimal() and len(edition) < 10 else 0
        return request_edit(actor=request.actor, request=found, edition=read, charges=charges, vouchers=vouchers, **typed)

    return _write(request, found.office, found.year, found, save)


@for_posts(FUNCTION)
@require_POST
def request_step(request: OfficeRequest, number: str, action: str) -> HttpResponse:
    """One step along the workflow. Refused: the same page, the reasons beside the step, what was typed kept."""
    found = asked_request(request, number)
    step = step_sent(request, REQUEST_WORKFLOW, found, action, PaymentStepForm.of)

    def act(typed: dict[str, Any]) -> None:
        request_act(actor=request.actor, request=found, action=action, **typed)

    return take_step(request, found, step, act, _page, lambda: asked_request(request, number), found.number)


def asked_request(request: OfficeRequest, number: str, letter: str = "V") -> PaymentRequest:
    """The request of an address, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(PaymentRequest.objects.select_related("unit", "office"), number=number)
    demand(request, FUNCTION, letter, found)
    return found


def _page(
    request: OfficeRequest, found: PaymentRequest, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    charges = list(found.charges.select_related("appropriation__unit", "appropriation__project", "appropriation__node"))
    caps = caps_of([charge.appropriation for charge in charges], clock.today())
    context = {
        "found": found,
        "payee": payee_told(request.actor, found),
        "charges": [(charge, caps[charge.appropriation_id]) for charge in charges],
        "vouchers": list(found.vouchers.all()),
        "personal": PERSONAL,
        "sees_whole": sees_whole(request.actor, found),
        "payees_told": payees_told(found),
        "refunds": list(found.refunds.order_by("pk")),
        "may_refund": found.state in REFUNDABLE and request.actor.may(FUNCTION, "X", found),
        "total": sum(charge.amount for charge in charges),
        "may_edit": found.editable and request.actor.may(FUNCTION, "E", found),
        "steps": steps_of(request, REQUEST_WORKFLOW, found, PaymentStepForm.of, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "held_back": list(refused_projects([charge.appropriation for charge in charges], during=HELD_BACK, verb="报送新的申请")),
        "story": story(PaymentRequest.KIND, found.pk),
    }
    return render(request, "spend/request.html", context, status=status)


def _write(request: OfficeRequest, office: Office, year: int, found: PaymentRequest | None, save: Any) -> HttpResponse:
    """`do` says which button was pressed: 保存 writes; 再加一行, 删除 and 试算 only show."""
    lines = list(chargeable(office, year))
    if request.method != "POST":
        form = RequestForm(initial={name: getattr(found, name) for name in FIELDS} if found else {})
        charges = [{"appropriation": each.appropriation_id, "amount": each.amount} for each in found.charges.all()] if found else []
        papers = [VoucherRow.typed_of(each) for each in found.vouchers.all()] if found else []
        charge_rows = Rows.shown(ChargeRow, CHARGES, charges, blank=1, lines=lines)
        return _form(request, office, year, found, form, charge_rows, Rows.shown(VoucherRow, VOUCHERS, papers, blank=2), lines)
    asked = request.POST.get("do", "save")
    if asked != "save":
        more, without = asked.removeprefix("add-"), asked.removeprefix("remove-")
        form = RequestForm(initial={name: request.POST.get(name, "") for name in FIELDS})
        charge_rows = Rows.retyped(
            ChargeRow, CHARGES, request.POST, add=int(more == CHARGES), without=_row(without, CHARGES), lines=lines
        )  # fmt: skip
        voucher_rows = Rows.retyped(VoucherRow, VOUCHERS, request.POST, add=int(more == VOUCHERS), without=_row(without, VOUCHERS))
        template = "spend/request_check.html" if request.htmx and asked == "check" else "spend/request_form.html"
        return _form(request, office, year, found, form, charge_rows, voucher_rows, lines, template=template)
    form = RequestForm(request.POST)
    charge_rows = Rows.typed(ChargeRow, CHARGES, request.POST, lines=lines)
    voucher_rows = Rows.typed(VoucherRow, VOUCHERS, request.POST)
    if not all([form.is_valid(), charge_rows.is_valid(), voucher_rows.is_valid()]):
        return _form(request, office, year, found, form, charge_rows, voucher_rows, lines, status=422)
    try:
        saved = save([row.entry() for row in charge_rows.filled], [row.entry() for row in voucher_rows.filled], form.cleaned_data)
    except NotPermitted:
        raise
    except Refused as refused:
        rest = Refused(*charge_rows.place(refused, CHARGES))
        rest = Refused(*voucher_rows.place(rest, VOUCHERS))
        place(form, rest)
        return _form(request, office, year, found, form, charge_rows, voucher_rows, lines, status=refused.status)
    messages.success(request, f"{saved.number} 已经保存。报送以后才占用资金。")
    return redirect(saved)


def _form(
    request: OfficeRequest,
    office: Office,
    year: int,
    found: PaymentRequest | None,
    form: RequestForm,
    charges: Rows[ChargeRow],
    vouchers: Rows[VoucherRow],
    lines: list[Appropriation],
    *,
    status: int = 200,
    template: str = "spend/request_form.html",
) -> HttpResponse:
    approved = is_approved(office.unit, year)
    if approved:
        del form.fields["before_approval"]
    asked = _asked(charges, {str(line.pk): line for line in lines})
    edition = request.POST.get("edition", "") if request.method == "POST" else str(found.edition) if found else ""
    context = {
        "found": found, "office": office, "year": year, "form": form, "charges": charges, "vouchers": vouchers, "edition": edition,
        "no_lines": not lines, "total": sum(amount for _, amount in asked), "caps": caps_asked(asked, clock.today()),
        "short": advice(office.unit, year, asked), "approved": approved, "others": [] if found else _other_years(request, office, year),
    }  # fmt: skip
    return render(request, template, context, status=status)


def _other_years(request: OfficeRequest, office: Office, year: int) -> list[int]:
    """Of which a request can be made as well: at the turn of the year two may be open."""
    newest = [each for each in years_of(request.actor)[:3] if each != year]
    return [each for each in newest if not any(year_is_open(office.unit, each))]


def _asked(charges: Rows[ChargeRow], lines: dict[str, Appropriation]) -> list[tuple[Appropriation, int]]:
    """What the rows as typed come to, line by line; rows that are not complete yet do not count."""
    typed = [row.asked for row in charges]
    return [(lines[each[0]], each[1]) for each in typed if each and each[0] in lines]


def _row(asked: str, table: str) -> str | None:
    return asked.removeprefix(f"{table}-") if asked.startswith(f"{table}-") else None
