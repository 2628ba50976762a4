"""Which figures stand in a sentence, and in which unit?"""

from __future__ import annotations

import re
from typing import NamedTuple

from wenxiao.facts.figures import shown_figure
from wenxiao.vocabulary.shown import MONEY_UNITS, PER_CENT, PLAIN, POINT, Shown, Unit

COUNTED = ("人次", "批次", "团组", "辆", "人", "个", "台", "套", "批", "次", "家", "项", "户", "所", "艘", "架", "处", "平方米")

_NUMBER = re.compile(
    r"(?<![\d.A-Za-z〔\[])(?P<figure>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?"
    r"(?P<unit>亿元|千万元|百万元|万元|千元|元|%|个百分点|" + "|".join(COUNTED) + r")?(?![\d.])"
)
# A figure that names a class, a date or a threshold states nothing.
_NOT_STATED_BEFORE = re.compile(r"(单价|单位价值|价值在?|单台|每[^\W\d]{1,3}|第|分值|满分)$")


class Number(NamedTuple):
    """A figure of a sentence with its place in the folded text. `unit_name` is what was printed behind it, "" if nothing."""

    start: int
    end: int
    shown: Shown
    unit_name: str

    @property
    def is_money(self) -> bool:
        return self.unit_name in MONEY_UNITS

    @property
    def is_percent(self) -> bool:
        return self.unit_name in ("%", "个百分点")

    @property
    def is_count(self) -> bool:
        return self.unit_name in COUNTED


def numbers(text: str) -> list[Number]:
    """Every figure of a folded sentence that states an amount, a percentage or a count; years, codes and thresholds are left out."""
    found = []
    for match in _NUMBER.finditer(text):
        unit_name = match["unit"] or ""
        if not unit_name:
            continue
        start, end = match.span()
        if _NOT_STATED_BEFORE.search(text[max(0, start - 6) : start]) or re.match(r"\(?(含|以上|以下|以内)", text[end:]):
            continue
        if unit_name == "项" and text[end : end + 1] == ")":
            continue
        shown = shown_figure(match["figure"], _unit(unit_name))
        if shown is not None:
            found.append(Number(start, match.end("figure"), shown, unit_name))
    return found


def _unit(name: str) -> Unit:
    if name == "%":
        return PER_CENT
    if name == "个百分点":
        return POINT
    return MONEY_UNITS.get(name, PLAIN)
