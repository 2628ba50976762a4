"""Which functional item do the words of a sentence name: 一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wenxiao.facts.model import FUNCTION, StatedTable
from wenxiao.facts.phrases import last
from wenxiao.vocabulary.wording import fold

_PATH = re.compile(
    r"(?P<a>[^\d\s，。；：:;,.-]{2,20}?)\((?P<ca>\d{3})?类\)"
    r"(?:(?P<b>[^\d\s，。；：:;,.-]{2,24}?)\((?P<cb>\d{1,2})?款\))?(?:(?P<c>[^\d\s，。；：:;,.-]{2,30}?)\((?P<cc>\d{1,2})?项\))?"
)
_DASHED = re.compile(r"(?P<a>[^\d\s，。；：:;,.-]{2,20})-(?P<b>[^\d\s，。；：:;,.-]{2,30})-(?P<c>[^\d\s，。；：:;,.-]{2,30})科目")
_NOT_NAME = re.compile(r"^[\W\d]*")

CodesByNames = Mapping[tuple[str, ...], str]


class FunctionPath(NamedTuple):
    """A functional item named in words: where its path begins, its own name, and its code."""

    start: int
    name: str
    code: str


def function_path(context: str, printed: CodesByNames) -> FunctionPath | None:
    """The functional item that a folded text names last; None where it names none, or one whose code cannot be told.

    `printed` are the codes by their names from 类 down, as the document's own tables give them (`printed_codes`).
    """
    match = last(_PATH, context) or last(_DASHED, context)
    if match is None:
        return None
    groups = match.groupdict()
    names = tuple(name for name in (groups["a"], groups["b"], groups["c"]) if name)
    code = _written_code(groups) or printed.get(names, "") or (_category(names[0]) if len(names) == 1 else "")
    return FunctionPath(match.start(), names[-1], code) if code else None


def printed_codes(tables: Iterable[StatedTable]) -> dict[tuple[str, ...], str]:
    """The functional codes of a document's own tables by their printed names, from 类 down to the row itself."""
    by_code: dict[str, str] = {}
    for table in tables:
        if any(fact is not None and fact.members[:1] and fact.members[0][0] == FUNCTION for row in table.rows for fact in row.facts[:1]):
            for row in table.rows:
                if row.code:
                    by_code.setdefault(row.code, fold(row.label))
    codes: dict[tuple[str, ...], str] = {}
    for code in by_code:
        path = tuple(by_code.get(code[:length], "") for length in (3, 5, 7) if length <= len(code))
        codes.setdefault(path, code)
    return codes


def category_code(label: str) -> str:
    """The 类 code of an expenditure heading such as 公共安全支出, or ""."""
    from wenxiao.catalogue.codes import function_categories

    return function_categories().get(label.removesuffix("支出"), "")


def _written_code(groups: Mapping[str, str | None]) -> str:
    """The code a path carries itself: 一般公共服务支出（201类）政府办公厅（03款）; "" where a segment's number is left out."""
    if not groups.get("ca") or (groups.get("b") is not None and not groups.get("cb")):
        return ""
    sections = [(groups.get(key) or "").zfill(2) for key in ("cb", "cc") if groups.get(key)]
    return "".join((groups["ca"] or "", *sections))


def _category(name: str) -> str:
    return category_code(_NOT_NAME.sub("", name))
