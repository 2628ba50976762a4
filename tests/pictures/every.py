"""One picture of each kind around a name."""

from __future__ import annotations

from decimal import Decimal

from wenxiao.pictures import palette
from wenxiao.pictures.bars import Bar, bars
from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.course import Course, Line, course
from wenxiao.pictures.flow import Link, Node, flow
from wenxiao.pictures.pairs import Pair, pairs
from wenxiao.pictures.shares import Category, Row, shares
from wenxiao.pictures.staffing import Staff, staffing
from wenxiao.pictures.standard import Domain, Mark, Segment, standard_bar
from wenxiao.pictures.steps import State, Transition, steps

EVERY = ("flow", "bars", "pairs", "staffing", "shares", "standard", "steps", "course")
PER_CENT = Domain(Decimal(0), Decimal(100))


def every(kind: str, label: str | None, prefix: str) -> Picture:
    """A picture of `kind` with `label` wherever a name stands; without values where it is None."""
    named = label is not None
    name = label or ""
    match kind:
        case "flow":
            nodes = [Node("a", name, "1.00 万元", 0, "/a"), Node("b", name, name, 1), Node("c", name, "0.00 万元", 2, "/c")]
            links = [Link("a", "b", 1_000_000), Link("b", "c", 0)]
            return flow("题目", nodes if named else [], links if named else [], prefix=prefix, headings=(name, name, name))
        case "bars":
            return bars("题目", [Bar(name, 3, name, "/a"), Bar(name, 0, "0 元")] if named else [], prefix=prefix)
        case "pairs":
            return pairs("题目", [Pair(name, 100, 200), Pair(name, 0, 10**18, "/a")] if named else [], prefix=prefix, years=(name, name))
        case "staffing":
            return staffing("题目", [Staff(name, 3, 5, "/a"), Staff(name, None, 2)] if named else [], prefix=prefix)
        case "shares":
            categories = [Category(name, palette.WRONG), Category("无问题", palette.CALM)]
            return shares("题目", categories, [Row(name, (1, 2)), Row(name, (0, 0))] if named else [], prefix=prefix)
        case "standard":
            segments = [Segment("优", Decimal(90), Decimal(100), text=name), Segment("差", Decimal(0), Decimal(60), text=name)]
            marks = [Mark(name, Decimal(95), "95%"), Mark("目标", Decimal(95), "95%")]
            return standard_bar("题目", PER_CENT, segments if named else [], marks if named else [], prefix=prefix, unit="%")
        case "course":
            lines = [Course(name, "actual", (0, 3, None), (name, "3", "")), Course("均匀", "even", (1, 2, 3), ("1", "2", "3"))]
            whole = Line(name, 3, "3 元")
            return course("题目", (name, "2 月", "3 月"), lines if named else [], prefix=prefix, gist=f"题目：{name}。", whole=whole)
        case _:
            states = [State("a", name), State("b", name), State("c", name)] if named else []
            moves = [Transition(name, "a", "b", name), Transition(name, "a", "c", ""), Transition(name, "c", "a", name)] if named else []
            return steps("题目", states, moves, prefix=prefix, current="b" if named else "")
