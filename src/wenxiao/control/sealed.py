"""Is every sealed version of a budget still what was sealed? Recomputed from its stored lines, from outside, without the office.

The entry of the trail that sealed a version holds the hash of all its lines and a short one of each: whoever changes lines and the hash
beside them still stands against the chain (`verify.py`). Which lines are hashed, and how, stands here once, for the office too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from wenxiao.control.chain import UnknownAlgorithmError, canonical, digest
from wenxiao.control.source import Source, opened

# Of a line's own hash as much is kept as tells one line from another; the version's is kept whole.
SHORT = 16
PROJECT = "project__code"
STAGES = {"first": "一上", "second": "二上", "approved": "批复"}

Line = tuple[Any, ...]


class Table(NamedTuple):
    """行表: one kind of lines of a version: its table in the database, its Chinese title, the columns that are hashed."""

    name: str
    title: str
    columns: tuple[str, ...]

    @property
    def key(self) -> str:
        """Under which its lines stand in what is hashed."""
        return self.name.removeprefix("plan_")

    def shown(self, line: Sequence[Any]) -> str:
        """The line in a person's words: amounts in 元."""
        told = [
            f"{value // 100}.{value % 100:02d} 元" if column in MONEY else str(value)
            for column, value in zip(self.columns, line, strict=True)
            if value not in (None, "")
        ]
        return " ".join(told)[:120]


MONEY = ("amount", "requested", "standard", "last_year", "unit_price")
TABLES = (
    Table("plan_revenueline", "收入预算", ("fund", "source", "amount", "last_year", "reason")),
    Table(
        "plan_basicline", "基本支出",
        ("part", "function_code", "economic_code", "fund", "basis", "staff_kind", "headcount", "standard", "amount", "explanation"),
    ),
    Table("plan_projectline", "项目支出", (PROJECT, "function_code", "economic_code", "fund", "requested", "amount")),
    Table(
        "plan_procurementline", "政府采购预算",
        (PROJECT, "economic_code", "catalogue_code", "name", "quantity", "measure", "unit_price", "fund", "amount"),
    ),
    Table("plan_cut", "压减", (PROJECT, "amount", "rule", "restore")),
)  # fmt: skip
READ = ("trail_entry", "people_unit", "plan_project", "plan_compilation", "plan_version", *(table.name for table in TABLES))


class SealVerdict(NamedTuple):
    """封存版本的校验结论: `reasons` say why it is not what was sealed; none where it is."""

    chain: str
    version: str
    reasons: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.reasons

    @property
    def sentence(self) -> str:
        return f"{self.chain} {self.version}：" + (f"与封存时不一致：{'；'.join(self.reasons)}" if self.reasons else "与封存时一致")


class Version(NamedTuple):
    """编报版本, as its row stands now. `lines` by the key of their table."""

    compilation: str
    unit: str
    year: int
    stage: str
    number: int
    sealed: bool
    algorithm: str
    hash: str
    lines: Mapping[str, Sequence[Line]]

    @property
    def title(self) -> str:
        return f"{STAGES.get(self.stage, self.stage)}{f'（第 {self.number} 次）' if self.number > 1 else ''}"

    def digest(self, algorithm: str) -> str:
        """Of all lines by their content, not their row numbers, in an order of their own: the same on every database."""
        lines = {key: sorted((list(line) for line in found), key=repr) for key, found in self.lines.items()}
        content = {"unit": self.unit, "year": self.year, "stage": self.stage, "number": self.number, "lines": lines}
        return digest(canonical(content), algorithm)


class Claim(NamedTuple):
    """封存记录: what the trail says a version was when it was sealed. `lines` are short hashes; None where the entry has none."""

    chain: str
    year: str
    version: str
    hash: str
    algorithm: str
    lines: Mapping[str, Sequence[str]] | None


def line_digests(lines: Iterable[Sequence[Any]], algorithm: str) -> list[str]:
    """The short hash of each line, sorted."""
    return sorted(digest(canonical({"line": list(line)}), algorithm)[:SHORT] for line in lines)


def verify_sealed(source: str) -> list[SealVerdict]:
    """One verdict a sealed version, by unit and round. Raises UnverifiableError; a file is opened for reading only."""
    with opened(source, READ) as found:
        return verify_opened(found)


def verify_opened(found: Source) -> list[SealVerdict]:
    """The same of a source that is open."""
    return judged(_claims(found.rows), _versions(found.rows))


def judged(claims: Mapping[tuple[str, str], Claim], versions: Iterable[Version]) -> list[SealVerdict]:
    """`claims` by the number of the compilation and the title of the version."""
    found: list[SealVerdict] = []
    seen: set[tuple[str, str]] = set()
    for version in versions:
        claim = claims.get((version.compilation, version.title))
        seen.add((version.compilation, version.title))
        if version.sealed or claim is not None:
            found.append(SealVerdict(version.unit, f"{version.year} 年预算{version.title}", tuple(_against(claim, version))))
    for key, claim in claims.items():
        if key not in seen:
            found.append(SealVerdict(claim.chain, f"{claim.year}{claim.version}", ("留痕里记着封存过它，现在整个版本不见了",)))
    return sorted(found)


def _against(claim: Claim | None, version: Version) -> Iterator[str]:
    if claim is None:
        yield "留痕里没有封存它的记录"
        return
    if not version.sealed:
        yield "封存标记被撤掉了"
    elif version.hash != claim.hash:
        yield "版本上所记的摘要与留痕里的不符：摘要被改动过"
    try:
        now = version.digest(claim.algorithm)
    except (UnknownAlgorithmError, TypeError, ValueError) as error:
        yield f"算不了它的摘要（{error}）"
        return
    if now == claim.hash:
        return
    told = [*_lines_told(claim, version)] if claim.lines is not None else []
    yield from told or ["各行的内容与留痕里的摘要不符：有行被改动、删去或添加过"]


def _lines_told(claim: Claim, version: Version) -> Iterator[str]:
    """A changed line is one gone and one new: told so where as many came as went."""
    assert claim.lines is not None
    for table in TABLES:
        lines = version.lines.get(table.key, ())
        before = Counter(claim.lines.get(table.key, ()))
        by_digest = [(line_digests([line], claim.algorithm)[0], line) for line in lines]
        gone = sum((before - Counter(each for each, _ in by_digest)).values())
        new: list[Line] = []
        for each, line in by_digest:
            if before[each]:
                before[each] -= 1
            else:
                new.append(line)
        shown = "、".join(f"“{table.shown(line)}”" for line in new[:5]) + (" 等" if len(new) > 5 else "")
        changed = min(gone, len(new))
        if changed and gone == len(new):
            yield f"{table.title}有 {changed} 行被改动过，现在是 {shown}"
        elif new:
            less = f"，少了封存时的 {gone} 行" if gone else ""
            yield f"{table.title}有 {len(new)} 行是封存时没有的：{shown}{less}"
        elif gone:
            yield f"{table.title}少了 {gone} 行：封存时 {len(lines) + gone} 行，现有 {len(lines)} 行"


# ── where the rows come from ──

Rows = Callable[[str, tuple[str, ...]], Iterable[Sequence[Any]]]


def _claims(rows: Rows) -> dict[tuple[str, str], Claim]:
    """The last sealing of each version."""
    found: dict[tuple[str, str], Claim] = {}
    columns = ("sequence", "chain", "subject_kind", "subject_id", "subject_name", "details")
    entries = (row for row in rows("trail_entry", columns) if row[2] == "compilation")
    for _sequence, chain, _kind, compilation, name, told in sorted(entries, key=lambda row: (row[1], row[0])):
        details = told
        if isinstance(told, str):
            with suppress(ValueError):
                details = json.loads(told)
        if isinstance(details, dict) and isinstance(details.get("版本"), str) and {"摘要", "算法"} <= details.keys():
            lines = details.get("各行")
            version, year = details["版本"], name[:7]
            found[(compilation, version)] = Claim(
                chain, f"{year}预算", version, details["摘要"], details["算法"], lines if isinstance(lines, dict) else None
            )
    return found


def _versions(rows: Rows) -> Iterator[Version]:
    units: dict[int, str] = {row[0]: row[1] for row in rows("people_unit", ("id", "code"))}
    projects: dict[int, str] = {row[0]: row[1] for row in rows("plan_project", ("id", "code"))}
    compilations = {pk: (units.get(unit, ""), year) for pk, unit, year in rows("plan_compilation", ("id", "unit_id", "year"))}
    lines: dict[int, dict[str, list[Line]]] = {}
    for table in TABLES:
        stored = tuple("project_id" if column == PROJECT else column for column in table.columns)
        place = table.columns.index(PROJECT) if PROJECT in table.columns else None
        for version, *line in rows(table.name, ("version_id", *stored)):
            if place is not None:
                line[place] = projects.get(line[place])
            lines.setdefault(version, {}).setdefault(table.key, []).append(tuple(line))
    columns = ("id", "compilation_id", "stage", "number", "sealed", "algorithm", "hash")
    for pk, compilation, stage, number, sealed, algorithm, hash in rows("plan_version", columns):
        unit, year = compilations.get(compilation, ("", 0))
        found = {table.key: lines.get(pk, {}).get(table.key, []) for table in TABLES}
        yield Version(str(compilation), unit, year, stage, number, sealed is not None, algorithm, hash, found)
