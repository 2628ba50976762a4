"""What does a test of indicator quality look at, and how does it tell what it found?

A test is written over `Promises` (the rows, understood) and gives problems; `over_rows` and `over_bands` make it a test over a
`Programme` that says why it does not apply where there is nothing to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps

from wenxiao.performance.programme import BANDS, Activity, Duty, Indicator, Programme
from wenxiao.performance.standard import EvaluationStandard, read_standards, read_target
from wenxiao.vocabulary.finding import Consequence, Outcome, Problem, Suggestion, Verdict
from wenxiao.vocabulary.shown import WAN, format_base
from wenxiao.vocabulary.source import Source

Test = Callable[[Programme], Verdict]

# More rows than this with one and the same defect are told in one problem, or the report drowns in them.
SINGLE_ROWS = 5

NO_TABLE = "文中没有绩效指标表"
NO_BANDS = "指标表每个指标只有一个指标值，没有优良中差四档"


@dataclass(eq=False)
class Row:
    """指标行: an indicator as stated, who carries it, and what its scale says (several standards where a row holds several)."""

    bearer: Activity | Duty
    indicator: Indicator
    standards: tuple[EvaluationStandard, ...]

    @cached_property
    def name(self) -> str:
        return " ".join(self.indicator.name.split()) if len(self.standards) > 1 else "".join(self.indicator.name.split())

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(self.indicator.standards.get(grade, "").strip() for grade in BANDS)

    @property
    def banded(self) -> bool:
        return any(self.texts)

    @cached_property
    def pledge(self) -> EvaluationStandard:
        """What is promised: the (first) scale, or in a national form the single target as a scale that is met or not."""
        return self.standards[0] if self.banded else read_target(self.name, self.indicator.target)

    @property
    def title(self) -> str:
        """`“巡查督导”的指标“巡查次数”`."""
        return f"“{short(self.bearer.name)}”的指标“{short(self.name, 40)}”"

    def title_of(self, standard: EvaluationStandard) -> str:
        """The title and bands of one of the row's indicators: `“…”的指标“巡查次数”（优 12次、…）`."""
        if len(self.standards) == 1:
            return f"{self.title}（{self.scale}）"
        return f"“{short(self.bearer.name)}”的指标“{short(standard.name, 40)}”（{standard.printed()}）"

    @property
    def scale(self) -> str:
        """What is printed: the four bands, or the single target."""
        if not self.banded and self.indicator.target:
            return f"指标值 {self.indicator.target}"
        return "、".join(f"{grade} {text or '（空）'}" for grade, text in zip(BANDS, self.texts, strict=True))

    @property
    def place(self) -> Source:
        return self.indicator.sources[0] if self.indicator.sources else self.bearer.source

    @property
    def places(self) -> tuple[Source, ...]:
        return tuple(dict.fromkeys(self.indicator.sources)) or (self.bearer.source,)

    def band_place(self, grade: str) -> Source:
        """The place of a printed band, or of the single target (see `Indicator.sources`), else of the name."""
        printed = [band for band, text in zip(BANDS, self.texts, strict=True) if text] or ["优"]
        index = 1 + printed.index(grade) if grade in printed else 0
        return self.indicator.sources[index] if index < len(self.indicator.sources) else self.place


class Promises:
    """A programme with its rows understood."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme

    @cached_property
    def bearers(self) -> list[Activity | Duty]:
        return list(self.programme.bearers())

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(bearer, indicator, read_standards(indicator.name, indicator.standards))
            for bearer in self.bearers
            for indicator in bearer.indicators
        ]

    @cached_property
    def banded(self) -> bool:
        """Bands are used at all (or nothing is stated, neither bands nor targets)."""
        return any(row.banded for row in self.rows) or not any(row.indicator.target.strip() for row in self.rows)

    @cached_property
    def scales(self) -> list[tuple[Row, EvaluationStandard]]:
        """Every scale with its row, without the rows that state a single target."""
        return [(row, standard) for row in self.rows if row.banded or not row.indicator.target.strip() for standard in row.standards]

    def rows_of(self, bearer: Activity | Duty) -> list[Row]:
        return self._by_bearer.get(id(bearer), [])

    @cached_property
    def _by_bearer(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            found.setdefault(id(row.bearer), []).append(row)
        return found


@lru_cache(maxsize=1)
def understood(programme: Programme) -> Promises:
    """A programme with its rows understood, once for all the tests of one check, which ask about it one after the other."""
    return Promises(programme)


def over_rows(test: Callable[[Promises], Iterable[Problem]]) -> Test:
    """A test of every indicator table."""

    @wraps(test)
    def answer(programme: Programme) -> Verdict:
        promises = understood(programme)
        if not promises.rows:
            return Verdict(Outcome.NOT_APPLICABLE, NO_TABLE)
        return _verdict(test(promises))

    return answer


def over_bands(test: Callable[[Promises], Iterable[Problem]]) -> Test:
    """A test of tables whose indicators have four bands."""

    @wraps(test)
    def answer(programme: Programme) -> Verdict:
        promises = understood(programme)
        if not promises.rows:
            return Verdict(Outcome.NOT_APPLICABLE, NO_TABLE)
        if not promises.banded:
            return Verdict(Outcome.NOT_APPLICABLE, NO_BANDS)
        return _verdict(test(promises))

    return answer


def _verdict(problems: Iterable[Problem]) -> Verdict:
    found = tuple(problems)
    return Verdict(Outcome.VIOLATED, problems=found) if found else Verdict(Outcome.HOLDS)


def short(name: str, length: int = 24) -> str:
    """A name on one line, cut where it is too long to be read in a message."""
    clean = "".join(name.split()).replace("“", "‘").replace("”", "’")
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def listed(names: Iterable[str], shown: int = 6) -> str:
    """`“甲”、“乙”等 32 个`: some different names of many."""
    every = list(names)
    different = list(dict.fromkeys(every))
    text = "、".join(f"“{short(name)}”" for name in different[:shown])
    return f"{text}等 {len(every)} 个" if len(different) > shown or len(every) > len(different) else text


def places_of(rows: Sequence[Row]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(row.place for row in rows))


def in_wan(value: int) -> str:
    """A sum in 分 as 万元."""
    return f"{format_base(value, WAN, 2)} 万元"


def repairs(rows: Sequence[Row], standard: EvaluationStandard, confidences: tuple[float, float]) -> tuple[Suggestion, ...]:
    """One suggestion for each candidate repair; `rows` after the first share the scale and are corrected along with it."""
    if any(len(row.standards) > 1 for row in rows):
        return ()
    suggestions = []
    for candidate, confidence in zip(standard.candidates, confidences, strict=False):
        places = [
            (row.band_place(grade), row.indicator.standards.get(grade, ""), text) for row in rows for grade, text in candidate.changes
        ]
        if not places:
            continue
        (source, old, new), *rest = places
        consequences = tuple(Consequence(*place) for place in rest)
        suggestions.append(Suggestion(source, old, new, f"使各档相接而不重叠：{candidate.reason}", confidence, consequences))
    return tuple(suggestions)
