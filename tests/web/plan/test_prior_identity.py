"""Is a document of another unit or another year taken for last year's figures without a word?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import wenxiao
from web.township import Township
from wenxiao.facts.identity import same_unit
from wenxiao.web.plan.models import PriorFigure, PriorReading
from wenxiao.web.plan.services.prior import prior_confirm, prior_read, prior_upload
from wenxiao.web.trail.models import Attachment, Entry
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db
SAMPLE = (Path(wenxiao.__file__).parent / "samples" / "consistent-2025.txt").read_text(encoding="utf-8")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
REASON = "去年两镇合并，沿用原镇公开的数"
SignIn = Callable[..., Client]


def brought_in(township: Township, unit: str = "松岭县青石镇") -> PriorReading:
    content = SAMPLE.replace("松岭县青石镇", unit).encode()
    made = prior_upload(actor=township.actor("BO"), unit=township.unit, year=2025, name="公开.txt", content=content)
    return prior_read(pk=made.pk)


def test_a_document_of_another_year_is_refused_beside_the_year(signed_in: SignIn) -> None:
    answer = signed_in("BO").post(reverse("plan:prior"), {"file": SimpleUploadedFile("公开.txt", SAMPLE.encode()), "year": "2024"})
    assert answer.status_code == 422
    said = str(answer.context["form"].errors["year"])
    assert "文件写的是 2025 年" in said
    assert "填的是 2024 年" in said
    assert not PriorReading.objects.exists()


def test_one_that_was_not_opened_at_once_says_its_year_when_it_is_read(township: Township) -> None:
    content = SAMPLE.encode()
    attachment = Attachment.objects.create(
        hash="0" * 64, algorithm="sm3", name="公开.txt", media_type="text/plain", size=len(content), content=content
    )
    made = PriorReading.objects.create(unit=township.unit, year=2024, attachment=attachment, state=PriorReading.State.WAITING)
    read = prior_read(pk=made.pk)
    assert read.state == PriorReading.State.FAILED
    assert "文件写的是 2025 年，填的是 2024 年" in read.failure
    assert not read.proposals


def test_another_units_document_is_warned_of_and_nothing_is_ticked(township: Township, signed_in: SignIn) -> None:
    page = signed_in("BO").get(brought_in(township).get_absolute_url())
    said = page.content.decode()
    assert "文件上写的单位是“松岭县青石镇人民政府”，不是“试验区青石镇人民政府”" in said
    assert page.context["rows"]
    assert not any(row["ticked"] for row in page.context["rows"])
    assert 'name="reason"' in said


def test_another_units_figures_are_taken_over_only_with_a_reason_that_the_trail_keeps(township: Township, signed_in: SignIn) -> None:
    read = brought_in(township, "试验区白水镇")
    client = signed_in("BO")
    posted = {"take-0": "on", "amount-0": str(read.proposals[0]["amounts"][0])}
    for reason in ("", "   ", "原镇的数"):
        answer = client.post(read.get_absolute_url(), {**posted, "reason": reason})
        assert answer.status_code == 422
        assert "至少 10 个字" in str(answer.context["form"].errors["reason"])
        assert [row["n"] for row in answer.context["rows"] if row["ticked"]] == [0]
    assert not PriorFigure.objects.exists()
    assert client.post(read.get_absolute_url(), {**posted, "reason": REASON}).status_code == 302
    assert PriorFigure.objects.count() == 1
    entry = Entry.objects.get(action="confirm")
    assert (entry.reason, entry.details["文件上的单位"]) == (REASON, "试验区白水镇人民政府")


def test_a_program_needs_the_reason_too(township: Township) -> None:
    read = brought_in(township)
    amounts = {0: read.proposals[0]["amounts"][0]}
    with pytest.raises(Refused, match="松岭县青石镇人民政府") as refused:
        prior_confirm(actor=township.actor("BO"), reading=read, amounts=amounts, reason="太短")
    assert refused.value.of("reason")
    prior_confirm(actor=township.actor("BO"), reading=read, amounts=amounts, reason=REASON)


@pytest.mark.parametrize("unit", ["青石镇", "试验区青石镇", "某省某市试验区青石镇"])
def test_shorter_and_longer_forms_of_the_units_name_are_its_own(township: Township, signed_in: SignIn, unit: str) -> None:
    read = brought_in(township, unit)
    page = signed_in("BO").get(read.get_absolute_url())
    assert "文件上写的单位是" not in page.content.decode()
    assert any(row["ticked"] for row in page.context["rows"])
    prior_confirm(actor=township.actor("BO"), reading=read, amounts={0: read.proposals[0]["amounts"][0]})


@pytest.mark.parametrize(
    ("named", "full", "same"),
    [
        ("某县青石镇人民政府", "某县青石镇人民政府", True),
        ("某县青石镇", "某县青石镇人民政府", True),
        ("青石镇人民政府（本级）", "某县青石镇人民政府", True),
        ("某省某县青石镇", "青石镇人民政府", True),
        ("某区河东街道", "某区河东街道办事处", True),
        ("财政局", "某县财政局", True),
        ("别县青石镇人民政府", "某县青石镇人民政府", False),
        ("某县白水镇人民政府", "某县青石镇人民政府", False),
        ("青石镇中心小学", "某县青石镇人民政府", False),
        ("大青石镇人民政府", "某县青石镇人民政府", False),
        ("人民政府", "某县青石镇人民政府", False),
        ("镇", "某县青石镇人民政府", False),
    ],
)
def test_the_same_name_with_fewer_or_more_places_is_the_same_unit(named: str, full: str, same: bool) -> None:
    assert same_unit(named, full) is same


def test_a_short_name_is_the_units_own_but_not_that_of_its_namesake_elsewhere() -> None:
    assert same_unit("青石", "某县青石镇人民政府", "青石")
    assert not same_unit("别县青石镇人民政府", "某县青石镇人民政府", "青石镇")


def test_what_cannot_be_read_is_told_by_the_name_the_clerk_gave_it(township: Township) -> None:
    made = prior_upload(actor=township.actor("BO"), unit=township.unit, year=2025, name="去年的公开.docx", content=PICTURE)
    read = prior_read(pk=made.pk)
    assert read.state == PriorReading.State.FAILED
    assert read.failure.startswith("去年的公开.docx：这是图片")
    assert "/tmp" not in read.failure
