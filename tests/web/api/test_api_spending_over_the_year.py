"""Can a program change the budget, take in money, give it back and plan the months, with what stands against it told by its own fields?"""

from __future__ import annotations

from typing import Any

import pytest

from web.api.programs import Program
from web.plan.compiling import PROJECT
from web.plan.making import YEAR
from web.spend.spending import PAID, allotted, made_request, of_code, of_project, taken
from web.township import Township
from wenxiao.web.spend.models import PaymentRequest, Receipt
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def test_a_virement_is_asked_for_by_one_list_of_lines_and_told_by_it(year: Township) -> None:
    budget = Program(year.actor("BO"))
    out, into = of_code("30201"), of_project()
    lines: list[dict[str, Any]] = [
        {"side": "out", "appropriation": out.pk, "amount_fen": 500}, {"side": "in", "appropriation": into.pk, "amount_fen": 0}
    ]  # fmt: skip
    body = {"year": YEAR, "reason": "防汛沙袋不够，办公费有余", "lines": lines}
    assert "lines.1.amount_fen" in budget.ask("POST", "virements", body).fields
    lines[1]["amount_fen"] = 500
    made = budget.done("POST", "virements", body)
    assert (made["moved_fen"], made["state"]) == (500, "draft")
    assert {line["side"] for line in made["lines"]} == {"out", "in"}
    assert [each["number"] for each in budget.done("GET", f"virements?year={YEAR}")["items"]] == [made["number"]]
    late = budget.ask("PUT", f"virements/{made['number']}", {"edition": 9, "reason": body["reason"], "lines": lines})
    assert late.status == 409
    assert of_project().node.adjusted == 0


def test_money_that_came_in_is_registered_by_the_accountant_checked_by_another_and_taken_out_by_a_counter_entry(year: Township) -> None:
    accountant, head, viewer = (Program(year.actor(role)) for role in ("AC", "FH", "BO"))
    typed = {
        "kind": "unit_money", "fund": "unit_money", "source": "房租", "unplanned": "批复的收入预算里没有这一项收入", "amount_fen": 30_000,
        "received_on": f"{YEAR}-05-01", "payer": "王小明", "reference": "S-1", "private": True,
    }  # fmt: skip
    number = accountant.done("POST", "receipts", typed)["number"]
    assert accountant.ask("POST", f"receipts/{number}/act/check", {}).status == 403
    head.done("POST", f"receipts/{number}/act/check", {})
    told = viewer.done("GET", f"units/T01/revenue/{YEAR}")
    assert [each["received_fen"] for each in told["funds"] if each["fund"] == "unit_money"] == [30_000]
    assert viewer.done("GET", f"receipts/{number}")["payer"] != "王小明" == accountant.done("GET", f"receipts/{number}")["payer"]
    counter = accountant.done("POST", f"receipts/{number}/counter", {"reference": "S-1冲", "reason": "这一笔登记到了别的单位名下"})
    assert (counter["amount_fen"], counter["counters"]) == (-30_000, number)
    head.done("POST", f"receipts/{counter['number']}/act/check", {})
    assert Receipt.objects.get(number=number).state == "countered"
    assert accountant.ask("POST", f"receipts/{number}/act/counter", {}).status == 404


def test_a_refund_is_the_cashiers_to_register_and_the_accountants_to_confirm(year: Township) -> None:
    number = taken(year, made_request(year, 1_000), *PAID).number
    cashier, accountant = Program(year.actor("CA")), Program(year.actor("AC"))
    typed = {
        "appropriation": of_project().pk, "amount_fen": 1_001, "received": f"{YEAR}-06-01", "reason": "多付了一袋", "bank_reference": "R-1"
    }  # fmt: skip
    assert cashier.ask("POST", f"payments/{number}/refunds", typed).fields == ["amount_fen"]
    made = cashier.done("POST", f"payments/{number}/refunds", {**typed, "amount_fen": 400})
    assert cashier.ask("POST", f"refunds/{made['id']}/act/confirm", {}).status == 403
    accountant.done("POST", f"refunds/{made['id']}/act/confirm", {})
    assert [each["state"] for each in accountant.done("GET", f"payments/{number}/refunds")] == ["confirmed"]
    month = accountant.done("GET", f"units/T01/months/{YEAR}/12")
    assert not [tie for tie in month["ties"] if tie["difference_fen"]]
    assert of_project().node.paid == 600


def test_a_list_of_payees_is_masked_and_its_showing_stands_in_the_trail(year: Township) -> None:
    clerk, head = Program(year.actor("HD")), Program(year.actor("FH"))
    request = made_request(year, 1_000, kind="batch")
    person = {"name": "王小明", "id_number": "990000198001010012", "account": "6222021234567890", "bank": "农商行", "amount_fen": 1_000}
    wrong = clerk.ask("PUT", f"payments/{request.number}/payees", {"edition": 0, "month": 5, "payees": [{**person, "amount_fen": 0}]})
    assert wrong.fields == ["payees.0.amount_fen"]
    kept = clerk.done("PUT", f"payments/{request.number}/payees", {"edition": 0, "month": 5, "payees": [person]})
    assert (kept["count"], kept["total_fen"]) == (1, 1_000)
    [masked] = head.done("GET", f"payments/{request.number}/payees")["items"]
    assert masked["name"] != "王小明"
    assert masked["account"] == "****7890"
    assert head.ask("POST", f"payments/{request.number}/payees/show", None).status == 403
    [whole] = clerk.done("POST", f"payments/{request.number}/payees/show")
    assert (whole["name"], whole["account"]) == ("王小明", person["account"])
    assert Entry.objects.filter(subject_kind=PaymentRequest.KIND, action="show_payees").count() == 1


def test_a_cash_plan_is_proposed_changed_and_approved_by_another(year: Township) -> None:
    budget, head = Program(year.actor("BO")), Program(year.actor("FH"))
    made = budget.done("POST", "cash-plans", {"year": YEAR, "rhythm": "quarter"})
    assert sum(cell["amount_fen"] for cell in made["cells"]) > PROJECT
    cells = [{name: cell[name] for name in ("fund", "period", "amount_fen")} for cell in made["cells"]]
    beyond = [{**cell, "amount_fen": 10**15} for cell in cells]
    assert budget.ask("PUT", f"cash-plans/{made['id']}", {"edition": made["edition"], "cells": beyond}).status == 422
    budget.done("PUT", f"cash-plans/{made['id']}", {"edition": made["edition"], "cells": cells})
    budget.done("POST", f"cash-plans/{made['id']}/act/send", {})
    head.done("POST", f"cash-plans/{made['id']}/act/approve", {})
    kinds = {cap["kind"] for cap in head.done("GET", f"units/T01/caps/{YEAR}")}
    assert "cash_plan" in kinds
