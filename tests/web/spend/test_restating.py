"""Do objectives and money change in one act: neither without the other, and the objectives by the rules they came in by?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from web.plan.making import YEAR
from web.spend.changing import (
    ADJUSTED,
    APPROVED,
    LONGER,
    OFFICE,
    STAYS,
    added,
    allotted,
    into,
    longer,
    made_adjustment,
    made_virement,
    of_code,
    of_project,
    out,
    restated,
    second_project,
    taken,
    unchanged,
)
from web.township import Township
from wenxiao.web.plan.models import Indicator, Project
from wenxiao.web.plan.services.estimate import EstimateEntry, estimate_replace
from wenxiao.web.plan.services.indicators import IndicatorEntry, entry_of, indicator_edit
from wenxiao.web.plan.services.projects import project_edit
from wenxiao.web.plan.services.restating import IndicatorRow, rows_of
from wenxiao.web.spend.models import Allotment, Command, Virement
from wenxiao.web.spend.services.allotments import LineEntry, allotment_act, allotment_create
from wenxiao.web.spend.services.restatements import restatement_set
from wenxiao.web.spend.services.virements import virement_act, virement_edit
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def library() -> tuple[list[Any], list[Any]]:
    """What the library says of objectives."""
    return list(Project.objects.values_list("code", "objective", "state")), list(Indicator.objects.order_by("pk").values_list())


def project() -> Project:
    return Project.objects.get(pk=of_project().project.pk)


def five_thousand(year: Township) -> Virement:
    return made_virement(year, out(of_code(OFFICE), 500_000), into(of_project(), 500_000))


def supplemented(year: Township, project_: Project | None = None) -> Allotment:
    """36 元 from above for a project, issued by the bureau."""
    made = allotment_create(
        actor=year.actor("BO"), unit=year.unit, year=YEAR, document="某财专〔2024〕8号", dated=date(YEAR, 6, 1),
        source=Allotment.Source.SUPPLEMENT, lines=[LineEntry("2130126", "30213", "general", 3_600, project=project_ or project())],
    )  # fmt: skip
    allotment_act(actor=year.actor("DF"), allotment=made, action="issue")
    return made


def test_the_library_changes_with_the_money_and_keeps_the_old_beside_the_new(year: Township) -> None:
    virement = five_thousand(year)
    before, said = library(), rows_of(project())
    *stay, last = longer(project())
    rows = [*stay, last._replace(entry=None), IndicatorRow(None, added(weight=10))]
    with pytest.raises(Refused, match="有 2 条提醒没有改（如：“农田渠道清淤管护”没有满意度指标") as refused:
        restated(year, virement, rows=rows)
    assert refused.value.of("reason")
    made = restated(year, virement, rows=rows, reason="今年不再做农户问卷，改由按期完成率反映")
    taken(year, virement, *APPROVED[:-1])
    assert library() == before
    taken(year, virement, "approve_bureau")
    assert project().objective == LONGER
    now = rows_of(project())
    assert [row.indicator for row in now[:4]] == [row.indicator for row in said[:4]]
    assert now[0].entry.target == "≥130公里"
    assert [row.entry.name for row in now[3:]] == ["灌溉用水保证率", "清淤按期完成率"]
    assert list(project().indicators.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert {row.before.get("target") for row in made.indicators.all()} == {"≥120公里", "≥95%", None}
    told = Entry.objects.get(subject_kind="project", action="restate")
    assert told.details["依据"] == f"{virement}，增加 5,000.00 元"
    assert told.details["绩效目标"] == ["2024年清淤渠道120公里，验收合格率95%以上。", LONGER]
    assert told.details["第 1 个 指标值"] == ["≥120公里", "≥130公里"]


def test_no_money_moves_while_a_project_is_not_restated(year: Township) -> None:
    virement = five_thousand(year)
    with pytest.raises(Refused, match="还没有重述目标") as refused:
        taken(year, virement, "submit")
    assert refused.value.of("restatements")
    assert virement.state == Virement.State.DRAFT
    # Nor when the restatement disappears after the submission, by whatever way.
    unchanged(year, virement)
    taken(year, virement, *APPROVED[:-1])
    virement.restatements.all().delete()
    with pytest.raises(Refused, match="还没有重述目标"):
        taken(year, virement, "approve_bureau")
    assert not Command.objects.filter(kind="virement").exists()


def test_no_indicator_changes_while_the_money_does_not_move(year: Township) -> None:
    before = library()
    rejected = five_thousand(year)
    restated(year, rejected)
    taken(year, rejected, *APPROVED[:-1])
    virement_act(actor=year.actor("DF"), virement=rejected, action="reject_bureau", reason="年中不再增加管护资金")
    short = made_virement(year, out(of_code(OFFICE), 2_000_000), into(of_project(), 2_000_000))
    restated(year, short)
    taken(year, short, *APPROVED[:-1])
    first = made_virement(year, out(of_code(OFFICE), 1), into(of_code("30101"), 1))
    taken(year, first, *APPROVED)
    with pytest.raises(Refused, match=r"差 0\.01 元"):
        taken(year, short, "approve_bureau")
    assert library() == before


def test_the_objective_of_a_project_whose_money_stays_is_not_restated(year: Township) -> None:
    virement = made_virement(year, out(of_code(OFFICE), 1), into(of_code("30101"), 1))
    with pytest.raises(Refused, match="在这份文件里没有变动，不能重述"):
        restated(year, virement)
    other = five_thousand(year)
    restated(year, other)
    virement_edit(
        actor=year.actor("BO"), virement=other, edition=1, reason="改为调给人员经费，不动项目",
        lines=[out(of_code(OFFICE), 1), into(of_code("30101"), 1)],
    )  # fmt: skip
    assert not other.restatements.exists()


def test_a_project_in_the_budget_cannot_be_edited_in_any_other_way(year: Township) -> None:
    found = project()
    with pytest.raises(OutOfTurn, match="已列预算"):
        project_edit(actor=year.actor("HD"), project=found, edition=found.edition, objective="少干一点")
    indicator = found.indicators.first()
    entry = entry_of(indicator)._replace(target="≥1公里")
    with pytest.raises(OutOfTurn, match="已列预算"):
        indicator_edit(actor=year.actor("HD"), indicator=indicator, edition=found.edition, entry=entry)
    line = EstimateEntry(year=YEAR, item="清淤", quantity=10_000, unit_price=1, measure="公里", economic_code="30213", source="合同")
    with pytest.raises(OutOfTurn, match="已列预算"):
        estimate_replace(actor=year.actor("HD"), project=found, edition=found.edition, lines=(line,))


FAULTY: tuple[tuple[Callable[[list[IndicatorRow]], list[IndicatorRow]], str, str], ...] = (
    (lambda rows: [rows[0]._replace(entry=rows[0].entry._replace(good="≥90公里且<100公里")), *rows[1:]], "indicators.0.", "R132"),
    (lambda rows: [rows[0]._replace(entry=rows[0].entry._replace(weight=30)), *rows[1:]], "indicators", "R149"),
    (lambda rows: [rows[0]._replace(entry=rows[0].entry._replace(name="")), *rows[1:]], "indicators.0.name", ""),
    (lambda rows: [*rows, IndicatorRow(None, added(weight=0, kind="什么"))], "indicators.5.kind", ""),
    (lambda rows: [IndicatorRow(999_999, rows[0].entry), *rows[1:]], "indicators.0.name", ""),
)


@pytest.mark.parametrize(("spoil", "field", "rule"), FAULTY)
def test_faulty_indicators_are_refused_beside_their_fields_by_the_rules_of_sending_up(
    year: Township, spoil: Callable[[list[IndicatorRow]], list[IndicatorRow]], field: str, rule: str
) -> None:  # fmt: skip
    virement = five_thousand(year)
    with pytest.raises(Refused) as refused:
        restated(year, virement, rows=spoil(longer(project())))
    assert any(each.field.startswith(field) and each.rule == rule for each in refused.value.refusals), refused.value.refusals
    assert not virement.restatements.exists()


def test_a_refused_indicator_refuses_the_whole_act(year: Township) -> None:
    virement = five_thousand(year)
    made = restated(year, virement)
    taken(year, virement, *APPROVED[:-1])
    row = made.indicators.get()
    row.after["good"] = "≥90公里且<100公里"
    row.save()
    before = library()
    with pytest.raises(Refused, match="R132"):
        taken(year, virement, "approve_bureau")
    assert library() == before
    assert not Command.objects.filter(kind="virement").exists()
    assert Virement.objects.get(pk=virement.pk).state == Virement.State.BUREAU


def test_what_stays_needs_a_reason_and_what_is_restated_must_differ(year: Township) -> None:
    virement, found = five_thousand(year), project()

    def write(**values: Any) -> None:
        restatement_set(actor=year.actor("BO"), document=virement, project=found, edition=found.edition, **values)

    with pytest.raises(Refused, match="至少 10 个字（现有 2 个）"):
        write(unchanged=True, reason="不变")
    with pytest.raises(Refused, match="目标和指标都没有改"):
        write(unchanged=False, objective=found.objective, rows=rows_of(found))
    write(unchanged=True, reason=STAYS)
    taken(year, virement, *APPROVED)
    told = Entry.objects.get(subject_kind="project", action="restate_unchanged")
    assert told.reason == STAYS


def test_two_documents_do_not_overwrite_each_other(year: Township) -> None:
    first, second = five_thousand(year), five_thousand(year)
    restated(year, first)
    restated(year, second, objective="2024年清淤渠道140公里，验收合格率95%以上。", rows=longer(project()))
    taken(year, first, *APPROVED)
    with pytest.raises(Refused, match="在重述以后又变过"):
        taken(year, second, "submit")
    with pytest.raises(OutOfTurn, match="刚刚变过"):
        restatement_set(
            actor=year.actor("BO"), document=second, project=project(), edition=project().edition - 1, unchanged=True, reason=STAYS
        )  # fmt: skip
    unchanged(year, second)
    taken(year, second, *APPROVED)
    assert of_project().node.balance.cap == 4_600_000


def test_what_is_sent_up_is_not_restated_any_more(year: Township) -> None:
    virement = five_thousand(year)
    restated(year, virement)
    taken(year, virement, "submit")
    with pytest.raises(OutOfTurn, match="不能再改目标重述"):
        unchanged(year, virement)


def test_an_adjustment_restates_as_a_virement_does(year: Township) -> None:
    adjustment = made_adjustment(year, into(of_project(), 100))
    restated(year, adjustment)
    before = library()
    taken(year, adjustment, *ADJUSTED[:-1])
    assert library() == before
    taken(year, adjustment, "take_effect")
    assert project().objective == LONGER


def test_a_supplement_brings_its_objectives_or_is_not_broken_down(year: Township) -> None:
    made = supplemented(year)
    with pytest.raises(Refused, match="还没有重述目标"):
        allotment_act(actor=year.actor("BO"), allotment=made, action="break_down")
    assert of_project().node.balance.cap == 3_600_000
    restated(year, made)
    allotment_act(actor=year.actor("BO"), allotment=made, action="break_down")
    assert of_project().node.balance.cap == 3_603_600
    assert project().objective == LONGER
    with pytest.raises(OutOfTurn, match="不能再改目标重述"):
        unchanged(year, made)


def test_a_supplement_brings_a_project_of_the_library_into_the_budget(year: Township) -> None:
    found = second_project(year)
    made = supplemented(year, found)
    unchanged(year, made, found)
    allotment_act(actor=year.actor("BO"), allotment=made, action="break_down")
    assert Project.objects.get(pk=found.pk).state == Project.State.BUDGETED


def test_the_first_budget_needs_no_restatement(township: Township) -> None:
    made = allotted(township)
    assert made.state == Allotment.State.BROKEN_DOWN
    with pytest.raises(OutOfTurn):
        unchanged(township, made)


def test_an_entry_of_the_library_is_kept_as_it_is_where_it_is_not_restated(year: Township) -> None:
    virement = five_thousand(year)
    restated(year, virement)
    others: list[IndicatorEntry] = [row.entry for row in rows_of(project())[1:]]
    taken(year, virement, *APPROVED)
    assert [row.entry for row in rows_of(project())[1:]] == others
