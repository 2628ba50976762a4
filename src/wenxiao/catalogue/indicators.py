"""Which indicators can a township draw from, and which suit a kind of work?

The library is `data/indicators`, one file a field of work. Its figures are a beginning: a unit sets its own by last year's value.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from wenxiao.catalogue.load import load_folder
from wenxiao.vocabulary.code import CodeError, FunctionCode
from wenxiao.vocabulary.wording import fold


class LibraryIndicator(NamedTuple):
    """指标库条目: an indicator ready to be taken over in either form.

    `kind` is `一级/二级`; `direction` ↑, ↓ or "" (described in words); `standards` the four bands by 优良中差, `target` the single
    value of the national form; `functions` the functional codes (类, 款 or 项) of the work it suits.
    """

    id: str
    name: str
    field: str
    kind: str
    unit: str
    direction: str
    standards: dict[str, str]
    target: str
    explanation: str
    formula: str
    data_source: str
    evidence: str
    functions: tuple[FunctionCode, ...]
    tags: tuple[str, ...]


class LibraryFileError(ValueError):
    """An entry of the library that does not say what it must say."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"指标库 {name}：{why}")


@cache
def library() -> tuple[LibraryIndicator, ...]:
    """Every indicator of the library, by field and id. Raises LibraryFileError."""
    found = tuple(
        _indicator(indicator_id, content["title"], entry)
        for _, content in sorted(load_folder("indicators").items())
        for indicator_id, entry in content.items()
        if isinstance(entry, dict)
    )
    seen: set[str] = set()
    for each in found:
        if each.id in seen:
            raise LibraryFileError(each.id, "编号用了两次")
        seen.add(each.id)
    return found


def library_indicator(indicator_id: str) -> LibraryIndicator:
    """The indicator of that id. Raises KeyError."""
    return _by_id()[indicator_id]


def find_indicators(text: str = "", kind: str = "", function_code: str = "", limit: int = 20) -> tuple[LibraryIndicator, ...]:
    """At most `limit` indicators, the most fitting first.

    Every word of `text` (apart by spaces) must occur in the name, the tags, the field or the explanation; what is in the name counts
    most. `kind` is a first level (`产出`) or a whole kind (`产出/数量`). `function_code` prefers indicators for that functional code
    (closer ones first) and leaves out those for other work; a text that is no code finds nothing.
    """
    words = [fold(word) for word in text.split()]
    try:
        code = FunctionCode.parse(function_code) if function_code.strip() else None
    except CodeError:
        return ()
    ranked = []
    for place, each in enumerate(library()):
        closeness = 0 if code is None else max((_closeness(own, code) for own in each.functions), default=0)
        if (code is not None and not closeness) or (kind and kind != each.kind and kind != each.kind.partition("/")[0]):
            continue
        rank = _rank(each, words)
        if rank is not None:
            ranked.append((-closeness, rank, place, each))
    return tuple(each for *_, each in sorted(ranked, key=lambda entry: entry[:3])[:limit])


def _closeness(own: FunctionCode, code: FunctionCode) -> int:
    """How many segments the codes share from the left, where one contains the other; 0 where they are for different work."""
    pairs = [(one, other) for one, other in zip(own, code, strict=True) if one and other]
    return len(pairs) if all(one == other for one, other in pairs) else 0


def _rank(indicator: LibraryIndicator, words: list[str]) -> int | None:
    """0 where every word is in the name, more the further away it is found; None where a word is nowhere."""
    rank = 0
    for word in words:
        at = next((number for number, text in enumerate(_texts(indicator)) if word in text), None)
        if at is None:
            return None
        rank += at
    return rank


def _texts(indicator: LibraryIndicator) -> Iterator[str]:
    yield fold(indicator.name)
    yield fold("、".join(indicator.tags))
    yield fold(indicator.field)
    yield fold(indicator.explanation + indicator.formula)


@cache
def _by_id() -> dict[str, LibraryIndicator]:
    return {each.id: each for each in library()}


def _indicator(indicator_id: str, field: str, entry: dict[str, Any]) -> LibraryIndicator:
    try:
        return LibraryIndicator(
            indicator_id,
            entry["name"],
            field,
            entry["kind"],
            entry["unit"],
            entry["direction"],
            dict(entry["standards"]),
            entry["target"],
            entry["explanation"],
            entry["formula"],
            entry["data_source"],
            entry["evidence"],
            tuple(FunctionCode.parse(code) for code in entry["functions"]),
            tuple(entry["tags"]),
        )
    except (KeyError, ValueError) as error:
        raise LibraryFileError(indicator_id, f"缺少或写错 {error}") from error
