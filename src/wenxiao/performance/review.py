"""What is wrong with one indicator, or one project's indicators, while they are being typed, and what could be accepted to mend it?

The rules are those that any published table is checked by (`performance.quality`): the drafts are made a programme whose places name
the fields, and each problem is told beside the field it comes from. Only what no rule covers is looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from wenxiao.catalogue.rules import Rule, rules
from wenxiao.performance.drafts import FieldProblem, Form, IndicatorDraft, ProjectDraft, Repair, programme_of
from wenxiao.performance.quality import TESTS
from wenxiao.performance.scale import Scale, scale_of
from wenxiao.vocabulary.finding import Problem, Severity

__all__ = [
    "FieldProblem",
    "Form",
    "IndicatorDraft",
    "ProjectDraft",
    "Repair",
    "Scale",
    "review_indicator",
    "review_project",
    "scale_of",
]

# What each indicator answers for by itself; the bands only in forms that have bands.
_OF_INDICATOR = ("R131", "R135", "R136", "R138", "R139", "R142", "R143", "R148", "R150", "R151", "R152")
_OF_BANDS = ("R132", "R133", "R134", "R137")
# What the project answers for alone, and what it answers for beside the other projects.
_OF_PROJECT = ("R130", "R140", "R141", "R145", "R148", "R149")
_AMONG_PROJECTS = ("R144", "R146", "R147")


def review_indicator(draft: IndicatorDraft, *, project: ProjectDraft | None = None) -> tuple[FieldProblem, ...]:
    """What is wrong with one indicator by itself, held against its project's goal and amount where `project` is given.

    The project's own indicators are not looked at. What blocks stands first. Never raises.
    """
    bearer = replace(project, indicators=(draft,)) if project is not None else ProjectDraft("", indicators=(draft,))
    programme = programme_of(bearer)
    found = []
    for rule_id in _OF_INDICATOR + (_OF_BANDS if draft.form == "hebei" else ()):
        rule = _rule(rule_id)
        for problem in TESTS[rule.test](programme).problems:
            if any(source.row is not None for source in problem.sources):
                found.append(_field_problem(rule, problem))
    return _in_order(found)


def review_project(project: ProjectDraft, siblings: Sequence[ProjectDraft] = ()) -> tuple[FieldProblem, ...]:
    """Everything wrong with a project's goal and indicators: each indicator by itself, the whole set, and the set beside
    `siblings` (the unit's other projects of the year). What blocks stands first. Never raises."""
    found = [
        replace(problem, indicator=number)
        for number, draft in enumerate(project.indicators)
        for problem in review_indicator(draft, project=project)
    ]
    found += _tested(_OF_PROJECT, project)
    found += _tested(_AMONG_PROJECTS, project, *siblings)
    return _in_order(found)


def _tested(rule_ids: Sequence[str], *projects: ProjectDraft) -> Iterator[FieldProblem]:
    """Problems of the first of `projects`."""
    programme = programme_of(*projects)
    for rule_id in rule_ids:
        rule = _rule(rule_id)
        for problem in TESTS[rule.test](programme).problems:
            if any(source.table == 0 for source in problem.sources):
                yield _field_problem(rule, problem)


def _field_problem(rule: Rule, problem: Problem) -> FieldProblem:
    source = problem.suggestions[0].source if problem.suggestions else problem.sources[0]
    offered = tuple(
        Repair(each.reason, {each.source.label: each.new} | {more.source.label: more.new for more in each.consequences})
        for each in problem.suggestions
    )
    return FieldProblem(rule.id, problem.severity or rule.publishing, source.label, problem.message, repairs=offered)


def _in_order(found: Sequence[FieldProblem]) -> tuple[FieldProblem, ...]:
    ranks = list(Severity)
    return tuple(sorted(found, key=lambda each: ranks.index(each.severity)))


@cache
def _rule(rule_id: str) -> Rule:
    return next(rule for rule in rules() if rule.id == rule_id)
