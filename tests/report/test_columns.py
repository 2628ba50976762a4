"""Is text measured, wrapped and cut so that nothing is lost and nothing sticks out?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.report.columns import clipped, columns, padded, visible, windows, wrapped

PRINTED = st.text("预算支出，。“”（）12.5% abc①…　", max_size=80)


def test_wide_signs_take_two_columns_and_combining_marks_none() -> None:
    assert columns("支出 12.5") == 9
    assert columns("Ａ　，") == 6
    assert columns("e\u0301") == 1


@given(PRINTED, st.integers(4, 40))
def test_wrapping_loses_nothing_but_spaces_and_fits(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_figure_is_not_cut_and_a_line_does_not_open_with_a_comma() -> None:
    assert wrapped("本年支出安排 3407.18 万元，较上年减少", 20) == ["本年支出安排 3407.18", "万元，较上年减少"]
    assert wrapped("一二三四五，六", 10) == ["一二三四", "五，六"]


@given(PRINTED, st.integers(3, 30))
def test_clipping_and_padding_give_the_width_asked_for(text: str, width: int) -> None:
    assert columns(clipped(text, width)) <= width
    assert columns(padded(text, width)) == width


@given(PRINTED.filter(lambda text: len(text) > 12), st.integers(24, 60))
def test_windows_show_every_span_within_the_width(text: str, width: int) -> None:
    spans = [(1, 3), (len(text) // 2, len(text) // 2 + 2), (len(text) - 2, len(text))]
    lines = windows(text, spans, width)
    parts = [part for line in lines for part in line]
    assert all(any(start <= left and right <= end for start, end in parts) for left, right in spans)
    for line in lines:
        shown = "…".join(text[start:end] for start, end in line)
        assert columns(shown) + (line[0][0] > 0) + (line[-1][1] < len(text)) <= width


@pytest.mark.parametrize("sign", ["\x1b", "\x9b", "\x00", "\u202e", "\u2066", "\ud800", "\ufeff"])
def test_harmful_signs_become_boxes_one_for_one(sign: str) -> None:
    assert visible(f"a{sign}b") == "a□b"
