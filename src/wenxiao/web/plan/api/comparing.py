"""What does a budget add up to, what changed since another version or last year, and what reasons were given?"""

from __future__ import annotations

from typing import Literal

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import Field

from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Amount, Id, Line, Text, Told, Typed
from wenxiao.web.plan.api.asking import asked_compilation, asked_version
from wenxiao.web.plan.conditions.changes import Change, not_compared, three_public_changes, year_on_year
from wenxiao.web.plan.models import Explanation, Version
from wenxiao.web.plan.queries.differences import differences
from wenxiao.web.plan.queries.totals import balances, spending
from wenxiao.web.plan.services.explanations import explanations_set
from wenxiao.web.plan.services.versions import open_version

router = Router(tags=["合计和比较"])
Dimension = Literal[
    "fund", "part", "category", "section", "item", "economic_category", "economic", "duty", "activity", "office", "project"
]  # fmt: skip


class BalanceTold(Told):
    """收支 of one fund."""

    fund: str
    revenue_fen: Amount
    basic_fen: Amount
    project_fen: Amount
    spending_fen: Amount
    difference_fen: Amount


class GroupTold(Told):
    """支出 by one value of the dimension; "0" is basic money where the dimension says nothing about it."""

    key: str
    amount_fen: Amount


class TotalsTold(Told):
    """合计 of a version."""

    version: int
    revenue_fen: Amount
    spending_fen: Amount
    balances: list[BalanceTold]
    by: Dimension
    spending: list[GroupTold]


class DifferenceTold(Told):
    """差异: null where a version does not have the line."""

    kind: str
    title: str
    key: str
    label: str
    before_fen: Amount | None
    after_fen: Amount | None
    change_fen: Amount
    reason: str


class DifferencesTold(Told):
    """两个版本的差异."""

    before: int
    after: int
    differences: list[DifferenceTold]


class ChangeTold(Told):
    """增减; `before_fen` is null where no figure of last year was confirmed."""

    key: str
    label: str
    now_fen: Amount
    before_fen: Amount | None
    change_fen: Amount | None
    reason: str
    needs_reason: bool


class ChangesTold(Told):
    """与上年比较, and what cannot be compared."""

    version: int
    year_on_year: list[ChangeTold]
    three_public: list[ChangeTold]
    not_compared: list[str]


class ExplanationTold(Told):
    """说明."""

    about: str
    key: str
    text: str


class ExplanationsTyped(Typed):
    """说明 by key, as `changes` gives the keys; an empty text takes a reason away."""

    about: Literal["year_on_year", "three_public"]
    texts: dict[Line, Text] = Field(max_length=50)


@router.get("/compilations/{id}/totals", response=answers(TotalsTold), summary="收支合计和按口径的支出")
def totals(request: ApiRequest, id: Id, version: Id | None = None, by: Dimension = "part") -> TotalsTold:
    found = asked_version(asked_compilation(request.auth, id), version)
    funds = balances(found)
    groups = spending(found, by)
    return TotalsTold(
        version=found.pk, revenue_fen=sum(each.revenue for each in funds), spending_fen=sum(each.spending for each in funds),
        balances=[
            BalanceTold(
                fund=each.fund.value, revenue_fen=each.revenue, basic_fen=each.basic, project_fen=each.project,
                spending_fen=each.spending, difference_fen=each.difference,
            )
            for each in funds
        ],
        by=by, spending=[GroupTold(key=str(key), amount_fen=amount) for (key,), amount in sorted(groups.items(), key=str)],
    )  # fmt: skip


@router.get("/compilations/{id}/differences", response=answers(DifferencesTold), summary="两个版本逐行的差异")
def version_differences(request: ApiRequest, id: Id, before: Id, after: Id) -> DifferencesTold:
    compilation = asked_compilation(request.auth, id)
    old, new = (get_object_or_404(compilation.versions, pk=each) for each in (before, after))
    return DifferencesTold(
        before=old.pk, after=new.pk,
        differences=[
            DifferenceTold(
                kind=each.kind, title=each.title, key=each.key, label=each.label, before_fen=each.before, after_fen=each.after,
                change_fen=each.change, reason=each.reason,
            )
            for each in differences(old, new)
        ],
    )  # fmt: skip


@router.get("/compilations/{id}/changes", response=answers(ChangesTold), summary="与上年比较，“三公”经费增减")
def changes(request: ApiRequest, id: Id, version: Id | None = None) -> ChangesTold:
    return _changes(asked_version(asked_compilation(request.auth, id), version))


@router.get("/compilations/{id}/explanations", response=answers(list[ExplanationTold]), summary="已经写的说明")
def explanations(request: ApiRequest, id: Id) -> list[ExplanationTold]:
    found = Explanation.objects.filter(compilation=asked_compilation(request.auth, id)).order_by("about", "key")
    return [ExplanationTold(about=each.about, key=each.key, text=each.text) for each in found]


@router.put("/compilations/{id}/explanations", response=answers(ChangesTold), summary="写增减原因")
def explanations_put(request: ApiRequest, id: Id, typed: ExplanationsTyped) -> ChangesTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    with named(**{f"reason-{key}": f"texts.{key}" for key in typed.texts}):
        explanations_set(actor=request.auth, version=version, about=Explanation.About(typed.about), texts=typed.texts)
    return _changes(version)


def _changes(version: Version) -> ChangesTold:
    return ChangesTold(
        version=version.pk, year_on_year=[_change(each) for each in year_on_year(version)],
        three_public=[_change(each) for each in three_public_changes(version)], not_compared=list(not_compared(version)),
    )  # fmt: skip


def _change(change: Change) -> ChangeTold:
    return ChangeTold(
        key=change.key, label=change.label, now_fen=change.now, before_fen=change.before, change_fen=change.difference,
        reason=change.reason, needs_reason=change.needs_reason,
    )  # fmt: skip
