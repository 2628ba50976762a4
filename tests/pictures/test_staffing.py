"""Posts and people."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import faults, gist, meetings, names, outside, shapes, words
from wenxiao.pictures.staffing import Staff, staffing

KINDS = (
    Staff("行政", 30, 40, "/staff/1/"),
    Staff("事业（全额拨款）", 45, 45),
    Staff("工勤", 4, 1),
    Staff("参照公务员法管理", 0, 0),
    Staff("编外（劳务派遣、合同制人员）", None, 12),
)


def test_staff_against_quota(golden: Callable[[str, str], None]) -> None:
    picture = staffing("人员编制", KINDS, prefix="staff")
    golden("staffing.svg", picture.svg)
    assert [row[1:] for row in picture.table.rows] == [
        ("30", "40", "超编 10 人"),
        ("45", "45", "满编"),
        ("4", "1", "空编 3 人"),
        ("0", "0", "无编制、无人员"),
        ("—", "12", "不占编制"),
    ]
    assert gist(picture) == "人员编制：编制共 79，实有共 98 人；行政超编 10 人。"


@given(st.lists(st.builds(Staff, names, st.none() | st.integers(0, 9999), st.integers(0, 9999), st.just("")), min_size=1, max_size=30))
def test_who_is_above_the_quota_is_hatched_and_told_and_nobody_else(given: list[Staff]) -> None:
    picture = staffing("题目", given, prefix="s")
    assert (faults(picture), meetings(picture), outside(picture)) == ([], [], [])
    over = [kind for kind in given if kind.quota is not None and kind.people > kind.quota]
    in_legend = 1 if over else 0
    assert len(shapes(picture, "wrong")) == len(over) + in_legend
    assert words(picture).count("超编 ") == len(over)
    assert all(f"超编 {kind.people - (kind.quota or 0)} 人" in words(picture) for kind in over)
