"""How alike are two names or texts, and which of many are alike?

Likeness is Dice's: twice the pairs of neighbouring characters that both have, over the pairs that each has; in whole per cent,
rounded down. Chinese has no word borders to go by, and pairs of characters find 垃圾清运 in 生活垃圾清运费.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import add
from unicodedata import normalize

from wenxiao.catalogue.limits import limit
from wenxiao.performance.lexicon import ENUMERATOR
from wenxiao.vocabulary.wording import fold

# The year, and words that every project has, say nothing about which project it is.
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:-(?:19|20)?[0-9]{2})?(?:年度?|财年)?|本年度?|当年")
_TAIL = re.compile(r"(?:专项)?(?:工作)?(?:项目)?(?:经费|资金|费用|支出|项目|费)$")


def similar(name: str, others: Iterable[str], *, least: int | None = None) -> list[tuple[str, int]]:
    """Those of `others` (project names) that are like `name` by at least `least` per cent (else the limit 相似项目), most alike first.

    Years, enumeration, punctuation, the width of letters, and a closing 项目, 经费 and the like do not count. Names that are equal
    after that are alike by 100.
    """
    floor = limit("相似项目") if least is None else least
    found = [(other, likeness(name, other)) for other in others]
    return sorted((each for each in found if each[1] >= floor), key=lambda each: -each[1])


def likeness(one: str, other: str) -> int:
    """How alike two project names are, in per cent from 0 to 100."""
    first, second = _core(one), _core(other)
    if first == second:
        return 100 if first else 0
    return share(_grams(first), _grams(second))


def share(pairs: Collection[str], others: Collection[str]) -> int:
    """Dice of two sets in whole per cent, rounded down; 0 where either is empty."""
    if not pairs or not others:
        return 0
    return 200 * len(set(pairs) & set(others)) // (len(pairs) + len(others))


@lru_cache(maxsize=2048)
def bare(text: str) -> str:
    """A text without enumeration, spaces and punctuation, for comparing."""
    return re.sub(r"\W", "", unnumbered(text))


def unnumbered(text: str) -> str:
    """A text without the numbers of its items: `1、`, `（二）`."""
    return ENUMERATOR.sub(" ", text)


def pairs_of(text: str) -> set[str]:
    """The different pairs of neighbouring characters."""
    return set(map(add, text, text[1:]))


def alike(pairs: set[str], others: set[str], percent: int) -> bool:
    """Whether two sets of pairs share at least `percent` (Dice). Whole-number arithmetic."""
    return bool(pairs) and bool(others) and 200 * len(pairs & others) >= percent * (len(pairs) + len(others))


def alike_pairs(texts: Sequence[set[str]], percent: int) -> Iterator[tuple[int, int]]:
    """The places of texts (as sets of pairs) that are alike, the earlier one first.

    Alike texts share so much that the rarest pairs of one contain one of the rarest pairs of the other (prefix filtering), so only
    those are looked up: comparing each with each takes minutes for a province's list of projects.
    """
    frequency = Counter(pair for pairs in texts for pair in pairs)
    known: dict[str, list[int]] = defaultdict(list)
    for place, pairs in enumerate(texts):
        # Dice of at least t means that t / (2 - t) of either text is shared.
        shared = -(-len(pairs) * percent // (200 - percent))
        rarest = sorted(pairs, key=lambda pair: (frequency[pair], pair))[: len(pairs) - shared + 1]
        for earlier in sorted({earlier for pair in rarest for earlier in known[pair]}):
            if alike(texts[earlier], pairs, percent):
                yield earlier, place
        for pair in rarest:
            known[pair].append(place)


@lru_cache(maxsize=4096)
def _core(name: str) -> str:
    """What a project's name says: folded, without the year and the words that every project has."""
    told = bare(_YEAR.sub("", fold(normalize("NFKC", name)))).lower()
    shorter = _TAIL.sub("", told)
    return shorter if len(shorter) > 1 else told


def _grams(text: str) -> set[str]:
    return pairs_of(text) if len(text) > 1 else set(text)
