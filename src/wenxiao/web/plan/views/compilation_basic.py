"""How is basic spending typed, line by line, with the cost standards counted by the unit's own people at hand?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse

from wenxiao.catalogue.codes import economic_name
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.forms.compilation_basic import BasicForm, StandardsForm, basic_values
from wenxiao.web.plan.models import BasicLine, StaffingLine, Version
from wenxiao.web.plan.queries.compilation import profile_of
from wenxiao.web.plan.queries.standards import Offer, offers
from wenxiao.web.plan.services.basic import CATEGORIES, basic_line_add, basic_line_change, basic_line_delete, basic_lines_add
from wenxiao.web.plan.services.seen import mark
from wenxiao.web.plan.views.compilation_lines import Table, asked_version, delete_line, economic_offered, line_of, write_line
from wenxiao.web.plan.views.compilation_page import FUNCTION
from wenxiao.web.plan.views.projects import functions_offered
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

TABLE = Table("基本支出", "plan:compilation-basic")


@for_posts(FUNCTION)
def basic_new(request: OfficeRequest, pk: int) -> HttpResponse:
    """`?standard=` begins with a cost standard of the list below the form."""
    version = asked_version(request, pk)
    offered = offers(version)
    chosen = next((offer for offer in offered if offer.key == request.GET.get("standard")), None)
    form = BasicForm(request.POST or None, initial=_begun(version, chosen), people=_people(version))

    def save() -> None:
        made = basic_line_add(actor=request.actor, version=version, line=form.entry(), expected=form.cleaned_data["expected"])
        messages.success(request, f"“{_named(made)}”已经列入基本支出。")

    counted = [offer for offer in offered if offer.quantity is not None]
    context = _context(version, "增加基本支出") | {"counted": counted, "typed_by_hand": offered[len(counted) :], "chosen": chosen}
    return write_line(request, version, TABLE, form, save, seen=str, context=context, template="plan/compilation_basic_line.html")


@for_posts(FUNCTION)
def basic_standards(request: OfficeRequest, pk: int) -> HttpResponse:
    """Several of the standards that the profile can count, all or none."""
    version = asked_version(request, pk)
    counted = {offer.key: offer for offer in offers(version) if offer.quantity is not None}
    form = StandardsForm(request.POST or None, initial=_begun(version, None), keys=counted)

    def save() -> None:
        ticked = [counted[key] for key in form.cleaned_data["standards"]]
        lines = [offer.line(form.cleaned_data["function_code"]) for offer in ticked]
        try:
            made = basic_lines_add(actor=request.actor, version=version, lines=lines, expected=form.cleaned_data["expected"])
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            raise Refused(*(_of_standard(refusal, ticked) for refusal in refused.refusals)) from None
        messages.success(request, f"按支出标准列入基本支出 {len(made)} 行。")

    context = _context(version, "按支出标准增加基本支出") | {"counted": list(counted.values())}
    return write_line(request, version, TABLE, form, save, seen=str, context=context, template="plan/compilation_basic_standards.html")


@for_posts(FUNCTION)
def basic_edit(request: OfficeRequest, pk: int, line: int) -> HttpResponse:
    version = asked_version(request, pk)
    found = line_of(version, version.basic.all(), line)
    this, people = version.basic.filter(pk=found.pk), _people(version)
    form = BasicForm(request.POST or None, initial=basic_values(found) | {"seen": mark(this)}, people=people)
    title = f"修改：{_named(found)}"

    def save() -> None:
        expected, seen = form.cleaned_data["expected"], form.cleaned_data["seen"]
        basic_line_change(actor=request.actor, line=found, to=form.entry(), expected=expected, seen=seen)
        messages.success(request, f"“{_named(found)}”已经保存。")

    def standing() -> BasicForm:
        return BasicForm(initial=basic_values(this.get()), people=people)

    context = _context(version, title) | {"line": found}
    return write_line(
        request, version, TABLE, form, save, seen=lambda: mark(this), standing=standing, context=context,
        template="plan/compilation_basic_line.html",
    )  # fmt: skip


@for_posts(FUNCTION)
def basic_delete(request: OfficeRequest, pk: int, line: int) -> HttpResponse:
    version = asked_version(request, pk)
    found = line_of(version, version.basic.all(), line)
    facts = BasicForm(initial=basic_values(found) | {"amount": found.amount}, people=_people(version))
    seen = mark(version.basic.filter(pk=found.pk))

    def delete(shown: str) -> None:
        basic_line_delete(actor=request.actor, line=found, seen=shown)

    return delete_line(request, version, TABLE, _named(found), facts, delete, seen)


def _begun(version: Version, chosen: Offer | None) -> dict[str, Any]:
    """What a new line starts from: the 项 that most lines stand under, and the chosen standard with what it rests on."""
    lines = version.basic.filter(part=chosen.part) if chosen else version.basic.all()
    most = lines.order_by().values("function_code").annotate(lines=Count("pk")).order_by("-lines", "function_code").first()
    begun: dict[str, Any] = {"fund": Fund.GENERAL.value, "function_code": most["function_code"] if most else ""}
    if chosen is None:
        return begun
    begun |= {"part": chosen.part, "economic_code": chosen.economic_code, "explanation": chosen.explanation}
    if chosen.staff_kind:
        return begun | {"staff_kind": chosen.staff_kind, "headcount": chosen.quantity, "standard": chosen.price}
    return begun | {"amount": chosen.amount}


def _of_standard(refusal: Refusal, ticked: list[Offer]) -> Refusal:
    """The service counts the lines (`explanation-2`): a person knows them by their standards. One 项 stands for them all."""
    name, _, number = refusal.field.rpartition("-")
    if not name or name == "function_code":
        return refusal._replace(field=name or refusal.field)
    offer = ticked[int(number)]
    return refusal._replace(message=f"{offer.standard}（{offer.counted}）：{refusal.message}", field="standards")


def _people(version: Version) -> dict[str, int]:
    profile = profile_of(version.compilation)
    return dict(StaffingLine.objects.filter(profile=profile).values_list("kind", "headcount")) if profile else {}


def _context(version: Version, title: str) -> dict[str, Any]:
    categories = [code for codes in CATEGORIES.values() for code in codes]
    economic = economic_offered(version, *categories)
    return {"title": title, "economic": economic, "functions": functions_offered(version.compilation.year)}


def _named(line: BasicLine) -> str:
    return f"{line.economic_code} {economic_name(line.economic_code) or ''}".rstrip()
