"""To whom does a request for many pay? Masked for everybody; whole for those who work with it, which stands in the trail."""

from __future__ import annotations

from collections.abc import Iterable

from ninja import Router
from pydantic import Field

from wenxiao.vocabulary.personal import masked_account, masked_id_number, masked_name
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Amount, Fen, Line, Number, Reference, Told, Typed
from wenxiao.web.spend.api.asking import asked_payment
from wenxiao.web.spend.models import Payee, PayeeList, PaymentRequest
from wenxiao.web.spend.queries.payees import PayeeEntry
from wenxiao.web.spend.queries.requests import chargeable
from wenxiao.web.spend.services.payees import payees_show, payees_write
from wenxiao.web.trail.refusal import Refusal, raise_if_any

router = Router(tags=["发放名单"])


class PayeeTold(Told):
    """收款人."""

    number: int
    name: str
    id_number: str
    account: str
    bank: str
    amount_fen: Amount
    note: str
    appropriation: int | None = Field(description="从哪一个支出指标付；申请只有一个的为空")
    state: str
    state_title: str


class PayeeTyped(Typed):
    """名单的一行."""

    name: Line
    id_number: Line = ""
    account: Line
    bank: Line = ""
    amount_fen: Fen
    note: Line = ""
    appropriation: Reference | None = Field(None, description="申请有几个支出指标时要写")


class PayeesTyped(Typed):
    """整份名单. `edition` 0 where there is none yet."""

    edition: int = Field(strict=True, ge=0, le=2**31 - 1, description="名单的第几版；还没有名单的为 0")
    month: int = Field(strict=True, ge=1, le=12, description="发放所属月份")
    remark: Line = Field("", description="同月再次发放的理由")
    payees: list[PayeeTyped] = Field(max_length=3000)


class PayeesKept(Told):
    """存下的名单."""

    edition: int
    count: int
    total_fen: Amount


@router.get("/payments/{number}/payees", response=answers(Page[PayeeTold]), summary="发放名单，隐去个人信息")
def payees(request: ApiRequest, number: Line, page: Number = 1) -> Page[PayeeTold]:
    return page_of(asked_payment(request.auth, number).payees.order_by("number"), page, _masked)


@router.post("/payments/{number}/payees/show", response=answers(list[PayeeTold]), summary="完整的发放名单，只给经手的岗位，并记入留痕")
def payees_whole(request: ApiRequest, number: Line) -> list[PayeeTold]:
    found = asked_payment(request.auth, number)
    return [_told(each) for each in payees_show(actor=request.auth, request=found, why="通过接口取完整名单")]


@router.put("/payments/{number}/payees", response=answers(PayeesKept), summary="整份替换草稿的发放名单")
def payees_put(request: ApiRequest, number: Line, typed: PayeesTyped) -> PayeesKept:
    found = asked_payment(request.auth, number, "E")
    with named(amount="amount_fen"):
        payees_write(
            actor=request.auth, request=found, edition=typed.edition, month=typed.month, remark=typed.remark,
            entries=_entries(found, typed.payees),
        )  # fmt: skip
    kept = PayeeList.objects.get(request=found)
    return PayeesKept(edition=kept.edition, count=len(typed.payees), total_fen=sum(each.amount_fen for each in typed.payees))


def _entries(found: PaymentRequest, typed: Iterable[PayeeTyped]) -> list[PayeeEntry]:
    """Raises Refused (`payees.<n>.appropriation`)."""
    rows = list(typed)
    lines = chargeable(found.office, found.year).in_bulk([each.appropriation for each in rows if each.appropriation])
    raise_if_any(
        Refusal(f"没有编号 {each.appropriation} 的支出指标：编号见 /appropriations", field=f"payees.{n}.appropriation")
        for n, each in enumerate(rows)
        if each.appropriation and each.appropriation not in lines
    )
    return [
        PayeeEntry(
            each.name, each.id_number, each.account, each.bank, each.amount_fen, each.note,
            lines[each.appropriation] if each.appropriation else None,
        )
        for each in rows
    ]  # fmt: skip


def _masked(payee: Payee) -> PayeeTold:
    told = _told(payee)
    told.name, told.id_number, told.account = masked_name(told.name), masked_id_number(told.id_number), masked_account(told.account)
    return told


def _told(payee: Payee) -> PayeeTold:
    return PayeeTold(
        number=payee.number, name=payee.name, id_number=payee.id_number, account=payee.account, bank=payee.bank, amount_fen=payee.amount,
        note=payee.note, appropriation=payee.appropriation_id, state=payee.state, state_title=payee.get_state_display(),
    )  # fmt: skip
