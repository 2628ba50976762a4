"""The flow chart of a workflow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import SVG, drawing, faults, gist, meetings, names, outside, shapes, words
from wenxiao.pictures.steps import RepeatedStateError, State, Transition, UnknownStateError, steps

STATES = (
    State("draft", "草稿"),
    State("office", "待所审"),
    State("finance", "待财政所审"),
    State("group", "待集体决策"),
    State("in", "已入库"),
)
MOVES = (
    Transition("提交", "draft", "office", "站所经办人"),
    Transition("审核通过", "office", "finance", "站所负责人"),
    Transition("送集体决策", "finance", "group", "预算绩效专管员"),
    Transition("同意入库", "group", "in", "绩效管理领导小组，附会议纪要"),
    Transition("直接入库", "finance", "in", "财政所长"),
    Transition("补充材料", "finance", "finance", "站所经办人"),
    Transition("退回", "office", "draft", "站所负责人"),
    Transition("退回", "finance", "draft", "预算绩效专管员"),
    Transition("退回", "group", "office", "绩效管理领导小组"),
)


@st.composite
def workflows(draw: st.DrawFn) -> tuple[list[State], list[Transition]]:
    states = [State(str(at), draw(names)) for at in range(draw(st.integers(1, 12)))]
    ends = st.sampled_from([state.id for state in states])
    return states, draw(st.lists(st.builds(Transition, names, ends, ends, st.just("") | names), max_size=20))


def test_the_way_of_a_project_into_the_library(golden: Callable[[str, str], None]) -> None:
    picture = steps("项目入库流程", STATES, MOVES, prefix="steps", current="finance", passed=("draft", "office"))
    golden("steps.svg", picture.svg)
    assert gist(picture) == "项目入库流程：5 个状态，从“草稿”到“已入库”；9 个动作，其中 3 个往回；现在处于“待财政所审”。"
    assert picture.table.rows[0] == ("草稿", "提交", "待所审", "站所经办人")
    assert len(picture.table.rows) == len(MOVES)


def test_where_a_document_stands_and_what_it_has_passed_is_told_in_words() -> None:
    told = words(steps("题目", STATES, MOVES, prefix="s", current="finance", passed=("draft", "office")))
    assert {"草稿（已过）", "待所审（已过）", "待财政所审（当前）", "待集体决策"} <= set(told.split("\n"))


@given(workflows())
def test_whatever_the_workflow_every_action_is_told_and_no_words_meet(given: tuple[list[State], list[Transition]]) -> None:
    states, moves = given
    picture = steps("题目", states, moves, prefix="s")
    assert (faults(picture), meetings(picture), outside(picture)) == ([], [], [])
    labels = {state.id: state.label for state in states}
    assert picture.table.rows == tuple((labels[one.source], one.action, labels[one.target], one.roles) for one in moves)
    assert len(shapes(picture, "outlined")) == len(states)
    heads = [*shapes(picture, "forward-head"), *shapes(picture, "backward-head")]
    entered = sum(shape.attrib["d"].endswith(("v9z", "h9z")) for shape in heads)
    assert entered == len({(one.target, _kind(one)) for one in moves})


def test_steps_back_run_left_of_the_boxes_and_are_dashed() -> None:
    picture = steps("题目", STATES, MOVES, prefix="s")
    edge = float(shapes(picture, "outlined")[0].attrib["x"])
    back = shapes(picture, "backward")
    assert all(shape.get("stroke-dasharray") for shape in back)
    assert all(float(shape.attrib["d"][1:].split()[0]) <= edge for shape in back)
    assert not any(shape.get("stroke-dasharray") for shape in shapes(picture, "forward"))


def test_steps_to_one_state_share_a_line_with_one_arrow() -> None:
    picture = steps("题目", STATES, MOVES, prefix="s")
    arrows = [shape for shape in shapes(picture, "backward-head") if shape.attrib["d"].endswith("v9z")]
    assert len(arrows) == 2


def test_a_state_that_is_not_there_or_stands_twice_is_refused() -> None:
    with pytest.raises(UnknownStateError):
        steps("题目", STATES, [Transition("提交", "draft", "nowhere")], prefix="s")
    with pytest.raises(UnknownStateError):
        steps("题目", STATES, MOVES, prefix="s", current="nowhere")
    with pytest.raises(RepeatedStateError):
        steps("题目", [*STATES, STATES[0]], MOVES, prefix="s")


def test_the_boxes_carry_their_full_names() -> None:
    name = "等待区财政局业务科室和预算科共同审核并出具书面意见后再行上报"
    titles = [element.text for element in drawing(steps("题目", [State("a", name)], [], prefix="s")).iter(f"{SVG}title")]
    assert name in titles


def _kind(move: Transition) -> str:
    source, target = int(move.source), int(move.target)
    return f"ahead of {source}" if target == source + 1 else "back" if target < source else "skipping"
