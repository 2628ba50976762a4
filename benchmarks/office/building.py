"""How does the office for the benchmark come about: one unit ten times as large as a township, among 300 of a county?

The large unit is made by the services, desk by desk, as a township would make it: people and posts, profile, last year's figures, duties,
300 activities, 300 projects with 1,200 indicators from draft to the library, and the budget through both rounds to its approval. One draft
more stays open for the editor. Its project texts are put together from words, so that no two are the same and many are alike.

The other units are ballast: written straight into the tables, units, offices, accounts, posts, duties, activities and drafts of projects
with indicators. A draft is where a project begins; nothing is written that only a transition may bring about. They have no trail.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import transaction

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Account, Office, Post, Unit
from wenxiao.web.plan.conditions.changes import BASIC, PROJECTS, WHOLE
from wenxiao.web.plan.elements import ControlCategory, Fund, Part, ThreePublic
from wenxiao.web.plan.models import Activity, Compilation, Duty, EstimateLine, Explanation, Indicator, Project, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.services.allocation import projects_include
from wenxiao.web.plan.services.approval import approval_begin, compilation_approve
from wenxiao.web.plan.services.basic import Basic, basic_lines_add
from wenxiao.web.plan.services.compilation import compilation_move, compilation_open, compilation_prepare
from wenxiao.web.plan.services.control import control_set, cut_accept
from wenxiao.web.plan.services.duties import activity_create, duty_create
from wenxiao.web.plan.services.estimate import EstimateEntry, estimate_replace
from wenxiao.web.plan.services.explanations import explanations_set
from wenxiao.web.plan.services.goal_review import Grading, goals_review
from wenxiao.web.plan.services.indicators import IndicatorEntry, indicators_replace
from wenxiao.web.plan.services.prior import prior_read, prior_upload
from wenxiao.web.plan.services.projects import project_act, project_create
from wenxiao.web.plan.services.revenue import Revenue, revenue_set
from wenxiao.web.site.demo.budget import look_back
from wenxiao.web.site.demo.data import YEAR, last_year
from wenxiao.web.site.demo.library import describe
from wenxiao.web.site.demo.people import Staff, hire, meet

OBJECTS = (
    "村内道路", "农田渠道", "生活垃圾", "路灯照明", "河道堤防", "饮水管网", "污水管网", "公共厕所", "文化广场", "集镇绿地",
    "敬老院舍", "森林防火", "应急物资", "便民服务", "村级档案", "治安巡防", "残疾人服务", "退役军人事务", "耕地保护", "招商宣传",
)  # fmt: skip
WORKS = (
    "日常养护", "清理清运", "维修改造", "安全检查", "设备更新", "人员培训", "宣传发动", "信息登记", "技术服务", "质量检测",
    "隐患整治", "冬季保障", "汛期值守", "满意度调查", "样板建设",
)  # fmt: skip
REASON = "已查无同类项目，存量资产和经费不能替代"
UNITS = 300
DRAFTS_EACH = 3


class Built(NamedTuple):
    """What the benchmark asks for: who signs in, and which records the pages show."""

    clerk: str
    finance: str
    bureau: str
    draft: str
    indicator: int
    compilation: int
    reading: int


def build() -> Built:
    """In one transaction: a commit for each of thousands of acts would measure the disk."""
    with transaction.atomic():
        staff = hire()
        describe(staff)
        look_back(staff)
        reading = _read_again(staff)
        projects = _library(staff)
        compilation = _budget(staff)
        _county(staff.who("DF").unit)
    draft = projects[-1]
    indicator = draft.indicators.first()
    assert indicator is not None
    return Built(
        staff.who("HD", "11").account, staff.who("FH").account, staff.who("DF").account, draft.code, indicator.pk, compilation.pk, reading
    )


# ── the large unit ──


def _read_again(staff: Staff) -> int:
    """The same document once more, read and waiting for a person to confirm its figures."""
    name = f"{YEAR - 1} 年部门预算.txt"
    uploaded = prior_upload(actor=staff.who("BO"), unit=staff.unit, year=YEAR - 1, name=name, content=last_year())
    return prior_read(pk=uploaded.pk).pk


def _library(staff: Staff) -> list[Project]:
    """300 in the library, and a draft at the end."""
    office = Office.objects.get(unit=staff.unit, code="11")
    compiler, clerk = staff.who("BO"), staff.who("HD", "11")
    projects: list[Project] = []
    for number, subject in enumerate(OBJECTS, 1):
        duty = duty_create(
            actor=compiler, unit=staff.unit, number=number, name=f"{subject}管理", description=f"负责{subject}的管理和服务。",
            objective=f"{subject}管理有序，群众满意。", since=YEAR,
        )  # fmt: skip
        for place, work in enumerate(WORKS, 1):
            name = f"{subject}{work}"
            activity = activity_create(
                actor=compiler, duty=duty, number=place, name=name, content=f"组织{name}。", objective=f"全年完成{name}任务。"
            )
            projects.append(_drafted(clerk, office, activity, name, number * 10 + place))
    for project in projects:
        _admit(staff, project)
    return [*projects, _drafted(clerk, office, activity, "村级公益设施补短板", 7)]


def _drafted(clerk: PostActor, office: Office, activity: Activity, name: str, count: int) -> Project:
    project = project_create(
        actor=clerk, office=office, activity=activity, name=f"{name}项目", start_year=YEAR, end_year=YEAR, function_code="2130126",
        basis=f"镇政府年度工作任务书，关于{name}的通知。", necessity=f"{name}关系群众日常生活，不安排就会有 {count} 户受影响。",
        content=f"{name} {count} 处，按村分段实施并验收。", objective=f"{YEAR}年完成{name}{count}处，群众满意。",
        warning_reason="提醒事项已逐条核对，属实，不需要修改。",
    )  # fmt: skip
    line = EstimateEntry(YEAR, name, count * 10000, "处", 30000, "30213", "", "上年合同价")
    estimate_replace(actor=clerk, project=project, edition=project.edition, lines=[line])
    indicators_replace(actor=clerk, project=project, edition=project.edition, entries=_indicators(name, count))
    return project


def _indicators(name: str, count: int) -> list[IndicatorEntry]:
    """Four, in both forms, against which nothing stands; their marks add up to 90."""
    rest = {"explanation": "按台账计算。", "source": f"{name}台账，每季度末统计", "evidence": "台账、照片"}
    # Every project draws its lines elsewhere, else the rule against copied standards would speak of all of them.
    best, good = 88 + count % 11, 84 + count % 4
    fair = good - 4 - count % 7
    percent = {
        "measure": "%", "direction": "↑", "target": f"≥{best}%", "baseline": f"{best - 2}%", "excellent": f"≥{best}%",
        "good": f"≥{good}%且<{best}%", "fair": f"≥{fair}%且<{good}%", "poor": f"<{fair}%",
    }  # fmt: skip
    return [
        IndicatorEntry(
            f"{name}数量", kind="产出/数量", measure="处", direction="↑", target=f"≥{count}处", baseline=f"{count - 1}处", weight=30,
            excellent=f"≥{count}处", good=f"≥{count - 2}处且<{count}处", fair=f"≥{count - 4}处且<{count - 2}处", poor=f"<{count - 4}处",
            **rest,
        ),
        IndicatorEntry(
            f"{name}每处成本", form="national", kind="成本/经济", measure="元", direction="↓", target="≤300元", baseline="310元",
            weight=20, **rest,
        ),
        IndicatorEntry(f"{name}覆盖率", kind="效益/社会", weight=30, **percent, **rest),
        IndicatorEntry(f"{name}受益群众满意度", kind="满意度/服务对象", weight=10, **percent, **{**rest, "source": "问卷，12 月调查"}),
    ]  # fmt: skip


def _admit(staff: Staff, project: Project) -> None:
    for action, actor, reason in (
        ("submit", staff.who("HD", "11"), ""),
        ("office_approve", staff.who("HL", "11"), REASON),
        ("send_to_bureau", staff.who("BO"), REASON),
        ("bureau_approve", staff.who("DF"), ""),
    ):
        project_act(actor=actor, project=project, action=action, reason=reason)


def _budget(staff: Staff) -> Compilation:
    """Both rounds, a tenth of the project money cut in the second, approved as asked then."""
    compiler = staff.who("BO")
    compilation = compilation_prepare(actor=compiler, unit=staff.unit, year=YEAR)
    version = compilation_open(actor=compiler, compilation=compilation)
    asked = sum(line.amount for line in projects_include(actor=compiler, version=version))
    general = Fund.GENERAL.value
    basics = [
        Basic(Part.PERSONNEL.value, "2010301", "30101", "按工资审批表", amount=140_000_000),
        Basic(Part.OPERATING.value, "2010301", "30201", "按定额", amount=2_000_000),
        Basic(Part.OPERATING.value, "2010301", "30217", "按上年接待批次", amount=2_030_000),
    ]
    basic = sum(line.amount for line in basic_lines_add(actor=compiler, version=version, lines=basics))
    _revenue(compiler, version, basic + asked)
    compilation_move(actor=staff.who("FH"), compilation=compilation, action="check_first")
    compilation_move(actor=staff.who("ML"), compilation=compilation, action="send_first")
    given = asked * 9 // 10
    control_set(
        actor=staff.who("DF"), compilation=compilation, document="某财预〔2022〕9号",
        numbers={(general, ControlCategory.BASIC.value): basic, (general, ControlCategory.PROJECT.value): given},
    )  # fmt: skip
    compilation_move(actor=compiler, compilation=compilation, action="start_second")
    version = latest_version(compilation)
    assert version is not None
    cut_accept(actor=compiler, version=version)
    _revenue(compiler, version, basic + given)
    texts = {item.value: "与上年相比按实际需要安排，压减一般性支出。" for item in ThreePublic}
    explanations_set(actor=compiler, version=version, about=Explanation.About.THREE_PUBLIC, texts=texts)
    whole = dict.fromkeys((WHOLE, BASIC, PROJECTS), "项目库重新梳理，按年度任务安排。")
    explanations_set(actor=compiler, version=version, about=Explanation.About.YEAR_ON_YEAR, texts=whole)
    compilation_move(actor=staff.who("FH"), compilation=compilation, action="submit_review")
    funded = Project.objects.filter(lines__version=version, lines__amount__gt=0).distinct()
    goals_review(actor=staff.who("PS"), compilation=compilation, gradings=[Grading(each, *["good"] * 4) for each in funded])
    compilation_move(actor=staff.who("PS"), compilation=compilation, action="pass_review", minutes=meet(staff, "internal-review"))
    approval_begin(actor=staff.who("DF"), compilation=compilation)
    compilation_approve(
        actor=staff.who("DF"), compilation=compilation, document=f"某财发〔{YEAR}〕5号", approved_on=date(YEAR, 2, 20), authority="某财政局"
    )
    return compilation


def _revenue(compiler: PostActor, version: Version, general: int) -> None:
    given = {Fund.GENERAL: general}
    revenue_set(actor=compiler, version=version, lines=[Revenue(fund.value, fund.label, given.get(fund, 0)) for fund in Fund])


# ── the county ──


def _county(bureau: Unit) -> None:
    units = Unit.objects.bulk_create(
        Unit(code=f"C{number:03}", name=f"试验县第{number}乡人民政府", short_name=f"第{number}乡", supervisor=bureau)
        for number in range(1, UNITS)
    )
    offices = Office.objects.bulk_create(Office(unit=unit, code="01", name="综合服务中心") for unit in units)
    accounts = Account.objects.bulk_create(
        Account(username=f"{unit.code}-hd", name=f"经办{unit.code}", unit=unit, password="!", must_change_password=True) for unit in units
    )
    Post.objects.bulk_create(
        Post(
            account=account, unit=unit, role="HD", office=office, since=date(2020, 1, 1), confirmed_by=account,
            confirmed_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
        for account, unit, office in zip(accounts, units, offices, strict=True)
    )  # fmt: skip
    duties = Duty.objects.bulk_create(
        Duty(unit=unit, number=1, name="公共服务管理", description="公共服务。", objective="群众满意。", since=YEAR) for unit in units
    )
    activities = Activity.objects.bulk_create(
        Activity(duty=duty, number=1, name="公共服务", content="公共服务。", objective="群众满意。") for duty in duties
    )
    drafts = Project.objects.bulk_create(
        Project(
            unit=unit, office=office, activity=activity, code=f"{unit.code}-{YEAR}-{number + 1:03}",
            name=f"{OBJECTS[(place + number) % 20]}{WORKS[place % 15]}", content="按村实施。", objective="按时完成。", start_year=YEAR,
            end_year=YEAR, function_code="2130126", author=account.username, state=Project.State.DRAFT,
        )
        for place, (unit, office, activity, account) in enumerate(zip(units, offices, activities, accounts, strict=True))
        for number in range(DRAFTS_EACH)
    )  # fmt: skip
    EstimateLine.objects.bulk_create(
        EstimateLine(
            project=draft, year=YEAR, number=1, item="人工", quantity=100000, measure="处", unit_price=30000, amount=300000,
            economic_code="30213", source="上年合同价",
        )
        for draft in drafts
    )  # fmt: skip
    Indicator.objects.bulk_create(
        Indicator(project=draft, number=number, **entry._asdict())
        for draft in drafts
        for number, entry in enumerate(_indicators(draft.name, 10), 1)
    )
