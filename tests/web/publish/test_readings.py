"""Can anybody in the office have a document checked, see what is wrong with it, and is it nobody else's?"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import wenxiao
from web.permission_cases import NO_OFFICE, ROLES, Ask, Case, every, granted, hold, hold_gathering
from web.township import Township
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Office, Post, Unit
from wenxiao.web.publish.models import Reading
from wenxiao.web.publish.services.readings import (
    LARGEST,
    reading_again,
    reading_check,
    reading_discard,
    reading_upload,
)
from wenxiao.web.trail.models import Attachment, Entry
from wenxiao.web.trail.refusal import NotPermitted, Refused
from wenxiao.web.trail.services import attachment_keep

pytestmark = pytest.mark.django_db
SAMPLES = Path(wenxiao.__file__).parent / "samples"
# A document of three lines with a sum that is wrong by one.
WRONG = "试验区白水镇人民政府 2024 年部门预算\n\n2024年支出预算 100.00 万元，其中：基本支出 60.00 万元，项目支出 41.00 万元。\n"
SignIn = Callable[..., Client]


def sample(name: str = "consistent-2025.txt") -> bytes:
    return (SAMPLES / name).read_text(encoding="utf-8").replace("松岭县", "试验区").encode()


def read(actor: PostActor, name: str = "公开.txt", content: bytes = WRONG.encode()) -> Reading:
    made = reading_upload(actor=actor, name=name, content=content)
    found = reading_check(pk=made.pk)
    assert found is not None
    return found


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_document_is_checked_as_the_command_checks_it(township: Township) -> None:
    found = read(township.actor("JJ"), "qingshi-2025.txt", (SAMPLES / "qingshi-2025.txt").read_bytes())
    expected = json.loads((SAMPLES / "qingshi-2025.expected.json").read_text(encoding="utf-8"))
    told = json.loads(bytes(found.files.get(name="check.json").content))
    assert found.state == Reading.State.CHECKED
    assert (found.year, found.kind) == (2025, "budget")
    assert told["schema"] == "wenxiao.check/1"
    assert told["counts"] == found.counts
    assert told["document"]["path"] == "qingshi-2025.txt"
    assert {each["rule"] for each in told["findings"] if each["severity"] == "error"}
    assert found.counts["errors"] == len([each for each in found.findings if each["severity"] == "error"])
    assert expected


def test_a_word_file_comes_back_with_notes_at_the_wrong_figure(township: Township) -> None:
    found = read(township.actor("BO"), "公开.docx", as_docx(WRONG))
    assert found.counts["errors"] == 1
    (copy,) = found.files.filter(name="annotated.docx")
    notes = [each.text for each in docx.Document(io.BytesIO(bytes(copy.content))).comments]
    assert any("41.00" in each or "相差" in each for each in notes)
    assert [each.name for each in found.files.all()] == ["report.html", "check.json", "annotated.docx"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"x", "读不了"),
        ("a.txt", b"", "空的"),
        ("a.docx", b"PK\x03\x04broken", "损坏"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.txt", b"x" * (LARGEST + 1), "最大 30 兆"),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_kept(township: Township, name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        reading_upload(actor=township.actor("BO"), name=name, content=content)
    assert not Reading.objects.exists()
    assert not Attachment.objects.exists()
    assert not Entry.objects.exists()


def test_the_same_file_is_not_kept_twice_by_one_unit_and_keeps_its_name_to_itself(township: Township) -> None:
    read(township.actor("BO"), "内部稿.txt")
    with pytest.raises(Refused, match="已经上传过"):
        reading_upload(actor=township.actor("FH"), name="另一个名字.txt", content=WRONG.encode())
    assert reading_upload(actor=township.actor("DF"), name="白水镇.txt", content=WRONG.encode()).name == "白水镇.txt"
    assert Attachment.objects.count() == 1


def test_checking_again_makes_everything_anew_and_once(township: Township) -> None:
    found = read(township.actor("BO"))
    before = [each.pk for each in found.files.all()]
    Reading.objects.update(counts={}, verdict="旧的")
    reading_again(actor=township.actor("BO"), reading=found)
    assert found.state == Reading.State.WAITING
    again = reading_check(pk=found.pk)
    assert again is not None
    assert again.verdict != "旧的"
    assert len(before) == again.files.count()
    assert reading_check(pk=found.pk) == again
    assert [each.action for each in Entry.objects.filter(subject_kind="reading").order_by("sequence")] == [
        "upload",
        "check",
        "again",
        "check",
    ]


def test_what_is_thrown_away_is_gone_with_its_file_and_the_trail_says_so(township: Township) -> None:
    found = read(township.actor("JJ"))
    hash = found.attachment_id
    reading_discard(actor=township.actor("JJ"), reading=found)
    assert not Reading.objects.exists()
    assert not Attachment.objects.exists()
    entry = Entry.objects.get(action="discard")
    assert (entry.details["摘要"], entry.details["文件"]) == (hash, "公开.txt")
    assert entry.details["结论"].startswith("发现 1 处错误")


def test_a_file_that_something_else_rests_on_stays(township: Township) -> None:
    own = read(township.actor("BO"))
    theirs = read(township.actor("DF"))
    reading_discard(actor=township.actor("BO"), reading=own)
    assert Attachment.objects.filter(pk=theirs.attachment_id).exists()
    assert attachment_keep(name="x", media_type="", content=WRONG.encode()).pk == theirs.attachment_id


def test_only_who_brought_it_or_looks_after_disclosures_throws_it_away(township: Township) -> None:
    found = read(township.actor("SO"))
    for role in ("JJ", "ML", "PS", "DF"):
        with pytest.raises(NotPermitted, match="可以的岗位是"):
            reading_discard(actor=township.actor(role), reading=found)
    assert Reading.objects.filter(pk=found.pk).exists()
    reading_discard(actor=township.actor("FH"), reading=found)


def made_reading(township: Township, unit: Unit, office: Office | None) -> Reading:  # noqa: ARG001
    attachment = attachment_keep(name="x.txt", media_type="", content=WRONG.encode())
    made = Reading.objects.create(unit=unit, name=f"{unit.short_name}的文件.txt", attachment=attachment, author="某", account="nobody")
    return reading_check(pk=made.pk) or made


LOOKS = (
    Case("核对结果", "disclosure", "V", made_reading, lambda one: Ask(f"/publish/readings/{one.pk}"), NO_OFFICE),
    Case("核对报告", "disclosure", "V", made_reading, lambda one: Ask(f"/publish/readings/{one.pk}/report"), NO_OFFICE),
    Case("下载核对结果", "disclosure", "V", made_reading, lambda one: Ask(f"/publish/readings/{one.pk}/files/check.json"), NO_OFFICE),
)  # fmt: skip
LIST = Case("核对文件", "disclosure", "V", made_reading, lambda _: Ask("/publish/readings"), NO_OFFICE)


# The bureau sees a unit's documents; what becomes of them is the unit's own matter.
def kept(title: str, path: str) -> Case:
    return Case(title, "disclosure", "CA", made_reading, lambda one: Ask(f"/publish/readings/{one.pk}/{path}", {}), NO_OFFICE)


KEEPS = (kept("重新核对", "again"), kept("扔掉", "discard"))


@pytest.mark.parametrize(("case", "place"), every((*LOOKS, *KEEPS)))
def test_a_document_is_seen_and_kept_by_whom_the_matrix_names(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


@pytest.mark.parametrize(("case", "place"), every((LIST,)))
def test_the_list_shows_the_own_units_documents(case: Case, place: str, township: Township) -> None:
    shown = {"unit": "青石镇的文件.txt", "other_unit": "白水镇的文件.txt", "foreign_unit": "远处镇的文件.txt"}[place]
    hold_gathering(case, place, township, shown=shown)


def test_every_post_that_sees_disclosures_may_have_one_checked_and_no_other(township: Township, signed_in: SignIn) -> None:
    for role in ROLES:
        content = f"{WRONG}{role}".encode()
        answer = signed_in(role).post("/publish/readings", {"file": SimpleUploadedFile("a.txt", content)})
        assert answer.status_code == (302 if role == "DF" or granted(role, "disclosure", "V", "unit") else 403), role
    assert Reading.objects.filter(unit=township.bureau).count() == 1


def test_who_holds_incompatible_posts_may_look_and_brings_nothing(township: Township) -> None:
    chief = township.actor("FH")
    Post.objects.create(
        account=chief.holder, unit=township.unit, role="CA", since="2020-01-01", confirmed_by=chief.holder,
        confirmed_at=datetime(2020, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    with pytest.raises(NotPermitted, match="不相容岗位"):
        reading_upload(actor=PostActor(chief.holder, chief.in_post), name="a.txt", content=WRONG.encode())
    assert not Reading.objects.exists()


def test_the_page_shows_counts_findings_and_the_document_in_place(township: Township, signed_in: SignIn) -> None:
    found = read(township.actor("BO"), "公开.docx", as_docx(WRONG))
    client = signed_in("BO")
    page = client.get(found.get_absolute_url()).content.decode()
    assert "发现 1 处错误" in page
    assert f'src="/publish/readings/{found.pk}/report"' in page
    (place,) = re.findall(rf'href="/publish/readings/{found.pk}/report#(mark-\d+)"[^>]*>[^<]*<[^>]*> 错误 1<', page)
    report = client.get(f"/publish/readings/{found.pk}/report")
    assert f'id="{place}"' in report.content.decode()
    assert 'id="finding-1"' in report.content.decode()
    assert "公开.docx" in report.content.decode()
    copy = client.get(f"/publish/readings/{found.pk}/files/annotated.docx")
    assert copy["Content-Disposition"].endswith("%EF%BC%88%E5%B8%A6%E6%89%B9%E6%B3%A8%EF%BC%89.docx")
    assert copy.content.startswith(b"PK")
    assert client.get(f"/publish/readings/{found.pk}/files/annotated.pdf").status_code == 404


def test_nothing_of_a_strangers_document_runs_and_only_our_pages_frame_it(township: Township, signed_in: SignIn) -> None:
    hostile = WRONG + '<script>alert(1)</script><img src=x onerror="alert(2)"> javascript:alert(3)\n'
    found = read(township.actor("BO"), '"><script>.txt', hostile.encode())
    client = signed_in("BO")
    report = client.get(f"/publish/readings/{found.pk}/report")
    policy = report["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert report["X-Frame-Options"] == "SAMEORIGIN"
    for page in (report.content.decode(), client.get(found.get_absolute_url()).content.decode()):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert '"><script>' not in page
    # Every other page stays out of frames.
    assert client.get(found.get_absolute_url())["X-Frame-Options"] == "DENY"


def test_no_page_reads_the_document_itself_and_a_longer_list_asks_no_more(township: Township, signed_in: SignIn) -> None:
    found = read(township.actor("BO"))
    client = signed_in("BO")
    client.get("/publish/readings")
    with CaptureQueriesContext(connection) as few:
        client.get("/publish/readings")
    for n in range(5):
        reading_upload(actor=township.actor("BO"), name=f"{n}.txt", content=f"{WRONG}{n}".encode())
    with CaptureQueriesContext(connection) as many:
        client.get("/publish/readings")
    assert len(few) == len(many)
    with CaptureQueriesContext(connection) as asked:
        client.get(found.get_absolute_url())
    for each in (*many, *asked):
        assert '"trail_attachment"."content"' not in each["sql"]
        assert '"publish_readingfile"."content"' not in each["sql"]


def test_what_waits_says_so_and_looks_again_by_itself(township: Township, signed_in: SignIn) -> None:
    made = reading_upload(actor=township.actor("BO"), name="公开.txt", content=WRONG.encode())
    page = signed_in("BO").get(made.get_absolute_url()).content.decode()
    assert "正在读取和核对" in page
    assert 'hx-trigger="every 2s"' in page
    Reading.objects.update(state=Reading.State.FAILED, failure="里面没有文字")
    page = signed_in("BO").get(reverse("publish:reading", args=(made.pk,))).content.decode()
    assert "这份文件读不了：里面没有文字" in page
