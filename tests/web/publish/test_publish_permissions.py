"""Does every page and step of publishing ask the matrix?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from web.permission_cases import Ask, Case, every, hold
from web.plan.making import YEAR
from web.publish import closed_years
from web.publish.publishing import begun, put_at, written
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.services.disclosures import template_for
from wenxiao.web.publish.workflows.disclosure import DISCLOSURE_WORKFLOW
from wenxiao.web.trail.workflow import Transition

pytestmark = pytest.mark.django_db
UNITS = ("unit", "other_unit", "foreign_unit")
REASON = "文字有误，请核对以后再送"
NOTE = "由上级统一列支，本单位不列。"


def disclosure_in(state: str) -> Callable[[Township, Unit, Office | None], Disclosure]:
    """One that can move on in the own unit; elsewhere, where nobody may move it, an empty one."""

    def make(township: Township, unit: Unit, _office: Office | None) -> Disclosure:
        if unit == township.unit:
            return put_at(township, written(township), state)
        return Disclosure.objects.create(unit=unit, year=YEAR, state=Disclosure.State.DRAFT, template=template_for("budget", YEAR))

    return make


def page(of: str = "") -> Callable[[Any], Ask]:
    return lambda made: Ask(f"{made.get_absolute_url()}{of}")


def sent(of: str, **data: str) -> Callable[[Any], Ask]:
    return lambda made: Ask(f"{made.get_absolute_url()}{of}", {"edition": str(made.edition), **data})


def _case(way: Transition) -> Case:
    return Case(
        f"公开{way.title}", way.function, way.letter, make=disclosure_in(way.sources[0]), roles=way.roles,
        ask=lambda made: Ask(f"{made.get_absolute_url()}/act/{way.action}", {"reason": REASON}),
        places=("unit",) if way.reason else ("unit", "other_unit"),
    )  # fmt: skip


CASES = (
    *(_case(way) for way in DISCLOSURE_WORKFLOW.transitions),
    Case("看公开文件", "disclosure", "V", make=disclosure_in("draft"), ask=page(), places=UNITS),
    Case("看文件样子", "disclosure", "V", make=disclosure_in("draft"), ask=page("/preview"), places=UNITS),
    Case("看检查结果", "disclosure", "V", make=disclosure_in("draft"), ask=page("/findings"), places=UNITS),
    Case("看一版", "disclosure", "V", make=disclosure_in("published"), ask=page("/editions/1"), places=("unit",)),
    Case("下载一版的文件", "disclosure", "V", make=disclosure_in("published"), ask=page("/editions/1/disclosure.json"), places=("unit",)),
    Case("看一个数的来历", "disclosure", "V", make=disclosure_in("draft"), ask=page("/figure?id=支出/总计"), places=("unit",)),
    Case(
        "写总体目标", "disclosure", "E", make=disclosure_in("draft"), places=UNITS,
        ask=sent("/statements/objective", **{"title-0": "办实事", "text-0": "办好全年的事。"}),
    ),
    Case("写增减原因", "disclosure", "E", make=disclosure_in("draft"), places=UNITS, ask=sent("/reasons")),
    Case(
        "填团组和购车", "disclosure", "E", make=disclosure_in("draft"), places=UNITS,
        ask=sent("/counted", abroad_groups="0", abroad_persons="0", vehicles_bought="0"),
    ),
    Case("说明提醒", "disclosure", "E", make=disclosure_in("draft"), places=("unit",), ask=sent("/findings/R070", text=NOTE)),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES))
def test_publishing_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


def final_accounts(township: Township, unit: Unit, _office: Office | None) -> Disclosure:
    if unit == township.unit:
        return closed_years.begun(township)
    template = template_for("final_accounts", YEAR)
    return Disclosure.objects.create(
        unit=unit, year=YEAR, document="final_accounts", state=Disclosure.State.DRAFT, template=template
    )  # fmt: skip


FINAL_ACCOUNTS = (
    Case(
        "填决算要写的数", "disclosure", "E", make=final_accounts, places=UNITS,
        ask=sent("/told/receptions", **{"receptions.batches": "0", "receptions.persons": "0"}),
    ),
    Case(
        "填决算批复", "disclosure", "E", make=final_accounts, places=UNITS,
        ask=sent("/final-approval", authority="县财政局", document="松财决〔2025〕8号", approved_on=f"{YEAR + 1}-01-02"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(FINAL_ACCOUNTS))
def test_final_accounts_ask_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


def test_beginning_asks_the_matrix(township: Township) -> None:
    def approved(_township: Township, _unit: Unit, _office: Office | None) -> None:
        begun(township).delete()

    case = Case(
        "开始编写", "disclosure", "C", make=approved, places=("unit",),
        ask=lambda _: Ask("/publish/new", {"year": f"{YEAR}", "document": "budget"}),
    )  # fmt: skip
    hold(case, "unit", township)
