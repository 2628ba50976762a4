"""What our writers write of final accounts: do our readers read the same back from every format, and contradict nothing?"""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_written_disclosure import read_back

from generated.outturns import Spent, outturn
from generated.unit_years import Shape
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.final_accounts import final_accounts_manuscript

SHAPES = st.builds(
    Spent,
    budget=st.builds(
        Shape,
        seed=st.integers(0, 100_000),
        year=st.sampled_from((2023, 2024)),
        grain=st.sampled_from((1, 10_000)),
        funds=st.booleans(),
        capital=st.booleans(),
        last_year=st.booleans(),
    ),
    left=st.booleans(),
    thrift=st.booleans(),
    own_money=st.booleans(),
)


@settings(max_examples=3, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(SHAPES)
def test_every_format_says_the_same_facts_and_contradicts_nothing(spent: Spent) -> None:
    read_back(final_accounts_manuscript(outturn(spent), profile("hebei-final-accounts")).manuscript)
