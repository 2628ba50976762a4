"""What is wrong with one indicator, or one project's indicators, while they are being typed, and what could be accepted to mend it?

The rules are those that any published table is checked by (`performance.quality`): the drafts are made a programme whose places name
the fields, and each problem is told beside the field it comes from. What no rule covers is `performance.entries`. Every repair that
is offered has been tried: with it the problem is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wenxiao.catalogue.rules import Rule, rule_of
from wenxiao.performance.drafts import FieldProblem, Form, IndicatorDraft, ProjectDraft, Repair, programme_of
from wenxiao.performance.entries import EXPLICIT, entry_problems
from wenxiao.performance.lexicon import VAGUE
from wenxiao.performance.programme import BANDS
from wenxiao.performance.quality import TESTS
from wenxiao.performance.quality.promises import Row, short, understood
from wenxiao.performance.repairs import repairs_of
from wenxiao.performance.scale import Mark, Scale, Segment, scale_of
from wenxiao.performance.weights import weight_problems
from wenxiao.vocabulary.finding import Problem, Severity, Suggestion
from wenxiao.vocabulary.source import Source

__all__ = [
    "FieldProblem",
    "Form",
    "IndicatorDraft",
    "Mark",
    "ProjectDraft",
    "Repair",
    "Scale",
    "Segment",
    "review_indicator",
    "review_project",
    "scale_of",
]

# What each indicator answers for by itself; the bands only in forms that have bands.
_OF_INDICATOR = ("R131", "R135", "R136", "R138", "R139", "R142", "R143", "R148", "R150", "R151", "R152")
_OF_BANDS = ("R132", "R133", "R134", "R137")
# What the project answers for alone, and what it answers for beside the other projects. R149 is `performance.weights`.
_OF_PROJECT = ("R130", "R140", "R141", "R145", "R148")
_AMONG_PROJECTS = ("R144", "R146", "R147")
# Which first-level kind a project may say it does not need, and the rule that asks for it.
_MAY_NOT_APPLY = {"R140": "满意度", "R141": "成本"}


def review_indicator(draft: IndicatorDraft, *, project: ProjectDraft | None = None) -> tuple[FieldProblem, ...]:
    """What is wrong with one indicator by itself, held against its project's goal and amount where `project` is given.

    The project's own indicators are not looked at. What blocks stands first. Never raises.
    """
    bearer = replace(project, indicators=(draft,)) if project is not None else ProjectDraft("", indicators=(draft,))
    every = list(_all_problems(draft, bearer))
    told = every
    if any(problem.blocks and problem.field.startswith("standards") for problem in every):
        # First things first: how a faulty scale could be written more clearly helps nobody.
        told = [problem for problem in every if problem.rule != EXPLICIT]
    return _in_order(replace(problem, repairs=_working(problem, every, draft, bearer)) for problem in told)


def review_project(project: ProjectDraft, siblings: Sequence[ProjectDraft] = (), *, year: int | None = None) -> tuple[FieldProblem, ...]:
    """Everything wrong with a project's goal and indicators: each indicator by itself, the whole set with its marks, and the set
    beside `siblings` (the unit's other projects of the year). What blocks stands first. `year` chooses the distribution of marks.

    Raises NoWeightingError for a year without a known distribution.
    """
    found = [
        replace(problem, indicator=number)
        for number, draft in enumerate(project.indicators)
        for problem in review_indicator(draft, project=project)
    ]
    found += _without_indicators(project)
    found += _set_problems(_OF_PROJECT, project)
    found += _set_problems(_AMONG_PROJECTS, project, *siblings)
    found += weight_problems(project.indicators, year=year)
    return _in_order(found)


def _rule_problems(draft: IndicatorDraft, bearer: ProjectDraft) -> Iterator[FieldProblem]:
    programme = programme_of(bearer)
    (row,) = understood(programme).rows
    for rule_id in _OF_INDICATOR + (_OF_BANDS if draft.form == "hebei" else ()):
        rule = rule_of(rule_id)
        for problem in TESTS[rule.test](programme).problems:
            if any(_of_indicator(source) for source in problem.sources):
                repairs = (*map(_offered, problem.suggestions), *repairs_of(rule_id, draft))
                severity, field = problem.severity or rule.publishing, _field(rule_id, problem, draft)
                yield FieldProblem(rule_id, severity, field, _beside(problem, row), repairs=repairs)


def _set_problems(rule_ids: Sequence[str], *projects: ProjectDraft) -> Iterator[FieldProblem]:
    """Problems of the first of `projects` as a whole."""
    programme = programme_of(*projects)
    for rule_id in rule_ids:
        rule = rule_of(rule_id)
        if projects[0].not_applicable.get(_MAY_NOT_APPLY.get(rule_id, ""), "").strip():
            continue
        for problem in TESTS[rule.test](programme).problems:
            own = [source for source in problem.sources if source.table == 0]
            if own and not (rule_id == "R148" and _of_indicator(own[0])):
                yield from _set_problem(rule, problem, own)


def _set_problem(rule: Rule, problem: Problem, own: Sequence[Source]) -> Iterator[FieldProblem]:
    severity = problem.severity or rule.publishing
    if rule.id == "R147":
        for number in dict.fromkeys(source.row for source in own):
            yield FieldProblem(rule.id, severity, "name", problem.message, number)
        return
    field = "indicators" if _of_indicator(own[0]) else own[0].label
    yield FieldProblem(rule.id, severity, field, problem.message)


def _without_indicators(project: ProjectDraft) -> Iterator[FieldProblem]:
    """R130 of a project without any indicator, where there is no table yet that the rule could look at."""
    if not project.indicators:
        rule = rule_of("R130")
        severity = rule.publishing if project.amount else Severity.INFO
        yield FieldProblem(rule.id, severity, "indicators", "还没有绩效指标，至少要有一个产出指标和一个效益指标。")
        if not project.objective.strip():
            yield FieldProblem(rule.id, severity, "objective", "没有写绩效目标。")


def _offered(suggestion: Suggestion) -> Repair:
    changes = {suggestion.source.label: suggestion.new} | {each.source.label: each.new for each in suggestion.consequences}
    return Repair(suggestion.reason, changes)


def _working(problem: FieldProblem, before: Sequence[FieldProblem], draft: IndicatorDraft, bearer: ProjectDraft) -> tuple[Repair, ...]:
    """The repairs with which the problem, one of those `before`, is gone and nothing new blocks, each once."""
    blocking = {each.rule for each in before if each.blocks}
    of_rule = sum(each.rule == problem.rule for each in before)
    working: list[Repair] = []
    for repair in problem.repairs:
        after = list(_all_problems(draft.with_changes(repair.changes), bearer))
        mended = all((each.rule, each.field) != (problem.rule, problem.field) for each in after)
        mended = mended and sum(each.rule == problem.rule for each in after) < of_rule
        harmless = {each.rule for each in after if each.blocks} <= blocking
        if repair.changes and mended and harmless and all(repair.changes != each.changes for each in working):
            working.append(repair)
    return tuple(working)


def _all_problems(draft: IndicatorDraft, bearer: ProjectDraft) -> Iterator[FieldProblem]:
    yield from entry_problems(draft)
    yield from _rule_problems(draft, replace(bearer, indicators=(draft,)))


def _of_indicator(source: Source) -> bool:
    return source.row is not None


def _field(rule_id: str, problem: Problem, draft: IndicatorDraft) -> str:
    """Beside which field a rule's problem is told."""
    stated = "standards" if draft.form == "hebei" else "target"
    if rule_id == "R137" and problem.severity is Severity.INFO:
        return "standards.差"
    if rule_id in _AT_STATED_VALUE:
        return stated
    if rule_id == "R134":
        missing = [grade for grade in BANDS if not draft.standards.get(grade, "").strip()]
        return f"standards.{missing[0] if missing else '差'}"
    if rule_id in ("R138", "R139"):
        return "standards.优" if draft.form == "hebei" else "target"
    if rule_id == "R148":
        return next((f"standards.{grade}" for grade in BANDS if any(word in draft.standards.get(grade, "") for word in VAGUE)), stated)
    return {"R150": "data_source", "R152": "baseline"}.get(rule_id, "name")


_AT_STATED_VALUE = ("R131", "R132", "R133", "R135", "R137")


def _beside(problem: Problem, row: Row) -> str:
    """The message without the title of the indicator, which stands before the person's eyes."""
    said = problem.message
    for title in (row.title, f"“{short(row.bearer.name)}”的"):
        if said.startswith(title):
            return said.removeprefix(title).removeprefix(f"（{row.scale}）").lstrip("：，的")
    return said


def _in_order(found: Iterable[FieldProblem]) -> tuple[FieldProblem, ...]:
    ranks = list(Severity)
    return tuple(sorted(found, key=lambda each: ranks.index(each.severity)))
