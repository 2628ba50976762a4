"""What does each table of a document state, cell by cell?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wenxiao.catalogue.concepts import concepts
from wenxiao.catalogue.tables import TableForm, recognise
from wenxiao.facts import header, stitch
from wenxiao.facts.figures import figure, is_figure
from wenxiao.facts.function_paths import category_code
from wenxiao.facts.model import ECONOMIC, FUNCTION, Column, Fact, Measure, Row, Setting, StatedTable
from wenxiao.facts.stitch import Place, WholeTable
from wenxiao.vocabulary.code import CodeError, EconomicCode, FunctionCode
from wenxiao.vocabulary.shown import MONEY_UNITS, PER_CENT, PLAIN, Unit
from wenxiao.vocabulary.wording import fold

_UNIT = re.compile(r"单位[:：]?(亿元|千万元|百万元|万元|千元|元|人)")
_UNIT_IN_LABEL = re.compile(r"[(:](亿元|万元|千元|元)\)")
_NO_TITLE = re.compile(r"^(编制(部门|单位)|部门[:：]|单位[:：]|金额单位|预算(单位|部门)|公开\d+表|附件|截止|(?!20\d\d年)\d{3,6}[^\d年])")
_CODE_LABEL = re.compile(r"^(类|款|项)$|编码$")
_ENUMERATED = re.compile(
    r"^(?:(?P<first>[一二三四五六七八九十]{1,3}[、.])|(?P<second>[(（][一二三四五六七八九十]{1,3}[)）])|(?P<number>\d{1,2}[、.．]))"
)
_PART = re.compile(r"^其中[:：]?")
_TOTAL = re.compile(r"^(本年)?(收入|支出|资产|人员经费|公用经费|财政拨款)*(合计|总计|总额)$")
_YEAR = re.compile(r"(20\d\d)年")
# The appropriation table names its rows like the table of all revenue and expenditure; they are its own quantities.
_OF_APPROPRIATION = {"上年结转结余": "财政拨款年初结转", "年终结转结余": "财政拨款年末结转", "本年收入合计": "财政拨款收入"}
_BASES = {"预算数": "预算", "决算数": "决算", "执行数": "执行", "年初预算数": "预算"}


def stated_tables(table: WholeTable, setting: Setting) -> list[StatedTable]:
    """The table as understood; a two-sided one as two. A table without figures below its header gives none."""
    rows = header.height(table)
    titles = _titles(table)
    labels = {fold(place.text) for places in table.grid[:rows] for place in places} - {""}
    form, title = recognise(titles, labels)
    if rows == 0 or rows >= len(table.grid) or (form is not None and form.rows == "绩效"):
        return []
    paths = header.paths(table, rows, form.families if form else None)
    unit = _unit(table, labels, setting)
    found = []
    for side, columns in _sides(table, rows, paths, form):
        stated = _Side(table, form, side, columns, paths, unit, setting).read(rows, title)
        if stated.columns and stated.rows:
            found.append(stated)
    return found


def _titles(table: WholeTable) -> list[str]:
    titles = [fold(text.text) for _, text in reversed(table.above[-5:])]
    names = [fold(part.name) for _, part in table.parts[:1] if part.name]
    inside = [fold(place.text) for place, covered in zip(table.grid[0], table.merged[0], strict=True) if not covered and place.text]
    if len(inside) == 1:
        titles.insert(0, inside[0])
    return [title for title in titles if len(title) < 60 and not _NO_TITLE.match(title)] + names


def _unit(table: WholeTable, labels: set[str], setting: Setting) -> Unit:
    for _, text in reversed(table.above[-5:]):
        told = _UNIT.search(fold(text.text))
        if told:
            return MONEY_UNITS.get(told[1], PLAIN)
    for label in labels:
        told = _UNIT.search(label) or _UNIT_IN_LABEL.search(label)
        if told and told[1] in MONEY_UNITS:
            return MONEY_UNITS[told[1]]
    return setting.unit


def _sides(table: WholeTable, rows: int, paths: list[tuple[str, ...]], form: TableForm | None) -> list[tuple[str, list[int]]]:
    """The columns of each side: a new side opens where a label column's header comes again, or turns from 收入 to 支出."""
    sides: list[tuple[str, list[int]]] = []
    current: list[int] = []
    seen: set[str] = set()
    figures = False
    for column, path in enumerate(paths):
        leaf = path[-1] if path else ""
        is_label = _is_label_column(table, rows, column, leaf)
        again = is_label and figures and (leaf in seen or leaf == "支出项目" or (not leaf and form is not None and bool(form.sides)))
        if again:
            sides.append((_side_name(paths, current), current))
            current, seen, figures = [], set(), False
        current.append(column)
        if is_label:
            seen.add(leaf)
        else:
            figures = True
    sides.append((_side_name(paths, current), current))
    if len(sides) == 1:
        sides = [("", sides[0][1])]
    return sides


def _side_name(paths: list[tuple[str, ...]], columns: list[int]) -> str:
    text = "".join(label for column in columns for label in paths[column])
    return "支出" if "支出" in text else "收入" if "收入" in text else ""


def _is_label_column(table: WholeTable, rows: int, column: int, leaf: str) -> bool:
    if _CODE_LABEL.search(leaf) or leaf in ("项目", "科目名称", "收入项目", "支出项目", "项目名称", "单位名称", "名称"):
        return True
    texts = figures = 0
    for places in table.grid[rows:]:
        label = fold(places[column].text)
        if label and label not in ("—", "-", "——"):
            if is_figure(label):
                figures += 1
            else:
                texts += 1
    return texts > figures


@dataclass
class _Side:
    """One side of a table being read."""

    table: WholeTable
    form: TableForm | None
    side: str
    places: list[int]
    paths: list[tuple[str, ...]]
    unit: Unit
    setting: Setting
    rest: dict[tuple[int, int], str] = field(default_factory=dict)

    def read(self, rows: int, title: str) -> StatedTable:
        codes: list[int] = []
        labels: list[int] = []
        figures: list[int] = []
        for column in self.places:
            path = self.paths[column]
            leaf = path[-1] if path else ""
            if leaf in ("序号", "备注"):
                continue
            if _CODE_LABEL.search(leaf) and self._holds_codes(rows, column):
                codes.append(column)
            elif _is_label_column(self.table, rows, column, leaf):
                labels.append(column)
            else:
                figures.append(column)
        columns = [self._column(column) for column in figures]
        stated = StatedTable(
            kind=self.form.kind if self.form else "",
            title=title,
            columns=columns,
            rows=[],
            unit=self.unit.name,
            side=self.side,
            source=self.table.source(self.table.grid[0][0]),
            note=" ".join(text.text.strip() for _, text in self.table.below if re.match(r"\s*(注|说明)[:：]", text.text)),
        )
        numbered = any(
            _ENUMERATED.match(fold(places[column].text)) and not fold(places[column].text)[0].isdigit()
            for places in self.table.grid[rows:]
            for column in labels[:1]
        )
        rests = self._mend(rows, labels)
        for number in range(rows, len(self.table.grid)):
            if number in rests:
                continue
            row = self._row(number, codes, labels, figures, columns, stated.rows, numbered)
            if row is not None:
                stated.rows.append(row)
        return stated

    def _holds_codes(self, rows: int, column: int) -> bool:
        codes = texts = 0
        for places in self.table.grid[rows:]:
            label = fold(places[column].text)
            if label.isdigit() and len(label) <= 7:
                codes += 1
            elif label:
                texts += 1
        return codes >= texts

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
            if "%" in label or "增减率" in label or "比例" in label:
                measure = Measure.CHANGE_RATE
            elif label in ("增减额", "增减", "增减变动"):
                measure = Measure.CHANGE
        # In one year's budget 预算数 is only the name of the figure; beside 决算数 it tells two figures apart.
        period = period or self._date()
        if self.setting.basis == "预算" or basis is None:
            basis = basis if basis == "执行" else self.setting.basis
        return Column(path, concept, (), period or self.setting.fiscal_year, basis, measure)

    def _date(self) -> int | None:
        """The year of a stock table: 截止时间：2022年12月31日 above it, or the end of the year before."""
        if self.form is None or self.form.kind != "T14":
            return None
        for _, text in reversed(self.table.above[-5:]):
            told = re.search(r"截止.*?(20\d\d)年", fold(text.text))
            if told:
                return int(told[1])
        return self.setting.fiscal_year - 1 if self.setting.fiscal_year else None

    def _row(
        self,
        number: int,
        codes: list[int],
        labels: list[int],
        figures: list[int],
        columns: list[Column],
        before: list[Row],
        numbered: bool,
    ) -> Row | None:
        places = self.table.grid[number]
        told = labels[:1] if self.form is not None and self.form.rows == "单位" else labels[:3]
        label = "".join(self._text(number, column) for column in told)
        segments = [fold(places[column].text) for column in codes]
        code, level = self._code(segments, before)
        if codes and not label and any(segment and not segment.isdigit() for segment in segments):
            label = next(segment for segment in reversed(segments) if segment)
        cells = [places[column] for column in figures]
        if not label and not code and not any(place.text.strip() for place in cells):
            return None
        folded = fold(label)
        kind = "total" if _TOTAL.match(_strip(folded)) else "part" if _PART.match(folded) else "item"
        if not code:
            level = self._level(folded, numbered, before)
        anchor = next((places[column] for column in (*labels, *codes, *figures) if places[column].text.strip()), places[0])
        row = Row(label, kind, level, code, source=self.table.source(anchor, label))
        parent = next((each for each in reversed(before) if each.level < level), None) if not code and level > 1 else None
        for at, column, place in zip(figures, columns, cells, strict=True):
            fact = None if self._goes_down(number, at) else self._fact(row, column, place, parent)
            if fact is not None and self._goes_down(number + 1, at):
                fact.concept = ""  # an amount for several rows together is none of this row's own
            row.facts.append(fact)
        return row

    def _goes_down(self, number: int, column: int) -> bool:
        """Does the place belong to a cell merged down from the row above?"""
        if number >= len(self.table.grid) or not self.table.merged[number][column]:
            return False
        above, here = self.table.grid[number - 1][column], self.table.grid[number][column]
        return (above.block, above.cell) == (here.block, here.cell)

    def _level(self, label: str, numbered: bool, before: list[Row]) -> int:
        if numbered and before and not _ENUMERATED.match(label) and not _PART.match(label) and not _TOTAL.match(_strip(label)):
            # 一、本年支出 is followed by its categories without numbers of their own.
            above = next((row for row in reversed(before) if row.level == 1), None)
            if above is not None and _strip(fold(above.label)) in ("本年收入", "本年支出") and above.kind == "item":
                return 2
        if _ENUMERATED.match(label) and any(row.kind == "total" for row in before):
            # After 本年合计, 一、 二、 … below a plain row (年初结转和结余) divide that row.
            above = next(row for row in reversed(before) if row.level == 1)
            if above.kind == "item" and not _ENUMERATED.match(fold(above.label)):
                return 2
        return _level(label, numbered)

    def _text(self, number: int, column: int) -> str:
        if self.table.merged[number][column] and column and not self.table.merged[number][column - 1]:
            left = self.table.grid[number][column - 1]
            if left.cell == self.table.grid[number][column].cell:
                return ""
        return self.table.grid[number][column].text.replace("\n", "").strip() + self.rest.get((number, column), "")

    def _mend(self, rows: int, labels: list[int]) -> set[int]:
        """Put the rest of labels that a page cut where they began; the rows that were no rows but that."""
        rests = {number for number in self.table.breaks if rows < number < len(self.table.grid) and self._is_rest(number, labels)}
        for number in sorted(rests):
            for column in labels:
                self.rest[number - 1, column] = self._text(number, column)
        return rests

    def _is_rest(self, number: int, labels: list[int]) -> bool:
        """The first row of a page holds nothing but words for cells that the page has cut."""
        filled = [column for column, place in enumerate(self.table.grid[number]) if place.text.strip()]
        if not filled or any(is_figure(fold(self.table.grid[number][column].text)) for column in filled):
            return False
        before, label = (fold(self._text(row, filled[0])) for row in (number - 1, number))
        if not before or _TOTAL.match(_strip(before)):
            return False
        if self.table.page(number) is not None:
            return all(stitch.is_cut(self.table, number, column) for column in filled)
        named = concepts().named(_strip(label)) or category_code(_strip(label)) or _ENUMERATED.match(label) or _PART.match(label)
        return {*filled} <= {*labels} and not named

    def _code(self, segments: list[str], before: list[Row]) -> tuple[str, int]:
        digits = [segment for segment in segments if segment]
        if not digits or not all(segment.isdigit() for segment in digits):
            return "", 1
        if len(segments) > 1:
            # One-digit sections are printed now and then ("301 2"); an empty category means "as above".
            digits = [digits[0], *(segment.zfill(2) for segment in digits[1:])]
            if not segments[0] and before and before[-1].code:
                digits = [before[-1].code[:3], *(segment.zfill(2) for segment in segments[1:] if segment)]
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

    def _fact(self, row: Row, column: Column, place: Place, parent: Row | None) -> Fact | None:
        concept, members = self._meaning(row, column)
        if parent is not None and "结转" in parent.label:
            concept = ""  # 上年结转 repeats the names of the funds it came from
        told = _YEAR.match(fold(row.label)) if self.form is not None and self.form.rows == "单行" else None
        counted = self.form is not None and (
            self.form.dimension == "count" or column.concept in self.form.counts or (concept and _counted(concept))
        )
        unit = PLAIN if counted else PER_CENT if column.measure is Measure.CHANGE_RATE else self.unit
        state, shown = figure(place.text, unit)
        label = _fact_label(row.label, column)
        source = self.table.source(place, label)
        return Fact(
            concept=concept,
            label=label,
            source=source,
            measure=column.measure,
            period=int(told[1]) if told else column.period,
            basis=column.basis,
            members=members,
            shown=shown,
            value=shown.value if shown else 0,
            step=shown.step if shown else 0,
            state=state,
        )

    def _meaning(self, row: Row, column: Column) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Which concept, of which members, does this row state in this column?"""
        form = self.form
        if form is None:
            return "", ()
        if form.rows in (FUNCTION, ECONOMIC):
            if row.code:
                return column.concept, ((form.rows, row.code),)
            named = concepts().named(_strip(fold(row.label)).removesuffix("合计"))
            if form.rows == ECONOMIC and named in ("人员经费", "公用经费"):
                return "一般公共预算" + named, ()
            return (column.concept, ()) if row.kind == "total" else ("", ())
        if form.rows == "单行":
            return column.concept, ()
        if form.rows in ("单位", "项目"):
            if row.kind == "total":
                return column.concept, ()
            return column.concept, ((form.rows, fold(row.label)),)
        return self._meaning_of_label(form, row, column)

    def _meaning_of_label(self, form: TableForm, row: Row, column: Column) -> tuple[str, tuple[tuple[str, str], ...]]:
        label = _strip(fold(row.label))
        for known, concept_of in form.row_labels.items():
            if known in label:
                return concept_of.get(column.concept, ""), ()
        if form.row_labels:
            return "", ()
        if row.kind == "total":
            own = concepts().named(label)
            if own in ("本年收入合计", "本年支出合计"):
                return self._year_total(form, own, column), ()
            if self.side in form.totals:
                return self._grand_total(form, column), ()
        if self.side == "支出":
            category = category_code(label)
            if category:
                return column.concept, ((FUNCTION, category),)
            return self._side_concept(form, concepts().named(label), column), ()
        return self._side_concept(form, concepts().named(label), column), ()

    def _side_concept(self, form: TableForm, concept: str, column: Column) -> str:
        if form.kind == "T4":
            if concept == "本年支出合计":
                return column.concept
            concept = _OF_APPROPRIATION.get(concept, concept)
            if concept == "财政拨款年末结转" and column.concept != "财政拨款支出":
                return ""  # what one fund leaves at the end of the year
            return concept
        return concept

    def _year_total(self, form: TableForm, own: str, column: Column) -> str:
        if form.kind == "T4":
            return "财政拨款收入" if own == "本年收入合计" else column.concept
        if column.concept in ("收支总表支出", ""):
            return own
        return column.concept

    def _grand_total(self, form: TableForm, column: Column) -> str:
        if self.side == "收入" or column.concept in ("收支总表支出", "财政拨款支出"):
            return form.totals[self.side]
        # Fund columns of T4 include what is carried over, so their grand total is no expenditure; basic, project … are.
        return "" if form.kind == "T4" else column.concept


def _counted(concept: str) -> bool:
    known = concepts().by_name.get(concept)
    return known is not None and known.dimension == "count"


def _strip(label: str) -> str:
    """A row's label without its enumeration, 其中 and bracketed units."""
    label = _PART.sub("", _ENUMERATED.sub("", label))
    return re.sub(r"\((平方米|台、辆|辆|台|万元|元|个)\)$", "", label)


def _level(label: str, numbered: bool) -> int:
    told = _ENUMERATED.match(_PART.sub("", label))
    if told is None:
        return 1
    if told["first"]:
        return 1
    if told["second"]:
        return 2
    return 2 if numbered else 1


# Column labels that say little without the heading above them.
_SAID_BY_HEADING = frozenset(("行政", "事业", "预算数", "决算数"))


def _fact_label(row: str, column: Column | None) -> str:
    leaf = column.path[-1] if column is not None and column.path else ""
    if column is not None and len(column.path) > 1 and leaf in _SAID_BY_HEADING:
        leaf = column.path[-2] + leaf
    name = re.sub(r"\s+", "", row)
    return f"{name}·{leaf}" if leaf and name else name or leaf
