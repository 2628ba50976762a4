"""Many at once, through the whole service: is a cap ever passed by one 分, does anybody wait for ever, is a payment ever made twice?"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from web.at_once import all_at_once
from web.plan.compiling import GENERAL, OFFICE, PROJECT
from web.spend.spending import TO_PAY, allotted, invoice, made_request, node, of_code, of_project, taken
from web.township import Township
from wenxiao.control.ledger.acts import KEY
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.recompute import recompute
from wenxiao.control.ledger.turns import GroupLostError
from wenxiao.web.spend.books import TURNS, in_turn, ledger_post
from wenxiao.web.spend.models import Command, PaymentRequest, Voucher
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry, request_act
from wenxiao.web.trail.models import Attachment, Entry
from wenxiao.web.trail.queries import chain_break
from wenxiao.web.trail.refusal import OutOfTurn, Refused

pytestmark = pytest.mark.django_db(transaction=True)
State = PaymentRequest.State


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def act(township: Township, role: str, request: PaymentRequest, action: str, **given: str) -> Entry:
    """As one who has just opened the page: on an object of his own."""
    read = PaymentRequest.objects.select_related("unit", "office").get(pk=request.pk)
    return request_act(actor=township.actor(role), request=read, action=action, **given)


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def whole() -> bool:
    """The ledger recomputed, the trail's chain, and both telling of the same payments."""
    assert recompute(rows).faults == ()
    assert chain_break("T01") is None
    for kind, actions in (("hold", ["submit"]), ("pay", ["confirm"])):
        told = Entry.objects.filter(subject_kind="payment_request", action__in=actions)
        moved = Command.objects.filter(subject_kind="payment_request", kind=kind)
        assert sorted(told.values_list("subject_id", flat=True)) == sorted(moved.values_list("subject_id", flat=True))
    return True


def test_the_last_yuan_of_a_line_goes_to_one_of_many(year: Township) -> None:
    asking = [made_request(year, PROJECT) for _ in range(6)]
    outcomes = all_at_once(*(partial(act, year, "HD", each, "submit") for each in asking))
    refused = [each for each in outcomes if isinstance(each, Refused)]
    assert len(refused) == 5, outcomes
    for each in refused:
        [refusal] = each.of("charges")
        assert "可占用 0.00 元，要占用 36,000.00 元，差 36,000.00 元：可以申请调剂" in refusal.message
    assert of_project().node.balance._replace(approved=0) == (0, 0, 0, PROJECT, 0, 0)
    assert sorted(PaymentRequest.objects.values_list("state", flat=True)) == [*[State.DRAFT.value] * 5, State.OFFICE.value]
    assert whole()


def test_requests_on_several_lines_under_several_caps_take_what_the_caps_above_have_and_nobody_waits_for_ever(year: Township) -> None:
    """The lines have plenty; the unit and the fund have 3,000 元 left; each request wants 1,000 元 of two lines, in either order."""
    chance = random.Random(7)
    left = 300_000
    for cap in (node("unit"), node("fund", GENERAL)):
        frozen = [Leg(cap.pk, "freeze", cap.available - left)]
        in_turn(partial(ledger_post, actor=year.actor("ML"), kind="freeze", key=f"冻结 {cap.pk}", subject=of_project(), legs=frozen))
    lines = [of_project(), of_code("30201")]
    asking = []
    for _ in range(8):
        chance.shuffle(lines)
        asking.append(made_request(year, charges=[ChargeEntry(line, 50_000) for line in lines], vouchers=[invoice(100_000)]))
    outcomes = all_at_once(*(partial(act, year, "HD", each, "submit") for each in asking))
    refused = [each for each in outcomes if isinstance(each, Refused)]
    assert [isinstance(each, Refused | Entry) for each in outcomes] == [True] * 8, outcomes
    assert len(refused) == 5
    for each in refused:
        told = [refusal.message.partition("可占用")[2].partition("要增加")[0] for refusal in each.of("charges")]
        assert told == [" 0.00 元，要占用 1,000.00 元，差 1,000.00 元："] * 2
    assert [node("unit").held, node("fund", GENERAL).held] == [left, left]
    assert [of_project().node.held, of_code("30201").node.held] == [left // 2, left // 2]
    assert whole()


def test_two_payments_under_one_contract_stay_within_it_together(year: Township) -> None:
    contract = VoucherEntry(Voucher.Kind.CONTRACT.value, "青采〔2024〕7 号", 1_000)
    asking = [made_request(year, 600, vouchers=[invoice(600), contract]) for _ in range(2)]
    outcomes = all_at_once(*(partial(act, year, "HD", each, "submit") for each in asking))
    [refused] = [each for each in outcomes if isinstance(each, Refused)]
    assert "已经申请 6.00 元，这次 6.00 元，超出 2.00 元" in str(refused)
    assert of_project().node.held == 600


def test_submitting_paying_and_taking_back_at_once_lets_nothing_out_and_nothing_in_twice(year: Township) -> None:
    """While some are paid and some taken back, others reach for what comes free."""
    half = OFFICE // 2
    paying, returning = (made_request(year, charges=[ChargeEntry(of_code("30201"), half)], vouchers=[invoice(half)]) for _ in range(2))
    taken(year, paying, *TO_PAY[:-1], "approve_mayor", "send")
    taken(year, returning, "submit")
    reaching = [made_request(year, charges=[ChargeEntry(of_code("30201"), half)], vouchers=[invoice(half)]) for _ in range(3)]
    outcomes = all_at_once(
        partial(act, year, "CA", paying, "confirm", bank_reference="20240301-7"),
        partial(act, year, "CA", paying, "confirm", bank_reference="20240301-7"),
        partial(act, year, "HD", returning, "take_back"),
        *(partial(act, year, "HD", each, "submit") for each in reaching),
    )
    assert sorted(isinstance(each, Entry) for each in outcomes[:2]) == [False, True], outcomes
    assert isinstance(outcomes[2], Entry)
    given = [each for each in outcomes[3:] if isinstance(each, Entry)]
    assert all(isinstance(each, Entry | Refused) for each in outcomes[3:]), outcomes
    line = of_code("30201").node
    assert len(given) <= 1
    assert (line.paid, line.held) == (half, half * len(given))
    assert whole()


Send = Callable[[], int]


def clicks(signed_in: Client, request: PaymentRequest, action: str, **given: str) -> Send:
    """In the browser in which somebody has signed in, once more."""
    client = Client()
    client.cookies = signed_in.cookies

    def send() -> int:
        answer = client.post(f"{request.get_absolute_url()}/act/{action}", given)
        assert answer.status_code != 302 or answer["Location"] == request.get_absolute_url()
        return int(answer.status_code)

    return send


def test_a_double_click_and_a_retry_hold_and_pay_once(year: Township, signed_in: Callable[..., Client]) -> None:
    request, clerk, cashier = made_request(year, 100_000), signed_in("HD"), signed_in("CA")
    submit, confirm = partial(clicks, clerk, request, "submit"), partial(clicks, cashier, request, "confirm", bank_reference="20240301-7")
    assert sorted(all_at_once(submit(), submit())) == [302, 409]
    assert submit()() == 409
    assert of_project().node.held == 100_000
    taken(year, PaymentRequest.objects.get(pk=request.pk), *TO_PAY[1:], "send")
    assert sorted(all_at_once(confirm(), confirm(), confirm())) == [302, 409, 409]
    assert confirm()() == 409
    assert (of_project().node.held, of_project().node.paid) == (0, 100_000)
    assert Command.objects.filter(kind__in=("hold", "pay")).count() == 2
    assert whole()


def test_what_an_act_wanted_done_afterwards_is_done_where_it_was_committed_and_only_there(year: Township) -> None:
    """Also where the clients of an embedded database commit together: one of them fails, the others stand."""
    done: list[str] = []

    def failing(number: int) -> None:
        made = Command.objects.count()
        transaction.on_commit(partial(done.append, f"after {number}"))
        ledger_post(
            actor=year.actor("ML"), kind="test", key=f"{number}", subject=of_project(), legs=[Leg(of_project().node_id, "hold", 100)]
        )
        if number % 2:
            raise OutOfTurn(f"{made}")

    outcomes = all_at_once(*(partial(in_turn, partial(failing, number)) for number in range(6)))
    assert [each is None for each in outcomes] == [True, False] * 3, outcomes
    assert sorted(done) == ["after 0", "after 2", "after 4"]
    assert of_project().node.held == 300
    assert not recompute(rows).faults


def test_an_act_tells_in_the_trail_of_the_commands_it_posted_and_of_none_that_was_rolled_back(year: Township) -> None:
    request = made_request(year, 100_000)

    def act_after_one_that_failed() -> Entry:
        legs = [Leg(of_project().node_id, "hold", 100)]
        with suppress(OutOfTurn), transaction.atomic():
            ledger_post(actor=year.actor("ML"), kind="test", key="failed", subject=of_project(), legs=legs)
            raise OutOfTurn("not now")
        return act(year, "HD", request, "submit")

    entry = in_turn(act_after_one_that_failed)
    held = Command.objects.get(kind="hold")
    assert entry.details[KEY] == [held.digest]
    act(year, "HD", request, "take_back")
    told = [digest for each in Entry.objects.all() for digest in each.details.get(KEY, ())]
    assert sorted(told) == sorted(Command.objects.values_list("digest", flat=True))


def pages(most: str) -> None:
    """So many pages, an expression upon what there are now, may the database have: for the connection that writes."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        now = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {now + 12 if most == 'few' else 2**30}")


@contextmanager
def waiting_together() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Whoever is sent in by what is given waits, until the end of the block, for the one commit of them all."""
    begun, gate = Event(), Event()

    def first() -> None:
        begun.set()
        gate.wait()

    threads = [Thread(target=in_turn, args=(first,))]
    threads[0].start()
    begun.wait()

    def send(work: Callable[[], object]) -> None:
        threads.append(Thread(target=work))
        threads[-1].start()
        while TURNS.waiting < len(threads) - 1:
            time.sleep(0.001)

    try:
        yield send
    finally:
        gate.set()
        for thread in threads:
            thread.join()


@pytest.mark.embedded
@pytest.mark.skipif(connection.vendor != "sqlite", reason="clients commit together in the embedded database only")
@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("last", [False, True])
def test_where_the_disk_is_full_nobody_is_told_that_something_is_done_which_is_not(year: Township, nested: bool, last: bool) -> None:
    """The database then rolls back all that the group has done, also of those who have asked for little."""
    line, told = of_project(), {}

    def hold(name: str) -> None:
        legs = [Leg(line.node_id, "hold", 100)]
        ledger_post(actor=year.actor("ML"), kind="test", key=name, subject=line, legs=legs)

    def fill(name: str) -> None:
        with transaction.atomic() if nested else nullcontext():
            Attachment.objects.create(hash=name, algorithm="sm3", name=name, media_type="", size=0, content=b"x" * 1_000_000)

    def client(name: str, work: Callable[[str], None]) -> None:
        try:
            in_turn(partial(work, name))
            told[name] = "done"
        except GroupLostError as error:
            told[name] = str(error)
        finally:
            connection.close()

    in_turn(partial(pages, "few"))
    try:
        with waiting_together() as send:
            for name in ("before", "full") if last else ("before", "full", "after"):
                send(partial(client, name, fill if name == "full" else hold))
    finally:
        in_turn(partial(pages, "many"))
    assert [each for each in told.values() if "都没有办成：请看磁盘是不是满了" not in each] == [], told
    assert len(told) == 3 - last
    assert (line.node.held, Command.objects.filter(kind="test").count()) == (0, 0)
    # The next ones find everything in order.
    in_turn(partial(hold, "next"))
    assert of_project().node.held == 100
    assert not recompute(rows).faults
