"""Does a picture of what is used show both lengths, say them in words, and stay a picture without values?"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from wenxiao.pictures.filled import Filled, filled

ITEMS = [
    Filled("一月", 100, 40, "计划 1.00，已用 0.40"),
    Filled("二月", 50, 50, "计划 0.50，已用 0.50", "/b"),
    Filled("三月", 0, 0, "没有安排"),
]


def test_the_box_is_as_long_as_the_plan_and_filled_as_far_as_it_is_used() -> None:
    svg = filled("用款计划", ITEMS, prefix="p").svg
    widths = [float(each.attrib["width"]) for each in ElementTree.fromstring(svg).iter() if each.tag.endswith("rect") and _bar(each)]
    boxes, fillings = widths[::2], widths[1::2]
    assert boxes[0] == 2 * boxes[1] == 2 * fillings[1]
    assert abs(fillings[0] - 0.4 * boxes[0]) < 0.5
    assert len(widths) == 4


def _bar(shape: ElementTree.Element) -> bool:
    return float(shape.attrib["height"]) in (18, 12) and float(shape.attrib["width"]) > 30


def test_its_gist_and_its_table_tell_the_same() -> None:
    drawn = filled("用款计划", ITEMS, prefix="p")
    assert "共 3 项，1 项用完；已用最多的是二月" in drawn.svg
    assert drawn.table.rows == tuple((item.label, item.text) for item in ITEMS)
    assert drawn.table.hrefs == ("", "/b", "")


def test_without_values_it_says_so() -> None:
    assert "没有数据" in filled("用款计划", [], prefix="p").svg
