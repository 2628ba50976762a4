"""Which requests for money may this post see, and what do they come to?"""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Office
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.models import Appropriation, PaymentRequest
from wenxiao.web.trail import clock


def requests_visible(actor: PostActor) -> QuerySet[PaymentRequest]:
    """By the matrix's row of payment, newest first."""
    return PaymentRequest.objects.select_related("unit", "office").filter(reached(actor, "payment", office="office"))


def requests_listed(actor: PostActor, *, year: int | None = None, state: str = "", text: str = "") -> QuerySet[PaymentRequest]:
    """The list, filtered, with `total` in 分."""
    found = requests_visible(actor)
    if year:
        found = found.filter(year=year)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(purpose__icontains=text) | found.filter(payee__icontains=text) | found.filter(number__icontains=text)
    return found.annotate(total=Sum("charges__amount")).order_by("-pk")


def appropriations_visible(actor: PostActor, year: int | None = None) -> QuerySet[Appropriation]:
    """By the matrix's row of allotments; an office sees its own lines and those that are no office's."""
    found = Appropriation.objects.select_related("unit", "project", "office", "node")
    found = found.filter(reached(actor, "allotment", office="office", shared=True))
    return found.filter(year=year) if year else found


def chargeable(office: Office, year: int) -> QuerySet[Appropriation]:
    """The lines that a request of this office may be charged to."""
    found = Appropriation.objects.filter(unit=office.unit, year=year).select_related("unit", "project", "node")
    return found.filter(office=office) | found.filter(office=None)


def years_of(actor: PostActor) -> list[int]:
    """The years in which there is something to spend, newest first."""
    return sorted(set(appropriations_visible(actor).order_by().values_list("year", flat=True)), reverse=True)


def year_now(years: list[int]) -> int:
    """The year that a new request is made in: this one, where it has lines, else the newest that has."""
    this = clock.today().year
    return this if this in years or not years else years[0]
