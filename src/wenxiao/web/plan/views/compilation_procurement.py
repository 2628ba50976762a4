"""How is it typed what will be bought, with whose money, and how much of that money is still free?"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wenxiao.catalogue.codes import CodeEntry, procurement_entries
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.forms.compilation_procurement import ProcurementForm, procurement_values
from wenxiao.web.plan.models import ProcurementLine, Version
from wenxiao.web.plan.queries.totals import procured, procurement_cover
from wenxiao.web.plan.services.procurement import (
    edition_note,
    procurement_from_estimates,
    procurement_line_add,
    procurement_line_change,
    procurement_line_delete,
)
from wenxiao.web.plan.services.seen import mark
from wenxiao.web.plan.views.compilation_lines import Table, asked_version, delete_line, economic_offered, line_of, write_line
from wenxiao.web.plan.views.compilation_page import FUNCTION

TABLE = Table("政府采购", "plan:compilation-procurement")


class Free(NamedTuple):
    """还能采购多少: of one 款 of a project or of the operating money, 分."""

    economic_code: str
    fund: str
    arranged: int
    bought: int

    @property
    def left(self) -> int:
        return self.arranged - self.bought


@for_posts(FUNCTION)
def procurement_new(request: OfficeRequest, pk: int) -> HttpResponse:
    """`?project=` begins with that project, for which it shows what of its money is free."""
    version = asked_version(request, pk)
    initial = {"fund": Fund.GENERAL.value, "seen": mark(version.procurement.all()), "project": request.GET.get("project")}
    form = ProcurementForm(request.POST or None, initial=initial, version=version)

    def save() -> None:
        expected, seen = form.cleaned_data["expected"], form.cleaned_data["seen"]
        made = procurement_line_add(actor=request.actor, version=version, line=form.entry(), expected=expected, seen=seen)
        _told(request, version, made)

    context = _context(version, "增加政府采购", form)
    return write_line(
        request, version, TABLE, form, save, seen=lambda: mark(version.procurement.all()), context=context,
        template="plan/compilation_procurement_line.html",
    )  # fmt: skip


@for_posts(FUNCTION)
def procurement_edit(request: OfficeRequest, pk: int, line: int) -> HttpResponse:
    version = asked_version(request, pk)
    found = line_of(version, version.procurement.select_related("project"), line)
    this = version.procurement.filter(pk=found.pk)
    initial = procurement_values(found) | {"seen": mark(this), "project": request.GET.get("project", found.project_id)}
    form = ProcurementForm(request.POST or None, initial=initial, version=version, line=found)
    title = f"修改：{found.name}"

    def save() -> None:
        expected, seen = form.cleaned_data["expected"], form.cleaned_data["seen"]
        procurement_line_change(actor=request.actor, line=found, to=form.entry(), expected=expected, seen=seen)
        _told(request, version, found)

    def standing() -> ProcurementForm:
        now = this.get()
        return ProcurementForm(initial=procurement_values(now), version=version, line=now)

    return write_line(
        request, version, TABLE, form, save, seen=lambda: mark(this), standing=standing, context=_context(version, title, form),
        template="plan/compilation_procurement_line.html",
    )  # fmt: skip


@for_posts(FUNCTION)
def procurement_delete(request: OfficeRequest, pk: int, line: int) -> HttpResponse:
    version = asked_version(request, pk)
    found = line_of(version, version.procurement.select_related("project"), line)
    facts = ProcurementForm(initial=procurement_values(found) | {"amount": found.amount}, version=version, line=found)
    seen = mark(version.procurement.filter(pk=found.pk))

    def delete(shown: str) -> None:
        procurement_line_delete(actor=request.actor, line=found, seen=shown)

    return delete_line(request, version, TABLE, found.name, facts, delete, seen)


@for_posts(FUNCTION)
@require_POST
def procurement_take(request: OfficeRequest, pk: int) -> HttpResponse:
    """Every line of the projects' estimates that names a catalogue item, of projects that have no procurement yet."""
    version = asked_version(request, pk)
    made = procurement_from_estimates(actor=request.actor, version=version)
    if made:
        messages.success(request, f"从项目测算列入政府采购 {len(made)} 行。")
    else:
        messages.info(request, "没有可以列入的：已列预算的项目，测算里没有写采购品目的行，或者已经列过了。")
    return redirect(TABLE.address(version.compilation))


def _told(request: OfficeRequest, version: Version, line: ProcurementLine) -> None:
    messages.success(request, f"“{line.name}”已经保存。")
    note = edition_note(line.catalogue_code, version.compilation.year)
    if note:
        messages.warning(request, f"{note}。")


def _context(version: Version, title: str, form: ProcurementForm) -> dict[str, Any]:
    return {"title": title, "economic": economic_offered(version), "catalogue": _catalogue(version), "free": _free(version, form)}


def _catalogue(version: Version) -> list[CodeEntry]:
    entries = (entry for entry in procurement_entries() if entry.in_force(version.compilation.year))
    return list({entry.code: entry for entry in entries}.values())


def _free(version: Version, form: ProcurementForm) -> list[Free]:
    """What is free of the money that is chosen in the form (or by `?project=`): of the project, or of the operating money."""
    chosen = str(form["project"].value() or "0")
    cover, bought = procurement_cover(version), procured(version)
    keys = sorted(key for key in cover if str(key[0]) == chosen)
    return [Free(code, str(Fund(fund).label), cover[project, code, fund], bought[project, code, fund]) for project, code, fund in keys]
