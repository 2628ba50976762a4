"""In which post is somebody acting, and what may that post do to this object?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from wenxiao.web.people.matrix import ALL, LETTERS, NOTHING, OWN, PROJECT, PUBLISHED, Permission, functions, incompatible, permission, roles
from wenxiao.web.people.models import Account, Concentration, Post, Unit
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import NotPermitted, Refusal

if TYPE_CHECKING:
    from wenxiao.web.trail.workflow import Transition


@dataclass(frozen=True)
class PostActor:
    """办事人: an account acting in one of the posts it holds today. The `Actor` of `trail.workflow`.

    The objects it is asked about say whose they are by `owning_unit`, `owning_office` (or None) and, for what belongs to one
    project, `project_code`. `posts` are all that the account holds today, where whoever asks has read them already.
    """

    holder: Account
    in_post: Post
    posts: tuple[Post, ...] | None = field(default=None, compare=False, repr=False)

    @property
    def account(self) -> str:
        return self.holder.username

    @property
    def person(self) -> str:
        return self.holder.name

    @cached_property
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

    @cached_property
    def hindrance(self) -> str:
        """Why this post may only look today: a post held beside it that is incompatible and not covered by a decision. "" if none.

        Assignment refuses such pairs already (`services.posts`); this holds where a decision has run out since, or the matrix of
        incompatible duties has changed.
        """
        today = clock.today()
        held = self.posts if self.posts is not None else Post.objects.held_on(today).filter(account=self.holder)
        for other in held:
            pair = incompatible(self.role, other.role)
            if pair is None or (not pair.absolute and self._covered(other.role, today)):
                continue
            return (
                f"{self.person}今天同时担任“{roles()[self.role].title}”和“{roles()[other.role].title}”，是不相容岗位（{pair.title}），"
                f"只能查看：请由别人或代理人办理，或先由镇长、书记调整岗位"
            )
        return ""

    def _covered(self, other: str, day: date) -> bool:
        decisions = Concentration.objects.filter(account=self.holder).select_related("unit")
        return any(each.unit.small_office and each.covers(self.role, other, day, day) for each in decisions)

    def may(self, function: str, letter: str, subject: Any) -> bool:
        if letter != "V" and self.hindrance:
            return False
        return self.reaches(self.permission(function), letter, subject)

    def may_somewhere(self, function: str, letter: str = "V") -> bool:
        """Whether there is anything at all this post could do it to: what a menu asks."""
        return self.permission(function).allows(letter)

    def reaches(self, granted: Permission, letter: str, subject: Any) -> bool:
        if granted is NOTHING or not granted.allows(letter):
            return False
        unit: Unit = subject.owning_unit
        if roles()[self.role].place == "bureau":
            # The units below it, and its own people.
            return self.unit.pk in (unit.supervisor_id, unit.pk)
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
        holders = Post.objects.held_on(clock.today()).filter(role__in=transition.roles, account__is_active=True)
        able = holders.filter(unit__in=[subject.owning_unit.pk, subject.owning_unit.supervisor_id]).select_related(
            "unit", "office", "account", "unit__supervisor"
        )
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


def require(actor: PostActor, function: str, letters: str, subject: Any) -> None:
    """Raises NotPermitted, naming the roles that may, unless the post has one of these letters of the function over this object."""
    if any(actor.may(function, letter, subject) for letter in letters):
        return
    raise not_permitted(actor, function, letters, subject)


def not_permitted(actor: PostActor, function: str, letters: str, subject: Any = None) -> NotPermitted:
    """The sentence of a refusal: what was asked for, in which post, and who may; where the post only does not reach the object, whose
    it is and how far the post reaches."""
    if actor.hindrance and letters != "V":
        return NotPermitted(Refusal(actor.hindrance, rule="不相容岗位"))
    title, verbs = functions()[function].title, "或".join(LETTERS[letter] for letter in letters)
    able = [role for role in roles().values() if any(permission(role.id, function).allows(letter) for letter in letters)]
    granted = actor.permission(function)
    if subject is None or granted.scope == PUBLISHED or not any(granted.allows(letter) for letter in letters):
        said = f"您现在的岗位（{actor.post}）不能{verbs}这里的“{title}”"
        return NotPermitted(Refusal(f"{said}；可以的岗位是：{'、'.join(role.title for role in able)}"))
    unit: Unit = subject.owning_unit
    office = subject.owning_office
    elsewhere = unit.pk != actor.unit.pk
    whose = office.name if office is not None and not elsewhere else unit.name
    limited = granted.scope == PROJECT and not elsewhere
    other = f"这一个不是（限定的是项目 {actor.in_post.project}）" if limited else f"这是{whose}的"
    said = f"您现在的岗位（{actor.post}）只能{verbs}{_reach(actor, granted)}的“{title}”，{other}"
    there = [
        f"{whose}的{role.title}" if permission(role.id, function).scope == OWN and role.place != "bureau" else role.title
        for role in able
        if permission(role.id, function).scope in ((ALL, OWN) if office is not None else (ALL,))
    ]
    return NotPermitted(Refusal(f"{said}；可以的岗位是：{'、'.join(there)}" if there else said))


def _reach(actor: PostActor, granted: Permission) -> str:
    """How far the post reaches, in words: 本站所."""
    if roles()[actor.role].place == "bureau":
        return "所辖单位"
    return {OWN: "分管站所" if actor.role == "VL" else "本站所", PROJECT: "限定项目"}.get(granted.scope, "本单位")


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
    hindrance: str = ""

    def may(self, function: str, letter: str, subject: Any) -> bool:  # noqa: ARG002
        return False

    def who_may(self, transition: Transition, subject: Any) -> str:  # noqa: ARG002
        return "、".join(roles()[role].title for role in transition.roles)
