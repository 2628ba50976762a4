"""Which duties, activities and indicators does a performance table promise, once the pages that cut it are forgotten?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wenxiao.catalogue.tables import recognise
from wenxiao.facts import header
from wenxiao.facts.figures import figure
from wenxiao.facts.model import Fact, State
from wenxiao.facts.stitch import WholeTable
from wenxiao.performance.programme import BANDS, Activity, Duty, Indicator, Programme
from wenxiao.vocabulary.shown import MONEY_UNITS, WAN, Shown, Unit
from wenxiao.vocabulary.source import Source
from wenxiao.vocabulary.wording import Folded, fold

_DUTY = re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]")
_COLUMNS = {
    "name": ("职责活动", "职责", "活动", "项目名称", "工作活动"),
    "amount": ("年度预算数", "预算数", "预算金额", "年度预算", "资金"),
    "content": ("内容描述", "内容"),
    "objective": ("绩效目标", "总体目标", "目标"),
    "indicator": ("绩效指标", "三级指标", "指标名称", "指标"),
    "target": ("指标值", "年度指标值", "目标值"),
    "weight": ("权重", "分值"),
}
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
        self.result = ProgrammeTable(Programme(has_weights="weight" in columns))
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
            bearer.name += name
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
        return not name or not (content or objective) or not self._text(number, "indicator")

    def _open(self, number: int, name: str, amount: str, content: str, objective: str) -> None:
        place = self.table.grid[number][self.columns["name"]]
        source = self.table.source(place, name)
        shown = self._amount(number, name, amount)
        if _DUTY.match(name) or not self.result.programme.duties:
            self.result.programme.duties.append(Duty(name, shown, content, objective, source=source))
        else:
            self.result.programme.duties[-1].activities.append(Activity(name, shown, content, objective, source=source))

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
                    members=(("职责" if is_duty else "活动", fold(name)),),
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
        bearer = self._bearer()
        if not name or bearer is None:
            return
        target = self._text(number, "target")
        if after_break and bearer.indicators and not any(standards.values()) and not target:
            bearer.indicators[-1].name += name
            return
        sources = [self._source(number, "indicator", name)]
        sources += [self._source(number, band, name) for band in BANDS if standards[band]]
        raw = self.table.grid[number][self.columns["indicator"]].text
        if _holds_several(raw, standards):
            # Two indicators printed in one row stay one row here, told apart by a space: performance.standard splits it.
            name = " ".join(re.split(r"[ 　]+", raw.replace("\n", "").strip()))
            standards = {band: " ".join(_STANDARD.findall(fold(text))) for band, text in standards.items()}
        bearer.indicators.append(Indicator(name, standards, tuple(sources), target, weight=self._text(number, "weight")))

    def _bearer(self) -> Duty | Activity | None:
        duties = self.result.programme.duties
        if not duties:
            return None
        return duties[-1].activities[-1] if duties[-1].activities else duties[-1]

    def _text(self, number: int, column: str) -> str:
        if column not in self.columns:
            return ""
        return _unwrapped(self.table.grid[number][self.columns[column]].text)

    def _source(self, number: int, column: str, label: str) -> Source:
        return self.table.source(self.table.grid[number][self.columns[column]], label)


def _unwrapped(text: str) -> str:
    """A cell's text as its author wrote it: a printer's line breaks and gaps between Chinese characters taken out."""
    stripped = text.strip()
    if not re.search(r"\s", stripped):
        return stripped
    folded = Folded(stripped)
    return "".join(stripped[at] if not stripped[at].isspace() else " " for at in list(folded.at)[: len(folded.text)])


def _holds_several(raw: str, standards: dict[str, str]) -> bool:
    """Two names apart in one cell, and in each filled band two standards."""
    names = re.split(r"[ 　]+", raw.replace("\n", "").strip())
    filled = [fold(text) for text in standards.values() if text]
    found = [_STANDARD.findall(text) for text in filled]
    return (
        len(names) == 2 and bool(filled) and all(len(pair) == 2 and "".join(pair) == text for pair, text in zip(found, filled, strict=True))
    )
