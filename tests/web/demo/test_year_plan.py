"""Is a year planned from the lines alone: the same every time, within each line, on working days, in order?"""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from wenxiao.vocabulary.personal import id_number_fault
from wenxiao.web.site.demo.data import YEAR, table
from wenxiao.web.site.demo.year import PLACE, Line, Year, needs, people_of, planned

GIVEN = table("year")
LINES = [
    Line(1, "", "", "30101", "general", "基本工资", 140_000_000, 140_000_000),
    Line(2, "", "", "30201", "general", "办公费", 9_000_000, 9_000_000),
    Line(3, "", "", "30211", "general", "差旅费", 6_000_000, 6_000_000),
    Line(4, "07", "防汛抗旱准备", "30218", "general", "防汛抗旱准备", 5_400_000, 4_536_000),
    Line(5, "07", "防汛抗旱准备", "30213", "general", "防汛抗旱准备", 20_000_000, 20_000_000),
    Line(6, "04", "村庄道路和排水设施建设", "31005", "government_fund", "村庄道路", 100_000_000, 100_000_000),
]


@pytest.fixture(scope="module")
def year() -> Year:
    return planned(LINES, GIVEN, payments=200)


def test_the_same_lines_give_the_same_year_and_another_seed_another(year: Year) -> None:
    assert planned(LINES, GIVEN, payments=200) == year
    assert planned(LINES, GIVEN, payments=200, seed=1) != year


def test_so_many_are_paid_as_asked_and_what_is_given_up_comes_on_top(year: Year) -> None:
    fates = Counter(payment.fate for payment in year.payments)
    assert len(year.payments) - fates["voided"] == 200
    assert {fate["name"] for fate in GIVEN["fate"]} <= set(fates), "everything that can go wrong does"


def test_every_line_ends_within_its_share_and_within_what_it_had_left(year: Year) -> None:
    spent: Counter[int] = Counter()
    for payment in year.payments:
        if payment.fate != "voided":
            assert payment.amount > 0
            spent[payment.line.key] += payment.amount
    for line in LINES:
        assert spent[line.key] <= line.free
        used = spent[line.key] + line.amount - line.free
        assert GIVEN["least"] <= used * 10_000 // line.amount + 1 <= GIVEN["most"] + 1, line.title


def test_every_step_is_on_a_working_day_and_after_the_one_before_it(year: Year) -> None:
    assert list(year.steps) == sorted(year.steps)
    of_one = defaultdict(list)
    for step in year.steps:
        day = step.at.astimezone(PLACE).date()
        assert day.weekday() < 5
        assert GIVEN["first_day"] <= day <= GIVEN["last_bank_day"]
        assert day not in GIVEN["holidays"]
        of_one[step.payment].append(step)
    for steps in of_one.values():
        assert steps[0].action == "create"
        assert steps[-1].action in ("book", "void", "refund_confirm", "settle")
        moments = [step.at for step in steps]
        assert moments == sorted(set(moments)), "no two at once"


def test_a_project_is_paid_in_its_season(year: Year) -> None:
    months = Counter(step.at.month for step in year.steps if step.action == "create" and year.payments[step.payment].line.key == 5)
    assert months[6] + months[7] + months[8] > sum(months.values()) // 2


def test_the_months_together_need_no_more_than_there_is(year: Year) -> None:
    needed = needs(year)
    for fund in ("general", "government_fund"):
        assert sum(amount for (of, _), amount in needed.items() if of == fund) > 0
        assert sum(amount for (of, _), amount in needed.items() if of == fund) <= sum(line.free for line in LINES if line.fund == fund)


@pytest.mark.parametrize(("payments", "told"), [(3, "at least"), (1_000_000, "at most")])
def test_what_the_lines_cannot_bear_is_refused(payments: int, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        planned(LINES, GIVEN, payments=payments)


def test_the_people_on_the_lists_exist_nowhere_and_have_numbers_in_order(year: Year) -> None:
    people = people_of("网格员补贴", 60, GIVEN["names"])
    assert people == people_of("网格员补贴", 60, GIVEN["names"])
    assert len({person.name for person in people}) == len({person.id_number for person in people}) == 60
    for person in people:
        assert id_number_fault(person.id_number, GIVEN["last_day"]) == ""
        assert person.id_number.startswith("990999"), "no such place"
    assert year.steps[0].at.year == YEAR
