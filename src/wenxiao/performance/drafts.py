"""What has a person typed about an indicator and its project so far, and what can be said back beside each field?

Drafts hold the texts as typed, blank where nothing stands yet. Fields are named by their attribute (`name`, `target`, `unit`,
`weight`, `baseline` …), a band by `standards.优`; fields of an indicator in an answer about a whole project are written
`indicators.2.weight` (counted from 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from wenxiao.catalogue.indicators import LibraryIndicator
from wenxiao.performance.programme import BANDS, Activity, Duty, Indicator, Programme
from wenxiao.vocabulary.finding import Severity
from wenxiao.vocabulary.shown import YUAN, Shown, format_base
from wenxiao.vocabulary.source import Source

Form = Literal["national", "hebei"]


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """绩效指标草稿: one indicator as typed.

    `form` is `national` (one 指标值 in `target`) or `hebei` (four bands in `standards`, text by each of BANDS; `target` may be
    stated as well). `kind` is `一级/二级` as `产出/数量`. `direction` is `↑` (more is better), `↓` (less is better) or "" (not said).
    `unit` is the declared unit; `baseline` last year's value; `weight` the marks.
    """

    name: str
    form: Form = "hebei"
    kind: str = ""
    unit: str = ""
    direction: str = ""
    target: str = ""
    standards: Mapping[str, str] = field(default_factory=dict)
    weight: str = ""
    baseline: str = ""
    data_source: str = ""
    evidence: str = ""
    explanation: str = ""

    def with_changes(self, changes: Mapping[str, str]) -> IndicatorDraft:
        """The draft after a repair's changes (text by field, as in `Repair.changes`)."""
        standards = {grade: changes.get(f"standards.{grade}", self.standards.get(grade, "")) for grade in BANDS}
        plain = {name: text for name, text in changes.items() if not name.startswith("standards.")}
        return replace(self, standards=standards, **plain)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """项目草稿: what its indicators are held against. `amount` in 分, None where nothing is stated, 0 for work without money.

    `not_applicable` tells by first-level kind (`满意度`, `成本`) why the project has no such indicator.
    """

    name: str
    amount: int | None = None
    objective: str = ""
    content: str = ""
    indicators: tuple[IndicatorDraft, ...] = ()
    not_applicable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repair:
    """更正办法: what could be accepted as it is: a reason, and the new text of every field that changes together."""

    reason: str
    changes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """字段问题: what is wrong, beside which field.

    `rule` is a rule's id (`R132`) or, where no rule covers it, the Chinese name of the editor's own check. `severity` is that of
    publishing one's own. `indicator` counts from 0 and is None for what concerns the project (or the only draft under review).
    """

    rule: str
    severity: Severity
    field: str
    message: str
    indicator: int | None = None
    repairs: tuple[Repair, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether the draft cannot be sent up before this is mended; warnings need a reason instead, remarks nothing."""
        return self.severity is Severity.ERROR


def draft_of(entry: LibraryIndicator, form: Form = "hebei", *, weight: str = "", baseline: str = "") -> IndicatorDraft:
    """An indicator of the library as a draft, to be changed by the person who takes it over."""
    return IndicatorDraft(
        entry.name,
        form,
        entry.kind,
        entry.unit,
        entry.direction,
        entry.target if form == "national" else "",
        dict(entry.standards) if form == "hebei" else {},
        weight,
        baseline,
        entry.data_source,
        entry.evidence,
        f"{entry.explanation}。计算：{entry.formula}",
    )


def programme_of(*projects: ProjectDraft) -> Programme:
    """Drafts as the programme that the tests of indicator quality are run on.

    Each project is a duty of its own (goals are compared between duties) with one activity. Places tell whence a problem comes:
    `Source.table` the project and `Source.row` the indicator, both from 0, `Source.label` the field.
    """
    return Programme([_duty(number, project) for number, project in enumerate(projects)], stated_by_row=True)


def _duty(number: int, project: ProjectDraft) -> Duty:
    parts = {"name": project.name, "amount": "", "objective": project.objective, "content": project.content}
    places = {part: Source(text=text, label=part, table=number) for part, text in parts.items()}
    whole = Source(text=project.name, label="indicators", table=number)
    shown = None if project.amount is None else Shown.parse(format_base(project.amount, YUAN, 2, grouped=True), YUAN)
    indicators = [_indicator(number, row, draft) for row, draft in enumerate(project.indicators)]
    activity = Activity(project.name, shown, project.content, project.objective, indicators, whole, places)
    return Duty(project.name, activities=[activity], source=whole, places=places)


def _indicator(number: int, row: int, draft: IndicatorDraft) -> Indicator:
    def place(name: str, text: str) -> Source:
        return Source(text=text, label=name, table=number, row=row)

    banded = draft.form == "hebei"
    standards = {grade: draft.standards.get(grade, "") if banded else "" for grade in BANDS}
    # Places in the order that `Indicator.sources` promises: the name, then each band that is filled in or the single target.
    sources = [place("name", draft.name)]
    if not banded:
        sources.append(place("target", draft.target))
    sources += [place(f"standards.{grade}", text) for grade, text in standards.items() if text.strip()]
    return Indicator(
        draft.name,
        standards,
        tuple(sources),
        target="" if banded else draft.target,
        kind=draft.kind,
        weight=draft.weight,
        unit=draft.unit,
        direction=draft.direction,
        baseline=draft.baseline,
        data_source=draft.data_source,
        explanation=draft.explanation,
    )
