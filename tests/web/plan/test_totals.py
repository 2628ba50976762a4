"""Do the totals of a version agree with each other, by whatever they are told apart, and with the lines they sum?"""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.township import Township
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, Fund, Part, Stage
from wenxiao.web.plan.models import Activity, BasicLine, Compilation, Duty, Project, ProjectLine, RevenueLine, Version
from wenxiao.web.plan.queries.totals import (
    DIMENSIONS,
    PROJECT,
    balances,
    revenue,
    spending,
    three_public,
    three_public_by_fund,
    written_out,
)

pytestmark = pytest.mark.django_db

# Two thousand billion 元: more than any unit has, far above what 32 bits hold.
AMOUNTS = st.integers(0, 2 * 10**14)
FUNCTIONS = ("2010301", "2010302", "2010350", "2080505", "2120804")
PERSONNEL, OPERATING, PROJECTS = ("30101", "30108", "30302"), ("30201", "30217", "30231", "31002"), ("30227", "30217", "31013", "31005")

basic_lines = st.lists(
    st.one_of(
        st.tuples(st.just("personnel"), st.sampled_from(FUNCTIONS), st.sampled_from(PERSONNEL), st.sampled_from(Fund.values), AMOUNTS),
        st.tuples(st.just("operating"), st.sampled_from(FUNCTIONS), st.sampled_from(OPERATING), st.sampled_from(Fund.values), AMOUNTS),
    ),
    max_size=12,
)
project_lines = st.dictionaries(
    st.tuples(st.integers(0, 3), st.sampled_from(PROJECTS), st.sampled_from(Fund.values)), st.tuples(AMOUNTS, AMOUNTS), max_size=12
)


def made_version(township: Township) -> tuple[Version, list[Project]]:
    compilation = Compilation.objects.create(unit=township.unit, year=2024, state="first")
    duties = [Duty.objects.create(unit=township.unit, number=n, name=f"职责{n}", since=2020) for n in (1, 2)]
    activities = [Activity.objects.create(duty=duties[n // 2], number=n, name=f"活动{n}") for n in range(3)]
    projects = [
        Project.objects.create(
            unit=township.unit, office=township.offices["农业" if n % 2 else "应急"], activity=activities[n % 3], code=f"P{n}",
            name=f"项目{n}", start_year=2024, end_year=2024, function_code=FUNCTIONS[n], state="stocked", author="某",
        )
        for n in range(4)
    ]  # fmt: skip
    return Version.objects.create(compilation=compilation, stage=Stage.FIRST), projects


def fill(version: Version, projects: list[Project], basic: Any, project: Any) -> None:
    number = count()
    BasicLine.objects.bulk_create(
        BasicLine(
            version=version, part=part, function_code=function, economic_code=economic, fund=fund, amount=amount, basis="stated",
            explanation=f"依据{next(number)}",
        )
        for part, function, economic, fund, amount in basic
    )  # fmt: skip
    ProjectLine.objects.bulk_create(
        ProjectLine(
            version=version, project=projects[which], function_code=projects[which].function_code, economic_code=economic, fund=fund,
            requested=amount + cut, amount=amount,
        )
        for (which, economic, fund), (amount, cut) in project.items()
    )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(basic=basic_lines, project=project_lines)
def test_totals_by_every_dimension_agree_with_the_lines(township: Township, basic: Any, project: Any) -> None:
    with transaction.atomic():
        version, projects = made_version(township)
        fill(version, projects, basic, project)
        in_basic = sum(line[4] for line in basic)
        in_projects = sum(amount for amount, _ in project.values())
        whole = in_basic + in_projects
        assert spending(version)[()] == whole
        assert spending(version, requested=True)[()] == whole + sum(cut for _, cut in project.values())
        for dimension in DIMENSIONS:
            found = spending(version, dimension)
            assert sum(found.values()) == whole, dimension
            assert all(type(amount) is int for amount in found.values()), dimension
        assert spending(version, "part")[(PROJECT,)] == in_projects
        # 类 is the sum of its 款, 款 of its 项.
        for upper, lower, digits in (("category", "section", 3), ("section", "item", 5)):
            above = spending(version, upper)
            for (code,), amount in above.items():
                assert amount == sum(part for (each,), part in spending(version, lower).items() if str(each)[:digits] == code)
        assert sum(balance.spending for balance in balances(version)) == whole
        guests = sum(line[4] for line in basic if line[2] in THREE_PUBLIC_CODES)
        guests += sum(amount for (_, code, _), (amount, _) in project.items() if code in THREE_PUBLIC_CODES)
        assert sum(three_public(version).values()) == sum(three_public_by_fund(version).values()) == guests
        transaction.set_rollback(True)


def test_basic_money_belongs_to_no_activity_and_project_money_to_its_own(township: Township) -> None:
    version, projects = made_version(township)
    fill(version, projects, [("personnel", FUNCTIONS[0], "30101", Fund.GENERAL.value, 700)], {(1, "30227", Fund.GENERAL.value): (300, 0)})
    by_project = spending(version, "project")
    assert by_project == {(0,): 700, (projects[1].pk,): 300}
    assert spending(version, "duty")[(projects[1].activity.duty_id,)] == 300
    assert spending(version, "office")[(projects[1].office_id,)] == 300


def test_a_fund_with_money_but_no_revenue_line_is_seen(township: Township) -> None:
    version, projects = made_version(township)
    fill(version, projects, [], {(0, "30227", Fund.UNIT_MONEY.value): (500, 0)})
    RevenueLine.objects.create(version=version, fund=Fund.GENERAL, source="拨款", amount=500)
    assert revenue(version) == {Fund.GENERAL: 500}
    assert [(each.fund, each.difference) for each in balances(version)] == [(Fund.GENERAL, 500), (Fund.UNIT_MONEY, -500)]


def test_a_total_costs_two_queries_however_many_lines_there_are(township: Township) -> None:
    version, projects = made_version(township)
    counts = []
    for size in (3, 300):
        for line in (BasicLine, ProjectLine):
            line._default_manager.filter(version=version).delete()
        fill(version, projects, [(Part.OPERATING.value, FUNCTIONS[0], "30201", Fund.GENERAL.value, n) for n in range(size)], {})
        with CaptureQueriesContext(connection) as queries:
            spending(version, "fund", "part", "item")
        counts.append(len(queries))
    assert counts == [2, 2]


def test_a_sum_is_written_out_with_its_parts() -> None:
    assert written_out({"一般公共预算": 100, "政府性基金": 250}) == "一般公共预算 1.00＋政府性基金 2.50＝3.50 元"
    assert written_out({"一般公共预算": 100}) == "1.00 元"
    assert written_out({}) == "0.00 元"
