"""Was anything in the trail changed, dropped or slipped in since it was written? Recomputed from outside, without the office.

Two tables by plain means, `trail_entry` and `trail_chainhead`. How the hash
of an entry is made stands in `chain.py` and, in words, in docs/operations.zh-CN.md; any program can repeat it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any, NamedTuple

from wenxiao.control.chain import GENESIS, Link, UnknownAlgorithmError, first_break
from wenxiao.control.source import Source, opened

CONTENT = (
    "chain", "at", "account", "person", "post", "subject_kind", "subject_id", "subject_name",
    "action", "action_title", "from_state", "to_state", "reason", "details",
)  # fmt: skip
COLUMNS = ("sequence", *CONTENT, "algorithm", "previous", "hash")
READ = ("trail_entry", "trail_chainhead")
_ENTRIES = f"SELECT {', '.join(COLUMNS)} FROM trail_entry ORDER BY chain, sequence"

Row = Mapping[str, Any]


class Head(NamedTuple):
    """链头: where the office itself believes a chain to end."""

    sequence: int
    hash: str


class Verdict(NamedTuple):
    """校验结论 of one unit's chain: `entries` found, the last one's `hash`, and why the chain does not hold, or nothing."""

    chain: str
    entries: int
    hash: str
    reason: str

    @property
    def holds(self) -> bool:
        return not self.reason

    @property
    def sentence(self) -> str:
        if not self.holds:
            return f"{self.chain}：{self.entries} 条，不完好：{self.reason}"
        return f"{self.chain}：{self.entries} 条，完好；最后一条的摘要 {self.hash}"


def verify(source: str) -> list[Verdict]:
    """One verdict a chain, by the units' codes. Raises UnverifiableError; a file is opened for reading only."""
    with opened(source, READ) as found:
        return verify_opened(found)


def verify_opened(found: Source) -> list[Verdict]:
    """The same of a source that is open."""
    heads = {chain: Head(sequence, hash) for chain, sequence, hash in found.rows("trail_chainhead", ("chain", "sequence", "hash"))}
    return verdicts(_rows(() if "trail_entry" in found.bare else found.ask(_ENTRIES)), heads)


def verdicts(entries: Iterable[Row], heads: Mapping[str, Head]) -> list[Verdict]:
    """Judge chains. `entries` are ordered by chain and sequence and have the keys COLUMNS, `details` as parsed JSON."""
    found: list[Verdict] = []
    for chain, members in groupby(entries, key=lambda row: str(row["chain"])):
        found.append(_verdict(chain, members, heads.get(chain)))
    seen = {each.chain for each in found}
    for chain, head in heads.items():
        if chain not in seen and head.sequence:
            found.append(Verdict(chain, 0, GENESIS, f"链头记着共 {head.sequence} 条，留痕里却一条也没有"))
    return sorted(found)


def _verdict(chain: str, members: Iterator[Row], head: Head | None) -> Verdict:
    last = Head(0, GENESIS)
    count = 0

    def links() -> Iterator[Link]:
        nonlocal last, count
        for row in members:
            count += 1
            last = Head(row["sequence"], row["hash"])
            yield Link(row["sequence"], {name: row[name] for name in CONTENT}, row["algorithm"], row["previous"], row["hash"])

    try:
        broken = first_break(links())
        reason = broken.reason if broken else ""
    except UnknownAlgorithmError as error:
        reason = f"第 {count} 条：{error}"
    except (TypeError, ValueError):
        # A value of a kind that the office never writes, such as bytes or NaN.
        reason = f"第 {count} 条的内容不是本系统会写的样子：内容被改动过"
    if reason:
        # What stands behind the break is counted, not judged.
        count += sum(1 for _ in members)
        return Verdict(chain, count, last.hash, reason)
    return Verdict(chain, count, last.hash, _against_head(last, head))


def _against_head(last: Head, head: Head | None) -> str:
    if head is None:
        return "没有这条链的链头：链头被删去了"
    if head.sequence > last.sequence:
        return f"链头记着共 {head.sequence} 条，留痕只到第 {last.sequence} 条：末尾少了 {head.sequence - last.sequence} 条"
    if head.sequence < last.sequence:
        return f"链头记着共 {head.sequence} 条，留痕却有 {last.sequence} 条：末尾多出 {last.sequence - head.sequence} 条"
    return "" if head.hash == last.hash else f"链头所记的摘要与第 {last.sequence} 条不符：末尾的记录被替换过"


def _rows(values: Iterable[Sequence[Any]]) -> Iterator[Row]:
    for each in values:
        row = dict(zip(COLUMNS, each, strict=True))
        if isinstance(row["details"], str):
            # What is no JSON any more is left as it is: its hash tells.
            with suppress(ValueError):
                row["details"] = json.loads(row["details"])
        yield row
