"""Is every balance what its entries make it, was every cap kept at every step, and has anyone touched the books since?

From outside, by plain reading: three tables in a SQLite file, a PostgreSQL database or an export. Needs no server and no office.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from wenxiao.control.chain import GENESIS, UnknownAlgorithmError, digest
from wenxiao.control.ledger.commands import FIELDS, SEPARATOR
from wenxiao.control.ledger.moves import MOVES, Balance, Status

NODE_COLUMNS = ("id", "unit", "kind", "name", *Balance._fields, "status", "sequence", "hash")
ENTRY_COLUMNS = ("node", "sequence", "command", "move", "amount", *Balance._fields, "status", "hash")
COMMAND_COLUMNS = ("id", *FIELDS, "algorithm", "digest")
_NOTHING = Balance()


class Fault(NamedTuple):
    """差错: what does not hold, in one Chinese sentence. `node` and `sequence` name the entry; None where it is a command's own."""

    node: int | None
    sequence: int | None
    command: int | None
    sentence: str


class Finding(NamedTuple):
    """账目校验结论."""

    nodes: int
    entries: int
    commands: int
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def recompute(
    nodes: Iterable[Sequence[Any]], commands: Iterable[Sequence[Any]], entries: Iterable[Sequence[Any]], most: int = 100
) -> Finding:
    """Rows in the orders of NODE_COLUMNS, COMMAND_COLUMNS, ENTRY_COLUMNS; entries ordered by node and sequence. Tells `most` faults."""
    faults: list[Fault] = []
    known, legs, count_commands = _commands(commands, faults)
    count_entries = 0

    def counted() -> Iterator[Sequence[Any]]:
        nonlocal count_entries
        for row in entries:
            count_entries += 1
            yield row

    heads = {row[0]: row for row in nodes}
    _chains(heads, counted(), known, legs, faults)
    for number, missing in legs.items():
        if missing:
            text = " ".join(sorted(missing))
            faults.append(Fault(None, None, number, f"第 {number} 号指令要动的（{text}）有几笔不在账上：有记录被删去"))
    return Finding(len(heads), count_entries, count_commands, tuple(faults[:most]))


def _commands(rows: Iterable[Sequence[Any]], faults: list[Fault]) -> tuple[dict[int, str], dict[int, set[str]], int]:
    """Digests and legs still to be found, by command."""
    known: dict[int, str] = {}
    legs: dict[int, set[str]] = {}
    for number, *fields, algorithm, kept in rows:
        try:
            right = digest(SEPARATOR.join(fields).encode(), algorithm) == kept
        except (UnknownAlgorithmError, TypeError, ValueError):
            right = False
        if not right:
            sentence = f"第 {number} 号指令（{fields[FIELDS.index('key')]}）的内容与它的摘要不符：内容被改动过"
            faults.append(Fault(None, None, number, sentence))
        known[number] = kept
        legs[number] = set(str(fields[-1]).split())
    return known, legs, len(known)


def _chains(
    heads: dict[int, Sequence[Any]], entries: Iterable[Sequence[Any]], known: dict[int, str], legs: dict[int, set[str]], faults: list[Fault]
) -> None:
    current: int | None = None
    expected, previous, balance, status, broken = 1, GENESIS, _NOTHING, Status.OPEN.value, False
    seen: set[int] = set()
    sha256 = hashlib.sha256
    for node, sequence, command, move, amount, *after, state, hash_ in entries:
        if node != current:
            if current is not None and not broken:
                _against_head(heads.get(current), current, expected - 1, previous, balance, status, faults)
            current, expected, previous, balance, status, broken = node, 1, GENESIS, _NOTHING, Status.OPEN.value, False
            seen.add(node)
        if broken:
            continue
        left = Balance(*after)
        why = ""
        if sequence != expected:
            why = f"第 {expected} 笔不见了：后面紧接着的是第 {sequence} 笔"
        elif command not in known:
            why = f"第 {sequence} 笔的指令（第 {command} 号）不见了"
        else:
            text = "|".join(map(str, (previous, node, sequence, known[command], move, amount, *after, state)))
            if sha256(text.encode()).hexdigest() != hash_:
                why = f"第 {sequence} 笔的内容与它的摘要不符：内容被改动过"
            else:
                why = _against_rules(sequence, balance, status, move, amount, left, state)
                try:
                    legs[command].remove(f"{node}:{move}:{amount}")
                except KeyError:
                    why = why or f"第 {sequence} 笔（{amount} 分）不是第 {command} 号指令所要的"
        if why:
            faults.append(Fault(node, sequence, command, f"{_name(heads.get(node), node)}：{why}"))
            broken = True
            continue
        expected, previous, balance, status = sequence + 1, hash_, left, state
    if current is not None and not broken:
        _against_head(heads.get(current), current, expected - 1, previous, balance, status, faults)
    for node, head in heads.items():
        if node not in seen:
            _against_head(head, node, 0, GENESIS, _NOTHING, Status.OPEN.value, faults)


def _against_rules(sequence: int, before: Balance, status: int, move: str, amount: int, after: Balance, state: int) -> str:
    rule = MOVES.get(move)
    if rule is None:
        return f"第 {sequence} 笔的变动“{move}”不存在"
    if not rule.during & status:
        return f"第 {sequence} 笔：{Status(status).title}时不能{rule.title}"
    if before.plus(rule.effect.times(amount)) != after or state != int(rule.leads_to or status):
        return f"第 {sequence} 笔{rule.title} {amount} 分之后的各栏与重算的不符"
    if not after.sound:
        return f"第 {sequence} 笔{rule.title} {amount} 分之后超出限额"
    return ""


def _against_head(
    head: Sequence[Any] | None, node: int, entries: int, hash_: str, balance: Balance, status: int, faults: list[Fault]
) -> None:
    if head is None:
        faults.append(Fault(node, None, None, f"编号为 {node} 的指标有 {entries} 笔记录，指标本身却不见了"))
        return
    kept = dict(zip(NODE_COLUMNS, head, strict=True))
    name = _name(head, node)
    if kept["sequence"] != entries:
        faults.append(Fault(node, None, None, f"{name}：指标记着共 {kept['sequence']} 笔，账上有 {entries} 笔：末尾有记录被删去或添上"))
    elif kept["hash"] != hash_:
        faults.append(Fault(node, None, None, f"{name}：指标所记的摘要与最后一笔不符"))
    elif Balance(*(kept[column] for column in Balance._fields)) != balance or kept["status"] != status:
        faults.append(Fault(node, None, None, f"{name}：指标上的余额或状态与 {entries} 笔记录重算的不符：余额被改动过"))


def _name(head: Sequence[Any] | None, node: int) -> str:
    return f"“{head[NODE_COLUMNS.index('name')]}”" if head else f"编号 {node}"
