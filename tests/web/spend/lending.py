"""What do the tests of advances start from? Money asked for by a person, to be settled within days."""

from __future__ import annotations

from datetime import timedelta

from web.spend.spending import made_request, of_code
from web.township import Township
from wenxiao.web.spend.models import PaymentRequest
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry
from wenxiao.web.trail import clock


def advance(
    township: Township, amount: int = 10_000, days: int = 10, papers: list[VoucherEntry] | None = None, **more: object
) -> PaymentRequest:  # fmt: skip
    values = {
        "kind": "advance", "way": "person", "way_reason": "集市上没有刷卡机", "payee": "李四", "purpose": "采购办公用品",
        "due": clock.today() + timedelta(days=days), **more,
    }  # fmt: skip
    charges = values.pop("charges", None) or [ChargeEntry(of_code("30201"), amount)]
    return made_request(township, amount, charges=charges, vouchers=papers or [], **values)
