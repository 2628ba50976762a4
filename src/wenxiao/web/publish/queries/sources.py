"""Which record is behind a figure, on which page is it, and who answers for it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from wenxiao.disclosure.figures import Figure, How, derivation
from wenxiao.web.plan.line_names import basic_line_name
from wenxiao.web.plan.models import (
    Approval,
    AssetSnapshot,
    BasicLine,
    Compilation,
    PriorFigure,
    ProcurementLine,
    Profile,
    ProjectLine,
    RevenueLine,
)
from wenxiao.web.publish.models import Disclosure, FinalApproval, Told
from wenxiao.web.publish.queries.editions import figure_text
from wenxiao.web.publish.queries.shown import Shown
from wenxiao.web.spend.models import Appropriation, Node, Receipt
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import story

# How a figure follows from its parts, as a clerk says it.
HOW = {
    How.RECORD: "记录",
    How.SUM: "相加",
    How.DIFFERENCE: "前一个减后一个",
    How.RATIO: "前一个占后一个的百分比",
    How.PRODUCT: "数量乘以单价",
}


class Record(NamedTuple):
    """记录: what it is called and where it is seen, "" where it has no page of its own."""

    title: str
    url: str


class Row(NamedTuple):
    """推算的一行: a figure below the one it is a part of; `step` counts from 0. `link` leads to its own derivation."""

    step: int
    figure: Figure
    text: str
    how: str
    record: Record | None


def rows(of: Shown, id: str, deepest: int) -> Iterator[Row]:
    """The figure and what it follows from, as deep as `deepest` steps. Raises KeyError for a figure that is not in the document."""
    for step, figure in derivation(of.figures, id, deepest):
        record = record_of(figure.source) if figure.source else None
        yield Row(step, figure, figure_text(figure.value, figure.measure.value), HOW[figure.how], record)


def record_of(source: str) -> Record:
    """The record of an address. A row that is gone is said to be so, instead of being passed over."""
    label, _, key = source.rpartition("/")
    model = apps.get_model(label)
    found = model._default_manager.filter(pk=key).first()
    return _RECORDS[model](found) if found is not None else Record(f"已经不在的记录（{source}）", "")


def people_behind(disclosure: Disclosure) -> tuple[Entry, ...]:
    """Who compiled, reviewed and approved the budget, and who did what with the document: newest last."""
    compilation = Compilation.objects.filter(unit=disclosure.unit_id, year=disclosure.year).first()
    budget = [entry for entry in story(Compilation.KIND, compilation.pk) if entry.to_state] if compilation else []
    own = [entry for entry in story(Disclosure.KIND, disclosure.pk) if entry.to_state]
    return tuple(sorted((*budget, *own), key=lambda each: each.at))


def _of_version(line: Any, table: str, name: str) -> Record:
    version = line.version
    return Record(f"{version.compilation}“{version}”{table}：{name}", reverse("plan:compilation", args=(version.compilation_id,)))


def _basic(line: BasicLine) -> Record:
    return _of_version(line, "基本支出", basic_line_name(line))


def _project(line: ProjectLine) -> Record:
    name = f"{line.project.name}，{line.economic_code}"
    return Record(f"{line.version.compilation}“{line.version}”项目支出：{name}", line.project.get_absolute_url())


def _profile(profile: Profile) -> Record:
    return Record(str(profile), profile.get_absolute_url())


_RECORDS: dict[type[Model], Any] = {
    RevenueLine: lambda line: _of_version(line, "收入预算", line.source),
    BasicLine: _basic,
    ProjectLine: _project,
    ProcurementLine: lambda line: _of_version(line, "政府采购", line.name),
    PriorFigure: lambda figure: Record(f"{figure}，{figure.source}", reverse("plan:prior")),
    Profile: _profile,
    AssetSnapshot: lambda asset: Record(f"{asset.profile}的资产存量：{asset.kind}", asset.profile.get_absolute_url()),
    Approval: lambda approval: Record(f"{approval.compilation}批复 {approval.document}", approval.compilation.get_absolute_url()),
    Disclosure: lambda disclosure: Record(str(disclosure), disclosure.get_absolute_url()),
    Appropriation: lambda line: Record(f"{line.year} 年支出指标 {line.in_full}", reverse("spend:line", args=(line.pk,))),
    Node: lambda node: Record(f"{node.year} 年{node.name}", ""),
    Receipt: lambda receipt: Record(f"{receipt}：{receipt.source}", receipt.get_absolute_url()),
    Told: lambda told: Record(f"{told.disclosure}的填报：{told.key}（{told.person}）", told.disclosure.get_absolute_url()),
    FinalApproval: lambda approval: Record(f"决算批复 {approval.document}", approval.disclosure.get_absolute_url()),
}
