"""Which money of its own did a unit receive, of what kind, and for what is it spent?"""

from __future__ import annotations

from wenxiao.disclosure.outturn import Income
from wenxiao.disclosure.records import Fund
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.spend.models import Appropriation, Receipt

_WORDS = (("上缴", Income.SUBORDINATE), ("经营", Income.BUSINESS), ("事业", Income.SERVICE))


def own_receipts(disclosure: Disclosure, fund: Fund) -> list[Receipt]:
    """What came in and stays: checked, and neither countered nor a counter-entry."""
    found = Receipt.objects.filter(
        unit=disclosure.unit_id, year=disclosure.year, fund=fund.value, state=Receipt.State.CHECKED, counters__isnull=True
    )
    return list(found.exclude(kind=Receipt.Kind.NON_TAX).order_by("pk"))


def income_of(receipt: Receipt) -> Income:
    """收入来源, by the receipt's fund and kind and the name of its source. Money of the 财政专户 is 事业收入."""
    if receipt.kind == Receipt.Kind.SUPERIOR:
        return Income.SUPERIOR
    if receipt.fund == Fund.SPECIAL_ACCOUNT.value:
        return Income.SERVICE
    return next((income for word, income in _WORDS if word in receipt.source), Income.OTHER)


def own_codes(disclosure: Disclosure, fund: Fund) -> list[str]:
    """The 项 a fund is spent under; of a fund that came and was not budgeted, every 项 of the unit."""
    lines = list(
        Appropriation.objects.filter(unit=disclosure.unit_id, year=disclosure.year).order_by().values_list("function_code", "fund")
    )
    own = sorted({code for code, each in lines if each == fund.value})
    return own or sorted({code for code, _ in lines})
