"""Does the interface do what its description says, whatever is sent to it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from web.api.programs import Program
from web.api.test_api_publishing import standing as publishing_standing
from web.api.test_api_spending_permissions import standing
from web.plan.compiling import brought
from web.plan.making import YEAR, meeting
from web.township import Township
from wenxiao.web.people.api.values import Told, Typed
from wenxiao.web.plan.models import BasicLine, Compilation, Project
from wenxiao.web.site.api import description
from wenxiao.web.trail.models import Entry

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance, response_headers_conformance
]  # fmt: skip
# Posts that between them may do most of what there is, and one that may do nothing of it.
ROLES = ("BO", "HD", "DF", "PS", "SO")
EXAMPLES = 4


@pytest.fixture
def described(township: Township) -> Iterator[Any]:  # noqa: ARG001
    """The description as a tool reads it. Each request would close the connection, and the test's transaction with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def everything(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every property of every shape, with its schema."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key, each
            yield from everything(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from everything(each, name)


def test_every_operation_says_what_it_does_and_how_it_says_no() -> None:
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            assert operation["security"], path
            assert {"401", "403", "404", "409", "422"} <= {str(status) for status in operation["responses"]}, f"{method} {path}"


def test_no_two_shapes_have_one_name() -> None:
    """The description knows a shape by its name: of two of one name only the last would be described."""
    told = [shape for base in (Told, Typed) for shape in _descendants(base)]
    ours = Counter(shape.__name__ for shape in told if ".api." in shape.__module__ and "[" not in shape.__name__)
    assert len(ours) > 150
    assert not [name for name, count in ours.items() if count > 1]


def _descendants(shape: type) -> Iterator[type]:
    for each in shape.__subclasses__():
        yield each
        yield from _descendants(each)


def test_money_is_whole_fen_and_says_so_and_nothing_is_a_float() -> None:
    shapes = description()["components"]["schemas"]
    money = [(name, told) for name, told in everything(shapes) if name.endswith("_fen") and isinstance(told, dict)]
    assert len(money) > 40
    for name, told in money:
        kinds = {each["type"] for each in told.get("anyOf", [told])}
        assert kinds <= {"integer", "null"}, name
        assert "分" in str(told) or "合计多少" in str(told), name
    assert not [name for name, told in everything(shapes) if isinstance(told, dict) and told.get("type") == "number"]


def test_the_description_names_no_address_outside() -> None:
    assert "http" not in str(description()).replace("'http', 'scheme': 'bearer'", "")


def test_the_description_is_open_to_tools_and_its_page_to_who_has_signed_in(signed_in: Callable[..., Client]) -> None:
    assert Client().get("/api/v1/openapi.json").json()["openapi"].startswith("3.")
    assert Client().get("/api").status_code == 302
    page = signed_in("HD").get("/api").content.decode()
    for path in description()["paths"]:
        assert f"<code>{path}</code>" in page
    assert page.count("<h1") == 1


def test_the_handbook_leads_to_the_page_of_the_interface(signed_in: Callable[..., Client]) -> None:
    assert 'href="/api"' in signed_in("HD").get("/handbook").content.decode()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_whatever_is_sent_is_answered_as_described_and_never_breaks(mode: GenerationMode, township: Township, described: Any) -> None:
    compilation = brought(township, Compilation.State.FIRST)
    project = Project.objects.get()
    line = BasicLine.objects.first()
    assert line is not None
    world = standing(township.offices["农业"], compilation)
    publishing = publishing_standing(township.unit)
    programs = {role: Program(township.actor(role)) for role in ROLES}
    known = {
        "unit": "T01", "year": YEAR, "code": project.code, "line": line.pk, "kind": "project", "action": "submit",
        "compilations": compilation.pk, "duties": project.activity.duty_id, "activities": project.activity_id, "trail": project.pk,
        "projects": project.indicators.all()[0].pk, "meeting": meeting(township).pk,
        "number": world.payment.number, "allotments": world.allotment.pk, "appropriations": world.line.pk, "nodes": world.cap.pk,
        "refunds": world.refund.pk, "cash-plans": world.cash_plan.pk, "year-ends": world.year_end.pk, "month": 5,
        "disclosures": publishing.disclosure.pk, "disclosures number": 1, "about": "matter", "rule": "R001", "document": "budget",
        "group": "receptions", "name": "disclosure.json", "readings name": "check.json", "readings": publishing.reading.pk,
        "virements number": world.virement.number, "adjustments number": world.adjustment.number, "receipts number": world.receipt.number,
    }  # fmt: skip
    acts = Entry.objects.count()
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()
        names = [each["name"] for each in operation.definition.raw.get("parameters", []) if each["in"] == "path"]
        # What is looked for should be there as often as not: else everything ends at 404.
        subject = operation.path.split("/")[3]
        there = {name: known.get(f"{subject} {name}", known[subject if name == "id" else name]) for name in names}
        try_operation(operation, there, mode, programs)
        tried += 1
    assert tried == sum(len(methods) for methods in description()["paths"].values())
    assert Entry.objects.count() == acts


def try_operation(operation: Any, there: dict[str, Any], mode: GenerationMode, programs: dict[str, Program]) -> None:
    """Every example is rolled back, so that the next finds the same township."""
    cases = operation.as_strategy(generation_mode=mode)
    if there and (mode is GenerationMode.POSITIVE or operation.body):
        cases = st.one_of(cases, operation.as_strategy(generation_mode=mode, path_parameters=there))

    @seed(20240101)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )  # fmt: skip
    @given(case=cases, role=st.sampled_from(ROLES))
    def ask(case: Any, role: str) -> None:
        checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS
        with _rolled_back():
            case.call_and_validate(checks=checks, headers={"Authorization": f"Bearer {programs[role].secret}"})

    ask()


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
