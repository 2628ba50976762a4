"""A printed figure is one exact value and the interval it stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.vocabulary.shown import PER_CENT, PLAIN, WAN, YI, YUAN, NotAFigureError, Shown, format_base


@pytest.mark.parametrize(
    ("text", "unit", "value", "step"),
    [
        ("3407.18", WAN, 3_407_180_000, 10_000),
        ("86,959,408.34", YUAN, 8_695_940_834, 0),
        ("22,118,861", YUAN, 2_211_886_100, 100),
        ("３４０７．１８", WAN, 3_407_180_000, 10_000),
        ("1，234.50", YUAN, 123_450, 0),
        ("(13.73)", WAN, -13_730_000, 10_000),
        ("－13.73", WAN, -13_730_000, 10_000),
        ("3 407.18", WAN, 3_407_180_000, 10_000),
        ("2.5", YI, 25_000_000_000, 1_000_000_000),
        ("65.59%", WAN, 655_900, 100),
        ("1.98", PER_CENT, 19_800, 100),
        ("29", PLAIN, 290_000, 0),
        ("4880.36", PLAIN, 48_803_600, 100),
    ],
)
def test_a_figure_has_its_value_in_base_units_and_the_width_of_its_last_place(text, unit, value, step):
    shown = Shown.parse(text, unit)
    assert (shown.value, shown.step) == (value, step)


@pytest.mark.parametrize(
    "text", ["", "—", "1,23.4", "1,2345", "12.", ".5", "1.2.3", "12a", "0.000000001", "十二", "9" * 40, "-", "%", "1 234,5"]
)
def test_what_is_no_single_figure_is_refused(text):
    with pytest.raises(NotAFigureError):
        Shown.parse(text, WAN)


@given(st.integers(0, 10**13), st.integers(0, 4), st.booleans())
def test_a_value_is_printed_the_way_its_figure_was(units, decimals, grouped):
    text = format_base(units * WAN.base // 10**decimals, WAN, decimals, grouped=grouped)
    shown = Shown.parse(text, WAN)
    assert shown.value == units * WAN.base // 10**decimals
    assert shown.printed(shown.value) == text


@given(st.integers(-(10**15), 10**15), st.sampled_from([YUAN, WAN, YI]), st.integers(0, 2))
def test_printing_never_rounds(fen, unit, decimals):
    assert Shown.parse(format_base(fen, unit, decimals), unit).value == fen
