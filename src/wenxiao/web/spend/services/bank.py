"""How does money that was approved go to the bank, and what is done with what the bank answers?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from wenxiao.control.chain import digest
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.spend.book_files import FORMULA_SIGNS
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.conditions.payees import no_refund_stands
from wenxiao.web.spend.conditions.standing import may_be_paid_again
from wenxiao.web.spend.models import BankFile, BankLine, BankResult, Payee, PaymentRequest, ResultLine
from wenxiao.web.spend.queries.bank import Match, lines_of, match
from wenxiao.web.spend.queries.payees import corrections_of, destinations, uncorrected
from wenxiao.web.spend.services.numbering import numbers_after_last
from wenxiao.web.spend.services.payees import payee_of_request
from wenxiao.web.spend.services.settling import request_settle
from wenxiao.web.spend.tables.bank import Told, read_result, write_csv
from wenxiao.web.spend.tables.reading import TableError
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW, STEPS
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import perform

State = PaymentRequest.State
LEAST_REASON = 10
MOST_LINES = 5000


def bank_file_make(*, actor: PostActor, unit: Unit, requests: Sequence[PaymentRequest]) -> BankFile:
    """One file of all that is to be paid of these requests, each sent by it: wholly, or nothing. Amounts and payees are as approved.

    Raises NotPermitted, OutOfTurn, Refused (`requests`: every request that cannot go, and why).
    """

    def make() -> BankFile:
        hold(unit)
        file = BankFile(unit=unit, author=actor.account)
        require(actor, "payment", "X", file)
        if not requests:
            raise Refused(Refusal("请至少选一笔申请", field="requests"))
        chosen = sorted(requests, key=lambda each: each.pk)
        for each in chosen:
            hold(each)
        raise_if_any(fault for each in chosen for fault in _faults(unit, each))
        _not_by_its_own(actor, [each for each in chosen if each.state != State.TO_PAY])
        file.number = next(numbers_after_last(BankFile, f"{unit.code}-{clock.today().year}-B", 4))
        lines = []
        for each in chosen:
            again = each.state != State.TO_PAY
            lines += _lines(each, again=again)
            if again:
                corrections_of(each).filter(state="approved", payee__in=[line.payee_id for line in lines]).update(used=True)
        raise_if_any(_line_faults(lines))
        for place, line in enumerate(lines, 1):
            line.number, line.code = place, f"{file.number}-{place:04d}"
        file.count, file.total = len(lines), sum(line.amount for line in lines)
        file.digest = digest(write_csv(lines))
        file.save(force_insert=True)
        for line in lines:
            line.file = file
        BankLine.objects.bulk_create(lines, batch_size=500)
        for each in chosen:
            told = {"支付文件": file.number}
            if each.state == State.TO_PAY:
                perform(REQUEST_WORKFLOW, each, "send", actor=actor, details=told)
            else:
                record(actor=actor, subject=each, action="send_again", action_title="退票再次提交银行", details=told)
        record(
            actor=actor, subject=file, action="create", action_title="生成支付文件",
            details={
                "笔数": file.count, "合计（元）": str(Money(file.total)), "摘要": file.digest, "申请": [each.number for each in chosen],
            },
        )  # fmt: skip
        return file

    return in_turn(make)


def bank_file_take_out(*, actor: PostActor, file: BankFile, form: str) -> tuple[BankLine, ...]:
    """Its lines, to be written as a file; that they were taken out stands in the trail.

    Raises NotPermitted; Refused where they are not what they were when the file was made.
    """

    def take_out() -> tuple[BankLine, ...]:
        require(actor, "payment", "X", file)
        lines = tuple(file.lines.order_by("number"))
        if digest(write_csv(lines)) != file.digest:
            raise Refused(Refusal(f"{file}的明细和生成时的摘要对不上，有人改过数据：不能导出，请报告系统管理员和财政所长", rule="防篡改"))
        record(actor=actor, subject=file, action="take_out", action_title="下载支付文件", details={"格式": form, "摘要": file.digest})
        return lines

    return in_turn(take_out)


def bank_result_take(*, actor: PostActor, unit: Unit, name: str, content: bytes) -> BankResult:
    """Register what the bank answers: wholly, or where one cell cannot be read nothing. The same file is taken once.

    Rows that cannot be matched, could be more than one line's, or tell what cannot be followed, stay open for the cashier.
    Raises NotPermitted, Refused (`file`).
    """
    require(actor, "payment", "X", BankResult(unit=unit))
    try:
        told, faults = read_result(name, content)
    except TableError as error:
        raise Refused(Refusal(f"没有导入：{error}", field="file")) from error
    if faults:
        raise Refused(*(Refusal(each.sentence, field="file") for each in faults))
    if not told:
        raise Refused(Refusal("没有导入：文件里没有一行结果", field="file"))
    sm3 = digest(content)

    def take() -> BankResult:
        hold(unit)
        before = BankResult.objects.filter(unit=unit, digest=sm3).first()
        if before is not None:
            when = before.created.astimezone().strftime("%Y-%m-%d")
            raise OutOfTurn(Refusal(f"这份回单 {when} 已经导入过（{before.name}）：没有再登记，什么也没有改", field="file"))
        lines = lines_of(unit.pk, told)
        requests = _held({line.request_id for line in lines})
        # Read again: whoever moved one of these requests has finished by now.
        lines = lines_of(unit.pk, told)
        result = BankResult.objects.create(unit=unit, name=name[:255], digest=sm3, count=len(told), author=actor.account)
        rows, touched = _matched(result, told, lines)
        refused = _settle(actor, requests, touched, f"result-{result.pk}")
        for row in rows:
            line = row.line
            if line is not None and line.pk in touched and line.request_id in refused:
                row.state, row.line, row.doubt = ResultLine.State.OPEN, None, str(refused[line.request_id])[:300]
        ResultLine.objects.bulk_create(rows, batch_size=500)
        counts = {title: sum(row.state == state for row in rows) for state, title in ResultLine.State.choices}
        record(
            actor=actor, subject=result, action="create", action_title="导入银行回单",
            details={"文件": name[:255], "行数": len(rows), "摘要": sm3, **{title: count for title, count in counts.items() if count}},
        )  # fmt: skip
        return result

    return in_turn(take)


def result_line_decide(*, actor: PostActor, line: ResultLine, paid_by: BankLine | None, reason: str) -> None:
    """What the cashier has found out about a row that nobody could tell: which line it is, or that it is none of ours.

    Raises NotPermitted, OutOfTurn, Refused (`line`, `reason`).
    """
    reason = " ".join(reason.split())

    def decide() -> None:
        hold(line.result.unit)
        requests = _held({paid_by.request_id} if paid_by else set())
        hold(line)
        require(actor, "payment", "X", line.result)
        if line.state != ResultLine.State.OPEN:
            raise OutOfTurn(Refusal(f"回单{line}已经认定过了：{line.get_state_display()}"))
        found = []
        if not LEAST_REASON <= len(reason) <= 200:
            found.append(Refusal(f"请写明依据，{LEAST_REASON} 至 200 个字（现有 {len(reason)} 个）", field="reason"))
        if paid_by is not None:
            paid_by.refresh_from_db()
            if paid_by.file.unit_id != line.unit_id or paid_by.amount != line.amount:
                found.append(Refusal(f"这一行是 {Money(line.amount)} 元，{paid_by.code} 是 {Money(paid_by.amount)} 元", field="line"))
            elif paid_by.state not in states_before(line):
                found.append(Refusal(f"{paid_by.code} 已经是“{paid_by.get_state_display()}”：请另选，或选“不登记”", field="line"))
        raise_if_any(found)
        if paid_by is None:
            line.state = ResultLine.State.SET_ASIDE
        else:
            line.state, line.line = ResultLine.State.MATCHED, paid_by
        line.doubt = reason
        line.save(update_fields=["state", "line", "doubt"])
        if paid_by is not None:
            _tell(paid_by, Told(line.row, "", line.reference, "", "", line.amount, line.day, ResultLine.Outcome(line.outcome), line.reason))
            for refused in _settle(actor, requests, {paid_by.pk: paid_by}, f"decision-{line.pk}").values():
                raise Refused(*(each._replace(field="line") for each in refused.refusals))
        record(
            actor=actor, subject=line.result, action="decide", action_title="认定回单行", reason=reason,
            details={"行": line.row, "支付编号": paid_by.code if paid_by else "不登记"},
        )  # fmt: skip

    in_turn(decide)


def states_before(line: ResultLine) -> tuple[str, ...]:
    """In which states a line of ours may be what the bank tells of."""
    return ("sent",) if line.outcome == ResultLine.Outcome.PAID else ("sent", "paid")


def _faults(unit: Unit, request: PaymentRequest) -> Iterable[Refusal]:
    if request.unit_id != unit.pk:
        yield Refusal(f"{request.number} 不是本单位的", field="requests")
    elif request.state not in (State.TO_PAY, State.PAID, State.BOOKED):
        yield Refusal(f"{request.number} 现在是“{request.get_state_display()}”，只有“待支付”的才能付", field="requests")
    elif request.state != State.TO_PAY:
        yield from no_refund_stands(request)
        yield from may_be_paid_again(request)


def _not_by_its_own(actor: PostActor, requests: Sequence[PaymentRequest]) -> None:
    """Who wrote or approved a request does not pay it, a second time neither. Raises NotPermitted."""
    own = Entry.objects.filter(
        subject_kind=PaymentRequest.KIND, subject_id__in=[str(each.pk) for each in requests], action__in=STEPS, account=actor.account
    )  # fmt: skip
    handled = set(own.values_list("subject_id", flat=True))
    if numbers := [each.number for each in requests if str(each.pk) in handled]:
        told = "、".join(numbers[:10])
        raise NotPermitted(Refusal(f"{actor.person}此前报送或审批过 {told}，退票不能由自己重付：请由另一名出纳办理", rule="不相容岗位"))


def _lines(request: PaymentRequest, *, again: bool) -> list[BankLine]:
    """What is to be paid of it: everybody who was not, or of one already paid only those who came back and were corrected."""
    payees = payee_of_request(request)
    if again:
        waiting = set(uncorrected(request).values_list("pk", flat=True))
        payees = [each for each in payees if each.state == Payee.State.RETURNED and each.pk not in waiting]
        payees = [each for each in payees if not each.bank_lines.exclude(state=BankLine.State.RETURNED).exists()]
        if not payees:
            raise Refused(Refusal(f"{request.number} 没有更正过账户、可以再付的退票", field="requests"))
    else:
        payees = [each for each in payees if each.state in (Payee.State.PENDING, Payee.State.RETURNED)]
    where = destinations(request, payees)
    purpose = f"用途：{request.purpose}" if request.purpose.startswith(FORMULA_SIGNS) else request.purpose
    return [
        BankLine(
            request=request, payee=each, name=where[each.pk].name, account=where[each.pk].number, bank=where[each.pk].bank,
            amount=each.amount, purpose=purpose,
        )
        for each in payees
    ]  # fmt: skip


def _line_faults(lines: Sequence[BankLine]) -> Iterable[Refusal]:
    if len(lines) > MOST_LINES:
        yield Refusal(f"一份支付文件最多 {MOST_LINES} 笔，现有 {len(lines)} 笔：请分开生成", field="requests")
    if not lines:
        yield Refusal("选中的申请里没有要付的人", field="requests")
    for line in lines:
        several = line.request.kind == PaymentRequest.Kind.BATCH
        whose = f"{line.request.number} 名单{line.payee}" if several else f"{line.request.number}（{line.name}）"
        if line.name.startswith(FORMULA_SIGNS) or line.bank.startswith(FORMULA_SIGNS):
            yield Refusal(f"{whose}的户名或开户银行以 =、+、-、@ 开头，表格软件会当成公式：请退回改正", field="requests")
        if not (line.account.isascii() and line.account.isdigit()):
            yield Refusal(f"{whose}没有写收款账号，或账号不是数字：不能由支付文件付，请退回补上，或在申请页面单独提交", field="requests")


def _held(pks: Iterable[int]) -> dict[int, PaymentRequest]:
    requests = {each.pk: each for each in PaymentRequest.objects.filter(pk__in=list(pks)).select_related("unit", "office").order_by("pk")}
    for each in requests.values():
        hold(each)
    return requests


def _matched(result: BankResult, told: Sequence[Told], lines: Sequence[BankLine]) -> tuple[list[ResultLine], dict[int, BankLine]]:
    """The rows to be kept, and the lines they are about as they stand afterwards."""
    by_code = {line.code: line for line in lines}
    by_account: dict[tuple[str, int], list[BankLine]] = {}
    for line in lines:
        by_account.setdefault((line.account, line.amount), []).append(line)
    rows, touched = [], {}
    for each in told:
        found = match(each, by_code, by_account)
        rows.append(_row(result, each, found))
        if found.line is not None and not found.again:
            _tell(found.line, each)
            touched[found.line.pk] = found.line
    return rows, touched


def _row(result: BankResult, told: Told, found: Match) -> ResultLine:
    state = ResultLine.State.AGAIN if found.again else ResultLine.State.MATCHED if found.line else ResultLine.State.OPEN
    return ResultLine(
        result=result, unit=result.unit, row=told.row, code=told.code, reference=told.reference, account=told.account, name=told.name,
        amount=told.amount, day=told.day, outcome=told.outcome, reason=told.reason, state=state, doubt=found.doubt, line=found.line,
    )  # fmt: skip


def _tell(line: BankLine, told: Told) -> None:
    line.state, line.settled_on = BankLine.State(told.outcome.value), told.day
    line.reference = told.reference or line.reference
    line.reason = told.reason or ("银行没有写明原因" if told.outcome is ResultLine.Outcome.RETURNED else "")


def _settle(actor: PostActor, requests: dict[int, PaymentRequest], touched: dict[int, BankLine], key: str) -> dict[int, Refused]:
    """By request's pk: why the bank's word on it cannot be followed. Of that request nothing is changed; the others do not wait for it."""
    by_request: dict[int, list[BankLine]] = {}
    for line in touched.values():
        by_request.setdefault(line.request_id, []).append(line)
    refused = {}
    for pk in sorted(by_request):
        try:
            with transaction.atomic():
                _write(by_request[pk])
                request_settle(actor=actor, request=requests[pk], lines=by_request[pk], key=key)
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as error:
            refused[pk] = error
    return refused


def _write(lines: Sequence[BankLine]) -> None:
    # One short statement over and over: Django's own for many rows at once takes ten times as long for a list of three thousand.
    told = [(line.state, line.settled_on, line.reference, line.reason, line.pk) for line in lines]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE spend_bankline SET state = %s, settled_on = %s, reference = %s, reason = %s WHERE id = %s", told)
