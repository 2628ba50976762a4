"""How is a list of many payees written, shown, and put right after the bank sent some of it back?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wenxiao.control.chain import canonical, digest
from wenxiao.vocabulary.money import Money
from wenxiao.vocabulary.personal import id_number, masked_account
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.spend.book_files import FORMULA_SIGNS
from wenxiao.web.spend.books import in_turn, ledger_post
from wenxiao.web.spend.models import AccountCorrection, Payee, PayeeList, PaymentRequest
from wenxiao.web.spend.queries.payees import PayeeEntry, row_faults, shares
from wenxiao.web.spend.queries.request_standing import legs_part
from wenxiao.web.spend.workflows.payees import CORRECTION_WORKFLOW
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import perform

LEAST_REASON = 10
OPEN = (PaymentRequest.State.TO_PAY, PaymentRequest.State.PAID, PaymentRequest.State.BOOKED)


def payees_write(
    *, actor: PostActor, request: PaymentRequest, edition: int, month: int, remark: str = "", entries: Sequence[PayeeEntry],
    source: str = "",
) -> PayeeList:  # fmt: skip
    """The whole list anew, while the request may be edited; `edition` is that of the list on which it was written (0: there was none).

    `source` is the name of the file it comes from. Raises NotPermitted, OutOfTurn, Refused (`month`, `remark`, `payees.<n>.<field>`).
    """
    entries = [_tidy(each) for each in entries]

    def write() -> PayeeList:
        hold(request)
        require(actor, "payment", "E", request)
        if not request.editable:
            raise OutOfTurn(Refusal(f"{request.number} 现在是“{request.get_state_display()}”，只有草稿和退回的申请可以改名单"))
        if request.kind != PaymentRequest.Kind.BATCH:
            raise Refused(Refusal(f"{request.number} 是“{request.get_kind_display()}”：请先把种类改为“批量发放”，再录入名单"))
        listed = PayeeList.objects.filter(request=request).first() or PayeeList(request=request, edition=0)
        if listed.edition != edition:
            raise OutOfTurn(Refusal(f"{request.number} 的名单在您打开页面以后被改过，没有保存：请刷新后再看"))
        found = list(row_faults(entries, [each.appropriation for each in request.charges.select_related("appropriation__project")]))
        if not 1 <= month <= 12:
            found.append(Refusal("请选 1 至 12 月", field="month"))
        if len(remark) > 200:
            found.append(Refusal(f"最多 200 个字，现有 {len(remark)} 个", field="remark"))
        raise_if_any(found)
        listed.month, listed.remark, listed.edition = month, " ".join(remark.split()), edition + 1
        listed.save()
        request.payees.all().delete()
        rows = [Payee(request=request, number=place, **each._asdict()) for place, each in enumerate(entries, 1)]
        Payee.objects.bulk_create(rows, batch_size=500)
        record(actor=actor, subject=request, action="edit", action_title="填写发放名单", details=_told(listed, rows, source))
        return listed

    return in_turn(write)


def payees_show(*, actor: PostActor, request: PaymentRequest, why: str) -> list[Payee]:
    """The list as it is, nothing masked, for whoever must work with it: the showing stands in the trail. Raises NotPermitted."""

    def show() -> list[Payee]:
        demand_whole(actor, request)
        rows = list(request.payees.select_related("appropriation__project").order_by("number"))
        record(actor=actor, subject=request, action="show_payees", action_title=why, details={"行数": len(rows)})
        return rows

    return in_turn(show)


def sees_whole(actor: PostActor, request: PaymentRequest) -> bool:
    """Whether the post works with the list: it writes it, has it checked in its office, checks the accounts, or pays."""
    return actor.role in ("HD", "HL", "AC", "CA") and any(actor.may("payment", letter, request) for letter in "EAX")


def demand_whole(actor: PostActor, request: PaymentRequest) -> None:
    """Raises NotPermitted."""
    require(actor, "payment", "EAX", request)
    if not sees_whole(actor, request):
        raise NotPermitted(
            Refusal(
                f"您现在的岗位（{actor.post}）看不到名单上的身份证号和账号；可以的岗位是：本站所的经办人、负责人，会计，出纳",
                rule="个人信息",
            )
        )


def correction_propose(
    *, actor: PostActor, payee: Payee, name: str, account: str, bank: str = "", reason: str
) -> AccountCorrection:  # fmt: skip
    """Where a payee's returned money is to go instead; the office or the cashier proposes, the accountant approves.

    Raises NotPermitted, OutOfTurn, Refused (`name`, `account`, `bank`, `reason`).
    """
    request = payee.request
    name, account, bank, reason = (" ".join(each.split()) for each in (name, "".join(account.split()), bank, reason))

    def propose() -> AccountCorrection:
        hold(request)
        hold(payee)
        require(actor, "payment", "EX", request)
        if payee.state != Payee.State.RETURNED:
            raise OutOfTurn(Refusal(f"名单{payee}现在是“{payee.get_state_display()}”，只有银行退回的才更正"))
        if payee.corrections.filter(state=AccountCorrection.State.PROPOSED).exists():
            raise OutOfTurn(Refusal(f"名单{payee}已经有一份更正在等会计核准"))
        found = []
        if not account.isascii() or not account.isdigit() or not 6 <= len(account) <= 32:
            found.append(Refusal("账号应当是 6 至 32 位数字", field="account"))
        if name != payee.name:
            found.append(
                Refusal(
                    f"报批的收款人是“{payee.name}”，更正只改账号和开户银行，不改户名；要付给别人的，请把这一行定为不再支付，另报申请",
                    field="name",
                    rule="银行退票",
                )
            )
        if len(bank) > 100:
            found.append(Refusal(f"最多 100 个字，现有 {len(bank)} 个", field="bank"))
        if bank.startswith(FORMULA_SIGNS):
            found.append(Refusal("不能以 =、+、-、@ 开头", field="bank"))
        if not LEAST_REASON <= len(reason) <= 200:
            found.append(Refusal(f"请写明依据，{LEAST_REASON} 至 200 个字（现有 {len(reason)} 个）：凭什么改，谁核实的", field="reason"))
        raise_if_any(found)
        made = AccountCorrection.objects.create(
            unit=request.unit, office=request.office, payee=payee, name=name, account=account, bank=bank, reason=reason,
            round=request.round, author=actor.account, state=AccountCorrection.State.PROPOSED,
        )  # fmt: skip
        record(
            actor=actor, subject=made, action="create", action_title="提出账户更正", to_state="待核", reason=reason,
            details={"名单行": payee.number, "账号": masked_account(account)},
        )  # fmt: skip
        return made

    return in_turn(propose)


def correction_act(*, actor: PostActor, correction: AccountCorrection, action: str, reason: str = "") -> Entry:
    """Along one transition of CORRECTION_WORKFLOW. Raises NotPermitted, OutOfTurn, Refused, KeyError."""

    def act() -> Entry:
        hold(correction.payee.request)
        return perform(CORRECTION_WORKFLOW, correction, action, actor=actor, reason=reason)

    return in_turn(act)


def payee_give_up(*, actor: PostActor, payee: Payee, reason: str) -> None:
    """Money that came back and is not to be paid again is free to be spent otherwise. Raises NotPermitted, OutOfTurn, Refused."""
    request = payee.request
    reason = " ".join(reason.split())

    def give_up() -> None:
        hold(request)
        hold(payee)
        require(actor, "payment", "X", request)
        if payee.state != Payee.State.RETURNED or request.state not in OPEN or payee.bank_lines.filter(state="sent").exists():
            raise OutOfTurn(Refusal(f"名单{payee}现在是“{payee.get_state_display()}”，只有银行退回、还没有再付的才能不再支付"))
        if len(reason) < LEAST_REASON:
            raise Refused(Refusal(f"请写明理由，至少 {LEAST_REASON} 个字（现有 {len(reason)} 个）", field="reason"))
        legs = legs_part(request, shares(request, [payee]), "release")
        ledger_post(
            actor=actor, kind="release", key=f"{request.key}/release/payee-{payee.pk}", subject=request, legs=legs, reason=reason,
            subject_hash=request.content_hash(),
        )  # fmt: skip
        Payee.objects.filter(pk=payee.pk).update(state=Payee.State.GIVEN_UP)
        payee.state = Payee.State.GIVEN_UP
        record(
            actor=actor, subject=request, action="give_up_payee", action_title="退票不再支付", reason=reason,
            details={"名单行": payee.number, "金额": payee.amount},
        )  # fmt: skip

    in_turn(give_up)


def payee_of_request(request: PaymentRequest) -> list[Payee]:
    """Those to be paid. A request to a single payee gets its one row here, so that it goes the same way as a list."""
    rows = list(request.payees.order_by("number"))
    if rows or request.kind == PaymentRequest.Kind.BATCH:
        return rows
    one = Payee(
        request=request, number=1, name=request.payee, account="".join(request.payee_account.split()), bank=request.payee_bank,
        amount=request.amount, note="",
    )  # fmt: skip
    one.save(force_insert=True)
    return [one]


def payees_follow(request: PaymentRequest) -> None:
    """After the request was written anew: a list belongs to 批量发放 only, and the one row of a single payee is made when it is paid."""
    if request.kind != PaymentRequest.Kind.BATCH:
        PayeeList.objects.filter(request=request).delete()
    if not PayeeList.objects.filter(request=request).exists():
        request.payees.all().delete()


def _tidy(entry: PayeeEntry) -> PayeeEntry:
    name, bank, note = (" ".join(text.split()) for text in (entry.name, entry.bank, entry.note))
    return entry._replace(name=name, bank=bank, note=note, id_number=id_number(entry.id_number), account="".join(entry.account.split()))


def _told(listed: PayeeList, rows: Sequence[Payee], source: str) -> dict[str, Any]:
    """Nothing of any one person: the trail is read by many, and for ever."""
    names = ("number", "appropriation_id", "name", "id_number", "account", "bank", "amount", "note")
    content = canonical({"payees": [[getattr(each, name) for name in names] for each in rows]})
    total = str(Money(sum(each.amount for each in rows)))
    told = {"月份": listed.month, "人数": len(rows), "合计（元）": total, "名单摘要": digest(content)}
    return {**told, **({"文件": source} if source else {}), **({"理由": listed.remark} if listed.remark else {})}
