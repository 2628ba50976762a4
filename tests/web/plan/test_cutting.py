"""Do proposed cuts fit the control number to the 分, and spare what is to be spared?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wenxiao.web.plan.cutting import Claim, losses
from wenxiao.web.plan.elements import Fund, ProjectCategory

FUND = Fund.GENERAL.value


def claim(
    number: int, amount: int, *, rigid: bool = False, category: str = ProjectCategory.SPECIFIC.value, function: str = "2010302"
) -> Claim:
    return Claim(number, f"项目{number}", FUND, rigid, category, function, number, {"30201": amount})


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    found = []
    for number in range(draw(st.integers(1, 12))):
        amounts = draw(st.dictionaries(st.sampled_from(["30201", "30227", "31002"]), st.integers(0, 10**9), min_size=1))
        fund = draw(st.sampled_from([Fund.GENERAL.value, Fund.GOVERNMENT_FUND.value]))
        category = draw(st.sampled_from(ProjectCategory.values))
        function = draw(st.sampled_from(["2010302", "2080501", "2130126"]))
        order = draw(st.integers(0, 5))
        found.append(Claim(number, f"项目{number}", fund, draw(st.booleans()), category, function, order, amounts))
    return found


limits = st.dictionaries(st.sampled_from([Fund.GENERAL.value, Fund.GOVERNMENT_FUND.value]), st.integers(0, 5 * 10**9))


@given(claims(), limits)
def test_cuts_bring_every_fund_exactly_to_its_limit_and_no_further(asked: list[Claim], allowed: dict[str, int]) -> None:
    cuts = losses(asked, allowed)
    for fund in {each.fund for each in asked}:
        whole = sum(each.total for each in asked if each.fund == fund)
        lost = sum(each.total for each in cuts if each.claim.fund == fund)
        assert lost == max(0, whole - allowed.get(fund, whole))


@given(claims(), limits)
def test_nobody_loses_more_than_there_is_in_any_code(asked: list[Claim], allowed: dict[str, int]) -> None:
    for loss in losses(asked, allowed):
        assert 0 < loss.total <= loss.claim.total
        assert all(0 < amount <= loss.claim.amounts[code] for code, amount in loss.amounts.items())


@given(claims(), limits)
def test_nothing_rigid_is_cut_while_something_not_rigid_is_left(asked: list[Claim], allowed: dict[str, int]) -> None:
    lost = {loss.claim.project: loss.total for loss in losses(asked, allowed)}
    for cut in (each for each in asked if each.rigid and lost.get(each.project)):
        spared = [each for each in asked if each.fund == cut.fund and not each.rigid and lost.get(each.project, 0) < each.total]
        assert spared == []


@given(claims(), limits)
def test_at_most_one_project_of_a_fund_is_cut_in_part(asked: list[Claim], allowed: dict[str, int]) -> None:
    cuts = losses(asked, allowed)
    for fund in Fund.values:
        assert sum(1 for loss in cuts if loss.claim.fund == fund and not loss.whole) <= 1


def test_what_came_last_goes_first() -> None:
    cuts = losses([claim(1, 500), claim(2, 300), claim(3, 200)], {FUND: 700})
    assert [(loss.claim.project, loss.total) for loss in cuts] == [(3, 200), (2, 100)]


def test_wages_operation_and_livelihood_are_spared_longest() -> None:
    asked = [
        claim(4, 100, category=ProjectCategory.STAFF.value),
        claim(5, 100, category=ProjectCategory.OPERATING.value),
        claim(6, 100, function="2080501"),
        claim(1, 100),
    ]
    order = [loss.claim.project for loss in losses(asked, {FUND: 0})]
    assert order == [1, 6, 5, 4]


def test_a_fund_without_a_limit_is_left_alone() -> None:
    assert losses([claim(1, 100)], {}) == ()
