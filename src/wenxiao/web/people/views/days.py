"""Which day was asked about? The one in the address, or today where it is missing or no day."""

from __future__ import annotations

from datetime import date

from wenxiao.web.trail import clock


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()
