"""Where do two duties meet in one person that should be apart, and what allows it?"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations
from typing import NamedTuple

from wenxiao.web.people.matrix import Incompatible, incompatible
from wenxiao.web.people.models import Concentration, Post, Unit


class Joined(NamedTuple):
    """兼岗: two posts of one person that are incompatible, and the decision that covers them on that day, if one does."""

    first: Post
    second: Post
    pair: Incompatible
    decision: Concentration | None


class Report(NamedTuple):
    """兼岗报告: what a unit has to show on a day."""

    day: date
    joined: tuple[Joined, ...]
    decisions: tuple[Concentration, ...]
    past: tuple[Concentration, ...]
    substitutes: tuple[Post, ...]


def report(unit: Unit, day: date) -> Report:
    """Two queries, whatever the number of people."""
    decisions = tuple(Concentration.objects.filter(unit=unit).select_related("account"))
    held = Post.objects.held_on(day).filter(unit=unit).select_related("account", "unit", "office", "substitute_for__account")
    by_person: defaultdict[int, list[Post]] = defaultdict(list)
    for post in held:
        by_person[post.account_id].append(post)
    joined = tuple(
        Joined(first, second, pair, _covering(unit, decisions, first, second, day))
        for posts in by_person.values()
        for first, second in combinations(posts, 2)
        if (pair := incompatible(first.role, second.role))
    )
    in_force = tuple(each for each in decisions if each.decided <= day and (each.until is None or day <= each.until))
    past = tuple(each for each in decisions if each not in in_force)
    return Report(day, joined, in_force, past, tuple(post for post in held if post.substitute_for_id))


def _covering(unit: Unit, decisions: tuple[Concentration, ...], first: Post, second: Post, day: date) -> Concentration | None:
    if not unit.small_office:
        return None
    mine = (each for each in decisions if each.account_id == first.account_id)
    return next((each for each in mine if each.covers(first.role, second.role, day, day)), None)
