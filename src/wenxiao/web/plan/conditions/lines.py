"""Does a version add up, and does everything in it come from where it must? (domain rules R020–R035, R061, R062, LAW5, LAW9)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Sum

from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import Cut, EstimateLine, ProcurementLine, Project, ProjectLine, Version
from wenxiao.web.plan.queries.totals import Balance, balances, procured, procurement_cover, revenue
from wenxiao.web.plan.services.estimate import line_amount
from wenxiao.web.trail.refusal import Refusal

# 综合预算 (预算法 art. 27 ff.): all of a unit's money is in its budget, so each of these says its amount, even if it is nothing.
SOURCES = (Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.SPECIAL_ACCOUNT, Fund.UNIT_MONEY)
# A project of several years stays 已列预算 in its later years.
IN_LIBRARY = (Project.State.STOCKED, Project.State.BUDGETED)


def balanced(version: Version) -> Iterator[Refusal]:
    """各类资金的收入等于支出。

    收入 = 支出, fund by fund (R020).
    """
    found = balances(version)
    if not any(balance.spending for balance in found):
        yield Refusal("还没有任何支出：请先编基本支出，并从项目库列入项目")
    for balance in found:
        if balance.difference:
            yield Refusal(_unbalanced(balance), rule="R020")


def _unbalanced(balance: Balance) -> str:
    spent = f"基本支出 {Money(balance.basic)}＋项目支出 {Money(balance.project)}＝{Money(balance.spending)} 元"
    way = "收入比支出多" if balance.difference > 0 else "收入比支出少"
    difference = abs(Money(balance.difference))
    return f"{balance.fund.label}收支不平：收入 {Money(balance.revenue)} 元，支出 {spent}，{way} {difference} 元，请核对收入和支出各行"


def sources_complete(version: Version) -> Iterator[Refusal]:
    """各类收入来源都列出，没有的也列零。

    All sources of money are stated, zeros included.
    """
    missing = [fund.label for fund in SOURCES if fund not in revenue(version)]
    if missing:
        yield Refusal(f"综合预算要列全各项收入，还缺：{'、'.join(missing)}。没有的填 0")


def from_the_library(version: Version) -> Iterator[Refusal]:
    """项目都来自项目库，申请数不超过测算。

    Every project is in the library, and asks for no more than its estimate of the year (R062, 预算法实施条例 art. 41).
    """
    year, unit = version.compilation.year, version.compilation.unit_id
    lines = ProjectLine.objects.filter(version=version).order_by("project", "economic_code")
    asked: Counter[tuple[int, str]] = Counter()
    projects: dict[int, tuple[str, str, int]] = {}
    for project, name, state, owner, code, requested in lines.values_list(
        "project_id", "project__name", "project__state", "project__unit_id", "economic_code", "requested"
    ):
        asked[project, code] += requested
        projects[project] = (name, state, owner)
    estimated = Counter(
        {
            (project, code): int(amount)
            for project, code, amount in EstimateLine.objects.filter(project__in=projects, year=year)
            .order_by()
            .values_list("project_id", "economic_code")
            .annotate(Sum("amount"))
        }
    )
    for name, state, owner in projects.values():
        if state not in IN_LIBRARY or owner != unit:
            yield Refusal(f"“{name}”在项目库里是“{Project.State(state).label}”，只有“已入库”的项目才能列入预算：请先办完入库或从预算里去掉")
    for (project, code), amount in asked.items():
        limit = estimated[project, code]
        if amount > limit:
            yield Refusal(
                f"“{projects[project][0]}”{code} 申请 {Money(amount)} 元，项目库里 {year} 年的测算是 {Money(limit)} 元，"
                f"超出 {Money(amount - limit)} 元：请按测算重新列入",
                rule="R062",
            )


def procurement_covered(version: Version) -> Iterator[Refusal]:
    """政府采购不超过所属项目和科目的资金。

    Σ procurement ≤ the money of its project (or of the operating money) by 款 and fund (R061, R062).
    """
    bought = procured(version)
    if not bought:
        return
    cover = procurement_cover(version)
    over = {key: amount for key, amount in bought.items() if amount > cover[key]}
    names = dict(Project.objects.filter(pk__in={key[0] for key in over}).values_list("pk", "name")) if over else {}
    for key, amount in over.items():
        project, code, fund = key
        owner = f"“{names[project]}”" if project else "公用经费"
        yield Refusal(
            f"{owner}{code}（{Fund(fund).label}）的政府采购合计 {Money(amount)} 元，这一款只安排 {Money(cover[key])} 元，"
            f"超出 {Money(amount - cover[key])} 元：请减少采购或调整这一款",
            rule="R061",
        )


def products_exact(version: Version) -> Iterator[Refusal]:
    """采购金额等于数量乘单价。

    总计 = 数量 × 单价 (R034).
    """
    for name, quantity, price, amount in ProcurementLine.objects.filter(version=version).values_list(
        "name", "quantity", "unit_price", "amount"
    ):
        if line_amount(quantity, price) != amount:
            yield Refusal(f"采购“{name}”的金额 {Money(amount)} 元不等于数量×单价", rule="R034")


def cuts_explained(version: Version) -> Iterator[Refusal]:
    """压减的数额都写明依据。

    What a project asked for and did not get is a Cut with its rule, to the 分.
    """
    rows = ProjectLine.objects.filter(version=version).order_by().values_list("project_id", "project__name")
    explained = dict(Cut.objects.filter(version=version).values_list("project_id", "amount"))
    for project, name, requested, amount in rows.annotate(Sum("requested"), Sum("amount")):
        lost, told = int(requested) - int(amount), explained.get(project, 0)
        if lost != told:
            yield Refusal(
                f"“{name}”申请 {Money(int(requested))} 元、安排 {Money(int(amount))} 元，少 {Money(lost)} 元，"
                f"压减说明里写的是 {Money(told)} 元：请在“控制数”页说明压减"
            )
