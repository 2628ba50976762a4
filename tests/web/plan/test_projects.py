"""Does the project library let in what is right, refuse what is wrong, and write nothing where it refuses?"""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from web.plan.making import YEAR, acting, entries, line, made_activity, made_duty, made_project, meeting, stocked
from web.township import Township
from wenxiao.web.people.models import Meeting, Post, Unit
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.queries.library import amount_of
from wenxiao.web.plan.queries.problems import problems_of
from wenxiao.web.plan.services.edition import StaleEdition
from wenxiao.web.plan.services.estimate import estimate_replace, line_amount
from wenxiao.web.plan.services.indicators import indicators_replace
from wenxiao.web.plan.services.profile import StaffEntry, profile_create
from wenxiao.web.plan.services.projects import (
    offered,
    project_act,
    project_create,
    project_delete,
    project_edit,
    project_propose_end,
)
from wenxiao.web.plan.workflows.project import PROJECT_WORKFLOW
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused
from wenxiao.web.trail.workflow import perform

pytestmark = pytest.mark.django_db


def test_nothing_stands_against_a_project_that_is_right(township: Township) -> None:
    assert [problem.message for problem in problems_of(made_project(township))] == []


def test_codes_count_up_within_unit_and_year_and_are_never_given_twice(township: Township) -> None:
    first, second = made_project(township, "渠道一期"), made_project(township, "道路绿化")
    later = made_project(township, "远期机井维修", start_year=2025, end_year=2025, lines=(line(year=2025),))
    assert [first.code, second.code, later.code] == ["T01-2024-001", "T01-2024-002", "T01-2025-001"]
    project_delete(actor=township.actor("HD"), project=second)
    assert made_project(township, "机井维修").code == "T01-2024-003"


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"name": "  "}, "name", "请写项目名称"),
        ({"name": "长" * 101}, "name", "最多 100 个字，现有 101 个"),
        ({"end_year": 2023}, "end_year", "早于开始年度"),
        ({"end_year": 2040}, "end_year", "最多 5 年"),
        ({"start_year": 24, "end_year": 24}, "start_year", "四位数"),
        ({"function_code": "21303"}, "function_code", "要填到项"),
        ({"function_code": "9990101"}, "function_code", "类 999 不存在"),
        ({"fund": "gold"}, "fund", "没有这种资金性质"),
    ],
)
def test_a_faulty_field_is_refused_by_name_and_nothing_is_written(township: Township, values: dict, field: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        made_project(township, **values)
    assert [told in refusal.message for refusal in refused.value.of(field)] == [True]
    assert not Project.objects.exists()
    assert not Entry.objects.filter(subject_kind="project").exists()


def test_one_name_stands_once_a_year(township: Township) -> None:
    made_project(township)
    with pytest.raises(Refused, match="2024 年已有名为"):
        made_project(township)
    assert Project.objects.count() == 1


def test_another_offices_clerk_may_not_touch_it(township: Township) -> None:
    project = made_project(township)
    other = township.actor("HD", "应急")
    for attempt in (
        lambda: project_edit(actor=other, project=project, edition=project.edition, name="别人的"),
        lambda: estimate_replace(actor=other, project=project, edition=project.edition, lines=()),
        lambda: indicators_replace(actor=other, project=project, edition=project.edition, entries=()),
        lambda: project_act(actor=other, project=project, action="submit"),
        lambda: project_delete(actor=other, project=project),
        lambda: project_create(
            actor=other, office=township.offices["农业"], activity=project.activity, name="冒名",
            start_year=YEAR, end_year=YEAR, function_code="2130126",
        ),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            attempt()
    project.refresh_from_db()
    assert (project.name, project.state, project.indicators.count()) == ("农田渠道清淤管护", "draft", len(entries()))


def test_who_opened_the_page_before_a_colleagues_change_is_refused(township: Township) -> None:
    project = made_project(township)
    opened = project.edition
    project_edit(actor=township.actor("HD"), project=project, edition=opened, content="改过的内容")
    with pytest.raises(StaleEdition, match=f"第 {opened} 版，现在是第 {opened + 1} 版"):
        project_edit(actor=township.actor("HD"), project=project, edition=opened, content="旧页面的内容")
    project.refresh_from_db()
    assert project.content == "改过的内容"


def test_amounts_are_rounded_half_up_to_the_fen() -> None:
    assert line_amount(15_000, 333) == 500  # 1.5 × 3.33 = 4.995
    assert line_amount(10_000, 333) == 333
    assert line_amount(1, 4_999) == 0  # 0.0001 × 49.99 = 0.004999
    assert line_amount(1, 5_000) == 1


def test_an_estimate_with_faults_is_refused_line_by_line(township: Township) -> None:
    project = made_project(township)
    wrong = (line(item=" ", economic_code="302"), line(year=2030), line(economic_code="30250"))
    with pytest.raises(Refused) as refused:
        estimate_replace(actor=township.actor("HD"), project=project, edition=project.edition, lines=wrong)
    assert {refusal.field for refusal in refused.value.refusals} == {
        "lines.0.item", "lines.0.economic_code", "lines.1.year", "lines.2.economic_code",
    }  # fmt: skip
    assert amount_of(project) == 3_600_000


def test_a_project_of_several_years_has_lines_of_each(township: Township) -> None:
    project = made_project(township, end_year=2025, lines=(line(), line(year=2025, yuan=310)))
    assert [amount_of(project, year) for year in (2024, 2025)] == [3_600_000, 3_720_000]
    estimate_replace(actor=township.actor("HD"), project=project, edition=project.edition, lines=(line(),))
    assert any("2025 年没有测算" in problem.message for problem in problems_of(project))


def test_a_draft_with_errors_is_not_sent_up_and_each_error_is_told(township: Township) -> None:
    project = made_project(township, basis="", lines=(line(),), end_year=2025)
    faulty = (entries()[1]._replace(fair="80%", poor="60%以下"),)
    indicators_replace(actor=township.actor("HD"), project=project, edition=project.edition, entries=faulty)
    with pytest.raises(Refused) as refused:
        project_act(actor=township.actor("HD"), project=project, action="submit")
    assert {"basis", "estimate", "indicators"} <= {refusal.field for refusal in refused.value.refusals}
    assert {"R130", "R132", "R149"} <= {refusal.rule for refusal in refused.value.refusals}
    project.refresh_from_db()
    assert project.state == "draft"


def test_warnings_need_a_written_reason(township: Township) -> None:
    project = made_project(township, lines=(line(source=""),))
    actor = township.actor("HD")
    with pytest.raises(Refused, match="有 1 条提醒没有改"):
        project_act(actor=actor, project=project, action="submit")
    project_edit(actor=actor, project=project, edition=project.edition, warning_reason="单价由水利站实地测定，无书面标准")
    entry = project_act(actor=actor, project=project, action="submit")
    assert entry.details == {"提醒事项的说明": "单价由水利站实地测定，无书面标准"}
    assert project.state == "office"


def test_a_project_goes_through_every_hand_into_the_library(township: Township) -> None:
    project = stocked(township, made_project(township))
    assert project.state == "stocked"
    steps = Entry.objects.filter(subject_kind="project").exclude(to_state="").order_by("sequence")
    assert list(steps.values_list("from_state", "to_state", "person")) == [
        ("草稿", "待所审", "HD 某"),
        ("待所审", "待财政所审", "HL 某"),
        ("待财政所审", "待区审", "BO 某"),
        ("待区审", "已入库", "DF 某"),
    ]


def test_a_large_project_needs_the_leading_groups_minutes(township: Township) -> None:
    project = made_project(township, lines=(line(count=3000),))
    project_edit(actor=township.actor("HD"), project=project, edition=project.edition, warning_reason="指标数量已与水利站商定，保持不变")
    project_act(actor=township.actor("HD"), project=project, action="submit")
    project_act(actor=township.actor("HL"), project=project, action="office_approve")
    assert {each.action for each in offered(actor=township.actor("BO"), project=project)} == {"send_to_collective", "finance_return"}
    with pytest.raises(Refused, match=r"总额 900,000.00 元，达到集体决策的限额 200,000.00 元"):
        project_act(actor=township.actor("BO"), project=project, action="send_to_bureau")
    project_act(actor=township.actor("BO"), project=project, action="send_to_collective")
    leader = township.actor("PS")
    with pytest.raises(Refused, match="要有会议记录"):
        project_act(actor=leader, project=project, action="collective_approve")
    congress = meeting(township, "9", kind=Meeting.Kind.CONGRESS)
    with pytest.raises(Refused, match="不能决定项目入库"):
        project_act(actor=leader, project=project, action="collective_approve", minutes=congress)
    entry = project_act(actor=leader, project=project, action="collective_approve", minutes=meeting(township))
    assert "领导小组会议 1" in entry.details["minutes"]
    assert project.state == "bureau"


def test_a_new_project_above_the_limit_needs_an_appraisal(township: Township) -> None:
    project = made_project(township, lines=(line(count=4000),))
    actor = township.actor("HD")
    project_edit(actor=actor, project=project, edition=project.edition, warning_reason="指标数量已与水利站商定，保持不变")
    project_act(actor=actor, project=project, action="submit")
    project_act(actor=township.actor("HL"), project=project, action="office_approve")
    with pytest.raises(Refused, match=r"1,200,000.00 元，达到事前评估起点"):
        project_act(actor=township.actor("BO"), project=project, action="send_to_collective")
    project_act(actor=township.actor("BO"), project=project, action="finance_return", reason="请补写事前评估的结论和依据")
    project_edit(actor=actor, project=project, edition=project.edition, appraisal="经三家比价和实地测量，结论为予以支持。")
    project_act(actor=actor, project=project, action="submit")
    project_act(actor=township.actor("HL"), project=project, action="office_approve")
    project_act(actor=township.actor("BO"), project=project, action="send_to_collective")
    assert project.state == "collective"


def test_where_the_unit_has_its_own_budget_the_collective_decision_is_the_last(township: Township) -> None:
    Unit.objects.filter(pk=township.unit.pk).update(mode=Unit.Mode.OWN_BUDGET)
    made_project(township)
    project = Project.objects.get()
    project_act(actor=township.actor("HD"), project=project, action="submit")
    project_act(actor=township.actor("HL"), project=project, action="office_approve")
    with pytest.raises(Refused, match="不报区财政"):
        project_act(actor=township.actor("BO"), project=project, action="send_to_bureau")
    project_act(actor=township.actor("BO"), project=project, action="send_to_collective")
    minutes = meeting(township)
    with pytest.raises(Refused, match="上面没有财政部门审核"):
        project_act(actor=township.actor("PS"), project=project, action="collective_approve", minutes=minutes)
    project_act(actor=township.actor("PS"), project=project, action="collective_stock", minutes=minutes)
    assert project.state == "stocked"


def test_a_return_needs_ten_characters_and_the_project_can_be_mended(township: Township) -> None:
    project = made_project(township)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    with pytest.raises(Refused, match=r"至少 10 个字（现有 3 个）"):
        project_act(actor=township.actor("HL"), project=project, action="office_return", reason="不合适")
    project_act(actor=township.actor("HL"), project=project, action="office_return", reason="清淤长度与上年台账不符，请核对")
    assert project.state == "returned"
    assert project.editable


def test_nobody_decides_on_a_project_they_had_a_hand_in(township: Township) -> None:
    project = made_project(township)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    both = acting(township, "HL", of="HD")
    Post.objects.filter(pk=township.actor("HD").in_post.pk).update(until=date.today() - timedelta(days=1))
    with pytest.raises(NotPermitted, match="不能由经手过它的人自己办理"):
        project_act(actor=both, project=project, action="office_approve")
    assert offered(actor=both, project=project) == ()
    project_act(actor=township.actor("HL"), project=project, action="office_approve")


def test_a_name_like_anothers_is_asked_about(township: Township) -> None:
    made_project(township, "农田渠道清淤管护")
    twin = made_project(township, "农田渠道清淤和管护经费", content="清理南片渠道。", objective="2024年清理南片渠道60公里。")
    project_edit(actor=township.actor("HD"), project=twin, edition=twin.edition, warning_reason="两个项目的地段不同，目标分别考核")
    project_act(actor=township.actor("HD"), project=twin, action="submit")
    with pytest.raises(Refused, match=r"与“农田渠道清淤管护”（T01-2024-001，农业综合服务中心，草稿）名称相似 \d+%"):
        project_act(actor=township.actor("HL"), project=twin, action="office_approve")
    project_act(actor=township.actor("HL"), project=twin, action="office_approve", reason="一个管北片，一个管南片，不重复")


def test_buying_equipment_asks_for_a_look_at_the_stock_and_cars_for_a_quota(township: Township) -> None:
    printer = line("打印机", yuan=2000, count=2, measure="台", economic_code="31002", catalogue_code="A02021000")
    project = made_project(township, lines=(line(), printer))
    project_act(actor=township.actor("HD"), project=project, action="submit")
    project_act(actor=township.actor("HL"), project=project, action="office_approve")
    with pytest.raises(Refused, match="还没有单位资产存量可以核对"):
        project_act(actor=township.actor("BO"), project=project, action="send_to_bureau")
    profile_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR, legal_name="某镇", nature="行政", level="正科级",
        funding_form="财政拨款",
        functions="管理全镇事务。", as_of=date(2023, 12, 31), staffing={"administrative": StaffEntry(10, 9)},
    )  # fmt: skip
    with pytest.raises(Refused, match="请写明核对存量的结论"):
        project_act(actor=township.actor("BO"), project=project, action="send_to_bureau")
    project_act(actor=township.actor("BO"), project=project, action="send_to_bureau", reason="现有两台已报废，无可调剂的")


def test_the_budget_takes_no_more_than_the_estimate_of_the_year(township: Township) -> None:
    project = stocked(township, made_project(township))
    finance = township.actor("BO")
    with pytest.raises(Refused, match="不单独办理"):
        project_act(actor=finance, project=project, action="budget")
    with pytest.raises(Refused, match=r"超过入库的 2024 年测算 36,000.00 元，多 0.01 元"):
        perform(PROJECT_WORKFLOW, project, "budget", actor=finance, given={"year": YEAR, "amount": 3_600_001})
    perform(PROJECT_WORKFLOW, project, "budget", actor=finance, given={"year": YEAR, "amount": 3_600_000})
    assert project.state == "budgeted"


def test_ending_takes_two_the_head_of_finance_and_a_leader(township: Township) -> None:
    project = stocked(township, made_project(township))
    reason = "政策已经取消，不再需要这个项目"
    with pytest.raises(Refused, match="要先由财政所长提出终止"):
        project_act(actor=township.actor("VL"), project=project, action="end", reason=reason)
    with pytest.raises(NotPermitted, match="终止由财政所长提出"):
        project_propose_end(actor=township.actor("BO"), project=project, reason=reason)
    project_propose_end(actor=township.actor("FH"), project=project, reason=reason)
    project_act(actor=township.actor("VL"), project=project, action="end", reason=reason)
    assert project.state == "ended"


def test_what_was_sent_up_is_not_deleted(township: Township) -> None:
    project = made_project(township)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    project_act(actor=township.actor("HD"), project=project, action="withdraw")
    with pytest.raises(OutOfTurn, match="报送过，不能删除"):
        project_delete(actor=township.actor("HD"), project=project)
    assert Project.objects.count() == 1


def test_a_retired_activity_takes_no_new_project(township: Township) -> None:
    activity = made_activity(township, made_duty(township, until=2022))
    with pytest.raises(Refused, match="到 2022 年为止"):
        made_project(township, activity=activity)


@pytest.mark.django_db(transaction=True)
def test_two_who_create_at_once_get_different_codes(township: Township) -> None:
    made_project(township)
    activity, start, codes, failures = Project.objects.get().activity, Barrier(4), [], []

    def create(number: int) -> None:
        try:
            start.wait()
            made = project_create(
                actor=township.actor("HD"), office=township.offices["农业"], activity=activity, name=f"同时建立的项目{number}",
                start_year=YEAR, end_year=YEAR, function_code="2130126",
            )  # fmt: skip
            codes.append(made.code)
        except Exception as error:  # reported below, in the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=create, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(codes) == [f"T01-2024-{number:03d}" for number in range(2, 6)]
