"""What does a unit promise to do with its project money: duties, their activities, and the indicators they are judged by?

These are the promises *as stated*, names and standards as printed with page breaks mended; `performance.standard` says what the
standards mean, `performance.quality` what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wenxiao.vocabulary.shown import Shown
from wenxiao.vocabulary.source import Source

BANDS = ("优", "良", "中", "差")


@dataclass(slots=True)
class Indicator:
    """绩效指标 as stated. `standards` maps each of BANDS to its printed text, `""` where the cell is blank.

    `target` is the single 指标值 of national forms (no bands there); `kind` the printed 一/二级指标; `weight` the printed 权重/分值.
    `sources` holds the place of the name first, then of each band that is printed, in BANDS order (of the single
    target where there are none, if its place is known). `unit`, `direction` (↑ or ↓),
    `baseline` (上年值), `data_source` and `explanation` are blank unless the programme is `stated_by_row`.
    """

    name: str
    standards: dict[str, str]
    sources: tuple[Source, ...] = ()
    target: str = ""
    kind: str = ""
    weight: str = ""
    unit: str = ""
    direction: str = ""
    baseline: str = ""
    data_source: str = ""
    explanation: str = ""


@dataclass(slots=True)
class Activity:
    """工作活动 or 项目 as stated. `places` tells where its objective, content, name or amount stand, if not at `source`.

    An activity whose `projects` are told one by one leaves the indicators to them.
    """

    name: str
    amount: Shown | None = None
    content: str = ""
    objective: str = ""
    indicators: list[Indicator] = field(default_factory=list)
    source: Source = field(default_factory=Source)
    places: dict[str, Source] = field(default_factory=dict)
    projects: list[Activity] = field(default_factory=list)

    def place(self, part: str) -> Source:
        return self.places.get(part, self.source)

    def bearers(self) -> list[Activity]:
        """Its projects, or itself where it has none."""
        return self.projects or [self]


@dataclass(slots=True)
class Duty:
    """职责 as stated. A duty without activities carries its indicators itself."""

    name: str
    amount: Shown | None = None
    content: str = ""
    objective: str = ""
    activities: list[Activity] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    source: Source = field(default_factory=Source)
    places: dict[str, Source] = field(default_factory=dict)

    def place(self, part: str) -> Source:
        return self.places.get(part, self.source)

    def bearers(self) -> list[Activity]:
        """Whatever below it carries indicators."""
        return [bearer for activity in self.activities for bearer in activity.bearers()]


@dataclass(eq=False, slots=True)
class Programme:
    """职责—活动—指标: everything a document promises, compared by identity.

    `objectives` are the goals listed in prose by office or duty, if any. Of a document only `has_…` is known: that such a column is
    there. Where a programme is `stated_by_row` (one's own drafts), each indicator holds these texts itself and answers for them.
    """

    duties: list[Duty] = field(default_factory=list)
    objectives: dict[str, list[str]] = field(default_factory=dict)
    has_weights: bool = False
    has_baselines: bool = False
    has_sources: bool = False
    stated_by_row: bool = False

    def bearers(self) -> Iterator[Activity | Duty]:
        """Whatever carries indicators: every project, every activity without projects, and every duty without activities."""
        for duty in self.duties:
            if duty.activities:
                yield from duty.bearers()
            else:
                yield duty

    def indicators(self) -> Iterator[Indicator]:
        for bearer in self.bearers():
            yield from bearer.indicators
