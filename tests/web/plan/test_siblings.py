"""Are the siblings read by two narrow queries the ones that matter, on generated libraries?"""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.plan.making import YEAR, made_project
from web.township import Township
from wenxiao.performance.review import review_project
from wenxiao.web.plan.models import EstimateLine, Indicator, Project
from wenxiao.web.plan.queries.library import STANDING, project_draft, siblings_of

NAMES = ("渠道清淤长度", "渠道 清淤长度", "合格率", "合格率 完成率", "成本")
SCALES = (("≥95%", "≥90%且<95%", "≥80%且<90%", "<80%"), ("≥95 %", "≥90%且<95%", "≥80%且<90%", "<80%"), ("5% 5%",) * 4, ("",) * 4)
GOALS = ("", "2024年清淤渠道120公里，验收合格率95%以上。", "2024年清淤渠道 118 公里，验收合格率95%以上", "植树三千棵，成活率九成以上。")
STATES = (Project.State.DRAFT, Project.State.STOCKED, Project.State.DECLINED)


def scattered(like: Project, draw: random.Random, number: int) -> None:
    """Another project beside it, of any state and year, written as it may have come about over time."""
    made = Project.objects.create(
        unit=like.unit, office=like.office, activity=like.activity, code=f"X-{number}", name=f"项目{number}", objective=draw.choice(GOALS),
        start_year=draw.choice((YEAR, YEAR, YEAR - 1)), end_year=YEAR, function_code="2130126", unfunded=draw.random() < 0.3,
        state=draw.choice(STATES), author="hd",
    )  # fmt: skip
    for line in range(draw.randrange(3)):
        EstimateLine.objects.create(
            project=made, year=draw.choice((YEAR, YEAR + 1)), number=line, item="工", quantity=10000, measure="项", unit_price=100,
            amount=draw.choice((0, 100, 3_600_000)), economic_code="30213",
        )  # fmt: skip
    for row in range(draw.randrange(4)):
        best, good, fair, poor = draw.choice(SCALES)
        Indicator.objects.create(
            project=made, number=row, form=draw.choice(("hebei", "national")), kind="产出/质量", name=draw.choice(NAMES),
            target=draw.choice(("", "≥95%")), excellent=best, good=good, fair=fair, poor=poor,
        )  # fmt: skip


def reviewed(project: Project) -> tuple[Any, Any]:
    """What is said beside the siblings that are read, and beside all of them, read in full."""
    draft = project_draft(project)
    everyone = Project.objects.filter(unit=project.unit, start_year=project.start_year, state__in=STANDING).exclude(pk=project.pk)
    in_full = [project_draft(each) for each in everyone.prefetch_related("estimate", "indicators")]
    return review_project(draft, siblings_of(project, draft), year=YEAR), review_project(draft, in_full, year=YEAR)


@pytest.mark.parametrize("seed", range(12))
def test_a_review_beside_the_siblings_read_is_the_one_beside_all(seed: int, township: Township) -> None:
    draw = random.Random(seed)
    own = made_project(township)
    for number in range(draw.randrange(1, 12)):
        scattered(own, draw, number)
    read, in_full = reviewed(own)
    assert read == in_full
    # The other projects, faulty and bare as they are, are held beside it the other way round.
    for other in Project.objects.filter(code__startswith="X-", start_year=YEAR):
        read, in_full = reviewed(other)
        assert read == in_full, other


def test_siblings_are_read_in_two_queries(township: Township) -> None:
    own = made_project(township)
    draft = project_draft(own)
    for number in range(30):
        scattered(own, random.Random(number), number)
    with CaptureQueriesContext(connection) as asked:
        siblings_of(own, draft)
    assert len(asked) == 2
