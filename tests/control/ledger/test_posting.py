"""Is money only ever taken within every cap, once, and wholly or not at all?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from control.ledger.bank import POSTGRESQL, Client, Opened, add_nodes, command
from wenxiao.control.ledger.commands import Leg, MalformedCommandError
from wenxiao.control.ledger.moves import MOVES, Balance, Status
from wenxiao.control.ledger.posting import KeyTakenError, RefusedCommandError, most

WITHIN_YEAR = [move for move in MOVES if move != "close"]


def test_a_command_takes_from_all_its_nodes_and_says_what_it_left(opened: Opened) -> None:
    here = opened(nodes=2, allotted=1_000).client()
    receipt = here.post(command(Leg(2, "hold", 300), Leg(1, "hold", 300)))
    assert [(each.node, each.balance.held, each.balance.available) for each in receipt.posted] == [(1, 300, 700), (2, 300, 700)]
    assert here.recompute().holds


def test_a_refusal_names_every_cap_that_is_passed_and_by_how_much_and_takes_nothing(opened: Opened) -> None:
    here = opened(nodes=3, allotted=1_000).client()
    here.post(command(Leg(3, "hold", 600)))
    with pytest.raises(RefusedCommandError) as refused:
        here.post(command(Leg(1, "hold", 1_001), Leg(2, "hold", 1_000), Leg(3, "hold", 1_000)))
    assert [(each.leg.node, each.missing) for each in refused.value.shortfalls] == [(1, 1), (3, 600)]
    assert str(refused.value) == "“指标1”可占用 10.00 元，要占用 10.01 元，差 0.01 元；“指标3”可占用 4.00 元，要占用 10.00 元，差 6.00 元"
    assert here.execute("SELECT held FROM spend_node ORDER BY id") == [(0,), (0,), (600,)]
    assert here.execute("SELECT count(*) FROM spend_command") == [(2,)]


def test_the_same_command_again_is_answered_with_what_it_did_and_does_nothing(opened: Opened) -> None:
    here = opened(nodes=1, allotted=1_000).client()
    first = here.post(command(Leg(1, "hold", 700), key="申请 17"))
    again = here.post(command(Leg(1, "hold", 700), key="申请 17"))
    assert again.again
    assert (again.command, again.posted) == (first.command, first.posted)
    assert here.execute("SELECT held FROM spend_node") == [(700,)]


def test_another_command_under_a_key_that_is_taken_is_refused(opened: Opened) -> None:
    here = opened(nodes=1, allotted=1_000).client()
    here.post(command(Leg(1, "hold", 700), key="申请 17"))
    with pytest.raises(KeyTakenError):
        here.post(command(Leg(1, "hold", 200), key="申请 17"))
    assert here.execute("SELECT held FROM spend_node") == [(700,)]


def test_a_suspended_project_takes_no_new_request_and_a_stopped_one_is_not_paid(opened: Opened) -> None:
    here = opened(nodes=1, allotted=1_000).client()
    here.post(command(Leg(1, "hold", 400)))
    here.post(command(Leg(1, "suspend", 0)))
    with pytest.raises(RefusedCommandError, match="“指标1”暂缓，不能占用"):
        here.post(command(Leg(1, "hold", 1)))
    here.post(command(Leg(1, "pay", 100)))
    here.post(command(Leg(1, "stop", 0)))
    with pytest.raises(RefusedCommandError, match="“指标1”停止，不能支付"):
        here.post(command(Leg(1, "pay", 100)))
    here.post(command(Leg(1, "release", 300)))
    assert here.recompute().holds


def test_a_node_that_does_not_exist_is_said_to(opened: Opened) -> None:
    here = opened(nodes=1, allotted=1_000).client()
    with pytest.raises(RefusedCommandError, match="没有编号为 9 的指标"):
        here.post(command(Leg(1, "hold", 1), Leg(9, "hold", 1)))


@pytest.mark.parametrize(
    "legs",
    [
        pytest.param((), id="no leg"),
        pytest.param((Leg(1, "hold", 0),), id="nothing"),
        pytest.param((Leg(1, "hold", -5),), id="less than nothing"),
        pytest.param((Leg(1, "hold", 1.5),), id="no whole number of 分"),  # type: ignore[arg-type]
        pytest.param((Leg(1, "hold", True),), id="no number"),
        pytest.param((Leg(1, "suspend", 5),), id="a change of state with money"),
        pytest.param((Leg(1, "hold", 1), Leg(1, "hold", 1)), id="one node twice"),
    ],
)
def test_what_could_never_be_carried_out_is_no_command(legs: tuple[Leg, ...]) -> None:
    with pytest.raises(MalformedCommandError):
        command(*legs)


def test_text_that_could_forge_another_field_is_no_command() -> None:
    with pytest.raises(MalformedCommandError):
        command(Leg(1, "hold", 1), reason="办公\x1f1:hold:9")


@pytest.mark.parametrize("table", ["spend_command", "spend_entry"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_what_was_written(opened: Opened, table: str, statement: str) -> None:
    here = opened(nodes=1, allotted=1_000).client()
    column = {"spend_entry": statement.replace("id = id", "amount = 1")}.get(table, statement)
    with pytest.raises(Exception, match="append-only"):
        here.execute(column.format(table=table))


def test_the_database_refuses_a_balance_beyond_its_cap_whoever_writes_it(opened: Opened) -> None:
    here = opened(nodes=1, allotted=1_000).client()
    with pytest.raises(Exception, match=r"spend_node_within_cap|CHECK constraint failed"):
        here.execute("UPDATE spend_node SET held = 1001")


class Model:
    """The plainest thing that could be right: six numbers and a state for each node."""

    def __init__(self, nodes: list[int]) -> None:
        self.balances = dict.fromkeys(nodes, Balance())
        self.states = dict.fromkeys(nodes, Status.OPEN)

    def takes(self, legs: list[Leg]) -> bool:
        after = {leg.node: self.balances[leg.node].plus(leg.change) for leg in legs}
        if not all(leg.rule.during & self.states[leg.node] and after[leg.node].sound for leg in legs):
            return False
        self.balances.update(after)
        self.states.update({leg.node: leg.rule.leads_to for leg in legs if leg.rule.leads_to})
        return True


def _leg(node: int, move: str, amount: int) -> Leg:
    return Leg(node, move, 0 if MOVES[move].leads_to else amount)


LEGS = st.lists(
    st.builds(_leg, st.integers(0, 2), st.sampled_from(["hold", "pay", "release", *WITHIN_YEAR]), st.integers(1, 60)),
    min_size=1, max_size=3, unique_by=lambda leg: leg.node,
)  # fmt: skip


@pytest.fixture
def books(opened: Opened) -> Iterator[Client]:
    here = opened(nodes=0).client()
    yield here
    here.close()


@settings(max_examples=15 if POSTGRESQL else 40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=st.lists(LEGS, min_size=5, max_size=40))
def test_any_sequence_of_commands_does_what_a_plain_model_does(books: Client, commands: list[list[Leg]]) -> None:
    [(already,)] = books.execute("SELECT count(*) FROM spend_node")
    nodes = add_nodes(books, range(already + 1, already + 4))
    model = Model(nodes)
    for relative in ([Leg(place, "allot", 100) for place in range(3)], *commands):
        legs = [leg._replace(node=nodes[leg.node]) for leg in relative]
        try:
            books.post(command(*legs))
        except RefusedCommandError:
            assert not model.takes(legs)
        else:
            assert model.takes(legs)
    rows = books.execute(
        "SELECT id, approved, adjusted, frozen, held, committed, paid, status FROM spend_node WHERE id > %s ORDER BY id", already
    )
    assert {row[0]: Balance(*row[1:7]) for row in rows} == model.balances
    assert {row[0]: row[7] for row in rows} == model.states
    assert not books.recompute().faults


@given(st.lists(st.integers(0, 50), min_size=6, max_size=6), st.sampled_from([m for m in MOVES if MOVES[m].leads_to is None]))
def test_what_is_said_to_be_the_most_is_the_most(columns: list[int], move: str) -> None:
    balance = Balance(*columns)
    if not balance.sound:
        return
    largest = most(balance, Leg(1, move, 10_000))
    assert not largest or balance.plus(Leg(1, move, largest).change).sound
    if largest < 10_000:
        assert not balance.plus(Leg(1, move, largest + 1).change).sound
