"""How does the picture of a paper come to the paper?"""

from __future__ import annotations

from collections.abc import Mapping

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.models import PaymentRequest, Voucher
from wenxiao.web.spend.papers import PERSONAL
from wenxiao.web.spend.services.payees import demand_whole
from wenxiao.web.spend.services.vouchers import VoucherEntry
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.refusal import OutOfTurn, Refusal
from wenxiao.web.trail.services import attachment_keep, record

Scans = Mapping[tuple[str, str, str], str | None]


def voucher_scan(*, actor: PostActor, voucher: Voucher, name: str, media_type: str, content: bytes) -> None:
    """Put a scan to a paper of a request that may be edited; one that is there already is replaced. Raises NotPermitted, OutOfTurn."""
    request = voucher.request
    assert request is not None

    def keep() -> None:
        hold(request)
        require(actor, "payment", "E", request)
        if not request.editable:
            raise OutOfTurn(Refusal(f"{request.number} 现在是“{request.get_state_display()}”，只有草稿和退回的申请可以换扫描件"))
        hold(voucher)
        attachment = attachment_keep(name=name, media_type=media_type, content=content)
        Voucher.objects.filter(pk=voucher.pk).update(attachment=attachment)
        voucher.attachment = attachment
        record(
            actor=actor, subject=request, action="edit", action_title="上传票据扫描件",
            details={"票据": f"{voucher.get_kind_display()} {voucher.number}", "文件": name[:255], "文件摘要": attachment.hash},
        )  # fmt: skip

    in_turn(keep)


def scan_show(*, actor: PostActor, voucher: Voucher) -> Attachment:
    """The scan of a paper that has one; that of a list of persons only for whoever works with the list, and it stands in the trail.

    Raises NotPermitted.
    """
    request, scan = voucher.request, voucher.attachment
    assert request is not None
    assert scan is not None
    require(actor, "payment", "V", request)

    def show() -> None:
        demand_whole(actor, request)
        record(
            actor=actor, subject=request, action="show_scan", action_title="下载有个人信息的扫描件",
            details={"票据": f"{voucher.get_kind_display()} {voucher.number}", "文件摘要": scan.hash},
        )  # fmt: skip

    if voucher.kind in PERSONAL:
        in_turn(show)
    return scan


def voucher_kept(request: PaymentRequest, entry: VoucherEntry, scans: Scans) -> Voucher:
    """A paper of a request written anew: it keeps the scan it had under the same kind, code and number."""
    voucher = Voucher(request=request, **entry.values)
    if voucher.attachment_id is None:
        voucher.attachment_id = scans.get((voucher.kind, voucher.code, voucher.number))
    return voucher
