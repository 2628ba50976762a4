"""How is it written down what an advance was spent on, and how is it settled?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.elements import LARGEST
from wenxiao.web.spend.models import Charge, Settlement, SettlementLine, Voucher
from wenxiao.web.spend.queries.settlements import advanced
from wenxiao.web.spend.services.vouchers import VoucherEntry, papers_told, voucher_faults
from wenxiao.web.spend.workflows.settlement import BEYOND, SETTLEMENT_WORKFLOW
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform


def settlement_edit(
    *, actor: PostActor, settlement: Settlement, edition: int, actuals: Mapping[int, int], vouchers: Sequence[VoucherEntry],
    account: str = "", returned_reference: str = "", returned_on: date | None = None,
) -> Settlement:  # fmt: skip
    """The whole draft anew; `actuals` is what was spent of each charge of the advance, 分 by its pk.

    Raises NotPermitted, OutOfTurn (sent up, or changed by a colleague meanwhile), Refused (`lines.<n>.actual`, `vouchers.<n>.<name>`,
    `returned_reference`).
    """

    def edit() -> Settlement:
        # Whether a paper is used already still holds at the end: papers of one unit are written one after another.
        hold(settlement.unit)
        hold(settlement)
        require(actor, "payment", "E", settlement)
        if not settlement.editable or settlement.edition != edition:
            raise OutOfTurn(Refusal(f"“{settlement}”在您打开页面以后被人改过或报送了，没有保存：请刷新后再看"))
        before = _told(settlement)
        settlement.account, settlement.returned_reference = " ".join(account.split()), " ".join(returned_reference.split())
        settlement.returned_on = returned_on
        raise_if_any(_faults(settlement, actuals, vouchers))
        _write(settlement, actuals, vouchers)
        record(actor=actor, subject=settlement, action="edit", action_title="填写结算", details=changes(before, _told(settlement)))
        return settlement

    return in_turn(edit)


def settlement_act(*, actor: PostActor, settlement: Settlement, action: str, reason: str = "") -> Entry:
    """Move it along one transition of SETTLEMENT_WORKFLOW; when it is settled, what was left goes back to its lines, or neither happens.

    Raises NotPermitted, OutOfTurn, Refused, KeyError for an unknown action.
    """

    def act() -> Entry:
        # A year that is being closed is either closed already or waits for this; nor may the bank send the advance back in between.
        hold(settlement.unit)
        hold(settlement.request)
        return perform(SETTLEMENT_WORKFLOW, settlement, action, actor=actor, reason=reason)

    return in_turn(act)


def _faults(settlement: Settlement, actuals: Mapping[int, int], vouchers: Sequence[VoucherEntry]) -> list[Refusal]:
    found = []
    for name in ("account", "returned_reference"):
        longest = getattr(Settlement._meta.get_field(name), "max_length", 0)
        if len(getattr(settlement, name)) > longest:
            found.append(Refusal(f"最多 {longest} 个字，现有 {len(getattr(settlement, name))} 个", field=name))
    lines = advanced(settlement)
    for place, each in enumerate(lines):
        actual = actuals.get(each.charge.pk, 0)
        if not 0 <= actual <= LARGEST:
            found.append(Refusal(f"金额不能是负数，也不能超过 {Money(LARGEST)} 元", field=f"lines.{place}.actual"))
        elif actual > each.paid:
            found.append(
                Refusal(
                    f"借了 {Money(each.paid)} 元，实际支出 {Money(actual)} 元，超出 {Money(actual - each.paid)} 元：{BEYOND}",
                    field=f"lines.{place}.actual", rule="借款结算",
                )
            )  # fmt: skip
    if set(actuals) - {each.charge.pk for each in lines}:
        found.append(Refusal("有一行不是这笔借款的：页面可能是旧的，请刷新"))
    other = Settlement.objects.filter(unit=settlement.unit, returned_reference=settlement.returned_reference).exclude(pk=settlement.pk)
    if settlement.returned_reference and (taken := other.select_related("request").first()):
        found.append(
            Refusal(f"回单号 {settlement.returned_reference} 已经用在“{taken}”：一笔退款只能结一笔借款，请核对", field="returned_reference")
        )  # fmt: skip
    found += voucher_faults(vouchers, settlement=settlement)
    return found


def _write(settlement: Settlement, actuals: Mapping[int, int], vouchers: Sequence[VoucherEntry]) -> None:
    fields = ("account", "returned_reference", "returned_on")
    Settlement.objects.filter(pk=settlement.pk).update(edition=F("edition") + 1, **{name: getattr(settlement, name) for name in fields})
    settlement.edition += 1
    settlement.lines.all().delete()
    settlement.vouchers.all().delete()
    charges = Charge.objects.filter(request=settlement.request)
    SettlementLine.objects.bulk_create(
        SettlementLine(settlement=settlement, charge=charge, actual=actuals.get(charge.pk, 0)) for charge in charges
    )
    try:
        with transaction.atomic():
            Voucher.objects.bulk_create(Voucher(settlement=settlement, **each.values) for each in vouchers)
    except IntegrityError:
        # Another unit has used a paper since it was looked for: now what it is used in is there to be named.
        raise_if_any(voucher_faults(vouchers, settlement=settlement))
        raise


def _told(settlement: Settlement) -> dict[str, Any]:
    return {
        "实际支出": {
            str(line.charge.appropriation): line.actual for line in settlement.lines.select_related("charge__appropriation__project")
        },
        "票据": papers_told(settlement.vouchers.all()),
        "办理情况": settlement.account,
        "退款回单": settlement.returned_reference,
        "退款日期": f"{settlement.returned_on or ''}",
    }
