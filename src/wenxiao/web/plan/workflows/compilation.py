"""How does a year's budget become approved? 二上二下 as data: who may do what, when, under which conditions, with which effect.

Domain notes, workflows, 4.2; 预算法 art. 24, 32, 52; 财预〔2015〕88号 for the review of objectives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Sum

from wenxiao.control.sealed import line_digests
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.conditions.approval import broken_down, differences_explained, goals_graded, minutes_fit, open_approval
from wenxiao.web.plan.conditions.changes import changes_explained, prior_agrees, three_public_explained, three_public_not_above_last_year
from wenxiao.web.plan.conditions.control import control_numbers, within_control
from wenxiao.web.plan.conditions.lines import (
    balanced,
    cuts_explained,
    from_the_library,
    procurement_covered,
    products_exact,
    sources_complete,
)
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, Explanation, Profile, Project, ProjectLine, Version
from wenxiao.web.plan.queries.compilation import latest_version, profile_of
from wenxiao.web.plan.services.versions import version_digest, version_lines, version_open, version_seal
from wenxiao.web.plan.workflows.profile import PROFILE_WORKFLOW, adds_up
from wenxiao.web.plan.workflows.project import PROJECT_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Guard, Transition, Workflow, perform

State = Compilation.State
Condition = Callable[[Version], Iterator[Refusal]]

# What the compiler does to a version between two transitions: whoever did one of these may not be the one who checks it.
EDITS = ("open", "edit_revenue", "edit_basic", "edit_projects", "edit_procurement", "cut", "explain")
DECIDING = (Meeting.Kind.LEADING_GROUP.value, Meeting.Kind.PARTY_COMMITTEE.value)

FIRST_ROUND: tuple[Condition, ...] = (
    sources_complete, balanced, from_the_library, procurement_covered, products_exact, prior_agrees,
)  # fmt: skip
SECOND_ROUND: tuple[Condition, ...] = (
    *FIRST_ROUND, within_control, three_public_not_above_last_year, cuts_explained, changes_explained, three_public_explained,
)  # fmt: skip


def problems(version: Version, conditions: tuple[Condition, ...]) -> Iterator[Refusal]:
    """Everything that stands against a version, all at once."""
    for condition in conditions:
        yield from condition(version)


def _all(stage: Stage, *conditions: Condition) -> Guard:
    def guard(compilation: Compilation, _act: Act) -> Iterator[Refusal]:
        version = latest_version(compilation, stage)
        if version is None:
            yield Refusal("还没有可报的版本")
        else:
            yield from problems(version, conditions)

    guard.__doc__ = "；".join((condition.__doc__ or "").split("\n")[0].rstrip("。.") for condition in conditions) + "。"
    return guard


def profile_ready(compilation: Compilation, act: Act) -> Iterator[Refusal]:
    """核定过的基本情况：人员、编制、车辆一致（R036、R065、R110）。"""
    profile = profile_of(compilation)
    if profile is None:
        yield Refusal(f"还没有 {compilation.year} 年的单位基本情况：请先在“单位情况”页填报并核定")
    elif profile.state == Profile.State.DRAFT:
        yield Refusal(f"{compilation.year} 年的单位基本情况还在填报：请先由财政所长核定")
    else:
        if not profile.staffing.exists():
            yield Refusal("单位基本情况里没有人员编制，基本支出无从测算", rule="R036")
        yield from adds_up(profile, act)


def checked_as_it_is(compilation: Compilation, _act: Act) -> Iterator[Refusal]:
    """财政所长审核过的就是现在这些数：审核以后改过的要重新审核。"""
    version = latest_version(compilation, Stage.FIRST)
    checks = Entry.objects.filter(subject_kind=Compilation.KIND, subject_id=str(compilation.pk), action="check_first")
    last = checks.order_by("-sequence").first()
    if version is None or last is None:
        yield Refusal("财政所长还没有审核：请先由财政所长办理“一上审核通过”")
    elif last.details.get("摘要") != version_digest(version):
        yield Refusal("财政所长审核以后数又改过：请财政所长重新审核")


def control_given(compilation: Compilation, _act: Act) -> Iterator[Refusal]:
    """控制数和文号已经填好。"""
    if not control_numbers(compilation):
        yield Refusal("还没有控制数：请先填写各项控制数和文号")


def department(compilation: Compilation, _act: Act) -> Iterator[Refusal]:
    """由上级财政部门批复的单位。"""
    if compilation.unit.mode != Unit.Mode.DEPARTMENT:
        yield Refusal("本单位是一级预算，由本级人民代表大会批准，不由财政部门办理这一步", rule="LAW17")


def own_budget(compilation: Compilation, _act: Act) -> Iterator[Refusal]:
    """一级预算：本级人民代表大会批准。"""
    if compilation.unit.mode != Unit.Mode.OWN_BUDGET:
        yield Refusal("本单位的预算由上级财政部门批复，不由人代会办理这一步", rule="LAW17")


def leading_group(compilation: Compilation, act: Act) -> Iterator[Refusal]:
    """领导小组或党委会的记录。"""
    yield from minutes_fit(compilation, act, DECIDING)


def congress(compilation: Compilation, act: Act) -> Iterator[Refusal]:
    """人民代表大会的决议。"""
    yield from minutes_fit(compilation, act, (Meeting.Kind.CONGRESS.value,))


def year_over(compilation: Compilation, _act: Act) -> Iterator[Refusal]:
    """预算年度已经结束。"""
    if clock.today().year <= compilation.year:
        yield Refusal(f"{compilation.year} 年还没有结束，{compilation.year + 1} 年 1 月 1 日以后才能关账")


def approval_sound(compilation: Compilation, _act: Act) -> Iterator[Refusal]:
    """批复数自身平衡，每一处与二上的差异都有说明。"""
    version = open_approval(compilation)
    if version is None:
        yield Refusal("还没有批复数：请先生成批复数")
        return
    yield from problems(version, (balanced, procurement_covered, products_exact))
    yield from differences_explained(compilation)


def freeze_profile(compilation: Compilation, act: Act) -> None:
    profile = profile_of(compilation)
    if profile is not None and profile.state == Profile.State.CONFIRMED:
        assert isinstance(act.actor, PostActor)
        perform(PROFILE_WORKFLOW, profile, "freeze", actor=act.actor)


def open_first(compilation: Compilation, _act: Act) -> None:
    version_open(compilation=compilation, stage=Stage.FIRST)


def open_second(compilation: Compilation, _act: Act) -> None:
    version_open(compilation=compilation, stage=Stage.SECOND, source=latest_version(compilation, Stage.FIRST))


def _seal(stage: Stage) -> Callable[[Compilation, Act], None]:
    def seal(compilation: Compilation, act: Act) -> None:
        version = latest_version(compilation, stage)
        if version is not None and version.sealed is None:
            version_seal(version=version)
            # The entry of the act holds the hash, so that nobody can change lines and hash together without the trail showing it.
            act.details.update(_sealed(version))

    return seal


def _sealed(version: Version) -> dict[str, Any]:
    """With a short hash of each line, so that `wenxiao verify` can say which line was touched."""
    lines = {table.key: line_digests(found, version.algorithm) for table, found in version_lines(version)}
    return {"版本": str(version), "摘要": version.hash, "算法": version.algorithm, "各行": lines}


def _again(stage: Stage) -> Callable[[Compilation, Act], None]:
    def again(compilation: Compilation, act: Act) -> None:
        """The version that is sent back is closed as it is, and the next number opens with its lines."""
        version = latest_version(compilation, stage)
        assert version is not None
        if version.sealed is None:
            version_seal(version=version)
            act.details.update(_sealed(version))
        version_open(compilation=compilation, stage=stage, source=version)

    return again


def drop_approval(compilation: Compilation, _act: Act) -> None:
    """An approval that was being prepared is of a draft that no longer stands."""
    compilation.versions.filter(stage=Stage.APPROVED, sealed__isnull=True).delete()
    Explanation.objects.filter(compilation=compilation, about=Explanation.About.DIFFERENCE).delete()


def budget_projects(compilation: Compilation, act: Act) -> None:
    """已入库 ⇢ 已列预算, by the library's own transition, which holds each against its estimate once more."""
    version = latest_version(compilation, Stage.APPROVED)
    funded = ProjectLine.objects.filter(version=version, amount__gt=0)
    given = {project: int(amount) for project, amount in funded.order_by().values_list("project_id").annotate(Sum("amount"))}
    assert isinstance(act.actor, PostActor)
    listed = Project.objects.select_related("unit", "office").filter(pk__in=given, state=Project.State.STOCKED)
    # All of them held before the first is written down.
    for project in list(listed.select_for_update(of=("self",), no_key=True).order_by("pk")):
        sums = {"year": compilation.year, "amount": given[project.pk]}
        told = {"年度": compilation.year, "金额": given[project.pk]}
        perform(PROJECT_WORKFLOW, project, "budget", actor=act.actor, given=sums, details=told)


FIRST, SECOND = _all(Stage.FIRST, *FIRST_ROUND), _all(Stage.SECOND, *SECOND_ROUND)
SIGNERS = ("PS", "ML", "PL")

COMPILATION_WORKFLOW = Workflow(
    kind=Compilation.KIND,
    title="预算编制",
    states=dict(State.choices),
    transitions=(
        Transition(
            "open", "开始一上编报", (State.PREPARING,), State.FIRST, ("BO",), "compilation", "C",
            guards=(profile_ready,), effects=(freeze_profile, open_first),
        ),
        Transition(
            "check_first", "一上审核通过", (State.FIRST,), State.FIRST, ("FH",), "compilation", "A", guards=(FIRST,), not_by=EDITS,
        ),
        Transition(
            "return_first", "退回修改一上", (State.FIRST,), State.FIRST, ("FH",), "compilation", "A",
            effects=(_again(Stage.FIRST),), reason=10,
        ),
        Transition(
            "send_first", "签字报出一上", (State.FIRST,), State.FIRST_SENT, ("ML",), "compilation", "S",
            guards=(checked_as_it_is, FIRST), effects=(_seal(Stage.FIRST),), not_by=("check_first", *EDITS),
        ),
        Transition(
            "refuse_first", "不予签字，退回修改", (State.FIRST,), State.FIRST, ("ML",), "compilation", "S",
            effects=(_again(Stage.FIRST),), reason=10,
        ),
        Transition(
            "reject_first", "退回一上", (State.FIRST_SENT,), State.FIRST, ("DF",), "compilation", "A",
            effects=(_again(Stage.FIRST),), reason=10,
        ),
        Transition(
            "give_control", "下达控制数", (State.FIRST_SENT,), State.CONTROL, ("DF",), "compilation", "A",
            guards=(department, control_given),
        ),
        Transition(
            "set_control", "核定控制数", (State.FIRST_SENT,), State.CONTROL, ("ML",), "compilation", "S",
            guards=(own_budget, control_given),
        ),
        Transition(
            "start_second", "开始二上编报", (State.CONTROL,), State.SECOND, ("BO",), "compilation", "C", effects=(open_second,),
        ),
        Transition(
            "submit_review", "送内审", (State.SECOND,), State.REVIEW, ("FH",), "compilation", "A",
            guards=(SECOND,), effects=(_seal(Stage.SECOND),), not_by=EDITS,
        ),
        Transition(
            "return_second", "退回修改二上", (State.SECOND,), State.SECOND, ("FH",), "compilation", "A",
            effects=(_again(Stage.SECOND),), reason=10,
        ),
        Transition(
            "return_review", "内审退回", (State.REVIEW,), State.SECOND, SIGNERS, "compilation", "S",
            effects=(_again(Stage.SECOND),), reason=10,
        ),
        Transition(
            "pass_review", "内审通过，报出二上", (State.REVIEW,), State.SECOND_SENT, SIGNERS, "compilation", "S",
            guards=(leading_group, SECOND, _all(Stage.SECOND, goals_graded)), minutes=True, not_by=("submit_review", *EDITS),
        ),
        Transition(
            "reject_second", "退回二上", (State.SECOND_SENT,), State.SECOND, ("DF",), "compilation", "A",
            guards=(department,), effects=(drop_approval, _again(Stage.SECOND)), reason=10,
        ),
        Transition(
            "decline", "人代会退回草案", (State.SECOND_SENT,), State.SECOND, ("NPC",), "compilation", "X",
            guards=(own_budget, congress), effects=(drop_approval, _again(Stage.SECOND)), reason=10, minutes=True,
        ),
        Transition(
            "approve", "批复", (State.SECOND_SENT,), State.APPROVED, ("DF",), "compilation", "A",
            guards=(department, approval_sound), effects=(_seal(Stage.APPROVED),),
        ),
        Transition(
            "resolve", "登记人代会决议", (State.SECOND_SENT,), State.APPROVED, ("NPC",), "compilation", "X",
            guards=(own_budget, congress, approval_sound), effects=(_seal(Stage.APPROVED),), minutes=True,
        ),
        Transition(
            "allocate", "分解下达", (State.APPROVED,), State.ALLOCATED, ("BO",), "compilation", "C",
            guards=(_all(Stage.APPROVED, broken_down, balanced),), effects=(budget_projects,),
        ),
        Transition("close", "关账", (State.ALLOCATED,), State.CLOSED, ("FH",), "compilation", "A", guards=(year_over,)),
    ),
)  # fmt: skip
