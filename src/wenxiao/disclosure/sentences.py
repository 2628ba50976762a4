"""How do figures become sentences that cannot contradict them?

A sentence is a template of a data file, bound to figures by name: amounts come with their unit, percentages with their sign, the word
of direction is chosen by the figure. What is said keeps which stretch of it is which figure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from wenxiao.disclosure.bindings import BINDINGS, Bindings
from wenxiao.disclosure.figures import Figure
from wenxiao.disclosure.printed import in_sentence

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a text a figure is printed, from `start` to before `end`."""

    start: int
    end: int
    figure: str


@dataclass(frozen=True, slots=True)
class Said:
    """一句话 in pieces, each with the id of the figure it is, "" for plain words."""

    pieces: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    def spans(self) -> Iterator[Span]:
        start = 0
        for text, figure in self.pieces:
            if figure:
                yield Span(start, start + len(text), figure)
            start += len(text)


NOTHING = Said()
Bound = str | int | Figure | Said


class TemplateError(ValueError):
    """A data file whose sentences cannot be said: an unknown or unused name, a sentence missing or not known."""

    def __init__(self, file: str, sentence: str, why: str) -> None:
        super().__init__(f"{file}：句子“{sentence}”{why}")


class NoSentencesError(LookupError):
    """A profile for which there are no sentences."""

    def __init__(self, profile: str) -> None:
        super().__init__(f"模板“{profile}”还没有配套的句子，不能生成公开文本")


class Sentences:
    """一种模板的全部句子, checked when they are read: the file's `kind` says for which document. Raises TemplateError."""

    def __init__(self, file: str, content: dict[str, Any]) -> None:
        self._templates = {name: tuple(_parsed(file, name, text)) for name, text in content["sentences"].items()}
        self._bindings = BINDINGS[content["kind"]]
        for name in sorted(self._bindings.keys() | self._templates.keys()):
            _verify(file, name, self._templates.get(name), self._bindings)
        self.terms: tuple[tuple[str, str], ...] = tuple((each["term"], each["meaning"]) for each in content["terms"])
        self.asks: dict[str, str] = content["asks"]
        self.directions: dict[str, str] = content["directions"]

    def say(self, name: str, /, **bound: Bound) -> Said:
        """Raises KeyError where the caller does not bind exactly the names of `bindings`."""
        if bound.keys() != set(self._bindings[name]):
            raise KeyError(f"{name}: {sorted(bound.keys() ^ set(self._bindings[name]))}")
        pieces: list[tuple[str, str]] = []
        for words, field in self._templates[name]:
            if words:
                pieces.append((words, ""))
            if field:
                pieces += _pieces(bound[field])
        return Said(tuple(pieces))

    def text(self, name: str, /, **bound: Bound) -> str:
        return self.say(name, **bound).text


def joined(said: Sequence[Said], by: str) -> Said:
    pieces: list[tuple[str, str]] = []
    for position, each in enumerate(said):
        pieces += [(by, "")] if position else []
        pieces += each.pieces
    return Said(tuple(pieces))


@cache
def sentences_for(profile: str) -> Sentences:
    """The sentences of a profile. Raises NoSentencesError and TemplateError."""
    for path in sorted(DATA.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if profile in content["profiles"]:
            return Sentences(path.name, content)
    raise NoSentencesError(profile)


def _parsed(file: str, name: str, text: str) -> Iterator[tuple[str, str]]:
    try:
        for words, field, how, conversion in Formatter().parse(text):
            if how or conversion:
                raise TemplateError(file, name, f"里的 {{{field}}} 不能再写格式")
            yield words, field or ""
    except ValueError as error:
        if isinstance(error, TemplateError):
            raise
        raise TemplateError(file, name, f"括号不成对（{error}）") from error


def _verify(file: str, name: str, template: tuple[tuple[str, str], ...] | None, bindings: Bindings) -> None:
    if template is None:
        raise TemplateError(file, name, "没有写")
    if name not in bindings:
        raise TemplateError(file, name, "没有地方用它")
    used, given = {field for _, field in template if field}, set(bindings[name])
    if used - given:
        raise TemplateError(file, name, f"用了不认识的名字：{'、'.join(sorted(used - given))}")
    if given - used:
        raise TemplateError(file, name, f"漏用了：{'、'.join(sorted(given - used))}")


def _pieces(bound: Bound) -> tuple[tuple[str, str], ...]:
    if isinstance(bound, Said):
        return bound.pieces
    if isinstance(bound, Figure):
        return ((in_sentence(bound), bound.id),)
    return ((str(bound), ""),)
