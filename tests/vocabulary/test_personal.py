"""Is a citizen's number told from one with a slip in it, and does nothing of it show that should not?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.vocabulary.personal import check_character, id_number, id_number_fault, masked_account, masked_id_number, masked_name

TODAY = date(2024, 3, 1)
births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
firsts = st.builds(
    lambda place, born, order: f"{place:06d}{born:%Y%m%d}{order:03d}", st.integers(110000, 659999), births, st.integers(0, 999)
)


@given(firsts)
def test_a_number_with_its_check_character_is_sound(first: str) -> None:
    assert id_number_fault(first + check_character(first), TODAY) == ""


@given(firsts, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_noticed(first: str, place: int, other: str) -> None:
    sound = first + check_character(first)
    slipped = sound[:place] + other + sound[place + 1 :]
    assert (id_number_fault(slipped, TODAY) == "") == (slipped == sound)


@given(firsts, st.integers(0, 16))
def test_two_neighbours_changed_over_are_always_noticed(first: str, place: int) -> None:
    sound = first + check_character(first)
    turned = sound[:place] + sound[place + 1] + sound[place] + sound[place + 2 :]
    assert (id_number_fault(turned, TODAY) == "") == (turned == sound)


@given(firsts)
def test_the_whole_number_with_its_check_is_one_mod_eleven(first: str) -> None:
    """ISO 7064 in its own words: the weighted sum of all eighteen, X as ten, leaves 1."""
    whole = first + check_character(first)
    values = [10 if sign == "X" else int(sign) for sign in whole]
    assert sum(value * 2 ** (17 - place) for place, value in enumerate(values)) % 11 == 1


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("11010519491231002", "18 位"),
        ("11010519490231002X", "不是一个出生日期"),
        ("1101O519491231002X", "应当是数字"),
        ("110105194912310021", "校验位对不上"),
        ("11010520991231002X", "晚于今天"),
        ("", "现在是 0 位"),
    ],
)
def test_what_is_wrong_is_told(number: str, told: str) -> None:
    assert told in id_number_fault(number, TODAY)


def test_a_number_typed_wide_with_blanks_and_a_small_x_is_the_same_number() -> None:
    assert id_number(" １１０１０５ 19491231 002x ") == "11010519491231002X"


@given(firsts)
def test_a_masked_number_shows_neither_birthday_nor_order(first: str) -> None:
    number = first + check_character(first)
    assert masked_id_number(number) == f"{number[:4]}**********{number[-4:]}"


@pytest.mark.parametrize(("name", "masked"), [("李小明", "李*明"), ("王五", "王*"), ("欧阳小明", "欧**明"), ("王", "王*"), ("", "")])
def test_names_are_masked_in_the_middle(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(("account", "masked"), [("6222000012345678", "****5678"), ("123", "***"), ("", "")])
def test_of_an_account_its_last_four_are_shown(account: str, masked: str) -> None:
    assert masked_account(account) == masked
