"""What time is it for the acts of the office?

One place is asked for the moment that goes into the trail and the ledger, and for the day by which posts, terms and caps are judged, so
that the three cannot differ. In an office at work it is the machine's clock, always. `standing` lets it stand on a day that is past, for
whoever carries out a whole year through the services: the demonstration and the tests. It holds for the process, not for a thread, since
an act may be carried out in another thread than it was asked in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.utils import timezone

_stands_at: datetime | None = None


def now() -> datetime:
    """Aware, in UTC."""
    return _stands_at or datetime.now(UTC)


def today() -> date:
    """The day on the office's calendar."""
    return timezone.localdate(now())


def text() -> str:
    """The moment as it is kept and hashed: UTC, ISO 8601, to the microsecond."""
    return now().isoformat(timespec="microseconds")


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """Within it, it is that moment; `at` is aware. One may stand within another."""
    global _stands_at
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    before, _stands_at = _stands_at, at.astimezone(UTC)
    try:
        yield
    finally:
        _stands_at = before
