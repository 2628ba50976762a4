"""Is a document written in finished, current words?"""

from __future__ import annotations

import re

from wenxiao.catalogue.load import load_file
from wenxiao.checks.named_tests.stated import HOLDS, cannot_tell, judged, not_applicable, of_words, places
from wenxiao.facts.model import FactSet
from wenxiao.vocabulary.finding import Problem, Suggestion, Verdict
from wenxiao.vocabulary.source import Source

# The budget law as amended in 2014 took effect in 2015.
_BUDGET_LAW = 2015
_NO_SUBORDINATES = re.compile(r"(?:(?:没有|无|不存在)(?:下属|所属|二级)(?:预算)?|不(?:包含|包括|含)下属)单位$")
_SUBORDINATES = re.compile(r"各单位$|(?:所属|下属)各?(?:事业|预算)?单位$")
_REACH = 10
_DOUBLED = re.compile(r"[。，；：、！？,;][。，；：、,;]+")
_LEADING = re.compile(r"(?<=\n)[。，；、]")
_LATIN = re.compile(r"[a-z]{2,4}")
_FOREIGN = frozenset(("and", "the", "of", "or", "for", "with"))
_EITHER = re.compile(r"[(或/、](?:增加|增长|上升|减少|下降|降低)\)?")
_DIRECTIONS = {"增加": 1, "增长": 1, "上升": 1, "减少": -1, "下降": -1, "降低": -1}


@of_words
def no_template_residue(facts: FactSet) -> Verdict:
    """R011: nothing is left of the template."""
    text = facts.searchable.text
    found = [(at, at + len(word)) for word in load_file("wording")["residue"]["words"] for at in facts.searchable.find_word(word)]
    for match in _EITHER.finditer(text):
        before, after = text[match.start() - 2 : match.start()], match.group().strip("(或/、)")
        if _DIRECTIONS.get(before, 0) * _DIRECTIONS[after] < 0:
            found.append((match.start() - 2, match.end()))
    return judged(Problem(f"留有模板文字“{text[start:end]}”。", (facts.searchable.place(start, end),)) for start, end in sorted(found))


def structure_wording_agrees(facts: FactSet) -> Verdict:
    """R012: a unit that says it has no subordinate units does not speak of them elsewhere."""
    none: list[Source] = []
    some: list[Source] = []
    for at in facts.searchable.find_word("单位"):
        passage, start = facts.searchable.at(at)
        if passage.in_table:
            break
        before = passage.text[max(0, start - _REACH) : start + 2]
        for pattern, found in ((_NO_SUBORDINATES, none), (_SUBORDINATES, some)):
            told = pattern.search(before)
            if told:
                found.append(passage.place(start + 2 - len(told.group()), start + 2))
                break
    if not none:
        return cannot_tell("文中没有写有没有下属单位")
    if not some:
        return HOLDS
    words = "、".join(dict.fromkeys(f"“{place.figure}”" for place in some))
    message = f"{none[0].where()}写没有下属单位，{places(some)}又写{words}。"
    return judged([Problem(message, (none[0], *some))])


@of_words
def clean_wording(facts: FactSet) -> Verdict:
    """R013: no slips of the pen that a machine can be sure of."""
    searchable = facts.searchable
    text = searchable.text
    foreign = [
        searchable.place(*match.span())
        for match in _LATIN.finditer(text)
        if match.group() in _FOREIGN
        and not _is_word_character(text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1])
    ]
    kinds = (
        ([place for _, place in searchable.find(_DOUBLED)], "标点重复"),
        ([place for _, place in searchable.find(_LEADING)], "以标点开头，可能缺了前面的文字"),
        (foreign, "夹有外文词"),
    )
    problems = []
    for found, told in kinds:
        if found:
            words = "、".join(dict.fromkeys(f"“{place.figure}”" for place in found[:6]))
            problems.append(Problem(f"{told}：{words}（{places(found)}）。", tuple(found[:24])))
    for word, right in load_file("wording")["slips"].items():
        found = [searchable.place(at, at + len(word)) for at in searchable.find_word(word)]
        if found:
            suggestions = tuple(Suggestion(place, place.figure, right, "常见笔误", 0.9) for place in found)
            problems.append(Problem(f"“{word}”应为“{right}”（{places(found)}）。", tuple(found), suggestions))
    return judged(problems)


@of_words
def current_terms(facts: FactSet) -> Verdict:
    """R014: terms that the budget law has given up, each with what it is called now."""
    if facts.fiscal_year is not None and facts.fiscal_year < _BUDGET_LAW:
        return not_applicable("新预算法施行以前的文档")
    problems = []
    text = facts.searchable.text
    for entry in load_file("wording")["superseded"]:
        term, others = entry["term"], tuple(entry.get("not_after", ()))
        at = [start for start in facts.searchable.find_word(term) if not (others and text[:start].endswith(others))]
        found = [facts.searchable.place(start, start + len(term)) for start in at]
        if found:
            problems.append(Problem(f"“{term}”（{places(found)}）：{entry['now']}。", tuple(found[:24])))
    return judged(problems)


def _is_word_character(around: str) -> bool:
    return any(character.isascii() and character.isalnum() for character in around)
