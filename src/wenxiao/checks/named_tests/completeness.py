"""Is everything there that a disclosure owes: who speaks, every table, every chapter, a word on empty tables?"""

from __future__ import annotations

import re

from wenxiao.catalogue.load import load_file
from wenxiao.catalogue.profiles import profile
from wenxiao.catalogue.tables import recognise
from wenxiao.checks.named_tests.stated import HOLDS, judged, not_applicable, of_words
from wenxiao.facts.model import FactSet, State, StatedTable
from wenxiao.facts.passages import Passage
from wenxiao.vocabulary.finding import Problem, Severity, Verdict
from wenxiao.vocabulary.shown import MONEY
from wenxiao.vocabulary.wording import fold

_HEADING = 40
_UNIT = re.compile(r"(?:单位|金额):?.{0,8}?元|\([亿万千]?元\)")
_UNIT_REACH = 6
_TABLE_NAME = re.compile(r"[\w()]{2,40}?表(?![^\W\d])")
_EMPTIES = {"T8": "政府性基金", "T9": "国有资本经营"}
_SAID_EMPTY = re.compile(
    r"空表|空值|(?:没有|无|未|不涉及)[^。；]{0,24}(?:政府性基金|国有资本经营)|(?:政府性基金|国有资本经营)[^。；]{0,30}(?:没有|无|未|不涉及)"
)


@of_words
def identity_stated(facts: FactSet) -> Verdict:
    """R001: year, unit, budget or final accounts, and the money unit of every table of money."""
    missing = [
        told
        for told, there in (("年度", facts.fiscal_year), ("单位名称", facts.unit), ("是预算还是决算", facts.kind != "other"))
        if not there
    ]
    problems = []
    if missing:
        problems.append(Problem(f"文中没有写明{'、'.join(missing)}。", (facts.passages[0].place(),)))
    without = [table for table in facts.tables if _holds_money(table) and not _unit_printed(facts, table)]
    if without:
        names = "、".join(f"“{table.title or table.kind}”" for table in without[:6])
        problems.append(Problem(f"{names}没有写金额单位。", tuple(table.source for table in without)))
    return judged(problems)


@of_words
def tables_complete(facts: FactSet) -> Verdict:
    """R002: every table that the template asks for, or of an unknown template the disclosure rules."""
    there = {table.kind for table in facts.tables} | ({"T11"} if facts.programme.duties else set())
    owed = _owed_tables(facts)
    missing = [name for kind, name in owed.items() if kind not in there]
    if not missing:
        return HOLDS
    spoken = [passage.place() for passage in facts.passages if not passage.in_table and _speaks_of_tables(passage)]
    message = f"应公开的 {len(owed)} 张表中没有找到 {len(missing)} 张：{'、'.join(missing)}。"
    return judged([Problem(message, tuple(spoken[:2] or [facts.passages[0].place()]))])


@of_words
def chapters_complete(facts: FactSet) -> Verdict:
    """R003: every chapter of the explanation that the template asks for, known by its heading."""
    if facts.profile:
        lines = [fold(passage.text[:_HEADING]) for passage in facts.passages]
        chapters = profile(facts.profile).required_chapters
        lacking = [chapter.title for chapter in chapters if not any(chapter.stands_in(line) for line in lines)]
        if not lacking:
            return HOLDS
        return judged([Problem(f"没有找到这些内容：{'、'.join(lacking)}。", (facts.passages[0].place(),))])
    written = [passage.text for passage in facts.passages if not passage.in_table]
    headings = "\n".join(text for text in written if len(text) <= _HEADING)
    openings = "\n".join(text[:_HEADING] for text in written)
    missing = [
        name
        for name, words in load_file("obligations")["chapters"].items()
        if not re.search(words, headings if name == "名词解释" else openings)
    ]
    if not missing:
        return HOLDS
    return judged([Problem(f"没有找到这些内容：{'、'.join(missing)}。", (facts.passages[0].place(),))])


def empty_tables_explained(facts: FactSet) -> Verdict:
    """R009: an empty table says so, and a table with figures is not said to be empty."""
    looked = [table for table in facts.tables if table.kind in _EMPTIES]
    if not looked:
        return not_applicable("文中没有政府性基金、国有资本经营预算支出表")
    said = [passage for passage in facts.passages if _SAID_EMPTY.search(passage.text)]
    problems = []
    for table in looked:
        about = [passage for passage in said if _EMPTIES[table.kind] in passage.text or _near(passage, table)]
        printed = [fact for row in table.rows for fact in row.facts if fact is not None and fact.state is State.STATED and fact.value]
        # What was left over from last year or is left for the next fills a table, but is no spending of this year.
        filled = [fact for fact in printed if fact.concept]
        if not printed and not about and not any(fold(row.label) == "无" for row in table.rows):
            problems.append(Problem(f"“{table.title}”是空表，没有说明。", (table.source,)))
        if filled and about and not _other_kind(about, table.kind):
            message = f"“{table.title}”有数（{filled[0].source.figure}），文中却写没有这项支出。"
            problems.append(Problem(message, (about[0].place(), filled[0].source), severity=Severity.ERROR))
    return judged(problems)


def contents_match_tables(facts: FactSet) -> Verdict:
    """R016: the tables that the contents list are the tables there are."""
    outside = [passage for passage in facts.passages if not passage.in_table]
    start = next((number for number, passage in enumerate(outside) if re.fullmatch(r"目\s*录", passage.text)), None)
    if start is None:
        return not_applicable("文中没有目录")
    first_table = min((table.source.block or 0 for table in facts.tables), default=10**9)
    listed: dict[str, Passage] = {}
    names: dict[str, str] = {}
    for passage in outside[start + 1 :]:
        if passage.block > first_table:
            break
        for match in _TABLE_NAME.finditer(passage.text):
            form, _ = recognise([match.group()], set())
            if form is not None and form.kind not in listed:
                listed[form.kind], names[form.kind] = passage, match.group()
    if not listed:
        return not_applicable("目录没有列出表名")
    there = {table.kind for table in facts.tables} | ({"T11"} if facts.programme.duties else set())
    problems = [
        Problem(f"目录列有“{names[kind]}”，正文没有找到。", (passage.place(),)) for kind, passage in listed.items() if kind not in there
    ]
    owed = _owed_tables(facts, part="tables")
    for table in facts.tables:
        if table.kind in owed and table.kind not in listed:
            problems.append(Problem(f"正文有“{table.title}”，目录没有列出。", (table.source,)))
    return judged(problems)


def _owed_tables(facts: FactSet, part: str = "") -> dict[str, str]:
    """Kind and name of the tables that must be there, or of those that must stand in one part of the document."""
    if facts.profile:
        return {slot.kind: slot.title for slot in profile(facts.profile).required_tables if part in ("", slot.part)}
    owed: dict[str, str] = load_file("obligations")["tables"]
    return owed


def _holds_money(table: StatedTable) -> bool:
    return any(
        fact is not None and fact.shown is not None and fact.shown.unit.dimension == MONEY and fact.value
        for row in table.rows
        for fact in row.facts
    )


def _unit_printed(facts: FactSet, table: StatedTable) -> bool:
    block = table.source.block or 0
    labels = (label for column in table.columns for label in column.path)
    if any(_UNIT.search(label) for label in labels):
        return True
    return any(
        _UNIT.search(passage.text)
        for passage in facts.passages
        if (passage.in_table and passage.block == block) or (not passage.in_table and block - _UNIT_REACH * 2 <= passage.block < block)
    )


def _speaks_of_tables(passage: Passage) -> bool:
    return bool(re.search(r"(?:总表|支出表|收入表|收支.{0,6}表)", passage.text))


def _near(passage: Passage, table: StatedTable) -> bool:
    return 0 <= passage.block - (table.source.block or 0) <= 3


def _other_kind(about: list[Passage], kind: str) -> bool:
    """Is what is said only about the other kind of table, or about one year's part of it?"""
    word = _EMPTIES[kind]
    return not any(
        re.search(rf"(?:没有|无|未)[^。；，]{{0,16}}{word}[^。；，]{{0,12}}(?:支出|拨款|预算|安排)", passage.text) for passage in about
    )
