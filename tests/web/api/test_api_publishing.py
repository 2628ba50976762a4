"""Can a program write, learn what stops, and move on a disclosure, have a document checked, and only as the matrix says?"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.api.operations import HERE, UNITS, Operation, hold, lists, looks, step, writes
from web.api.programs import Program
from web.permission_cases import PLACES, located, once
from web.plan.making import YEAR
from web.publish.publishing import REASON, SUBJECTS, begun, put_at, written
from web.township import Township
from wenxiao.control.chain import ALGORITHM, digest
from wenxiao.disclosure.records import Subject
from wenxiao.web.people.models import Unit
from wenxiao.web.publish.models import Disclosure, Reading, ReadingFile, Snapshot, SnapshotFile
from wenxiao.web.publish.services.disclosures import template_for
from wenxiao.web.publish.services.readings import reading_check
from wenxiao.web.publish.workflows.disclosure import DISCLOSURE_WORKFLOW
from wenxiao.web.trail.services import attachment_keep
from wenxiao.web.trail.workflow import Transition

pytestmark = pytest.mark.django_db
FUNCTION = "disclosure"
WRONG = "试验区白水镇人民政府2024年部门预算\n\n2024年支出预算 100.00 万元，其中：基本支出 60.00 万元，项目支出 41.00 万元。\n"
CHECKED = {"name": "公开.txt", "content_base64": base64.b64encode(WRONG.encode()).decode()}


@dataclass(frozen=True)
class World:
    """一个地方: a disclosure with one edition, and a document that was checked; written past the services."""

    unit: Unit
    disclosure: Disclosure
    reading: Reading

    @property
    def at(self) -> str:
        return f"disclosures/{self.disclosure.pk}"


def standing(unit: Unit) -> World:
    disclosure = Disclosure.objects.create(unit=unit, year=YEAR, state="draft", template=template_for("budget", YEAR))
    snapshot = Snapshot(unit=unit, year=YEAR, document="budget", number=1, author="某", algorithm=ALGORITHM)
    kept = attachment_keep(name="disclosure.json", media_type="application/json", content=b"{}")
    snapshot.hash = digest(snapshot.content({"disclosure.json": kept.hash}))
    snapshot.save()
    SnapshotFile.objects.create(snapshot=snapshot, name="disclosure.json", title="数据", attachment=kept)
    reading = Reading.objects.create(unit=unit, name="公开.txt", attachment=kept, author="某", account="nobody", state="checked")
    ReadingFile.objects.create(reading=reading, name="check.json", title="数据", media_type="application/json", content=b"{}")
    return World(unit, disclosure, reading)


def edits(id: str, path: str, **more: Any) -> Operation:
    return writes(id, "PUT", FUNCTION, "E", f"{{world.at}}/{path}", {"edition": 1, **more})


OPERATIONS = (
    lists("disclosures", "disclosures", FUNCTION),
    writes("disclosure_create", "POST", FUNCTION, "C", "disclosures", {"year": YEAR}, places=HERE),
    looks("disclosure", "{world.at}", FUNCTION),
    edits("disclosure_statements", "statements/matter", statements=[{"text": "没有。"}]),
    edits("disclosure_reasons", "reasons", texts={"基本支出": REASON}),
    edits("disclosure_counted", "counted", abroad_groups=0, abroad_persons=0, vehicles_bought=1),
    edits("disclosure_note", "notes/R001", text="由上级统一列支。"),
    looks("disclosure_asked", "{world.at}/told/receptions", FUNCTION),
    edits("disclosure_tell", "told/receptions", values={"receptions.batches": 1}),
    edits("disclosure_final_approval", "final-approval", authority="财政局", document="1号", approved_on=f"{YEAR + 1}-08-01"),
    looks("disclosure_editions", "{world.at}/editions", FUNCTION),
    looks("disclosure_edition", "{world.at}/editions/1", FUNCTION),
    looks("disclosure_edition_file", "{world.at}/editions/1/files/disclosure.json", FUNCTION),
    lists("readings", "readings", FUNCTION),
    writes("reading_create", "POST", FUNCTION, "V", "readings", CHECKED, places=HERE),
    looks("reading", "readings/{world.reading.pk}", FUNCTION),
    looks("reading_result_file", "readings/{world.reading.pk}/files/check.json", FUNCTION),
    writes("reading_again", "POST", FUNCTION, "CA", "readings/{world.reading.pk}/again", None),
    writes("reading_discard", "DELETE", FUNCTION, "CA", "readings/{world.reading.pk}", None),
    Operation("published_standings", "GET", FUNCTION, "V", lambda _: (f"published/{YEAR}/budget", None), HERE, ("DF",)),
)


def _step(way: Transition) -> Operation:
    def ask(world: World) -> tuple[str, Any]:
        snapshot = Snapshot.objects.get(unit=world.unit)
        Disclosure.objects.filter(pk=world.disclosure.pk).update(state=way.sources[0], built=snapshot)
        return f"{world.at}/act/{way.action}", {"reason": "文字有误，请核对以后再送"}

    return step("disclosure_act", way, ask, UNITS)


STEPS = tuple(_step(way) for way in DISCLOSURE_WORKFLOW.transitions)


@pytest.mark.parametrize("place", [pytest.param(place, marks=once(place)) for place in PLACES if place in UNITS])
def test_every_operation_and_step_of_publishing_asks_the_matrix_in_every_post(place: str, township: Township) -> None:
    hold((*OPERATIONS, *STEPS), place, township, standing(located(township, place)[0]))


def test_a_program_writes_all_that_is_missing_and_is_told_what_still_stops(township: Township) -> None:
    made = begun(township)
    program = Program(township.actor("BO"))
    told = program.get(f"disclosures/{made.pk}").told
    assert told["obstacles"]
    for about in ("objective", "safeguard"):
        body = {"edition": told["edition"], "statements": [{"text": "按职责办好全年的事。", "title": "办实事"}]}
        told = program.done("PUT", f"disclosures/{made.pk}/statements/{about}", body)
    texts = {subject.value: REASON for subject in Subject if subject in SUBJECTS}
    told = program.done("PUT", f"disclosures/{made.pk}/reasons", {"edition": told["edition"], "texts": texts})
    for each in told["warnings"]:
        body = {"edition": told["edition"], "text": "由上级统一列支，本单位不列。"}
        told = program.done("PUT", f"disclosures/{made.pk}/notes/{each['rule']}", body)
    assert told["obstacles"] == []
    assert [each["note"] for each in told["warnings"]] == ["由上级统一列支，本单位不列。"] * len(told["warnings"])
    assert [each["action"] for each in told["steps"]] == ["build"]
    assert told["counts"]["errors"] == 0


def test_there_is_no_way_around_what_stops_it(township: Township) -> None:
    made = begun(township)
    answer = Program(township.actor("BO")).ask("POST", f"disclosures/{made.pk}/act/build", {})
    assert (answer.status, answer.told["kind"]) == (422, "refused")
    told = Program(township.actor("BO")).get(f"disclosures/{made.pk}").told
    assert [each["message"] for each in answer.told["reasons"]] == [each["message"] for each in told["obstacles"]]
    assert not Snapshot.objects.exists()


def test_whoever_was_slower_is_told_and_overwrites_nothing(township: Township) -> None:
    made = begun(township)
    program = Program(township.actor("BO"))
    path, body = f"disclosures/{made.pk}/statements/matter", {"edition": made.edition, "statements": [{"text": "先写的。"}]}
    program.done("PUT", path, body)
    answer = program.ask("PUT", path, {**body, "statements": [{"text": "后写的。"}]})
    assert answer.status == 409
    assert made.statements.get(about="matter").text == "先写的。"
    wrong = program.ask("PUT", f"disclosures/{made.pk}/reasons", {"edition": made.edition + 1, "texts": {"基本支出": "短"}})
    assert (wrong.status, wrong.fields) == (422, ["texts.基本支出"])


def test_an_edition_gives_its_files_and_says_whether_they_still_hold(township: Township) -> None:
    made = put_at(township, written(township), Disclosure.State.PUBLISHED)
    program = Program(township.actor("JJ"))
    assert program.get(f"disclosures/{made.pk}").told["obstacles"] == []
    (edition,) = program.get(f"disclosures/{made.pk}/editions").told
    assert edition["is_live"]
    one = program.get(f"disclosures/{made.pk}/editions/1").told
    assert one["holds"]
    assert one["hash"] == Snapshot.objects.get().hash
    file = program.get(f"disclosures/{made.pk}/editions/1/files/{one['files'][0]}").told
    assert made.live is not None
    kept = made.live.files.select_related("attachment").get(name=file["name"])
    assert base64.b64decode(file["content_base64"]) == bytes(kept.attachment.content)
    assert digest(base64.b64decode(file["content_base64"])) == kept.attachment_id
    assert program.get(f"disclosures/{made.pk}/editions/1/files/no.pdf").status == 404


def test_a_program_tells_what_final_accounts_state_and_no_table_keeps(township: Township) -> None:
    template = template_for("final_accounts", YEAR)
    made = Disclosure.objects.create(unit=township.unit, year=YEAR, document="final_accounts", state="draft", template=template)
    program = Program(township.actor("BO"))
    asked = program.get(f"disclosures/{made.pk}/told/receptions").told
    assert {(each["unit"], each["value"]) for each in asked["figures"]} == {("pieces", None)}
    body = {"edition": asked["edition"], "values": {"receptions.batches": 0, "receptions.persons": 3}}
    told = program.done("PUT", f"disclosures/{made.pk}/told/receptions", body)
    assert [each["value"] for each in told["figures"]] == [0, 3]
    approval = {"edition": told["edition"], "authority": "财政局", "document": "1号", "approved_on": f"{YEAR}-06-01"}
    early = program.ask("PUT", f"disclosures/{made.pk}/final-approval", approval)
    assert (early.status, early.fields) == (422, ["approved_on"])
    program.done("PUT", f"disclosures/{made.pk}/final-approval", {**approval, "approved_on": f"{YEAR + 1}-06-01"})
    assert made.final_approval.document == "1号"
    gone = {"edition": told["edition"] + 1, "values": {"receptions.batches": None}}
    assert program.done("PUT", f"disclosures/{made.pk}/told/receptions", gone)["figures"][0]["value"] is None


def test_a_document_is_uploaded_checked_and_told_as_the_command_tells_it(township: Township) -> None:
    program = Program(township.actor("BO"))
    made = program.done("POST", "readings", CHECKED)
    assert (made["state"], made["result"]) == ("waiting", None)
    reading_check(pk=made["id"])
    told = program.get(f"readings/{made['id']}").told
    assert told["result"]["schema"] == "wenxiao.check/1"
    assert told["result"]["counts"] == told["counts"]
    assert told["counts"]["errors"] == 1
    report = program.get(f"readings/{made['id']}/files/report.html").told
    assert "41.00" in base64.b64decode(report["content_base64"]).decode()
    again = program.ask("POST", "readings", CHECKED)
    assert (again.status, again.fields) == (422, ["content_base64"])
    assert program.ask("DELETE", f"readings/{made['id']}").status == 204
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**CHECKED, "content_base64": "不是"}, "content_base64"),
        ({**CHECKED, "name": ""}, "name"),
        ({**CHECKED, "name": "a.exe"}, "content_base64"),
        ({**CHECKED, "content_base64": ""}, "content_base64"),
    ],
)
def test_what_cannot_be_checked_is_refused_by_its_field(township: Township, body: dict[str, str], field: str) -> None:
    answer = Program(township.actor("BO")).ask("POST", "readings", body)
    assert (answer.status, answer.fields) == (422, [field])
    assert not Reading.objects.exists()


def test_the_bureau_brings_in_and_is_told_what_stands_where(township: Township) -> None:
    program = Program(township.actor("DF"))
    made = program.done("POST", "readings", {**CHECKED, "bringing": True})
    reading_check(pk=made["id"])
    assert program.get(f"readings/{made['id']}").told["stands_for"] == "T02"
    rows = program.get("published/2024/budget").told
    assert [(each["unit"], each["standing"], each["errors"]) for each in rows] == [("T02", "已公开，有错误", 1), ("T01", "没有公开", None)]
    assert rows[0]["contradictions"]
    assert Program(township.actor("BO")).ask("POST", "readings", {**CHECKED, "bringing": True}).status == 403


@pytest.mark.parametrize("role", ["BO", "DF"])
def test_what_a_list_of_publishing_asks_does_not_grow_with_it(role: str, township: Township) -> None:
    program = Program(township.actor(role))
    paths = ("disclosures", "readings", "disclosures/{pk}/editions")
    world = standing(township.unit)

    def counted() -> dict[str, int]:
        program.get("me")
        found = {}
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert program.get(path.format(pk=world.disclosure.pk)).status == 200
            found[path] = len(asked)
        return found

    few = counted()
    for n in range(5):
        Disclosure.objects.create(unit=township.unit, year=2030 + n, template="x", state="draft")
        Reading.objects.create(
            unit=township.unit, name=f"{n}.txt", attachment=world.reading.attachment, author="某", account="a", stands_for=None
        )
        snapshot = Snapshot.objects.create(
            unit=township.unit, year=YEAR, document="budget", number=2 + n, author="某", algorithm="SM3", hash="0" * 64
        )
        SnapshotFile.objects.create(snapshot=snapshot, name="a", title="a", attachment=world.reading.attachment)
    assert counted() == few
