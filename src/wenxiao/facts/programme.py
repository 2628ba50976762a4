"""Which duties, activities and indicators does a performance table promise, once the pages that cut it are forgotten?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wenxiao.catalogue.tables import recognise
from wenxiao.facts import header, stitch
from wenxiao.facts.figures import figure
from wenxiao.facts.model import Fact, State
from wenxiao.facts.stitch import WholeTable
from wenxiao.performance.programme import BANDS, Activity, Duty, Indicator, Programme
from wenxiao.vocabulary.shown import MONEY_UNITS, WAN, Shown, Unit
from wenxiao.vocabulary.source import Source
from wenxiao.vocabulary.wording import fold

_DUTY = re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]")
_COLUMNS = {
    "name": ("职责活动", "职责", "活动", "项目名称", "工作活动"),
    "amount": ("年度预算数", "预算数", "预算金额", "年度预算", "资金"),
    "content": ("内容描述", "内容"),
    "objective": ("绩效目标", "总体目标", "目标"),
    "indicator": ("绩效指标", "三级指标", "指标名称", "指标"),
    "target": ("指标值", "年度指标值", "目标值"),
    "weight": ("权重", "分值"),
    "kind": ("指标类型", "指标类别", "二级指标", "一级指标"),
}
# What an indicator may have beside its standards.
_BASELINE = re.compile(r"上年|历史值|基期")
_DATA_SOURCE = re.compile(r"数据来源|指标值来源|取值依据|佐证")
_GAP = re.compile(r"\s+")
_DIGITS = re.compile(r"[\d.]+")
_NUMBERED = re.compile(r"(\d{1,2})、")
_PROJECT = re.compile(r"[(（](\d{1,2})[)）]")
# An indicator's name that ends so, and has a subject before it, is whole.
_WHOLE_NAME = re.compile(r"..(率|度|数|量|额|水平|时间|情况|程度)(\(%\))?$")
# A standard that goes on behind one that is complete is another one: ≥100% and then ≤0.25 万元, but ≥95% 且 and then <100%.
_FIGURE_ENDS = re.compile(r"\d[^且或、，,至~-]*$")
_FIGURE_CLOSES = re.compile(r"\d\D{0,3}以[上下]$")
_FIGURE_BEGINS = re.compile(r"(?:不低于|不高于|大于|小于|低于|高于|超过|[≥≤<>=])?\d")
_STANDARD = re.compile(
    r"(?:不低于|不高于|大于|小于|低于|高于|超过|≥|≤|>|<)?\d+(?:\.\d+)?(?:%|次|个|人|件|起)?"
    r"(?:[-~至]\d+(?:\.\d+)?(?:%|次|个|人|件|起)?)?(?:以上|以下)?"
)


@dataclass
class ProgrammeTable:
    """What a performance table says, and the amounts it states as facts."""

    programme: Programme
    facts: list[Fact] = field(default_factory=list)


def programme(table: WholeTable, fiscal_year: int | None, basis: str) -> ProgrammeTable | None:
    """The programme of a performance table, or None where `table` is another table."""
    rows = header.height(table)
    labels = {fold(place.text) for places in table.grid[:rows] for place in places} - {""}
    form, _ = recognise([], labels)
    if form is None or form.rows != "绩效" or rows >= len(table.grid):
        return None
    paths = header.paths(table, rows)
    columns = _columns(paths)
    if "name" not in columns or "indicator" not in columns:
        return None
    return _Reader(table, rows, columns, _unit(table), fiscal_year, basis).read()


def _columns(paths: list[tuple[str, ...]]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, path in enumerate(paths):
        leaf = path[-1] if path else ""
        if leaf in BANDS:
            columns.setdefault(leaf, column)
            continue
        for name, labels in _COLUMNS.items():
            if leaf in labels or leaf.rstrip("(万元)") in labels:
                columns.setdefault(name, column)
                break
    return columns


def _unit(table: WholeTable) -> Unit:
    for _, text in reversed(table.above[-5:]):
        told = re.search(r"单位[:：](万元|元|千元)", fold(text.text))
        if told:
            return MONEY_UNITS[told[1]]
    return WAN


class _Reader:
    def __init__(self, table: WholeTable, rows: int, columns: dict[str, int], unit: Unit, fiscal_year: int | None, basis: str) -> None:
        self.table, self.rows, self.columns, self.unit = table, rows, columns, unit
        self.fiscal_year, self.basis = fiscal_year, basis
        heads = "、".join(label for path in header.paths(table, rows) for label in path[-1:])
        baselines, named = bool(_BASELINE.search(heads)), bool(_DATA_SOURCE.search(heads))
        self.result = ProgrammeTable(Programme(has_weights="weight" in columns, has_baselines=baselines, has_sources=named))
        self.indicator_open = False

    def read(self) -> ProgrammeTable:
        for number in range(self.rows, len(self.table.grid)):
            self._row(number, number in self.table.breaks)
        return self.result

    def _row(self, number: int, after_break: bool) -> None:
        name = self._text(number, "name")
        amount = self._text(number, "amount")
        content, objective = self._text(number, "content"), self._text(number, "objective")
        bearer = self._bearer()
        if after_break and bearer is not None and self._goes_on(name, amount, content, objective, number):
            self._rename(bearer, bearer.name + name)
            bearer.content += content
            bearer.objective += objective
        elif name:
            self._open(number, name, amount, content, objective)
        elif bearer is not None and after_break:
            bearer.content += content
            bearer.objective += objective
        self._indicator(number, after_break)

    def _goes_on(self, name: str, amount: str, content: str, objective: str, number: int) -> bool:
        """The first row of a page goes on with the row the page cut, unless it opens a duty or brings an amount of its own."""
        if amount or _DUTY.match(name):
            return False
        bearer = self._bearer()
        indicator = self._text(number, "indicator")
        if not name or not (content or objective or indicator):
            return True
        if self._is_next(name):
            return False
        numbered = _NUMBERED.match(name)
        if numbered:
            # 7、… goes on with a name that is itself a list up to 6、; otherwise a number opens an activity.
            is_next = bearer is not None and f"{int(numbered[1]) - 1}、" in fold(bearer.name)[2:]
            told = [column for column in ("content", "objective") if self._text(number, column)]
            return is_next or (self._is_cut(number, "name") and any(self._is_cut(number, column) for column in told))
        # Among activities with numbers, a name without one and without an amount is the rest of the name above.
        unnumbered = bearer is not None and bool(_NUMBERED.match(bearer.name))
        return unnumbered or not (content or objective) or not indicator or self._is_cut(number, "name")

    def _is_next(self, name: str) -> bool:
        """Its number is the one that comes next: 1、 below a duty, （1） below an activity, and from there on by one."""
        activities = self.result.programme.duties[-1].activities
        if self._is_project(name):
            return _follows(_PROJECT, name, activities[-1].projects)
        return _follows(_NUMBERED, name, activities)

    def _is_project(self, name: str) -> bool:
        """（1） below 1、 is one of an activity's projects."""
        activities = self.result.programme.duties[-1].activities
        return bool(activities and _PROJECT.match(name) and _NUMBERED.match(activities[-1].name))

    def _open(self, number: int, name: str, amount: str, content: str, objective: str) -> None:
        place = self.table.grid[number][self.columns["name"]]
        source = self.table.source(place, name)
        shown = self._amount(number, name, amount)
        if _DUTY.match(name) or not self.result.programme.duties:
            self.result.programme.duties.append(Duty(name, shown, content, objective, source=source))
            return
        opened = Activity(name, shown, content, objective, source=source)
        activities = self.result.programme.duties[-1].activities
        if self._is_project(name):
            activities[-1].projects.append(opened)
        else:
            activities.append(opened)

    def _rename(self, bearer: Duty | Activity, name: str) -> None:
        """Give a bearer the whole of its name, and its amount with it."""
        bearer.name = name
        bearer.source = bearer.source._replace(label=name)
        if "amount" in self.columns:
            fact = self.result.facts[-1]
            fact.label, fact.members = name, self._members(name, is_duty=isinstance(bearer, Duty))
            fact.source = fact.source._replace(label=name)

    def _members(self, name: str, *, is_duty: bool) -> tuple[tuple[str, str], ...]:
        """Two duties may have an activity of one name each, and two activities a project."""
        if is_duty:
            return (("职责", fold(name)),)
        duty = self.result.programme.duties[-1]
        above = [duty.name, duty.activities[-1].name] if self._is_project(name) else [duty.name]
        return (("活动", "·".join(map(fold, (*above, name)))),)

    def _amount(self, number: int, name: str, amount: str) -> Shown | None:
        state, shown = figure(amount, self.unit)
        is_duty = bool(_DUTY.match(name)) or not self.result.programme.duties
        place = self.table.grid[number][self.columns["amount"]] if "amount" in self.columns else None
        if place is not None:
            self.result.facts.append(
                Fact(
                    "职责预算" if is_duty else "活动预算",
                    name,
                    self.table.source(place, name),
                    period=self.fiscal_year,
                    basis=self.basis,
                    members=self._members(name, is_duty=is_duty),
                    shown=shown,
                    value=shown.value if shown else 0,
                    step=shown.step if shown else 0,
                    state=state if state is not State.UNREADABLE or amount else State.BLANK,
                )
            )
        return shown

    def _indicator(self, number: int, after_break: bool) -> None:
        name = self._text(number, "indicator")
        standards = {band: self._text(number, band) if band in self.columns else "" for band in BANDS}
        target = self._text(number, "target")
        measured = bool(target) or any(standards.values())
        bearer = self._bearer()
        if bearer is None or not (name or measured):
            return
        last = bearer.indicators[-1] if bearer.indicators else None
        if after_break and last is not None and self._is_rest(number, last, name, measured):
            last.name += name
            last.target += target
            printed = [self._source(number, band, name) for band in BANDS if standards[band] and not last.standards[band]]
            last.sources += tuple(printed)
            last.standards = {band: last.standards[band] + standards[band] for band in BANDS}
            return
        if not name:
            return
        sources = [self._source(number, "indicator", name)]
        sources += [self._source(number, band, name) for band in BANDS if standards[band]]
        names = _several(self.table.grid[number][self.columns["indicator"]].text, standards)
        if names:
            # Two indicators printed in one row stay one row here, told apart by a space: performance.standard splits it.
            name = " ".join(names)
            standards = {band: " ".join(_STANDARD.findall(fold(text))) for band, text in standards.items()}
        bearer.indicators.append(
            Indicator(name, standards, tuple(sources), target, self._text(number, "kind"), self._text(number, "weight"))
        )

    def _is_rest(self, number: int, last: Indicator, name: str, measured: bool) -> bool:
        """Is the indicator of a page's first row the rest of the one the page cut?"""
        if not name:
            return measured
        if not measured:
            return not (_WHOLE_NAME.search(fold(last.name)) and _WHOLE_NAME.search(fold(name)))
        filled = [column for column in ("indicator", "target", *BANDS) if self._text(number, column)]
        ended = [column for column in filled if _FIGURE_ENDS.search(self._text(number - 1, column))]
        another = any(
            _FIGURE_BEGINS.match(self._text(number, column)) or _FIGURE_CLOSES.search(self._text(number - 1, column)) for column in ended
        )
        return not another and all(self._is_cut(number, column) for column in filled)

    def _is_cut(self, number: int, column: str) -> bool:
        return stitch.is_cut(self.table, number, self.columns[column])

    def _bearer(self) -> Duty | Activity | None:
        duties = self.result.programme.duties
        if not duties:
            return None
        return (duties[-1].bearers() or duties)[-1]

    def _text(self, number: int, column: str) -> str:
        """What the row itself prints in a column: a cell merged over several rows belongs to the first of them."""
        if column not in self.columns or self.table.merged[number][self.columns[column]]:
            return ""
        return _unwrapped(self.table.grid[number][self.columns[column]].text)

    def _source(self, number: int, column: str, label: str) -> Source:
        return self.table.source(self.table.grid[number][self.columns[column]], label)


def _follows(pattern: re.Pattern[str], name: str, before: list[Activity]) -> bool:
    """Whether a name bears the number after the last one's, or the first number of all."""
    numbered, last = pattern.match(name), pattern.match(before[-1].name) if before else None
    if numbered is None or (before and last is None):
        return False
    return int(numbered[1]) == (int(last[1]) if last is not None else 0) + 1


def _unwrapped(text: str) -> str:
    """A cell's text as its author wrote it: a printer's line breaks and gaps between Chinese characters taken out."""
    text = text.strip()
    return _GAP.sub(lambda gap: " " if _apart(text, *gap.span()) else "", text)


def _apart(text: str, start: int, end: int) -> bool:
    """A gap keeps two Latin words or two figures apart."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    return before.isascii() and before.isalnum() and behind.isascii() and behind.isalnum()


def _several(printed: str, standards: dict[str, str]) -> list[str]:
    """The two names that one cell holds, where each filled band holds two standards; none where it holds one name.

    They stand apart by a gap. Where the gap is lost because the second name begins a line, the two standards must be of one form,
    and of several lines the one begins it that lets both names end alike.
    """
    filled = [fold(text) for text in standards.values() if text]
    pairs = [_STANDARD.findall(text) for text in filled]
    if not pairs or any(len(pair) != 2 or "".join(pair) != text for pair, text in zip(pairs, filled, strict=True)):
        return []
    names = re.split(r"[ 　]+", printed.replace("\n", "").strip())
    if len(names) == 1 and all(_DIGITS.sub("", first) == _DIGITS.sub("", second) for first, second in pairs):
        lines = printed.split()
        cuts = [("".join(lines[:end]), "".join(lines[end:])) for end in range(1, len(lines))]
        cuts = cuts if len(cuts) == 1 else [(first, second) for first, second in cuts if first[-2:] == second[-2:]]
        names = list(cuts[0]) if len(cuts) == 1 else names
    return names if len(names) == 2 else []
