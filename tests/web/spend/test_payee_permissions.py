"""Does every page and step of lists, bank files, corrections, refunds and scans ask the matrix?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from web.permission_cases import Ask, Case, every, hold
from web.plan.making import YEAR
from web.spend.paid_lists import citizen, person
from web.spend.test_spend_permissions import request_in
from web.township import Township
from wenxiao.control.chain import digest
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.spend.models import (
    AccountCorrection,
    BankFile,
    BankLine,
    BankResult,
    Payee,
    PayeeList,
    PaymentRequest,
    Refund,
    ResultLine,
)
from wenxiao.web.spend.tables.bank import write_csv
from wenxiao.web.spend.workflows.payees import CORRECTION_WORKFLOW
from wenxiao.web.spend.workflows.refund import REFUND_WORKFLOW

pytestmark = pytest.mark.django_db
OFFICES = ("own_office", "other_office")
ANYWHERE = (*OFFICES, "other_unit")
UNITS = ("unit", "other_unit")
REASON = "凭本人存折当面核对过账户"
Make = Callable[[Township, Unit, Office | None], Any]
SHOWN_TO = ("HD", "HL", "AC", "CA")


def listed(state: str, payee: str = "pending") -> Make:
    """A list of one, written past the services."""

    def make(township: Township, unit: Unit, office: Office | None) -> PaymentRequest:
        made: PaymentRequest = request_in(state)(township, unit, office)
        PaymentRequest.objects.filter(pk=made.pk).update(kind="batch")
        made.kind = "batch"
        PayeeList.objects.create(request=made, month=3)
        Payee.objects.create(
            request=made, number=1, name="王五", id_number=citizen(1), account="622800000001", amount=100, state=payee, note=""
        )
        return made

    return make


def corrected(township: Township, unit: Unit, office: Office | None) -> AccountCorrection:
    made = listed("paid", "returned")(township, unit, office)
    return AccountCorrection.objects.create(
        unit=unit, office=made.office, payee=made.payees.get(), name="王五", account="622800000002", reason=REASON, round=1, author="x",
        state="proposed",
    )  # fmt: skip


def refunded(township: Township, unit: Unit, office: Office | None) -> Refund:
    made = request_in("paid")(township, unit, office)
    return Refund.objects.create(
        unit=unit, office=made.office, request=made, appropriation_id=made.line, amount=1, received=date(YEAR, 5, 6), reason="多付",
        bank_reference="H1", author="x", state="registered",
    )  # fmt: skip


def filed(township: Township, unit: Unit, office: Office | None) -> BankFile:
    made = listed("at_bank")(township, unit, office)
    line = BankLine(
        request=made, payee=made.payees.get(), name="王五", account="622800000001", amount=100, purpose="沙袋", number=1, code="B-1"
    )
    file = BankFile.objects.create(unit=unit, number=f"{unit.code}-B1", count=1, total=100, digest=digest(write_csv([line])), author="x")
    line.file = file
    line.save()
    return file


def answered(township: Township, unit: Unit, office: Office | None) -> ResultLine:
    file = filed(township, unit, office)
    result = BankResult.objects.create(unit=unit, name="回单", digest="0", count=1, author="x")
    line = ResultLine.objects.create(
        result=result, unit=unit, row=2, account="6", amount=100, day=date(YEAR, 3, 1), outcome="paid", state="open", doubt="分不出"
    )
    line.ours = file.lines.get().pk  # type: ignore[attr-defined]
    return line


def scanned(township: Township, unit: Unit, office: Office | None) -> Any:
    return request_in("draft")(township, unit, office).vouchers.get()


def to(rest: str, data: dict[str, Any] | None = None) -> Callable[[Any], Ask]:
    return lambda made: Ask(f"{made.get_absolute_url()}{rest}", data)


def row_typed(_made: Any) -> dict[str, Any]:
    entry = person(2)
    values = {"name": entry.name, "id_number": entry.id_number, "account": entry.account, "amount": "1"}
    return {"do": "save", "edition": "1", "month": "3", **{f"payees-0-{name}": value for name, value in values.items()}}


def imported(_made: Any) -> dict[str, Any]:
    entry = person(2)
    content = f"姓名,身份证号,账号,金额\n{entry.name},{entry.id_number},{entry.account},1"
    return {"month": "3", "file": SimpleUploadedFile("名单.csv", content.encode())}


def refund_typed(made: Any) -> dict[str, Any]:
    return {
        "appropriation": str(made.line), "amount": "1", "received": f"{YEAR}-05-06", "bank_reference": "H2", "reason": "多付",
    }  # fmt: skip


def corrected_at(made: Any) -> str:
    return f"{made.get_absolute_url()}/payees/1"


CASES = (
    Case("看名单", "payment", "V", make=listed("draft"), ask=to("/payees"), places=ANYWHERE),
    Case("看完整名单", "payment", "EAX", make=listed("draft"), ask=to("/payees", {}), places=ANYWHERE, roles=SHOWN_TO),
    Case("下载隐去的名单", "payment", "V", make=listed("draft"), ask=to("/payees/file"), places=("own_office",)),
    Case("下载完整名单", "payment", "EAX", make=listed("draft"), ask=to("/payees/file", {}), places=OFFICES, roles=SHOWN_TO),
    Case(
        "录入名单", "payment", "E", make=listed("draft"), places=OFFICES,
        ask=lambda made: Ask(f"{made.get_absolute_url()}/payees/edit", row_typed(made)),
    ),
    Case(
        "导入名单", "payment", "E", make=listed("draft"), places=OFFICES,
        ask=lambda made: Ask(f"{made.get_absolute_url()}/payees/import", imported(made)),
    ),
    Case("看一人", "payment", "V", make=listed("paid", "returned"), ask=to("/payees/1"), places=ANYWHERE),
    Case(
        "提出更正", "payment", "EX", make=listed("paid", "returned"), places=OFFICES,
        ask=to("/payees/1", {"do": "correct", "name": "王五", "account": "622800000002", "reason": REASON}),
    ),
    Case("看更正", "payment", "V", make=corrected, ask=to(""), places=("own_office", "other_office")),
    *(
        Case(
            way.title, way.function, way.letter, make=corrected, places=OFFICES, roles=way.roles,
            ask=to(f"/act/{way.action}", {"reason": REASON}),
        )
        for way in CORRECTION_WORKFLOW.transitions
    ),
    Case("看退款", "payment", "V", make=refunded, ask=to(""), places=("own_office", "other_office")),
    Case(
        "登记退款", "payment", "X", make=request_in("paid"), places=OFFICES,
        ask=lambda made: Ask(f"{made.get_absolute_url()}/refunds/new", refund_typed(made)),
    ),
    *(
        Case(
            way.title, way.function, way.letter, make=refunded, places=OFFICES, roles=way.roles,
            ask=to(f"/act/{way.action}", {"reason": REASON}),
        )
        for way in REFUND_WORKFLOW.transitions
    ),
    Case("看支付文件", "payment", "V", make=filed, ask=to(""), places=UNITS),
    Case("下载支付文件", "payment", "X", make=filed, ask=to("", {"form": "csv"}), places=UNITS),
    Case(
        "看银行回单", "payment", "V", make=answered, places=UNITS, ask=lambda made: Ask(made.result.get_absolute_url()),
    ),
    Case(
        "认定回单行", "payment", "X", make=answered, places=UNITS,
        ask=lambda made: Ask(f"{made.result.get_absolute_url()}/2", {"line": "", "reason": "问过银行，不是这里的支付"}),
    ),
    Case(
        "上传扫描件", "payment", "E", make=scanned, places=OFFICES,
        ask=lambda made: Ask(
            f"{made.request.get_absolute_url()}/scans/{made.pk}", {"scan": SimpleUploadedFile("发票.pdf", b"%PDF-1.4 paper")}
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES))
def test_pages_and_steps_of_lists_and_bank_files_ask_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
