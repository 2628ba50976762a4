"""How does a version of the budget begin, get copied, and get closed for good?

A version is open while it is worked on. Handing it in seals it: SM3 over the canonical JSON of all its lines is kept with it, and from
then on every service refuses to touch it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from wenxiao.control.chain import ALGORITHM
from wenxiao.control.sealed import TABLES, Table
from wenxiao.control.sealed import Version as Sealed
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import (
    BasicLine,
    Compilation,
    Cut,
    GoalReview,
    Grade,
    ProcurementLine,
    ProjectLine,
    RevenueLine,
    Version,
)
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal

# What a new version takes over from the one before it.
COPIED: tuple[type[Model], ...] = (RevenueLine, BasicLine, ProjectLine, ProcurementLine, Cut)
# What of each kind of lines is hashed when a version is sealed.
CONTENT: dict[type[Model], tuple[str, ...]] = {
    model: table.columns for model, table in zip((RevenueLine, BasicLine, ProjectLine, ProcurementLine, Cut), TABLES, strict=True)
}
OUT_RULE = "绩效目标内审为“差”，不予安排（绩效目标管理办法，财预〔2015〕88号）"
OUT_RESTORE = "修改绩效目标和指标，重新入库并通过内审"


@contextmanager
def in_turn(compilation: Compilation) -> Iterator[None]:
    """One act upon a compilation at a time: what a guard has seen is still so when the act is done."""
    with transaction.atomic():
        hold(compilation)
        yield


@contextmanager
def editing(actor: PostActor, version: Version) -> Iterator[Compilation]:
    """The compilation whose open version is to be changed. Raises NotPermitted, OutOfTurn (sealed, or not this one's turn)."""
    compilation = version.compilation
    with in_turn(compilation):
        version.refresh_from_db(fields=["sealed", "hash"])
        demand_editing(actor, version)
        yield compilation


def open_version(actor: PostActor, compilation: Compilation) -> Version:
    """The version that is worked on. Raises NotPermitted, OutOfTurn where the budget is not begun."""
    version = latest_version(compilation)
    if version is None:
        require(actor, "compilation", "E", compilation)
        raise OutOfTurn(Refusal(f"“{compilation}”还没有开始编报，没有可以填的表：请先“开始一上编报”"))
    version.compilation = compilation
    return version


def version_to_edit(actor: PostActor, compilation: Compilation) -> Version:
    """For a page that changes lines: the post is asked before anything is shown. Raises NotPermitted, OutOfTurn."""
    version = open_version(actor, compilation)
    demand_editing(actor, version)
    return version


def demand_editing(actor: PostActor, version: Version) -> None:
    """Raises NotPermitted, OutOfTurn unless this post may change the lines of this version as it and its compilation now stand."""
    compilation = version.compilation
    if version.stage == Stage.APPROVED:
        require_authority(actor, compilation)
        states = (Compilation.State.SECOND_SENT,)
    else:
        require(actor, "compilation", "E", compilation)
        states = (Compilation.State.FIRST,) if version.stage == Stage.FIRST else (Compilation.State.SECOND,)
    if version.sealed is not None:
        raise OutOfTurn(Refusal(f"“{version}”已经报出封存，不能再改：要改，请上一级退回，在新的一次里修改"))
    if compilation.state not in states:
        state = Compilation.State(compilation.state).label
        raise OutOfTurn(Refusal(f"“{compilation}”现在是“{state}”，不能改“{version}”的数"))


def may_edit(actor: PostActor, version: Version | None) -> bool:
    """Whether a page should offer the change of lines: the same question, answered yes or no."""
    if version is None:
        return False
    try:
        demand_editing(actor, version)
    except (NotPermitted, OutOfTurn):
        return False
    return True


def require_authority(actor: PostActor, compilation: Compilation) -> None:
    """Raises NotPermitted unless the post may change the figures that are approved: the bureau's, or the town's own congress's."""
    role, letter = ("NPC", "X") if compilation.unit.mode == Unit.Mode.OWN_BUDGET else ("DF", "A")
    if actor.role != role:
        raise NotPermitted(Refusal(f"批复数由{roles()[role].title}填写，您现在的岗位是{actor.post}；可以的岗位是：{roles()[role].title}"))
    require(actor, "compilation", letter, compilation)


def version_open(*, compilation: Compilation, stage: Stage, source: Version | None = None) -> Version:
    """A new version with the next number of its stage, holding what `source` holds; runs inside a transition's transaction.

    Projects whose objectives were graded 差 are taken out on the way, each with a Cut that says why; the other grades stay with the copy
    where it is of the same stage: nobody has to grade again what did not change.
    """
    last = compilation.versions.filter(stage=stage).aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(compilation=compilation, stage=stage, number=last + 1)
    if source is None:
        return version
    for model in COPIED:
        rows = list(model._default_manager.filter(version=source).order_by("id"))
        for row in rows:
            row.pk = None
            row._state.adding = True
            setattr(row, "version", version)  # noqa: B010
        model._default_manager.bulk_create(rows, batch_size=500)
    if source.stage == stage:
        _carry_grades(source, version)
    return version


def version_seal(*, version: Version) -> str:
    """Close it for good; answers the hash. Raises OutOfTurn where it is sealed already."""
    hashed = version_digest(version)
    sealed = Version.objects.filter(pk=version.pk, sealed__isnull=True)
    if sealed.update(sealed=clock.now(), algorithm=ALGORITHM, hash=hashed) != 1:
        raise OutOfTurn(Refusal(f"“{version}”已经封存过了"))
    version.refresh_from_db(fields=["sealed", "algorithm", "hash"])
    return hashed


def version_digest(version: Version, algorithm: str = ALGORITHM) -> str:
    """Of all lines by their content, not their row numbers, in an order of their own: the same on every database."""
    compilation = version.compilation
    lines = {table.key: found for table, found in version_lines(version)}
    stored = Sealed(
        str(compilation.pk), compilation.unit.code, compilation.year, str(version.stage), version.number, True, algorithm, "", lines
    )  # fmt: skip
    return stored.digest(algorithm)


def version_lines(version: Version) -> list[tuple[Table, list[tuple[Any, ...]]]]:
    """What is hashed of it, kind by kind."""
    return [
        (table, list(model._default_manager.filter(version=version).order_by().values_list(*CONTENT[model])))
        for model, table in zip(CONTENT, TABLES, strict=True)
    ]


def version_holds(version: Version) -> bool:
    """Whether a sealed version still is what was sealed; an open one promises nothing and holds."""
    return version.sealed is None or version_digest(version, version.algorithm) == version.hash


def _carry_grades(source: Version, version: Version) -> None:
    reviews = list(GoalReview.objects.filter(version=source))
    poor = {review.project_id for review in reviews if review.grade == Grade.POOR}
    kept = [review for review in reviews if review.project_id not in poor]
    for review in kept:
        review.pk = None
        review._state.adding = True
        review.version = version
    GoalReview.objects.bulk_create(kept)
    lost: dict[int, int] = {}
    for line in ProjectLine.objects.filter(version=version, project__in=poor):
        lost[line.project_id] = lost.get(line.project_id, 0) + line.requested
    ProjectLine.objects.filter(version=version, project__in=poor).update(amount=0)
    ProcurementLine.objects.filter(version=version, project__in=poor).delete()
    for project, amount in lost.items():
        if amount:
            Cut.objects.update_or_create(
                version=version, project_id=project, defaults={"amount": amount, "rule": OUT_RULE, "restore": OUT_RESTORE}
            )
