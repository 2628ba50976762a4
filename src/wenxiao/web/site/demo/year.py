"""What does a township pay in a year: when, from which line, how much, to whom, and what goes wrong on the way?

Decided beforehand and from the lines alone, by a seed, so that the same budget always gives the same year: nothing is read or written
here. `months.py` carries it out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wenxiao.vocabulary.personal import check_character
from wenxiao.web.site.demo.data import fen

PLACE = ZoneInfo("Asia/Shanghai")
OPENS, SHUTS = 9 * 60, 17 * 60 + 20
WHOLE = 10_000


class Line(NamedTuple):
    """指标行: what was given and what is `free` of it, 分. `title` is what a clerk would call it. Without an office any office may ask."""

    key: int
    office: str
    project: str
    economic_code: str
    fund: str
    title: str
    amount: int
    free: int


class Payment(NamedTuple):
    """一笔支付: what is asked for, `amount` in 分. `voucher` is the number of its main paper. `fate` names what goes wrong, or is empty.

    `month` is the one it pays for; `people` the number of those on its list, 0 where it has none. With a `merchant` it was paid by card.
    """

    line: Line
    office: str
    month: int
    people: int
    amount: int
    kind: str
    purpose: str
    payee: str
    account: str
    merchant: str
    voucher: str
    fate: str
    reason: str


class Step(NamedTuple):
    """一次办理: at which moment which act is done upon which payment (its place in the year), and by which role."""

    at: datetime
    payment: int
    action: str
    role: str


class Year(NamedTuple):
    """一年: its payments, the steps of all of them in the order of time, and the days on which the leading group meets."""

    payments: tuple[Payment, ...]
    steps: tuple[Step, ...]
    meetings: tuple[date, ...]

    @property
    def spent(self) -> int:
        """分, of what is paid in the end."""
        return sum(payment.amount for payment in self.payments if payment.fate != "voided")


def planned(lines: Sequence[Line], given: dict[str, Any], *, payments: int | None = None, seed: int | None = None) -> Year:
    """The year of these lines, as the tables `given` (year.toml) say. `payments` to be paid, those that come to nothing beside them.

    Every line ends between the least and the most share given. Raises ValueError where the lines allow fewer payments.
    """
    chance = Random(given["seed"] if seed is None else seed)
    days = WorkingDays(given)
    rhythms = [_rhythm(given["rhythm"], line) for line in lines]
    counts = _counts(lines, rhythms, given, given["payments"] if payments is None else payments)
    made: list[tuple[datetime, Payment]] = []
    for line, rhythm, count in zip(lines, rhythms, counts, strict=True):
        least, most = rhythm.get("least", given["least"]), given["most"]
        target = min(line.free, line.amount * chance.randint(least, max(least, most)) // WHOLE - (line.amount - line.free))
        monthly = rhythm["spread"] == "monthly"
        moments = _monthly(days, rhythm["day"], count, chance) if monthly else _weekly(days, _weights(given, line), count, chance)
        amounts = _even(target, count) if monthly else _uneven(target, count, fen(given["smallest"]), chance)
        made += [(at, _payment(line, rhythm, amount, month, given, chance)) for (month, at), amount in zip(moments, amounts, strict=True)]
    # In the order in which they are asked for, which is that of their numbers.
    made.sort(key=lambda each: each[0])
    fates = _fates(given["fate"], [payment for _, payment in made], chance)
    told = [
        (at, payment._replace(voucher=f"{number:08d}", fate=fate, reason=reason))
        for number, ((at, payment), (fate, reason)) in enumerate(zip(made, fates, strict=True), 20_230_001)
    ]
    told += _given_up(told, given, chance)
    told.sort(key=lambda each: each[0])
    steps = [step for place, (at, payment) in enumerate(told) for step in _way(place, payment, at, days, chance)]
    steps.sort()
    return Year(tuple(payment for _, payment in told), tuple(steps), days.meetings(given["meeting"]["day"]))


class WorkingDays:
    """工作日: the days of the year on which the office works, from the first request to the last payment of the bank."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.first, self.last, self.end = given["first_day"], given["last_day"], given["last_bank_day"]
        holidays = set(given["holidays"])
        span = (self.first + timedelta(n) for n in range((self.end - self.first).days + 1))
        self.all = [day for day in span if day.weekday() < 5 and day not in holidays]

    @cached_property
    def asking(self) -> list[date]:
        """Those on which something may still be asked for."""
        return self.all[: bisect_right(self.all, self.last)]

    def on_or_after(self, day: date) -> date:
        """The next of those for asking; the last one where the year is over."""
        return self.asking[min(bisect_left(self.asking, day), len(self.asking) - 1)]

    def later(self, at: datetime, days: int, minutes: int) -> datetime:
        """So many working days and minutes afterwards, within office hours; never past the last day."""
        local = at.astimezone(PLACE)
        place = bisect_left(self.all, local.date()) + days
        if place >= len(self.all):
            # The year ends: what is left is done on the evening of its last day, in order.
            place, days = len(self.all) - 1, 0
        minute = (OPENS if days and local.date() != self.all[place] else local.hour * 60 + local.minute) + minutes
        if minute > SHUTS and place + 1 < len(self.all):
            place, minute = place + 1, OPENS + minutes % 60
        return moment(self.all[place], min(minute, 24 * 60 - 1)) + timedelta(seconds=local.second)

    def meetings(self, nth: int) -> tuple[date, ...]:
        """The nth working day of each month, or the first there is."""
        months: dict[int, list[date]] = {}
        for day in self.all:
            months.setdefault(day.month, []).append(day)
        return tuple(found[0 if month == self.first.month else nth - 1] for month, found in months.items())


def moment(day: date, minute: int) -> datetime:
    """On the office's calendar."""
    return datetime.combine(day, time(minute // 60, minute % 60), PLACE)


def needs(year: Year) -> Counter[tuple[str, int]]:
    """By fund and month, 分: the most that stands asked for or paid at one time out of that month's money.

    What is sent back gives its money back to the month in which it was asked for, and takes that of the month in which it is sent again.
    """
    most: Counter[tuple[str, int]] = Counter()
    stands: Counter[tuple[str, int]] = Counter()
    taken: dict[int, tuple[str, int]] = {}
    for step in year.steps:
        payment = year.payments[step.payment]
        if step.action == "submit":
            cell = taken[step.payment] = (payment.line.fund, step.at.month)
            stands[cell] += payment.amount
            most[cell] = max(most[cell], stands[cell])
        elif step.action in GIVING_BACK:
            stands[taken[step.payment]] -= payment.amount
    return most


# ── how many, how much ──


def _rhythm(rhythms: Iterable[dict[str, Any]], line: Line) -> dict[str, Any]:
    return next(
        each
        for each in rhythms
        if (not each["codes"] or line.economic_code in each["codes"]) and line.project in each.get("projects", (line.project,))
    )


def _counts(lines: Sequence[Line], rhythms: Sequence[dict[str, Any]], given: dict[str, Any], payments: int) -> list[int]:
    """So many payments for each line, at least one. In a smaller year wages are paid less often, else nothing else would be left."""
    small = min(1.0, payments / given["payments"])
    smallest = fen(given["smallest"])
    most = [max(1, line.amount * given["least"] // WHOLE // (3 * smallest)) for line in lines]
    counts = [max(1, round(12 * small)) if rhythm["spread"] == "monthly" else 1 for rhythm in rhythms]
    open_ = [place for place, rhythm in enumerate(rhythms) if rhythm["spread"] == "weekly" and counts[place] < most[place]]
    left = payments - sum(counts)
    if left < 0:
        raise ValueError(f"{len(lines)} lines need {sum(counts)} payments at least, not {payments}")
    # In rounds: what a small line cannot take is given to the others.
    while left and open_:
        weights = {place: lines[place].amount ** 0.5 * rhythms[place]["weight"] for place in open_}
        whole, given_out = sum(weights.values()), 0
        for place in sorted(open_, key=lambda place: (-weights[place], place)):
            more = min(max(1, int(left * weights[place] / whole)), most[place] - counts[place], left - given_out)
            counts[place] += more
            given_out += more
        left -= given_out
        open_ = [place for place in open_ if counts[place] < most[place]]
    if left:
        raise ValueError(f"the lines bear {sum(counts)} payments at most, not {payments}")
    return counts


def _even(target: int, count: int) -> list[int]:
    """The same every month; the last one takes the rest."""
    each = target // count
    return [each] * (count - 1) + [target - each * (count - 1)]


def _uneven(target: int, count: int, smallest: int, chance: Random) -> list[int]:
    """Adding up to the 分, none smaller than `smallest`: many small ones and a few large."""
    free = target - smallest * count
    weights = [chance.paretovariate(1.6) for _ in range(count)]
    whole, used, amounts = sum(weights), 0, []
    for weight in weights[:-1]:
        # Invoices come in 角 more often than in 分.
        part = int(free * weight / whole) // 10 * 10
        amounts.append(smallest + part)
        used += part
    return [*amounts, smallest + free - used]


# ── when ──


def _weights(given: dict[str, Any], line: Line) -> list[int]:
    key, value = ("project", line.project) if line.project else ("code", line.economic_code)
    of_line = (each for each in given["season"] if each.get(key) == value)
    months: list[int] = next(of_line, given)["months"]
    return months


def _monthly(days: WorkingDays, day: int, count: int, chance: Random) -> Iterator[tuple[int, datetime]]:
    """For each month, or as many as asked, on its day. What fell before the budget was there is paid on the first day."""
    for n in range(count):
        wanted = date(days.first.year, n * 12 // count + 1, day)
        yield wanted.month, moment(days.on_or_after(max(wanted, days.first)), OPENS + chance.randrange(90))


def _weekly(days: WorkingDays, months: Sequence[int], count: int, chance: Random) -> Iterator[tuple[int, datetime]]:
    weights = [months[day.month - 1] for day in days.asking]
    for day in sorted(chance.choices(days.asking, weights, k=count)):
        yield day.month, moment(day, OPENS + chance.randrange(SHUTS - OPENS))


# ── what ──


def _payment(line: Line, rhythm: dict[str, Any], amount: int, month: int, given: dict[str, Any], chance: Random) -> Payment:
    purpose = chance.choice(rhythm["purposes"]).format(month=month, line=line.title, part=chance.choice("一二三四"))
    office = line.office or (given["common"][0] if rhythm["spread"] == "monthly" else chance.choice(given["common"]))
    payee = rhythm.get("of_office", {}).get(office) or chance.choice(rhythm["payees"])
    people = rhythm.get("people", 0)
    return Payment(
        line, office, month, people, amount, rhythm["kind"], purpose, payee, account_of(payee), rhythm.get("merchant", ""), "", "", ""
    )


class Person(NamedTuple):
    """发放对象: somebody who does not exist."""

    name: str
    id_number: str
    account: str


def people_of(list_name: str, count: int, names: dict[str, str]) -> list[Person]:
    """The same people every month. `names` are the characters of surnames and of given names.

    Their numbers begin with a place that was never given out, so that they are nobody's; all else about them is in order.
    """
    chance = Random(f"{list_name}/{count}")
    found: dict[str, Person] = {}
    while len(found) < count:
        name = chance.choice(names["surnames"]) + "".join(chance.sample(names["given"], chance.choice((1, 2, 2))))
        born = date(1955, 1, 1) + timedelta(chance.randrange(15_000))
        first = f"990999{born:%Y%m%d}{chance.randrange(1000):03d}"
        found[name] = Person(name, first + check_character(first), account_of(name + list_name))
    return list(found.values())


def account_of(payee: str) -> str:
    """A number that belongs to nobody, always the same for the same payee."""
    return f"990999{Random(payee).randrange(10**10):010d}"


def _fates(fates: Iterable[dict[str, Any]], payments: Sequence[Payment], chance: Random) -> list[tuple[str, str]]:
    """What goes wrong with each payment and why: of every kind as many as there should be, at least one."""
    found = [("", "")] * len(payments)
    for fate in fates:
        # What is given up is paid by nobody: those come on top.
        if fate["name"] == "voided":
            continue
        free = [n for n, payment in enumerate(payments) if not found[n][0] and payment.kind in fate.get("kinds", (payment.kind,))]
        for n in chance.sample(free, min(len(free), _often(fate["per_mille"], len(payments)))):
            found[n] = (fate["name"], chance.choice(fate["reasons"] or ("",)))
    return found


def _often(per_mille: int, payments: int) -> int:
    return max(1, payments * per_mille // 1000)


def _given_up(told: Sequence[tuple[datetime, Payment]], given: dict[str, Any], chance: Random) -> list[tuple[datetime, Payment]]:
    """Requests that were made and dropped, with papers of their own."""
    fate = next(each for each in given["fate"] if each["name"] == "voided")
    # A list would be taken for the same people paid twice.
    dropped = chance.sample([each for each in told if not each[1].people], _often(fate["per_mille"], len(told)))
    reason = chance.choice(fate["reasons"])
    return [
        (at, payment._replace(voucher=f"{number:08d}", fate="voided", reason=reason, amount=min(payment.amount, 50_000)))
        for number, (at, payment) in enumerate(dropped, 90_000_001)
    ]


# ── by whom, step by step ──

VICE, MAYOR = "approve_vice", "approve_mayor"
_STRAIGHT = (
    ("submit", "HD"), ("approve_office", "HL"), ("approve_accountant", "AC"), ("approve_finance", "FH"), ("approve", ""),
    ("send", "CA"), ("confirm", "CA"), ("book", "AC"),
)  # fmt: skip
# Up to which step it gets, what then happens, and from which step it begins again.
_FATES = {
    "returned_office": ("submit", (("return_office", "HL"), ("edit", "HD")), "submit"),
    "returned_accountant": ("approve_office", (("return_accountant", "AC"), ("edit", "HD")), "submit"),
    "returned_finance": ("approve_accountant", (("return_finance", "FH"), ("edit", "HD")), "submit"),
    "returned_leader": ("approve_finance", (("return_leader", "VL"),), "submit"),
    "taken_back": ("submit", (("take_back", "HD"), ("edit", "HD")), "submit"),
    "voided": ("submit", (("return_office", "HL"), ("void", "HD")), ""),
    "bank_refused": ("send", (("bank_refused", "CA"), ("edit", "HD")), "submit"),
    "bounced": ("confirm", (("bank_bounced", "CA"),), "send"),
    "refunded": ("book", (("refund", "CA"), ("refund_confirm", "AC")), ""),
    "advanced": (
        "book", (("settlement", "HD"), ("settlement_submit", "HD"), ("settlement_office", "HL"), ("settle", "AC")), "",
    ),
    "part_returned": (
        "approve",
        (
            ("bank_file", "CA"), ("bank_result", "CA"), ("correct", "HD"), ("correction_approve", "AC"), ("bank_file", "CA"),
            ("bank_result", "CA"),
        ),
        "book",
    ),
}  # fmt: skip
GIVING_BACK = ("return_office", "return_accountant", "return_finance", "return_leader", "take_back", "bank_refused")
# In how many working days at most the next one takes it up.
_PATIENCE = {"approve_accountant": 2, "approve": 2, "confirm": 1, "book": 4, "bank_bounced": 2, "settlement": 4, "refund": 6}


def _way(place: int, payment: Payment, asked: datetime, days: WorkingDays, chance: Random) -> Iterator[Step]:
    at = asked
    yield Step(at, place, "create", "HD")
    for action, role in _actions(payment.fate):
        at = days.later(at, chance.randint(0, _PATIENCE.get(action, 1)), chance.randint(4, 50))
        yield Step(at, place, action, role)


def _actions(fate: str) -> Iterator[tuple[str, str]]:
    if not fate:
        yield from _STRAIGHT
        return
    names = [name for name, _ in _STRAIGHT]
    until, between, again = _FATES[fate]
    yield from _STRAIGHT[: names.index(until) + 1]
    yield from between
    if again:
        yield from _STRAIGHT[names.index(again) :]
