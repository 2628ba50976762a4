"""Is every project promised something, explained, measured, and no cover for other spending?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenxiao.catalogue.limits import limit
from wenxiao.checks.named_tests.stated import HOLDS, cannot_tell, figure, in_yuan, judged, stated
from wenxiao.facts.model import FactSet
from wenxiao.performance.lexicon import COST
from wenxiao.performance.programme import Activity, Duty
from wenxiao.vocabulary.finding import Problem, Severity, Verdict
from wenxiao.vocabulary.shown import WAN, Shown
from wenxiao.vocabulary.source import Source
from wenxiao.vocabulary.wording import fold

_ENUMERATION = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．])")
_BASIS = re.compile(r"立项依据")
_STAFF = re.compile(r"网格员|临聘|编外|聘用人员|劳务派遣|协管员|辅警|公益性岗位|保洁员工资|人员工资|村干部报酬")
_DEBT = {"231": "债务还本", "232": "债务付息", "233": "债务发行费用", "307": "债务利息及费用"}
_BUILDING = re.compile(r"楼堂馆所|办公楼(?:建设|新建|改建|扩建)|新建办公(?:楼|用房)|提供担保|融资担保|举借债务")


def projects_have_goals(facts: FactSet) -> Verdict:
    """R059: the project table and the performance table name the same projects; fund money has a goal too."""
    bearers = list(facts.programme.bearers())
    projects = _project_rows(facts)
    problems = list(_fund_without_goal(facts, bearers))
    if bearers and projects:
        for name, source in projects:
            if not any(same_project(name, bearer.name) for bearer in bearers):
                problems.append(Problem(f"项目“{name}”没有绩效目标。", (source,)))
        for bearer in bearers:
            if bearer.amount is not None and bearer.amount.value and not any(same_project(name, bearer.name) for name, _ in projects):
                problems.append(Problem(f"绩效表中的“{_short(bearer.name)}”在项目支出表中没有。", (bearer.source,)))
    elif not problems:
        return cannot_tell("文中没有绩效表" if not bearers else "文中没有项目支出表")
    return judged(problems)


def key_projects_explained(facts: FactSet) -> Verdict:
    """R099: large projects tell on what ground they stand."""
    priced = _priced(facts)
    if not priced:
        return cannot_tell("文中没有写各个项目的金额")
    threshold = 100 * limit("重点项目")
    large = [(bearer, amount) for bearer, amount in priced if amount.value >= threshold]
    groundless = [
        (bearer, amount)
        for bearer, amount in large
        if not _BASIS.search(bearer.content) and not any(_explains(passage.text, bearer) for passage in facts.passages)
    ]
    if not groundless:
        return HOLDS
    names = "、".join(f"“{_short(bearer.name)}”（{amount.text} {amount.unit.name}）" for bearer, amount in groundless[:6])
    return judged([Problem(f"{len(groundless)} 个重点项目没有写立项依据：{names}。", tuple(bearer.source for bearer, _ in groundless))])


def staff_pay_in_projects(facts: FactSet) -> Verdict:
    """R123: pay for people out of project money has a number of people and a sum for each."""
    priced = _priced(facts)
    if not priced:
        return cannot_tell("文中没有写各个项目的金额")
    problems = []
    for bearer, amount in priced:
        told = _STAFF.search(f"{bearer.name}。{bearer.content}。{bearer.objective}")
        if told and not _has_unit_cost(bearer):
            message = f"“{_short(bearer.name)}”{amount.text} {amount.unit.name}涉及{told.group()}等人员支出，没有写人均标准。"
            problems.append(Problem(message, (bearer.source,)))
    return judged(problems)


def project_amounts_measured(facts: FactSet) -> Verdict:
    """R124: a round amount with no unit cost beside it has probably not been worked out."""
    priced = _priced(facts)
    if not priced:
        return cannot_tell("文中没有写各个项目的金额")
    rounded = [(bearer, amount) for bearer, amount in priced if amount.value % WAN.base == 0 and not _has_unit_cost(bearer)]
    if not rounded:
        return HOLDS
    listed = "、".join(f"“{_short(bearer.name)}”{amount.text}" for bearer, amount in rounded[:6])
    more = f"等 {len(rounded)} 项" if len(rounded) > 6 else ""
    unit = rounded[0][1].unit.name
    return judged([Problem(f"金额是整数而没有单价等测算：{listed}{more}（{unit}）。", tuple(bearer.source for bearer, _ in rounded))])


def no_debt_or_office_building(facts: FactSet) -> Verdict:
    """R121: debt service, guarantees and office buildings are asked about."""
    problems = []
    told: set[str] = set()
    for fact in facts.facts:
        code = fact.members[0][1] if fact.members else ""
        if code in _DEBT and fact.value and code not in told:
            told.add(code)
            problems.append(Problem(f"列有{_DEBT[code]}（{code}）{figure(fact)}。", (fact.source,)))
    for name, source in _project_rows(facts):
        if _BUILDING.search(name):
            problems.append(Problem(f"项目“{name}”涉及楼堂馆所或担保。", (source,)))
    for bearer in facts.programme.bearers():
        if _BUILDING.search(bearer.name):
            problems.append(Problem(f"“{_short(bearer.name)}”涉及楼堂馆所或担保。", (bearer.source,)))
    return judged(problems) if facts.facts else cannot_tell("文中没有金额")


def project_names(facts: FactSet) -> list[str]:
    """Every project or activity the document names."""
    return [name for name, _ in _project_rows(facts)] + [bearer.name for bearer in facts.programme.bearers()]


def same_project(one: str, other: str) -> bool:
    """One name, or one cut short by a narrow column or a page."""
    first, second = (_ENUMERATION.sub("", fold(name)).rstrip("。.") for name in (one, other))
    return bool(first) and bool(second) and (first.startswith(second) or second.startswith(first))


def _project_rows(facts: FactSet) -> list[tuple[str, Source]]:
    return [
        ("".join(row.source.text.split()), row.source)
        for table in facts.tables
        if table.kind == "T10"
        for row in table.rows
        if row.kind == "item"
    ]


def _priced(facts: FactSet) -> list[tuple[Activity | Duty, Shown]]:
    """What carries indicators and has an amount of its own."""
    return [(bearer, bearer.amount) for bearer in facts.programme.bearers() if bearer.amount is not None and bearer.amount.value]


def _fund_without_goal(facts: FactSet, bearers: list[Activity | Duty]) -> Iterator[Problem]:
    fund = stated(facts, "政府性基金收入")
    if fund is None or fund.value <= 0 or any(table.kind == "T8" for table in facts.tables) or not bearers:
        return
    if not any("基金" in bearer.name or "基金" in bearer.content for bearer in bearers):
        message = f"政府性基金 {in_yuan(fund.value)}没有支出表，绩效表中也没有哪一项写明使用它，看不出用在哪里。"
        yield Problem(message, (fund.source,), severity=Severity.WARNING)


def _has_unit_cost(bearer: Activity | Duty) -> bool:
    return any(
        "成本" in indicator.kind or COST.search(indicator.name) or re.search(r"每|人均|单价", indicator.name)
        for indicator in bearer.indicators
    )


def _explains(text: str, bearer: Activity | Duty) -> bool:
    return bool(_BASIS.search(text)) and _ENUMERATION.sub("", fold(bearer.name))[:8] in text


def _short(name: str) -> str:
    folded = "".join(name.split())
    return folded if len(folded) <= 24 else folded[:24] + "……"
