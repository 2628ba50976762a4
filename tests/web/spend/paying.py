"""Somebody pays without a pause, until the process is killed. Run by test_spend_kill.py inside an installation.

python -m web.spend.paying prepare          in empty tables a township whose budget has been allotted
python -m web.spend.paying work NAME        requests from the draft to the payment, some taken back and some paid twice by the bank's word
python -m web.spend.paying send NUMBER      that request is sent up, if it can be
python -m web.spend.paying look             a line for each thing that is half done, or of which ledger and trail tell differently
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator

from web import working  # it sets Django up
from web.spend.spending import PAID, TO_PAY, allotted, invoice, made_request, taken
from web.township import made_township
from wenxiao.control.ledger.moves import MOVES
from wenxiao.web.spend.models import Command, PaymentRequest
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refused

State = PaymentRequest.State
# Which act moves money, and how.
MOVED = {
    "submit": "hold", "take_back": "release", "confirm": "pay", "bank_bounced": "bounce",
    **{f"return_{who}": "release" for who in ("office", "accountant", "finance", "leader", "cashier")}, "bank_refused": "release",
}  # fmt: skip
HOLDING = (State.OFFICE, State.ACCOUNTANT, State.FINANCE, State.LEADER, State.TO_PAY, State.AT_BANK)


def prepare() -> None:
    township = made_township()
    allotted(township)
    print(made_request(township, 1_000).number)


def work(name: str) -> None:
    township = working.found()
    for number in itertools.count():
        request = made_request(township, 100, vouchers=[invoice(100, f"{name}-{number}")])
        if number % 3 == 1:
            taken(township, request, "submit", "take_back", *PAID)
        else:
            taken(township, request, *PAID)
        if number % 3 == 2:
            taken(township, request, "bank_bounced", "send", "confirm")
        print(number, flush=True)


def send(number: str) -> None:
    township = working.found()
    request = PaymentRequest.objects.select_related("unit", "office").get(number=number)
    # Both of them are ready before either begins.
    time.sleep(max(0.0, 1 - time.time() % 1))
    try:
        taken(township, request, TO_PAY[0])
    except Refused as refused:
        print(refused)
    else:
        print("sent")


def look() -> Iterator[str]:
    yield from working.look()
    acts = Counter(
        (subject, MOVED[action])
        for subject, action in Entry.objects.filter(subject_kind=PaymentRequest.KIND, action__in=MOVED).values_list("subject_id", "action")
    )
    commands = list(Command.objects.filter(subject_kind=PaymentRequest.KIND))
    if (moved := Counter((command.subject_id, command.kind) for command in commands)) != acts:
        yield f"the trail and the ledger tell of different acts: {(acts - moved) + (moved - acts)}"
    held: Counter[tuple[str, str]] = Counter()
    for command in commands:
        legs = [leg.split(":") for leg in command.legs.split()]
        if len({amount for _, _, amount in legs}) != 1 or {move for _, move, _ in legs} != {command.kind}:
            yield f"command {command.pk} is not one sum on all its caps: {command.legs}"
        for column, share in zip(("held", "paid"), MOVES[command.kind].effect[3::2], strict=True):
            held[command.subject_id, column] += share * int(legs[0][2])
    for request in PaymentRequest.objects.all():
        wanted = request.amount * (request.state in HOLDING), request.amount * (request.state in (State.PAID, State.BOOKED))
        if (stands := (held[str(request.pk), "held"], held[str(request.pk), "paid"])) != wanted:
            yield f"{request.number} is {request.state}: held and paid {stands}, should be {wanted}"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["work", name]:
            work(name)
        case ["send", number]:
            send(number)
        case ["look"]:
            print("\n".join(look()))
