"""Is every balance what its entries make it, was every cap kept at every step, and has anyone touched the books since?

From outside, by plain reading of three tables: no server of ours, no office. What can be said in SQL is asked of the database; the
hashes are computed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from wenxiao.control.chain import GENESIS, UnknownAlgorithmError, digest
from wenxiao.control.ledger.commands import FIELDS, SEPARATOR
from wenxiao.control.ledger.moves import MOVES, Balance, Status
from wenxiao.control.source import Ask, opened

_STATE = (*Balance._fields, "status")
_NOTHING = (*Balance(), Status.OPEN.value)


class Fault(NamedTuple):
    """差错: what does not hold, in one Chinese sentence. `node` and `sequence` name the entry; None where it is a command's own."""

    node: int | None
    sequence: int | None
    command: int | None
    sentence: str


class Finding(NamedTuple):
    """账目校验结论. `faults` holds the first of each node and of each command, `MOST` of them at most."""

    nodes: int
    entries: int
    commands: int
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults

    @property
    def sentences(self) -> list[str]:
        counted = f"指标账：{self.nodes} 个指标，{self.commands} 号指令，{self.entries} 笔"
        if self.holds:
            return [f"{counted}，逐笔重算相符，没有一处超出限额"]
        more = f"（只列出前 {MOST} 处）" if len(self.faults) == MOST else ""
        return [f"{counted}，不完好{more}：", *(f"  {fault.sentence}" for fault in self.faults)]


MOST = 100
TABLES = ("spend_node", "spend_command", "spend_entry")


def verify_ledger(source: str) -> Finding | None:
    """The books of a database or backup; None where it has none yet. Raises UnverifiableError; a file is opened for reading only."""
    with opened(source, TABLES) as found:
        if not found.there.issuperset(TABLES):
            return None
        return recompute(found.ask)


def recompute(ask: Ask) -> Finding:
    """The whole of the books that `ask` reads, as they stand at one moment: the caller's transaction sees to that."""
    heads = {row[0]: row[1:] for row in ask(f"SELECT id, name, sequence, hash, {', '.join(_STATE)} FROM spend_node ORDER BY id")}
    faults: list[Fault] = []
    commands = _commands(ask, faults)
    entries = _chains(ask, heads, faults)
    faults += _legs(ask)
    return Finding(len(heads), entries, commands, tuple(faults[:MOST]))


def _commands(ask: Ask, faults: list[Fault]) -> int:
    columns = ", ".join(f'"{name}"' for name in FIELDS)
    count = 0
    for number, *fields, algorithm, kept in ask(f"SELECT id, {columns}, algorithm, digest FROM spend_command"):
        count += 1
        try:
            right = digest(SEPARATOR.join(fields).encode(), algorithm) == kept
        except (UnknownAlgorithmError, TypeError, UnicodeError):
            right = False
        if not right:
            faults.append(Fault(None, None, number, f"第 {number} 号指令（{fields[0]}）的内容与它的摘要不符：内容被改动过"))
    return count


def _chains(ask: Ask, heads: dict[int, Sequence[Any]], faults: list[Fault]) -> int:
    """Walk every node's chain once. Written out flat: it is gone through a million times."""
    left = dict(heads)
    sha256, moves = hashlib.sha256, {id: (*move.effect, int(move.during), int(move.leads_to or 0)) for id, move in MOVES.items()}
    current, previous, expected, count, broken = None, GENESIS, 0, 0, False
    a = j = f = h = c = p = 0
    status = Status.OPEN.value
    for row in ask(_WALK):
        node, sequence, command, move, amount, approved, adjusted, frozen, held, committed, paid, state, kept, digest_, legs = row
        count += 1
        if node != current:
            if current is not None:
                _ended(left, current, broken, expected, previous, (a, j, f, h, c, p, status), faults)
            current, previous, expected, broken = node, GENESIS, 0, False
            a = j = f = h = c = p = 0
            status = Status.OPEN.value
        if broken:
            continue
        expected += 1
        da, dj, df, dh, dc, dp, during, leads_to = moves.get(move, _NO_MOVE)
        text = f"{previous}|{node}|{sequence}|{digest_}|{move}|{amount}|{approved}|{adjusted}|{frozen}|{held}|{committed}|{paid}|{state}"
        if (
            sequence == expected
            and sha256(text.encode()).hexdigest() == kept
            and during & status
            and state == (leads_to or status)
            and approved == a + da * amount
            and adjusted == j + dj * amount
            and frozen == f + df * amount
            and held == h + dh * amount
            and committed == c + dc * amount
            and paid == p + dp * amount
            and frozen + held + committed + paid <= approved + adjusted
            and min(approved, frozen, held, committed, paid) >= 0
            and f" {node}:{move}:{amount} " in f" {legs} "
        ):
            a, j, f, h, c, p, status, previous = approved, adjusted, frozen, held, committed, paid, state, kept
            continue
        broken = True
        hashed = sha256(text.encode()).hexdigest() == kept
        why = _why(expected, (a, j, f, h, c, p, status), row, hashed)
        faults.append(Fault(node, sequence, command, f"{_name(heads.get(node), node)}：{why}"))
    if current is not None:
        _ended(left, current, broken, expected, previous, (a, j, f, h, c, p, status), faults)
    for node in tuple(left):
        _ended(left, node, False, 0, GENESIS, _NOTHING, faults)
    return count


# A move that is none may happen never.
_NO_MOVE = (0,) * 8
_WALK = (
    f"SELECT e.node, e.sequence, e.command, e.move, e.amount, {', '.join(f'e.{name}' for name in _STATE)}, e.hash, c.digest, c.legs"
    " FROM spend_entry e LEFT JOIN spend_command c ON c.id = e.command ORDER BY e.node, e.sequence"
)


def _why(expected: int, before: Sequence[int], row: Sequence[Any], hashed: bool) -> str:
    """What is wrong with one entry, looked at closely."""
    _, place, command, move, amount, *after, _, digest_, _ = row
    if place != expected:
        return f"第 {expected} 笔不见了：后面紧接着的是第 {place} 笔"
    if digest_ is None:
        return f"第 {place} 笔的指令（第 {command} 号）不见了"
    if not hashed:
        return f"第 {place} 笔的内容与它的摘要不符：内容被改动过"
    rule = MOVES.get(move)
    if rule is None:
        return f"第 {place} 笔的变动“{move}”不存在"
    balance, status = Balance(*before[:6]), before[6]
    if not rule.during & status:
        return f"第 {place} 笔：{Status(status).title}时不能{rule.title}"
    if balance.plus(rule.effect.times(amount)) != Balance(*after[:6]) or after[6] != int(rule.leads_to or status):
        return f"第 {place} 笔{rule.title} {amount} 分之后的各栏与重算的不符"
    if not Balance(*after[:6]).sound:
        return f"第 {place} 笔{rule.title} {amount} 分之后超出限额"
    return f"第 {place} 笔（{amount} 分）不是第 {command} 号指令所要的"


def _ended(
    left: dict[int, Sequence[Any]], node: int, broken: bool, entries: int, hash_: str, state: Sequence[int], faults: list[Fault]
) -> None:
    """A chain has come to its end: does the node itself say the same?"""
    head = left.pop(node, None)
    if broken:
        return
    if head is None:
        faults.append(Fault(node, None, None, f"编号为 {node} 的指标有 {entries} 笔记录，指标本身却不见了"))
        return
    _, sequence, kept, *kept_state = head
    name = _name(head, node)
    if sequence != entries:
        faults.append(Fault(node, None, None, f"{name}：指标记着共 {sequence} 笔，账上有 {entries} 笔：末尾有记录被删去或添上"))
    elif kept != hash_:
        faults.append(Fault(node, None, None, f"{name}：指标所记的摘要与最后一笔不符"))
    elif tuple(kept_state) != tuple(state):
        faults.append(Fault(node, None, None, f"{name}：指标上的余额或状态与 {entries} 笔记录重算的不符：余额被改动过"))


def _legs(ask: Ask) -> Iterator[Fault]:
    """Commands that did not move all of their nodes, each once."""
    rows = ask(
        "SELECT c.id, c.legs, coalesce(e.moved, 0) FROM spend_command c LEFT JOIN (SELECT command, count(*) AS moved,"
        " count(DISTINCT node) AS nodes FROM spend_entry GROUP BY command) e ON e.command = c.id"
        " WHERE coalesce(e.moved, 0) <> length(c.legs) - length(replace(c.legs, ' ', '')) + 1 OR e.moved <> e.nodes ORDER BY c.id"
    )
    for number, legs, moved in rows:
        asked = len(str(legs).split())
        yield Fault(None, None, number, f"第 {number} 号指令应当动 {asked} 个指标，账上有 {moved} 笔：有记录被删去或添上")


def _name(head: Sequence[Any] | None, node: int) -> str:
    return f"“{head[0]}”" if head else f"编号 {node}"
