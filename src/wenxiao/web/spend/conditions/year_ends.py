"""Has the year been closed? After that nothing moves in it."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.people.models import Unit
from wenxiao.web.spend.models import YearEnd
from wenxiao.web.trail.refusal import Refusal


def year_is_open(unit: Unit, year: int) -> Iterator[Refusal]:
    """这一年还没有关账。"""
    if YearEnd.objects.filter(unit=unit, year=year, state=YearEnd.State.APPROVED).exists():
        yield Refusal(f"{unit.name} {year} 年已经关账，这一年的指标不能再变动：请列入下一年办理", rule="年终关账")
