"""What do the compilation's tests start from? A township with a confirmed profile and a stocked project, taken as far as a test needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from web.plan.making import YEAR, line, made_project, meeting, stocked
from web.replay import replayed
from web.township import Township
from wenxiao.web.people.models import Meeting
from wenxiao.web.plan.elements import ControlCategory, Fund, Part, StaffKind, ThreePublic
from wenxiao.web.plan.models import Compilation, Explanation, PriorFigure, Profile, Project, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.services.allocation import projects_include
from wenxiao.web.plan.services.approval import compilation_approve
from wenxiao.web.plan.services.basic import Basic, basic_lines_add
from wenxiao.web.plan.services.compilation import compilation_move, compilation_open, compilation_prepare
from wenxiao.web.plan.services.control import control_set
from wenxiao.web.plan.services.explanations import explanations_set
from wenxiao.web.plan.services.goal_review import Grading, goals_review
from wenxiao.web.plan.services.profile import StaffEntry, profile_act, profile_create
from wenxiao.web.plan.services.revenue import Revenue, revenue_set
from wenxiao.web.trail import clock

State = Compilation.State
GENERAL = Fund.GENERAL.value
# 分: 28 people × 50 000 元, 20 000 元 for the office, 3 000 元 for guests, 36 000 元 for the project.
PERSONNEL, OFFICE, GUESTS, PROJECT = 140_000_000, 2_000_000, 300_000, 3_600_000
WHOLE = PERSONNEL + OFFICE + GUESTS + PROJECT
REASON = "数额有误，请核对后重新报送"


def made_profile(township: Township, *, confirmed: bool = True) -> Profile:
    profile = profile_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR, legal_name="试验区青石镇人民政府", nature="行政单位", level="正科级",
        funding_form="财政拨款", functions="服务农业农村。", as_of=date(YEAR - 1, 12, 31), structure="", vehicles_quota=3, vehicles_held=2,
        over_quota_reason="", staffing={StaffKind.ADMINISTRATIVE.value: StaffEntry(30, 28)}, assets=[],
    )  # fmt: skip
    if confirmed:
        profile_act(actor=township.actor("FH"), profile=profile, action="confirm")
    return profile


def last_year_was(township: Township, **amounts: int) -> None:
    """Confirmed figures of the year before, 分 by concept."""
    for concept, amount in amounts.items():
        PriorFigure.objects.create(
            unit=township.unit, year=YEAR - 1, concept=concept, amount=amount, source="上年文件第 3 页", confirmed_by="某"
        )


def basics() -> list[Basic]:
    return [
        Basic(
            Part.PERSONNEL.value, "2010301", "30101", "按工资审批表", staff_kind=StaffKind.ADMINISTRATIVE.value, standard=PERSONNEL // 28
        ),
        Basic(Part.OPERATING.value, "2010301", "30201", "按定额", amount=OFFICE),
        Basic(Part.OPERATING.value, "2010301", "30217", "按上年接待批次", amount=GUESTS),
    ]


def sources(general: int = WHOLE) -> list[Revenue]:
    """All sources stand there, with a zero where there is nothing."""
    given = {Fund.GENERAL: general}
    return [
        Revenue(fund.value, fund.label, given.get(fund, 0))
        for fund in (Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.SPECIAL_ACCOUNT, Fund.UNIT_MONEY)
    ]


def numbers(basic: int = WHOLE - PROJECT, project: int = PROJECT, **more: int) -> dict[tuple[str, str], int]:
    found = {(GENERAL, ControlCategory.BASIC.value): basic, (GENERAL, ControlCategory.PROJECT.value): project}
    return found | {(GENERAL, category): amount for category, amount in more.items()}


def written(township: Township, version: Version) -> Version:
    """The lines of a version that nothing stands against."""
    compiler = township.actor("BO")
    projects_include(actor=compiler, version=version)
    basic_lines_add(actor=compiler, version=version, lines=basics())
    revenue_set(actor=compiler, version=version, lines=sources())
    return version


def latest(compilation: Compilation) -> Version:
    version = latest_version(compilation)
    assert version is not None
    return version


def explained(township: Township, compilation: Compilation) -> None:
    """No figure of last year is there to compare with, so the one 三公 item that has money needs its reason."""
    texts = {ThreePublic.RECEPTION.value: "上级检查和招商接待"}
    explanations_set(actor=township.actor("BO"), version=latest(compilation), about=Explanation.About.THREE_PUBLIC, texts=texts)


def graded(township: Township, compilation: Compilation, grade: str = "good", opinion: str = "") -> None:
    funded = Project.objects.filter(lines__version=latest(compilation), lines__amount__gt=0).distinct()
    goals_review(
        actor=township.actor("PS"), compilation=compilation,
        gradings=[Grading(each, grade, "good", "good", "good", opinion) for each in funded],
    )  # fmt: skip


def minutes(township: Township, kind: str = Meeting.Kind.LEADING_GROUP.value, number: str = "1") -> Meeting:
    """The meeting that decides, held once."""
    return Meeting.objects.filter(unit=township.unit, kind=kind).first() or meeting(township, number, kind=kind)


def brought(township: Township, to: str, *, lines: bool = True) -> Compilation:
    """A year's budget in the state `to`, each step done by the post that takes it."""
    return replayed(f"brought {to} {lines}", lambda: _brought(township, to, lines), *township.people_and_places)


def _brought(township: Township, to: str, lines: bool) -> Compilation:
    if not Project.objects.filter(unit=township.unit).exists():
        stocked(township, made_project(township, lines=(line(),)))
    if not Profile.objects.filter(unit=township.unit, year=YEAR).exists():
        made_profile(township)
    compilation = compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    for state in State:
        if compilation.state == to:
            break
        onward(township, compilation, lines=lines)
        assert compilation.state != state
    assert compilation.state == to
    return compilation


def onward(township: Township, compilation: Compilation, *, lines: bool = True) -> None:
    """One state further."""

    def move(role: str, action: str, **more: Any) -> None:
        compilation_move(actor=township.actor(role), compilation=compilation, action=action, **more)

    own = compilation.unit.mode == compilation.unit.Mode.OWN_BUDGET
    match compilation.state:
        case State.PREPARING:
            version = compilation_open(actor=township.actor("BO"), compilation=compilation)
            if lines:
                written(township, version)
        case State.FIRST:
            move("FH", "check_first")
            move("ML", "send_first")
        case State.FIRST_SENT:
            giver = township.actor("ML" if own else "DF")
            control_set(actor=giver, compilation=compilation, numbers=numbers(), document="某财预〔2023〕9号")
        case State.CONTROL:
            move("BO", "start_second")
        case State.SECOND:
            explained(township, compilation)
            move("FH", "submit_review")
        case State.REVIEW:
            graded(township, compilation)
            move("PS", "pass_review", minutes=minutes(township))
        case State.SECOND_SENT:
            approve(township, compilation)
        case State.APPROVED:
            move("BO", "allocate")
        case State.ALLOCATED:
            move("FH", "close")


def approve(township: Township, compilation: Compilation, **more: Any) -> None:
    own = compilation.unit.mode == compilation.unit.Mode.OWN_BUDGET
    values: dict[str, Any] = {"document": f"某财发〔{YEAR}〕5号", "approved_on": clock.today(), **more}
    if own:
        values.setdefault("minutes", minutes(township, Meeting.Kind.CONGRESS.value, "2"))
    compilation_approve(actor=township.actor("NPC" if own else "DF"), compilation=compilation, **values)
