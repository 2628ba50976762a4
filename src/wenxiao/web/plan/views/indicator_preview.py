"""What is said about an indicator while it is typed? Its scale as a picture, and each problem beside its field with what mends it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.forms import BoundField

from wenxiao.performance.drafts import FieldProblem, IndicatorDraft
from wenxiao.performance.review import review_indicator, scale_of
from wenxiao.performance.weights import weight_problems
from wenxiao.pictures.canvas import Picture
from wenxiao.vocabulary.finding import Severity
from wenxiao.web.plan.forms.indicators import IndicatorForm, draft_of_typed, typed
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.queries.library import FIELD_OF, project_draft
from wenxiao.web.plan.queries.problems import in_order
from wenxiao.web.plan.scale_picture import scale_picture
from wenxiao.web.plan.services.indicators import IndicatorEntry

# What concerns the four bands together is told at the head of them.
BANDS = "standards"


class Offer(NamedTuple):
    """采用: a repair as a button: what it says, what it would write (title and text), and both as the button's value."""

    reason: str
    writes: tuple[tuple[str, str], ...]
    value: str


class Told(NamedTuple):
    """字段下的话: a problem with the repairs that are offered."""

    problem: FieldProblem
    offers: tuple[Offer, ...]


class Entered(NamedTuple):
    """一个字段 with what is said about it. `bound` is None for the head of the bands."""

    name: str
    bound: BoundField | None
    told: tuple[Told, ...]


class Preview(NamedTuple):
    """预览: picture (or why there is none), bands in words, every field with its problems, the rest, and the counts."""

    picture: Picture | None
    reason: str
    worded: tuple[tuple[str, str], ...]
    fields: Mapping[str, Entered]
    rest: tuple[Told, ...]
    errors: int
    warnings: int
    gaps: tuple[str, ...]
    overlaps: tuple[str, ...]


def preview_of(form: IndicatorForm, project: Project, place: int | None) -> Preview:
    """What stands in the form, held against its project; `place` is the indicator's in the project (from 0), None for a new one."""
    told = typed(form)
    draft = draft_of_typed(told)
    if place is None and not any(text.strip() for name, text in told.items() if name != "form"):
        # Nobody is told of errors before the first key is pressed.
        return _preview(form, draft, ())
    bearer = project_draft(project)
    number = len(bearer.indicators) if place is None else place
    indicators = (*bearer.indicators[:number], draft, *bearer.indicators[number + 1 :])
    found = [
        *review_indicator(draft, project=replace(bearer, indicators=indicators)),
        *(each for each in weight_problems(indicators, year=project.start_year) if each.indicator == number),
    ]
    return _preview(form, draft, in_order(_once(found)))


def changed_by(value: str) -> dict[str, str]:
    """A repair's changes by the form's field, from its button; what is no such thing changes nothing."""
    try:
        changes = json.loads(value)
    except ValueError:
        return {}
    if not isinstance(changes, dict):
        return {}
    return {name: text for name, text in changes.items() if name in IndicatorEntry._fields and isinstance(text, str)}


def _preview(form: IndicatorForm, draft: IndicatorDraft, found: Sequence[FieldProblem]) -> Preview:
    scale = scale_of(draft)
    told: dict[str, list[Told]] = {name: [] for name in (*IndicatorEntry._fields, BANDS)}
    rest: list[Told] = []
    for problem in found:
        said = Told(problem, tuple(offer for repair in problem.repairs if (offer := _offer(repair.reason, repair.changes))))
        told.get(FIELD_OF.get(problem.field, problem.field), rest).append(said)
    fields = {name: Entered(name, form[name] if name in form.fields else None, tuple(every)) for name, every in told.items()}
    return Preview(
        scale_picture(scale, f"{draft.name.strip() or '这个指标'}的评价标准", prefix="scale"),
        scale.reason,
        scale.worded,
        fields,
        tuple(rest),
        sum(each.severity is Severity.ERROR for each in found),
        sum(each.severity is Severity.WARNING for each in found),
        tuple(each.text for each in scale.gaps),
        tuple(f"{each.grade}：{each.text}" for each in scale.overlaps),
    )


def _offer(reason: str, changes: Mapping[str, str]) -> Offer | None:
    """None for a repair of other indicators than this one."""
    written = {FIELD_OF.get(name, name): text for name, text in changes.items()}
    if not written or not all(name in IndicatorEntry._fields for name in written):
        return None
    titles = tuple((str(IndicatorForm.base_fields[name].label), text) for name, text in written.items())
    return Offer(reason, titles, json.dumps(written, ensure_ascii=False))


def _once(found: Sequence[FieldProblem]) -> list[FieldProblem]:
    """Each saying beside each field once."""
    return list({(each.field, each.message): each for each in found}.values())
