"""How do a project's indicators come into being and change? As drafts they may be faulty; sending the project up is what asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from wenxiao.catalogue.kinds import kinds
from wenxiao.performance.weights import proposed_weights
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.elements import Form
from wenxiao.web.plan.models import Indicator, Project
from wenxiao.web.plan.models.owned import field_title
from wenxiao.web.plan.queries.library import draft_of
from wenxiao.web.plan.services.edition import claim, demand_edit
from wenxiao.web.plan.services.text import too_long
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record, told_apart

FUNCTION = "indicators"
DIRECTIONS = {"": "没有说明", "↑": "越大越好", "↓": "越小越好"}
TEXTS = ("name", "measure", "target", "baseline", "excellent", "good", "fair", "poor", "explanation", "source", "evidence")


class IndicatorEntry(NamedTuple):
    """指标: as entered, fields named as the table's."""

    name: str
    form: str = Form.HEBEI
    kind: str = ""
    measure: str = ""
    direction: str = ""
    target: str = ""
    baseline: str = ""
    weight: int | None = None
    excellent: str = ""
    good: str = ""
    fair: str = ""
    poor: str = ""
    explanation: str = ""
    source: str = ""
    evidence: str = ""


def entry_of(indicator: Indicator) -> IndicatorEntry:
    return IndicatorEntry(**{name: getattr(indicator, name) for name in IndicatorEntry._fields})


def indicator_create(*, actor: PostActor, project: Project, edition: int, entry: IndicatorEntry) -> Indicator:
    """A new indicator at the end of the project's. Raises NotPermitted, OutOfTurn (StaleEdition), Refused (IndicatorEntry's names)."""
    demand_edit(actor, project, FUNCTION)
    indicator = indicator_made(project, entry)
    raise_if_any(indicator_faults(indicator))
    with transaction.atomic():
        claim(project, edition)
        indicator.number = last_number(project) + 1
        indicator.save(force_insert=True)
        _record(actor, project, "indicator_create", "新增指标", {indicator.name: changes(NOTHING, _plain(indicator))})
    return indicator


def indicator_edit(*, actor: PostActor, indicator: Indicator, edition: int, entry: IndicatorEntry) -> Indicator:
    """Raises as `indicator_create`; nothing is changed then."""
    project = indicator.project
    demand_edit(actor, project, FUNCTION)
    changed = indicator_made(project, entry)
    changed.pk, changed.number = indicator.pk, indicator.number
    raise_if_any(indicator_faults(changed))
    with transaction.atomic():
        claim(project, edition)
        before = _current(indicator)
        changed.save(force_update=True)
        _record(actor, project, "indicator_edit", "修改指标", {indicator.name: changes(_plain(before), _plain(changed))})
    return changed


def indicator_delete(*, actor: PostActor, indicator: Indicator, edition: int) -> None:
    """The ones behind it move up. Raises NotPermitted, OutOfTurn (StaleEdition)."""
    project = indicator.project
    demand_edit(actor, project, FUNCTION)
    with transaction.atomic():
        claim(project, edition)
        before = _plain(_current(indicator))
        Indicator.objects.filter(pk=indicator.pk).delete()
        indicators_renumber(project, list(project.indicators.order_by("number")))
        _record(actor, project, "indicator_delete", "删除指标", {indicator.name: changes(before, NOTHING)})


def indicator_copy(*, actor: PostActor, indicator: Indicator, edition: int) -> Indicator:
    """A copy at the end, to be changed. Raises NotPermitted, OutOfTurn (StaleEdition)."""
    entry = entry_of(indicator)
    longest = Indicator._meta.get_field("name").max_length or 100
    return indicator_create(
        actor=actor, project=indicator.project, edition=edition, entry=entry._replace(name=f"{entry.name[: longest - 4]}（复制）")
    )


def indicator_move(*, actor: PostActor, indicator: Indicator, edition: int, up: bool) -> None:
    """One place up or down; at the end of the list nothing changes. Raises NotPermitted, OutOfTurn (StaleEdition)."""
    project = indicator.project
    demand_edit(actor, project, FUNCTION)
    with transaction.atomic():
        claim(project, edition)
        ordered = list(project.indicators.order_by("number"))
        place = next((at for at, each in enumerate(ordered) if each.pk == indicator.pk), None)
        if place is None:
            raise _gone(indicator)
        to = place - 1 if up else place + 1
        if 0 <= to < len(ordered):
            ordered[place], ordered[to] = ordered[to], ordered[place]
            indicators_renumber(project, ordered)
        _record(actor, project, "indicator_move", "调整指标顺序", {"顺序": [[each.name for each in ordered]]})


def indicators_weigh(*, actor: PostActor, project: Project, edition: int) -> tuple[int, ...]:
    """Distribute the marks as the rules say (财预〔2021〕101号): each kind its share. Raises NotPermitted, OutOfTurn (StaleEdition),
    Refused where there is no indicator."""
    demand_edit(actor, project, FUNCTION)
    rows = list(project.indicators.order_by("number"))
    raise_if_any([] if rows else [Refusal("还没有指标，没有分值可以分配", field="weight")])
    weights = proposed_weights([draft_of(row) for row in rows], year=project.start_year)
    with transaction.atomic():
        claim(project, edition)
        before = told_apart((row.name, row.weight) for row in rows)
        for row, weight in zip(rows, weights, strict=True):
            row.weight = weight
        Indicator.objects.bulk_update(rows, ["weight"])
        _record(actor, project, "indicators_weigh", "按规定分配分值", changes(before, told_apart((row.name, row.weight) for row in rows)))
    return weights


def indicators_replace(*, actor: PostActor, project: Project, edition: int, entries: Sequence[IndicatorEntry]) -> tuple[Indicator, ...]:
    """All indicators at once, in this order: what a workbook does. Raises as `indicator_create`, with `indicators.<n>.<name>`."""
    demand_edit(actor, project, FUNCTION)
    made = [indicator_made(project, entry) for entry in entries]
    raise_if_any(
        refusal._replace(field=f"indicators.{place}.{refusal.field}")
        for place, each in enumerate(made)
        for refusal in indicator_faults(each)
    )
    with transaction.atomic():
        claim(project, edition)
        before = indicators_told(project.indicators.order_by("number"))
        project.indicators.all().delete()
        for number, each in enumerate(made, 1):
            each.number = number
        Indicator.objects.bulk_create(made)
        _record(actor, project, "indicators_replace", "整表更新指标", changes(before, indicators_told(made)))
    return tuple(made)


def indicator_made(project: Project, entry: IndicatorEntry) -> Indicator:
    """Of what was entered, not yet saved."""
    texts = {name: getattr(entry, name).strip() for name in TEXTS}
    return Indicator(project=project, **{**entry._asdict(), **texts})


def indicator_faults(indicator: Indicator) -> list[Refusal]:
    """Only what cannot be kept; what is merely bad is told by the quality rules."""
    found = list(too_long(indicator, TEXTS))
    if not indicator.name:
        found.append(Refusal("请写指标名称", field="name"))
    if indicator.form not in Form.values:
        found.append(Refusal(f"没有“{indicator.form}”这种形式", field="form"))
    if indicator.kind and indicator.kind not in kinds():
        found.append(Refusal(f"没有“{indicator.kind}”这类指标，可以选的是：{'、'.join(kinds())}", field="kind"))
    if indicator.direction not in DIRECTIONS:
        found.append(Refusal("方向只能是“↑”（越大越好）或“↓”（越小越好）", field="direction"))
    if indicator.weight is not None and not 0 <= indicator.weight <= 100:
        found.append(Refusal(f"分值 {indicator.weight} 不在 0 到 100 之间", field="weight"))
    return found


def _current(indicator: Indicator) -> Indicator:
    """The row as it is now, inside the transaction of a change."""
    try:
        return Indicator.objects.get(pk=indicator.pk)
    except Indicator.DoesNotExist:
        raise _gone(indicator) from None


def _gone(indicator: Indicator) -> OutOfTurn:
    return OutOfTurn(Refusal(f"指标“{indicator.name}”刚刚被别人删除了，没有保存"))


def last_number(project: Project) -> int:
    """Of the project's indicators; 0 where there is none."""
    return project.indicators.aggregate(last=Max("number"))["last"] or 0


def indicators_renumber(project: Project, ordered: Sequence[Indicator]) -> None:
    """Numbers 1, 2, 3 … in that order. Two steps, because a number stands once in a project at every moment."""
    beyond = last_number(project)
    for step in (beyond, 0):
        for number, each in enumerate(ordered, 1):
            each.number = step + number
        Indicator.objects.bulk_update(ordered, ["number"])


def _record(actor: PostActor, project: Project, action: str, title: str, details: dict[str, Any]) -> None:
    record(actor=actor, subject=project, action=action, action_title=title, details=details)
    getattr(project, "_prefetched_objects_cache", {}).pop("indicators", None)


def _plain(indicator: Indicator) -> dict[str, object]:
    """What stands in it, by Chinese title."""
    return {_title(name): getattr(indicator, name) for name in IndicatorEntry._fields}


def indicators_told(indicators: Iterable[Indicator]) -> dict[str, object]:
    """All that stands in them, by place and Chinese title."""
    return {
        f"第 {place} 个 {title}": value
        for place, each in enumerate(indicators, 1)
        for title, value in _plain(each).items()
        if value not in ("", None)
    }


def _title(name: str) -> str:
    return field_title(Indicator, name)


# An indicator before it was made and after it was deleted, for the trail.
NOTHING: dict[str, object] = {_title(name): None if name == "weight" else "" for name in IndicatorEntry._fields}
