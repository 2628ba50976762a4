"""Do classification codes mean what they are printed for?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.catalogue.load import load_file
from wenxiao.checks.named_tests.stated import HOLDS, cannot_tell, judged, places
from wenxiao.facts.model import ECONOMIC, FUNCTION, FactSet, Row, StatedTable
from wenxiao.vocabulary.finding import Problem, Verdict
from wenxiao.vocabulary.source import Source
from wenxiao.vocabulary.wording import fold

# Staff's pensions, health and housing are owed whatever the duties are, and so is the running of the office itself.
_COMMON = frozenset(("201", "208", "210", "221", "229", "230"))
_INSURANCE = {"20805": "行政事业单位养老支出（20805）", "21011": "行政事业单位医疗（21011）", "22102": "住房改革支出（22102）"}


def code_names_official(facts: FactSet) -> Verdict:
    """R098: the name beside a code is the classification's own; codes we do not know are left alone."""
    seen: set[tuple[str, str]] = set()
    wrong: dict[tuple[str, str, str], list[Source]] = {}
    known = 0
    for _, row, dimension in _coded_rows(facts):
        label = fold(row.label)
        official = (function_name if dimension == FUNCTION else economic_name)(row.code, facts.fiscal_year)
        if official is None or not label:
            continue
        known += 1
        if (row.code, label) not in seen and _same(official, label):
            seen.add((row.code, label))
        elif (row.code, label) not in seen:
            wrong.setdefault((row.code, row.label, official), []).append(row.source)
    if not known:
        return cannot_tell("文中没有列出科目编码")
    return judged(
        Problem(f"编码 {code} 的名称是“{official}”，文中写作“{label}”（{places(found)}）。", tuple(found))
        for (code, label, official), found in wrong.items()
    )


def functions_within_duties(facts: FactSet) -> Verdict:
    """R068: project money is spent on what the unit is there for."""
    text = _duty_text(facts)
    rows = [
        (row, fact)
        for table, row, dimension in _coded_rows(facts)
        if table.kind == "T3" and dimension == FUNCTION and len(row.code) == 3
        for fact in row.facts
        if fact is not None and fact.concept == "项目支出" and fact.value
    ]
    if not rows or not text:
        return cannot_tell("文中没有支出总表" if not rows else "文中没有写部门职责")
    words = load_file("obligations")["duties"]
    known = [(row, fact) for row, fact in rows if row.code in _COMMON or row.code in words]
    if not known:
        return cannot_tell(f"没有“{rows[0][0].label}”对应哪些职责的资料")
    problems = []
    for row, fact in known:
        if row.code not in _COMMON and not re.search(words[row.code], text):
            message = f"“{row.label}”有项目支出 {fact.source.figure}，部门职责中没有写这方面的工作。"
            problems.append(Problem(message, (row.source, fact.source)))
    return judged(problems)


def fund_codes_in_fund_table(facts: FactSet) -> Verdict:
    """R069: fund money under fund codes, general budget money under the others."""
    funds = tuple(load_file("obligations")["funds"]["codes"])
    looked = False
    problems = []
    for table, row, dimension in _coded_rows(facts):
        if dimension != FUNCTION or len(row.code) < 5 or table.kind not in ("T5", "T8"):
            continue
        looked = True
        if table.kind == "T5" and row.code.startswith(funds):
            problems.append(Problem(f"一般公共预算支出表列了政府性基金科目 {row.code}“{row.label}”。", (row.source,)))
        if table.kind == "T8" and not row.code.startswith(funds):
            problems.append(Problem(f"政府性基金预算支出表列了一般公共预算科目 {row.code}“{row.label}”。", (row.source,)))
    return judged(problems) if looked else cannot_tell("文中没有按科目列出的一般公共预算、政府性基金预算支出表")


def staff_insurance_present(facts: FactSet) -> Verdict:
    """R070: whoever has staff pays for their pensions, health and housing."""
    paid = [
        row
        for _, row, dimension in _coded_rows(facts)
        if dimension == ECONOMIC and row.code == "301" and any(fact is not None and fact.value for fact in row.facts)
    ]
    codes = {
        row.code for table, row, dimension in _coded_rows(facts) if dimension == FUNCTION and table.kind in ("T3", "T5") and _filled(row)
    }
    if not paid or not codes:
        return cannot_tell("文中没有基本支出表" if not paid else "文中没有按科目列出的支出表")
    missing = [name for code, name in _INSURANCE.items() if not any(each.startswith(code) for each in codes)]
    if not missing:
        return HOLDS
    return judged([Problem(f"列有工资福利支出，但支出表中没有{'、'.join(missing)}。", (paid[0].source,))])


def _coded_rows(facts: FactSet) -> Iterator[tuple[StatedTable, Row, str]]:
    for table in facts.tables:
        for row in table.rows:
            if row.code:
                dimension = next((fact.members[0][0] for fact in row.facts if fact is not None and fact.members), "")
                if dimension in (FUNCTION, ECONOMIC):
                    yield table, row, dimension


def _filled(row: Row) -> bool:
    return any(fact is not None and fact.value for fact in row.facts)


def _same(official: str, label: str) -> bool:
    """The same name: 支出 at the end may be left out, and long names are cut or run on in narrow columns."""
    one, other = (re.sub(r"[()、，,的]", "", fold(name)).removesuffix("支出") for name in (official, label))
    return one == other


def _duty_text(facts: FactSet) -> str:
    """The text of the chapter on duties, and the duties of the performance table."""
    told: list[str] = []
    inside = False
    for passage in facts.passages:
        if passage.in_table:
            break
        if len(passage.text) <= 30 and re.search(r"职责|职能", passage.text):
            inside = True
            continue
        if inside and len(passage.text) <= 30 and re.search(r"机构设置|总体情况|名词解释|预算编制|收入说明|第[二三]部分", passage.text):
            inside = False
        if inside:
            told.append(passage.text)
    if told:
        told.extend(duty.name for duty in facts.programme.duties)
    return "".join(told)
