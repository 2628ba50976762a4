"""Does the bureau see of every unit below it what is missing, late or contradictory, whichever way its document came in?"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web.permission_cases import ROLES
from web.publish.publishing import put_at, written
from web.township import Township
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models import Approval, Compilation, Version
from wenxiao.web.publish.models import Disclosure, FinalApproval, Reading
from wenxiao.web.publish.queries.county import Row, Standing, county
from wenxiao.web.publish.services.bringing import Brought, reading_assign, readings_bring
from wenxiao.web.publish.services.readings import reading_again, reading_check
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
YEAR = 2024
TODAY = date(2024, 3, 1)
SignIn = Callable[..., Client]


def document(unit: str = "试验区白水镇人民政府", project: str = "40.00", year: int = YEAR, kind: str = "部门预算") -> bytes:
    """Three lines with one sum: right with 40.00, wrong with anything else."""
    return (
        f"{unit}{year}年{kind}公开\n\n{unit}{year}年部门预算公开情况说明\n\n"
        f"{year}年支出预算 100.00 万元，其中：基本支出 60.00 万元，项目支出 {project} 万元。\n"
    ).encode()


def bring(township: Township, *files: tuple[str, bytes], published_on: date | None = None, approved_on: date | None = None) -> Brought:
    brought = readings_bring(actor=township.actor("DF"), files=files, published_on=published_on, approved_on=approved_on)
    for each in brought.readings:
        reading_check(pk=each.pk)
        each.refresh_from_db()
    return brought


def approved(unit: Unit, on: date, year: int = YEAR) -> Approval:
    compilation = Compilation.objects.create(unit=unit, year=year, state=Compilation.State.APPROVED)
    version = Version.objects.create(compilation=compilation, stage="approved")
    return Approval.objects.create(
        compilation=compilation, version=version, authority="财政局", document="1号", approved_on=on, publish_by=on + timedelta(20),
        catalogue_hash="0" * 64, algorithm="SM3",
    )  # fmt: skip


def row(township: Township, unit: Unit, document: str = "budget") -> Row:
    return next(each for each in county(township.actor("DF"), YEAR, document, TODAY).rows if each.unit == unit)


def test_a_brought_document_finds_its_unit_by_the_name_in_it(township: Township) -> None:
    (made,) = bring(township, ("随便什么名字.txt", document()), published_on=date(2024, 2, 1)).readings
    assert (made.stands_for, made.year, made.kind) == (township.other_unit, YEAR, "budget")
    found = row(township, township.other_unit)
    assert (found.published_on, found.errors, found.editions) == (date(2024, 2, 1), 0, 1)
    assert row(township, township.unit).standing is Standing.MISSING


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (document("远处县黑水乡人民政府"), "所辖单位里没有"),
        ("2024年支出预算 100.00 万元。\n".encode(), "没有写是哪个单位"),
    ],
)
def test_what_cannot_be_given_to_a_unit_says_why_and_a_person_gives_it(township: Township, content: bytes, why: str) -> None:
    (made,) = bring(township, ("某镇.txt", content)).readings
    assert made.stands_for is None
    assert why in made.unassigned
    assert county(township.actor("DF"), YEAR, "budget", TODAY).unassigned == 1
    reading_assign(
        actor=township.actor("DF"), reading=made, unit=township.other_unit, year=YEAR, kind="budget", published_on=date(2024, 2, 2)
    )
    assert row(township, township.other_unit).brought == made
    entry = Entry.objects.get(action="assign")
    assert entry.details["单位"] == ["", "试验区白水镇人民政府"]
    # What a person has said stays when the document is read again.
    reading_again(actor=township.actor("DF"), reading=made)
    reading_check(pk=made.pk)
    kept = Reading.objects.get(pk=made.pk)
    assert (kept.stands_for, kept.by_hand) == (township.other_unit, township.actor("DF").person)


def test_two_units_of_one_name_are_told_apart_by_a_person(township: Township) -> None:
    Unit.objects.create(code="T03", name="白水镇", short_name="白水镇", supervisor=township.bureau)
    (made,) = bring(township, ("a.txt", document())).readings
    assert made.stands_for is None
    assert "都对得上" in made.unassigned


def test_a_zip_is_unpacked_names_of_chinese_windows_too_and_what_is_bad_is_told_by_name(township: Township) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("2024/白水镇.txt", document())
        archive.writestr("xx.txt", document("试验区青石镇人民政府"))
        archive.writestr("说明.jpg", b"\xff\xd8\xff")
        archive.writestr("坏的.docx", b"PK\x03\x04")
        archive.writestr("__MACOSX/._白水镇.txt", b"x")
    # What Windows writes: bytes of GBK without the mark of UTF-8.
    brought = bring(township, ("全县.zip", buffer.getvalue().replace(b"xx.txt", "青.txt".encode("gbk"))))
    assert sorted(each.name for each in brought.readings) == ["白水镇.txt", "青.txt"]
    assert {each.stands_for for each in brought.readings} == {township.unit, township.other_unit}
    assert [each.sentence for each in brought.refused if "坏的.docx" in each.sentence]
    assert len(brought.refused) == 1


def test_a_zip_that_bursts_or_holds_nothing_keeps_nothing(township: Township) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("大.txt", b"0" * (60 * 1024 * 1024))
    for name, content, said in (("炸弹.zip", buffer.getvalue(), "大得不正常"), ("空.zip", b"PK\x05\x06" + b"\0" * 18, "没有能核对的")):
        with pytest.raises(Refused, match=said):
            bring(township, (name, content))
    assert not Reading.objects.exists()


def test_what_is_late_missing_or_wrong_stands_first(township: Township) -> None:
    bureau = township.bureau
    names = {code: f"试验区{name}镇人民政府" for code, name in zip(("U1", "U2", "U3", "U4", "U5"), "甲乙丙丁戊", strict=True)}
    names = {code: name.replace("镇", "山镇") for code, name in names.items()}
    units = {code: Unit.objects.create(code=code, name=name, short_name=name[3:6], supervisor=bureau) for code, name in names.items()}
    approved(units["U1"], TODAY - timedelta(30))  # ten days over
    approved(units["U2"], TODAY - timedelta(15))  # five days left
    approved(units["U3"], TODAY - timedelta(40))  # published five days late
    approved(units["U4"], TODAY - timedelta(20))  # in time, with a sum that is wrong
    bring(township, ("3.txt", document(names["U3"])), published_on=TODAY - timedelta(15))
    bring(township, ("4.txt", document(names["U4"], project="41.00")), published_on=TODAY - timedelta(5))
    bring(township, ("5.txt", document(names["U5"])), published_on=TODAY - timedelta(3), approved_on=TODAY - timedelta(10))
    found = county(township.actor("DF"), YEAR, "budget", TODAY)
    told = [(each.unit.code, each.standing) for each in found.rows]
    assert told == [
        ("U1", Standing.OVERDUE), ("U4", Standing.WRONG), ("U3", Standing.LATE), ("U2", Standing.DUE_SOON), ("T01", Standing.MISSING),
        ("T02", Standing.MISSING), ("U5", Standing.WARNED),
    ]  # fmt: skip
    rows = {each.unit.code: each for each in found.rows}
    assert (rows["U1"].days_late, rows["U3"].days_late, rows["U4"].days_late) == (10, 5, 0)
    assert rows["U2"].days_left == 5
    assert rows["U4"].worst
    assert "41.00" in rows["U4"].worst[0]
    assert rows["U5"].due == TODAY + timedelta(10)


def test_final_accounts_are_another_list(township: Township) -> None:
    text = document(kind="部门决算").replace("支出预算".encode(), "支出决算".encode()).replace("部门预算".encode(), "部门决算".encode())
    (made,) = bring(township, ("决算.txt", text), published_on=date(2024, 2, 1)).readings
    assert made.kind == "final_accounts"
    assert row(township, township.other_unit, "final_accounts").brought == made
    assert not row(township, township.other_unit).published


def test_the_term_of_final_accounts_runs_from_their_own_approval(township: Township) -> None:
    approved(township.unit, date(2024, 1, 2))
    disclosure = Disclosure.objects.create(unit=township.unit, year=YEAR, document="final_accounts", state="draft", template="x")
    assert row(township, township.unit, "final_accounts").due is None
    FinalApproval.objects.create(disclosure=disclosure, authority="财政局", document="1号", approved_on=TODAY - timedelta(23))
    found = row(township, township.unit, "final_accounts")
    assert (found.due, found.days_late, found.standing) == (TODAY - timedelta(3), 3, Standing.OVERDUE)
    assert row(township, township.unit).due == date(2024, 1, 22)


def test_what_is_published_here_is_told_by_its_own_snapshot(township: Township) -> None:
    disclosure = put_at(township, written(township), Disclosure.State.PUBLISHED)
    found = next(each for each in county(township.actor("DF"), disclosure.year, "budget", TODAY).rows if each.unit == township.unit)
    assert found.own
    assert disclosure.live is not None
    assert (found.counts, found.errors, found.published_on) == (disclosure.live.counts, 0, disclosure.published_on)
    assert not found.differs
    # The bureau finds another file in public than the one that was published here.
    bring(township, ("网上的.txt", document(township.unit.name, year=disclosure.year)), published_on=date(2024, 2, 1))
    again = next(each for each in county(township.actor("DF"), disclosure.year, "budget", TODAY).rows if each.unit == township.unit)
    assert again.differs
    assert again.standing in (Standing.OTHERWISE, Standing.WRONG)


def test_the_same_file_found_in_public_is_recognised(township: Township) -> None:
    disclosure = put_at(township, written(township), Disclosure.State.PUBLISHED)
    assert disclosure.live is not None
    file = disclosure.live.files.get()
    made = Reading.objects.create(
        unit=township.bureau, name="x", attachment_id=file.attachment_id, author="某", account="a", bringing=True,
        stands_for=township.unit, year=disclosure.year, kind="budget", state=Reading.State.CHECKED, counts={"errors": 9},
    )  # fmt: skip
    found = next(each for each in county(township.actor("DF"), disclosure.year, "budget", TODAY).rows if each.unit == township.unit)
    assert (found.brought, found.same_file, found.differs, found.errors) == (made, True, False, 0)


def test_a_correction_makes_nothing_late_and_is_counted(township: Township) -> None:
    disclosure = put_at(township, written(township), Disclosure.State.PUBLISHED)
    actor = township.actor("SO")
    for day in ("2024-02-01T01:00:00+00:00", "2024-02-20T01:00:00+00:00"):
        last = Entry.objects.filter(chain=township.unit.code).order_by("-sequence").first()
        assert last is not None
        Entry.objects.create(
            chain=last.chain, sequence=last.sequence + 1, at=day, account=actor.account, person=actor.person, post=actor.post,
            subject_kind="disclosure", subject_id=str(disclosure.pk), subject_name="x", action="publish", action_title="公开",
            algorithm="SM3", previous=last.hash, hash="0" * 64,
        )  # fmt: skip
    found = next(each for each in county(township.actor("DF"), disclosure.year, "budget", TODAY).rows if each.unit == township.unit)
    assert (found.published_on, found.editions) == (date(2024, 2, 1), 2)


def test_the_newest_of_several_is_what_counts(township: Township) -> None:
    bring(township, ("旧.txt", document(project="41.00")), published_on=date(2024, 2, 1))
    (newer,) = bring(township, ("新.txt", document()), published_on=date(2024, 2, 9)).readings
    found = row(township, township.other_unit)
    assert (found.brought, found.errors, found.editions) == (newer, 0, 2)


@pytest.mark.parametrize("path", ["/publish/county", "/publish/county/bring", "/publish/county?as=xlsx"])
def test_only_a_bureau_opens_the_countys_pages(path: str, township: Township, signed_in: SignIn) -> None:
    for role in ROLES:
        answer = signed_in(role).get(path)
        assert answer.status_code == (200 if role == "DF" else 403), role
        if role != "DF":
            assert "可以的岗位是" in answer.content.decode()
    assert township.unit


def test_no_unit_brings_in_or_assigns_for_another(township: Township, signed_in: SignIn) -> None:
    (made,) = bring(township, ("a.txt", document())).readings
    sent = {"unit": township.unit.pk, "year": YEAR, "kind": "budget"}
    for role in ROLES:
        if role == "DF":
            continue
        client = signed_in(role)
        upload = {"documents": SimpleUploadedFile("b.txt", document(project="39.00"))}
        assert client.post("/publish/county/bring", upload).status_code == 403, role
        assert client.post(f"/publish/readings/{made.pk}/assign", sent).status_code == 403, role
    made.refresh_from_db()
    assert made.stands_for == township.other_unit
    assert Reading.objects.count() == 1


def test_a_document_of_an_own_look_or_of_anothers_unit_is_not_assigned(township: Township) -> None:
    far = Unit.objects.create(code="T09", name="远处镇人民政府", short_name="远处镇")
    (made,) = bring(township, ("a.txt", document())).readings
    actor = township.actor("DF")
    with pytest.raises(Refused, match="不是试验区财政局的所辖单位"):
        reading_assign(actor=actor, reading=made, unit=far, year=YEAR, kind="budget")
    with pytest.raises(Refused, match="请选预算或决算"):
        reading_assign(actor=actor, reading=made, unit=township.unit, year=YEAR, kind="other")
    with pytest.raises(Refused, match="早于批复日期"):
        reading_assign(
            actor=actor, reading=made, unit=township.unit, year=YEAR, kind="budget", published_on=date(2024, 1, 1),
            approved_on=date(2024, 1, 2),
        )  # fmt: skip
    reading_again(actor=actor, reading=made)
    with pytest.raises(OutOfTurn):
        reading_assign(actor=actor, reading=made, unit=township.unit, year=YEAR, kind="budget")
    own = Reading.objects.create(unit=township.unit, name="x", attachment=made.attachment, author="a", account="a", state="checked")
    with pytest.raises(NotPermitted):
        reading_assign(actor=actor, reading=own, unit=township.unit, year=YEAR, kind="budget")


def test_files_are_brought_in_and_filtered_in_the_browser(township: Township, signed_in: SignIn) -> None:
    client = signed_in("DF")
    files = [SimpleUploadedFile("白水镇.txt", document()), SimpleUploadedFile("外地.txt", document("远处县黑水乡人民政府"))]
    answer = client.post("/publish/county/bring", {"documents": files, "published_on": "2024-02-01"})
    assert answer.status_code == 302
    assert "核对完了：0/2" in client.get("/publish/county/bring").content.decode()
    for each in Reading.objects.all():
        reading_check(pk=each.pk)
    page = client.get("/publish/county/bring?show=unassigned").content.decode()
    assert "外地.txt" in page
    assert "白水镇.txt" not in page
    county_page = client.get(f"/publish/county?year={YEAR}").content.decode()
    assert "认不出是哪个单位" in county_page
    assert "2024-02-01" in county_page
    assert county_page.count("<svg") >= 1
    assert township.unit.short_name not in client.get(f"/publish/county?year={YEAR}&standing=6").content.decode().partition("<tbody>")[2]
    wrong = client.post("/publish/county/bring", {"documents": [SimpleUploadedFile("x.exe", b"x")]})
    assert wrong.status_code == 422
    assert "读不了“.exe”文件" in wrong.content.decode()


def test_the_file_for_the_meeting_says_what_the_page_says(township: Township, signed_in: SignIn) -> None:
    approved(township.other_unit, date(2024, 1, 1))
    bring(township, ("a.txt", document(project="41.00")), published_on=date(2024, 2, 1))
    client = signed_in("DF")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/publish/county?year={YEAR}&as=xlsx").content))
    rows = [[cell.value for cell in each] for each in book.active.iter_rows()]
    told = next(each for each in rows if each[0] == "T02")
    assert told[1:3] == ["试验区白水镇人民政府", "已公开，有错误"]
    assert told[5:8] == [11, 1, told[7]]
    assert "41.00" in str(told[10])
    text = client.get(f"/publish/county?year={YEAR}&as=csv").content.decode("utf-8-sig")
    assert "试验区白水镇人民政府,已公开，有错误,2024-01-21,2024-02-01,11,1" in text


def test_more_units_ask_no_more_of_the_database(township: Township) -> None:
    def grown(first: int) -> None:
        for n in range(first, first + 4):
            unit = Unit.objects.create(code=f"V{n}", name=f"试验区{n}号镇", short_name=f"{n}号镇", supervisor=township.bureau)
            approved(unit, TODAY)
            made = bring(township, (f"{n}.txt", document(project=f"{n}.00"))).readings[0]
            Reading.objects.filter(pk=made.pk).update(stands_for=unit)

    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = county(township.actor("DF"), YEAR, "budget", TODAY)
            assert all(each.title and each.urgency for each in found.rows)
        return len(asked)

    grown(10)
    few = counted()
    grown(20)
    assert counted() == few
