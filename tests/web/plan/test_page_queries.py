"""Do the pages of the budget ask the database as often for many rows as for few?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web.plan.compiling import State, brought, latest
from web.plan.making import YEAR
from web.township import Township
from wenxiao.web.plan.models import Compilation, PriorReading, Project, ProjectLine, Version
from wenxiao.web.plan.queries.differences import TITLES
from wenxiao.web.plan.reading import Proposal
from wenxiao.web.trail.services import attachment_keep, record

SignIn = Callable[..., Client]
BUDGET = ("", "/differences", "/projects", "/year-on-year", "/approval")


def asked(client: Client, path: str) -> int:
    # Once before: what is read once for a process is not asked for by the page.
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def more_lines(compilation: Compilation, count: int) -> None:
    """Lines of further projects in every version, with an amount of its own in each, so that they differ."""
    first = Project.objects.filter(unit=compilation.unit).earliest("id")
    for number in range(count):
        project = Project.objects.create(
            unit=first.unit, office=first.office, activity=first.activity, code=f"N-{count}-{number}", name=f"项目 {count}-{number}",
            start_year=YEAR, end_year=YEAR, function_code="2130126", state=Project.State.BUDGETED, author="hd",
        )  # fmt: skip
        for place, version in enumerate(Version.objects.filter(compilation=compilation), 1):
            ProjectLine.objects.create(
                version=version, project=project, function_code="2130126", economic_code="30213", fund="general", requested=place * 100,
                amount=place * 100,
            )  # fmt: skip


@pytest.mark.parametrize("tab", BUDGET)
def test_a_budget_of_many_lines_asks_as_often(tab: str, township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND_SENT)
    path, client = f"/plan/compilations/{compilation.pk}{tab}", signed_in("FH")
    more_lines(compilation, 2)
    few = asked(client, path)
    more_lines(compilation, 15)
    assert asked(client, path) == few


def test_the_differences_that_are_counted_are_shown(township: Township, signed_in: SignIn) -> None:
    """Else the test above would count the queries of an empty table."""
    compilation = brought(township, State.SECOND_SENT)
    more_lines(compilation, 3)
    shown = signed_in("FH").get(f"/plan/compilations/{compilation.pk}/differences").content.decode()
    assert TITLES["project"] in shown
    assert shown.count("项目 3-") == 3


def test_pictures_of_many_lines_ask_as_often(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND_SENT)
    path, client = f"/plan/pictures?of={compilation.pk}", signed_in("FH")
    few = asked(client, path)
    more_lines(compilation, 15)
    assert asked(client, path) == few
    assert latest(compilation).projects.count() == 16


def test_a_read_document_of_many_figures_asks_as_often(township: Township, signed_in: SignIn) -> None:
    client = signed_in("BO")
    proposals = [Proposal(f"概念{n}", "", f"支出 {n}", (n * 100,), f"第 {n} 页")._asdict() | {"amounts": [n * 100]} for n in range(40)]
    attachment = attachment_keep(name="上年.txt", media_type="text/plain", content=b"text")
    counts = [
        asked(
            client,
            PriorReading.objects.create(
                unit=township.unit, year=YEAR - 1, attachment=attachment, state=PriorReading.State.READ, proposals=proposals[:size]
            ).get_absolute_url(),
        )
        for size in (2, 40)
    ]
    assert counts[0] == counts[1]


def test_a_long_trail_asks_as_often(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.FIRST)
    client = signed_in("FH")
    few = asked(client, "/trail/")
    for _ in range(60):
        record(actor=township.actor("BO"), subject=compilation, action="edit", action_title="修改")
    assert asked(client, "/trail/") == few
