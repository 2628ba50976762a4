"""How is a document that changes the budget typed: its two tables of lines, its reason, and what is refused of them?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wenxiao.catalogue.codes import economic_entries
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.services.restating import STANDING
from wenxiao.web.plan.views.projects import functions_offered
from wenxiao.web.spend.forms.changes import GettingRow, GivingRow
from wenxiao.web.spend.models import Adjustment, Side, Virement
from wenxiao.web.spend.queries.virements import lines_changeable
from wenxiao.web.spend.services.change_lines import ChangeEntry
from wenxiao.web.trail.refusal import NotPermitted, Refused

Document = Virement | Adjustment
Save = Callable[[dict[str, Any], list[ChangeEntry]], Document]
OUT, IN = Side.OUT.value, Side.IN.value


def write(
    request: OfficeRequest, unit: Unit, year: int, office: Office | None, found: Document | None, form_of: Callable[..., forms.Form],
    save: Save, told: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """The form of a new or an opened document. `do` says which button was pressed: 保存 writes; 再加一行 and 删除 only show.

    `told` are the words of its kind. What is refused stays typed.
    """
    giving_from: dict[str, Any] = {"lines": lines_changeable(unit, year, office)}
    getting_from: dict[str, Any] = {**giving_from, "projects": _projects(unit, office)}

    def page(form: forms.Form, giving: Rows[GivingRow], getting: Rows[GettingRow], status: int = 200) -> HttpResponse:
        context = {
            "unit": unit, "year": year, "found": found, "form": form, "giving": giving, "getting": getting,
            "functions": functions_offered(year), "edition": request.POST.get("edition") or (found.edition if found else ""),
            "economic": [entry for entry in economic_entries() if len(entry.code) == 5 and entry.in_force(year)], **told,
        }  # fmt: skip
        return render(request, "spend/change_form.html", context, status=status)

    if request.method != "POST":
        names = form_of().fields
        form = form_of(initial={name: getattr(found, name) for name in names} if found else {})
        out, in_ = _kept(found, OUT), _kept(found, IN)
        return page(
            form, Rows.shown(GivingRow, OUT, out, blank=1 if out else 2, **giving_from),
            Rows.shown(GettingRow, IN, in_, blank=1 if in_ else 2, **getting_from),
        )  # fmt: skip
    asked = request.POST.get("do", "save")
    if asked != "save":
        form = form_of(initial={name: request.POST.get(name, "") for name in form_of().fields})
        return page(form, _retyped(GivingRow, OUT, request, asked, giving_from), _retyped(GettingRow, IN, request, asked, getting_from))
    form = form_of(request.POST)
    giving = Rows.typed(GivingRow, OUT, request.POST, **giving_from)
    getting = Rows.typed(GettingRow, IN, request.POST, **getting_from)
    if not all([form.is_valid(), giving.is_valid(), getting.is_valid()]):
        return page(form, giving, getting, 422)
    try:
        made = save(form.cleaned_data, [*(row.entry() for row in giving.filled), *(row.entry() for row in getting.filled)])
    except NotPermitted:
        raise
    except Refused as refused:
        place(form, Refused(*getting.place(Refused(*giving.place(refused, OUT)), IN)))
        return page(form, giving, getting, refused.status)
    return redirect(made)


def edition_sent(request: OfficeRequest) -> int:
    """The edition that the page was opened on; a page that does not say is an old one."""
    text = request.POST.get("edition", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _projects(unit: Unit, office: Office | None) -> list[Project]:
    """Those of the library that money can be given to."""
    found = Project.objects.filter(unit=unit, state__in=STANDING).select_related("unit", "office")
    return list(found.filter(office=office) if office is not None else found)


def _kept(found: Document | None, side: str) -> Sequence[dict[str, Any]]:
    if found is None:
        return []
    names = ("project", "part", "function_code", "economic_code", "fund")
    return [
        {"appropriation": line.appropriation_id, "amount": line.amount}
        if line.appropriation_id
        else {**{name: getattr(line, name) for name in names[1:]}, "project": line.project_id, "amount": line.amount}
        for line in found.lines.filter(side=side)
    ]


def _retyped(kind: type[Any], side: str, request: OfficeRequest, asked: str, offered: dict[str, Any]) -> Rows[Any]:
    mine = asked.removeprefix(f"remove-{side}-")
    without = mine if mine != asked else None
    return Rows.retyped(kind, side, request.POST, add=int(asked == f"add-{side}"), without=without, **offered)
