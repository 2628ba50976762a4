"""Is this paper one that can prove something, and has it not served already?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.elements import LARGEST
from wenxiao.web.spend.models import PaymentRequest, Settlement, Voucher
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.refusal import Refusal

# Papers that serve once, whichever office, request or settlement they are used in.
ONCE = (Voucher.Kind.INVOICE.value, Voucher.Kind.RECEIPT.value)


class VoucherEntry(NamedTuple):
    """票据行: as entered, `amount` in 分; `day` and `merchant` of what was paid by card."""

    kind: str
    number: str
    amount: int
    code: str = ""
    attachment: Attachment | None = None
    day: date | None = None
    merchant: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """As it is kept."""
        return {**self._asdict(), "code": self.code.strip(), "number": self.number.strip(), "merchant": " ".join(self.merchant.split())}


def voucher_faults(
    vouchers: Sequence[VoucherEntry], *, request: PaymentRequest | None = None, settlement: Settlement | None = None
) -> list[Refusal]:
    """What is wrong with the papers of a request or a settlement (`vouchers.<n>.<name>`): also which other one has used them already."""
    found = []
    papers = [(each.kind, each.code.strip(), each.number.strip()) for each in vouchers]
    others = Voucher.objects.filter(kind__in=ONCE, number__in=[number for _, _, number in papers])
    if request is not None and request.pk:
        others = others.exclude(request=request.pk)
    if settlement is not None and settlement.pk:
        others = others.exclude(settlement=settlement.pk)
    taken = {(other.kind, other.code, other.number): other for other in others.select_related("request", "settlement__request")}
    for place, (entry, paper) in enumerate(zip(vouchers, papers, strict=True)):
        prefix = f"vouchers.{place}."
        if entry.kind not in Voucher.Kind.values:
            found.append(Refusal("请从清单里选票据种类", field=prefix + "kind"))
        if not paper[2] or len(paper[2]) > 40 or len(paper[1]) > 20:
            found.append(Refusal("请写票据号码，最多 40 个字；发票代码最多 20 个字", field=prefix + "serial"))
        if len(entry.merchant) > 100:
            found.append(Refusal(f"最多 100 个字，现有 {len(entry.merchant)} 个", field=prefix + "merchant"))
        if not 0 <= entry.amount <= LARGEST:
            found.append(Refusal(f"金额不能是负数，也不能超过 {Money(LARGEST)} 元", field=prefix + "amount"))
        if entry.kind in ONCE and papers.index(paper) != place:
            found.append(Refusal(f"{paper[2]} 号票据写了两次", field=prefix + "serial", rule="票据重复"))
        if entry.kind in ONCE and (other := taken.get(paper)):
            found.append(Refusal(f"{paper[2]} 号票据已经用在 {_used_in(other)}", field=prefix + "serial", rule="票据重复"))
    return found


def papers_told(vouchers: Iterable[Voucher]) -> list[str]:
    """As an entry of the trail tells them."""
    return [f"{voucher.get_kind_display()} {voucher.code} {voucher.number}" for voucher in vouchers]


def _used_in(voucher: Voucher) -> str:
    if voucher.settlement is not None:
        return f"{voucher.settlement}（{voucher.settlement.request.purpose}）"
    assert voucher.request is not None
    return f"{voucher.request.number}（{voucher.request.purpose}）"
