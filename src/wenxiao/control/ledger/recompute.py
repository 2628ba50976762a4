"""Is every balance what its entries make it, was every cap kept at every step, and has anyone touched the books since?

From outside: no server of ours, no office. A long book is gone through in shares, by as many processes as the machine has processors.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from itertools import chain, islice, pairwise
from multiprocessing import get_context
from typing import NamedTuple

from wenxiao.control.ledger.acts import commands_gone
from wenxiao.control.ledger.walk import MOST, Fault, Range, Share, Stand, Walked, stand, walked
from wenxiao.control.source import Ask, Source, UnverifiableError, opened

TABLES = ("spend_node", "spend_command", "spend_entry")
# Below so many entries a second process is not worth its start.
_WORTH = 50_000


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


def verify_ledger(found: Source) -> Finding | None:
    """The books of a database or backup that is open, and whether all is in them that the trail tells of; None where there are none yet.

    Raises UnverifiableError.
    """
    books = recompute(found.ask, found.address) if found.there.issuperset(TABLES) else None
    gone = tuple(islice(commands_gone(found), MOST))
    if not gone:
        return books
    books = books or Finding(0, 0, 0, ())
    return books._replace(faults=(*books.faults, *gone)[:MOST])


def recompute(ask: Ask, address: str = "", processes: int | None = None) -> Finding:
    """The whole of the books that `ask` reads, as they stand at one moment: the caller's transaction sees to that.

    `address` is where another process can read the same books; without it, or where they are short, this one goes through all of them.
    """
    now = stand(ask)
    if processes is None:
        processes = min(1 + now.entries // _WORTH, os.cpu_count() or 1)
    found = _together(ask, now, _shares(ask, now, processes if address else 1), address)
    # By kind and then by number, as if they had been found in one walk.
    faults = chain.from_iterable(kind for kinds in zip(*(each.faults for each in found), strict=True) for kind in kinds)
    counted = sum(each.entries for each in found), sum(each.commands for each in found)
    return Finding(now.nodes, *counted, tuple(faults)[:MOST])


def _shares(ask: Ask, now: Stand, count: int) -> list[Share]:
    """As many of about the same length, from the first number to the last."""
    if count == 1:
        return [Share()]
    reached, nodes = 0, [0]
    for node, entries in ask("SELECT node, count(*) FROM spend_entry GROUP BY node ORDER BY node"):
        # What is no number, which SQLite lets stand there, comes behind all numbers.
        if type(node) is int:
            nodes += [node] * (reached * count // now.entries + 1 - len(nodes))
        reached += entries
    nodes = (nodes[1:] + nodes[-1:] * count)[: count - 1]
    commands = [1 + now.command * part // count for part in range(1, count)]
    return [Share(*both) for both in zip(_ranges(nodes), _ranges(commands), strict=True)]


def _ranges(bounds: Sequence[int]) -> Iterator[Range]:
    return (Range(*each) for each in pairwise([None, *bounds, None]))


def _together(ask: Ask, now: Stand, shares: Sequence[Share], address: str) -> list[Walked]:
    """The first share here, the others beside it. Who could not read, or saw another moment, is not believed: that is done here."""
    with ExitStack() as stack:
        beside: list[Future[Walked | None]] = []
        try:
            if len(shares) > 1:
                pool = stack.enter_context(ProcessPoolExecutor(len(shares) - 1, mp_context=get_context("spawn")))
                beside = [pool.submit(_elsewhere, address, share) for share in shares[1:]]
        except OSError:
            # A machine that lets no process start another.
            beside = []
        found = [walked(ask, shares[0])]
        for place, share in enumerate(shares[1:]):
            theirs = _told(beside[place]) if beside else None
            found.append(theirs if theirs and theirs.stand == now else walked(ask, share))
    return found


def _told(future: Future[Walked | None]) -> Walked | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _elsewhere(address: str, share: Share) -> Walked | None:
    """In a process of its own: a share of the books at an address; None where they cannot be read."""
    try:
        with opened(address, TABLES) as found:
            return walked(found.ask, share)
    except UnverifiableError:
        return None
