"""Which concept, of which members, does a row of a table state in a column?"""

from __future__ import annotations

from wenxiao.catalogue.concepts import concepts
from wenxiao.catalogue.tables import TableForm
from wenxiao.facts import labels
from wenxiao.facts.function_paths import category_code
from wenxiao.facts.model import ECONOMIC, FUNCTION, Column, Row
from wenxiao.vocabulary.wording import fold

Meaning = tuple[str, tuple[tuple[str, str], ...]]

NOTHING: Meaning = ("", ())
# The appropriation table names its rows like the table of all revenue and expenditure; they are its own quantities.
_OF_APPROPRIATION = {"上年结转结余": "财政拨款年初结转", "年终结转结余": "财政拨款年末结转", "本年收入合计": "财政拨款收入"}


def meaning(form: TableForm | None, side: str, row: Row, column: Column) -> Meaning:
    """The concept and the members; "" and none where the catalogue has no name for it."""
    if form is None:
        return NOTHING
    if form.rows in (FUNCTION, ECONOMIC):
        return _of_code(form, row, column)
    if form.rows == "单行":
        return column.concept, ()
    if form.rows in ("单位", "项目"):
        return column.concept, () if row.kind == "total" else ((form.rows, fold(row.label)),)
    return _of_label(form, side, row, column)


def is_counted(concept: str) -> bool:
    """Is it people, vehicles or square metres, and no money?"""
    known = concepts().by_name.get(concept)
    return known is not None and known.dimension == "count"


def _of_code(form: TableForm, row: Row, column: Column) -> Meaning:
    if row.code:
        return column.concept, ((form.rows, row.code),)
    named = concepts().named(labels.name(fold(row.label)).removesuffix("合计"))
    if form.rows == ECONOMIC and named in ("人员经费", "公用经费"):
        return "一般公共预算" + named, ()
    return (column.concept, ()) if row.kind == "total" else NOTHING


def _of_label(form: TableForm, side: str, row: Row, column: Column) -> Meaning:
    label = labels.name(fold(row.label))
    if form.row_labels:
        concept_of = next((columns for known, columns in form.row_labels.items() if known in label), {})
        return concept_of.get(column.concept, ""), ()
    named = concepts().named(label)
    if row.kind == "total" and named in ("本年收入合计", "本年支出合计"):
        return _year_total(form, named, column), ()
    if row.kind == "total" and side in form.totals:
        return _grand_total(form, side, column), ()
    category = category_code(label) if side == "支出" else ""
    if category:
        return column.concept, ((FUNCTION, category),)
    return (_of_appropriation(named, column) if form.kind == "T4" else named), ()


def _of_appropriation(concept: str, column: Column) -> str:
    if concept == "本年支出合计":
        return column.concept
    own = _OF_APPROPRIATION.get(concept, concept)
    # What one fund leaves at the end of the year is no quantity of the catalogue.
    return "" if own == "财政拨款年末结转" and column.concept != "财政拨款支出" else own


def _year_total(form: TableForm, named: str, column: Column) -> str:
    if form.kind == "T4":
        return "财政拨款收入" if named == "本年收入合计" else column.concept
    return named if column.concept in ("收支总表支出", "") else column.concept


def _grand_total(form: TableForm, side: str, column: Column) -> str:
    if side == "收入" or column.concept in ("收支总表支出", "财政拨款支出"):
        return form.totals[side]
    # Fund columns of T4 include what is carried over, so their grand total is no expenditure; basic, project … are.
    return "" if form.kind == "T4" else column.concept
