"""Which advances have been paid and not been settled?"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet, Sum

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.models import PaymentRequest, Settlement

State = PaymentRequest.State
_UNSETTLED = Q(kind=PaymentRequest.Kind.ADVANCE, state__in=(State.PAID, State.BOOKED)) & ~Q(settlement__state=Settlement.State.SETTLED)


def unsettled_advances(unit: Unit, year: int) -> QuerySet[PaymentRequest]:
    """Of a unit and year, with `total` in 分, the earliest due first: what has to be settled before the year ends."""
    return _listed(PaymentRequest.objects.filter(_UNSETTLED, unit=unit, year=year))


def advances_visible(actor: PostActor, *, overdue_on: date | None = None) -> QuerySet[PaymentRequest]:
    """Unsettled advances of every year that the post may see; only those due before `overdue_on`, where that is given."""
    found = PaymentRequest.objects.filter(_UNSETTLED).filter(reached(actor, "payment", office="office"))
    return _listed(found.filter(due__lt=overdue_on) if overdue_on else found)


def overdue_of(unit: Unit, person: str, day: date) -> list[PaymentRequest]:
    """What this person should have settled before `day`, of whichever year and office of the unit."""
    wanted = _plain(person)
    found = _listed(PaymentRequest.objects.filter(_UNSETTLED, unit=unit, due__lt=day))
    return [each for each in found if _plain(each.payee) == wanted]


def _listed(found: QuerySet[PaymentRequest]) -> QuerySet[PaymentRequest]:
    return found.select_related("unit", "office", "settlement").annotate(total=Sum("charges__amount")).order_by("due", "pk")


def _plain(name: str) -> str:
    """A name as it is compared: 张 三 and 张三 are one."""
    return "".join(name.split())
