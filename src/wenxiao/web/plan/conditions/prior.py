"""Is last year's document this unit's own, and of the year that was asked for?"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.facts.identity import same_unit
from wenxiao.web.plan.models.prior import PriorReading
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

SHORTEST = 10


def named_otherwise(reading: PriorReading) -> str:
    """The unit that the document names, where it is not the one it was brought in for; "" where it is, or names none."""
    unit, named = reading.unit, reading.unit_named
    return "" if not named or same_unit(named, unit.name, unit.short_name) else named


def other_unit_explained(reading: PriorReading, act: Act) -> Iterator[Refusal]:
    """文件上写的是本单位；写的是别的单位，要写明为什么采用它的数。"""
    if (named := named_otherwise(reading)) and len(act.reason) < SHORTEST:
        yield Refusal(
            f"文件上写的单位是“{named}”，不是“{reading.unit.name}”：确实要采用的，请写明为什么，"
            f"至少 {SHORTEST} 个字（现有 {len(act.reason)} 个）；传错了文件的，请点“不采用这份文件”",
            field="reason",
        )


def year_fits(said: int | None, asked: int) -> Iterator[Refusal]:
    """A document of another year gives another year's figures, whatever is typed beside it."""
    if said is not None and said != asked:
        yield Refusal(f"文件写的是 {said} 年，填的是 {asked} 年：请核对，把年度改成 {said}，或换成 {asked} 年的文件", field="year")
