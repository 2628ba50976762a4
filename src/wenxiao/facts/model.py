"""What is a statement once it has been understood?"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from wenxiao.facts.passages import Passage, Searchable
from wenxiao.performance.programme import Programme
from wenxiao.vocabulary.shown import WAN, Shown, Unit
from wenxiao.vocabulary.source import Source

# Dimensions of members: the classification a code belongs to.
FUNCTION, ECONOMIC = "功能科目", "经济科目"


class Setting(NamedTuple):
    """What the whole document says that every table and sentence of it needs. `unit` is that of tables which print none."""

    fiscal_year: int | None
    basis: str
    unit: Unit = WAN


class State(str, Enum):
    """数的状态: blank, a dash, zero and unreadable are four different things."""

    STATED = "stated"
    ZERO = "zero"
    NIL = "nil"
    BLANK = "blank"
    UNREADABLE = "unreadable"


class Measure(str, Enum):
    """What of a concept is stated: the amount itself, its change from the year before, that change in per cent, its share of a
    whole, or how much of the budget it fulfils."""

    AMOUNT = "amount"
    CHANGE = "change"
    CHANGE_RATE = "change_rate"
    SHARE = "share"
    COMPLETION = "completion"


class Direction(NamedTuple):
    """增减方向: the word that gives a stated change its sign, and its offsets in the fact's source text."""

    word: str
    sign: int
    start: int
    end: int


@dataclass(eq=False, slots=True)
class Fact:
    """事实: concept × period × members × exact value × shown form × state × source.

    `concept` is a name of the catalogue, or "" where the label is not known to it. `basis` tells amounts of one year apart:
    预算 (budgeted), 执行 (executed), 决算 (outturn). `value` is in base units of the shown unit (see vocabulary.shown), signed by
    `direction`; it is 0 for zero, nil and blank. `step` is the width of the interval the figure stands for: shown decimals,
    except that zeros a writer has dropped count as printed (`facts.precision`).
    """

    concept: str
    label: str
    source: Source
    measure: Measure = Measure.AMOUNT
    period: int | None = None
    basis: str = "预算"
    members: tuple[tuple[str, str], ...] = ()
    shown: Shown | None = None
    value: int = 0
    step: int = 0
    state: State = State.STATED
    direction: Direction | None = None
    confidence: float = 1.0

    @property
    def key(self) -> tuple[object, ...]:
        """Facts of one key state the same quantity."""
        return (self.concept, self.measure, self.period, self.basis, self.members)


@dataclass(slots=True)
class Column:
    """A column of a recognised table. `path` is the header from top to bottom; `concept` "" where it is not known."""

    path: tuple[str, ...]
    concept: str = ""
    period: int | None = None
    basis: str = ""
    measure: Measure = Measure.AMOUNT


@dataclass(slots=True)
class Row:
    """A row of a recognised table: its label and code, its place in the hierarchy, and one fact a figure column.

    `level` counts from 1 at the top; `kind` is 'item', 'total' (合计, 总计) or 'part' (其中, which need not be exhaustive).
    """

    label: str
    kind: str
    level: int
    code: str = ""
    facts: list[Fact | None] = field(default_factory=list)
    source: Source = field(default_factory=Source)


@dataclass(slots=True)
class StatedTable:
    """表 as understood: one side of a two-sided table is a table of its own. `kind` is T1 … T16 of the profile, "" if unknown."""

    kind: str
    title: str
    columns: list[Column]
    rows: list[Row]
    unit: str = ""
    side: str = ""
    source: Source = field(default_factory=Source)
    note: str = ""


@dataclass(slots=True)
class Composition:
    """其中: a whole and the parts a sentence gives it. `exhaustive` where the wording or the catalogue says nothing is left out."""

    whole: Fact
    parts: list[Fact]
    exhaustive: bool


@dataclass(slots=True)
class Claim:
    """增减表述: figures of one clause about one quantity: this year, the year before, the change, the rate, whatever is stated."""

    concept: str
    label: str
    current: Fact | None = None
    previous: Fact | None = None
    change: Fact | None = None
    rate: Fact | None = None


@dataclass(slots=True)
class Share:
    """占比 or 完成率: a percentage of one stated fact in another."""

    rate: Fact
    part: Fact
    whole: Fact


@dataclass
class FactSet:
    """What one document states. `kind` is budget, final_accounts or other; `names` every spelling of the unit with its places.

    `passages` are the paragraphs outside tables, mended, and the worded cells of tables, to be searched.
    """

    path: str = ""
    sha256: str = ""
    kind: str = "other"
    unit: str = ""
    fiscal_year: int | None = None
    money_unit: str = ""
    profile: str = ""
    facts: list[Fact] = field(default_factory=list)
    tables: list[StatedTable] = field(default_factory=list)
    compositions: list[Composition] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    programme: Programme = field(default_factory=Programme)
    names: dict[str, list[Source]] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)

    @cached_property
    def searchable(self) -> Searchable:
        """The passages as one text, for searching all of them at once. The passages do not change after extraction."""
        return Searchable(self.passages)
