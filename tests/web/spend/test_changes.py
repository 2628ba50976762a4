"""Do 年初批复, 追加, 调剂 and 调整 of every line add up to what the ledger holds it to, whatever has happened?"""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.plan.making import YEAR
from web.spend.changing import (
    ADJUSTED,
    APPROVED,
    GUESTS,
    OFFICE,
    allotted,
    into,
    made_adjustment,
    made_virement,
    of_code,
    of_project,
    out,
    restated,
    taken,
    unchanged,
)
from web.spend.spending import PAID, made_request
from web.spend.spending import taken as requested
from web.township import Township
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES
from wenxiao.web.spend.models import Allotment, Appropriation, Node
from wenxiao.web.spend.queries.changes import Changed, changes_of, total
from wenxiao.web.spend.queries.virements import year_of_virements
from wenxiao.web.spend.services.allotments import LineEntry, allotment_act, allotment_create
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db
SEED = 20240607


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def supplement(year: Township, number: int, line: Appropriation, amount: int) -> None:
    entry = LineEntry(line.function_code, line.economic_code, line.fund, amount, project=line.project, part=line.part)
    made = allotment_create(
        actor=year.actor("BO"), unit=year.unit, year=YEAR, document=f"某财专〔2024〕{number}号", dated=date(YEAR, 6, 1),
        source=Allotment.Source.SUPPLEMENT, lines=[entry],
    )  # fmt: skip
    allotment_act(actor=year.actor("DF"), allotment=made, action="issue")
    if line.project is not None:
        unchanged(year, made)
    allotment_act(actor=year.actor("BO"), allotment=made, action="break_down")


def as_changed(unit: Unit, year: int) -> list[tuple[Appropriation, Changed]]:
    """Every line of a unit and year."""
    lines = list(Appropriation.objects.filter(unit=unit, year=year).select_related("unit", "project", "office", "node"))
    changes = changes_of(lines)
    return [(line, changes[line.node_id]) for line in lines]


def columns(line: Appropriation) -> Changed:
    return {each.pk: changed for each, changed in as_changed(line.unit, YEAR)}[line.pk]


def test_each_kind_of_change_stands_in_its_own_column(year: Township) -> None:
    moved = made_virement(year, out(of_code(OFFICE), 70_000), into(of_project(), 70_000))
    restated(year, moved)
    taken(year, moved, *APPROVED)
    supplement(year, 8, of_project(), 3_600)
    lowered = made_adjustment(year, out(of_code(OFFICE), 500))
    taken(year, lowered, *ADJUSTED)
    requested(year, made_request(year, 100), *PAID)
    assert columns(of_project()) == Changed(initial=3_600_000, supplement=3_600, virement=70_000)
    assert columns(of_code(OFFICE)) == Changed(initial=2_000_000, virement=-70_000, adjustment=-500)
    assert columns(of_code(GUESTS)) == Changed(initial=300_000)
    whole = total(changed for _, changed in as_changed(year.unit, YEAR))
    assert whole.virement == 0
    assert whole.current == Node.objects.get(kind="unit").balance.cap
    told = year_of_virements(year.unit, YEAR)
    assert (told.number, told.moved, told.share) == (1, 70_000, "0.05%")


def test_the_columns_add_up_to_the_ledger_after_any_sequence_of_changes(year: Township) -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    done = {"virement": 0, "adjustment": 0, "supplement": 0, "refused": 0}
    for number in range(24):
        source, target = chance.sample(list(Appropriation.objects.select_related("node", "project", "unit").order_by("pk")), 2)
        amount = chance.choice((1, 999, chance.randint(1, 400_000), chance.randint(1, source.node.available + 1)))
        kind = chance.choice(("virement", "adjustment", "supplement"))
        before = {line.pk: changed for line, changed in as_changed(year.unit, YEAR)}
        try:
            if kind == "supplement":
                supplement(year, 100 + number, target, amount)
            else:
                both = (out(source, amount), into(target, amount + (kind == "adjustment")))
                made = made_virement(year, *both) if kind == "virement" else made_adjustment(year, *both)
                if source.project is not None or target.project is not None:
                    unchanged(year, made)
                taken(year, made, *(APPROVED if kind == "virement" else ADJUSTED))
            done[kind] += 1
        except Refused:
            done["refused"] += 1
            assert {line.pk: changed for line, changed in as_changed(year.unit, YEAR)} == before
        for line, changed in as_changed(year.unit, YEAR):
            assert changed.current == line.node.approved + line.node.adjusted, (number, kind, str(line))
        whole = total(changed for _, changed in as_changed(year.unit, YEAR))
        assert whole.current == Node.objects.get(kind="unit").balance.cap
        public = total(changed for line, changed in as_changed(year.unit, YEAR) if line.economic_code in THREE_PUBLIC_CODES)
        caps = sum(node.balance.cap for node in Node.objects.filter(kind="three_public"))
        assert public.current - public.supplement == caps
    assert min(done.values()) > 0, done


def test_the_columns_of_any_number_of_lines_cost_two_queries(year: Township) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        as_changed(year.unit, YEAR)
    assert len(few) == 2
