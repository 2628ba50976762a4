"""Which documents that give money may a post see?"""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.models import Allotment


def allotments_visible(actor: PostActor) -> QuerySet[Allotment]:
    """With `total` in 分. A document belongs to no office: an office sees its lines in 指标执行, not the document."""
    found = Allotment.objects.select_related("unit").filter(reached(actor, "allotment"))
    return found.annotate(total=Sum("lines__amount")).order_by("unit", "-year", "pk")
