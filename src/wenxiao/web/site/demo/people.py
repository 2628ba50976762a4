"""Who works in the demonstration's office? The first administrator sets it up, the heads confirm everybody's post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from wenxiao.web.people.acting import PostActor, Postless
from wenxiao.web.people.models import Account, Meeting, Office, Post, Unit
from wenxiao.web.people.services import (
    account_create,
    meeting_record,
    office_create,
    password_change,
    post_assign,
    post_confirm,
    unit_set_up,
)
from wenxiao.web.site.demo.data import MEETINGS, MODES, table

BASIS = "演示数据：任命文件"


class Staff:
    """The people of the demonstration, found by what they do."""

    def __init__(self) -> None:
        self.unit = Unit.objects.get(kind=Unit.Kind.BUDGET_UNIT)
        held = Post.objects.confirmed().select_related("account", "unit", "unit__supervisor", "office").prefetch_related("oversees")
        self.actors = [PostActor(post.account, post) for post in held]

    def who(self, role: str, office: str = "") -> PostActor:
        """Who holds a role, of an office by its code where the role stands in one."""
        place = self.unit.supervisor if role == "DF" else self.unit
        fitting = (actor for actor in self.actors if actor.role == role and actor.unit == place)
        return next(actor for actor in fitting if not office or (actor.in_post.office and actor.in_post.office.code == office))

    def vice(self, office: str) -> PostActor:
        """分管领导 of that office."""
        overseeing = (actor for actor in self.actors if actor.role == "VL")
        return next(actor for actor in overseeing if any(each.code == office for each in actor.in_post.oversees.all()))


def hire() -> Staff:
    """Units, offices, accounts with the demonstration's password, and every post confirmed by a head."""
    data = table("people")
    bureau, unit = (next(each for each in data["unit"] if each["kind"] == kind) for kind in ("bureau", "township"))
    names = {each["username"]: each["name"] for each in data["account"]}
    first = next(post for post in data["post"] if post["role"] == "AD" and post["unit"] == unit["code"])
    unit_set_up(
        code=unit["code"], name=unit["name"], short_name=unit["short_name"], mode=MODES[unit["mode"]], small_office=unit["small_office"],
        bureau_code=bureau["code"], bureau_name=bureau["name"], bureau_short_name=bureau["short_name"],
        username=first["account"], person=names[first["account"]], password=settings.DEMO_PASSWORD,
    )  # fmt: skip
    administrators = {
        post.unit.code: PostActor(post.account, post) for post in Post.objects.select_related("account", "unit").filter(role="AD")
    }
    for office in data["office"]:
        office_create(actor=administrators[office["unit"]], code=office["code"], name=office["name"])
    # Heads first: until a unit has one, nobody could confirm the others.
    for post in sorted(_posts(), key=lambda post: post["role"] not in ("ML", "DF")):
        if post is not first:
            _appoint(administrators[post["unit"]], post, names)
    staff = Staff()
    heads = {actor.unit.code: actor for actor in staff.actors if actor.role in ("ML", "DF")}
    for waiting in Post.objects.proposed().select_related("account", "unit", "office"):
        post_confirm(actor=heads[waiting.unit.code], post=waiting)
    return Staff()


def _posts() -> Iterator[dict[str, Any]]:
    """All but the third party's, whose project does not exist yet."""
    return (post for post in table("people")["post"] if post["role"] != "TP")


def _appoint(administrator: PostActor, post: dict[str, Any], names: dict[str, str]) -> Post:
    offices = {office.code: office for office in Office.objects.filter(unit=administrator.unit)}
    return post_assign(
        actor=administrator, account=_account(administrator, post["account"], names), role=post["role"], since=post["since"],
        until=post.get("until"), office=offices.get(post.get("office", "")), oversees=[offices[code] for code in post.get("oversees", ())],
        project=post.get("project", ""), basis=BASIS,
    )  # fmt: skip


def _account(administrator: PostActor, username: str, names: dict[str, str]) -> Account:
    issued = account_create(actor=administrator, username=username, name=names[username])
    password_change(actor=Postless.of(issued.account), old=issued.password, new=settings.DEMO_PASSWORD, again=settings.DEMO_PASSWORD)
    return issued.account


def commission(staff: Staff, projects: dict[str, str]) -> None:
    """The third party's post, once its project has a code. `projects`: code by name."""
    names = {each["username"]: each["name"] for each in table("people")["account"]}
    for post in table("people")["post"]:
        if post["role"] == "TP":
            made = _appoint(staff.who("AD"), post | {"project": projects[post["project"]]}, names)
            post_confirm(actor=staff.who("ML"), post=made)


def meet(staff: Staff, key: str) -> Meeting:
    """One of the year's meetings, recorded by whoever keeps its minutes."""
    names = {each["username"]: each["name"] for each in table("people")["account"]}
    held = next(each for each in table("people")["meeting"] if each["key"] == key)
    return meeting_record(
        actor=staff.who("BO"), kind=MEETINGS[held["kind"]], number=held["number"], held=held["date"], chair=names[held["chair"]],
        attendees="\n".join(names[each] for each in held["attendees"]), topics=held["topics"], conclusions=held["conclusions"],
    )  # fmt: skip
