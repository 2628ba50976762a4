"""Does a year's budget go its way 二上二下, each step by who may, and does everything that stands against it say by how much?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from web.plan.compiling import (
    GENERAL,
    GUESTS,
    OFFICE,
    PROJECT,
    REASON,
    WHOLE,
    State,
    approve,
    basics,
    brought,
    graded,
    last_year_was,
    latest,
    made_profile,
    minutes,
    numbers,
    onward,
    sources,
)
from web.plan.making import YEAR, acting, made_project, meeting, stocked
from web.township import Township
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import BasicLine, Compilation, Explanation, Profile, Project, Version
from wenxiao.web.plan.queries.differences import differences
from wenxiao.web.plan.services.allocation import projects_exclude, projects_include
from wenxiao.web.plan.services.approval import Amount, approval_amounts_set, approval_begin, compilation_approve, differences_explain
from wenxiao.web.plan.services.basic import Basic, basic_line_add, basic_line_change, basic_line_delete, basic_lines_add
from wenxiao.web.plan.services.compilation import compilation_move, compilation_open, compilation_prepare, compilation_withdraw
from wenxiao.web.plan.services.control import CutEntry, control_set, cut_accept, cut_set
from wenxiao.web.plan.services.explanations import explanations_set
from wenxiao.web.plan.services.procurement import Procurement, procurement_line_add, procurement_lines_add
from wenxiao.web.plan.services.revenue import Revenue, revenue_set
from wenxiao.web.plan.services.versions import version_holds
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import chain_break, story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db

# Each step: the state it is taken from, its action, who may, and how the refusal of anybody else names them.
STEPS = (
    (State.FIRST, "check_first", ("FH",), "FH 某"),
    (State.FIRST, "send_first", ("ML",), "ML 某"),
    (State.FIRST, "return_first", ("FH",), "FH 某"),
    (State.FIRST, "refuse_first", ("ML",), "ML 某"),
    (State.FIRST_SENT, "reject_first", ("DF",), "DF 某"),
    (State.CONTROL, "start_second", ("BO",), "BO 某"),
    (State.SECOND, "submit_review", ("FH",), "FH 某"),
    (State.SECOND, "return_second", ("FH",), "FH 某"),
    (State.REVIEW, "return_review", ("PS", "ML", "PL"), "PS 某"),
    (State.REVIEW, "pass_review", ("PS", "ML", "PL"), "ML 某"),
    (State.SECOND_SENT, "reject_second", ("DF",), "DF 某"),
    (State.SECOND_SENT, "decline", ("NPC",), "NPC 某"),
    (State.APPROVED, "allocate", ("BO",), "BO 某"),
    (State.ALLOCATED, "close", ("FH",), "FH 某"),
)


def move(township: Township, compilation: Compilation, role: str, action: str, **more: Any) -> None:
    compilation_move(actor=township.actor(role), compilation=compilation, action=action, **more)


# ── The whole way ──


def test_a_budget_goes_all_the_way_and_every_step_is_told(township: Township) -> None:
    compilation = brought(township, State.CLOSED)
    compilation.refresh_from_db()
    assert compilation.state == State.CLOSED
    assert [(version.stage, version.number) for version in compilation.versions.all()] == [("first", 1), ("second", 1), ("approved", 1)]
    assert all(version.sealed and version_holds(version) for version in compilation.versions.all())
    assert Profile.objects.get().state == Profile.State.FROZEN
    assert Project.objects.get().state == Project.State.BUDGETED
    told = [entry.to_state for entry in story(Compilation.KIND, compilation.pk) if entry.from_state != entry.to_state and entry.to_state]
    assert told == list(State.labels)
    assert [chain for chain in set(Entry.objects.values_list("chain", flat=True)) if chain_break(chain)] == []


def test_an_approval_keeps_its_number_and_the_day_by_which_it_is_published(township: Township) -> None:
    approval = brought(township, State.APPROVED).approval
    assert (approval.document, approval.approved_on, approval.publish_by) == (
        "某财发〔2024〕5号",
        timezone.localdate(),
        timezone.localdate() + timedelta(days=20),
    )
    assert len(approval.catalogue_hash) == 64


@pytest.mark.parametrize(("state", "action", "roles", "named"), STEPS, ids=[step[1] for step in STEPS])
def test_nobody_else_may_take_a_step_and_is_told_who_may(
    township: Township, state: str, action: str, roles: tuple[str, ...], named: str
) -> None:
    compilation = brought(township, state)
    entries = Entry.objects.count()
    for role in sorted({each.partition("@")[0] for each in township.actors} - set(roles)):
        with pytest.raises(NotPermitted, match=named):
            move(township, compilation, role, action, reason=REASON)
    compilation.refresh_from_db()
    assert (compilation.state, Entry.objects.count()) == (state, entries)


def test_only_the_compiler_prepares_and_writes(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    version = latest(compilation)
    for role in sorted({each.partition("@")[0] for each in township.actors} - {"BO"}):
        actor = township.actor(role)
        for attempt in (
            lambda actor=actor: compilation_prepare(actor=actor, unit=township.unit, year=YEAR + 1),
            lambda actor=actor: basic_line_add(actor=actor, version=version, line=basics()[1]),
            lambda actor=actor: revenue_set(actor=actor, version=version, lines=sources()),
            lambda actor=actor: projects_exclude(actor=actor, version=version, projects=list(Project.objects.all())),
        ):
            with pytest.raises(NotPermitted, match="预算绩效专管员"):
                attempt()


@pytest.mark.parametrize(("state", "role", "action"), [(State.FIRST, "FH", "check_first"), (State.SECOND, "FH", "submit_review")])
def test_who_wrote_the_figures_does_not_pass_them(township: Township, state: str, role: str, action: str) -> None:
    compilation = brought(township, state)
    own = acting(township, role, "BO")
    with pytest.raises(NotPermitted):
        compilation_move(actor=own, compilation=compilation, action=action)
    compilation.refresh_from_db()
    assert compilation.state == state


# ── What stands against it ──


def refused(township: Township, compilation: Compilation, role: str = "FH", action: str = "check_first", **more: Any) -> str:
    entries = Entry.objects.count()
    with pytest.raises(Refused) as found:
        move(township, compilation, role, action, **more)
    assert type(found.value) is Refused
    assert Entry.objects.count() == entries
    return str(found.value)


def test_a_budget_is_not_opened_without_a_confirmed_profile(township: Township) -> None:
    compilation = compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    with pytest.raises(Refused, match="还没有 2024 年的单位基本情况"):
        compilation_open(actor=township.actor("BO"), compilation=compilation)
    made_profile(township, confirmed=False)
    with pytest.raises(Refused, match="请先由财政所长核定"):
        compilation_open(actor=township.actor("BO"), compilation=compilation)
    assert compilation.state == State.PREPARING
    assert not Version.objects.exists()


def test_a_year_is_begun_once(township: Township) -> None:
    compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    with pytest.raises(Refused, match="2024 年的预算编制已经建立") as found:
        compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    assert found.value.of("year")
    assert Compilation.objects.count() == 1


def test_what_does_not_balance_is_refused_with_its_amounts(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    revenue_set(actor=township.actor("BO"), version=latest(compilation), lines=sources(WHOLE - 100_000))
    said = refused(township, compilation)
    for part in ("收入 1,458,000.00 元", "基本支出 1,423,000.00＋项目支出 36,000.00＝1,459,000.00 元", "收入比支出少 1,000.00 元", "R020"):
        assert part in said


def test_every_source_of_money_is_named(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    revenue_set(actor=township.actor("BO"), version=latest(compilation), lines=sources()[:1])
    assert "还缺：政府性基金、财政专户、单位资金" in refused(township, compilation)


def test_a_budget_of_nothing_is_refused(township: Township) -> None:
    assert "还没有任何支出" in refused(township, brought(township, State.FIRST, lines=False))


def test_a_project_that_left_the_library_or_asks_for_more_than_its_estimate_is_refused(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    Project.objects.update(state=Project.State.DRAFT)
    assert "“农田渠道清淤管护”在项目库里是“" in refused(township, compilation)
    Project.objects.update(state=Project.State.STOCKED)
    latest(compilation).projects.update(requested=PROJECT + 500_000)
    said = refused(township, compilation)
    assert "申请 41,000.00 元，项目库里 2024 年的测算是 36,000.00 元，超出 5,000.00 元" in said


def test_only_what_is_in_the_library_is_taken_in(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    draft = made_project(township, "村庄亮化")
    with pytest.raises(Refused, match=r"“村庄亮化”现在是“.*”：只有“已入库”的项目才能列入预算"):
        projects_include(actor=township.actor("BO"), version=latest(compilation), projects=[draft])
    assert latest(compilation).projects.count() == 1


def bought(price: int, *, project: Project | None = None, code: str = "30213", name: str = "清淤机械租赁") -> Procurement:
    return Procurement(project, code, "C1601", name, 10000, "项", price)


def test_what_is_bought_stays_within_its_money(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    project, compiler = Project.objects.get(), township.actor("BO")
    with pytest.raises(Refused, match=r"30213（一般公共预算）安排 36,000.00 元，采购合计 36,000.01 元，超出 0.01 元"):
        procurement_line_add(actor=compiler, version=latest(compilation), line=bought(PROJECT + 1, project=project))
    assert not latest(compilation).procurement.exists()
    procurement_line_add(actor=compiler, version=latest(compilation), line=bought(PROJECT, project=project))
    # Bought first and cut afterwards: found by the guard of the round.
    cut_set(actor=compiler, version=latest(compilation), cuts=[CutEntry(project, 600_000, "超控制数压减", "追加控制数")])
    said = refused(township, compilation)
    assert "的政府采购合计 36,000.00 元，这一款只安排 30,000.00 元，超出 6,000.00 元" in said


def test_more_than_the_control_number_is_refused_with_both_amounts(township: Township) -> None:
    compilation = brought(township, State.FIRST_SENT)
    lower = numbers(project=PROJECT - 1_000_000)
    control_set(actor=township.actor("DF"), compilation=compilation, numbers=lower, document="某财预〔2023〕9号")
    move(township, compilation, "BO", "start_second")
    said = refused(township, compilation, action="submit_review")
    assert "一般公共预算项目支出 36,000.00 元，控制数 26,000.00 元，超出 10,000.00 元" in said


def test_the_proposed_cut_brings_it_down_to_the_control_number_exactly(township: Township) -> None:
    compilation = brought(township, State.FIRST_SENT)
    lower = numbers(project=PROJECT - 1_000_000)
    control_set(actor=township.actor("DF"), compilation=compilation, numbers=lower, document="某财预〔2023〕9号")
    move(township, compilation, "BO", "start_second")
    cut_accept(actor=township.actor("BO"), version=latest(compilation))
    cut = latest(compilation).cuts.get()
    assert cut.amount == 1_000_000
    assert latest(compilation).projects.get().amount == PROJECT - 1_000_000
    said = refused(township, compilation, action="submit_review")
    assert "控制数" not in said
    assert "收入比支出多 10,000.00 元" in said
    with pytest.raises(Refused, match="没有要压减的"):
        cut_accept(actor=township.actor("BO"), version=latest(compilation))


def test_money_without_a_control_number_is_refused(township: Township) -> None:
    compilation = brought(township, State.FIRST_SENT)
    only_projects = {key: amount for key, amount in numbers().items() if key[1] == "project"}
    control_set(actor=township.actor("DF"), compilation=compilation, numbers=only_projects, document="某财预〔2023〕9号")
    move(township, compilation, "BO", "start_second")
    said = refused(township, compilation, action="submit_review")
    assert "一般公共预算基本支出列了 1,423,000.00 元，可是没有下达这一项控制数" in said


def test_the_three_public_items_do_not_grow(township: Township) -> None:
    last_year_was(township, 三公经费=200_000, 公务接待费=200_000)
    said = refused(township, brought(township, State.SECOND), action="submit_review")
    assert "本年 3,000.00 元，上年 2,000.00 元，超出 1,000.00 元，请压减（R088）" in said
    assert "公务接待费本年 3,000.00 元，上年 2,000.00 元，增加 1,000.00 元，请写明原因（R085）" in said


def test_a_large_change_from_last_year_is_explained(township: Township) -> None:
    last_year_was(township, 支出总计=WHOLE // 2, 三公经费=GUESTS, 公务接待费=GUESTS)
    compilation = brought(township, State.SECOND)
    said = refused(township, compilation, action="submit_review")
    assert "支出总计本年 1,459,000.00 元，上年 729,500.00 元，增加 729,500.00 元，达到" in said
    about = Explanation.About.YEAR_ON_YEAR
    explanations_set(actor=township.actor("BO"), version=latest(compilation), about=about, texts={"支出总计": "新调入十四人"})
    move(township, compilation, "FH", "submit_review")


def test_last_years_figures_that_contradict_each_other_are_found(township: Township) -> None:
    last_year_was(township, 支出总计=1000_00, 基本支出=600_00, 项目支出=300_00)
    said = refused(township, brought(township, State.FIRST))
    assert "支出总计写的是 1,000.00 元，各项相加 基本支出 600.00＋项目支出 300.00＝900.00 元，相差 100.00 元" in said


def test_a_loss_without_its_reason_is_refused(township: Township) -> None:
    compilation = brought(township, State.SECOND)
    latest(compilation).projects.update(amount=PROJECT - 500_000)
    said = refused(township, compilation, action="submit_review")
    assert "申请 36,000.00 元、安排 31,000.00 元，少 5,000.00 元，压减说明里写的是 0.00 元" in said
    with pytest.raises(Refused, match="压减依据") as found:
        cut_set(actor=township.actor("BO"), version=latest(compilation), cuts=[CutEntry(Project.objects.get(), 1, "无", "无")])
    assert found.value.of("rule-0")
    assert found.value.of("restore-0")


def test_a_project_whose_objectives_are_poor_is_not_passed_and_leaves_the_next_version(township: Township) -> None:
    compilation = brought(township, State.REVIEW)
    ps = {"role": "PS", "action": "pass_review", "minutes": minutes(township)}
    assert "绩效目标还没有审核：农田渠道清淤管护" in refused(township, compilation, **ps)
    graded(township, compilation, "poor", "没有可以核实的产出")
    assert "“农田渠道清淤管护”的绩效目标内审为“差”" in refused(township, compilation, **ps)
    move(township, compilation, "PS", "return_review", reason=REASON)
    (line,) = latest(compilation).projects.all()
    assert (line.requested, line.amount) == (PROJECT, 0)
    assert "为“差”" in latest(compilation).cuts.get().rule


def test_a_review_needs_the_minutes_of_those_who_decide(township: Township) -> None:
    compilation = brought(township, State.REVIEW)
    graded(township, compilation)
    assert "要有会议记录" in refused(township, compilation, "PS", "pass_review")
    other = meeting(township, kind=Meeting.Kind.CONGRESS, number="9")
    assert "会议记录应当是本单位的" in refused(township, compilation, "PS", "pass_review", minutes=other)


@pytest.mark.parametrize("held", ["2022-12-31", "2025-01-01"])
def test_a_meeting_of_another_years_budget_does_not_decide_this_one(township: Township, held: str) -> None:
    compilation = brought(township, State.REVIEW)
    graded(township, compilation)
    other = meeting(township, number="9", held=held)
    assert f"{YEAR} 年部门预算要由 {YEAR - 1} 年或 {YEAR} 年的会议决定" in refused(
        township, compilation, "PS", "pass_review", minutes=other
    )
    move(township, compilation, "PS", "pass_review", minutes=meeting(township, number="10", held=f"{YEAR}-01-03"))
    assert compilation.state == State.SECOND_SENT


# ── The approval ──


def test_each_difference_of_the_approval_is_explained_or_nothing_is_approved(township: Township) -> None:
    compilation = brought(township, State.SECOND_SENT)
    bureau = township.actor("DF")
    version = approval_begin(actor=bureau, compilation=compilation)
    office = version.basic.get(economic_code="30201")
    income = version.revenue.get(fund=GENERAL)
    less = [Amount("basic", office.pk, OFFICE - 500_000), Amount("revenue", income.pk, WHOLE - 500_000)]
    approval_amounts_set(actor=bureau, version=version, amounts=less)
    with pytest.raises(Refused, match=r"二上 20,000.00 元，批复 15,000.00 元，相差 5,000.00 元，请在“版本比较”页写明原因"):
        approve(township, compilation)
    assert (compilation.state, hasattr(compilation, "approval")) == (State.SECOND_SENT, False)
    draft = compilation.versions.get(stage=Stage.SECOND)
    texts = {each.key: "压减一般性支出" for each in differences(draft, version)}
    assert len(texts) == 2
    differences_explain(actor=bureau, version=version, texts=texts)
    approve(township, compilation)
    version.refresh_from_db()
    assert version.sealed
    assert version.basic.get(economic_code="30201").amount == OFFICE - 500_000


def test_an_earlier_cut_does_not_explain_what_the_approval_takes_away(township: Township) -> None:
    compilation = brought(township, State.SECOND)
    compiler, bureau, project = township.actor("BO"), township.actor("DF"), Project.objects.get()
    cut_set(actor=compiler, version=latest(compilation), cuts=[CutEntry(project, 600_000, "超控制数压减", "追加控制数")])
    revenue_set(actor=compiler, version=latest(compilation), lines=sources(WHOLE - 600_000))
    for _ in range(2):
        onward(township, compilation)
    version = approval_begin(actor=bureau, compilation=compilation)
    less = [
        Amount("project", version.projects.get().pk, PROJECT - 700_000),
        Amount("revenue", version.revenue.get(fund=GENERAL).pk, WHOLE - 700_000),
    ]
    approval_amounts_set(actor=bureau, version=version, amounts=less)
    with pytest.raises(Refused, match=r"项目支出“农田渠道清淤管护.*二上 30,000.00 元，批复 29,000.00 元，相差 1,000.00 元"):
        approve(township, compilation)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"document": "口头通知"}, "document", "不完整"),
        ({"document": "某财发〔2019〕5号"}, "document", "2019"),
        ({"approved_on": timezone.localdate() - timedelta(days=1)}, "approved_on", f"二上是 {timezone.localdate()} 报出的"),
        ({"approved_on": timezone.localdate() + timedelta(days=1)}, "approved_on", "还没有到"),
        ({"approved_on": date(2999, 1, 1)}, "approved_on", "还没有到"),
    ],
)
def test_an_approval_has_a_whole_number_and_a_fitting_day(township: Township, values: dict[str, Any], field: str, said: str) -> None:
    compilation = brought(township, State.SECOND_SENT)
    with pytest.raises(Refused, match=said) as found:
        approve(township, compilation, **values)
    assert found.value.of(field)
    compilation.refresh_from_db()
    assert compilation.state == State.SECOND_SENT


def test_a_budget_entered_after_its_year_keeps_the_day_of_its_approval(township: Township) -> None:
    compilation = brought(township, State.SECOND_SENT)
    approve(township, compilation, approved_on=date(YEAR, 1, 20))
    assert compilation.approval.approved_on == date(YEAR, 1, 20)


def test_an_approval_is_not_given_past_its_number_and_day(township: Township) -> None:
    compilation = brought(township, State.SECOND_SENT)
    approval_begin(actor=township.actor("DF"), compilation=compilation)
    for action in ("approve", "resolve", "give_control", "open"):
        with pytest.raises(KeyError):
            move(township, compilation, "DF", action)
    compilation.refresh_from_db()
    assert compilation.state == State.SECOND_SENT


# ── A town with a budget of its own ──


def test_a_town_with_its_own_budget_is_decided_by_its_congress(township: Township) -> None:
    stocked(township, made_project(township))
    Unit.objects.filter(pk=township.unit.pk).update(mode=Unit.Mode.OWN_BUDGET)
    township.unit.refresh_from_db()
    compilation = brought(township, State.FIRST_SENT)
    with pytest.raises(NotPermitted, match="控制数由镇长核定"):
        control_set(actor=township.actor("DF"), compilation=compilation, numbers=numbers(), document="某财预〔2023〕9号")
    for _ in range(4):
        onward(township, compilation)
    assert compilation.state == State.SECOND_SENT
    with pytest.raises(NotPermitted, match="镇人大"):
        compilation_approve(
            actor=township.actor("DF"), compilation=compilation, document="某财发〔2024〕5号", approved_on=timezone.localdate()
        )
    with pytest.raises(Refused, match="要有会议记录"):
        approve(township, compilation, minutes=None)
    assert "一级预算，由本级人民代表大会批准" in refused(township, compilation, "DF", "reject_second", reason=REASON)
    congress = meeting(township, kind=Meeting.Kind.CONGRESS, number="7")
    move(township, compilation, "NPC", "decline", reason=REASON, minutes=congress)
    assert (compilation.state, latest(compilation).number) == (State.SECOND, 2)
    for _ in range(3):
        onward(township, compilation)
    assert compilation.state == State.APPROVED
    assert compilation.approval.authority == "青石镇人民代表大会"


def test_the_congress_has_no_part_where_the_bureau_approves(township: Township) -> None:
    compilation = brought(township, State.SECOND_SENT)
    congress = meeting(township, kind=Meeting.Kind.CONGRESS, number="7")
    assert "由上级财政部门批复" in refused(township, compilation, "NPC", "decline", reason=REASON, minutes=congress)


# ── Versions ──


@pytest.mark.parametrize(
    ("state", "role", "action", "back"),
    [
        (State.FIRST, "FH", "return_first", State.FIRST),
        (State.FIRST, "ML", "refuse_first", State.FIRST),
        (State.FIRST_SENT, "DF", "reject_first", State.FIRST),
        (State.SECOND, "FH", "return_second", State.SECOND),
        (State.REVIEW, "PS", "return_review", State.SECOND),
        (State.SECOND_SENT, "DF", "reject_second", State.SECOND),
    ],
)
def test_a_return_closes_the_version_and_opens_the_next_number(township: Township, state: str, role: str, action: str, back: str) -> None:
    compilation = brought(township, state)
    before = latest(compilation)
    assert "请写明理由" in refused(township, compilation, role, action, reason="不行")
    move(township, compilation, role, action, reason=REASON)
    before.refresh_from_db()
    after = latest(compilation)
    assert compilation.state == back
    assert before.sealed
    assert (after.stage, after.number, after.sealed) == (before.stage, before.number + 1, None)
    assert not differences(before, after)
    assert after.basic.count() == before.basic.count() == 3
    compiler = township.actor("BO")
    basic_line_change(
        actor=compiler, line=after.basic.get(economic_code="30201"), to=Basic("operating", "2010301", "30201", "按定额", amount=1)
    )
    assert version_holds(before)


def test_a_version_that_was_handed_in_refuses_every_change(township: Township) -> None:
    compilation = brought(township, State.FIRST_SENT)
    version, compiler, project = latest(compilation), township.actor("BO"), Project.objects.get()
    line = version.basic.get(economic_code="30201")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: revenue_set(actor=compiler, version=version, lines=sources(1)),
        lambda: basic_line_add(actor=compiler, version=version, line=basics()[1]),
        lambda: basic_lines_add(actor=compiler, version=version, lines=basics()),
        lambda: basic_line_change(actor=compiler, line=line, to=basics()[1]),
        lambda: basic_line_delete(actor=compiler, line=line),
        lambda: projects_include(actor=compiler, version=version, projects=[project]),
        lambda: projects_exclude(actor=compiler, version=version, projects=[project]),
        lambda: procurement_lines_add(actor=compiler, version=version, lines=[bought(1, project=project)]),
        lambda: cut_set(actor=compiler, version=version, cuts=[CutEntry(project, 1, "超控制数压减", "追加控制数")]),
        lambda: cut_accept(actor=compiler, version=version),
        lambda: explanations_set(actor=compiler, version=version, about=Explanation.About.THREE_PUBLIC, texts={"reception": "上级检查多"}),
    )
    entries = Entry.objects.count()
    for attempt in attempts:
        with pytest.raises(OutOfTurn, match="已经报出封存，不能再改"):
            attempt()
    assert version_holds(version)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    "change",
    [
        "update plan_basicline set amount = amount + 1 where economic_code = '30201'",
        "update plan_projectline set amount = amount - 1",
        "delete from plan_revenueline where amount = 0",
    ],
)
def test_a_change_past_the_services_is_found(township: Township, change: str) -> None:
    version = latest(brought(township, State.FIRST_SENT))
    assert version_holds(version)
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert not version_holds(version)


def test_the_trail_keeps_the_hash_of_what_was_sealed(township: Township) -> None:
    version = latest(brought(township, State.FIRST_SENT))
    assert Entry.objects.get(action="send_first").details["摘要"] == version.hash


def test_figures_changed_after_the_check_are_checked_again(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    assert "财政所长还没有审核" in refused(township, compilation, "ML", "send_first")
    move(township, compilation, "FH", "check_first")
    lines = [*sources()[:3], Revenue("unit_money", "利息收入", 0)]
    revenue_set(actor=township.actor("BO"), version=latest(compilation), lines=lines)
    assert "审核以后数又改过" in refused(township, compilation, "ML", "send_first")
    move(township, compilation, "FH", "check_first")
    move(township, compilation, "ML", "send_first")


# ── 核对数 and single lines ──


def test_a_total_that_is_not_the_expected_one_is_refused_with_the_sum_written_out(township: Township) -> None:
    compilation = brought(township, State.FIRST, lines=False)
    version, compiler = latest(compilation), township.actor("BO")
    two = [Revenue(GENERAL, "一般公共预算拨款", 10_000), Revenue("unit_money", "利息收入", 500)]
    with pytest.raises(Refused, match=r"100.00＋.*利息收入 5.00＝105.00 元，您填的核对数是 106.00 元，相差 1.00 元") as found:
        revenue_set(actor=compiler, version=version, lines=two, expected=10_600)
    assert found.value.of("expected")
    assert not version.revenue.filter(amount__gt=0).exists()
    revenue_set(actor=compiler, version=version, lines=two, expected=10_500)
    with pytest.raises(Refused, match=r"20,000.00.*3,000.00＝.*核对数是 0.01 元"):
        basic_lines_add(actor=compiler, version=version, lines=basics()[1:], expected=1)
    with pytest.raises(Refused, match=r"36,000.00 元，您填的核对数是 0.01 元"):
        projects_include(actor=compiler, version=version, expected=1)
    assert (version.basic.count(), version.projects.count()) == (0, 0)


def test_equal_names_do_not_hide_each_other_from_the_expected_total(township: Township) -> None:
    compilation = brought(township, State.FIRST)
    version, compiler, project = latest(compilation), township.actor("BO"), Project.objects.get()
    for _ in range(2):
        procurement_line_add(actor=compiler, version=version, line=bought(100_000, project=project))
    procurement_line_add(actor=compiler, version=version, line=bought(100_000, project=project), expected=300_000)
    same = [Revenue(GENERAL, "其他收入", 100), Revenue("unit_money", "其他收入", 50)]
    revenue_set(actor=compiler, version=version, lines=same, expected=150)


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        (Basic("operating", "2010301", "30101", "按定额", amount=1), "economic_code", "302、310 开头"),
        (Basic("operating", "20103", "30201", "按定额", amount=1), "function_code", "要到项，7 位数字"),
        (Basic("operating", "2010301", "30201", "", amount=1), "explanation", "请写明依据"),
        (Basic("operating", "2010301", "30201", "按定额", amount=-1), "amount", "不能是负数"),
        (Basic("personnel", "2010301", "30101", "按表", staff_kind="administrative", standard=-1), "standard", "不能是负数"),
        (Basic("personnel", "2010301", "30101", "按表", staff_kind="administrative", headcount=-1, standard=1), "headcount", "不能是负数"),
        (Basic("personnel", "2010301", "30101", "按表", staff_kind="administrative", headcount=29, standard=1), "headcount", "多 1 人"),
        (Basic("personnel", "2010301", "30101", "按表", staff_kind="administrative", standard=100, amount=1), "amount", "相差 27.99 元"),
        (Basic("personnel", "2010301", "30101", "按表", staff_kind="visitor", standard=1), "staff_kind", "没有这类人员"),
    ],
)
def test_a_line_of_basic_spending_that_cannot_be_says_why_beside_its_field(township: Township, line: Basic, field: str, said: str) -> None:
    version = latest(brought(township, State.FIRST, lines=False))
    with pytest.raises(Refused, match=said) as found:
        basic_line_add(actor=township.actor("BO"), version=version, line=line)
    assert found.value.of(field)
    assert not BasicLine.objects.exists()


def test_a_line_is_not_entered_twice(township: Township) -> None:
    version = latest(brought(township, State.FIRST))
    with pytest.raises(Refused, match="已有一行完全相同"):
        basic_line_add(actor=township.actor("BO"), version=version, line=basics()[1])
    assert version.basic.count() == 3


def test_a_year_far_ahead_cannot_be_prepared(township: Township) -> None:
    last = timezone.localdate().year + 2
    with pytest.raises(Refused) as refused:
        compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=last + 1)
    assert [each.field for each in refused.value.refusals] == ["year"]
    assert f"最迟可以建立 {last} 年" in refused.value.refusals[0].sentence
    assert not Compilation.objects.exists()
    assert compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=last).year == last


def test_what_was_prepared_by_mistake_is_taken_back_and_stays_in_the_trail(township: Township) -> None:
    compiler = township.actor("BO")
    compilation = compilation_prepare(actor=compiler, unit=township.unit, year=YEAR)
    with pytest.raises(NotPermitted):
        compilation_withdraw(actor=township.actor("FH"), compilation=compilation)
    compilation_withdraw(actor=compiler, compilation=compilation)
    assert not Compilation.objects.exists()
    assert [entry.action for entry in story(Compilation.KIND, compilation.pk)] == ["prepare", "withdraw"]
    assert chain_break(compilation.chain) is None
    with pytest.raises(OutOfTurn):
        compilation_withdraw(actor=compiler, compilation=compilation)
    compilation_prepare(actor=compiler, unit=township.unit, year=YEAR)


def test_what_was_opened_cannot_be_taken_back(township: Township) -> None:
    made_profile(township)
    compilation = compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    shown = Compilation.objects.get()
    compilation_open(actor=township.actor("BO"), compilation=compilation)
    with pytest.raises(OutOfTurn) as refused:
        compilation_withdraw(actor=township.actor("BO"), compilation=shown)
    assert "只有在“准备”时才能撤回" in refused.value.refusals[0].sentence
    assert Compilation.objects.exists()
