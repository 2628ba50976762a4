"""What can other programs do here? The description of the interface for machines, and a page of it for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from wenxiao.web.people.views.access import for_anyone, for_signed_in
from wenxiao.web.site.api import ABOUT, description, unknown


class OperationTold(NamedTuple):
    """一个操作."""

    method: str
    path: str
    summary: str
    body: str


@for_anyone
def openapi(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@for_signed_in
def interface(request: HttpRequest) -> HttpResponse:
    return render(request, "site/api.html", {"about": ABOUT, "subjects": subjects(description())})


@for_anyone
def no_operation(request: HttpRequest, rest: str = "") -> JsonResponse:  # noqa: ARG001
    return unknown(request)


def subjects(schema: dict[str, Any]) -> dict[str, list[OperationTold]]:
    """The operations by subject, in the order in which they are declared."""
    found: dict[str, list[OperationTold]] = {}
    for subject, told in _operations(schema):
        found.setdefault(subject, []).append(told)
    return found


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, OperationTold]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            yield operation["tags"][0], OperationTold(method.upper(), path, operation["summary"], body.get("$ref", "").rpartition("/")[2])
