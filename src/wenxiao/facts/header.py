"""Which rows of a table are its header, and what does the header say of each column?"""

from __future__ import annotations

import re

from wenxiao.facts.figures import is_figure
from wenxiao.facts.stitch import WholeTable
from wenxiao.vocabulary.wording import fold

TOTAL = re.compile(r"(合计|总计|小计|总额)$")
_CODE = re.compile(r"\d{3}(\d{2}){0,2}")
_ITEM = re.compile(r"([一二三四五六七八九十]+[、.]|\d{1,2}[、.](?!\d)|[(（][一二三四五六七八九十]+[)）])")
_MOST_HEADER_ROWS = 7
# The national forms number their rows (行次) and, in the last line of the header, their columns (栏次).
_NUMBERING = frozenset(("栏次", "行次", "栏目", "**"))
_CODE_PARTS = frozenset(("类", "款", "项"))
_COLUMN_NUMBER = re.compile(r"\d{1,2}(?:[=+-]\d{1,2})*")


def height(table: WholeTable) -> int:
    """How many rows at the top are header."""
    for number, places in enumerate(table.grid[:_MOST_HEADER_ROWS]):
        labels = [fold(place.text) for place in places]
        filled = [label for label in labels if label]
        if not filled:
            continue
        if numbers_columns(labels):
            return number + 1
        if any(is_figure(label) for label in filled):
            return number
        if number and (_ITEM.match(filled[0]) or _CODE.fullmatch(filled[0]) or {*filled} <= {"合计", "总计", "无"}):
            return number
    return min(len(table.grid), _MOST_HEADER_ROWS)


def numbers_columns(labels: list[str]) -> bool:
    """Is this a row 栏次 1 2 3 …, of folded labels? Without that word it must count from 1 and hold nothing else."""
    filled = [label for label in labels if label and label not in _CODE_PARTS]
    numbers = [label for label in filled if label not in _NUMBERING]
    if not numbers or not all(_COLUMN_NUMBER.fullmatch(label) for label in numbers):
        return False
    counted = [int(re.split(r"\D", label)[0]) for label in numbers]
    return len(numbers) < len(filled) or (len(counted) > 2 and counted == [*range(1, len(counted) + 1)])


def paths(table: WholeTable, rows: int, families: list[list[str]] | None = None) -> list[tuple[str, ...]]:
    """The header of each column from top to bottom, a merged cell told once.

    Where a format cannot show merged cells, an empty header place means "as on the left" if everything above it is the same;
    `families` gives the groups of bottom labels of a table whose printed header lost even that (profile data).
    """
    width = table.width
    found: list[list[str]] = [[] for _ in range(width)]
    for number in range(rows):
        labels = [fold(place.text) for place in table.grid[number]]
        if numbers_columns(labels):
            for column, label in enumerate(labels):
                if label in _CODE_PARTS:
                    found[column].append(label)
            continue
        if families and number + 1 < rows:
            labels = _spread(labels, [fold(place.text) for place in table.grid[number + 1]], families)
        above = [tuple(path) for path in found]
        for column in range(width):
            label = labels[column]
            if not label and column and above[column] == above[column - 1]:
                left = found[column - 1]
                label = left[-1] if len(left) > len(above[column]) and _deeper(table, rows, number, column) else ""
            if label and (not found[column] or found[column][-1] != label):
                found[column].append(label)
    return [tuple(path) for path in found]


def _deeper(table: WholeTable, rows: int, number: int, column: int) -> bool:
    return any(table.grid[below][column].text.strip() for below in range(number + 1, rows))


def _spread(labels: list[str], below: list[str], families: list[list[str]]) -> list[str]:
    """Put each group label over its own family of bottom labels, where the row was printed without its merged places."""
    start = next((column for column, label in enumerate(below) if label), None)
    bottom = [label for family in families for label in family]
    if start is None or below[start : start + len(bottom)] != bottom:
        return labels
    groups = [label for label in labels[start:] if label]
    if len(groups) != len(families):
        return labels
    spread = labels[:start]
    for group, family in zip(groups, families, strict=True):
        spread.extend([group] * len(family))
    return spread + [""] * (len(labels) - len(spread))
