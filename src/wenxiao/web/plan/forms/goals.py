"""What is typed when the leading group grades the projects' objectives?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wenxiao.web.plan.forms.rows import RowForm, Rows
from wenxiao.web.plan.models import GoalReview, Grade, Project
from wenxiao.web.plan.models.owned import field_title
from wenxiao.web.plan.services.goal_review import Grading
from wenxiao.web.trail.refusal import Refused

PREFIX = "goals"


def _axis(name: str) -> forms.ChoiceField:
    choices = [("", "请选"), *Grade.choices]
    widget = forms.Select(attrs={"class": "narrow"})
    return forms.ChoiceField(label=field_title(GoalReview, name), choices=choices, required=False, widget=widget)


class GoalRow(RowForm):
    """一个项目的等级: four axes and what the group says; a row in which nothing is chosen is not graded yet."""

    GIVEN = ("project",)

    project = forms.CharField(widget=forms.HiddenInput)
    completeness = _axis("completeness")
    relevance = _axis("relevance")
    adequacy = _axis("adequacy")
    feasibility = _axis("feasibility")
    opinion = forms.CharField(label="审核意见", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *arguments: Any, projects: dict[str, Project], **named: Any) -> None:
        super().__init__(*arguments, **named)
        code = self.data.get(self.add_prefix("project"), "") if self.is_bound else self.initial.get("project", "")
        self.of = projects.get(str(code))

    @property
    def typed_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*GoalReview.AXES, "opinion")]

    def clean(self) -> dict[str, Any]:
        if self.of is None:
            raise forms.ValidationError("这个项目不在本页，请刷新后再填")
        return self.cleaned_data

    def grading(self) -> Grading:
        assert self.of is not None
        return Grading(self.of, **{name: self.cleaned_data[name] for name in (*GoalReview.AXES, "opinion")})


def shown(projects: Sequence[Project], reviews: dict[int, GoalReview]) -> Rows[GoalRow]:
    names = (*GoalReview.AXES, "opinion")
    values = [
        {"project": project.code, **({name: getattr(reviews[project.pk], name) for name in names} if project.pk in reviews else {})}
        for project in projects
    ]
    return Rows.shown(GoalRow, PREFIX, values, projects={project.code: project for project in projects})


def typed(data: Any, projects: Sequence[Project]) -> Rows[GoalRow]:
    return Rows.typed(GoalRow, PREFIX, data, projects={project.code: project for project in projects})


def beside(refused: Refused) -> Refused:
    """The service's `<axis>-<n>` as the rows' `goals.<n>.<axis>`."""
    parts = [(each, *each.field.rpartition("-")[::2]) for each in refused.refusals]
    return Refused(*(each._replace(field=f"{PREFIX}.{n}.{name}") if name else each for each, name, n in parts))
