"""Widths, lines and characters of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import HOSTILE, names
from wenxiao.pictures.lettering import ELLIPSIS, escaped, text_width, visible, wrapped


def test_a_chinese_character_is_as_wide_as_the_letters_are_high_and_a_digit_little_more_than_half() -> None:
    assert text_width("预算", 13) == 26
    assert 6.5 < text_width("8", 13) < 7.8


def test_a_combining_mark_has_no_width() -> None:
    assert text_width("e\u0301", 10) == text_width("e", 10)


@given(names, st.integers(60, 400), st.integers(1, 3))
def test_lines_stay_within_the_width_and_lose_nothing_unless_they_say_so(text: str, width: int, lines: int) -> None:
    done = wrapped(text, 13, width, lines)
    assert 1 <= len(done) <= lines
    assert all(text_width(line, 13) <= width for line in done)
    if not done[-1].endswith(ELLIPSIS):
        assert "".join("".join(done).split()) == "".join(visible(text).split())


def test_a_figure_is_not_torn_apart_and_no_line_begins_with_a_closing_mark() -> None:
    assert wrapped("本年安排资金1,553.83万元用于建设", 13, 84, 3) == ("本年安排资金", "1,553.83万元", "用于建设")
    first, second = wrapped("巩固拓展脱贫攻坚成果（第二批），提前下达", 13, 150)
    assert second[0] not in "），"
    assert first + second == "巩固拓展脱贫攻坚成果（第二批），提前下达"


def test_two_lines_are_about_equally_long() -> None:
    first, second = wrapped("农村公益事业建设与美丽乡村人居环境整治", 13, 13 * 18)
    assert abs(len(first) - len(second)) <= 2


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert wrapped("很长" * 40, 13, 100)[-1].endswith(ELLIPSIS)


@pytest.mark.parametrize(
    ("text", "shown"), [("甲\u202e乙", "甲乙"), ("甲\n乙", "甲 乙"), ("\ud800", "□"), ("\x00", " "), ("预算　表", "预算　表")]
)
def test_what_a_reader_cannot_see_is_made_harmless(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_markup_is_escaped() -> None:
    assert not set(escaped(HOSTILE)) & set("<>\"'\x00")
