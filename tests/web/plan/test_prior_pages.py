"""Can a clerk bring in last year's document and take over its figures in the browser?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import wenxiao
from web.township import Township
from wenxiao.web.plan.models import PriorFigure, PriorReading
from wenxiao.web.plan.services.prior import prior_read, prior_upload

pytestmark = pytest.mark.django_db
SAMPLE = Path(wenxiao.__file__).parent / "samples" / "consistent-2025.txt"
SignIn = Callable[..., Client]


def brought_in(township: Township) -> PriorReading:
    content = SAMPLE.read_text(encoding="utf-8").replace("松岭县", "试验区").encode()
    made = prior_upload(actor=township.actor("BO"), unit=township.unit, year=2025, name=SAMPLE.name, content=content)
    return prior_read(pk=made.pk)


def test_a_document_is_uploaded_and_waits_to_be_read(signed_in: SignIn) -> None:
    answer = signed_in("BO").post(reverse("plan:prior"), {"file": SimpleUploadedFile(SAMPLE.name, SAMPLE.read_bytes()), "year": "2025"})
    reading = PriorReading.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reading.get_absolute_url()


@pytest.mark.parametrize(("name", "content", "year"), [("a.exe", b"x", "2022"), ("a.txt", b"", "2022"), ("a.txt", b"x", "22")])
def test_what_cannot_be_read_is_refused_beside_the_field(signed_in: SignIn, name: str, content: bytes, year: str) -> None:
    answer = signed_in("BO").post(reverse("plan:prior"), {"file": SimpleUploadedFile(name, content), "year": year})
    assert answer.status_code == 422
    assert not PriorReading.objects.exists()


def test_a_file_beyond_the_installations_limit_is_refused_beside_its_field(signed_in: SignIn, settings: LazySettings) -> None:
    settings.UPLOAD_BYTES = 1024 * 1024
    content = b"x" * (1024 * 1024 + 1)
    answer = signed_in("BO").post(reverse("plan:prior"), {"file": SimpleUploadedFile("a.txt", content), "year": "2025"})
    assert answer.status_code == 422
    assert "最大 1 兆" in str(answer.context["form"].errors["file"])
    assert not PriorReading.objects.exists()


def test_who_may_not_bring_figures_in_is_refused_before_the_file_is_looked_at(signed_in: SignIn) -> None:
    answer = signed_in("ML").post(reverse("plan:prior"), {"file": SimpleUploadedFile("a.txt", b""), "year": "1"})
    assert answer.status_code == 403


def test_ticked_figures_are_taken_over(township: Township, signed_in: SignIn) -> None:
    reading = brought_in(township)
    client = signed_in("BO")
    assert "采用勾选的数" in client.get(reading.get_absolute_url()).content.decode()
    amount = reading.proposals[0]["amounts"][0]
    answer = client.post(reading.get_absolute_url(), {"take-0": "on", "amount-0": str(amount)})
    assert answer.status_code == 302
    assert PriorFigure.objects.get().amount == amount


def test_another_amount_is_refused_and_nothing_is_taken(township: Township, signed_in: SignIn) -> None:
    reading = brought_in(township)
    answer = signed_in("BO").post(reading.get_absolute_url(), {"take-0": "on", "amount-0": "1"})
    assert answer.status_code == 422
    assert "不能另填" in answer.content.decode()
    assert not PriorFigure.objects.exists()


def test_who_may_not_compile_may_look_or_not_but_never_confirm(township: Township, signed_in: SignIn) -> None:
    reading = brought_in(township)
    posted = {"take-0": "on", "amount-0": str(reading.proposals[0]["amounts"][0])}
    for role in ("HD", "HL", "AC", "CA", "ML", "JJ", "AD", "DF", "TP"):
        assert signed_in(role).post(reading.get_absolute_url(), posted).status_code == 403
    assert not PriorFigure.objects.exists()


def test_no_page_reads_the_document_itself(township: Township, signed_in: SignIn) -> None:
    reading = brought_in(township)
    client = signed_in("BO")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reading.get_absolute_url()).status_code == 200
        assert client.get(reverse("plan:prior")).status_code == 200
    assert not [each["sql"] for each in asked if '"content"' in each["sql"]]


def test_a_document_is_put_aside(township: Township, signed_in: SignIn) -> None:
    reading = brought_in(township)
    assert signed_in("BO").post(reverse("plan:prior-discard", args=[reading.pk])).status_code == 302
    reading.refresh_from_db()
    assert reading.state == PriorReading.State.DISCARDED
