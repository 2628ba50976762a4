"""How does a project come into being, change, and move through the library?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Meeting, Office, Unit
from wenxiao.web.plan.elements import YEARS, Fund, ProjectCategory
from wenxiao.web.plan.models import Activity, Project, ProjectCounter
from wenxiao.web.plan.queries.library import needs_collective
from wenxiao.web.plan.queries.problems import function_fault
from wenxiao.web.plan.services.edition import claim, demand_edit
from wenxiao.web.plan.services.text import too_long
from wenxiao.web.plan.workflows.project import BY_COMPILATION, END_PROPOSED, PROJECT_WORKFLOW, REASON, blockers
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import Transition, perform

FIELDS = (
    "activity", "name", "category", "basis", "necessity", "content", "objective", "start_year", "end_year", "function_code", "fund",
    "rigid", "unfunded", "appraisal", "warning_reason",
)  # fmt: skip
LONGEST = 5


def project_create(
    *,
    actor: PostActor,
    office: Office,
    activity: Activity,
    name: str,
    start_year: int,
    end_year: int,
    function_code: str,
    category: str = ProjectCategory.SPECIFIC,
    fund: str = Fund.GENERAL,
    basis: str = "",
    necessity: str = "",
    content: str = "",
    objective: str = "",
    rigid: bool = False,
    unfunded: bool = False,
    appraisal: str = "",
    warning_reason: str = "",
) -> Project:
    """A draft in the library, with a code of its own (`单位编码-年度-流水`).

    Raises NotPermitted; Refused with each fault beside its field (the names of the parameters).
    """
    project = Project(
        unit=office.unit, office=office, activity=activity, name=name.strip(), category=category, basis=basis, necessity=necessity,
        content=content, objective=objective, start_year=start_year, end_year=end_year, function_code=function_code, fund=fund,
        rigid=rigid, unfunded=unfunded, appraisal=appraisal, warning_reason=warning_reason, author=actor.account, state=Project.State.DRAFT,
    )  # fmt: skip
    require(actor, "project_library", "C", project)
    raise_if_any(_faults(project))
    with transaction.atomic():
        project.code = _next_code(office.unit, start_year)
        _save(project, new=True)
        record(actor=actor, subject=project, action="create", action_title="新建项目", details={"项目编号": project.code})
    return project


def project_edit(*, actor: PostActor, project: Project, edition: int, **values: Any) -> Project:
    """Change some of FIELDS of a draft or returned project that still has the edition the page was opened on.

    Raises NotPermitted, OutOfTurn (StaleEdition), Refused; `project` then has the values it had.
    """
    demand_edit(actor, project)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"project_edit has no fields {sorted(unknown)}")
    before = {name: getattr(project, name) for name in values}
    try:
        for name, value in values.items():
            setattr(project, name, value.strip() if name == "name" else value)
        raise_if_any(_faults(project))
        with transaction.atomic():
            claim(project, edition)
            if any(before.get(name, getattr(project, name)) != getattr(project, name) for name in ("name", "start_year")):
                names_hold(project.unit, {project.start_year})
            _save(project, new=False, only=tuple(values))
            record(
                actor=actor,
                subject=project,
                action="edit",
                action_title="修改项目",
                details=changes(_plain(before), _plain({name: getattr(project, name) for name in values})),
            )
    except Refused:
        for name, value in before.items():
            setattr(project, name, value)
        raise
    return project


def project_delete(*, actor: PostActor, project: Project) -> None:
    """Take back a draft that was never sent up; what was sent up stays and can be ended. Raises NotPermitted, OutOfTurn."""
    seen = project.edition
    with transaction.atomic():
        hold(project)
        demand_edit(actor, project)
        sent = Entry.objects.filter(subject_kind=Project.KIND, subject_id=str(project.pk), action="submit")
        if project.state != Project.State.DRAFT or sent.exists():
            raise OutOfTurn(Refusal(f"“{project.name}”报送过，不能删除；不再需要的，请财政所长提出终止"))
        if project.edition != seen:
            raise OutOfTurn(Refusal(f"“{project.name}”刚刚被人改过，没有删除：请打开它看过以后再删"))
        # By its row, so that the object in hand keeps the key under which the trail writes it down.
        Project.objects.filter(pk=project.pk).delete()
        record(actor=actor, subject=project, action="delete", action_title="删除草稿", details={"项目编号": project.code})


def project_act(
    *,
    actor: PostActor,
    project: Project,
    action: str,
    reason: str = "",
    minutes: Meeting | None = None,
    given: dict[str, Any] | None = None,
) -> Entry:
    """Move a project along one transition of PROJECT_WORKFLOW. Raises NotPermitted, OutOfTurn, Refused (`reason`, `minutes`, `estimate`,
    `objective`, `indicators` …); KeyError for an unknown action."""
    return perform(PROJECT_WORKFLOW, project, action, actor=actor, reason=reason, minutes=minutes, given=given)


def project_propose_end(*, actor: PostActor, project: Project, reason: str) -> Entry:
    """财政所长 proposes to end a project, so that 分管领导 or 镇长 may do it. Raises NotPermitted, OutOfTurn, Refused (`reason`)."""
    end = PROJECT_WORKFLOW.transition("end")
    with transaction.atomic():
        hold(project)
        if actor.role != "FH" or not actor.may("project_library", "A", project):
            raise NotPermitted(Refusal(f"终止由财政所长提出，您的岗位是{actor.post}；可以办理的是：财政所长"))
        if project.state not in end.sources:
            raise OutOfTurn(Refusal(f"“{project.name}”现在是“{project.state_title}”，不能终止"))
        short = (
            []
            if len(reason.strip()) >= REASON
            else [Refusal(f"请写明理由，至少 {REASON} 个字（现有 {len(reason.strip())} 个）", field="reason")]
        )
        raise_if_any((*short, *blockers(project)))
        return record(actor=actor, subject=project, action=END_PROPOSED, action_title="提出终止", reason=reason.strip())


def offered(*, actor: PostActor, project: Project) -> tuple[Transition, ...]:
    """The buttons of a project's page: what this post could do now, without what the budget does by itself, and of two ways out of a state
    only the one that fits the project's size and the unit's mode."""
    ways = PROJECT_WORKFLOW.open_to(actor, project)
    return tuple(way for way in ways if way.action not in BY_COMPILATION and way.action not in _unfitting(project))


def may_propose_end(*, actor: PostActor, project: Project) -> bool:
    end = PROJECT_WORKFLOW.transition("end")
    return actor.role == "FH" and project.state in end.sources and actor.may("project_library", "A", project)


def _unfitting(project: Project) -> frozenset[str]:
    unfitting = (
        {"send_to_bureau" if needs_collective(project) else "send_to_collective"} if project.state == Project.State.FINANCE else set()
    )
    own = project.unit.mode == Unit.Mode.OWN_BUDGET
    return frozenset((*unfitting, "collective_approve" if own else "collective_stock"))


def _faults(project: Project) -> list[Refusal]:
    """What is wrong with the project's own fields, beside the quality rules that count only when it is sent up."""
    found = list(too_long(project, ("name",)))
    if not project.name:
        found.append(Refusal("请写项目名称", field="name"))
    elif Project.objects.filter(unit=project.unit, name=project.name, start_year=project.start_year).exclude(pk=project.pk).exists():
        found.append(_same_name(project))
    if project.start_year not in YEARS:
        found.append(Refusal("年度应当是四位数，如 2024", field="start_year"))
    if project.end_year < project.start_year:
        found.append(Refusal(f"结束年度 {project.end_year} 早于开始年度 {project.start_year}", field="end_year"))
    elif project.end_year - project.start_year >= LONGEST:
        found.append(Refusal(f"一个项目最多 {LONGEST} 年；更长的请分期申报", field="end_year"))
    if fault := function_fault(project.function_code, project.start_year):
        found.append(Refusal(fault, field="function_code"))
    if project.fund not in Fund.values:
        found.append(Refusal("没有这种资金性质", field="fund"))
    if project.category not in ProjectCategory.values:
        found.append(Refusal("没有这种项目类别", field="category"))
    if project.office.unit_id != project.unit_id or project.office.closed is not None:
        found.append(Refusal("实施站所不是本单位现有的站所", field="office"))
    if project.activity.duty.unit_id != project.unit_id:
        found.append(Refusal("工作活动不是本单位的", field="activity"))
    elif (until := project.activity.until or project.activity.duty.until) and until < project.start_year:
        found.append(Refusal(f"工作活动“{project.activity.name}”到 {until} 年为止：请选还在办的", field="activity"))
    return found


def _save(project: Project, *, new: bool, only: tuple[str, ...] = ()) -> None:
    try:
        with transaction.atomic():
            project.save(force_insert=new, update_fields=None if new else [*only])
    except IntegrityError as error:
        if "code" in str(error) and "name" not in str(error):
            raise
        # Somebody else took the name between the check and now.
        raise Refused(_same_name(project)) from error


def _same_name(project: Project) -> Refusal:
    return Refusal(f"{project.start_year} 年已有名为“{project.name}”的项目：请写出区别，或者改那一个", field="name")


def _next_code(unit: Unit, year: int) -> str:
    """The next code of the unit and year. The counter's row stays locked to the end of the transaction, so that two who create at once get
    different numbers; a number given to a draft that is deleted later is not given again."""
    ProjectCounter.objects.get_or_create(unit=unit, year=year)
    ProjectCounter.objects.filter(unit=unit, year=year).update(last=F("last") + 1)
    number = ProjectCounter.objects.values_list("last", flat=True).get(unit=unit, year=year)
    return f"{unit.code}-{year}-{number:03d}"


def names_hold(unit: Unit, years: Iterable[int]) -> None:
    """Hold the counters of these years: as long as they are held nobody else gives a project of the years a code or a name.

    After the projects' own rows and before the first entry of the trail, whose chain whoever gives a name goes on to wait for.
    """
    wanted = sorted(set(years))
    for year in wanted:
        ProjectCounter.objects.get_or_create(unit=unit, year=year)
    list(ProjectCounter.objects.select_for_update(of=("self",), no_key=True).filter(unit=unit, year__in=wanted).order_by("year"))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the trail keeps them: Chinese titles, text and whole numbers."""
    titles = {field.name: str(field.verbose_name) for field in Project._meta.get_fields() if hasattr(field, "verbose_name")}
    return {titles[name]: value.name if isinstance(value, Activity) else value for name, value in values.items()}
