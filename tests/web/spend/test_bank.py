"""Does what goes to the bank come back matched, once, and does what was returned stay held until it is paid or given up?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from web.plan.making import YEAR
from web.spend.paid_lists import HEAD, answer, sent, to_pay
from web.spend.spending import TO_PAY, allotted, made_request, node, of_project, taken
from web.township import Township
from wenxiao.control.ledger.recompute import recompute
from wenxiao.web.people.acting import PostActor
from wenxiao.web.spend.models import AccountCorrection, BankFile, BankLine, BankResult, Command, Payee, PaymentRequest, ResultLine
from wenxiao.web.spend.queries.bank import bank_waits
from wenxiao.web.spend.queries.payments import bank_references
from wenxiao.web.spend.queries.unfinished import unfinished
from wenxiao.web.spend.services.bank import bank_file_make, bank_file_take_out, bank_result_take, result_line_decide
from wenxiao.web.spend.services.payees import correction_act, correction_propose, payee_give_up
from wenxiao.web.spend.services.refunds import refund_act, refund_register
from wenxiao.web.spend.services.requests import request_act
from wenxiao.web.spend.services.standing import project_stand
from wenxiao.web.spend.tables.bank import write_csv
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
State = PaymentRequest.State
REASON = "开户银行已更换，凭本人存折核对"


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def told(year: Township, content: bytes, name: str = "回单.csv") -> BankResult:
    return bank_result_take(actor=year.actor("CA"), unit=year.unit, name=name, content=content)


def corrected(year: Township, payee: Payee, account: str = "6228999900001111") -> AccountCorrection:
    made = correction_propose(actor=year.actor("CA"), payee=payee, name=payee.name, account=account, reason=REASON)
    correction_act(actor=year.actor("AC"), correction=made, action="approve")
    return made


def balances() -> tuple[int, int]:
    line = of_project().node
    assert (node("unit").held, node("unit").paid) == (line.held, line.paid)
    return line.held, line.paid


def states(request: PaymentRequest) -> list[str]:
    request.refresh_from_db()
    return [each.state for each in request.payees.order_by("number")]


def nothing_is_wrong_with_the_books() -> bool:
    def asked(statement: str) -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    return not recompute(asked).faults


def test_a_file_has_a_line_a_payee_and_sends_each_request(year: Township) -> None:
    many, one = to_pay(year, 3), taken(year, made_request(year, 5_000, payee_account="6222 0000 1111"), *TO_PAY)
    file = sent(year, many, one)
    assert (file.count, file.total, many.state, one.state) == (4, 8_000, State.AT_BANK, State.AT_BANK)
    assert [line.code for line in file.lines.all()] == [f"{file.number}-{n:04d}" for n in range(1, 5)]
    lines = bank_file_take_out(actor=year.actor("CA"), file=file, form="CSV")
    written = write_csv(lines)
    assert written.startswith("\ufeff支付编号,账号".encode())
    assert "622200001111,青石建材商店,,50.00,购买防汛沙袋" in written.decode()


def test_a_changed_line_is_not_taken_out(year: Township) -> None:
    file = sent(year, to_pay(year, 2))
    BankLine.objects.filter(file=file, number=1).update(account="6200000000000000")
    with pytest.raises(Refused, match="摘要对不上"):
        bank_file_take_out(actor=year.actor("CA"), file=file, form="CSV")


def test_pressing_twice_makes_one_file(year: Township) -> None:
    request = to_pay(year, 2)
    stale = PaymentRequest.objects.get(pk=request.pk)
    sent(year, request)
    with pytest.raises(Refused, match="已提交银行"):
        sent(year, stale)
    assert BankFile.objects.count() == 1


def test_a_request_without_an_account_keeps_the_whole_file_from_being_made(year: Township) -> None:
    whole, lacking = to_pay(year, 2), taken(year, made_request(year, 5_000, payee_account=""), *TO_PAY)
    with pytest.raises(Refused, match=f"{lacking.number}（青石建材商店）没有写收款账号"):
        sent(year, whole, lacking)
    assert not BankFile.objects.exists()
    assert not lacking.payees.exists()


def test_only_the_cashier_makes_a_file(year: Township) -> None:
    with pytest.raises(NotPermitted):
        bank_file_make(actor=year.actor("AC"), unit=year.unit, requests=[to_pay(year, 1)])


def test_when_all_lines_are_paid_the_request_is_paid_with_the_banks_reference(year: Township) -> None:
    request = to_pay(year, 3)
    result = told(year, answer(sent(year, request).lines.all()))
    assert states(request) == ["paid"] * 3
    assert (request.state, balances()) == (State.PAID, (0, 3_000))
    assert {line.state for line in result.lines.all()} == {"matched"}
    assert nothing_is_wrong_with_the_books()


def test_what_the_bank_did_not_pay_stays_held_and_the_rest_is_paid(year: Township) -> None:
    request = to_pay(year, 3)
    told(year, answer(sent(year, request).lines.all(), 2))
    assert states(request) == ["paid", "returned", "paid"]
    assert (request.state, balances()) == (State.PAID, (1_000, 2_000))
    assert request.payees.get(number=2).returned_reason == "户名账号不符"


def test_what_came_back_is_paid_again_to_the_corrected_account_once(year: Township) -> None:
    request = to_pay(year, 3)
    first = sent(year, request)
    told(year, answer(first.lines.all()))
    taken(year, request, "book")
    told(year, answer(first.lines.filter(number=2), 2, word="退票"))
    assert states(request) == ["paid", "returned", "paid"]
    assert (request.state, balances()) == (State.BOOKED, (1_000, 2_000))
    with pytest.raises(Refused, match="没有更正过账户"):
        sent(year, request)
    corrected(year, request.payees.get(number=2))
    second = sent(year, request)
    assert [(line.name, line.account) for line in second.lines.all()] == [("王1", "6228999900001111")]
    with pytest.raises(Refused, match="没有更正过账户"):
        sent(year, request)
    told(year, answer(second.lines.all()))
    assert states(request) == ["paid", "repaid", "paid"]
    assert (request.state, balances()) == (State.BOOKED, (0, 3_000))
    assert Command.objects.filter(kind="pay", subject_id=str(request.pk)).count() == 2
    assert nothing_is_wrong_with_the_books()


def test_what_comes_back_a_second_time_needs_another_correction(year: Township) -> None:
    request = to_pay(year, 2)
    told(year, answer(sent(year, request).lines.all(), 1))
    corrected(year, request.payees.get(number=1))
    told(year, answer(sent(year, request).lines.all(), 1))
    assert (states(request), balances()) == (["returned", "paid"], (1_000, 1_000))
    with pytest.raises(Refused, match="没有更正过账户"):
        sent(year, request)


def test_a_request_of_one_payee_goes_the_same_way(year: Township) -> None:
    request = taken(year, made_request(year, 5_000, payee_account="622200001111"), *TO_PAY)
    first = sent(year, request)
    told(year, answer(first.lines.all(), 1))
    assert (states(request), request.state, balances()) == (["returned"], State.TO_PAY, (5_000, 0))
    with pytest.raises(Refused, match="账户还没有更正"):
        sent(year, request)
    corrected(year, request.payees.get())
    told(year, answer(sent(year, request).lines.all()))
    assert (states(request), request.state, balances()) == (["repaid"], State.PAID, (0, 5_000))
    last = BankLine.objects.order_by("-pk").first()
    assert last is not None
    told(year, answer([last], 1, word="退票"))
    assert (states(request), request.state, balances()) == (["returned"], State.TO_PAY, (5_000, 0))
    assert nothing_is_wrong_with_the_books()


def test_what_is_given_up_can_be_spent_otherwise(year: Township) -> None:
    request = to_pay(year, 2)
    told(year, answer(sent(year, request).lines.all(), 1))
    payee = request.payees.get(number=1)
    with pytest.raises(Refused, match="至少 10 个字"):
        payee_give_up(actor=year.actor("CA"), payee=payee, reason="不付了")
    payee_give_up(actor=year.actor("CA"), payee=payee, reason="本人已经迁出，不再享受补贴")
    assert (states(request), balances()) == (["given_up", "paid"], (0, 1_000))
    with pytest.raises(OutOfTurn):
        payee_give_up(actor=year.actor("CA"), payee=payee, reason="本人已经迁出，不再享受补贴")


def test_nobody_approves_the_account_they_proposed_and_only_the_accountant_may(year: Township) -> None:
    request = to_pay(year, 2)
    told(year, answer(sent(year, request).lines.all(), 1))
    payee = request.payees.get(number=1)
    made = correction_propose(actor=year.actor("HD"), payee=payee, name="王0", account="6228999900001111", reason=REASON)
    with pytest.raises(OutOfTurn, match="已经有一份更正"):
        correction_propose(actor=year.actor("CA"), payee=payee, name="王0", account="6228999900002222", reason=REASON)
    with pytest.raises(NotPermitted):
        correction_act(actor=year.actor("CA"), correction=made, action="approve")
    correction_act(actor=year.actor("AC"), correction=made, action="reject", reason="存折和姓名不一致")
    with pytest.raises(Refused, match="没有更正过账户"):
        sent(year, request)


def test_the_same_file_twice_changes_nothing_and_says_so(year: Township) -> None:
    request = to_pay(year, 2)
    content = answer(sent(year, request).lines.all())
    told(year, content)
    commands = Command.objects.count()
    with pytest.raises(OutOfTurn, match="已经导入过"):
        told(year, content, "改了名.csv")
    again = told(year, content + b"\r\n")
    assert {line.state for line in again.lines.all()} == {ResultLine.State.AGAIN}
    assert (Command.objects.count(), balances()) == (commands, (0, 2_000))


def test_without_our_number_a_line_is_known_by_account_amount_and_day_if_it_is_the_only_one(year: Township) -> None:
    request = to_pay(year, 2)
    lines = list(sent(year, request).lines.all())
    day = f"{clock.today():%Y%m%d}"
    rows = [f",{line.account},{line.name},10.00,{day},成功,R{line.number}," for line in lines]
    told(year, "\n".join([HEAD, *rows]).encode("gb18030"))
    assert (states(request), request.state) == (["paid", "paid"], State.PAID)


def test_a_line_that_could_be_two_is_left_to_the_cashier(year: Township) -> None:
    first, second = (taken(year, made_request(year, 5_000, payee_account="622200001111"), *TO_PAY) for _ in range(2))
    lines = list(sent(year, first, second).lines.all())
    result = told(year, "\n".join([HEAD, f",622200001111,,50.00,{clock.today():%Y-%m-%d},成功,R9,"]).encode())
    row = result.lines.get()
    assert (row.state, row.doubt) == (ResultLine.State.OPEN, "有 2 笔支付的账号和金额都一样，分不出是哪一笔")
    assert balances() == (10_000, 0)
    with pytest.raises(Refused, match="写明依据"):
        result_line_decide(actor=year.actor("CA"), line=row, paid_by=lines[1], reason="")
    result_line_decide(actor=year.actor("CA"), line=row, paid_by=lines[1], reason="电话问过银行，是第二笔")
    second.refresh_from_db()
    assert (second.state, balances()) == (State.PAID, (5_000, 5_000))
    with pytest.raises(OutOfTurn, match="已经认定过"):
        result_line_decide(actor=year.actor("CA"), line=row, paid_by=lines[0], reason="电话问过银行，是第一笔")


def test_a_line_that_is_none_of_ours_is_set_aside_with_a_reason(year: Township) -> None:
    sent(year, to_pay(year, 1))
    result = told(year, "\n".join([HEAD, f",622299998888,某公司,50.00,{clock.today():%Y-%m-%d},成功,R9,"]).encode())
    row = result.lines.get()
    result_line_decide(actor=year.actor("CA"), line=row, paid_by=None, reason="是工会账户的支付，不在本系统")
    row.refresh_from_db()
    assert row.state == ResultLine.State.SET_ASIDE


@pytest.mark.parametrize(
    ("row", "told_why"),
    [
        ("{code},{account},王,10.01,{day},成功,R1,", "金额和支付文件不一致"),
        ("{code},622299998888,王,10.00,{day},成功,R1,", "账号和支付文件不一致"),
        ("X-1,{account},王,10.00,{day},成功,R1,", "没有支付编号 X-1"),
        (",{account},王,10.00,2001-01-01,成功,R1,", "没有账号和金额都相符"),
        ("{code},{account},王,10.00,2001-01-01,成功,R1,", "回单的日期 2001-01-01 还在这以前"),
    ],
)
def test_what_does_not_fit_is_told_and_moves_no_money(year: Township, row: str, told_why: str) -> None:
    line = sent(year, to_pay(year, 1)).lines.get()
    written = row.format(code=line.code, account=line.account, day=f"{clock.today():%Y-%m-%d}")
    result = told(year, "\n".join([HEAD, written]).encode())
    assert told_why in result.lines.get().doubt
    assert balances() == (1_000, 0)


def test_one_cell_that_cannot_be_read_keeps_the_whole_file_out_and_every_such_cell_is_named(year: Township) -> None:
    request = to_pay(year, 2)
    lines = list(sent(year, request).lines.all())
    content = (
        answer(lines).decode("utf-8-sig").replace("成功", "处理中", 1)
        + f"\r\n{lines[0].code},,,一千,昨天,成功,,\r\n{lines[0].code},,,10.00,2999-01-01,成功,,"
    )
    with pytest.raises(Refused) as refused:
        told(year, content.encode())
    sentences = [each.message for each in refused.value.refusals]
    assert any("第 2 行（F2）结果：“处理中”看不出" in each for each in sentences)
    assert any("第 4 行（D4）金额：“一千”不是金额" in each for each in sentences)
    assert any("第 4 行（E4）日期：“昨天”不是日期" in each for each in sentences)
    assert any("第 5 行（E5）日期：2999-01-01 还没有到" in each for each in sentences)
    assert not BankResult.objects.exists()
    assert balances() == (2_000, 0)


def test_a_request_waits_until_all_its_lines_have_been_told(year: Township) -> None:
    request = to_pay(year, 3)
    lines = list(sent(year, request).lines.all())
    told(year, answer(lines[:2]))
    request.refresh_from_db()
    assert (request.state, balances()) == (State.AT_BANK, (3_000, 0))
    told(year, answer(lines[2:]))
    request.refresh_from_db()
    assert (request.state, balances()) == (State.PAID, (0, 3_000))


def test_sent_back_to_its_office_a_list_goes_up_anew_and_pays_once(year: Township) -> None:
    request = to_pay(year, 2)
    sent(year, request)
    request_act(actor=year.actor("CA"), request=request, action="bank_refused", reason="银行系统升级，整批退回")
    assert (states(request), balances()) == (["returned", "returned"], (0, 0))
    taken(year, request, *TO_PAY)
    assert states(request) == ["pending", "pending"]
    told(year, answer(sent(year, request).lines.all()))
    assert (states(request), balances()) == (["paid", "paid"], (0, 2_000))


def test_while_the_bank_has_told_some_lines_the_request_is_neither_paid_nor_sent_back_by_hand(year: Township) -> None:
    request = to_pay(year, 3)
    lines = list(sent(year, request).lines.all())
    told(year, answer(lines[:2], 2))
    with pytest.raises(Refused, match="1 笔银行退回"):
        taken(year, request, "confirm")
    for action in ("bank_refused", "bank_failed"):
        with pytest.raises(Refused, match="1 笔银行已经付出"):
            request_act(actor=year.actor("CA"), request=request, action=action, reason="银行系统升级，整批退回")
    told(year, answer(lines[2:]))
    assert (states(request), request.state, balances()) == (["paid", "returned", "paid"], State.PAID, (1_000, 2_000))


def test_by_hand_all_are_paid_or_all_come_back(year: Township) -> None:
    request = to_pay(year, 2)
    sent(year, request)
    taken(year, request, "confirm")
    assert (states(request), {line.state for line in request.bank_lines.all()}, balances()) == (["paid", "paid"], {"paid"}, (0, 2_000))
    taken(year, request, "bank_bounced")
    assert (states(request), {line.state for line in request.bank_lines.all()}, balances()) == (
        ["returned", "returned"], {"returned"}, (2_000, 0),
    )  # fmt: skip


def test_when_everybody_is_given_up_there_is_nothing_to_send(year: Township) -> None:
    request = to_pay(year, 1)
    told(year, answer(sent(year, request).lines.all(), 1))
    payee_give_up(actor=year.actor("CA"), payee=request.payees.get(), reason="本人已经迁出，不再享受补贴")
    with pytest.raises(Refused, match="都定为不再支付"):
        taken(year, request, "send")
    request_act(actor=year.actor("CA"), request=request, action="return_cashier", reason="没有人要付了，退回作废")
    assert (request.state, balances()) == (State.RETURNED, (0, 0))


def test_what_came_back_late_leaves_the_line_that_is_being_paid_again_alone(year: Township) -> None:
    request = to_pay(year, 2)
    first = sent(year, request)
    told(year, answer(first.lines.all(), 2))
    corrected(year, request.payees.get(number=2))
    second = sent(year, request)
    with pytest.raises(Refused, match="1 笔退票已经再次提交银行"):
        taken(year, request, "bank_bounced")
    told(year, answer(first.lines.filter(number=1), 1, word="退票"))
    assert (states(request), request.state, balances()) == (["returned", "returned"], State.PAID, (2_000, 0))
    assert second.lines.get().state == "sent"
    told(year, answer(second.lines.all()))
    assert (states(request), balances()) == (["returned", "repaid"], (1_000, 1_000))
    corrected(year, request.payees.get(number=1))
    told(year, answer(sent(year, request).lines.all()))
    assert (states(request), balances()) == (["repaid", "repaid"], (0, 2_000))


def test_what_all_came_back_of_a_file_may_be_paid_by_hand(year: Township) -> None:
    request = to_pay(year, 2)
    told(year, answer(sent(year, request).lines.all(), 1, 2))
    for payee in request.payees.all():
        corrected(year, payee, f"62289999000000{payee.number:02d}")
    taken(year, request, "send", "confirm")
    assert (states(request), request.state, balances()) == (["repaid", "repaid"], State.PAID, (0, 2_000))


def test_who_sent_a_request_up_neither_pays_it_again_nor_books_what_they_paid_again(year: Township) -> None:
    request = to_pay(year, 2)
    told(year, answer(sent(year, request).lines.all(), 1))
    corrected(year, request.payees.get(number=1))
    both = PostActor(year.actor("HD").holder, year.actor("CA").in_post)
    with pytest.raises(NotPermitted, match=f"报送或审批过 {request.number}"):
        bank_file_make(actor=both, unit=year.unit, requests=[request])
    deputy = year.actor("BO").holder
    bank_file_make(actor=PostActor(deputy, year.actor("CA").in_post), unit=year.unit, requests=[request])
    with pytest.raises(NotPermitted, match="不能由经手过它的人"):
        request_act(actor=PostActor(deputy, year.actor("AC").in_post), request=request, action="book")


def test_what_the_bank_writes_of_people_stands_neither_in_the_trail_nor_in_the_ledger(year: Township) -> None:
    request = to_pay(year, 2)
    first = sent(year, request)
    told(year, answer(first.lines.all()))
    for number in (1, 2):
        told(year, answer(first.lines.filter(number=number), number, word="退票"))
        assert request.payees.get(number=number).returned_reason == "户名账号不符"
    assert states(request) == ["returned", "returned"]
    kept = str([*Entry.objects.values_list("reason", "details"), *Command.objects.values_list("reason")])
    assert "户名账号不符" not in kept


def test_after_the_last_number_of_four_digits_comes_one_of_five(year: Township) -> None:
    first = sent(year, to_pay(year, 1))
    prefix = first.number[:-4]
    for number in ("9999", "10000"):
        BankFile.objects.create(unit=year.unit, number=prefix + number, count=0, total=0, digest="", author="")
    assert sent(year, to_pay(year, 1, month=4)).number == f"{prefix}10001"


def refunded(year: Township, request: PaymentRequest, amount: int) -> None:
    refund = refund_register(
        actor=year.actor("CA"), request=request, appropriation=of_project(), amount=amount, received=date(YEAR, 5, 6), reason="多付的补贴",
        bank_reference="H-1",
    )  # fmt: skip
    refund_act(actor=year.actor("AC"), refund=refund, action="confirm")


def test_what_was_refunded_neither_comes_back_again_nor_is_paid_again(year: Township) -> None:
    request = to_pay(year, 3)
    told(year, answer(sent(year, request).lines.all(), 1))
    corrected(year, request.payees.get(number=1))
    refunded(year, request, 300)
    with pytest.raises(Refused, match=r"已经登记退款 3\.00 元.*另报申请"):
        sent(year, request)
    with pytest.raises(Refused, match=r"已经登记退款 3\.00 元"):
        taken(year, request, "bank_bounced")
    assert (states(request), balances()) == (["returned", "paid", "paid"], (1_000, 1_700))


def test_what_cannot_be_followed_stays_open_with_the_reason_and_the_rest_of_the_file_is_taken(year: Township) -> None:
    first, second = to_pay(year, 2), to_pay(year, 2, month=4)
    old, new = sent(year, first), sent(year, second)
    told(year, answer(old.lines.all()))
    refunded(year, first, 1_000)
    commands = Command.objects.count()
    late = answer(old.lines.filter(number=1), 1, word="退票")
    result = told(year, late + b"\r\n" + answer(new.lines.all()).split(b"\r\n", 1)[1])
    assert [row.state for row in result.lines.order_by("row")] == ["open", "matched", "matched"]
    row = result.lines.get(state="open")
    assert "已经登记退款 10.00 元" in row.doubt
    assert (states(first), old.lines.get(number=1).state, states(second)) == (["paid", "paid"], "paid", ["paid", "paid"])
    assert (Command.objects.count(), balances()) == (commands + 1, (0, 3_000))
    assert [each.what for each in unfinished(year.unit, first.year) if "待认定" in each.what] == [f"{result}有 1 行待认定"]
    with pytest.raises(Refused, match="不能再登记退票"):
        result_line_decide(actor=year.actor("CA"), line=row, paid_by=old.lines.get(number=1), reason="电话问过银行，是这一笔")
    result_line_decide(actor=year.actor("CA"), line=row, paid_by=None, reason="就是已经登记退款的那一笔")
    assert not [each for each in unfinished(year.unit, first.year) if "待认定" in each.what]


def test_returned_money_of_a_stopped_project_is_not_paid_again_and_no_project_is_stopped_while_it_is(year: Township) -> None:
    request = to_pay(year, 2)
    told(year, answer(sent(year, request).lines.all(), 1))
    corrected(year, request.payees.get(number=1))

    def stop() -> None:
        project = of_project().project
        assert project is not None
        project_stand(actor=year.actor("ML"), project=project, year=request.year, action="stop", reason="项目终止，不再用款，已集体研究")

    second = sent(year, request)
    with pytest.raises(Refused, match=request.number):
        stop()
    told(year, answer(second.lines.all(), 1))
    corrected(year, request.payees.get(number=1))
    stop()
    with pytest.raises(Refused, match="定为不再支付"):
        sent(year, request)
    payee_give_up(actor=year.actor("CA"), payee=request.payees.get(number=1), reason="项目已经停止，不再支付")
    assert balances() == (0, 1_000)


def test_a_correction_gives_another_account_never_another_payee(year: Township) -> None:
    request = to_pay(year, 2)
    told(year, answer(sent(year, request).lines.all(), 1))
    payee = request.payees.get(number=1)
    with pytest.raises(Refused) as refused:
        correction_propose(actor=year.actor("CA"), payee=payee, name="李四", account="6228999900001111", bank="=1", reason=REASON)
    assert [each.field for each in refused.value.refusals] == ["name", "bank"]
    assert f"报批的收款人是“{payee.name}”" in refused.value.refusals[0].message
    assert "另报申请" in refused.value.refusals[0].message


@pytest.mark.parametrize("sign", ["=", "＝"])
def test_nothing_in_the_banks_file_begins_as_a_formula(year: Township, sign: str) -> None:
    with pytest.raises(Refused) as refused:
        made_request(year, 5_000, payee=f"{sign}1", payee_bank=f"{sign}1")
    assert [each.field for each in refused.value.refusals] == ["payee", "payee_bank"]
    request = taken(year, made_request(year, 5_000, payee_account="622200001111"), *TO_PAY)
    PaymentRequest.objects.filter(pk=request.pk).update(payee=f"{sign}HYPERLINK()", purpose=f"{sign}1")
    request.refresh_from_db()
    with pytest.raises(Refused, match="会当成公式"):
        sent(year, request)
    PaymentRequest.objects.filter(pk=request.pk).update(payee="青石建材商店")
    request.refresh_from_db()
    assert sent(year, request).lines.get().purpose == f"用途：{sign}1"


def test_the_books_name_for_each_part_of_the_money_the_banks_receipt_for_that_part(year: Township) -> None:
    request = to_pay(year, 3)
    told(year, answer(sent(year, request).lines.all(), 2, reference="头"))
    corrected(year, request.payees.get(number=2))
    told(year, answer(sent(year, request).lines.all(), reference="补"))
    refunded(year, request, 1_000)
    commands = Command.objects.filter(kind__in=("pay", "refund"), subject_id=str(request.pk)).order_by("pk")
    assert list(bank_references(commands).values()) == ["头1、头3", "补1", "H-1"]


def test_what_the_bank_sent_back_waits_for_the_clerk_then_for_the_cashier_who_also_decides_what_nobody_can_tell(year: Township) -> None:
    request = to_pay(year, 3)
    first = sent(year, request)
    told(year, answer(first.lines.all(), 1, 3))
    waits = {role: [each.words for each in bank_waits(year.actor(role))] for role in ("HD", "CA", "AC", "FH")}
    assert waits == {"HD": [f"{request.number} 网格员补贴：2 人的钱被银行退回，请更正账户"], "CA": [], "AC": [], "FH": []}
    corrected(year, request.payees.get(number=1))
    assert [each.words for each in bank_waits(year.actor("HD"))] == [f"{request.number} 网格员补贴：1 人的钱被银行退回，请更正账户"]
    corrected(year, request.payees.get(number=3))
    assert [each.words for each in bank_waits(year.actor("CA"))] == ["1 笔申请的退票已经更正账户，可以再付"]
    assert not bank_waits(year.actor("HD"))
    told(year, answer(sent(year, request).lines.all()) + "\r\n不知道,,,1.00,2024-05-06,成功,,".encode())
    assert [each.words for each in bank_waits(year.actor("CA"))] == ["银行回单有 1 行分不出是哪一笔，请认定"]
