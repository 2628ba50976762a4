"""From sources to uses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import SVG, drawing, faults, gist, meetings, names, outside, shapes, words
from wenxiao.pictures.flow import (
    SHORTEST_NODE,
    THINNEST_BAND,
    Link,
    LinkDirectionError,
    Node,
    RepeatedNodeError,
    UnknownNodeError,
    flow,
)
from wenxiao.vocabulary.shown import WAN, YUAN, format_base

TOWNSHIP = (
    Node("general", "一般公共预算拨款", "3,307.18 万元", 0, "/plan/fund/general/"),
    Node("fund", "政府性基金预算拨款", "100.00 万元", 0),
    Node("other", "财政专户管理资金", "0.00 万元", 0),
    Node("basic", "基本支出", "1,553.83 万元", 1),
    Node("project", "项目支出", "1,853.35 万元", 1, "/plan/type/project/"),
    Node("people", "人员经费", "1,386.45 万元", 2),
    Node("running", "日常公用经费", "167.38 万元", 2),
    Node("village", "农村公益事业建设与美丽乡村人居环境整治提升", "1,853.35 万元", 2),
)
LINKS = (
    Link("general", "basic", 1_553_830_000, "/plan/flow/1/"),
    Link("general", "project", 1_753_350_000),
    Link("fund", "project", 100_000_000),
    Link("other", "project", 0),
    Link("basic", "people", 1_386_450_000),
    Link("basic", "running", 167_380_000),
    Link("project", "village", 1_853_350_000),
)


@st.composite
def flows(draw: st.DrawFn) -> tuple[list[Node], list[Link]]:
    """Two to four columns of up to twelve nodes each, links of any size between them."""
    columns = draw(st.integers(2, 4))
    nodes = [
        Node(f"{column}-{row}", draw(names), draw(st.sampled_from(["0.00 万元", "1,234.56 万元", "123,456,789.01 万元"])), column)
        for column in range(columns)
        for row in range(draw(st.integers(1, 12)))
    ]
    pairs = [(one.id, other.id) for one in nodes for other in nodes if one.column < other.column]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=30))
    return nodes, [Link(source, target, draw(st.integers(0, 10**12))) for source, target in chosen]


def test_the_flow_of_a_township(golden: Callable[[str, str], None]) -> None:
    picture = flow("收支流向", TOWNSHIP, LINKS, prefix="flow", headings=("来源", "性质", "用途"))
    golden("flow.svg", picture.svg)
    assert (
        gist(picture)
        == "收支流向：从 3 项来源到 3 项去向；最大的一笔从项目支出到农村公益事业建设与美丽乡村人居环境整治提升，1,853.35 万元。"
    )
    assert picture.table.rows[:4] == (
        ("一般公共预算拨款", "（合计）", "3,307.18 万元"),
        ("一般公共预算拨款", "基本支出", "1,553.83 万元"),
        ("一般公共预算拨款", "项目支出", "1,753.35 万元"),
        ("政府性基金预算拨款", "（合计）", "100.00 万元"),
    )
    assert picture.table.hrefs[:3] == ("/plan/fund/general/", "/plan/flow/1/", "")


@given(flows())
def test_no_two_labels_meet_and_none_leaves_the_picture(given: tuple[list[Node], list[Link]]) -> None:
    picture = flow("收支流向", *given, prefix="f")
    assert meetings(picture) == []
    assert outside(picture) == []
    assert faults(picture) == []


@given(flows())
def test_bands_are_as_wide_as_their_values_and_nodes_as_high_as_their_bands(given: tuple[list[Node], list[Link]]) -> None:
    nodes, links = given
    picture = flow("收支流向", nodes, links, prefix="f")
    flowing = [link for link in links if link.value]
    widths = [_band(shape.attrib["d"]) for shape in shapes(picture, "stream")]
    assert len(widths) == len(flowing)
    largest, widest = max((link.value for link in flowing), default=1), max(widths, default=0)
    for width, link in zip(widths, flowing, strict=True):
        assert width == pytest.approx(max(link.value / largest * widest, THINNEST_BAND), abs=0.15)
    heights = {node.id: float(shape.attrib["height"]) for node, shape in zip(_in_columns(nodes), shapes(picture, "main"), strict=True)}
    for node in nodes:
        into = sum(width for width, link in zip(widths, flowing, strict=True) if link.target == node.id)
        out = sum(width for width, link in zip(widths, flowing, strict=True) if link.source == node.id)
        assert heights[node.id] == pytest.approx(max(into, out, SHORTEST_NODE), abs=0.6)


@given(flows())
def test_the_table_holds_every_node_and_every_link_as_passed(given: tuple[list[Node], list[Link]]) -> None:
    nodes, links = given
    rows = flow("收支流向", nodes, links, prefix="f").table.rows
    labels = {node.id: node.label for node in nodes}
    assert sorted(row for row in rows if row[1] == "（合计）") == sorted((node.label, "（合计）", node.amount) for node in nodes)
    told = [(labels[one.source], labels[one.target], f"{format_base(one.value, WAN, 2, grouped=True)} 万元") for one in links]
    assert sorted(row for row in rows if row[1] != "（合计）") == sorted(told)


def test_a_link_of_zero_is_in_the_table_and_not_in_the_picture() -> None:
    picture = flow("收支流向", TOWNSHIP, LINKS, prefix="f")
    assert len(shapes(picture, "stream")) == len(LINKS) - 1
    assert ("财政专户管理资金", "项目支出", "0.00 万元") in picture.table.rows


def test_two_links_between_the_same_nodes_lie_beside_each_other() -> None:
    nodes = [Node("a", "甲", "2 元", 0), Node("b", "乙", "2 元", 1)]
    picture = flow("收支流向", nodes, [Link("a", "b", 100), Link("a", "b", 100)], prefix="f", unit=YUAN)
    first, second = (shape.attrib["d"] for shape in shapes(picture, "stream"))
    assert first != second
    assert picture.table.rows[1] == ("甲", "乙", "1.00 元")


def test_every_part_with_an_address_is_a_link_that_says_what_it_is() -> None:
    picture = flow("收支流向", TOWNSHIP, LINKS, prefix="f")
    told = {link.attrib["href"]: link.findtext(f"{SVG}title") for link in drawing(picture).iter(f"{SVG}a")}
    assert told == {
        "/plan/fund/general/": "一般公共预算拨款：3,307.18 万元",
        "/plan/flow/1/": "一般公共预算拨款 → 基本支出：1,553.83 万元",
        "/plan/type/project/": "项目支出：1,853.35 万元",
    }


def test_nothing_but_zeros_is_told() -> None:
    picture = flow("收支流向", TOWNSHIP, [link._replace(value=0) for link in LINKS], prefix="f")
    assert "没有资金流动" in gist(picture)
    assert "3,307.18 万元" in words(picture)


def test_a_link_to_no_node_backwards_or_below_zero_and_a_node_that_stands_twice_are_refused() -> None:
    nodes = [Node("a", "甲", "", 0), Node("b", "乙", "", 1)]
    with pytest.raises(UnknownNodeError):
        flow("题目", nodes, [Link("a", "c", 1)], prefix="f")
    with pytest.raises(LinkDirectionError):
        flow("题目", nodes, [Link("b", "a", 1)], prefix="f")
    with pytest.raises(LinkDirectionError):
        flow("题目", nodes, [Link("a", "b", -1)], prefix="f")
    with pytest.raises(RepeatedNodeError):
        flow("题目", [*nodes, nodes[0]], [], prefix="f")


def _in_columns(nodes: list[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: node.column)


def _band(d: str) -> float:
    """The width of a band at its right end."""
    found = re.fullmatch(r"M\S+ \S+C(?:\S+ ){5}(\S+)V(\S+?)C.*z", d)
    assert found
    return float(found[2]) - float(found[1])
