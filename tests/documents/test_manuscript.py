"""Where do the cells of a manuscript's table stand?"""

from __future__ import annotations

import pytest

from wenxiao.documents.manuscript import Cell, Table, placed

A, B, C, D = (Cell(letter) for letter in "ABCD")


def where(*rows: tuple[Cell, ...], width: int) -> str:
    return " ".join(f"{cell.text}{row}{column}" for row, column, cell in placed(rows, width))


def test_a_cell_stands_in_the_first_place_that_no_span_covers() -> None:
    tall, wide = Cell("T", row_span=2), Cell("W", column_span=2)
    assert where((A, tall, B), (C, D), width=3) == "A00 T01 B02 C10 D12"
    assert where((wide, tall), (A, B), width=3) == "W00 T02 A10 B11"
    assert where((Cell("S", row_span=2, column_span=2), A), (B,), (C, wide), width=3) == "S00 A02 B12 C20 W21"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (((A, B), (C,)), "row 1 does not fill 2 columns"),
        (((A, B, C),), "row 0 does not fill 2 columns"),
        (((A, Cell("T", row_span=2)), (C, D)), "row 1 does not fill 2 columns"),
        (((A, Cell("T", row_span=2)), (Cell("W", column_span=2),)), "row 1: two cells at column 0"),
        (((Cell("T", row_span=2), B), (C,), ()), "row 2 does not fill 2 columns"),
        (((A, Cell("T", row_span=2)),), "below the last row"),
    ],
)
def test_rows_that_do_not_fill_the_table_are_refused(rows: tuple[tuple[Cell, ...], ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        list(placed(rows, 2))


def test_the_unit_is_printed_with_its_label_or_not_at_all() -> None:
    table = Table("收入", (), ((A, B),), (1, 1), unit="万元")
    assert table.unit_line() == "单位：万元"
    assert Table("收入", (), ((A, B),), (1, 1)).unit_line() == ""
