"""Is a document written in finished, current words?"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from wenxiao.catalogue.load import load_file
from wenxiao.checks.tests.stated import HOLDS, cannot_tell, judged, places
from wenxiao.facts.model import FactSet
from wenxiao.vocabulary.finding import Problem, Suggestion, Verdict
from wenxiao.vocabulary.source import Source

_NO_SUBORDINATES = re.compile(r"(?:没有|无|不存在)(?:下属|所属|二级)(?:预算)?单位|不(?:包含|包括|含)下属单位")
_SUBORDINATES = re.compile(
    r"(?<!无)(?<!没有)(?<!不包含)(?<!不包括)(?<!不含)(?:各单位(?:\(处室\))?|(?:各)?(?:所属|下属)(?:各)?(?:事业|预算)?单位)"
)
_DOUBLED = re.compile(r"([。，；：、！？,;])[。，；：、,;]+")
_LEADING = re.compile(r"^[。，；、]")
_FOREIGN = re.compile(r"(?<=[一-鿿] )?(?<![A-Za-z0-9])(?:and|the|of|or|for|with)(?![A-Za-z0-9])")


def no_template_residue(facts: FactSet) -> Verdict:
    """R011: nothing is left of the template."""
    problems = []
    residue = _residue()
    for passage in facts.passages:
        for match in residue.finditer(passage.text):
            problems.append(Problem(f"留有模板文字“{match.group()}”。", (passage.place(match.start(), match.end()),)))
    return judged(problems) if facts.passages else cannot_tell("文中没有文字")


def structure_wording_agrees(facts: FactSet) -> Verdict:
    """R012: a unit that says it has no subordinate units does not speak of them elsewhere."""
    none: list[Source] = []
    some: list[tuple[str, Source]] = []
    for passage in facts.passages:
        if passage.in_table or "单位" not in passage.text:
            continue
        for match in _NO_SUBORDINATES.finditer(passage.text):
            none.append(passage.place(match.start(), match.end()))
        for match in _SUBORDINATES.finditer(passage.text):
            some.append((match.group(), passage.place(match.start(), match.end())))
    if not none:
        return cannot_tell("文中没有写有没有下属单位")
    if not some:
        return HOLDS
    words = "、".join(dict.fromkeys(f"“{word}”" for word, _ in some))
    message = f"{none[0].where()}写没有下属单位，{places(place for _, place in some)}又写{words}。"
    return judged([Problem(message, (none[0], *(place for _, place in some)))])


def clean_wording(facts: FactSet) -> Verdict:
    """R013: no slips of the pen that a machine can be sure of."""
    doubled: list[Source] = []
    leading: list[Source] = []
    foreign: list[Source] = []
    slips: dict[str, list[Source]] = defaultdict(list)
    meant = load_file("wording")["slips"]
    slip = _slips()
    for passage in facts.passages:
        text = passage.text
        doubled.extend(passage.place(match.start(), match.end()) for match in _DOUBLED.finditer(text))
        leading.extend(passage.place(0, 1) for _ in _LEADING.finditer(text))
        foreign.extend(passage.place(match.start(), match.end()) for match in _FOREIGN.finditer(text))
        for match in slip.finditer(text):
            slips[match.group()].append(passage.place(match.start(), match.end()))
    problems = []
    for found, told in ((doubled, "标点重复"), (leading, "以标点开头，可能缺了前面的文字"), (foreign, "夹有外文词")):
        if found:
            words = "、".join(dict.fromkeys(f"“{place.figure}”" for place in found[:6]))
            problems.append(Problem(f"{told}：{words}（{places(found)}）。", tuple(found[:24])))
    for word, found in slips.items():
        right = meant[word]
        suggestions = tuple(Suggestion(place, place.figure, right, "常见笔误", 0.9) for place in found)
        problems.append(Problem(f"“{word}”应为“{right}”（{places(found)}）。", tuple(found), suggestions))
    return judged(problems)


def current_terms(facts: FactSet) -> Verdict:
    """R014: terms that the budget law has given up, each with what it is called now."""
    problems = []
    found: dict[str, list[Source]] = defaultdict(list)
    terms = load_file("wording")["superseded"]
    if facts.fiscal_year is not None and facts.fiscal_year < 2015:
        return HOLDS
    any_term, each = _terms()
    for passage in facts.passages:
        if any_term.search(passage.text):
            for pattern, compiled in each:
                found[pattern].extend(passage.place(match.start(), match.end()) for match in compiled.finditer(passage.text))
    for pattern, places_ in found.items():
        if places_:
            words = "、".join(dict.fromkeys(f"“{place.figure}”" for place in places_[:4]))
            problems.append(Problem(f"{words}（{places(places_)}）：{terms[pattern]}。", tuple(places_[:24])))
    return judged(problems)


@cache
def _residue() -> re.Pattern[str]:
    return re.compile("|".join(load_file("wording")["residue"]["patterns"]))


@cache
def _slips() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in load_file("wording")["slips"]))


@cache
def _terms() -> tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]:
    patterns = list(load_file("wording")["superseded"])
    return re.compile("|".join(patterns)), [(pattern, re.compile(pattern)) for pattern in patterns]
