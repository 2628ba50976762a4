"""In which post is somebody acting, and what may that post do to this object?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from wenxiao.web.people.matrix import NOTHING, Permission, permission, roles
from wenxiao.web.people.models import Account, Post, Unit

if TYPE_CHECKING:
    from wenxiao.web.trail.workflow import Transition


@dataclass(frozen=True)
class PostActor:
    """办事人: an account acting in one of the posts it holds today. The `Actor` of `trail.workflow`.

    The objects it is asked about say whose they are by `owning_unit`, `owning_office` (or None) and, for what belongs to one
    project, `project_code`.
    """

    holder: Account
    in_post: Post

    @property
    def account(self) -> str:
        return self.holder.username

    @property
    def person(self) -> str:
        return self.holder.name

    @property
    def post(self) -> str:
        return self.in_post.title

    @property
    def role(self) -> str:
        return self.in_post.role

    @property
    def unit(self) -> Unit:
        return self.in_post.unit

    @cached_property
    def own_offices(self) -> frozenset[int]:
        """The office of the post and, for 分管领导, those overseen."""
        overseen = self.in_post.oversees.values_list("pk", flat=True) if self.role == "VL" else ()
        own = (self.in_post.office_id,) if self.in_post.office_id else ()
        return frozenset((*own, *overseen))

    def permission(self, function: str) -> Permission:
        return permission(self.role, function)

    def may(self, function: str, letter: str, subject: Any) -> bool:
        return self.reaches(self.permission(function), letter, subject)

    def may_somewhere(self, function: str, letter: str = "V") -> bool:
        """Whether there is anything at all this post could do it to: what a menu asks."""
        return self.permission(function).allows(letter)

    def reaches(self, granted: Permission, letter: str, subject: Any) -> bool:
        if granted is NOTHING or not granted.allows(letter):
            return False
        unit: Unit = subject.owning_unit
        if roles()[self.role].place == "bureau":
            return unit.supervisor_id == self.unit.pk
        if unit.pk != self.unit.pk:
            return False
        match granted.scope:
            case "all":
                return True
            case "own":
                office = subject.owning_office
                return office is not None and office.pk in self.own_offices
            case "project":
                return bool(self.in_post.project) and getattr(subject, "project_code", "") == self.in_post.project
            case _:
                return False

    def who_may(self, transition: Transition, subject: Any) -> str:
        """Titles of the posts held today that could do it; the roles' titles where nobody holds one."""
        holders = Post.objects.filter(role__in=transition.roles).select_related("unit", "office", "account", "unit__supervisor")
        today = date.today()
        able = [
            post for post in holders.filter(unit__in=[subject.owning_unit.pk, subject.owning_unit.supervisor_id]) if post.held_on(today)
        ]
        fitting = [post for post in able if PostActor(post.account, post).may(transition.function, transition.letter, subject)]
        if fitting:
            return "、".join(dict.fromkeys(f"{post.title} {post.account.name}" for post in fitting[:6]))
        return "、".join(roles()[role].title for role in transition.roles) + "（目前没有人在这个岗位上）"


@dataclass(frozen=True)
class Postless(PostActor):
    """没有岗位的人: signed in, but holding no post today: may do nothing but look after the own account."""

    @classmethod
    def of(cls, account: Account) -> Postless:
        return cls(account, Post(account=account, unit=account.unit, role=""))

    @property
    def post(self) -> str:
        return "没有岗位"

    def permission(self, function: str) -> Permission:  # noqa: ARG002
        return NOTHING


class OfficeRequest(HttpRequest):
    """What a view is handed: who asks, in which post (`Postless` where none is held), and the posts that could be chosen."""

    user: Account
    actor: PostActor
    posts: tuple[Post, ...]
    htmx: HtmxDetails


@dataclass(frozen=True)
class Machine:
    """系统: what the system does by itself, such as the demonstration's set-up, stands in the trail under this name."""

    account: str = "system"
    person: str = "系统"
    post: str = "系统"
    role: str = ""

    def may(self, function: str, letter: str, subject: Any) -> bool:  # noqa: ARG002
        return False

    def who_may(self, transition: Transition, subject: Any) -> str:  # noqa: ARG002
        return "、".join(roles()[role].title for role in transition.roles)
