"""Does an entry say everything that its act changed: what was taken away as well, and each of two things of one name?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from web.plan.compiling import PROJECT, WHOLE, State, basics, brought, latest, numbers
from web.plan.making import entries, made_project
from web.township import Township
from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.models import RevenueLine
from wenxiao.web.plan.services.basic import basic_lines_add
from wenxiao.web.plan.services.control import control_set
from wenxiao.web.plan.services.indicators import indicators_replace, indicators_weigh
from wenxiao.web.plan.services.revenue import Revenue, revenue_set
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.services import changes, told_apart

pytestmark = pytest.mark.django_db


def last(action: str) -> dict[str, Any]:
    entry = Entry.objects.filter(action=action).order_by("sequence").last()
    assert entry is not None
    return entry.details


def test_what_is_taken_away_is_a_change_like_any_other() -> None:
    assert changes({"甲": 1, "乙": 2, "丙": 3}, {"甲": 1, "乙": 4, "丁": 5}) == {"乙": [2, 4], "丙": [3, None], "丁": [None, 5]}


def test_two_of_one_name_are_told_apart() -> None:
    assert told_apart([("甲", 1), ("乙", 2), ("甲", 3)]) == {"甲": 1, "乙": 2, "甲（第 2 个）": 3}


def test_a_control_number_that_is_dropped_stands_in_the_trail(township: Township) -> None:
    compilation = brought(township, State.FIRST_SENT)
    bureau = township.actor("DF")
    control_set(actor=bureau, compilation=compilation, numbers=numbers(three_public=100), document="某财预〔2023〕9号")
    control_set(actor=bureau, compilation=compilation, numbers=numbers(), document="某财预〔2023〕10号")
    assert last("control") == {"文号": "某财预〔2023〕10号", "general-three_public": ["1.00", None]}


def test_last_years_revenue_and_its_reason_stand_in_the_trail(township: Township) -> None:
    version = latest(brought(township, State.FIRST))
    stood = [Revenue(*row) for row in RevenueLine.objects.filter(version=version).values_list(*Revenue._fields)]
    first, *rest = stood
    lines = [first._replace(last_year=WHOLE, reason="上年有一次性安排"), *rest]
    revenue_set(actor=township.actor("BO"), version=version, lines=lines)
    name = f"{first.fund} {first.source}"
    assert last("edit_revenue") == {f"{name} 上年数": [None, str(Money(WHOLE))], f"{name} 说明": ["", "上年有一次性安排"]}


def test_indicators_replaced_by_a_workbook_are_kept_as_they_were(township: Township) -> None:
    project = made_project(township)
    first, second, *rest = entries()
    changed = (first._replace(target="≥100公里"), *rest)
    indicators_replace(actor=township.actor("HD"), project=project, edition=project.edition, entries=changed)
    told = last("indicators_replace")
    assert told["第 1 个 指标值"] == [first.target, "≥100公里"]
    assert told["第 2 个 指标名称"] == [second.name, rest[0].name]
    assert told[f"第 {len(entries())} 个 指标名称"] == [rest[-1].name, None]


def test_weights_of_two_indicators_of_one_name_are_both_kept(township: Township) -> None:
    project = made_project(township)
    first, *_ = entries()
    twice = (first._replace(weight=1), first._replace(weight=2))
    indicators_replace(actor=township.actor("HD"), project=project, edition=project.edition, entries=twice)
    indicators_weigh(actor=township.actor("HD"), project=project, edition=project.edition)
    told = last("indicators_weigh")
    assert [before for before, _ in told.values()] == [1, 2]


def test_two_basic_lines_of_one_subject_and_reason_are_both_kept(township: Township) -> None:
    version = latest(brought(township, State.FIRST, lines=False))
    line = basics()[1]
    other = replace(line, function_code="2010350", amount=PROJECT)
    basic_lines_add(actor=township.actor("BO"), version=version, lines=[line, other])
    assert sorted(last("edit_basic").values()) == ["20,000.00", "36,000.00"]
