"""Which columns of a table hold codes, labels and figures, and on which side of a two-sided table does each stand?"""

from __future__ import annotations

import re
from typing import NamedTuple

from wenxiao.catalogue.tables import TableForm
from wenxiao.facts.figures import is_figure
from wenxiao.facts.stitch import WholeTable
from wenxiao.vocabulary.wording import fold

Paths = list[tuple[str, ...]]

_CODE_LABEL = re.compile(r"^(类|款|项)$|(编码|代码)$")
# Codes of what is no 科目. Some provinces call the 科目编码 the 项目编码; the length of the codes tells.
_OTHER_CODE = re.compile(r"(单位|部门|机构|预算|项目|资金)(代码|编码|编号)$")
_SUBJECT_CODE = re.compile(r"\d{3}(\d{2}){0,2}")
_LABELS = frozenset(("项目", "科目名称", "收入项目", "支出项目", "项目名称", "单位名称", "名称"))
# Columns that only number the rows, or remark on them.
_NO_STATEMENTS = frozenset(("序号", "行次", "栏次", "行号", "编号", "备注"))
_MOST_CODE_DIGITS = 7


class Side(NamedTuple):
    """One side of a table, or all of it: `name` is 收入, 支出 or "", the others are column indexes."""

    name: str
    codes: list[int]
    labels: list[int]
    figures: list[int]


def sides(table: WholeTable, header_rows: int, paths: Paths, form: TableForm | None) -> list[Side]:
    """The sides of a table: a new one opens where a label column's header comes again, or turns from 收入 to 支出."""
    found: list[list[int]] = [[]]
    seen: set[str] = set()
    figures = False
    for column in range(len(paths)):
        leaf = _leaf(paths, column)
        if leaf in _NO_STATEMENTS:
            continue
        is_label = _is_label_column(table, header_rows, column, leaf)
        is_again = leaf in seen or leaf == "支出项目" or (not leaf and form is not None and bool(form.sides))
        if is_label and figures and is_again:
            found.append([])
            seen, figures = set(), False
        found[-1].append(column)
        if is_label:
            seen.add(leaf)
        else:
            figures = True
    names = [_name(paths, columns) for columns in found] if len(found) > 1 else [""]
    return [_side(table, header_rows, paths, each, columns) for each, columns in zip(names, found, strict=True)]


def _side(table: WholeTable, header_rows: int, paths: Paths, name: str, columns: list[int]) -> Side:
    side = Side(name, [], [], [])
    for column in columns:
        leaf = _leaf(paths, column)
        if _holds_other_codes(table, header_rows, column, leaf):
            continue
        if _CODE_LABEL.search(leaf) and _holds_codes(table, header_rows, column):
            side.codes.append(column)
        elif _is_label_column(table, header_rows, column, leaf):
            side.labels.append(column)
        else:
            side.figures.append(column)
    return side


def _name(paths: Paths, columns: list[int]) -> str:
    text = "".join(label for column in columns for label in paths[column])
    return "支出" if "支出" in text else "收入" if "收入" in text else ""


def _leaf(paths: Paths, column: int) -> str:
    return paths[column][-1] if paths[column] else ""


def _is_label_column(table: WholeTable, header_rows: int, column: int, leaf: str) -> bool:
    if _CODE_LABEL.search(leaf) or leaf in _LABELS:
        return True
    texts = figures = 0
    for places in table.grid[header_rows:]:
        label = fold(places[column].text)
        if label and label not in ("—", "-", "——"):
            if is_figure(label):
                figures += 1
            else:
                texts += 1
    return texts > figures


def _holds_other_codes(table: WholeTable, header_rows: int, column: int, leaf: str) -> bool:
    if not _OTHER_CODE.search(leaf):
        return False
    cells = {fold(places[column].text) for places in table.grid[header_rows:]} - {""}
    named_for_subjects = leaf.startswith("项目") and all(_SUBJECT_CODE.fullmatch(cell) for cell in cells)
    return not named_for_subjects and all(cell.isascii() for cell in cells)


def _holds_codes(table: WholeTable, header_rows: int, column: int) -> bool:
    codes = texts = 0
    for places in table.grid[header_rows:]:
        label = fold(places[column].text)
        if label.isdigit() and len(label) <= _MOST_CODE_DIGITS:
            codes += 1
        elif label:
            texts += 1
    return codes >= texts
