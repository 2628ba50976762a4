"""Which rows of a table does a post reach? `PostActor.may(function, "V", …)` as a condition, behind every list, export and search."""

from __future__ import annotations

from django.db.models import Q

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.matrix import ALL, NOTHING, OWN, PROJECT, roles

NOBODY = Q(pk__in=())


def reached(actor: PostActor, function: str, *, unit: str = "unit", office: str = "", project: str = "", shared: bool = False) -> Q:
    """The rows that the matrix's row of `function` lets the post look at: `rows.filter(reached(actor, "payment", office="office"))`.

    `unit`, `office` and `project` (its code) are the lookups of whose a row is; without `office` the rows belong to the unit alone, and
    who may look at what is of the own office only reaches none. `shared`: a row of no office is every office's.
    """
    granted = actor.permission(function)
    if granted is NOTHING or not granted.allows("V"):
        return NOBODY
    here = Q(**{unit: actor.unit})
    if roles()[actor.role].place == "bureau":
        # The units below it, and its own people.
        return here | Q(**{f"{unit}__supervisor": actor.unit})
    match granted.scope:
        case x if x == ALL:
            return here
        case x if x == OWN and office:
            own = Q(**{f"{office}__in": actor.own_offices})
            return here & (own | Q(**{office: None}) if shared else own)
        case x if x == PROJECT and project and actor.in_post.project:
            return here & Q(**{project: actor.in_post.project})
        case _:
            return NOBODY
