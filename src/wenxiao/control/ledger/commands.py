"""What is asked of the ledger: one act, under one key, on one or several nodes at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from wenxiao.control.chain import ALGORITHM, digest
from wenxiao.control.ledger.moves import MOVES, Balance, Move

SEPARATOR = "\x1f"
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
# No sum of money reaches it, 分: up to it a number is exact in every program that may read the books.
TOO_MUCH = 2**53


class MalformedCommandError(ValueError):
    """A command that could never be carried out, whatever the balances: a mistake of the program that made it."""


def plain(text: str) -> str:
    """In one line, with a blank for each control character, which no text of a command can hold."""
    if text.isprintable() and "  " not in text and text == text.strip():
        return text
    return " ".join(_CONTROL_CHARACTERS.sub(" ", text).split())


class Leg(NamedTuple):
    """分项: one node, what happens to it, and how much (分; 0 for a change of state)."""

    node: int
    move: str
    amount: int

    @property
    def change(self) -> Balance:
        return MOVES[self.move].effect.times(self.amount)

    @property
    def rule(self) -> Move:
        return MOVES[self.move]


@dataclass(frozen=True, slots=True)
class Command:
    """指令. The same `key` is the same act, however often it is sent. `at` is UTC in ISO 8601 to the microsecond.

    `account`, `person` and `post` say who did it; `subject_kind` and `subject_id` which document it rests on, `subject_hash` what that
    document said. `ordered` are the legs by node, ascending: the order in which every command touches them, so that two cannot wait for
    each other. `fields` is what is kept of it and hashed, in the order of FIELDS. Raises MalformedCommandError.
    """

    key: str
    kind: str
    at: str
    account: str
    person: str
    post: str
    subject_kind: str
    subject_id: str
    subject_hash: str
    reason: str
    legs: Sequence[Leg]
    ordered: tuple[Leg, ...] = field(init=False, compare=False, repr=False)
    fields: tuple[str, ...] = field(init=False, compare=False, repr=False)

    TEXTS = ("key", "kind", "at", "account", "person", "post", "subject_kind", "subject_id", "subject_hash", "reason")

    def __post_init__(self) -> None:
        # Both are asked for several times a payment.
        texts, ordered = _texts_of(self), tuple(sorted(self.legs))
        legs = " ".join([f"{leg.node}:{leg.move}:{leg.amount}" for leg in ordered])
        object.__setattr__(self, "ordered", ordered)
        object.__setattr__(self, "fields", (*texts, legs))
        if _CONTROL_CHARACTERS.search("".join(texts)):
            name = next(name for name, text in zip(self.TEXTS, texts, strict=True) if _CONTROL_CHARACTERS.search(text))
            raise MalformedCommandError(f"{name} holds a control character")
        if not self.key or not self.legs:
            raise MalformedCommandError("a command has a key and at least one leg")
        if len({leg.node for leg in ordered}) != len(ordered):
            raise MalformedCommandError("a command touches a node once")
        for _, move, amount in ordered:
            moves_money = MOVES[move].leads_to is None
            if type(amount) is not int or not (0 < amount < TOO_MUCH if moves_money else amount == 0):
                raise MalformedCommandError(f"{move} of {amount!r} 分")

    def digest(self, algorithm: str = ALGORITHM) -> str:
        """Of the fields with U+001F between them, which no text of a command can hold."""
        return digest(SEPARATOR.join(self.fields).encode(), algorithm)

    def repeats(self, stored: Sequence[str]) -> bool:
        """Whether a command that was carried out under the same key (its fields, as kept) is this very act: all but the clock."""
        mine, its = list(self.fields), list(stored)
        del mine[_AT], its[_AT]
        return mine == its


_texts_of = attrgetter(*Command.TEXTS)
FIELDS = (*Command.TEXTS, "legs")
_AT = FIELDS.index("at")
