"""Is whatever is done to the books behind the office's back found, and named?"""

from __future__ import annotations

from typing import Any

import pytest

from control.ledger.bank import POSTGRESQL, Bank, Client, Opened, command
from wenxiao.control.ledger import tables
from wenxiao.control.ledger.commands import FIELDS, Leg
from wenxiao.control.ledger.links import link_hash, link_text
from wenxiao.control.ledger.moves import Balance


@pytest.fixture
def year(opened: Opened) -> Client:
    """Three nodes and some weeks of business, in books whose triggers someone has taken off."""
    return weeks(opened(nodes=3, allotted=10_000))


def weeks(bank: Bank, count: int = 5) -> Client:
    here = bank.client()
    for week in range(1, 1 + count):
        here.post(command(Leg(1, "hold", 100 * week), Leg(2, "hold", 100 * week), key=f"申请 {week}"))
        here.post(command(Leg(1, "pay", 100 * week), Leg(2, "pay", 100 * week), key=f"支付 {week}"))
    here.post(command(Leg(3, "suspend", 0), key="暂缓"))
    for statement in tables.DROP_TRIGGERS["postgresql" if POSTGRESQL else "sqlite"]:
        here.execute(statement)
    if not POSTGRESQL:
        here.execute("PRAGMA ignore_check_constraints = ON")
        here.execute("PRAGMA foreign_keys = OFF")
    assert here.recompute().holds
    return here


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE spend_entry SET amount = amount + 1 WHERE node = 1 AND sequence = 4",
            "“指标1”：第 4 笔的内容与它的摘要不符：内容被改动过",
        ),
        ("UPDATE spend_entry SET paid = paid - 1 WHERE node = 2 AND sequence = 5", "“指标2”：第 5 笔的内容与它的摘要不符：内容被改动过"),
        ("UPDATE spend_entry SET move = 'release' WHERE node = 1 AND sequence = 11", "“指标1”：第 11 笔的内容与它的摘要不符：内容被改动过"),
        ("DELETE FROM spend_entry WHERE node = 1 AND sequence = 6", "“指标1”：第 6 笔不见了：后面紧接着的是第 7 笔"),
        (
            "DELETE FROM spend_entry WHERE node = 2 AND sequence = 11",
            "“指标2”：指标记着共 11 笔，账上有 10 笔：末尾有记录被删去或添上",
        ),
        ("UPDATE spend_node SET paid = paid - 1 WHERE id = 1", "“指标1”：指标上的余额或状态与 11 笔记录重算的不符：余额被改动过"),
        ("UPDATE spend_node SET status = 1 WHERE id = 3", "“指标3”：指标上的余额或状态与 2 笔记录重算的不符：余额被改动过"),
        ("UPDATE spend_node SET hash = '0' WHERE id = 3", "“指标3”：指标所记的摘要与最后一笔不符"),
        ("UPDATE spend_command SET person = '钱二' WHERE id = 3", "第 3 号指令（支付 1）的内容与它的摘要不符：内容被改动过"),
        ("UPDATE spend_command SET subject_id = '2' WHERE id = 4", "第 4 号指令（申请 2）的内容与它的摘要不符：内容被改动过"),
    ],
)
def test_a_changed_or_missing_row_is_named(year: Client, statement: str, told: str) -> None:
    year.execute(statement)
    assert told in [fault.sentence for fault in year.recompute().faults]


def test_an_entry_with_a_hash_made_to_fit_is_found_by_the_next_one(year: Client) -> None:
    state = "approved, adjusted, frozen, held, committed, paid, status"
    [row] = year.execute(f"SELECT command, move, amount, {state} FROM spend_entry WHERE node = 1 AND sequence = 2")
    [(previous,)] = year.execute("SELECT hash FROM spend_entry WHERE node = 1 AND sequence = 1")
    [(digest,)] = year.execute("SELECT digest FROM spend_command WHERE id = %s", row[0])
    hash_ = link_hash(link_text(previous, 1, 2, digest, row[1], 1, Balance(*row[3:9])._replace(held=1), row[9]))
    year.execute("UPDATE spend_entry SET amount = 1, held = 1, hash = %s WHERE node = 1 AND sequence = 2", hash_)
    [fault, *_] = year.recompute().faults
    assert (fault.node, fault.sequence) == (1, 2)
    assert fault.sentence == "“指标1”：第 2 笔（1 分）不是第 2 号指令所要的"


def test_a_forged_chain_that_passes_its_cap_is_found_by_recomputing(year: Client) -> None:
    """Someone who can compute every hash, and pays himself more than there is."""
    forged = command(Leg(3, "hold", 99_999))
    marks = ", ".join(["%s"] * len(FIELDS))
    quoted = ", ".join(f'"{name}"' for name in FIELDS)
    year.execute(
        f"INSERT INTO spend_command (id, {quoted}, algorithm, digest) VALUES (99, {marks}, 'sm3', %s)", *forged.fields, forged.digest()
    )
    [(sequence, previous)] = year.execute("SELECT sequence, hash FROM spend_node WHERE id = 3")
    after = Balance(approved=10_000, held=99_999)
    values: list[Any] = [3, sequence + 1, 99, "hold", 99_999, *after, 4]
    hash_ = link_hash(link_text(previous, 3, sequence + 1, forged.digest(), "hold", 99_999, after, 4))
    year.execute(f"INSERT INTO spend_entry VALUES ({', '.join(['%s'] * 13)})", *values, hash_)
    faults = [fault.sentence for fault in year.recompute().faults]
    assert faults == ["“指标3”：第 3 笔：暂缓时不能占用"]


@pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL lets no text stand where a number belongs")
@pytest.mark.embedded
def test_text_where_a_number_belongs_is_named_even_with_a_hash_made_to_fit(year: Client) -> None:
    [(digest, previous)] = year.execute(
        "SELECT c.digest, b.hash FROM spend_entry e JOIN spend_command c ON c.id = e.command JOIN spend_entry b ON b.node = e.node"
        " AND b.sequence = e.sequence - 1 WHERE e.node = 1 AND e.sequence = 2"
    )
    hash_ = link_hash(link_text(previous, 1, 2, digest, "hold", "viel", Balance(10_000, 0, 0, 100), 1))  # type: ignore[arg-type]
    year.execute("UPDATE spend_entry SET amount = 'viel', hash = %s WHERE node = 1 AND sequence = 2", hash_)
    assert "“指标1”：第 2 笔的金额或状态不是整数" in [fault.sentence for fault in year.recompute().faults]


TAMPERED = (
    "UPDATE spend_command SET person = '钱二' WHERE id IN (2, 9)",
    "UPDATE spend_entry SET paid = paid - 1 WHERE node = 2 AND sequence = 5",
    "DELETE FROM spend_entry WHERE node = 1 AND sequence = 6",
    "DELETE FROM spend_entry WHERE node = 3",
    "UPDATE spend_node SET hash = '0' WHERE id = 5",
    "INSERT INTO spend_entry SELECT 77, sequence, command, move, amount, approved, adjusted, frozen, held, committed, paid, status, hash"
    " FROM spend_entry WHERE node = 1 AND sequence = 1",
)


def test_processes_that_share_the_book_find_what_one_finds_in_the_same_order(opened: Opened) -> None:
    bank = opened(nodes=6, allotted=10_000)
    here = weeks(bank)
    assert [here.recompute(bank.address, processes) for processes in (1, 2)] == [here.recompute()] * 2
    for statement in (*(("ALTER TABLE spend_entry DROP CONSTRAINT spend_entry_node_fkey",) if POSTGRESQL else ()), *TAMPERED):
        here.execute(statement)
    alone = here.recompute()
    assert len(alone.faults) > 6
    for processes in (2, 3, 9):
        assert here.recompute(bank.address, processes) == alone


def test_a_process_that_saw_the_book_at_another_moment_is_not_believed(opened: Opened) -> None:
    before, after = opened(nodes=3, allotted=10_000), opened(nodes=3, allotted=10_000)
    here, there = weeks(before, 4), weeks(after, 5)
    there.execute("UPDATE spend_entry SET paid = paid - 1 WHERE node = 2 AND sequence = 5")
    assert here.recompute(after.address, processes=3) == here.recompute()
    assert here.recompute().holds


def test_a_book_that_no_other_process_can_open_is_gone_through_here(year: Client) -> None:
    assert year.recompute("postgres://127.0.0.1:1/nothing" if POSTGRESQL else "/nowhere/books.sqlite3", processes=3) == year.recompute()
