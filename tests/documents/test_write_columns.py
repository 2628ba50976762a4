"""Do columns fill the page, hold their figures, and lend one another the room that they do not use?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wenxiao.documents.manuscript import Cell, Kind, Table
from wenxiao.documents.write.columns import divided, needed

_COLUMN = st.tuples(st.integers(1, 40), st.floats(1, 100), st.floats(0, 2000))


@given(st.lists(_COLUMN, min_size=1, max_size=15), st.floats(50, 700))
def test_columns_fill_the_room_and_none_is_too_narrow(columns: list[tuple[int, float, float]], room: float) -> None:
    shares, least, more = zip(*columns, strict=True)
    widths = divided(room, shares, list(least), [low + extra for low, extra in zip(least, more, strict=True)])
    assert all(width >= low - 0.02 for width, low in zip(widths, least, strict=True))
    if sum(least) <= room:
        assert abs(sum(widths) - room) < 0.1


def test_shares_are_kept_where_nothing_is_broken() -> None:
    assert divided(100, (1, 1, 2), [5, 5, 5], [20, 25, 50]) == [25, 25, 50]


def test_a_name_gets_what_it_lacks_from_room_that_is_not_used_and_then_from_running_text() -> None:
    assert divided(100, (1, 1), [5, 5], [60, 20]) == [60, 40]
    assert divided(100, (1, 1), [5, 5], [55, 900]) == [55, 45]
    # No more than a fifth of the running text's width.
    assert divided(100, (1, 1), [5, 5], [75, 900]) == [60, 40]


def test_figures_side_by_side_ask_for_the_same_room_and_a_cell_over_columns_for_its_part() -> None:
    amounts = Cell("1", Kind.AMOUNT), Cell("123456.00", Kind.AMOUNT)
    table = Table("", ((Cell("项"), Cell("0123456789" * 2, Kind.CODE, column_span=2)),), ((Cell("名称很长的项目"), *amounts),), (1, 1, 1))
    least, ample = needed(table, lambda text: float(len(text)), 4)
    assert least[0] == 4
    assert sum(least[1:]) == 20
    assert ample[0] == 7
    assert ample[1] == ample[2]
