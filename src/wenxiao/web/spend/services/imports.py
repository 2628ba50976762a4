"""How do the payments made before the office was used get into its ledger: whole or not at all, each once, on its own day?

A payment of the old books stands in the ledger under its own day, so that months and years come out right; when it was taken over, by
whom it was asked for and approved, stands in the trail of the import.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from wenxiao.control.chain import canonical, digest
from wenxiao.control.ledger.commands import Leg
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import Machine, PostActor, require
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.spend.books import books, in_turn, ledger_post, merged
from wenxiao.web.spend.models import Appropriation, Charge, ImportRow, LedgerImport, Node, PaymentRequest
from wenxiao.web.spend.progress import Progress
from wenxiao.web.spend.queries.caps import caps_of
from wenxiao.web.spend.queries.imports import taken_before
from wenxiao.web.spend.services.requests import request_numbers
from wenxiao.web.spend.tables.old_books import Lines, OldPayment, key_of, read_old_books, write_template
from wenxiao.web.spend.tables.reading import CellFault, TableError
from wenxiao.web.spend.workflows.ledger_import import IMPORT_WORKFLOW, twice_refused
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import attachment_keep, record
from wenxiao.web.trail.workflow import perform

State = LedgerImport.State
logger = logging.getLogger(__name__)
NOON = time(12)


def import_template(*, actor: PostActor, unit: Unit, year: int) -> bytes:
    """The workbook to be filled in. Raises NotPermitted."""
    require(actor, "bookkeeping", "C", LedgerImport(unit=unit))
    return write_template(unit.name, year, list(_lines(unit, year)), made=timezone.localtime(clock.now()))


def import_upload(*, actor: PostActor, unit: Unit, year: int, name: str, content: bytes) -> LedgerImport:
    """Check a file whole and keep it, with its rows where nothing is wrong and with everything that is wrong where something is.

    Nothing of it is in the ledger. Raises NotPermitted; Refused (`file`, `year`) where the file as a whole cannot be taken, or is
    here already.
    """
    require(actor, "bookkeeping", "C", LedgerImport(unit=unit))
    raise_if_any(_of_file(unit, year, content))
    offices = Office.objects.filter(unit=unit).select_related("unit")
    known = Lines(
        year, clock.today(), {key_of(line): line for line in _lines(unit, year)},
        {**{each.name: each for each in offices}, **{each.code: each for each in offices}},
    )  # fmt: skip
    try:
        payments, faults = read_old_books(name, content, known)
    except TableError as error:
        raise Refused(Refusal(str(error), field="file")) from error
    faults += _here_already(unit, year, payments)

    def keep() -> LedgerImport:
        hold(unit)
        raise_if_any(_of_file(unit, year, content))
        kept = attachment_keep(name=name, media_type="application/octet-stream", content=content)
        found = LedgerImport.objects.create(
            unit=unit, year=year, name=name[:200], attachment=kept, author=actor.account,
            state=State.WRONG if faults else State.CHECKED, problems=[list(each) for each in faults],
        )  # fmt: skip
        if not faults:
            ImportRow.objects.bulk_create((ImportRow(ledger_import=found, **each._asdict()) for each in payments), batch_size=500)
        details = {"摘要": kept.hash, "行数": len(payments), "合计": sum(each.amount for each in payments), "问题": len(faults)}
        record(actor=actor, subject=found, action="upload", action_title="上传旧账", to_state=found.get_state_display(), details=details)
        return found

    return in_turn(keep)


def import_act(*, actor: PostActor, found: LedgerImport, action: str, reason: str = "") -> Entry:
    """Move it along one transition of IMPORT_WORKFLOW. Raises NotPermitted, OutOfTurn, Refused (every cap that would be passed)."""

    def act() -> Entry:
        hold(found.unit)
        return perform(IMPORT_WORKFLOW, found, action, actor=actor, reason=reason)

    return in_turn(act)


def import_take(*, pk: int, told: Callable[[int, int], Any] | None = None) -> LedgerImport:
    """Post an approved import: every row a payment that is booked, or none. Done again it does nothing.

    In one transaction, so that who is killed in the middle has done nothing and may begin anew. `told` hears how many rows of how many
    are done; by default it is written where the page of the import finds it.
    """
    progress = Progress("import", pk)
    try:
        with transaction.atomic():
            found = LedgerImport.objects.select_related("unit").get(pk=pk)
            hold(found.unit)
            hold(found)
            if found.state != State.TAKING:
                return found
            # Of two with the same payment, whoever came to it first has posted it.
            raise_if_any(twice_refused(found, (State.TAKEN,)))
            count = _post(found, told or progress.tell)
            LedgerImport.objects.filter(pk=pk).update(state=State.TAKEN)
            found.state = State.TAKEN
            record(
                actor=Machine(), subject=found, action="take", action_title="旧账入账", from_state=State.TAKING.label,
                to_state=State.TAKEN.label, details={"行数": count, "摘要": found.attachment_id},
            )  # fmt: skip
    except Refused as refused:
        return _failed(pk, "；".join(each.sentence for each in refused.refusals))
    except Exception:
        # Whatever it was must not leave the import on its way for ever: it can be asked for again.
        logger.exception("the import %s could not be taken over", pk)
        return _failed(pk, "入账时系统出了错，没有记入任何一笔：请把这句话和时间告诉管机器的人，查明以后再送审")
    finally:
        progress.end()
    return found


def _of_file(unit: Unit, year: int, content: bytes) -> list[Refusal]:
    found = []
    if year not in YEARS:
        found.append(Refusal("年度应当是四位数，如 2024", field="year"))
    elif not Appropriation.objects.filter(unit=unit, year=year).exists():
        found.append(Refusal(f"{year} 年还没有可以列支的支出指标：请先下达指标并分解，再导入旧账", field="year"))
    same = LedgerImport.objects.filter(unit=unit, attachment_id=digest(content)).exclude(state__in=(State.WRONG, State.DISCARDED)).first()
    if same is not None:
        found.append(
            Refusal(
                f"同一份文件已经在 {timezone.localdate(same.uploaded)} 上传过，现在是“{same.get_state_display()}”：再导入一次就重复支付了",
                field="file", rule="重复导入",
            )
        )  # fmt: skip
    return found


def _lines(unit: Unit, year: int) -> Any:
    return Appropriation.objects.filter(unit=unit, year=year).select_related("unit", "project", "office")


def _here_already(unit: Unit, year: int, payments: list[OldPayment]) -> list[CellFault]:
    keys = {each.row: (each.appropriation.pk, each.day, each.amount, each.voucher) for each in payments}
    before = taken_before(unit, year, keys.values())
    return [
        CellFault(
            each.row, f"{each.row} 行", "原凭证号",
            f"{each.voucher} 号凭证 {Money(each.amount)} 元已经在《{other.ledger_import.name}》第 {other.row} 行：请从这份文件里删去",
        )
        for each in payments if (other := before.get(keys[each.row]))
    ]  # fmt: skip


def _post(found: LedgerImport, told: Callable[[int, int], Any]) -> int:
    rows = list(found.rows.select_related("appropriation__unit", "office__unit"))
    approval = Entry.objects.filter(subject_kind=found.KIND, subject_id=str(found.pk), action="approve").latest("sequence")
    actor = Machine(account=approval.account, person=approval.person, post=approval.post)
    requests = _requests(found, rows)
    caps = _caps(rows)
    # All of them at once and in ascending order, as every command locks its own: nobody else can wait for us and we for him.
    books().nodes(sorted({node.pk for nodes in caps.values() for node in nodes}), locked=True)
    for done, (row, request) in enumerate(zip(rows, requests, strict=True), 1):
        at = datetime.combine(row.day, NOON, timezone.get_default_timezone()).astimezone(UTC).isoformat(timespec="microseconds")
        nodes = caps[row.appropriation_id, row.day.month]
        said = _content_hash(found, row)
        for move in ("hold", "pay"):
            ledger_post(
                actor=actor, kind=move, key=f"{found.unit.code}/{found.year}/import/{found.pk}/{row.row}/{move}", subject=request, at=at,
                legs=merged(Leg(node.pk, move, row.amount) for node in nodes), reason=f"{found}第 {row.row} 行，原凭证 {row.voucher}",
                subject_hash=said,
            )  # fmt: skip
        if done % 50 == 0 or done == len(rows):
            told(done, len(rows))
    return len(rows)


def _content_hash(found: LedgerImport, row: ImportRow) -> str:
    """SM3 of the row and of the file it stands in."""
    names = ("row", "office_id", "appropriation_id", "amount", "payee", "private", "purpose", "voucher")
    said = {name: getattr(row, name) for name in names}
    return digest(canonical({"file": found.attachment_id, "day": row.day.isoformat(), **said}))


def _requests(found: LedgerImport, rows: list[ImportRow]) -> list[PaymentRequest]:
    numbers = request_numbers(found.unit, found.year)
    way = PaymentRequest.Way
    made = PaymentRequest.objects.bulk_create(
        (
            PaymentRequest(
                unit=found.unit, office=row.office, year=found.year, number=next(numbers), purpose=row.purpose, payee=row.payee,
                way=way.PERSON if row.private else way.COMPANY, document=f"原凭证 {row.voucher}", author=found.author, round=1,
                state=PaymentRequest.State.BOOKED, imported=found, imported_day=row.day,
            )
            for row in rows
        ),
        batch_size=500,
    )  # fmt: skip
    Charge.objects.bulk_create(
        (Charge(request=request, appropriation=row.appropriation, amount=row.amount) for row, request in zip(rows, made, strict=True)),
        batch_size=500,
    )
    return made


def _caps(rows: list[ImportRow]) -> dict[tuple[int, int], tuple[Node, ...]]:
    """(appropriation, month) → the nodes a payment of that month falls on."""
    found = {}
    for month in sorted({row.day.month for row in rows}):
        of_month = [row for row in rows if row.day.month == month]
        lines = {row.appropriation_id: row.appropriation for row in of_month}
        for pk, nodes in caps_of(lines.values(), of_month[0].day).items():
            found[pk, month] = nodes
    return found


def _failed(pk: int, why: str) -> LedgerImport:
    with transaction.atomic():
        found = LedgerImport.objects.select_related("unit").get(pk=pk)
        hold(found)
        if found.state == State.TAKING:
            LedgerImport.objects.filter(pk=pk).update(state=State.FAILED, failure=why)
            found.state, found.failure = State.FAILED, why
            record(
                actor=Machine(), subject=found, action="fail", action_title="旧账没有入账", from_state=State.TAKING.label,
                to_state=State.FAILED.label, reason=why,
            )  # fmt: skip
    return found
