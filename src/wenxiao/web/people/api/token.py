"""Who asks through the interface? A post, by its token in `Authorization: Bearer`; a session's cookie means nothing here."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries import token_actor


class Bearer(HttpBearer):
    """接口令牌: issued on the page 我的账号 for one post, until a day."""

    def authenticate(self, request: HttpRequest, token: str) -> PostActor | None:  # noqa: ARG002
        return token_actor(token)


class ApiRequest(HttpRequest):
    """What an operation is handed: `auth` is the post that acts."""

    auth: PostActor
