"""How is a line of a budget put in, changed and taken out, whatever it is a line of?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from wenxiao.catalogue.codes import CodeEntry, economic_entries
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.plan.forms.lines import LineForm
from wenxiao.web.plan.models import Compilation, Version
from wenxiao.web.plan.services.seen import LineGone, SavedAlready, StaleLines
from wenxiao.web.plan.services.versions import version_to_edit
from wenxiao.web.plan.views.compilation_page import asked_compilation
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

Line = TypeVar("Line", bound=Model)


class Table(NamedTuple):
    """一张表: what its lines are called, and the page it stands on."""

    title: str
    url: str

    def address(self, compilation: Compilation) -> str:
        return reverse(self.url, args=(compilation.pk,))


def asked_version(request: OfficeRequest, pk: int) -> Version:
    """The version that is worked on, if this post may change its lines now. Raises Http404, NotPermitted, OutOfTurn."""
    return version_to_edit(request.actor, asked_compilation(request, pk))


def line_of(version: Version, lines: QuerySet[Line], pk: int) -> Line:
    """Raises LineGone."""
    found = lines.filter(pk=pk).first()
    if found is None:
        raise LineGone
    setattr(found, "version", version)  # noqa: B010
    return found


def write_line(
    request: OfficeRequest,
    version: Version,
    table: Table,
    form: LineForm,
    save: Callable[[], Any],
    *,
    seen: Callable[[], str],
    standing: Callable[[], LineForm | None] = lambda: None,
    context: dict[str, Any],
    template: str = "plan/compilation_line.html",
) -> HttpResponse:
    """The form, or `save` and back to the table.

    Where a colleague was faster, what was typed stays upon the mark that `seen` now gives, beside what is `standing` there.
    """
    status = 422 if form.is_bound else 200
    differing: list[tuple[str, str, str]] = []
    if form.is_bound and form.is_valid():
        try:
            save()
        except (StaleLines, SavedAlready) as late:
            form.reopen(seen())
            place(form, late)
            status, differing = late.status, _differing(standing(), form)
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            place(form, refused)
        else:
            return redirect(table.address(version.compilation))
    return render(request, template, framed(version, table) | {"form": form, "differing": differing, **context}, status=status)


def delete_line(
    request: OfficeRequest, version: Version, table: Table, name: str, facts: LineForm, delete: Callable[[str], None], seen: str
) -> HttpResponse:
    """Ask first, showing the line; then take it out, if it still is what was shown."""
    refusals: tuple[Any, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            delete(request.POST.get("seen", ""))
        except StaleLines as late:
            refusals, status = late.refusals, late.status
        else:
            messages.success(request, f"“{name}”已经删除，留痕里保留原来的内容。")
            return redirect(table.address(version.compilation))
    context = framed(version, table) | {"title": f"删除：{name}", "facts": facts.shown(), "seen": seen, "refusals": refusals}
    return render(request, "plan/compilation_line_delete.html", context, status=status)


def framed(version: Version, table: Table) -> dict[str, Any]:
    """What every page of a line shows around it."""
    compilation = version.compilation
    return {"compilation": compilation, "version": version, "table": table, "table_url": table.address(compilation)}


def economic_offered(version: Version, *categories: str) -> list[CodeEntry]:
    """The 款 of these 类 (or of all) in force in the budget's year."""
    year = version.compilation.year
    entries = (entry for entry in economic_entries() if len(entry.code) == 5 and entry.in_force(year))
    return [entry for entry in entries if not categories or entry.code[:3] in categories]


def _differing(standing: LineForm | None, form: LineForm) -> list[tuple[str, str, str]]:
    """(label, as it stands, as typed) of the fields in which they differ."""
    if standing is None:
        return []
    stands, typed = standing.shown(), form.shown()
    return [(label, text, typed[label]) for label, text in stands.items() if text != typed[label]]
