"""Who am I here, in which post, and what may it do?"""

from __future__ import annotations

from datetime import date

from ninja import Router
from pydantic import Field

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.api.refusing import answers
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import OfficeTold, UnitTold, office_told, unit_told
from wenxiao.web.people.api.values import Told
from wenxiao.web.people.matrix import SCOPES, functions, roles

router = Router(tags=["岗位和单位"])


class PermissionTold(Told):
    """权限: one row of the matrix for this post."""

    function: str
    title: str
    letters: str = Field(description="C 新建 E 修改 V 查看 A 审批 X 办理 S 签字 P 提议 M 评议 R 督办 F 备案")
    scope: str
    scope_title: str


class Me(Told):
    """我: the post the token stands for."""

    account: str
    person: str
    post: str
    role: str
    role_title: str
    unit: UnitTold
    office: OfficeTold | None
    until: date | None = Field(description="任职到哪一天；没有定的为空")
    hindrance: str = Field(description="今天为什么只能查看；没有妨碍的为空")
    permissions: list[PermissionTold]


@router.get("/me", response=answers(Me), summary="我是谁、在哪个岗位、有哪些权限")
def me(request: ApiRequest) -> Me:
    actor = request.auth
    office = actor.in_post.office
    return Me(
        account=actor.account, person=actor.person, post=actor.post, role=actor.role, role_title=roles()[actor.role].title,
        unit=unit_told(actor.unit), office=office_told(office) if office else None, until=actor.in_post.until,
        hindrance=actor.hindrance, permissions=_permissions(actor),
    )  # fmt: skip


def _permissions(actor: PostActor) -> list[PermissionTold]:
    granted = ((each, actor.permission(each.id)) for each in functions().values())
    return [
        PermissionTold(
            function=each.id, title=each.title, letters=given.letters, scope=given.scope,
            scope_title="所辖各单位" if roles()[actor.role].place == "bureau" else SCOPES[given.scope],
        )
        for each, given in granted
        if given.letters
    ]  # fmt: skip
