"""What do the W accounts of a unit and year say: balances per key, and the postings behind them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from wenxiao.control.ledger.accounts import ACCOUNTS, Posting, balances, faults, postings
from wenxiao.control.ledger.moves import MOVES
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.models import Appropriation, Command, Entry

_POSTED = tuple(move.id for move in MOVES.values() if move.leads_to is None)


class Key(NamedTuple):
    """一个要素组合 with the balance of each account (分, in the order of ACCOUNTS) and what is wrong with them."""

    line: Appropriation
    balances: dict[str, int]

    @property
    def faults(self) -> list[str]:
        return faults(self.balances)

    @property
    def amounts(self) -> tuple[int, ...]:
        return tuple(self.balances.values())


class Posted(NamedTuple):
    """一笔分录 with the command that made it."""

    command: Command
    sequence: int
    line: Appropriation
    move: str
    posting: Posting

    @property
    def debit(self) -> str:
        return ACCOUNTS[self.posting.debit].name

    @property
    def credit(self) -> str:
        return ACCOUNTS[self.posting.credit].name


def keys_of(lines: Sequence[Appropriation]) -> list[Key]:
    """The balances now, key by key; one query."""
    moved: dict[int, list[tuple[str, int]]] = {}
    entries = Entry.objects.filter(node__in=[line.node_id for line in lines])
    for node, move, amount in entries.order_by().values_list("node_id", "move").annotate(Sum("amount")):
        moved.setdefault(node, []).append((move, int(amount)))
    return [Key(line, balances(moved.get(line.node_id, ()))) for line in lines]


def whole(keys: Sequence[Key]) -> dict[str, int]:
    return {code: sum(key.balances[code] for key in keys) for code in ACCOUNTS}


def posted_entries(lines: Sequence[Appropriation]) -> QuerySet[Entry]:
    """The entries that post something, in the order of time."""
    found = Entry.objects.filter(node__in=[line.node_id for line in lines], move__in=_POSTED)
    return found.select_related("command").order_by("command_id", "node_id")


def posted(entries: Iterable[Entry], lines: Sequence[Appropriation]) -> Iterator[Posted]:
    """Each entry's postings, one after the other."""
    by_node = {line.node_id: line for line in lines}
    for entry in entries:
        for each in postings(entry.move, entry.amount):
            yield Posted(entry.command, entry.sequence, by_node[entry.node_id], MOVES[entry.move].title, each)


def key_fields(line: Appropriation) -> tuple[str, ...]:
    """The elements of the key in the order of the export: year, project, function, economic code, fund, source."""
    project = line.project.code if line.project else line.get_part_display()
    source = f"{line.origin} 年结转" if line.origin else "本年预算"
    return (str(line.year), project, line.function_code, line.economic_code, str(Fund(line.fund).label), source)


KEY_HEADS = ("年度", "项目", "功能科目", "经济科目", "资金性质", "来源")
