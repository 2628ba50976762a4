"""What does each table of a document state, cell by cell?"""

from __future__ import annotations

import re

from wenxiao.catalogue.concepts import concepts
from wenxiao.catalogue.tables import TableForm, recognise
from wenxiao.facts import header, labels, layout, part_rows, stitch
from wenxiao.facts.figures import figure, is_figure
from wenxiao.facts.function_paths import category_code
from wenxiao.facts.joined_sides import joined_sides
from wenxiao.facts.layout import Paths, Side
from wenxiao.facts.meaning import is_counted, meaning
from wenxiao.facts.measures import PER_CENT_MEASURES, is_difference, measure_named
from wenxiao.facts.model import ECONOMIC, FUNCTION, Column, Fact, Measure, Row, Setting, StatedTable
from wenxiao.facts.stitch import Place, WholeTable
from wenxiao.vocabulary.code import CodeError, EconomicCode, FunctionCode
from wenxiao.vocabulary.shown import MONEY_UNITS, PER_CENT, PLAIN, Unit
from wenxiao.vocabulary.wording import fold

_UNIT = re.compile(r"单位[:：]?(亿元|千万元|百万元|万元|千元|元|人)")
_UNIT_IN_LABEL = re.compile(r"[(:](亿元|万元|千元|元)\)")
_NO_TITLE = re.compile(r"^(编制(部门|单位)|部门[:：]|单位[:：]|金额单位|预算(单位|部门)|公开\d+表|附件|截止|(?!20\d\d年)\d{3,6}[^\d年])")
_YEAR = re.compile(r"(20\d\d)年")
_NOTE = re.compile(r"\s*(注|说明)[:：]")
_BASES = {"预算数": "预算", "决算数": "决算", "执行数": "执行", "年初预算数": "预算"}
_BASES |= dict.fromkeys(("全年预算数", "调整预算数", "调整后预算数"), "调整预算")
_MOST_LABELS = 3
# Column labels that say little without the heading above them.
_SAID_BY_HEADING = frozenset(("行政", "事业", "预算数", "决算数"))


def stated_tables(table: WholeTable, setting: Setting) -> list[StatedTable]:
    """The table as understood; a two-sided one as two. A table without figures below its header gives none."""
    rows = header.height(table)
    titles = _titles(table)
    heads = {fold(place.text) for places in table.grid[:rows] for place in places} - {""}
    form, title = recognise(titles, heads)
    if rows == 0 or rows >= len(table.grid) or (form is not None and form.rows == "绩效"):
        return []
    paths = header.paths(table, rows, form.families if form else None)
    unit = _unit(table, heads, setting)
    found = []
    for side in layout.sides(table, rows, paths, form):
        stated = _SideReader(table, form, side, paths, unit, setting, rows).read(title)
        if stated.columns and stated.rows:
            found.append(stated)
    return joined_sides(found)


def _titles(table: WholeTable) -> list[str]:
    titles = [fold(text.text) for _, text in reversed(table.above[-5:])]
    names = [fold(part.name) for _, part in table.parts[:1] if part.name]
    inside = [fold(place.text) for place, covered in zip(table.grid[0], table.merged[0], strict=True) if not covered and place.text]
    if len(inside) == 1:
        titles.insert(0, inside[0])
    return [title for title in titles if len(title) < 60 and not _NO_TITLE.match(title)] + names


def _unit(table: WholeTable, heads: set[str], setting: Setting) -> Unit:
    for _, text in reversed(table.above[-5:]):
        told = _UNIT.search(fold(text.text))
        if told:
            return MONEY_UNITS.get(told[1], PLAIN)
    for label in sorted(heads):
        told = _UNIT.search(label) or _UNIT_IN_LABEL.search(label)
        if told and told[1] in MONEY_UNITS:
            return MONEY_UNITS[told[1]]
    return setting.unit


class _SideReader:
    """Reads one side of a table, row by row below its header."""

    def __init__(
        self, table: WholeTable, form: TableForm | None, side: Side, paths: Paths, unit: Unit, setting: Setting, header_rows: int
    ) -> None:
        self.table = table
        self.form = form
        self.side = side
        self.paths = paths
        self.unit = unit
        self.setting = setting
        self.body = range(header_rows, len(table.grid))
        self.columns = [self._column(column) for column in side.figures]
        self.rows: list[Row] = []
        # The rest of a label whose cell a page has cut, by row and column of its beginning.
        self.rest: dict[tuple[int, int], str] = {}
        names = [fold(table.grid[number][column].text) for number in self.body for column in side.labels[:1]]
        self.numbered = any(labels.is_enumerated_in_words(label) for label in names)

    def read(self, title: str) -> StatedTable:
        rests = self._mend()
        for number in self.body:
            row = None if number in rests or self._numbers_columns(number) else self._row(number)
            if row is not None:
                self.rows.append(row)
        part_rows.settle(self.rows)
        return StatedTable(
            kind=self.form.kind if self.form else "",
            title=title,
            columns=self.columns,
            rows=self.rows,
            unit=self.unit.name,
            side=self.side.name,
            source=self.table.source(self.table.grid[0][0]),
            note=" ".join(text.text.strip() for _, text in self.table.below if _NOTE.match(text.text)),
        )

    def _numbers_columns(self, number: int) -> bool:
        return header.numbers_columns([fold(place.text) for place in self.table.grid[number]])

    def _column(self, column: int) -> Column:
        path = self.paths[column]
        concept = self.form.concept(path) if self.form else ""
        period = basis = None
        measure = Measure.AMOUNT
        for label in path:
            basis = _BASES.get(label, basis)
            year = _YEAR.search(label)
            if year:
                period = int(year[1])
            elif "上年" in label and self.setting.fiscal_year and "结转" not in label:
                period = self.setting.fiscal_year - 1
            measure = measure_named(label) or measure
        # In one year's budget 预算数 is only the name of the figure; beside 决算数 it tells two figures apart.
        period = period or self._date()
        if self.setting.basis == "预算" or basis is None:
            basis = basis if basis == "执行" else self.setting.basis
        return Column(path, concept, period or self.setting.fiscal_year, basis, measure)

    def _date(self) -> int | None:
        """The year of a stock table: 截止时间：2022年12月31日 above it, or the end of the year before."""
        if self.form is None or self.form.kind != "T14":
            return None
        for _, text in reversed(self.table.above[-5:]):
            told = re.search(r"截止.*?(20\d\d)年", fold(text.text))
            if told:
                return int(told[1])
        return self.setting.fiscal_year - 1 if self.setting.fiscal_year else None

    def _row(self, number: int) -> Row | None:
        """The row as understood, None where it is empty."""
        places = self.table.grid[number]
        told = self.side.labels[:1] if self.form is not None and self.form.rows == "单位" else self.side.labels[:_MOST_LABELS]
        label = "".join(self._text(number, column) for column in told if not self._is_told_before(number, column, told))
        segments = [fold(places[column].text) for column in self.side.codes]
        code, level = self._code(segments)
        if not label and any(segment and not segment.isdigit() for segment in segments):
            label = next(segment for segment in reversed(segments) if segment)
        if not label and not code and not any(places[column].text.strip() for column in self.side.figures):
            return None
        folded = fold(label)
        kind = "total" if labels.is_total(folded) else "part" if labels.is_part(folded) else "item"
        if not code:
            level = self._level(folded)
        shown = (*self.side.labels, *self.side.codes, *self.side.figures)
        anchor = next((places[column] for column in shown if places[column].text.strip()), places[0])
        row = Row(label, kind, level, code, source=self.table.source(anchor, label))
        parent = next((each for each in reversed(self.rows) if each.level < level), None) if not code and level > 1 else None
        row.facts.extend(self._cell(number, at, row, column, parent) for at, column in zip(self.side.figures, self.columns, strict=True))
        self._tell_apart(row)
        return row

    def _tell_apart(self, row: Row) -> None:
        """The same thing is bought twice at two prices, a project is paid under two 项: rows of one name are several things."""
        if self.form is None or self.form.rows != "项目":
            return
        before = sum(1 for other in self.rows if other.label == row.label and other.kind == "item")
        for fact in row.facts:
            if before and fact is not None:
                fact.members = tuple((kind, f"{name}（第{before + 1}行）") for kind, name in fact.members)

    def _cell(self, number: int, at: int, row: Row, column: Column, parent: Row | None) -> Fact | None:
        """What a row states in a column, None where the place belongs to a cell of the row above."""
        if self._goes_down(number, at):
            return None
        fact = self._fact(row, column, self.table.grid[number][at], parent)
        if self._goes_down(number + 1, at):
            fact.concept = ""  # an amount for several rows together is none of this row's own
        return fact

    def _goes_down(self, number: int, column: int) -> bool:
        """Does the place belong to a cell merged down from the row above?"""
        if number >= len(self.table.grid) or not self.table.merged[number][column]:
            return False
        above, here = self.table.grid[number - 1][column], self.table.grid[number][column]
        return (above.block, above.cell) == (here.block, here.cell)

    def _level(self, label: str) -> int:
        before = self.rows
        if self.numbered and before and not (labels.is_enumerated(label) or labels.is_part(label) or labels.is_total(label)):
            # 一、本年支出 is followed by its categories without numbers of their own.
            above = next((row for row in reversed(before) if row.level == 1), None)
            if above is not None and labels.name(fold(above.label)) in ("本年收入", "本年支出") and above.kind == "item":
                return 2
        if labels.is_enumerated(label) and any(row.kind == "total" for row in before):
            # After 本年合计, 一、 二、 … below a plain row (年初结转和结余) divide that row.
            above = next(row for row in reversed(before) if row.level == 1)
            if above.kind == "item" and not labels.is_enumerated(fold(above.label)):
                return 2
        return labels.level(label, numbered=self.numbered)

    def _is_told_before(self, number: int, column: int, told: list[int]) -> bool:
        """A cell merged over several label columns is one label."""
        here = self.table.grid[number][column]
        before = (self.table.grid[number][each] for each in told if each < column)
        return self.table.merged[number][column] and any((here.block, here.cell) == (place.block, place.cell) for place in before)

    def _text(self, number: int, column: int) -> str:
        return self.table.grid[number][column].text.replace("\n", "").strip() + self.rest.get((number, column), "")

    def _mend(self) -> set[int]:
        """Put the rest of labels that a page cut where they began; the rows that were no rows but that."""
        rests = {number for number in self.table.breaks if number in self.body[1:] and self._is_rest(number)}
        for number in sorted(rests):
            for column in self.side.labels:
                self.rest[number - 1, column] = self._text(number, column)
        return rests

    def _is_rest(self, number: int) -> bool:
        """The first row of a page holds nothing but words for cells that the page has cut."""
        filled = [column for column, place in enumerate(self.table.grid[number]) if place.text.strip()]
        if not filled or any(is_figure(fold(self.table.grid[number][column].text)) for column in filled):
            return False
        before, label = (fold(self._text(row, filled[0])) for row in (number - 1, number))
        if not before or labels.is_total(before) or labels.is_enumerated(label) or labels.is_part(label):
            return False
        if self.table.page(number) is not None:
            return all(stitch.is_cut(self.table, number, column) for column in filled)
        name = labels.name(label)
        named = concepts().named(name) or category_code(name)
        return {*filled} <= {*self.side.labels} and not named

    def _code(self, segments: list[str]) -> tuple[str, int]:
        """The code of a row and its level; "" where its cells hold none that the classification could have."""
        digits = [segment for segment in segments if segment]
        if not digits or not all(segment.isdigit() for segment in digits):
            return "", 1
        if len(segments) > 1:
            # One-digit sections are printed now and then ("301 2"); an empty category means "as above".
            digits = [digits[0], *(segment.zfill(2) for segment in digits[1:])]
            if not segments[0] and self.rows and self.rows[-1].code:
                digits = [self.rows[-1].code[:3], *(segment.zfill(2) for segment in segments[1:] if segment)]
        text = " ".join(digits) if len(digits) > 1 else digits[0]
        try:
            if self._classification() == ECONOMIC:
                economic = EconomicCode.parse(text)
                return str(economic), economic.level
            function = FunctionCode.parse(text)
            return str(function), function.level
        except CodeError:
            return "", 1

    def _classification(self) -> str:
        return ECONOMIC if self.form is not None and self.form.rows == ECONOMIC else FUNCTION

    def _fact(self, row: Row, column: Column, place: Place, parent: Row | None) -> Fact:
        concept, members = meaning(self.form, self.side.name, row, column)
        if parent is not None and "结转" in parent.label:
            concept = ""  # 上年结转 repeats the names of the funds it came from
        told = _YEAR.match(fold(row.label)) if self.form is not None and self.form.rows == "单行" else None
        counted = self.form is not None and (self.form.dimension == "count" or column.concept in self.form.counts or is_counted(concept))
        measure = measure_named(fold(row.label)) or column.measure
        if is_difference(column.path[-1] if column.path else ""):
            concept = ""
        unit = PER_CENT if measure in PER_CENT_MEASURES else PLAIN if counted else self.unit
        state, shown = figure(place.text, unit)
        label = _fact_label(row.label, column)
        source = self.table.source(place, label)
        return Fact(
            concept=concept,
            label=label,
            source=source,
            measure=measure,
            period=int(told[1]) if told else column.period,
            basis=column.basis,
            members=members,
            shown=shown,
            value=shown.value if shown else 0,
            step=shown.step if shown else 0,
            state=state,
        )


def _fact_label(row: str, column: Column) -> str:
    leaf = column.path[-1] if column.path else ""
    if len(column.path) > 1 and leaf in _SAID_BY_HEADING:
        leaf = column.path[-2] + leaf
    name = re.sub(r"\s+", "", row)
    return f"{name}·{leaf}" if leaf and name else name or leaf
