"""Can last year's published document become last year's figures, and only after a person said so?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import wenxiao
from web.township import Township
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Post
from wenxiao.web.plan.models import Compilation, PriorFigure, PriorReading
from wenxiao.web.plan.services.prior import prior_confirm, prior_discard, prior_read, prior_upload
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
SAMPLES = Path(wenxiao.__file__).parent / "samples"


def reading(township: Township, sample: str = "consistent-2025.txt", year: int = 2025) -> PriorReading:
    # The sample as this township would publish it.
    content = re.sub("松岭县青石镇|上板城镇", "试验区青石镇", (SAMPLES / sample).read_text(encoding="utf-8")).encode()
    made = prior_upload(actor=township.actor("BO"), unit=township.unit, year=year, name=sample, content=content)
    return prior_read(pk=made.pk)


def index_of(read: PriorReading, concept: str, member: str = "") -> int:
    return next(n for n, each in enumerate(read.proposals) if (each["concept"], each["member"]) == (concept, member))


def test_a_document_is_read_into_proposals_and_nothing_is_a_figure_yet(township: Township) -> None:
    read = reading(township)
    assert read.state == PriorReading.State.READ
    assert read.proposals[index_of(read, "支出总计")]["amounts"]
    assert not PriorFigure.objects.exists()


def test_what_a_person_confirms_becomes_last_years_figure_with_its_place(township: Township) -> None:
    read = reading(township)
    index = index_of(read, "项目支出")
    amount = read.proposals[index]["amounts"][0]
    prior_confirm(actor=township.actor("BO"), reading=read, amounts={index: amount})
    figure = PriorFigure.objects.get()
    assert (figure.concept, figure.amount, figure.year) == ("项目支出", amount, 2025)
    assert "consistent-2025.txt" in figure.source
    assert Entry.objects.get(action="confirm").details["采用"][0][0] == "项目支出"


def test_a_figure_the_checker_blames_is_offered_with_what_it_should_be(township: Township) -> None:
    read = reading(township, "reference-2023.txt", 2023)
    doubted = [each for each in read.proposals if each["doubt"]]
    assert any(each["suggested"] is not None and each["suggested"] != min(each["amounts"]) for each in doubted)
    assert any(severity == "error" for severity, _, _ in read.findings)


def test_no_other_amount_can_be_typed(township: Township) -> None:
    read = reading(township)
    index = index_of(read, "项目支出")
    with pytest.raises(Refused, match="不能另填") as refused:
        prior_confirm(actor=township.actor("BO"), reading=read, amounts={index: 1})
    assert refused.value.of(f"amount-{index}")
    assert not PriorFigure.objects.exists()


def test_confirming_twice_is_refused(township: Township) -> None:
    read = reading(township)
    prior_confirm(actor=township.actor("BO"), reading=read, amounts={0: read.proposals[0]["amounts"][0]})
    with pytest.raises(OutOfTurn):
        prior_confirm(actor=township.actor("BO"), reading=read, amounts={0: read.proposals[0]["amounts"][0]})


def test_a_later_document_replaces_the_figure_of_an_earlier_one(township: Township) -> None:
    for _ in range(2):
        read = reading(township)
        index = index_of(read, "项目支出")
        prior_confirm(actor=township.actor("BO"), reading=read, amounts={index: read.proposals[index]["amounts"][0]})
    assert PriorFigure.objects.get().reading_id == read.pk


@pytest.mark.parametrize("state", ["first_sent", "control", "second", "review", "second_sent", "approved", "allocated", "closed"])
def test_figures_a_budget_that_was_sent_rests_on_stay(township: Township, state: str) -> None:
    read = reading(township)
    index = index_of(read, "项目支出")
    amount = read.proposals[index]["amounts"][0]
    sent = Compilation.objects.create(unit=township.unit, year=2026, state=state)
    acts = Entry.objects.count()
    with pytest.raises(Refused, match="已经报出"):
        prior_confirm(actor=township.actor("BO"), reading=read, amounts={index: amount})
    read.refresh_from_db()
    assert read.state == PriorReading.State.READ
    assert (PriorFigure.objects.count(), Entry.objects.count()) == (0, acts)
    # Sent back, it is open again.
    Compilation.objects.filter(pk=sent.pk).update(state=Compilation.State.FIRST)
    prior_confirm(actor=township.actor("BO"), reading=read, amounts={index: amount})
    assert PriorFigure.objects.count() == 1


def test_another_years_and_another_units_budget_keep_no_figure(township: Township) -> None:
    read = reading(township)
    Compilation.objects.create(unit=township.unit, year=2025, state=Compilation.State.APPROVED)
    Compilation.objects.create(unit=township.other_unit, year=2026, state=Compilation.State.APPROVED)
    prior_confirm(actor=township.actor("BO"), reading=read, amounts={0: read.proposals[0]["amounts"][0]})
    assert PriorFigure.objects.count() == 1


def test_a_broken_file_says_why_and_can_be_put_aside(township: Township) -> None:
    made = prior_upload(actor=township.actor("BO"), unit=township.unit, year=2022, name="坏.pdf", content=b"%PDF-1.4 broken")
    read = prior_read(pk=made.pk)
    assert read.state == PriorReading.State.FAILED
    assert read.failure
    prior_discard(actor=township.actor("BO"), reading=read)
    assert read.state == PriorReading.State.DISCARDED


@pytest.mark.parametrize(
    ("name", "content", "year", "field"), [("a.exe", b"x", 2022, "file"), ("a.txt", b"", 2022, "file"), ("a.txt", b"x", 22, "year")]
)
def test_what_cannot_be_read_is_refused_at_the_door(township: Township, name: str, content: bytes, year: int, field: str) -> None:
    with pytest.raises(Refused) as refused:
        prior_upload(actor=township.actor("BO"), unit=township.unit, year=year, name=name, content=content)
    assert refused.value.of(field)
    assert not PriorReading.objects.exists()


@pytest.mark.parametrize("role", ["HD", "HL", "AC", "ML", "JJ", "AD", "DF"])
def test_only_those_who_compile_may_bring_figures_in(township: Township, role: str) -> None:
    with pytest.raises(NotPermitted):
        prior_upload(actor=township.actor(role), unit=township.unit, year=2022, name="a.txt", content=b"x")


def test_who_holds_an_incompatible_post_today_brings_nothing_in(township: Township) -> None:
    compiler = township.actor("BO")
    Post.objects.create(
        account=compiler.holder, unit=township.unit, role="FH", since="2020-01-01", confirmed_by=compiler.holder,
        confirmed_at=datetime(2020, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    hindered = PostActor(compiler.holder, compiler.in_post)
    with pytest.raises(NotPermitted, match="不相容岗位"):
        prior_upload(actor=hindered, unit=township.unit, year=2022, name="a.txt", content=b"x")
    assert not PriorReading.objects.exists()


def test_figures_of_another_unit_are_not_ones_to_bring_in(township: Township) -> None:
    with pytest.raises(NotPermitted):
        prior_upload(actor=township.actor("BO"), unit=township.other_unit, year=2022, name="a.txt", content=b"x")
