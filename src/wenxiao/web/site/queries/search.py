"""Where does this word stand in what the post may see? Projects, duties and activities, indicators, requests for money, people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.matrix import ALL, OWN
from wenxiao.web.people.models import Account, Post
from wenxiao.web.people.queries.units import units_seen
from wenxiao.web.plan.models import Activity, Duty, Indicator
from wenxiao.web.plan.queries.library import projects_visible
from wenxiao.web.spend.queries.requests import requests_visible
from wenxiao.web.trail import clock

SHOWN = 12
LEAST = 2


class Hit(NamedTuple):
    """找到的一条: what it is called, where it is, and what tells it from others of the name."""

    name: str
    url: str
    told: str


class Group(NamedTuple):
    """一类: the first hits of one kind; `is_cut` says that there are more, to be seen at `all_url` if that is not empty."""

    title: str
    hits: tuple[Hit, ...]
    is_cut: bool
    all_url: str = ""


def found(actor: PostActor, text: str) -> list[Group]:
    """The groups in which something was found. One query each, two for people."""
    asked = (_projects, _duties, _activities, _indicators, _requests, _people)
    return [group for group in (each(actor, text) for each in asked) if group.hits]


def _projects(actor: PostActor, text: str) -> Group:
    rows = projects_visible(actor).filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(content__icontains=text))
    first, is_cut = _first(rows.select_related("unit", "office"))
    hits = (Hit(each.name, each.get_absolute_url(), f"{each.code}，{each.unit.short_name} {each.office.name}") for each in first)
    return Group("项目", tuple(hits), is_cut, f"{reverse('plan:projects')}?{urlencode({'text': text})}")


def _duties(actor: PostActor, text: str) -> Group:
    rows = _structure(actor, Duty.objects.filter(Q(name__icontains=text) | Q(description__icontains=text)), "unit")
    first, is_cut = _first(rows.select_related("unit"))
    hits = (Hit(each.name, each.get_absolute_url(), f"{each.unit.short_name}，第 {each.number} 项职责") for each in first)
    return Group("职责", tuple(hits), is_cut, reverse("plan:duties"))


def _activities(actor: PostActor, text: str) -> Group:
    rows = _structure(actor, Activity.objects.filter(Q(name__icontains=text) | Q(content__icontains=text)), "duty__unit")
    first, is_cut = _first(rows.select_related("duty__unit"))
    hits = (Hit(each.name, each.get_absolute_url(), f"{each.duty.unit.short_name}，{each.duty.name}") for each in first)
    return Group("工作活动", tuple(hits), is_cut, reverse("plan:duties"))


def _indicators(actor: PostActor, text: str) -> Group:
    rows = Indicator.objects.filter(name__icontains=text, project__in=projects_visible(actor, "indicators").order_by())
    first, is_cut = _first(rows.select_related("project__unit").order_by("project__code", "number"))
    hits = (Hit(each.name, each.project.get_absolute_url(), f"{each.kind}，{each.project.name}") for each in first)
    return Group("绩效指标", tuple(hits), is_cut)


def _requests(actor: PostActor, text: str) -> Group:
    """By what they are for or their number. Not by payee: that may be a person whose name the post sees masked."""
    rows = requests_visible(actor).filter(Q(purpose__icontains=text) | Q(number__icontains=text))
    first, is_cut = _first(rows.order_by("-pk"))
    hits = (Hit(each.purpose, each.get_absolute_url(), f"{each.number}，{each.office.name}，{each.get_state_display()}") for each in first)
    return Group("用款申请", tuple(hits), is_cut, f"{reverse('spend:requests')}?{urlencode({'text': text})}")


def _people(actor: PostActor, text: str) -> Group:
    """By name or post, for those who may look into posts; the people of the units the actor sees."""
    if not actor.may_somewhere("duties"):
        return Group("人员", (), False)
    rows = Account.objects.filter(unit__in=units_seen(actor), is_active=True, name__icontains=text)
    first, is_cut = _first(rows.order_by("unit__code", "username"))
    titles: dict[int, list[str]] = {}
    for post in Post.objects.held_on(clock.today()).filter(account__in=[each.pk for each in first]).select_related("unit", "office"):
        titles.setdefault(post.account_id, []).append(post.title)
    hits = (
        Hit(each.name, f"{reverse('people:posts')}?{urlencode({'q': each.name})}", "、".join(titles.get(each.pk, ["没有岗位"])))
        for each in first
    )
    return Group("人员", tuple(hits), is_cut, f"{reverse('people:posts')}?{urlencode({'q': text})}")


def _structure(actor: PostActor, rows: QuerySet[Any], unit: str) -> QuerySet[Any]:
    """Duties and activities belong to the whole unit: whoever works in its library sees them, a third party with one project does not."""
    if actor.permission("project_library").scope not in (ALL, OWN) or not actor.may_somewhere("project_library"):
        return rows.none()
    return rows.filter(**{f"{unit}__in": units_seen(actor)})


def _first(rows: Iterable[Any]) -> tuple[list[Any], bool]:
    """The first rows, and whether there are more: without counting them all."""
    taken = list(rows[: SHOWN + 1])  # type: ignore[index]
    return taken[:SHOWN], len(taken) > SHOWN
