"""Is the year still open for new requests? 年终封账日 is a unit's own decision."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.people.models import Unit
from wenxiao.web.spend.models import FreezeDate, PaymentRequest
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act


def freeze_date(unit: Unit, year: int) -> FreezeDate | None:
    return FreezeDate.objects.filter(unit=unit, year=year).first()


def before_freeze(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """还没有到年终封账日。"""
    yield from frozen(request.unit, request.year)


def frozen(unit: Unit, year: int) -> Iterator[Refusal]:
    """From which day on, why, and who may change it."""
    found = freeze_date(unit, year)
    if found is not None and clock.today() >= found.day:
        yield Refusal(
            f"{year} 年从 {found.day:%Y-%m-%d} 起年终封账（{found.decided_by}：{found.reason}），不再受理新的申请；"
            "已经报送的可以继续支付。确实要付的，请财政所长改封账日，或列入下一年",
            rule="年终封账",
        )  # fmt: skip
