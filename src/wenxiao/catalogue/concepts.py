"""What is a figure about: which concept does a printed label name?"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from wenxiao.catalogue.load import load_file
from wenxiao.vocabulary.wording import fold


class Concept(NamedTuple):
    """概念: one quantity under one name. `dimension` is money or count.

    `within` names the wholes whose part it is: 一般公共预算拨款 within 收入总计 is revenue, within 政府采购预算 it is not.
    """

    name: str
    dimension: str
    aliases: tuple[str, ...]
    within: frozenset[str] = frozenset()


class SharedAliasError(ValueError):
    """A label that the catalogue gives to two concepts, so that a figure under it would be of neither for certain."""

    def __init__(self, label: str, one: str, other: str) -> None:
        super().__init__(f"“{label}”同时是“{one}”和“{other}”的别名")


class Concepts:
    """The concepts of the catalogue, found by exact label or inside a sentence. Raises SharedAliasError."""

    def __init__(self, entries: dict[str, dict[str, Any]]) -> None:
        self.by_name: dict[str, Concept] = {}
        self._by_label: dict[str, str] = {}
        for name, entry in entries.items():
            aliases = tuple(fold(alias) for alias in entry.get("aliases", ()))
            self.by_name[name] = Concept(name, entry.get("dimension", "money"), aliases, frozenset(entry.get("within", ())))
            for label in aliases if entry.get("internal") else (name, *aliases):
                other = self._by_label.setdefault(label, name)
                if other != name:
                    raise SharedAliasError(label, other, name)
        by_start: dict[str, list[str]] = {}
        for label in self._by_label:
            by_start.setdefault(label[0], []).append(label)
        self._by_start = {start: sorted(labels, key=len, reverse=True) for start, labels in by_start.items()}

    def named(self, label: str) -> str:
        """The concept that `label` names exactly, or ""."""
        return self._by_label.get(fold(label), "")

    def within(self, text: str) -> list[tuple[int, int, str]]:
        """Every concept named in a folded text, longest spelling first at each place: (start, end, concept), no overlaps."""
        found: list[tuple[int, int, str]] = []
        by_start, by_label = self._by_start, self._by_label
        index, length = 0, len(text)
        while index < length:
            labels = by_start.get(text[index])
            if labels:
                for label in labels:
                    if text.startswith(label, index):
                        found.append((index, index + len(label), by_label[label]))
                        index += len(label) - 1
                        break
            index += 1
        return found


@cache
def concepts() -> Concepts:
    """The catalogue's concepts, loaded once."""
    return Concepts(load_file("concepts"))
