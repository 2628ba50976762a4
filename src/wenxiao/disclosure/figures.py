"""Where does each printed figure come from?

Every figure is a record's value, or follows from other figures by one of four ways; nothing is typed. The same quantity has the same
id wherever it is printed, and `Figures.derivation` walks from it down to the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.disclosure.records import TEN_THOUSAND, Fund, Line, Part, YearRecords

FUND_NAMES = {
    Fund.GENERAL: "一般公共预算",
    Fund.GOVERNMENT_FUND: "政府性基金预算",
    Fund.STATE_CAPITAL: "国有资本经营预算",
    Fund.SPECIAL_ACCOUNT: "财政专户管理资金",
    Fund.UNIT_MONEY: "单位资金",
}
PART_NAMES = {Part.PERSONNEL: "人员经费", Part.OPERATING: "公用经费", Part.PROJECT: "项目支出"}


class Measure(Enum):
    """计量: money in 分, counts and sizes in ten-thousandths, rates in hundredths of a per cent."""

    MONEY = "money"
    COUNT = "count"
    RATE = "rate"


class How(Enum):
    """来历: a difference is the first part less the second; a ratio is the first part's size in per cent of the second, halves up; a
    product is a count times a price."""

    RECORD = "record"
    SUM = "sum"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Figure:
    """数: `parts` are the ids of the figures it follows from, `source` the record it is the value of."""

    id: str
    label: str
    value: int
    measure: Measure = Measure.MONEY
    how: How = How.RECORD
    parts: tuple[str, ...] = ()
    source: str = ""


class Axis(Enum):
    """按哪种科目: which classification a slice is cut by."""

    FUNCTION = "功能"
    ECONOMIC = "经济"


@dataclass(frozen=True, slots=True)
class Slice:
    """支出的一部分: lines below a code, of these funds and parts (none named: all), of one project, carried over or not (None: both)."""

    axis: Axis = Axis.FUNCTION
    code: str = ""
    funds: tuple[Fund, ...] = ()
    parts: tuple[Part, ...] = ()
    project: str | None = None
    carried: bool | None = None

    def holds(self, line: Line) -> bool:
        """Whether a line below the code belongs here."""
        return (
            (not self.funds or line.fund in self.funds)
            and (not self.parts or line.part in self.parts)
            and (self.project is None or line.project == self.project)
            and (self.carried is None or line.carried is self.carried)
        )

    def below(self, code: str) -> Slice:
        """The part of it under a code."""
        return replace(self, code=code)

    @property
    def id(self) -> str:
        said = [f"按{self.axis.value}科目", self.code or "合计"]
        if self.funds:
            said.append("＋".join(fund.value for fund in self.funds))
        if self.parts:
            said.append("＋".join(part.value for part in self.parts))
        if self.project is not None:
            said.append(f"项目 {self.project}")
        if self.carried is not None:
            said.append("上年结转" if self.carried else "本年收入")
        return "支出/" + "/".join(said)

    @property
    def label(self) -> str:
        said = [f"{self.code} {name_of(self.axis, self.code)}"] if self.code else ["支出"]
        said += ["、".join(FUND_NAMES[fund] for fund in self.funds)] if self.funds else []
        said += ["、".join(PART_NAMES[part] for part in self.parts)] if self.parts else []
        said += [] if self.carried is None else ["上年结转" if self.carried else "本年收入"]
        return "，".join(said)


class Figures:
    """一份文件的全部数. Asking for a figure derives it and everything it follows from."""

    def __init__(self, records: YearRecords) -> None:
        self.records = records
        self._projects = records.project_names()
        self._known: dict[str, Figure] = {}
        self._below: dict[tuple[Axis, str], list[tuple[int, Line]]] = defaultdict(list)
        for number, line in enumerate(records.lines):
            for length in (0, 3, 5, 7):
                self._below[Axis.FUNCTION, line.function_code[:length]].append((number, line))
            for length in (0, 3, 5):
                self._below[Axis.ECONOMIC, line.economic_code[:length]].append((number, line))

    def __getitem__(self, id: str) -> Figure:
        return self._known[id]

    def __contains__(self, id: str) -> bool:
        return id in self._known

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._known.values())

    def record(self, id: str, label: str, value: int, source: str, measure: Measure = Measure.MONEY) -> Figure:
        return self._put(Figure(id, label, value, measure, source=source))

    def sum(self, id: str, label: str, parts: Sequence[Figure], measure: Measure = Measure.MONEY) -> Figure:
        return self._put(Figure(id, label, sum(part.value for part in parts), measure, How.SUM, tuple(part.id for part in parts)))

    def difference(self, id: str, label: str, whole: Figure, less: Figure) -> Figure:
        return self._put(Figure(id, label, whole.value - less.value, whole.measure, How.DIFFERENCE, (whole.id, less.id)))

    def ratio(self, id: str, label: str, part: Figure, whole: Figure) -> Figure:
        """Raises ZeroDivisionError for a whole of nothing: that has no percentage, and must be told in words."""
        rate = half_up(abs(part.value) * 10_000, whole.value)
        return self._put(Figure(id, label, rate, Measure.RATE, How.RATIO, (part.id, whole.id)))

    def product(self, id: str, label: str, count: Figure, price: Figure) -> Figure:
        """An amount to the 分, halves up."""
        return self._put(
            Figure(id, label, half_up(count.value * price.value, TEN_THOUSAND), Measure.MONEY, How.PRODUCT, (count.id, price.id))
        )

    def spent(self, part: Slice) -> Figure:
        """The money of a slice: the sum of the next level of its classification, at the last level of the lines themselves."""
        if part.id in self._known:
            return self._known[part.id]
        lines = [(number, line) for number, line in self._below[part.axis, part.code] if part.holds(line)]
        deeper = self._deeper(part, [line for _, line in lines])
        parts = [self.spent(each) for each in deeper] if deeper else [self._line(number, line) for number, line in lines]
        return self.sum(part.id, part.label, parts)

    def lines(self) -> Iterator[tuple[Line, Figure]]:
        """Every line of the records with its figure."""
        return ((line, self._line(number, line)) for number, line in self._below[Axis.FUNCTION, ""])

    def codes(self, part: Slice, *lengths: int) -> list[str]:
        """The codes of these lengths under which the slice has lines with money, in order."""
        lines = [line for _, line in self._below[part.axis, part.code] if part.holds(line) and line.amount]
        return sorted({_code(part.axis, line)[:length] for line in lines for length in lengths})

    def derivation(self, id: str) -> Iterator[tuple[int, Figure]]:
        """The figure and all it follows from, each below what it is a part of."""
        return derivation(self._known, id)

    def _deeper(self, part: Slice, lines: Sequence[Line]) -> list[Slice]:
        length = {0: 3, 3: 5, 5: 7}[len(part.code)] if len(part.code) < 7 else 0
        if part.project is not None or not length or (part.axis is Axis.ECONOMIC and length == 7):
            return []
        codes = sorted({_code(part.axis, line)[:length] for line in lines})
        return [part.below(code) for code in codes]

    def _line(self, number: int, line: Line) -> Figure:
        named = f"{line.function_code} {line.economic_code} {self._projects.get(line.project) or PART_NAMES[line.part]}"
        return self.record(f"记录/支出/{number + 1}", named, line.amount, line.source)

    def _put(self, figure: Figure) -> Figure:
        """Raises ValueError where one id would name two values: two things that are not the same have been called the same."""
        known = self._known.setdefault(figure.id, figure)
        if known != figure:
            raise ValueError(f"{figure.id}: {known} / {figure}")
        return known


def derivation(figures: Mapping[str, Figure], id: str, deepest: int | None = None, step: int = 0) -> Iterator[tuple[int, Figure]]:
    """The figure and what it follows from with the steps between, from 0, no more than `deepest`; raises KeyError."""
    yield step, figures[id]
    if deepest is None or step < deepest:
        for part in figures[id].parts:
            yield from derivation(figures, part, deepest, step + 1)


def known_name(axis: Axis, code: str) -> str | None:
    return function_name(code) if axis is Axis.FUNCTION else economic_name(code)


def name_of(axis: Axis, code: str) -> str:
    """科目名称: of a code that the catalogue does not have, the name of what it belongs to."""
    known = (known_name(axis, code[:length]) for length in (7, 5, 3) if length <= max(len(code), 3))
    return next((name for name in known if name), "未收录的科目")


def half_up(numerator: int, denominator: int) -> int:
    """numerator ÷ denominator as a whole number, halves away from zero; the denominator is positive."""
    if denominator == 0:
        raise ZeroDivisionError(f"{numerator} / 0")
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def _code(axis: Axis, line: Line) -> str:
    return line.function_code if axis is Axis.FUNCTION else line.economic_code
