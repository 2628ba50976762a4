"""What people write for a document: paragraphs, reasons, counts, and why a warning stands."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.publish.forms.disclosures import CountedForm, NoteForm, ReasonsForm, StatementsForm
from wenxiao.web.publish.forms.told import FinalApprovalForm, ToldForm
from wenxiao.web.publish.models import Disclosure, FinalApproval, Statement
from wenxiao.web.publish.queries.reasons import reasons_asked
from wenxiao.web.publish.queries.told_keys import Group, keys_of
from wenxiao.web.publish.services.disclosures import Counted, counted_set, reasons_set, statements_set, warning_explain
from wenxiao.web.publish.services.told import final_approval_set, told_set
from wenxiao.web.publish.views.disclosures import FUNCTION, asked_disclosure, drafted
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused


@for_posts(FUNCTION, "E")
def statements(request: OfficeRequest, pk: int, about: str) -> HttpResponse:
    found = _draft(request, pk)
    if about not in Statement.About.values:
        raise Http404
    part = Statement.About(about)
    kept = list(found.statements.filter(about=part))
    form = StatementsForm(part, kept, request.POST or None, edition=found.edition)

    def save() -> None:
        edition = form.cleaned_data["edition"]
        statements_set(actor=request.actor, disclosure=found, edition=edition, about=part, written=form.written)

    return _form(request, found, form, part.label, save, "写在文件里的话。空着的段不印；要去掉一段，把它清空。")


@for_posts(FUNCTION, "E")
def reasons(request: OfficeRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    form = ReasonsForm(reasons_asked(found), list(found.reasons.all()), request.POST or None, edition=found.edition)

    def save() -> None:
        reasons_set(actor=request.actor, disclosure=found, edition=form.cleaned_data["edition"], texts=form.texts)

    return _form(
        request, found, form, "增减原因", save, "接在“主要原因是”后面印出来。增加还是减少、多少、百分之几由系统算，不用写；没有增减的不印。"
    )


@for_posts(FUNCTION, "E")
def counted(request: OfficeRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    initial = {name: getattr(found, name) for name in Counted._fields} | {"edition": found.edition}
    form = CountedForm(request.POST or None, initial=initial)

    def save() -> None:
        counted_set(actor=request.actor, disclosure=found, edition=form.cleaned_data["edition"], counted=form.counted)

    return _form(request, found, form, "团组和购车", save, "金额来自预算和账，这里只填数量。")


@for_posts(FUNCTION, "E")
def told(request: OfficeRequest, pk: int, group: str) -> HttpResponse:
    """Figures of final accounts that no table of the office keeps."""
    found = _draft(request, pk)
    if found.document != Disclosure.Document.FINAL_ACCOUNTS or group not in {each.value for each in Group}:
        raise Http404
    page = Group(group)
    keys = keys_of(found, page)
    known = dict(found.told.values_list("key", "value"))
    form = ToldForm(keys, known, request.POST or None, edition=found.edition)

    def save() -> None:
        told_set(actor=request.actor, disclosure=found, edition=form.cleaned_data["edition"], group=page, values=form.values)

    return _form(request, found, form, page.label, save, page.lead if keys else "这一年没有要填的。")


@for_posts(FUNCTION, "E")
def final_approval(request: OfficeRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    if found.document != Disclosure.Document.FINAL_ACCOUNTS:
        raise Http404
    form = FinalApprovalForm(FinalApproval.objects.filter(disclosure=found).first(), request.POST or None, edition=found.edition)

    def save() -> None:
        edition = form.cleaned_data["edition"]
        final_approval_set(actor=request.actor, disclosure=found, edition=edition, approved=form.approved)

    return _form(request, found, form, "决算批复", save, "财政局批复决算的文件。决算在批复以后 20 日内公开（预算法第十四条）。")


@for_posts(FUNCTION)
def findings(request: OfficeRequest, pk: int) -> HttpResponse:
    """What our own reader finds in the document: errors, and the warnings with their reasons."""
    found = asked_disclosure(request, pk)
    return _findings(request, found)


@for_posts(FUNCTION, "E")
@require_POST
def explain(request: OfficeRequest, pk: int, rule: str) -> HttpResponse:
    found = _draft(request, pk)
    form = NoteForm(request.POST, rule=rule)
    if form.is_valid():
        try:
            typed = form.cleaned_data
            warning_explain(actor=request.actor, disclosure=found, edition=typed["edition"], rule=rule, text=typed["text"])
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            place(form, refused)
        else:
            messages.success(request, "说明已经保存。")
            return redirect(f"{reverse('publish:findings', args=(pk,))}#{rule}")
    return _findings(request, found, rule=rule, form=form, status=422)


def _findings(request: OfficeRequest, found: Disclosure, *, rule: str = "", form: Form | None = None, status: int = 200) -> HttpResponse:
    draft, none = drafted(found)
    may_edit = found.editable and request.actor.may(FUNCTION, "E", found)
    warned = [
        (
            each,
            (form if each.rule == rule else NoteForm(edition=found.edition, text=each.note.text if each.note else "", rule=each.rule))
            if may_edit
            else None,
        )
        for each in (draft.warnings if draft else ())
    ]
    context = {"found": found, "draft": draft, "refusals": none, "warned": warned, "counts": draft.report.counts() if draft else {}}
    return render(request, "publish/findings.html", context, status=status)


def _draft(request: OfficeRequest, pk: int) -> Disclosure:
    found = asked_disclosure(request, pk, "E")
    if not found.editable:
        raise OutOfTurn(f"{found}现在是“{found.get_state_display()}”，只有编写中的可以改：要改，请先撤回或退回")
    return found


def _form(request: OfficeRequest, found: Disclosure, form: Form, title: str, save: Callable[[], None], lead: str) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
            except (NotPermitted, OutOfTurn):
                raise
            except Refused as refused:
                place(form, refused)
                status = refused.status
            else:
                messages.success(request, f"{title}已经保存。")
                return redirect(found)
    return render(request, "publish/words.html", {"found": found, "form": form, "title": title, "lead": lead}, status=status)
