"""Does a list cost the same, however long it is?"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.api.programs import Program
from web.plan.compiling import brought
from web.plan.making import made_activity, made_duty, made_project, meeting
from web.township import Township
from wenxiao.web.people.models import Account, Office, Post, Unit
from wenxiao.web.plan.models import BasicLine, Compilation, Cut, Indicator, ProcurementLine, Profile, Project, ProjectLine, RevenueLine

State = Compilation.State
PATHS = (
    "units", "units/T01/offices", "units/T01/posts", "meetings", "units/T01/trail", "profiles", "units/T01/duties/2024", "projects",
    "projects/T01-2024-001", "projects/T01-2024-001/problems", "projects/T01-2024-001/indicators", "quality/2024", "compilations",
    "compilations/{id}", "compilations/{id}/revenue", "compilations/{id}/basic", "compilations/{id}/projects",
    "compilations/{id}/procurement", "compilations/{id}/control", "compilations/{id}/cuts", "compilations/{id}/totals",
    "compilations/{id}/changes",
)  # fmt: skip


def grown(township: Township, compilation: Compilation, more: int) -> None:
    """More of everything that a list tells of."""
    version = compilation.versions.get()
    duty = made_duty(township, number=more, name=f"职责{more}")
    for n in range(more, more + 5):
        unit = Unit.objects.create(code=f"U{n}", name=f"镇{n}", short_name=f"镇{n}", supervisor=township.bureau)
        office = Office.objects.create(unit=township.unit, code=f"O{n}", name=f"站所{n}")
        account = Account.objects.create(username=f"u{n}", name=f"人{n}", unit=township.unit)
        chief = township.actor("ML").holder
        Post.objects.create(
            account=account, unit=township.unit, role="HD", office=office, since="2020-01-01", confirmed_by=chief,
            confirmed_at="2020-01-01T00:00:00Z",
        )  # fmt: skip
        meeting(township, f"m{n}")
        Profile.objects.create(unit=unit, year=2024, legal_name="镇", state="draft", as_of="2023-12-31", functions="x")
        Compilation.objects.create(unit=unit, year=2024, state=State.PREPARING)
        project = made_project(township, f"第{n}号水渠整修", activity=made_activity(township, duty, number=n, name=f"活动{n}"))
        Project.objects.filter(pk=project.pk).update(office=office)
        Indicator.objects.create(project_id=Project.objects.get(code="T01-2024-001").pk, number=n, kind="产出/数量", name=f"指标{n}")
        RevenueLine.objects.create(version=version, fund="general", source=f"来源{n}", amount=1)
        BasicLine.objects.create(
            version=version, part="operating", function_code="2010301", economic_code="30201", basis="stated", amount=1, explanation=f"{n}"
        )
        ProjectLine.objects.create(
            version=version, project=project, function_code="2130126", economic_code="30213", fund="general", requested=2, amount=1
        )
        Cut.objects.create(version=version, project=project, amount=1, rule="依据", restore="条件")
        ProcurementLine.objects.create(
            version=version, project=project, economic_code="30213", catalogue_code="A02010105", name="台式计算机", quantity=10_000,
            measure="台", unit_price=1, fund="general", amount=1,
        )  # fmt: skip


@pytest.mark.parametrize("role", ["BO", "DF"])
def test_what_a_list_asks_of_the_database_does_not_grow_with_it(role: str, township: Township) -> None:
    compilation = brought(township, State.FIRST)
    program = Program(township.actor(role))
    grown(township, compilation, 101)
    few = counted(program, compilation)
    grown(township, compilation, 201)
    assert counted(program, compilation) == few


def counted(program: Program, compilation: Compilation) -> dict[str, int]:
    # What a process asks once in its life.
    program.get("me")
    counts = {}
    for path in PATHS:
        with CaptureQueriesContext(connection) as asked:
            answer = program.get(path.format(id=compilation.pk))
        if answer.status == 200:
            counts[path] = len(asked)
        else:
            assert answer.status == 403, path
    return counts
