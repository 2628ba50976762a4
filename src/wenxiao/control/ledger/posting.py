"""How is a command carried out: once, wholly or not at all, and never beyond a cap?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from wenxiao.control.chain import ALGORITHM
from wenxiao.control.ledger.commands import Command, Leg
from wenxiao.control.ledger.moves import Balance, Status


class Node(NamedTuple):
    """指标: one enforceable cap and what is left of it."""

    id: int
    kind: str
    name: str
    balance: Balance
    status: Status


class Posted(NamedTuple):
    """入账: what one leg left behind on its node."""

    node: int
    sequence: int
    balance: Balance


class Receipt(NamedTuple):
    """回执. `again` where the same command had been carried out before, and nothing was done now; `digest` is that of what was done now."""

    command: int
    posted: tuple[Posted, ...]
    again: bool = False
    digest: str = ""


class Shortfall(NamedTuple):
    """不足: why a leg cannot be carried out. `missing` in 分, 0 where it is the node's state that forbids it or there is no such node."""

    leg: Leg
    node: Node | None
    missing: int

    @property
    def sentence(self) -> str:
        if self.node is None:
            return f"没有编号为 {self.leg.node} 的指标"
        if not self.leg.rule.during & self.node.status:
            return f"“{self.node.name}”{self.node.status.title}，不能{self.leg.rule.title}"
        can, asked, short = (_yuan(fen) for fen in (self.leg.amount - self.missing, self.leg.amount, self.missing))
        return f"“{self.node.name}”可{self.leg.rule.title} {can}，要{self.leg.rule.title} {asked}，差 {short}"


class RefusedCommandError(Exception):
    """No cap would hold. Carries every leg that cannot be carried out, not the first one only; nothing was written."""

    def __init__(self, shortfalls: Sequence[Shortfall]) -> None:
        super().__init__("；".join(each.sentence for each in shortfalls))
        self.shortfalls = tuple(shortfalls)


class KeyTakenError(Exception):
    """Another command was carried out under this key. Nothing was written."""

    def __init__(self, key: str) -> None:
        super().__init__(f"标识 {key} 已用于另一笔业务")


class Books(Protocol):
    """The tables in one database, within a transaction of the caller: on SQLite an IMMEDIATE one."""

    def carry_out(self, command: Command, digest: str, algorithm: str) -> tuple[int, list[Posted]] | None:
        """The command's number and what it left behind; None, and nothing written, where the key is taken or a leg does not fit."""

    def found(self, key: str) -> tuple[int, tuple[str, ...], list[Posted]] | None:
        """The command under a key: its number, its fields in the order of FIELDS, what it left behind."""

    def nodes(self, ids: Iterable[int], *, locked: bool = False) -> Mapping[int, Node]:
        """Those there are. `locked` keeps others from changing them until the transaction ends."""


def post(books: Books, command: Command) -> Receipt:
    """Carry out a command, or say of every leg why not. Raises RefusedCommandError, KeyTakenError; then nothing was written."""
    digest = command.digest(ALGORITHM)
    for attempt in range(2):
        done = books.carry_out(command, digest, ALGORITHM)
        if done:
            return Receipt(done[0], tuple(done[1]), digest=digest)
        before = books.found(command.key)
        if before:
            number, fields, posted = before
            if not command.repeats(fields):
                raise KeyTakenError(command.key)
            return Receipt(number, tuple(posted), again=True)
        # Since the refusal others may have given money back. Under the lock what is seen is what counts.
        short = shortfalls(command.legs, books.nodes((leg.node for leg in command.legs), locked=True))
        if short or attempt:
            raise RefusedCommandError(short)
    raise AssertionError("unreachable")


def shortfalls(legs: Sequence[Leg], nodes: Mapping[int, Node]) -> list[Shortfall]:
    """Every leg that these balances do not bear, in their order. Writes nothing: also the check while typing."""
    found = []
    for leg in legs:
        node = nodes.get(leg.node)
        if node is None or not leg.rule.during & node.status:
            found.append(Shortfall(leg, node, 0))
        elif not node.balance.plus(leg.change).sound:
            found.append(Shortfall(leg, node, leg.amount - most(node.balance, leg)))
    return found


def most(balance: Balance, leg: Leg) -> int:
    """The largest amount, 分, for which the move would still leave the balance sound."""
    effect = leg.rule.effect
    columns = ("approved", "frozen", "held", "committed", "paid")
    limits = [getattr(balance, name) for name in columns if getattr(effect, name) < 0]
    if effect.available < 0:
        limits.append(balance.available)
    return max(0, min(limits)) if limits else leg.amount


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d} 元"
