"""What do the tests of lists and bank files start from? People with sound numbers, a list that is to be paid, and the bank's answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from web.plan.making import YEAR
from web.spend.spending import TO_PAY, made_request, taken
from web.township import Township
from wenxiao.vocabulary.personal import check_character
from wenxiao.web.spend.models import BankFile, BankLine, PaymentRequest, Voucher
from wenxiao.web.spend.queries.payees import PayeeEntry
from wenxiao.web.spend.services.bank import bank_file_make
from wenxiao.web.spend.services.payees import payees_write
from wenxiao.web.spend.services.requests import VoucherEntry
from wenxiao.web.trail import clock

HEAD = "支付编号,收款账号,户名,交易金额,交易日期,处理结果,银行流水号,失败原因"


def citizen(place: int) -> str:
    """A sound number, another one for each place."""
    first = f"130824{date(1960 + place % 40, 1 + place % 12, 1 + place % 28):%Y%m%d}{place % 1000:03d}"
    return first + check_character(first)


def person(place: int, amount: int = 1_000, **more: object) -> PayeeEntry:
    return PayeeEntry(f"王{place}", citizen(place), f"62281000{place:08d}", "青石信用社", amount)._replace(**more)  # type: ignore[arg-type]


def payroll(amount: int) -> VoucherEntry:
    return VoucherEntry(Voucher.Kind.PAYROLL.value, "发放表", amount)


def list_of(township: Township, entries: Sequence[PayeeEntry], *, amount: int | None = None, month: int = 3) -> PaymentRequest:
    """A draft of 批量发放 with its list."""
    total = sum(each.amount for each in entries) if amount is None else amount
    request = made_request(township, total, vouchers=[payroll(total)], kind="batch", purpose="网格员补贴", payee="网格员", payee_account="")
    payees_write(actor=township.actor("HD"), request=request, edition=0, month=month, entries=entries)
    return request


def to_pay(township: Township, people: int = 3, *, month: int = 3) -> PaymentRequest:
    return taken(township, list_of(township, [person(n) for n in range(people)], month=month), *TO_PAY)


def sent(township: Township, *requests: PaymentRequest) -> BankFile:
    file = bank_file_make(actor=township.actor("CA"), unit=township.unit, requests=requests)
    for each in requests:
        each.refresh_from_db()
    return file


def answer(lines: Iterable[BankLine], *failed: int, word: str = "失败", reference: str = "R") -> bytes:
    """The bank's file about these lines; `failed` by their number in their file."""
    rows = [HEAD]
    for line in lines:
        wrong = line.number in failed
        outcome, why = (word, "户名账号不符") if wrong else ("成功", "")
        yuan = f"{line.amount // 100}.{line.amount % 100:02d}"
        rows.append(f"{line.code},{line.account},{line.name},{yuan},{clock.today():%Y-%m-%d},{outcome},{reference}{line.number},{why}")
    return "\r\n".join(rows).encode("utf-8-sig")


__all__ = ["YEAR", "answer", "citizen", "list_of", "payroll", "person", "sent", "to_pay"]
