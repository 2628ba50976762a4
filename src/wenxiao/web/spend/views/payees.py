"""Who gets money by this request? The list masked for everybody, whole for those who work with it, and one who was sent back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.vocabulary.personal import masked_account, masked_id_number, masked_name
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.services.workbook import XLSX
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.forms.payees import CorrectionForm, GiveUpForm, PayeeImportForm, PayeeListForm, PayeeRow, PlainStepForm
from wenxiao.web.spend.models import AccountCorrection, Appropriation, Payee, PayeeList, PaymentRequest
from wenxiao.web.spend.queries.payees import PayeeEntry, differences, entries_of, repeats, row_faults
from wenxiao.web.spend.services.payees import (
    correction_act,
    correction_propose,
    payee_give_up,
    payees_show,
    payees_write,
    sees_whole,
)
from wenxiao.web.spend.tables.payees import faults_placed, read_payees, write_payees
from wenxiao.web.spend.tables.reading import CellFault, TableError
from wenxiao.web.spend.views.requests import asked_request
from wenxiao.web.spend.workflows.payees import CORRECTION_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = "payment"
ROWS = "payees"
# More rows than a person edits in a page: those go by the workbook.
EDITED = 200
TOLD = 200


@for_posts(FUNCTION)
def payees(request: OfficeRequest, number: str) -> HttpResponse:
    """发放名单: masked. A POST shows it whole, which stands in the trail."""
    found = asked_request(request, number)
    if request.method == "POST":
        rows = payees_show(actor=request.actor, request=found, why="查看完整名单")
        return _list(request, found, whole=rows)
    return _list(request, found)


@for_posts(FUNCTION, "E")
@require_POST
def payees_edit(request: OfficeRequest, number: str) -> HttpResponse:
    """`do` says which button was pressed: 打开 shows what there is, 保存 writes; 再加, 删除 only show."""
    found = asked_request(request, number, "E")
    lines = lines_of(found)
    asked = request.POST.get("do", "save")
    listed = _listed(found)
    if asked == "open":
        if not found.editable:
            raise OutOfTurn(f"{found.number} 现在是“{found.get_state_display()}”，只有草稿和退回的申请可以改名单")
        rows = payees_show(actor=request.actor, request=found, why="打开名单修改") if found.payees.exists() else []
        shown = [
            {
                "name": each.name, "id_number": each.id_number, "account": each.account, "bank": each.bank, "amount": each.amount,
                "note": each.note, "appropriation": each.appropriation_id,
            }
            for each in rows[:EDITED]
        ]  # fmt: skip
        form = PayeeListForm(initial={"month": listed.month if listed else clock.today().month, "remark": listed.remark if listed else ""})
        return _edit(request, found, form, Rows.shown(PayeeRow, ROWS, shown, blank=3, lines=lines), str(listed.edition if listed else 0))
    edition = request.POST.get("edition", "")
    if asked != "save":
        form = PayeeListForm(initial={name: request.POST.get(name, "") for name in PayeeListForm.base_fields})
        without = asked.removeprefix("remove-") if asked.startswith("remove-") else None
        retyped = Rows.retyped(PayeeRow, ROWS, request.POST, add=5 if asked == "add" else 0, without=without, lines=lines)
        return _edit(request, found, form, retyped, edition)
    form, typed = PayeeListForm(request.POST), Rows.typed(PayeeRow, ROWS, request.POST, lines=lines)
    if not all([form.is_valid(), typed.is_valid()]):
        return _edit(request, found, form, typed, edition, status=422)
    try:
        payees_write(
            actor=request.actor, request=found, edition=int(edition) if edition.isdecimal() and len(edition) < 9 else -1,
            entries=[row.entry() for row in typed.filled], **form.cleaned_data,
        )  # fmt: skip
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        place(form, Refused(*typed.place(refused, ROWS)))
        return _edit(request, found, form, typed, edition, status=refused.status)
    messages.success(request, f"{found.number} 的名单已经保存。")
    return redirect("spend:payees", found.number)


@for_posts(FUNCTION, "E")
@require_POST
def payees_import(request: OfficeRequest, number: str) -> HttpResponse:
    """The whole list from a file: taken over wholly, or every wrong cell named and nothing written."""
    found = asked_request(request, number, "E")
    form = PayeeImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, found, form=form, status=422)
    file, lines, listed = form.cleaned_data["file"], lines_of(found), _listed(found)
    try:
        read = read_payees(file.name, file.read(), lines)
    except TableError as error:
        form.add_error("file", str(error))
        return _list(request, found, form=form, status=422)
    if read.faults:
        return _list(request, found, form=form, faults=faults_placed(row_faults(read.entries, lines), read), status=422)
    try:
        payees_write(
            actor=request.actor, request=found, edition=listed.edition if listed else 0, month=form.cleaned_data["month"],
            remark=form.cleaned_data["remark"], entries=read.entries, source=file.name,
        )  # fmt: skip
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        rows = [each for each in refused.refusals if each.field.startswith(f"{ROWS}.")]
        place(form, Refused(*(each for each in refused.refusals if each not in rows)))
        return _list(request, found, form=form, faults=faults_placed(rows, read) if rows else [], status=refused.status)
    messages.success(request, f"已经导入 {len(read.entries)} 人。")
    return redirect("spend:payees", found.number)


@for_posts(FUNCTION)
def payees_file(request: OfficeRequest, number: str) -> HttpResponse:
    """As a workbook: empty to be filled in (`?blank=1`), masked, or by a POST whole, which stands in the trail."""
    found = asked_request(request, number)
    title = f"{found.number} 发放名单"
    blank = request.method != "POST" and bool(request.GET.get("blank"))
    entries: list[PayeeEntry] = []
    if request.method == "POST":
        payees_show(actor=request.actor, request=found, why="下载完整名单")
    if not blank:
        entries = entries_of(found)
    masked = request.method != "POST"
    content = write_payees(title, found.unit.name, lines_of(found), entries, made=clock.now(), masked=masked)
    kind = "模板" if blank else "（隐去个人信息）" if masked else ""
    return file_answer(content, f"{title}{kind}.xlsx", XLSX)


@for_posts(FUNCTION)
def payee(request: OfficeRequest, number: str, row: int) -> HttpResponse:
    """One who was sent back: why, where the money is to go instead, or that it is not to be paid any more."""
    found = asked_request(request, number)
    one = get_object_or_404(found.payees.select_related("request__unit", "request__office"), number=row)
    asked = request.POST.get("do", "")
    correction, giving_up = CorrectionForm(initial=_known(request, one)), GiveUpForm()
    if request.method == "POST":
        form = GiveUpForm(request.POST) if asked == "give_up" else CorrectionForm(request.POST)
        correction, giving_up = (correction, form) if isinstance(form, GiveUpForm) else (form, giving_up)
        if form.is_valid():
            try:
                if asked == "give_up":
                    payee_give_up(actor=request.actor, payee=one, **form.cleaned_data)
                    messages.success(request, f"名单{one}不再支付，钱已经回到支出指标。")
                    return redirect("spend:payee", found.number, row)
                return redirect(correction_propose(actor=request.actor, payee=one, **form.cleaned_data))
            except (NotPermitted, OutOfTurn):
                raise
            except Refused as refused:
                place(form, refused)
        else:
            demand(request, FUNCTION, "X" if asked == "give_up" or not request.actor.may(FUNCTION, "E", found) else "E", found)
    returned = one.state == Payee.State.RETURNED
    proposed = one.corrections.filter(state=AccountCorrection.State.PROPOSED).exists()
    context = {
        "found": found,
        "one": one,
        "shown": _masked(found, [one])[0],
        "lines": [(each, masked_account(each.account)) for each in one.bank_lines.select_related("file").order_by("pk")],
        "corrections": one.corrections.all(),
        "correction": correction
        if returned and not proposed and any(request.actor.may(FUNCTION, letter, found) for letter in "EX")
        else None,
        "giving_up": giving_up if returned and request.actor.may(FUNCTION, "X", found) else None,
    }
    return render(request, "spend/payee.html", context, status=422 if request.method == "POST" else 200)


@for_posts(FUNCTION)
def correction(request: OfficeRequest, pk: int) -> HttpResponse:
    return _correction(request, _asked_correction(request, pk))


@for_posts(FUNCTION)
@require_POST
def correction_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    found = _asked_correction(request, pk)
    step = step_sent(request, CORRECTION_WORKFLOW, found, action, PlainStepForm.of)

    def act(typed: dict[str, Any]) -> None:
        correction_act(actor=request.actor, correction=found, action=action, **typed)

    return take_step(request, found, step, act, _correction, lambda: _asked_correction(request, pk), str(found))


def lines_of(found: PaymentRequest) -> list[Appropriation]:
    """What the request is charged to."""
    return [each.appropriation for each in found.charges.select_related("appropriation__project", "appropriation__unit")]


def file_answer(content: bytes, name: str, media_type: str) -> HttpResponse:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"})


def _listed(found: PaymentRequest) -> PayeeList | None:
    return PayeeList.objects.filter(request=found).first()


def _list(
    request: OfficeRequest, found: PaymentRequest, *, whole: Sequence[Payee] = (), form: PayeeImportForm | None = None,
    faults: Sequence[CellFault] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = found.payees.select_related("appropriation__project").order_by("number")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    listed = _listed(found)
    may_edit = found.editable and found.kind == PaymentRequest.Kind.BATCH and request.actor.may(FUNCTION, "E", found)
    amounts = list(found.payees.values_list("amount", flat=True))
    initial = {"month": listed.month if listed else clock.today().month, "remark": listed.remark if listed else ""}
    context = {
        "found": found,
        "listed": listed,
        "page": page,
        "rows": list(whole) or _masked(found, page),
        "whole": bool(whole),
        "several": found.charges.count() > 1,
        "total": sum(amounts),
        "count": len(amounts),
        "differences": differences(found) if amounts else (),
        "repeats": repeats(found) if found.kind == PaymentRequest.Kind.BATCH else (),
        "may_edit": may_edit,
        "may_see_whole": bool(amounts) and sees_whole(request.actor, found),
        "too_many": len(amounts) > EDITED,
        "most": EDITED,
        "form": (form or PayeeImportForm(initial=initial)) if may_edit else None,
        "faults": faults[:TOLD],
        "more_faults": max(0, len(faults) - TOLD),
    }
    return render(request, "spend/payees.html", context, status=status)


def _edit(
    request: OfficeRequest, found: PaymentRequest, form: PayeeListForm, rows: Rows[PayeeRow], edition: str, *, status: int = 200
) -> HttpResponse:
    one_line = found.charges.count() == 1
    heads = [field for name, field in PayeeRow.base_fields.items() if name != "appropriation" or not one_line]
    context = {"found": found, "form": form, "rows": rows, "heads": heads, "edition": edition}
    return render(request, "spend/payees_form.html", context, status=status)


def _masked(found: PaymentRequest, rows: Any) -> list[Payee]:
    """The same rows as they may be seen by everybody; not to be saved. Whom a request to a single payee pays stands on the request."""
    shown = list(rows)
    for each in shown:
        each.id_number, each.account = masked_id_number(each.id_number), masked_account(each.account)
        if found.kind == PaymentRequest.Kind.BATCH:
            each.name = masked_name(each.name)
    return shown


def _known(request: OfficeRequest, one: Payee) -> dict[str, str]:
    return {"name": one.name, "bank": one.bank} if sees_whole(request.actor, one.request) else {}


def _asked_correction(request: OfficeRequest, pk: int) -> AccountCorrection:
    rows = AccountCorrection.objects.select_related("unit", "office", "payee__request__unit", "payee__request__office")
    found = get_object_or_404(rows, pk=pk)
    demand(request, FUNCTION, "V", found)
    return found


def _correction(
    request: OfficeRequest, found: AccountCorrection, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    whole = sees_whole(request.actor, found.payee.request)
    hide_name, hide_account = (str, str) if whole else (masked_name, masked_account)
    context = {
        "found": found,
        "old": (hide_name(found.payee.name), hide_account(found.payee.account), found.payee.bank),
        "new": (hide_name(found.name), hide_account(found.account), found.bank),
        "steps": steps_of(request, CORRECTION_WORKFLOW, found, PlainStepForm.of, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(AccountCorrection.KIND, found.pk),
    }
    return render(request, "spend/correction.html", context, status=status)
