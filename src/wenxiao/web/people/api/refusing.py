"""How does the interface say no? Always in one shape: the status, what kind of no, and every reason at once in a clerk's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from ninja.parser import Parser
from pydantic import BaseModel, Field

from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

Kind = Literal[
    "no_token", "not_permitted", "unknown", "wrong_method", "out_of_turn", "stale", "key_taken", "too_large", "malformed", "refused",
    "broken",
]  # fmt: skip


class Reason(BaseModel):
    """一条理由."""

    message: str = Field(description="哪里不行、为什么、差多少、怎么办")
    field: str = Field("", description="所说的字段，如 lines.0.amount_fen；不属于哪个字段的为空")
    rule: str = Field("", description="违反的规则编号或法条，如 R036；没有的为空")


class NotDone(BaseModel):
    """没有办成: nothing was changed."""

    status: int
    kind: Kind
    reasons: list[Reason]


REFUSALS = frozenset({401, 403, 404, 409, 422})


def answers(model: Any, status: int = 200) -> dict[Any, Any]:
    """The answers of an operation: what it tells, and every way of saying no."""
    return {status: model, REFUSALS: NotDone}


def not_done(status: int, kind: Kind, *reasons: Refusal | str) -> JsonResponse:
    told = [each if isinstance(each, Refusal) else Refusal(each) for each in reasons]
    body = NotDone(status=status, kind=kind, reasons=[Reason(message=each.message, field=each.field, rule=each.rule) for each in told])
    return JsonResponse(body.model_dump(), status=status, json_dumps_params={"ensure_ascii": False})


def refused(_request: HttpRequest, error: Refused) -> JsonResponse:
    kind: Kind = "not_permitted" if isinstance(error, NotPermitted) else "out_of_turn" if isinstance(error, OutOfTurn) else "refused"
    return not_done(error.status, kind, *error.refusals)


class Malformed(Exception):
    """The body is no JSON object; the message says why."""


class BodyParser(Parser):
    """JSON in UTF-8, an object at the top."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            body = json.loads(request.body.decode("utf-8"))
        except (ValueError, RecursionError):
            # json's own words are English and speak of columns: whoever programs looks at what was sent.
            raise Malformed("发来的内容不是 JSON（要 UTF-8 编码的 JSON 对象）") from None
        if not isinstance(body, dict):
            raise Malformed("发来的内容应当是 JSON 对象，即 {…}")
        return body


def faults(errors: list[dict[str, Any]]) -> Iterator[Refusal]:
    """What ninja and pydantic say of a request, in Chinese, by field. The first two parts of a place say only that it is the body."""
    for error in errors:
        source, *place = (str(each) for each in error["loc"])
        if source == "body" and len(place) == 1 and error["type"] == "missing":
            yield Refusal("没有发来内容：要 JSON 对象，即 {…}")
        else:
            yield Refusal(_sentence(error), field=".".join(place[1:] if source == "body" else place))


_SENTENCES = {
    "missing": "缺少这一项，请填写",
    "extra_forbidden": "没有这一项，请核对名称",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_parsing_size": "这个数太大了",
    "int_from_float": "应当是整数",
    "string_type": "应当是文字",
    "string_unicode": "文字里有不能保存的字符，请去掉",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是 true 或 false",
    "list_type": "应当是列表，即 […]",
    "dict_type": "应当是对象，即 {{…}}",
    "model_type": "应当是对象，即 {{…}}",
    "model_attributes_type": "应当是对象，即 {{…}}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_long": "最多 {max_length} 个字",
    "string_too_short": "至少 {min_length} 个字",
    "too_long": "最多 {max_length} 行",
    "too_short": "至少 {min_length} 行",
    "value_error": "{error}",
}
_CHOICES = ("enum", "literal_error")


def _sentence(error: Mapping[str, Any]) -> str:
    context = error.get("ctx", {})
    if error["type"] in _CHOICES:
        return "没有这种选择，可以选的是：" + "、".join(re.findall("'([^']*)'", str(context["expected"])))
    return _SENTENCES.get(error["type"], "写法不对，请对照接口说明").format(**context)


@contextmanager
def named(rows: str = "", **titles: str) -> Iterator[None]:
    """Lets a refusal speak of the fields of the request: `amount-3` of a service becomes `lines.3.amount_fen` with
    `rows="lines", amount="amount_fen"`; a whole field may be renamed as well."""
    try:
        yield
    except Refused as error:
        error.refusals = tuple(each._replace(field=_renamed(each.field, rows, titles)) for each in error.refusals)
        raise


def _renamed(field: str, rows: str, titles: Mapping[str, str]) -> str:
    if field in titles:
        return titles[field]
    if rows and (numbered := re.fullmatch(r"(\w+)-(\d+)", field)):
        name, number = numbered.groups()
        field = f"{rows}.{number}.{name}"
    stem, dot, last = field.rpartition(".")
    return f"{stem}{dot}{titles.get(last, last)}"
