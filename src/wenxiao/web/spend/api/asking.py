"""Which record of spending is an operation about, and was it sent before? Found, permitted, or refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.shortcuts import get_object_or_404
from ninja.params.functions import Header
from pydantic import AfterValidator, BaseModel

from wenxiao.web.people.acting import PostActor, not_permitted, require
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.models import Office
from wenxiao.web.plan.api.asking import Done, done_told
from wenxiao.web.spend.models import Allotment, Appropriation, PaymentRequest
from wenxiao.web.spend.queries.requests import appropriations_visible
from wenxiao.web.spend.services.submissions import Sending, once
from wenxiao.web.trail.models import Entry

Result = TypeVar("Result")
_KEY = re.compile(r"[!-~]{1,100}")


def _key(typed: str) -> str:
    if not _KEY.fullmatch(typed):
        raise ValueError("标识要用 1 至 100 个英文字母、数字和符号，不要空格")
    return typed


_ABOUT_KEY = "自定的标识：同一标识、同样内容再发一次，只办一件；同一标识、内容不同的不办（409）。不带的，每次都算新的"
_WANTED = Header(None, alias="Idempotency-Key", description=_ABOUT_KEY)
Key = Annotated[str | None, AfterValidator(lambda typed: typed if typed is None else _key(typed)), _WANTED]


def sent_once(
    request: ApiRequest, key: str | None, typed: BaseModel | None, act: Callable[[], Result], told: Callable[[Result], str]
) -> str:
    """Do `act`, unless this post sent the same under the same key before: what came of it is found by. Raises KeyTaken."""
    content = typed.model_dump(mode="json") if typed is not None else None
    sending = Sending(key or "", f"{request.method} {request.path}", content)
    return once(actor=request.auth, sending=sending, act=act, told=told)[1]


def step_once(request: ApiRequest, key: str | None, typed: BaseModel, subject: Any, act: Callable[[], Entry]) -> Done:
    """A step that `act` takes with `subject`; sent again under its key, the step that was taken then. Raises KeyTaken."""
    entry = Entry.objects.get(pk=int(sent_once(request, key, typed, act, lambda entry: str(entry.pk))))
    subject.refresh_from_db(fields=["state"])
    return done_told(entry, subject.state)


def asked_payment(actor: PostActor, number: str, letter: str = "V") -> PaymentRequest:
    """Raises Http404, NotPermitted."""
    found = get_object_or_404(PaymentRequest.objects.select_related("unit__supervisor", "office"), number=number)
    require(actor, "payment", letter, found)
    return found


def asked_allotment(actor: PostActor, id: int) -> Allotment:
    """Raises Http404, NotPermitted."""
    found = get_object_or_404(Allotment.objects.select_related("unit__supervisor"), pk=id)
    require(actor, "allotment", "V", found)
    return found


def asked_line(actor: PostActor, id: int) -> Appropriation:
    """Raises Http404, NotPermitted."""
    lines = Appropriation.objects.select_related("unit__supervisor", "project", "office", "node")
    found = get_object_or_404(lines, pk=id)
    if not appropriations_visible(actor).filter(pk=id).exists():
        require(actor, "allotment", "V", found)
    return found


def applying_office(actor: PostActor) -> Office:
    """The office for which the post asks for money. Raises NotPermitted where it stands in none."""
    if actor.in_post.office is None:
        raise not_permitted(actor, "payment", "C")
    return actor.in_post.office
