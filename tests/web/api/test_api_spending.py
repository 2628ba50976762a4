"""Can a program carry spending from the document that gives the money to the payment that is booked, each step once?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.api.programs import ROOT, Answer, Program
from web.plan.compiling import PROJECT, State, brought
from web.plan.making import YEAR
from web.spend.spending import allotted, made_request, node, of_code, of_project, taken
from web.township import Township
from wenxiao.web.spend.models import Allotment, Command, PaymentRequest, Submission
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def written(amount: int, **more: Any) -> dict[str, Any]:
    return {
        "year": YEAR, "purpose": "购买防汛沙袋", "payee": "青石建材商店",
        "charges": [{"appropriation": of_project().pk, "amount_fen": amount}],
        "vouchers": [{"kind": "invoice", "number": "00000001", "amount_fen": amount}], **more,
    }  # fmt: skip


def keyed(program: Program, path: str, body: Any, key: str) -> Answer:
    answer = program.client.post(ROOT + path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})
    return Answer(answer.status_code, json.loads(answer.content))


def test_a_private_payee_is_masked_in_lists_and_whole_for_those_who_work_with_the_request(year: Township) -> None:
    made = made_request(year, way="person", way_reason="没有账户", payee="王小明", payee_account="6222020100031234")
    for role, whole in (("HD", True), ("FH", True), ("BO", False)):
        program = Program(year.actor(role))
        [row] = program.done("GET", "payments")["items"]
        assert row["payee"] == "王*明"
        told = program.done("GET", f"payments/{made.number}")
        assert (told["payee"], told["payee_account"]) == (("王小明", "6222020100031234") if whole else ("王*明", "****1234"))


def test_the_whole_way_from_the_document_to_the_entry_in_the_books(township: Township) -> None:
    brought(township, State.ALLOCATED)
    programs = {role: Program(township.actor(role)) for role in ("BO", "DF", "HD", "HL", "AC", "FH", "VL", "CA")}
    document = {"year": YEAR, "document": "青财预〔2024〕1号", "dated": f"{YEAR}-02-01", "whole": True}
    made = programs["BO"].done("POST", "allotments", document)
    assert made["total_fen"] == sum(line["amount_fen"] for line in made["lines"]) > PROJECT
    assert [step["action"] for step in made["steps"]] == ["discard"]
    assert programs["DF"].done("POST", f"allotments/{made['id']}/act/issue", {})["state"] == "issued"
    programs["BO"].done("POST", f"allotments/{made['id']}/act/break_down", {})
    [line] = programs["HD"].done("GET", f"appropriations?year={YEAR}&project={of_project().project_code}")["items"]
    assert line["node"]["balance"]["available_fen"] == PROJECT
    sent = written(100_000, charges=[{"appropriation": line["id"], "amount_fen": 100_000}])
    number = programs["HD"].done("POST", "payments", sent)["number"]
    steps = {
        "submit": "HD", "approve_office": "HL", "approve_accountant": "AC", "approve_finance": "FH", "approve_vice": "VL", "send": "CA",
        "confirm": "CA", "book": "AC",
    }  # fmt: skip
    for action, role in steps.items():
        offered = [step["action"] for step in programs[role].done("GET", f"payments/{number}")["steps"]]
        assert action in offered
        programs[role].done("POST", f"payments/{number}/act/{action}", {"bank_reference": "2024-7"} if action == "confirm" else {})
    entries = programs["AC"].done("GET", f"nodes/{line['node']['id']}/entries")["items"]
    assert [entry["move"] for entry in entries] == ["allot", "hold", "pay"]
    assert entries[-1]["balance"]["paid_fen"] == 100_000
    told = programs["FH"].done("GET", f"units/T01/execution/{YEAR}")
    assert told["whole"]["paid_fen"] == 100_000
    assert [each["balance"]["paid_fen"] for each in told["projects"] if each["project"]] == [100_000]


def test_the_check_while_asking_tells_every_cap_what_would_be_left_and_who_may_lift_it(year: Township) -> None:
    clerk = Program(year.actor("HD"))
    charges = [{"appropriation": of_project().pk, "amount_fen": PROJECT}, {"appropriation": of_code("30201").pk, "amount_fen": 1}]
    told = clerk.done("POST", "payments/check", {"year": YEAR, "charges": charges})
    assert told["enough"]
    assert not told["reasons"]
    left = {cap["name"]: cap["left_fen"] for cap in told["caps"]}
    assert len(left) == len(told["caps"]) >= 4
    assert left[node("unit").name] == node("unit").available - PROJECT - 1
    charges[0]["amount_fen"] += 1
    told = clerk.done("POST", "payments/check", {"year": YEAR, "charges": charges})
    assert not told["enough"]
    assert [cap["missing_fen"] for cap in told["caps"] if cap["missing_fen"]] == [1]
    assert "差 0.01 元" in told["reasons"][0]["message"]
    assert "可以申请调剂" in told["reasons"][0]["message"]
    assert not PaymentRequest.objects.exists()
    assert not Command.objects.filter(kind="hold").exists()


def test_the_same_key_and_body_twice_is_one_request(year: Township) -> None:
    clerk = Program(year.actor("HD"))
    first = keyed(clerk, "payments", written(1_000, vouchers=[]), "a-1")
    again = keyed(clerk, "payments", written(1_000, vouchers=[]), "a-1")
    assert (first.status, again.status) == (201, 201)
    assert first.told["number"] == again.told["number"] == PaymentRequest.objects.get().number
    assert Entry.objects.filter(subject_kind="payment_request", action="create").count() == 1
    other = keyed(clerk, "payments", written(2_000, vouchers=[]), "a-1")
    assert (other.status, other.told["kind"], other.fields) == (409, "key_taken", ["Idempotency-Key"])
    assert "换一个标识" in other.messages
    assert PaymentRequest.objects.count() == 1
    assert keyed(clerk, "payments", written(1_000, vouchers=[]), "a-2").told["number"] != first.told["number"]


def test_a_key_is_its_posts_own_and_one_that_was_refused_is_free_again(year: Township) -> None:
    clerk = Program(year.actor("HD"))
    refused = keyed(clerk, "payments", written(0), "b-1")
    assert (refused.status, refused.fields) == (422, ["charges.0.amount_fen"])
    assert not Submission.objects.exists()
    assert keyed(clerk, "payments", written(1_000), "b-1").status == 201
    budget = Program(year.actor("BO"))
    document = {"year": YEAR, "document": "追 1 号", "dated": f"{YEAR}-05-01", "source": "supplement", "lines": []}
    first, again = keyed(budget, "allotments", document, "b-1"), keyed(budget, "allotments", document, "b-1")
    assert first.status == again.status == 201
    assert first.told["id"] == again.told["id"]
    assert Allotment.objects.count() == 2


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "有", "a b"])
def test_a_key_that_is_none_is_refused(year: Township, key: str) -> None:
    answer = keyed(Program(year.actor("HD")), "payments", written(1_000), key.encode().decode("latin-1"))
    assert (answer.status, answer.fields) == (422, ["Idempotency-Key"])
    assert not PaymentRequest.objects.exists()


def test_a_step_sent_twice_is_one_step_and_one_payment_even_when_the_request_has_come_back_since(year: Township) -> None:
    number = taken(
        year, made_request(year, 100_000), "submit", "approve_office", "approve_accountant", "approve_finance", "approve_vice"
    ).number
    cashier, confirm = Program(year.actor("CA")), f"payments/{number}/act/confirm"
    cashier.done("POST", f"payments/{number}/act/send", {})
    first = keyed(cashier, confirm, {"bank_reference": "2024-7"}, "c-1")
    again = keyed(cashier, confirm, {"bank_reference": "2024-7"}, "c-1")
    assert first.told == again.told
    assert cashier.ask("POST", confirm, {"bank_reference": "2024-7"}).told["kind"] == "out_of_turn"
    assert of_project().node.paid == 100_000
    cashier.done("POST", f"payments/{number}/act/bank_bounced", {"reason": "收款账号有误，银行退回"})
    cashier.done("POST", f"payments/{number}/act/send", {})
    # A retry that was late must not pay a second time.
    assert keyed(cashier, confirm, {"bank_reference": "2024-7"}, "c-1").told["sequence"] == first.told["sequence"]
    assert of_project().node.paid == 0
    assert Command.objects.filter(kind="pay").count() == 1


def test_a_request_is_written_anew_as_a_whole_and_not_over_somebody_elses_change(year: Township) -> None:
    clerk = Program(year.actor("HD"))
    made = clerk.done("POST", "payments", written(1_000))
    body = {name: value for name, value in written(2_000).items() if name != "year"}
    changed = clerk.done("PUT", f"payments/{made['number']}", {**body, "edition": made["edition"]})
    assert (changed["total_fen"], changed["edition"]) == (2_000, made["edition"] + 1)
    late = clerk.ask("PUT", f"payments/{made['number']}", {**body, "edition": made["edition"]})
    assert (late.status, late.told["kind"]) == (409, "out_of_turn")


def test_what_is_wrong_is_told_by_the_fields_of_the_interface(year: Township) -> None:
    clerk = Program(year.actor("HD"))
    elsewhere = {"appropriation": 10**6, "amount_fen": 1}
    assert clerk.ask("POST", "payments", written(1, charges=[elsewhere])).fields == ["charges.0.appropriation"]
    same = [{"kind": "invoice", "number": "1", "amount_fen": 1}] * 2
    assert clerk.ask("POST", "payments", written(1, vouchers=same)).fields == ["vouchers.1.number"]
    made = clerk.done("POST", "payments", written(PROJECT + 1))
    answer = clerk.ask("POST", f"payments/{made['number']}/act/submit", {})
    assert (answer.status, answer.fields) == (422, ["charges"])
    assert "差 0.01 元" in answer.messages
    budget = Program(year.actor("BO"))
    line = {"function_code": "2010301", "economic_code": "30201", "fund": "general", "amount_fen": 0, "project": "none"}
    document = {"year": YEAR, "document": "追 1 号", "dated": f"{YEAR}-05-01", "source": "supplement", "lines": [line]}
    assert budget.ask("POST", "allotments", document).fields == ["lines.0.project"]
    line["project"], line["part"] = "", "operating"
    assert budget.ask("POST", "allotments", document).fields == ["lines.0.amount_fen"]
    assert budget.ask("POST", "allotments", {**document, "whole": True}).fields == ["lines"]


def test_lines_of_a_draft_are_replaced_and_no_others(year: Township) -> None:
    budget, bureau = Program(year.actor("BO")), Program(year.actor("DF"))
    line = {"function_code": "2010301", "economic_code": "30201", "fund": "general", "amount_fen": 5_000, "part": "operating"}
    document = {"year": YEAR, "document": "追 1 号", "dated": f"{YEAR}-05-01", "source": "supplement", "lines": [line]}
    made = budget.done("POST", "allotments", document)
    changed = budget.done("PUT", f"allotments/{made['id']}/lines", {"lines": [{**line, "amount_fen": 6_000}]})
    assert changed["total_fen"] == 6_000
    bureau.done("POST", f"allotments/{made['id']}/act/issue", {})
    assert budget.ask("PUT", f"allotments/{made['id']}/lines", {"lines": []}).status == 409


def test_an_office_sees_its_own_requests_and_lines_and_not_what_stands_above_them(year: Township) -> None:
    number = made_request(year, 1_000).number
    other = Program(year.actor("HD", "应急"))
    assert other.get(f"payments/{number}").status == 403
    assert other.done("GET", "payments")["items"] == []
    assert other.get(f"appropriations/{of_project().pk}").status == 403
    assert of_project().pk not in [each["id"] for each in other.done("GET", "appropriations")["items"]]
    assert other.get(f"nodes/{of_project().node_id}/entries").status == 403
    assert other.get(f"nodes/{node('unit').pk}/entries").status == 403
    assert other.get(f"units/T01/caps/{YEAR}").status == 403
    assert Program(year.actor("AC")).get(f"nodes/{node('unit').pk}/entries").status == 200


def test_a_list_asks_the_same_number_of_questions_however_long(year: Township) -> None:
    accountant = Program(year.actor("AC"))
    line, cap = of_project(), node("unit")
    paths = (
        "payments", "allotments", "appropriations", f"appropriations/{line.pk}", f"units/T01/caps/{YEAR}", f"units/T01/execution/{YEAR}",
        f"nodes/{line.node_id}/entries", f"nodes/{cap.pk}/entries",
    )  # fmt: skip
    counts: list[dict[str, int]] = []
    for _ in range(2):
        for _ in range(3):
            taken(year, made_request(year, 1_000), "submit")
        accountant.get("me")
        counts.append({})
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                accountant.done("GET", path)
            counts[-1][path] = len(asked)
    assert counts[0] == counts[1]
