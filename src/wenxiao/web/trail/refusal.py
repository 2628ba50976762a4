"""How does the office say no? With everything that is wrong at once, each beside the field it concerns, and nothing written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# The numbers of the law in the domain notes, as an office cites it.
LAWS = {
    "LAW5": "预算法实施条例第四十条",
    "LAW9": "预算法实施条例第四十一条",
    "LAW10": "预算法第六十七条",
    "LAW11": "预算法第七十二条",
    "LAW13": "预算法第五十四条",
    "LAW14": "预算法第四十二条",
    "LAW17": "预算法第二十四条",
}


class Refusal(NamedTuple):
    """不予办理的一条理由: one Chinese sentence saying what, why, by how much and what to do; the field it belongs to, if one does.

    `rule` is the number of the rule that was broken (`R036`), `LAW13` or the like, or empty. The sentence cites the law instead of our
    number for it.
    """

    message: str
    field: str = ""
    rule: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.message}（{LAWS.get(self.rule, self.rule)}）" if self.rule else self.message


class Refused(Exception):
    """What was asked for is not done, and nothing was changed."""

    status = 422

    def __init__(self, *refusals: Refusal | str) -> None:
        self.refusals = tuple(Refusal(each) if isinstance(each, str) else each for each in refusals)
        super().__init__("；".join(refusal.sentence for refusal in self.refusals))

    def of(self, field: str) -> tuple[Refusal, ...]:
        return tuple(refusal for refusal in self.refusals if refusal.field == field)


class NotPermitted(Refused):
    """The one who asked may not do this; the message names the posts that may."""

    status = 403


class OutOfTurn(Refused):
    """The object is not in a state in which this can be done, or has left it since the page was opened."""

    status = 409


def raise_if_any(refusals: Iterable[Refusal]) -> None:
    """Raise Refused with all of them, or do nothing."""
    found = tuple(refusals)
    if found:
        raise Refused(*found)
