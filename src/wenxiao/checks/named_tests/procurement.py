"""Is what is to be bought a known project, rightly coded, and explained where it is large?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wenxiao.catalogue.codes import procurement_entries, procurement_name
from wenxiao.catalogue.limits import limit
from wenxiao.checks.named_tests.projects import project_names, same_project
from wenxiao.checks.named_tests.stated import HOLDS, cannot_tell, figure, judged, stated
from wenxiao.facts.model import Fact, FactSet
from wenxiao.vocabulary.finding import Problem, Verdict
from wenxiao.vocabulary.source import Source
from wenxiao.vocabulary.wording import fold

_RUNNING = re.compile(r"日常公用|公用经费|机关运行|基本支出")
_CODE = re.compile(r"\[?([A-C]\d{2,14})\]?([\w()]*)")
_VEHICLE = re.compile(r"乘用车|轿车|越野车|公务用车|商务车|客车")
_WAY = re.compile(r"公开招标|邀请招标|竞争性谈判|竞争性磋商|单一来源|询价|框架协议")
_ACCEPTED = re.compile(r"验收")
_NO_TABLE = "文中没有政府采购预算表"
_NOT_LISTED = "采购预算表所用的品目编码不在本系统的目录中"


@dataclass(frozen=True, slots=True)
class _Item:
    """采购项目: one row of the procurement table."""

    project: str
    label: str
    amount: Fact | None
    count: Fact | None
    source: Source


def procurement_projects_known(facts: FactSet) -> Verdict:
    """R061: what is bought belongs to a project of the budget or to running costs."""
    items = list(_items(facts))
    known = project_names(facts)
    if not items or not known:
        return cannot_tell(_NO_TABLE if not items else "文中没有项目支出表，也没有绩效表")
    problems = []
    for item in items:
        if _CODE.search(item.project) or _RUNNING.search(item.project):
            continue
        if not any(same_project(item.project, name) for name in known):
            amount = f"（{figure(item.amount)}）" if item.amount is not None else ""
            problems.append(Problem(f"采购项目“{item.project}”{amount}在项目支出表和绩效表中都没有。", (item.source,)))
    return judged(problems)


def vehicle_purchase_agrees(facts: FactSet) -> Verdict:
    """R066: money for vehicles, vehicles to buy and a vehicle in the procurement table go together."""
    money, count = stated(facts, "公务用车购置费"), stated(facts, "公务用车购置数")
    if money is None or count is None:
        missing = [name for name, fact in (("公务用车购置费", money), ("公务用车购置数", count)) if fact is None]
        return cannot_tell(f"文中没有写{'、'.join(missing)}")
    items = list(_items(facts))
    bought = [item for item in items if _VEHICLE.search(item.label)]
    problems = []
    if bool(money.value) != bool(count.value):
        message = f"公务用车购置费 {figure(money)}，购置公务用车 {count.source.figure} 辆，两者不一致。"
        problems.append(Problem(message, (money.source, count.source)))
    if items and bool(money.value) != bool(bought):
        told = f"采购预算表中有“{bought[0].label}”" if bought else "采购预算表中没有车辆"
        sources = (money.source, *(item.source for item in bought))
        problems.append(Problem(f"公务用车购置费 {figure(money)}，{told}，两者不一致。", sources))
    return judged(problems)


def procurement_codes_named(facts: FactSet) -> Verdict:
    """R117: the code's own name in any edition, against the name printed beside it."""
    coded = list(_coded_items(facts))
    if not coded:
        return cannot_tell("采购预算表没有写品目编码" if any(_items(facts)) else _NO_TABLE)
    problems = []
    known = 0
    for item, code, name in coded:
        official = [entry.name for entry in procurement_entries(code)]
        if not official or not name:
            continue
        known += 1
        if not any(_alike(name, each) for each in official):
            right = [entry.code for entry in procurement_entries() if entry.name == name]
            told = f"，“{name}”的编码是 {right[0]}" if right else ""
            problems.append(Problem(f"{code} 是“{official[0]}”，采购的是“{name}”{told}。", (item.source,)))
    return judged(problems) if known or problems else cannot_tell(_NOT_LISTED)


def procurement_codes_current(facts: FactSet) -> Verdict:
    """R118: codes of the edition in use for the budget's year."""
    if facts.fiscal_year is None:
        return cannot_tell("文中没有写年度")
    coded = list(_coded_items(facts))
    if not coded:
        return cannot_tell("采购预算表没有写品目编码" if any(_items(facts)) else _NO_TABLE)
    listed = [(item, code, name, entries) for item, code, name in coded if (entries := procurement_entries(code))]
    if not listed:
        return cannot_tell(_NOT_LISTED)
    problems = []
    for item, code, name, entries in listed:
        if any(entry.in_force(facts.fiscal_year) and (not name or _alike(name, entry.name)) for entry in entries):
            continue
        old = [entry for entry in entries if not entry.in_force(facts.fiscal_year)]
        if old:
            now = procurement_name(code, facts.fiscal_year)
            told = f"，{facts.fiscal_year} 年这个编码是“{now}”" if now else ""
            problems.append(
                Problem(f"{code}“{name or old[0].name}”是旧版目录（{old[0].note.split('；')[0]}）的编码{told}。", (item.source,))
            )
    return judged(problems)


def large_procurement_explained(facts: FactSet) -> Verdict:
    """R119: from the tender threshold on, the way of buying and the acceptance are told."""
    priced = [(item, item.amount) for item in _items(facts) if item.amount is not None]
    if not priced:
        return cannot_tell("采购预算表没有写金额" if any(_items(facts)) else _NO_TABLE)
    threshold = 100 * limit("公开招标数额")
    large = [(item, amount) for item, amount in priced if amount.value >= threshold]
    if not large:
        return HOLDS
    text = "".join(passage.text for passage in facts.passages if not passage.in_table and "采购" in passage.text)
    lacking = [what for what, pattern in (("采购方式", _WAY), ("验收办法", _ACCEPTED)) if not pattern.search(text)]
    if not lacking:
        return HOLDS
    return judged(
        Problem(f"“{item.project}”{figure(amount)}，达到公开招标数额，文中没有写{'、'.join(lacking)}。", (item.source,))
        for item, amount in large
    )


def large_service_measured(facts: FactSet) -> Verdict:
    """R120: a large amount is not bought as one piece without saying of what."""
    counted = [(item, item.amount, item.count) for item in _items(facts) if item.amount is not None and item.count is not None]
    if not counted:
        return cannot_tell("采购预算表没有写数量和金额" if any(_items(facts)) else _NO_TABLE)
    threshold = 100 * limit("大额服务")
    return judged(
        Problem(f"“{item.project}”{figure(amount)}只写数量 1，看不出怎样算出来。", (item.source, amount.source))
        for item, amount, count in counted
        if amount.value >= threshold and count.shown is not None and count.shown.text.strip() == "1"
    )


def _items(facts: FactSet) -> Iterator[_Item]:
    for table in facts.tables:
        if table.kind != "T12":
            continue
        for row in table.rows:
            if row.kind != "item":
                continue
            by_concept = {fact.concept: fact for fact in row.facts if fact is not None and fact.shown is not None}
            yield _Item(
                "".join(row.source.text.split()), fold(row.label), by_concept.get("政府采购预算"), by_concept.get("采购数量"), row.source
            )


def _coded_items(facts: FactSet) -> Iterator[tuple[_Item, str, str]]:
    """Each item that prints a catalogue code, with the code and the name beside it."""
    for item in _items(facts):
        told = _CODE.search(item.label)
        if told is not None:
            yield item, told[1], told[2]


def _alike(printed: str, official: str) -> bool:
    """A kind of the thing is the thing: 喷墨打印机 under 打印机, 城镇公共卫生清扫服务 under 清扫服务."""
    return printed in official or official in printed
