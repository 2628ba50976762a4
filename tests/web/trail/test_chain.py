"""Does the trail hold, and does it show when it was tampered with?"""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from web.township import Township
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import acts, chain_break
from wenxiao.web.trail.services import record
from wenxiao.web.trail.triggers import install, remove

pytestmark = pytest.mark.django_db


def entries(township: Township, count: int) -> list[Entry]:
    actor, unit = township.actor("BO"), township.unit
    return [record(actor=actor, subject=unit, action="edit", action_title="修改", details={"名称": [str(n), "新"]}) for n in range(count)]


def test_entries_of_a_unit_are_numbered_and_chained(township: Township) -> None:
    first, second, third = entries(township, 3)
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert second.previous == first.hash
    assert third.previous == second.hash
    assert chain_break(township.unit.code) is None


def test_units_have_chains_of_their_own(township: Township) -> None:
    entries(township, 2)
    record(actor=township.actor("DF"), subject=township.bureau, action="edit", action_title="修改")
    assert acts(township.bureau.code).get().sequence == 1


@pytest.mark.parametrize("statement", ["UPDATE trail_entry SET reason = 'x'", "DELETE FROM trail_entry"])
def test_the_database_itself_refuses_to_change_or_delete(township: Township, statement: str) -> None:
    entries(township, 1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("statement", "sequence"),
    [
        ("UPDATE trail_entry SET reason = 'x' WHERE sequence = 2", 2),
        ("UPDATE trail_entry SET person = 'x' WHERE sequence = 3", 3),
        ("DELETE FROM trail_entry WHERE sequence = 2", 2),
    ],
)
def test_what_slips_past_the_triggers_shows_in_the_chain(township: Township, statement: str, sequence: int) -> None:
    entries(township, 3)
    remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    install(connection)
    broken = chain_break(township.unit.code)
    assert broken is not None
    assert broken.sequence == sequence
