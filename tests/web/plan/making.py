"""What do the library's tests start from? A duty, an activity, and a project that nothing stands against, made through the services."""

from __future__ import annotations

from typing import Any

from web.township import Township
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Meeting, Post, Unit
from wenxiao.web.plan.models import Activity, Duty, Project
from wenxiao.web.plan.services.duties import activity_create, duty_create
from wenxiao.web.plan.services.estimate import EstimateEntry, estimate_replace
from wenxiao.web.plan.services.indicators import IndicatorEntry, indicators_replace
from wenxiao.web.plan.services.projects import project_act, project_create

YEAR = 2024
_SAID = {"content": "管护渠道。", "objective": "管护 12 公里渠道。"}


def made_duty(township: Township, number: int = 1, name: str = "农业农村", **more: Any) -> Duty:
    values = {"description": "服务农业生产。", "objective": "全年按时完成。", "since": 2020, **more}
    return duty_create(actor=township.actor("BO"), unit=township.unit, number=number, name=name, **values)


def made_activity(township: Township, duty: Duty | None = None, number: int = 1, name: str = "农田水利设施管护") -> Activity:
    duty = duty or Duty.objects.filter(unit=township.unit).first() or made_duty(township)
    return activity_create(
        actor=township.actor("BO"), duty=duty, number=number, name=name, content="管护渠道。", objective="管护 12 公里渠道。"
    )


def line(item: str = "渠道清淤", *, yuan: int = 300, count: int = 120, year: int = YEAR, **more: Any) -> EstimateEntry:
    """120 公里 at 300 元 = 36000 元, unless told otherwise."""
    values = {"measure": "公里", "economic_code": "30213", "source": "上年合同价", **more}
    return EstimateEntry(year=year, item=item, quantity=count * 10000, unit_price=yuan * 100, **values)


def entries() -> tuple[IndicatorEntry, ...]:
    """A set of indicators without a fault, in both forms."""
    bands = {"excellent": "≥95%", "good": "≥90%且<95%", "fair": "≥80%且<90%", "poor": "<80%"}
    rest = {"explanation": "按台账计算。", "source": "管护台账，每季度末统计", "evidence": "台账、照片"}
    percent = {"measure": "%", "direction": "↑", "target": "≥95%", "baseline": "92%", **bands, **rest}
    return (
        IndicatorEntry(
            "渠道清淤长度", kind="产出/数量", measure="公里", direction="↑", target="≥120公里", baseline="115公里", weight=20,
            excellent="≥120公里", good="≥110公里且<120公里", fair="≥100公里且<110公里", poor="<100公里", **rest,
        ),
        IndicatorEntry("清淤验收合格率", kind="产出/质量", weight=20, **percent),
        IndicatorEntry(
            "每公里清淤成本", form="national", kind="成本/经济", measure="元", direction="↓", target="≤300元", baseline="310元",
            weight=20, **rest,
        ),
        IndicatorEntry("灌溉用水保证率", kind="效益/社会", weight=20, **percent),
        IndicatorEntry("受益农户满意度", kind="满意度/服务对象", weight=10, **{**percent, "source": "农户问卷，12 月调查"}),
    )  # fmt: skip


def made_project(township: Township, name: str = "农田渠道清淤管护", **more: Any) -> Project:
    """A draft by 农业 with estimate and indicators, against which nothing stands."""
    actor: PostActor = more.pop("actor", township.actor("HD"))
    lines = more.pop("lines", (line(),))
    values = {
        "office": township.offices["农业"], "start_year": YEAR, "end_year": YEAR, "function_code": "2130126",
        "basis": "《农田水利条例》第二十三条和县水利局年度管护任务书。", "necessity": "渠道淤积影响春灌，不清淤就有 800 亩浇不上水。",
        "content": "清淤 120 公里，人工与机械结合，按村分段验收。", "objective": "2024年清淤渠道120公里，验收合格率95%以上。", **more,
    }  # fmt: skip
    activity = values.pop("activity", None) or Activity.objects.filter(duty__unit=township.unit).first() or made_activity(township)
    project = project_create(actor=actor, activity=activity, name=name, **values)
    estimate_replace(actor=actor, project=project, edition=project.edition, lines=lines)
    indicators_replace(actor=actor, project=project, edition=project.edition, entries=entries())
    return project


def meeting(township: Township, number: str = "1", **more: Any) -> Meeting:
    values = {
        "kind": Meeting.Kind.LEADING_GROUP,
        "held": "2023-11-01",
        "chair": "某",
        "attendees": "某",
        "topics": "项目",
        "conclusions": "同意",
    }
    made = Meeting.objects.create(unit=township.unit, number=number, **{**values, **more})
    made.refresh_from_db()
    return made


def stocked(township: Township, project: Project) -> Project:
    """Carried through by one post after another, as far as 已入库: a town with a budget of its own decides by itself."""
    checked = {"reason": "存量核对过，没有可用的"}
    last: tuple[tuple[str, str, dict[str, Any]], ...] = (("send_to_bureau", "BO", checked), ("bureau_approve", "DF", {}))
    if Unit.objects.get(pk=project.unit_id).mode == Unit.Mode.OWN_BUDGET:
        last = (("send_to_collective", "BO", checked), ("collective_stock", "PS", {"minutes": meeting(township, f"入库 {project.pk}")}))
    for action, role, more in (
        ("submit", "HD", {}), ("office_approve", "HL", {"reason": "与其他项目的地段不同，不重复"}), *last,
    ):  # fmt: skip
        project_act(actor=township.actor(role), project=project, action=action, **more)
    return project


def acting(township: Township, role: str, of: str) -> PostActor:
    """The holder of `of` in a second post, of the role: one person in two posts."""
    holder = township.actor(of)
    office = township.actor(role).in_post.office
    return PostActor(
        holder.holder, Post.objects.create(account=holder.holder, unit=holder.unit, role=role, office=office, since="2020-01-01")
    )
