"""What all pictures keep to."""

from __future__ import annotations

import pytest
from hypothesis import given

from pictures.drawing import HOSTILE, SVG, boxes, drawing, faults, meetings, names, outside, prefixes
from pictures.every import EVERY, every
from wenxiao.pictures import palette
from wenxiao.pictures.bars import Bar, bars
from wenxiao.pictures.canvas import ForeignLinkError, Picture, PrefixError, within_site
from wenxiao.pictures.palette import Paint


@pytest.mark.parametrize("kind", EVERY)
@given(label=names, prefix=prefixes)
def test_whatever_the_names_a_picture_is_sound_and_no_letters_meet_or_leave_it(kind: str, label: str, prefix: str) -> None:
    picture = every(kind, label, prefix)
    assert faults(picture) == []
    assert meetings(picture) == []
    assert outside(picture) == []


@pytest.mark.parametrize("kind", EVERY)
def test_hostile_names_remain_letters(kind: str) -> None:
    picture = every(kind, HOSTILE, "p")
    assert "<script" not in picture.svg
    assert "\x00" not in picture.svg
    assert faults(picture) == []
    assert "<script>" in "".join(box.text for box in boxes(picture)) + "".join(drawing(picture).itertext())


@pytest.mark.parametrize("kind", EVERY)
def test_a_picture_has_a_title_and_a_sentence_and_is_the_same_each_time(kind: str) -> None:
    picture = every(kind, "农村公益", "p")
    root = drawing(picture)
    assert root.findtext(f"{SVG}title") == "题目"
    gist = root.findtext(f"{SVG}desc") or ""
    assert gist.startswith("题目：")
    assert gist.endswith("。")
    assert picture == every(kind, "农村公益", "p")


@pytest.mark.parametrize("kind", EVERY)
def test_no_values_are_told_in_words(kind: str) -> None:
    picture = every(kind, None, "p")
    told = "".join(box.text for box in boxes(picture))
    assert "没有" in told
    assert picture.table.rows == ()
    assert faults(picture) == []


@pytest.mark.parametrize("kind", EVERY)
def test_two_pictures_on_one_page_share_no_id(kind: str) -> None:
    def ids(picture: Picture) -> set[str]:
        return {element.attrib["id"] for element in drawing(picture).iter() if "id" in element.attrib}

    assert not ids(every(kind, "甲", "first")) & ids(every(kind, "甲", "second"))


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", " java\nscript:alert(1)", "https://example.org/", "//example.org/", "/\\example.org", "DATA:x"]
)
def test_a_link_to_elsewhere_is_refused(href: str) -> None:
    with pytest.raises(ForeignLinkError):
        bars("题目", [Bar("甲", 1, "1", href)], prefix="p")


@pytest.mark.parametrize("href", ["/plan/1/?year=2025&by=duty#row-3", "#row", "?page=2", "tables/1.html"])
def test_a_link_within_the_site_is_kept(href: str) -> None:
    picture = bars("题目", [Bar("甲", 1, "1", href)], prefix="p")
    assert [link.attrib["href"] for link in drawing(picture).iter(f"{SVG}a")] == [within_site(href)]
    assert picture.table.hrefs == (href,)


@pytest.mark.parametrize("prefix", ["", "1", "a b", 'a"b', "图"])
def test_a_prefix_that_cannot_begin_an_id_is_refused(prefix: str) -> None:
    with pytest.raises(PrefixError):
        bars("题目", [Bar("甲", 1, "1")], prefix=prefix)


def test_letters_are_readable_on_white_and_shapes_are_seen() -> None:
    for paint in vars(palette).values():
        if not isinstance(paint, Paint) or paint in (palette.GROUND, palette.PLATE, palette.VEIL, palette.RAIL):
            continue
        if paint.name.endswith("ink") and paint != palette.WHITE_INK:
            assert _contrast(paint.fill, "#ffffff") >= 4.5, paint
        elif paint != palette.WHITE_INK:
            assert _contrast(paint.stroke or paint.fill, "#ffffff") >= 3, paint


def test_white_letters_are_readable_on_the_dark_grades_and_black_ones_on_the_pale() -> None:
    for dark in (palette.BEST, palette.GOOD_UNDER_LETTERS, palette.MAIN):
        assert _contrast(palette.WHITE_INK.fill, dark.fill) >= 4.5
    for pale in (palette.FAIR, palette.CALM, palette.STREAM, palette.RAIL):
        assert _contrast(palette.INK.fill, pale.fill) >= 4.5


def test_what_is_wrong_differs_from_what_is_not_in_its_pattern_too() -> None:
    assert len({paint.pattern for paint in (palette.WRONG, palette.TWICE, palette.NOTICE, palette.CALM, palette.PAST)}) == 5


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
