"""How good are the objectives found in the internal review, and what does the approval change of the draft?"""

from __future__ import annotations

from typing import Literal

from ninja import Router
from pydantic import Field

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Amount, Fen, Id, Line, Reference, Text, Told, Typed
from wenxiao.web.plan.api.asking import asked_compilation, named_projects
from wenxiao.web.plan.conditions.approval import open_approval
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, GoalReview, Grade, Project, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.queries.differences import differences
from wenxiao.web.plan.services.approval import MODELS, approval_amounts_set, approval_begin, approval_mark, differences_explain
from wenxiao.web.plan.services.approval import Amount as ApprovedAmount
from wenxiao.web.plan.services.goal_review import Grading, goals_review, grades_mark
from wenxiao.web.plan.services.versions import require_authority
from wenxiao.web.trail.refusal import OutOfTurn, Refusal

router = Router(tags=["内审和批复"])
LineKind = Literal["revenue", "basic", "project"]


class ReviewTold(Told):
    """绩效目标审核 of one project: the lowest axis is its grade."""

    project: str
    project_name: str
    completeness: str
    relevance: str
    adequacy: str
    feasibility: str
    grade: str
    opinion: str
    reviewer: str


class GradingTyped(Typed):
    """评级 of one project."""

    project: Line
    completeness: Grade
    relevance: Grade
    adequacy: Grade
    feasibility: Grade
    opinion: Text = ""


class GradingsTyped(Typed):
    """几个项目的评级."""

    gradings: list[GradingTyped] = Field(min_length=1, max_length=500)
    seen: Line | None = Field(None, description="取数时的 mark")


class GoalsTold(Told):
    """绩效目标审核 of the draft that is under review, with the mark of all of it."""

    mark: str
    reviews: list[ReviewTold]


class ApprovedLine(Told):
    """批复数的一行."""

    kind: LineKind
    line: int
    amount_fen: Amount


class ChangedLine(Told):
    """批复数与二上不同的一行."""

    key: str
    label: str
    draft_fen: Amount | None
    approved_fen: Amount | None
    reason: str


class ApprovalFigures(Told):
    """批复数, and how it differs from the draft; every difference needs its reason before the approval is given."""

    version: int
    sealed: bool
    marks: dict[LineKind, str]
    lines: list[ApprovedLine]
    differences: list[ChangedLine]


class AmountTyped(Typed):
    """一行的批复数."""

    kind: LineKind
    line: Reference
    amount_fen: Fen
    reason: Text | None = Field(None, description="与二上不同的原因；不写的保留原来的，空的删去原来的")


class AmountsTyped(Typed):
    """几行的批复数."""

    amounts: list[AmountTyped] = Field(min_length=1, max_length=1000)
    seen: dict[LineKind, Line] | None = Field(None, description="取数时的 marks")


class ReasonsTyped(Typed):
    """差异原因 by the key of the line."""

    texts: dict[Line, Text] = Field(min_length=1, max_length=1000)


@router.get("/compilations/{id}/goals", response=answers(GoalsTold), summary="绩效目标内审的结果")
def goals(request: ApiRequest, id: Id) -> GoalsTold:
    return _goals(asked_compilation(request.auth, id))


@router.put("/compilations/{id}/goals", response=answers(GoalsTold), summary="给项目的绩效目标评级")
def goals_put(request: ApiRequest, id: Id, typed: GradingsTyped) -> GoalsTold:
    found = asked_compilation(request.auth, id)
    projects = named_projects(found.unit, [each.project for each in typed.gradings], "gradings")
    gradings = [
        Grading(project, each.completeness.value, each.relevance.value, each.adequacy.value, each.feasibility.value, each.opinion)
        for project, each in zip(projects, typed.gradings, strict=True)
    ]
    with named(rows="gradings"):
        goals_review(actor=request.auth, compilation=found, gradings=gradings, seen=typed.seen, shown=_listed(found))
    return _goals(found)


@router.get("/compilations/{id}/approval", response=answers(ApprovalFigures), summary="批复数，与二上的差异")
def approval(request: ApiRequest, id: Id) -> ApprovalFigures:
    found = asked_compilation(request.auth, id)
    version = latest_version(found, Stage.APPROVED)
    if version is None:
        raise OutOfTurn(Refusal(f"“{found}”还没有批复数"))
    return _figures(found, version)


@router.post("/compilations/{id}/approval/begin", response=answers(ApprovalFigures), summary="按二上生成批复数")
def approval_start(request: ApiRequest, id: Id) -> ApprovalFigures:
    found = asked_compilation(request.auth, id)
    return _figures(found, approval_begin(actor=request.auth, compilation=found))


@router.put("/compilations/{id}/approval/amounts", response=answers(ApprovalFigures), summary="调整批复数")
def approval_amounts(request: ApiRequest, id: Id, typed: AmountsTyped) -> ApprovalFigures:
    found = asked_compilation(request.auth, id)
    version = _open(request.auth, found)
    amounts = [ApprovedAmount(each.kind, each.line, each.amount_fen, each.reason) for each in typed.amounts]
    titles: dict[str, str] = {}
    for n, each in enumerate(typed.amounts):
        titles |= {
            f"{name}-{each.kind}-{each.line}": f"amounts.{n}.{title}" for name, title in (("amount", "amount_fen"), ("reason", "reason"))
        }
    with named(**titles):
        approval_amounts_set(actor=request.auth, version=version, amounts=amounts, seen=typed.seen, shown=_shown(version))
    return _figures(found, version)


@router.put("/compilations/{id}/approval/reasons", response=answers(ApprovalFigures), summary="说明批复数与二上的差异")
def approval_reasons(request: ApiRequest, id: Id, typed: ReasonsTyped) -> ApprovalFigures:
    found = asked_compilation(request.auth, id)
    version = _open(request.auth, found)
    with named(**{f"reason-{key}": f"texts.{key}" for key in typed.texts}):
        differences_explain(actor=request.auth, version=version, texts=typed.texts)
    return _figures(found, version)


def _open(actor: PostActor, found: Compilation) -> Version:
    """The approved figures that are being prepared. Raises NotPermitted, OutOfTurn."""
    require_authority(actor, found)
    version = open_approval(found)
    if version is None:
        raise OutOfTurn(Refusal(f"“{found}”没有正在填的批复数：请先“按二上生成批复数”"))
    version.compilation = found
    return version


def _listed(found: Compilation) -> list[Project]:
    draft = latest_version(found, Stage.SECOND)
    return list(Project.objects.filter(lines__version=draft).distinct()) if draft else []


def _goals(found: Compilation) -> GoalsTold:
    draft = latest_version(found, Stage.SECOND)
    reviews = GoalReview.objects.filter(version=draft).select_related("project") if draft else GoalReview.objects.none()
    told = [
        ReviewTold(
            project=each.project.code, project_name=each.project.name, grade=each.grade.value, opinion=each.opinion,
            reviewer=each.reviewer, **{axis: getattr(each, axis) for axis in GoalReview.AXES},
        )
        for each in reviews
    ]  # fmt: skip
    return GoalsTold(mark=grades_mark(draft, _listed(found)) if draft else "", reviews=told)


def _shown(version: Version) -> dict[LineKind, list[int]]:
    """All lines of the version by their kind: what its marks are of."""
    kinds: tuple[LineKind, ...] = ("revenue", "basic", "project")
    return {kind: list(MODELS[kind]._default_manager.filter(version=version).values_list("pk", flat=True)) for kind in kinds}


def _figures(found: Compilation, version: Version) -> ApprovalFigures:
    draft = latest_version(found, Stage.SECOND)
    changed = differences(draft, version) if draft else ()
    rows = {kind: model._default_manager.filter(version=version).values_list("pk", "amount") for kind, model in MODELS.items()}
    return ApprovalFigures(
        version=version.pk, sealed=version.sealed is not None,
        marks={kind: approval_mark(version, kind, shown) for kind, shown in _shown(version).items()},
        lines=[
            ApprovedLine(kind=kind, line=pk, amount_fen=amount) for kind in ("revenue", "basic", "project") for pk, amount in rows[kind]
        ],
        differences=[
            ChangedLine(key=each.key, label=each.label, draft_fen=each.before, approved_fen=each.after, reason=each.reason)
            for each in changed
        ],
    )  # fmt: skip
