"""How does a program tell what final accounts state and no table of the office keeps, and their approval?"""

from __future__ import annotations

from typing import Annotated

from ninja import Router
from pydantic import Field

from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Day, Edition, Fen, Id, Line, Told, Typed
from wenxiao.web.publish.api.disclosures import asked_disclosure
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.queries.told_keys import Group, keys_of
from wenxiao.web.publish.services import told as services

router = Router(tags=["信息公开"])


class AskedFigure(Told):
    """一个要填的数."""

    id: str
    label: str
    unit: str = Field(description="pieces 个数，money 金额（单位：分，整数），marks 分数（百分之一分）")
    value: int | None = Field(description="还没有填的为空；0 也是回答")


class AskedFigures(Told):
    """一页要填的数."""

    edition: int
    figures: list[AskedFigure]


class FiguresTyped(Typed):
    """填报的数: by the id of each; null takes an answer away."""

    edition: Edition
    values: dict[Line, Fen | None] = Field(max_length=2000)


class FinalApprovalTyped(Typed):
    """决算批复."""

    edition: Edition
    authority: Annotated[Line, Field(min_length=1, max_length=100)]
    document: Annotated[Line, Field(min_length=1, max_length=60)]
    approved_on: Day


class EditionNow(Told):
    """现在第几版."""

    edition: int


@router.get("/disclosures/{id}/told/{group}", response=answers(AskedFigures), summary="决算里要填报的一页数")
def disclosure_asked(request: ApiRequest, id: Id, group: Group) -> AskedFigures:
    return _figures(asked_disclosure(request.auth, id), group)


@router.put("/disclosures/{id}/told/{group}", response=answers(AskedFigures), summary="填报决算里的一页数")
def disclosure_tell(request: ApiRequest, id: Id, group: Group, typed: FiguresTyped) -> AskedFigures:
    found = asked_disclosure(request.auth, id, "E")
    with named(**{name: f"values.{name}" for name in typed.values}):
        services.told_set(actor=request.auth, disclosure=found, edition=typed.edition, group=group, values=typed.values)
    return _figures(found, group)


@router.put("/disclosures/{id}/final-approval", response=answers(EditionNow), summary="填写决算批复")
def disclosure_final_approval(request: ApiRequest, id: Id, typed: FinalApprovalTyped) -> EditionNow:
    found = asked_disclosure(request.auth, id, "E")
    approved = services.Approved(typed.authority, typed.document, typed.approved_on)
    services.final_approval_set(actor=request.auth, disclosure=found, edition=typed.edition, approved=approved)
    return EditionNow(edition=found.edition)


def _figures(found: Disclosure, group: Group) -> AskedFigures:
    known = dict(found.told.values_list("key", "value"))
    keys = keys_of(found, group)
    figures = [AskedFigure(id=key.id, label=key.label, unit=key.unit.value, value=known.get(key.id)) for key in keys]
    return AskedFigures(edition=found.edition, figures=figures)
