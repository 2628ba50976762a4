"""Which amounts does a sentence give as the parts of which other?

其中 and 包括 open a list of parts, a list may stand within a list, and the words say when each of them ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wenxiao.catalogue.concepts import concepts
from wenxiao.facts.model import Composition, Fact, Measure
from wenxiao.facts.precision import makes_up

_OPENS = re.compile(r"其中|包括|分别(为|是)")
# Words at the end of a list that leave room for parts it does not name.
_LOOSE = re.compile(r"主要(包括|是|为|用于)|等(?=[。；;，]|$)")
_ENDING = 12
# What stands between the parts of a list, weakest first.
_MARKS = "、,，;"
# A whole is stated shortly before its parts; further back, the same concept is another statement.
_REACH = 40


@dataclass(slots=True)
class PartList:
    """A list of parts being read, and the amount they are parts of.

    A `bracketed` one ends with its bracket; a `loose` one (主要包括) need not name every part. `mark` ranks what stands between its
    parts (_MARKS), `between` is the text since the last part: a list whose parts stand between commas ends at a semicolon.
    """

    whole: Fact
    bracketed: bool
    loose: bool
    mark: int = -1
    between: str = ""
    parts: list[Fact] = field(default_factory=list)


class PartLists:
    """The lists that are open at one place of a sentence, the innermost last; a list that ends becomes a Composition."""

    def __init__(self, stated: Sequence[Fact], fiscal_year: int | None, compositions: list[Composition]) -> None:
        self.stated = stated
        self.fiscal_year = fiscal_year
        self.compositions = compositions
        self._open: list[PartList] = []

    @property
    def innermost(self) -> PartList | None:
        return self._open[-1] if self._open else None

    def pass_over(self, context: str, so_far: str, amount: Fact | None) -> None:
        """Open and end lists as the words between two figures say: 其中 makes what follows the parts of the amount before it; within a
        list, ； ends the parts of a part.

        `so_far` is the text up to these words, `amount` the last amount stated in it.
        """
        while self._open and self._open[-1].bracketed and ")" in context:
            self._end("")
        for each in self._open:
            each.between += context
        cut = ";" in context
        if cut:
            self._pass_semicolon(so_far + context[: context.rfind(";")])
        context = context[context.rfind(";") + 1 :]
        opened = _OPENS.search(context)
        if opened is None or amount is None:
            return
        before = context[: opened.start()]
        whole = self._named_whole(before) or (None if cut else amount)
        if whole is None:
            return  # ；支出包括：… opens a list of something whose amount is not told here
        while self._open and whole not in self._open[-1].parts:
            self._end(so_far)
        self._open.append(PartList(whole, before.endswith("("), before.endswith("主要")))

    def add(self, part: Fact) -> None:
        """An amount stated while a list is open is one of its parts."""
        if not self._open:
            return
        inner = self._open[-1]
        mark = max((_MARKS.find(character) for character in inner.between), default=-1)
        if inner.parts and 0 <= inner.mark < mark and makes_up(inner.whole, _alike(inner)):
            self._end("")  # 其中：行政人员18人、事业人员22人，退休人员12人: the retired are no part of what is already whole
            return
        if inner.parts:
            inner.mark = max(inner.mark, mark)
        inner.parts.append(part)
        inner.between = ""

    def _pass_semicolon(self, so_far: str) -> None:
        """； ends the parts of a part, and a list whose parts stand between commas; else it stands between the parts."""
        inner = self.innermost
        if inner is not None and (len(self._open) > 1 or 0 <= inner.mark < _MARKS.index(";")):
            self._end(so_far)

    def end_all(self, sentence: str) -> None:
        """The sentence is over, and with it every list."""
        while self._open:
            self._end(sentence)

    def _named_whole(self, context: str) -> Fact | None:
        """The amount of the concept named right before 包括, if it was stated shortly before."""
        named = concepts().within(context)
        if not named or named[-1][1] != len(context.rstrip("：:，, ")):
            return None
        for fact in reversed(self.stated[-_REACH:]):
            if fact.concept == named[-1][2] and fact.measure is Measure.AMOUNT and fact.period == self.fiscal_year:
                return fact
        return None

    def _end(self, text: str) -> None:
        """End the innermost list; `text` ends with its last words. Parts counted in another dimension are no parts of an amount."""
        ended = self._open.pop()
        alike = _alike(ended)
        if alike:
            exhaustive = len(alike) > 1 and not ended.loose and not _LOOSE.search(text[-_ENDING:])
            self.compositions.append(Composition(ended.whole, alike, exhaustive))


def _alike(listed: PartList) -> list[Fact]:
    """The parts that are counted in what the whole is counted in."""
    return [part for part in listed.parts if _dimension(part) == _dimension(listed.whole)]


def _dimension(fact: Fact) -> str | None:
    return fact.shown.unit.dimension if fact.shown is not None else None
