"""Does each template say what its documents contain, and is the right one found for a document?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wenxiao.catalogue.codes import element_lists
from wenxiao.catalogue.profiles import Profile, UnknownProfileError, best_profile, profile, profiles
from wenxiao.catalogue.tables import recognise
from wenxiao.documents.blocks import Text
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
from wenxiao.vocabulary.wording import fold

SAMPLES = Path(__file__).parents[2] / "src" / "wenxiao" / "samples"
DATA = Path(__file__).parents[2].parent / "shared" / "data"

EXPECTED = [
    (SAMPLES / "reference-2023.txt", "hebei-2023"),
    (SAMPLES / "consistent-2025.txt", "hebei-2025"),
    (SAMPLES / "qingshi-2025.txt", "hebei-2025"),
    (DATA / "shangbancheng-2023-budget.txt", "hebei-2023"),
    (DATA / "disclosures" / "003-sh-putuo-caizheng-2024-final.pdf", "shanghai-final-accounts"),
    (DATA / "disclosures" / "006-sh-putuo-sifa-unit-2026-budget.pdf", "shanghai-budget"),
    (DATA / "disclosures" / "008-sh-putuo-wanli-2024-budget.pdf", "shanghai-budget"),
    (DATA / "disclosures" / "012-sh-putuo-zhengfuban-dept-2025-budget.pdf", "shanghai-budget"),
]


def test_five_templates_are_known() -> None:
    names = ["hebei-2023", "hebei-2025", "hebei-final-accounts", "shanghai-budget", "shanghai-final-accounts"]
    assert [each.id for each in profiles()] == names


@pytest.mark.parametrize("each", profiles(), ids=lambda each: each.id)
def test_a_template_names_known_things_only(each: Profile) -> None:
    found = profile(each.id)
    assert found.revenue_list in element_lists()
    assert found.mark in ("V", "M")
    assert found.source
    assert len({slot.kind for slot in found.tables}) == len(found.tables)
    assert found.blank_means_zero <= {slot.kind for slot in found.tables}


@pytest.mark.parametrize("each", profiles(), ids=lambda each: each.id)
def test_the_titles_of_a_template_are_recognised_as_the_kind_it_gives_them(each: Profile) -> None:
    found = profile(each.id)
    for slot in found.tables:
        assert found.slot_of(slot.title) is slot
        form, _ = recognise([fold(slot.title)], set())
        if form is not None:  # T15 is printed as a sentence, and T11 and T12 are recognised by their headers as well
            assert form.kind == slot.kind, slot.title


@pytest.mark.parametrize("each", profiles(), ids=lambda each: each.id)
def test_a_chapter_is_known_by_its_own_title_alone(each: Profile) -> None:
    found = profile(each.id)
    for chapter in found.chapters:
        re.compile(chapter.pattern)
        heading = f"{chapter.number or '一'}、{chapter.title}"
        assert [other.title for other in found.chapters if other.stands_in(heading)] == [chapter.title]


@pytest.mark.parametrize(("path", "expected"), EXPECTED, ids=lambda value: value.stem if isinstance(value, Path) else value)
def test_the_template_of_a_document_is_found(path: Path, expected: str) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside this checkout (../shared/data)")
    document = read(path)
    facts = extract(document)
    headings = [block.text for block in document.blocks if isinstance(block, Text) and len(block.text.strip()) < 40]
    found = best_profile(facts.kind, facts.fiscal_year, [table.title for table in facts.tables], headings)
    assert found is not None
    assert found.id == expected
    assert [chapter.title for chapter in found.required_chapters if not any(map(chapter.stands_in, headings))] == []


def test_tables_alone_are_enough() -> None:
    titles = [slot.title for slot in profile("hebei-2025").required_tables if slot.part == "tables"]
    assert _id("budget", 2026, titles) == "hebei-2025"
    assert _id("budget", 2022, titles) == "hebei-2023"


def test_where_two_templates_have_the_same_tables_the_chapters_decide() -> None:
    titles = [slot.title for slot in profile("hebei-final-accounts").tables]
    for id in ("hebei-final-accounts", "shanghai-final-accounts"):
        headings = [f"{chapter.number}、{chapter.title}" for chapter in profile(id).chapters]
        found = best_profile("final_accounts", 2024, titles, headings)
        assert found is not None
        assert found.id == id


def test_a_year_before_every_template_takes_the_nearest() -> None:
    titles = [slot.title for slot in profile("hebei-2023").required_tables]
    assert _id("budget", 2010, titles) == "hebei-2023"


def test_a_document_of_another_kind_or_shape_has_no_template() -> None:
    titles = [slot.title for slot in profile("shanghai-budget").tables]
    assert best_profile("other", 2025, titles) is None
    assert best_profile("budget", 2025, ["会议日程", "通讯录"], ["一、开场"]) is None
    assert best_profile("budget", None, []) is None


def test_an_unknown_template_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownProfileError, match="hebei-2023"):
        profile("hebei-1999")


def _id(kind: str, year: int | None, titles: list[str]) -> str:
    found = best_profile(kind, year, titles)
    assert found is not None
    return found.id
