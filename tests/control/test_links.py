"""Does a chain show every change, drop and insertion, and can any program recompute it?"""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.control.chain import GENESIS, Link, UnknownAlgorithmError, digest, first_break, link_hash

Content = dict[str, object]
contents = st.lists(
    st.dictionaries(st.text(max_size=4), st.one_of(st.text(max_size=6), st.integers(), st.none(), st.booleans())), min_size=1
)


def chain(all_content: list[Content]) -> list[Link]:
    links: list[Link] = []
    for sequence, content in enumerate(all_content, 1):
        previous = links[-1].hash if links else GENESIS
        links.append(Link(sequence, content, "sm3", previous, link_hash(sequence, content, previous)))
    return links


def test_sm3_is_that_of_the_standard() -> None:
    """GB/T 32905, example 1."""
    assert digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_the_library_without_sm3_in_openssl_computes_the_same() -> None:
    from wenxiao.control.chain import _by_cryptography

    assert _by_cryptography(b"abc") == digest(b"abc")


def test_any_program_can_recompute_a_link() -> None:
    content: Content = {"b": "二", "a": [1, None]}
    text = f"{GENESIS}\n1\n" + '{"a":[1,null],"b":"二"}'
    assert link_hash(1, content, GENESIS, "sha256") == hashlib.sha256(text.encode()).hexdigest()


@given(contents)
def test_a_whole_chain_holds(all_content: list[Content]) -> None:
    assert first_break(chain(all_content)) is None


@given(contents, st.data())
def test_what_is_changed_dropped_repeated_or_moved_shows(all_content: list[Content], data: st.DataObject) -> None:
    links = chain(all_content)
    at = data.draw(st.integers(0, len(links) - 1))
    changed = [*links[:at], links[at]._replace(content={**links[at].content, "": "slipped in"}), *links[at + 1 :]]
    broken = first_break(changed)
    assert broken is not None
    assert broken.sequence == at + 1
    if at + 1 < len(links):
        assert first_break([*links[:at], *links[at + 1 :]]) is not None, "dropped"
        assert first_break([*links[:at], links[at + 1], links[at], *links[at + 2 :]]) is not None, "moved"
    assert first_break([*links[: at + 1], *links[at:]]) is not None, "repeated"


def test_a_link_that_was_made_anew_shows_in_the_next() -> None:
    one, two, three = chain([{"n": 1}, {"n": 2}, {"n": 3}])
    forged = two._replace(content={"n": 20}, hash=link_hash(2, {"n": 20}, two.previous))
    broken = first_break([one, forged, three])
    assert broken is not None
    assert (broken.sequence, "前一条" in broken.reason) == (3, True)


def test_an_algorithm_this_machine_does_not_know_is_named() -> None:
    with pytest.raises(UnknownAlgorithmError, match="md5"):
        digest(b"", "md5")


def test_numbers_that_json_does_not_have_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        link_hash(1, {"x": float("nan")}, GENESIS)
    assert json.loads("1") == 1
