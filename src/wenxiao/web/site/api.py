"""What is the JSON interface made of? The parts of the apps, under one token, one way of saying no and one description."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from wenxiao import __version__
from wenxiao.web.people.api import own, trail, units
from wenxiao.web.people.api.refusing import BodyParser, Malformed, faults, not_done, refused
from wenxiao.web.people.api.token import Bearer
from wenxiao.web.plan.api import approval, comparing, compilations, control, duties, indicators, profile, projects, tables
from wenxiao.web.plan.services.edition import StaleEdition
from wenxiao.web.plan.services.seen import StaleLines
from wenxiao.web.publish.api import disclosures, outturn, readings
from wenxiao.web.spend.api import allotments, books, changes, coming_in, over_the_year, payees, payments
from wenxiao.web.spend.services.submissions import KeyTaken
from wenxiao.web.trail.refusal import Refusal, Refused

log = logging.getLogger(__name__)

PARTS = (
    own, units, trail, profile, duties, projects, indicators, compilations, tables, control, comparing, approval, allotments, books,
    payments, payees, coming_in, changes, over_the_year, disclosures, outturn, readings,
)  # fmt: skip
ABOUT = (
    "与页面办的是同一套事、守同一张权限表：令牌代表一个岗位，岗位能看什么、能办什么，接口就给什么。"
    "金额一律是整数，单位分，名称以 _fen 结尾；数量以 _10000 结尾的，单位是万分之一。"
    "没有办成的什么也不改，答复里一次说全理由。"
)


class Readable(JSONRenderer):
    """Chinese as it is read, not as escapes."""

    def __init__(self) -> None:
        self.json_dumps_params = {"ensure_ascii": False}


class OfficeApi(NinjaAPI):
    """问效接口."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name: no two have the same, which a test holds."""
        return str(operation.view_func.__name__)


api = OfficeApi(
    title="问效接口", version=__version__, description=ABOUT, openapi_url=None, docs_url=None, urls_namespace="api", auth=Bearer(),
    parser=BodyParser(), renderer=Readable(),
)  # fmt: skip
for part in PARTS:
    api.add_router("", part.router)


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description, made from the operations' own types."""
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def addresses() -> list[URLPattern]:
    """Those of the operations; a method that an address does not know is refused in the same shape as everything else."""
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    names = _query_names()
    for pattern in found:
        pattern.callback = _in_shape(pattern.callback, names.get(str(pattern.pattern), {}))
    return found


def unknown(_request: HttpRequest, **_address: str) -> JsonResponse:
    """What is no address of the interface."""
    return not_done(404, "unknown", "没有这个接口地址，请对照 /api 的接口说明")


def _query_names() -> dict[str, dict[str, set[str]]]:
    """By address and method: what may stand behind the question mark."""
    names: dict[str, dict[str, set[str]]] = {}
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            route = path.lstrip("/").replace("{", "<").replace("}", ">")
            for operation in view.operations:
                asked = (model for model in operation.models if model.__ninja_param_source__ == "query")
                known = {str(name) for model in asked for name in model.__ninja_flatten_map__}
                names.setdefault(route, {}).update(dict.fromkeys(operation.methods, known))
    return names


def _in_shape(view: Callable[..., HttpResponse], names: dict[str, set[str]]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def shaped(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        # A filter whose name is mistyped would filter nothing, and more would be answered than was asked for.
        stray = sorted(set(request.GET) - names.get(request.method or "", set(request.GET)))
        if stray and Bearer()(request) is not None:
            known = "、".join(sorted(names[request.method or ""])) or "没有"
            return not_done(422, "malformed", *(Refusal(f"没有这个条件，可以用的条件：{known}", field=name) for name in stray))
        answer = view(request, *arguments, **named)
        if answer.status_code != 405:
            return answer
        allowed = ", ".join(sorted(answer.headers["Allow"].split(", ")))
        told = not_done(405, "wrong_method", f"这个地址不能用 {request.method}，可以用的是：{allowed}")
        told.headers["Allow"] = allowed
        return told

    return shaped


@api.exception_handler(AuthenticationError)
def _no_token(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = not_done(
        401,
        "no_token",
        "没有带有效的接口令牌：请在“我的账号”为自己的岗位建立令牌，放在 Authorization: Bearer 里；过期、收回或离任的不能再用",
    )
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refused(request, error)


@api.exception_handler(KeyTaken)
def _key_taken(_request: HttpRequest, error: KeyTaken) -> HttpResponse:
    return not_done(409, "key_taken", *error.refusals)


@api.exception_handler(StaleEdition)
def _stale_edition(_request: HttpRequest, error: StaleEdition) -> HttpResponse:
    now = error.subject.edition
    return _stale(f"“{error.subject}”在您取数以后被人改过（您带的是第 {error.edition} 版，现在是第 {now} 版），没有保存")


@api.exception_handler(StaleLines)
def _stale_lines(_request: HttpRequest, error: StaleLines) -> HttpResponse:
    return _stale(f"“{error.what}”在您取数以后被人改过，没有保存")


def _stale(said: str) -> HttpResponse:
    """What the services say of it speaks of a page that is open."""
    return not_done(409, "stale", f"{said}：请重新取数，核对不同之处后再改")


@api.exception_handler(Http404)
def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return not_done(404, "unknown", "没有这一件，请核对地址里的编号")


@api.exception_handler(ValidationError)
def _malformed(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    if any(each["loc"][0] == "path" for each in error.errors):
        return not_done(404, "unknown", "没有这一件，请核对地址里的编号")
    return not_done(422, "malformed", *faults(error.errors))


@api.exception_handler(HttpError)
def _unread(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Whatever the parser raises reaches us as the cause of this."""
    return not_done(422, "malformed", str(error.__cause__) if isinstance(error.__cause__, Malformed) else "发来的内容读不了")


@api.exception_handler(RequestDataTooBig)
def _too_large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return not_done(422, "too_large", "发来的内容太大，请分几次发")


@api.exception_handler(Exception)
def _broken(request: HttpRequest, _error: Exception) -> HttpResponse:
    log.exception("%s %s", request.method, request.path)
    return not_done(500, "broken", "系统出错了，没有办成；请把时间和地址告诉管理员")
