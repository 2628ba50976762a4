"""Which year does an address ask for?"""

from __future__ import annotations

from collections.abc import Sequence

from wenxiao.web.trail import clock


def asked_year(text: str, years: Sequence[int]) -> int:
    """The year that was asked for, else the newest there is, else this one."""
    if text.isdecimal() and len(text) == 4:
        return int(text)
    return years[0] if years else clock.today().year


def offered_years(years: Sequence[int], year: int) -> list[int]:
    """What a choice of years shows, newest first, the chosen one among them."""
    return sorted({*years, year}, reverse=True)
