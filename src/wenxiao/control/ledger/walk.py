"""Is every entry of a share of the book what its command asked for, hashed right, and within its cap?

By plain reading of three tables. What can be said in SQL is asked of the database; the hashes are computed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from wenxiao.control.chain import UnknownAlgorithmError, digest
from wenxiao.control.ledger.commands import FIELDS, SEPARATOR
from wenxiao.control.ledger.links import IDENTITY, beginning
from wenxiao.control.ledger.moves import MOVES, Balance, Status
from wenxiao.control.source import Ask

# So many faults are told, the first of each node and of each command.
MOST = 100
_STATE = (*Balance._fields, "status")
_NOTHING = (*Balance(), Status.OPEN.value)


class Fault(NamedTuple):
    """差错: what does not hold, in one Chinese sentence. `node` and `sequence` name the entry; None where it is a command's own."""

    node: int | None
    sequence: int | None
    command: int | None
    sentence: str


class Range(NamedTuple):
    """一段: numbers from one up to another, which is not in it; None where there is no end. Every number stands in one of a row of them,
    also one that no number should be."""

    first: int | None = None
    end: int | None = None

    def of(self, column: str) -> str:
        """As a condition of SQL."""
        bounds = [f"{column} {sign} {number}" for sign, number in ((">=", self.first), ("<", self.end)) if number is not None]
        return " AND ".join(bounds) or "1 = 1"


class Share(NamedTuple):
    """一份账: which nodes and which commands are gone through together."""

    nodes: Range = Range()
    commands: Range = Range()


class Stand(NamedTuple):
    """账的时点: every command makes one of these numbers grow, so that two who see the same have the same books before them."""

    nodes: int
    entries: int
    command: int


class Walked(NamedTuple):
    """一份账的结论, and at which moment it was seen. The faults come in the order in which they are told; `MOST` of each kind at most."""

    stand: Stand
    entries: int
    commands: int
    faults: tuple[list[Fault], list[Fault], list[Fault], list[Fault]]


def stand(ask: Ask) -> Stand:
    [(nodes,)] = ask("SELECT count(*) FROM spend_node")
    [(entries,)] = ask("SELECT count(*) FROM spend_entry")
    [(command,)] = ask("SELECT coalesce(max(id), 0) FROM spend_command")
    return Stand(nodes, entries, command)


def walked(ask: Ask, share: Share) -> Walked:
    """Go through one share of the books that `ask` reads, as they stand at one moment: the caller's transaction sees to that."""
    of_commands: list[Fault] = []
    of_chains: list[Fault] = []
    of_nodes: list[Fault] = []
    commands = _commands(ask, share.commands, of_commands)
    entries = _chains(ask, share.nodes, of_chains, of_nodes)
    of_legs = list(_legs(ask, share.commands))
    found = (of_commands[:MOST], of_chains[:MOST], of_nodes[:MOST], of_legs[:MOST])
    return Walked(stand(ask), entries, commands, found)


def _commands(ask: Ask, which: Range, faults: list[Fault]) -> int:
    columns = ", ".join(f'"{name}"' for name in FIELDS)
    count = 0
    for row in ask(f"SELECT {columns}, algorithm, digest, id FROM spend_command WHERE {which.of('id')}"):
        count += 1
        try:
            right = digest(SEPARATOR.join(row[:-3]).encode(), row[-3]) == row[-2]
        except (UnknownAlgorithmError, TypeError, UnicodeError):
            right = False
        if not right:
            faults.append(Fault(None, None, row[-1], f"第 {row[-1]} 号指令（{row[0]}）的内容与它的摘要不符：内容被改动过"))
    return count


def _chains(ask: Ask, which: Range, faults: list[Fault], of_nodes: list[Fault]) -> int:
    """Walk every node's chain once. Written out flat: it is gone through a million times."""
    columns = ", ".join(("id", *IDENTITY, "sequence", "hash", *_STATE))
    heads: dict[int, Sequence[Any]] = {}
    beginnings: dict[int, str] = {}
    for row in ask(f"SELECT {columns} FROM spend_node WHERE {which.of('id')} ORDER BY id"):
        heads[row[0]], beginnings[row[0]] = row[len(IDENTITY) :], beginning(*row[1 : len(IDENTITY) + 1])
    left = dict(heads)
    sha256, moves = hashlib.sha256, {id: (*move.effect, int(move.during), int(move.leads_to or 0)) for id, move in MOVES.items()}
    current, previous, expected, count, broken = None, "", 0, 0, False
    a = j = f = h = c = p = 0
    status = Status.OPEN.value
    for row in ask(_WALK.format(which.of("e.node"))):
        node, sequence, command, move, amount, approved, adjusted, frozen, held, committed, paid, state, kept, digest_, legs = row
        count += 1
        if node != current:
            if current is not None and not broken:
                faults += _ended(heads[current], current, expected, previous, (a, j, f, h, c, p, status))
            left.pop(node, None)
            current, previous, expected, broken = node, beginnings.get(node, ""), 0, node not in heads
            if broken:
                faults.append(Fault(node, None, command, f"编号为 {node} 的指标不见了，账上还有它的记录"))
            a = j = f = h = c = p = 0
            status = Status.OPEN.value
        if broken:
            continue
        expected += 1
        da, dj, df, dh, dc, dp, during, leads_to = moves.get(move, _NO_MOVE)
        text = f"{previous}|{node}|{sequence}|{digest_}|{move}|{amount}|{approved}|{adjusted}|{frozen}|{held}|{committed}|{paid}|{state}"
        try:
            right = (
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
                and approved >= 0
                and frozen >= 0
                and held >= 0
                and committed >= 0
                and paid >= 0
                and f" {node}:{move}:{amount} " in f" {legs} "
            )
        except TypeError:
            # Text where a number belongs, which SQLite lets stand.
            right = False
        if right:
            a, j, f, h, c, p, status, previous = approved, adjusted, frozen, held, committed, paid, state, kept
            continue
        broken = True
        hashed = sha256(text.encode()).hexdigest() == kept
        why = _why(expected, (a, j, f, h, c, p, status), row, hashed)
        faults.append(Fault(node, sequence, command, f"“{heads[node][0]}”：{why}"))
    if current is not None and not broken:
        faults += _ended(heads[current], current, expected, previous, (a, j, f, h, c, p, status))
    for node in left:
        of_nodes += _ended(heads[node], node, 0, beginnings[node], _NOTHING)
    return count


# A move that is none may happen never.
_NO_MOVE = (0,) * 8
_WALK = (
    f"SELECT e.node, e.sequence, e.command, e.move, e.amount, {', '.join(f'e.{name}' for name in _STATE)}, e.hash, c.digest, c.legs"
    " FROM spend_entry e LEFT JOIN spend_command c ON c.id = e.command WHERE {} ORDER BY e.node, e.sequence"
)


def _why(expected: int, before: Sequence[int], row: Sequence[Any], hashed: bool) -> str:
    """What is wrong with one entry, looked at closely."""
    _, place, command, move, amount, *after, _, digest_, _ = row
    if place != expected:
        return f"第 {expected} 笔不见了：后面紧接着的是第 {place} 笔"
    if digest_ is None:
        return f"第 {place} 笔的指令（第 {command} 号）不见了"
    if not hashed:
        named = "，或者指标的单位、年度、种类、要素、名称被改动过" if place == 1 else ""
        return f"第 {place} 笔的内容与它的摘要不符：内容被改动过{named}"
    if not all(type(each) is int for each in (amount, *after)):
        return f"第 {place} 笔的金额或状态不是整数"
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


def _ended(head: Sequence[Any], node: int, entries: int, hash_: str, state: Sequence[int]) -> Iterator[Fault]:
    """A chain has come to its end: does the node itself say the same?"""
    title, sequence, kept, *kept_state = head
    name = f"“{title}”"
    if sequence != entries:
        yield Fault(node, None, None, f"{name}：指标记着共 {sequence} 笔，账上有 {entries} 笔：末尾有记录被删去或添上")
    elif kept != hash_:
        yield Fault(node, None, None, f"{name}：指标所记的摘要与" + ("最后一笔不符" if entries else "它的单位、年度、种类、要素、名称不符"))
    elif tuple(kept_state) != tuple(state):
        yield Fault(node, None, None, f"{name}：指标上的余额或状态与 {entries} 笔记录重算的不符：余额被改动过")


def _legs(ask: Ask, which: Range) -> Iterator[Fault]:
    """Commands that did not move all of their nodes, each once."""
    rows = ask(
        "SELECT c.id, c.legs, coalesce(e.moved, 0) FROM spend_command c LEFT JOIN (SELECT command, count(*) AS moved,"
        f" count(DISTINCT node) AS nodes FROM spend_entry WHERE {which.of('command')} GROUP BY command) e ON e.command = c.id"
        f" WHERE {which.of('c.id')}"
        " AND (coalesce(e.moved, 0) <> length(c.legs) - length(replace(c.legs, ' ', '')) + 1 OR e.moved <> e.nodes) ORDER BY c.id"
    )
    for number, legs, moved in rows:
        asked = len(str(legs).split())
        yield Fault(None, None, number, f"第 {number} 号指令应当动 {asked} 个指标，账上有 {moved} 笔：有记录被删去或添上")
