"""By what can the books of spending be read? Duty, activity, project, code, fund, office: each a key and a title of a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.models import Appropriation

# What no project stands for belongs to no duty either: the money that keeps the offices running.
BASIC = "basic"
BASIC_TITLE = "基本支出"
SHARED = "shared"


class Dimension(NamedTuple):
    """口径: its title, and how a line's key and title are found; `key` is what an address asks with."""

    id: str
    title: str
    key: Callable[[Appropriation], str]
    label: Callable[[Appropriation], str]


def _duty(line: Appropriation) -> tuple[str, str]:
    duty = line.project.activity.duty if line.project else None
    return (str(duty.pk), duty.name) if duty else (BASIC, BASIC_TITLE)


def _activity(line: Appropriation) -> tuple[str, str]:
    activity = line.project.activity if line.project else None
    return (str(activity.pk), f"{activity.duty.name}：{activity.name}") if activity else (BASIC, BASIC_TITLE)


def _project(line: Appropriation) -> tuple[str, str]:
    if line.project:
        return line.project.code, f"{line.project.code} {line.project.name}"
    return line.part, line.get_part_display()


def _function(line: Appropriation) -> tuple[str, str]:
    return line.function_code, f"{line.function_code} {function_name(line.function_code) or '（科目表里没有）'}"


def _economic(line: Appropriation) -> tuple[str, str]:
    return line.economic_code, f"{line.economic_code} {economic_name(line.economic_code) or '（科目表里没有）'}"


def _fund(line: Appropriation) -> tuple[str, str]:
    return line.fund, str(Fund(line.fund).label)


def _office(line: Appropriation) -> tuple[str, str]:
    return (str(line.office_id), line.office.name) if line.office else (SHARED, "各站所共用")


def _dimension(id_: str, title: str, of: Callable[[Appropriation], tuple[str, str]]) -> Dimension:
    return Dimension(id_, title, lambda line: of(line)[0], lambda line: of(line)[1])


DIMENSIONS = {
    each.id: each
    for each in (
        _dimension("duty", "职责", _duty),
        _dimension("activity", "工作活动", _activity),
        _dimension("project", "项目", _project),
        _dimension("function", "功能科目", _function),
        _dimension("economic", "经济科目", _economic),
        _dimension("fund", "资金性质", _fund),
        _dimension("office", "站所", _office),
    )
}


def whole_lines(lines: QuerySet[Appropriation]) -> list[Appropriation]:
    """The lines with all that the dimensions ask of them, in the order of the books; one query."""
    found = lines.select_related("unit", "office", "project__activity__duty", "node")
    return list(found.order_by("project__code", "part", "function_code", "economic_code", "fund", "pk"))


def grouped(lines: Iterable[Appropriation], dimension: Dimension) -> dict[tuple[str, str], list[Appropriation]]:
    """By (key, title), keys in the order of codes; basic money first."""
    found: dict[tuple[str, str], list[Appropriation]] = {}
    for line in lines:
        found.setdefault((dimension.key(line), dimension.label(line)), []).append(line)
    return found


def of_key(lines: Iterable[Appropriation], dimension: Dimension, key: str) -> list[Appropriation]:
    return [line for line in lines if dimension.key(line) == key]
