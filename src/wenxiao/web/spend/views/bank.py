"""What goes to the bank, what has come back, and what must be decided by hand? The cashier's pages."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.vocabulary.personal import masked_account, masked_name
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.services.workbook import XLSX
from wenxiao.web.spend.forms.bank import BankResultForm, DecideForm
from wenxiao.web.spend.models import BankFile, BankLine, BankResult, PaymentRequest, ResultLine
from wenxiao.web.spend.queries.bank import files_visible, payable, results_visible
from wenxiao.web.spend.queries.payments import payee_told
from wenxiao.web.spend.services.bank import bank_file_make, bank_file_take_out, bank_result_take, result_line_decide, states_before
from wenxiao.web.spend.tables.bank import write_csv, write_xlsx
from wenxiao.web.spend.views.payees import file_answer
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = "payment"
TOLD = 100


@for_posts(FUNCTION)
def bank(request: OfficeRequest) -> HttpResponse:
    """What can be paid, the files made of it, and the bank's answers. A POST makes a file of what is chosen."""
    if request.method != "POST":
        return _bank(request)
    demand(request, FUNCTION, "X", BankFile(unit=request.actor.unit))
    chosen = [int(each) for each in request.POST.getlist("request") if each.isdecimal() and len(each) < 19]
    try:
        file = bank_file_make(
            actor=request.actor, unit=request.actor.unit,
            requests=list(PaymentRequest.objects.filter(pk__in=chosen, unit=request.actor.unit).select_related("unit", "office")),
        )  # fmt: skip
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        return _bank(request, refusals=refused.refusals, chosen=set(chosen), status=refused.status)
    messages.success(request, f"{file}已经生成：{file.count} 笔，申请都已提交银行。请下载后交给银行。")
    return redirect(file)


@for_posts(FUNCTION, "X")
@require_POST
def bank_result_new(request: OfficeRequest) -> HttpResponse:
    """The bank's file: taken over wholly, or every cell that cannot be read is named."""
    form = BankResultForm(request.POST, request.FILES)
    if not form.is_valid():
        return _bank(request, form=form, status=422)
    file = form.cleaned_data["file"]
    try:
        result = bank_result_take(actor=request.actor, unit=request.actor.unit, name=file.name, content=file.read())
    except NotPermitted:
        raise
    except Refused as refused:
        for each in refused.refusals[:TOLD]:
            form.add_error("file", each.sentence)
        return _bank(request, form=form, status=refused.status)
    messages.success(request, f"{result}已经导入，共 {result.count} 行。")
    return redirect(result)


@for_posts(FUNCTION)
def bank_file(request: OfficeRequest, pk: int) -> HttpResponse:
    """支付文件: its lines, accounts masked. A POST takes it out as CSV or xlsx, which stands in the trail."""
    found = get_object_or_404(BankFile.objects.select_related("unit__supervisor"), pk=pk)
    demand(request, FUNCTION, "V", found)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        form = "xlsx" if request.POST.get("form") == "xlsx" else "csv"
        try:
            lines = bank_file_take_out(actor=request.actor, file=found, form=form)
        except NotPermitted:
            raise
        except Refused as refused:
            refusals = refused.refusals
        else:
            if form == "xlsx":
                return file_answer(write_xlsx(str(found), lines, made=found.created), f"{found.number}.xlsx", XLSX)
            return file_answer(write_csv(lines), f"{found.number}.csv", "text/csv; charset=utf-8")
    page = Paginator(found.lines.select_related("request", "payee").order_by("number"), 50).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": page,
        "rows": [(each, *_hidden(each)) for each in page],
        "counts": [(title, found.lines.filter(state=state).count()) for state, title in BankLine.State.choices],
        "may_take_out": request.actor.may(FUNCTION, "X", found),
        "refusals": refusals,
        "story": story(BankFile.KIND, found.pk),
    }
    return render(request, "spend/bank_file.html", context, status=422 if refusals else 200)


@for_posts(FUNCTION)
def bank_result(request: OfficeRequest, pk: int) -> HttpResponse:
    return _result(request, _asked_result(request, pk))


@for_posts(FUNCTION, "X")
@require_POST
def bank_result_decide(request: OfficeRequest, pk: int, row: int) -> HttpResponse:
    """What the cashier has found out about one row."""
    found = _asked_result(request, pk)
    line = get_object_or_404(ResultLine.objects.select_related("result__unit"), result=found, row=row)
    form = DecideForm(request.POST, lines=_candidates(line), auto_id=f"row{row}-%s")
    if not form.is_valid():
        demand(request, FUNCTION, "X", found)
        return _result(request, found, typed=(row, form), status=422)
    try:
        result_line_decide(actor=request.actor, line=line, paid_by=form.cleaned_data["line"], reason=form.cleaned_data["reason"])
    except NotPermitted:
        raise
    except OutOfTurn as late:
        return _result(request, found, refusals=late.refusals, status=late.status)
    except Refused as refused:
        place(form, refused)
        return _result(request, found, typed=(row, form), status=refused.status)
    messages.success(request, f"第 {row} 行已经认定。")
    return redirect(found)


def _bank(
    request: OfficeRequest, *, form: BankResultForm | None = None, refusals: tuple[Refusal, ...] = (), chosen: set[int] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = request.actor
    may_pay = actor.may(FUNCTION, "X", BankFile(unit=actor.unit))
    waiting = Paginator(payable(actor), 100).get_page(request.GET.get("waiting"))
    context = {
        "may_pay": may_pay,
        "waiting": waiting,
        "rows": [(each, payee_told(actor, each).name) for each in waiting],
        "chosen": chosen if chosen is not None else {each.pk for each in waiting if each.state == PaymentRequest.State.TO_PAY},
        "files": files_visible(actor)[:10] if "all" not in request.GET else files_visible(actor)[:200],
        "results": results_visible(actor)[:10] if "all" not in request.GET else results_visible(actor)[:200],
        "form": (form or BankResultForm()) if may_pay else None,
        "refusals": refusals,
    }
    return render(request, "spend/bank.html", context, status=status)


def _result(
    request: OfficeRequest, found: BankResult, *, typed: tuple[int, DecideForm] | None = None, refusals: tuple[Refusal, ...] = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = found.lines.select_related("line__request").order_by("row")
    waiting = list(rows.filter(state=ResultLine.State.OPEN)[:50])
    may_decide = request.actor.may(FUNCTION, "X", found)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))

    def form_of(line: ResultLine) -> DecideForm | None:
        if not may_decide:
            return None
        if typed and typed[0] == line.row:
            return typed[1]
        return DecideForm(lines=_candidates(line), auto_id=f"row{line.row}-%s")

    context = {
        "found": found,
        "open": [(each, masked_name(each.name), masked_account(each.account), form_of(each)) for each in waiting],
        "refused_row": typed[0] if typed else None,
        "page": page,
        "rows": [(each, masked_name(each.name), masked_account(each.account)) for each in page],
        "counts": [(title, rows.filter(state=state).count()) for state, title in ResultLine.State.choices],
        "refusals": refusals,
        "story": story(BankResult.KIND, found.pk),
    }
    return render(request, "spend/bank_result.html", context, status=status)


def _candidates(line: ResultLine) -> list[BankLine]:
    """Lines of the same amount of which this could be said."""
    found = BankLine.objects.filter(file__unit=line.unit_id, amount=line.amount, state__in=states_before(line))
    return list(found.select_related("file", "request").order_by("-pk")[:50])


def _hidden(line: BankLine) -> tuple[str, str]:
    """A person's name and account; the name of a firm stands on its invoice anyway."""
    batch = line.request.kind == PaymentRequest.Kind.BATCH
    return (masked_name(line.name) if batch else line.name), masked_account(line.account)


def _asked_result(request: OfficeRequest, pk: int) -> BankResult:
    found = get_object_or_404(BankResult.objects.select_related("unit__supervisor"), pk=pk)
    demand(request, FUNCTION, "V", found)
    return found
