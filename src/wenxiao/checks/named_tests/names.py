"""Does the unit stand in its document under one name, one code and one parent?"""

from __future__ import annotations

import re
from collections import defaultdict

from wenxiao.checks.named_tests.stated import HOLDS, cannot_tell, judged, places
from wenxiao.facts.model import FactSet
from wenxiao.vocabulary.finding import Problem, Verdict
from wenxiao.vocabulary.source import Source

# A code and a name are a line of their own above a table.
_CODED = re.compile(r"(?!20\d\d年?)(\d{3,6})([^\W\d][\w()]{3,39})")
_BODY = re.compile(r"(?:人民政府|街道办事处|办事处|委员会|管理局|办公室|局|中心|站|所)$")
_PARENT = re.compile(r"^(?:[^\W\d]{2,7}?(?:省|自治区))?(?:[^\W\d]{2,6}?(?:市|州|盟))?([^\W\d]{2,8}?(?:高新区|新区|区|县|旗))")


def unit_name_constant(facts: FactSet) -> Verdict:
    """R004: a short form (the place without what makes it an office) is the same name; anything else is another."""
    spellings = _full_names(facts)
    if not spellings:
        return cannot_tell("没有找到可以比较的单位名称")
    longest = max(spellings, key=len)
    if all(longest.endswith(name) for name in spellings):
        return HOLDS
    listed = "；".join(f"“{name}”（{places(found)}）" for name, found in spellings.items())
    message = f"单位名称有 {len(spellings)} 种写法：{listed}。"
    return judged([Problem(message, tuple(place for found in spellings.values() for place in found))])


def unit_code_constant(facts: FactSet) -> Verdict:
    """R005: one code, one name, both ways."""
    by_code: dict[str, dict[str, list[Source]]] = defaultdict(lambda: defaultdict(list))
    for passage in facts.passages:
        if passage.in_table:
            break
        for line, place in passage.coded_lines():
            told = _CODED.fullmatch(line)
            if told and _BODY.search(told[2]):
                by_code[told[1]][told[2]].append(place)
    if not by_code:
        return cannot_tell("文中没有写单位编码")
    problems = []
    for code, named in by_code.items():
        if len(named) > 1:
            listed = "；".join(f"“{name}”（{places(found)}）" for name, found in named.items())
            problems.append(Problem(f"单位编码 {code} 对应 {len(named)} 个名称：{listed}。", _all(named)))
    codes: dict[str, dict[str, list[Source]]] = defaultdict(dict)
    for code, named in by_code.items():
        for name, found in named.items():
            codes[name][code] = found
    for name, coded in codes.items():
        if len(coded) > 1:
            problems.append(Problem(f"“{name}”有 {len(coded)} 个编码：{'、'.join(coded)}。", _all(coded)))
    return judged(problems)


def parent_constant(facts: FactSet) -> Verdict:
    """R006: the district or county before the unit's own name is one and the same."""
    parents: dict[str, list[Source]] = defaultdict(list)
    for name, found in _full_names(facts).items():
        told = _PARENT.match(name)
        if told:
            parents[told[1]].extend(found)
    if not parents:
        return cannot_tell("单位名称前没有写上级行政区")
    if len(parents) == 1:
        return HOLDS
    listed = "；".join(f"“{name}”（{places(found)}）" for name, found in parents.items())
    return judged([Problem(f"单位的上级行政区有 {len(parents)} 种写法：{listed}。", _all(parents))])


def _full_names(facts: FactSet) -> dict[str, list[Source]]:
    """Every spelling that is no short form of another."""
    names = dict(facts.names)
    if facts.unit and facts.unit not in names and any(facts.unit in name or name in facts.unit for name in names):
        names.setdefault(facts.unit, [])
    full = {}
    for name, found in names.items():
        short = not _BODY.search(name) and any(other != name and name in other for other in names)
        if found and not short:
            full[name] = found
    return full


def _all(named: dict[str, list[Source]]) -> tuple[Source, ...]:
    return tuple(place for found in named.values() for place in found)
