"""How does a test ask as a program does? With a token of a post, and JSON both ways."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.test import Client

from wenxiao.control.chain import digest
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Token

ROOT = "/api/v1/"


class Answer(NamedTuple):
    status: int
    told: Any

    @property
    def messages(self) -> str:
        return "；".join(reason["message"] for reason in self.told["reasons"])

    @property
    def fields(self) -> list[str]:
        return [reason["field"] for reason in self.told["reasons"]]


class Program:
    """A program that acts in one post."""

    def __init__(self, actor: PostActor) -> None:
        self.secret = f"wx-{actor.account}-{Token.objects.count()}"
        self.token = Token.objects.create(
            post=actor.in_post, name="测试", hash=digest(self.secret.encode()), until=date.today() + timedelta(days=30)
        )
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"})

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(self.client, method.lower())(ROOT + path, **data)
        assert answer.status_code < 500, answer.content.decode()
        return Answer(answer.status_code, json.loads(answer.content) if answer.content else None)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def done(self, method: str, path: str, body: Any = None) -> Any:
        """What a request tells that is not refused."""
        answer = self.ask(method, path, body)
        assert answer.status in (200, 201, 204), (answer.status, answer.told)
        return answer.told
