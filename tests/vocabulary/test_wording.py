"""Printed words are compared in one form, and every character can be traced to where it stood."""

from hypothesis import given
from hypothesis import strategies as st

from wenxiao.vocabulary.wording import Folded, fold


def test_a_label_loses_spaces_quotes_and_full_width_forms():
    assert fold("  “三公”经费　（万元） ") == "三公经费(万元)"
    assert fold("合 计") == fold("合计")


def test_a_gap_between_chinese_characters_goes_and_one_between_words_or_figures_stays():
    assert Folded("预 算 收\n入 3407.18 万元").text == "预算收入3407.18万元"
    assert Folded("9 + X 系统 100 90").text == "9+X系统100 90"


def test_offsets_lead_back_to_the_printed_characters():
    printed = "其中： 基本支出 “1553.83” 万元"
    folded = Folded(printed)
    start = folded.text.index("1553.83")
    begin, end = folded.span(start, start + len("1553.83"))
    assert printed[begin:end] == "1553.83"


@given(st.text(alphabet="基本支出 　\n0123456789.,（）“”A，", max_size=60))
def test_every_character_but_gaps_and_quotes_is_kept_in_order(printed):
    folded = Folded(printed)
    at = list(folded.at)
    assert len(at) == len(folded.text) + 1
    assert at[:-1] == sorted(set(at[:-1]))
    kept = [character for character in folded.text if character != " "]
    assert len(kept) == sum(1 for character in printed if not character.isspace() and character not in '“”"‘’')
