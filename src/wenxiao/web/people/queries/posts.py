"""Who holds which posts, when?"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from wenxiao.web.people.models import Account, Post


def posts_held(account: Account, day: date) -> QuerySet[Post]:
    """The posts an account holds on a day, substitutions last."""
    held = Post.objects.held_on(day).filter(account=account)
    return held.select_related("unit", "unit__supervisor", "office").order_by("substitute_for", "id")
