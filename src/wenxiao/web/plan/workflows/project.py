"""How does a project get into the library, and how does it leave? (domain notes, 项目库; 预算法实施条例 art. 41)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wenxiao.catalogue.limits import limit
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import quantity_text
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.models import Compilation, Profile, Project, ProjectLine
from wenxiao.web.plan.queries.library import amount_of, duplicates_of, needs_appraisal, needs_collective
from wenxiao.web.plan.queries.problems import EQUIPMENT, VEHICLES, problems_of, warnings_unexplained
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State = Project.State
REASON = 10

# What a later stage knows to stand in the way of ending a project (an open payment, a contract): its app adds a function here when
# it is loaded.
END_BLOCKERS: list[Callable[[Project], Iterable[Refusal]]] = []


def is_complete(project: Project, _act: Act) -> Iterator[Refusal]:
    """依据、测算、科目、目标和指标都齐全，没有错误；提醒事项都有说明（R130–R152）。"""
    problems = problems_of(project)
    for problem in problems:
        if problem.blocks:
            place = f"第 {problem.indicator + 1} 个指标：" if problem.indicator is not None else ""
            yield Refusal(f"{place}{problem.message}", field=problem.field, rule=problem.rule)
    if unexplained := warnings_unexplained(project, problems):
        yield Refusal(unexplained, field="warning_reason")


def is_no_duplicate(project: Project, act: Act) -> Iterator[Refusal]:
    """没有重复申报；名称相近、年度重叠的，审核人写明为什么不重复。"""
    if len(act.reason) >= REASON:
        return
    for other, likeness in duplicates_of(project)[:5]:
        yield Refusal(
            f"与“{other.name}”（{other.code}，{other.office.name}，{other.state_title}）名称相似 {likeness}%，年度重叠："
            f"确不重复的，请写明理由，至少 {REASON} 个字；重复的请退回",
            field="reason",
            rule="相似项目",
        )


def is_appraised(project: Project, _act: Act) -> Iterator[Refusal]:
    """新设且达到限额的项目，已写明事前评估结论。"""
    if not project.appraisal.strip() and needs_appraisal(project):
        yield Refusal(
            f"新设项目，总额 {Money(amount_of(project))} 元，达到事前评估起点 {Money(limit('事前评估') * 100)} 元："
            "要先写明事前评估结论，请退回补写",
            field="appraisal",
            rule="事前评估",
        )


def fits_the_stock(project: Project, act: Act) -> Iterator[Refusal]:
    """购置资产的，已核对存量；车辆不超编制。"""
    bought = [line for line in project.estimate.all() if line.economic_code in EQUIPMENT]
    if not bought:
        return
    profile = Profile.objects.filter(unit_id=project.unit_id, year__lte=project.start_year).order_by("-year").first()
    if profile is None:
        yield Refusal("有购置设备的测算，但还没有单位资产存量可以核对：请先填写单位情况", rule="资产存量")
        return
    vehicles = sum(line.quantity for line in bought if line.economic_code in VEHICLES)
    if vehicles and profile.vehicles_held * 10000 + vehicles > profile.vehicles_quota * 10000:
        yield Refusal(
            f"公务用车编制 {profile.vehicles_quota} 辆，已有 {profile.vehicles_held} 辆，再购 {quantity_text(vehicles)} 辆就超过编制："
            "请退回，先处置或取得编制",
            rule="R065",
        )
    if len(act.reason) < REASON:
        stock = "、".join(
            f"{asset.kind}{f' {quantity_text(asset.quantity)}{asset.measure}' if asset.quantity is not None else ''}"
            for asset in profile.assets.all()
        )
        yield Refusal(
            f"要购置 {'、'.join(line.item for line in bought)}；现有存量：{stock or '没有登记'}。请写明核对存量的结论，至少 {REASON} 个字",
            field="reason",
            rule="资产存量",
        )


def goes_to_collective(project: Project, _act: Act) -> Iterator[Refusal]:
    """总额达到集体决策的限额（本级一级预算的单位一律集体决策）。"""
    if not needs_collective(project):
        yield Refusal(
            f"总额 {Money(amount_of(project))} 元，不到集体决策的限额 {Money(project.unit.mayor_limit)} 元：请直接报区财政", rule="限额"
        )


def goes_to_bureau(project: Project, _act: Act) -> Iterator[Refusal]:
    """总额在集体决策的限额以下，由上级财政审核。"""
    if project.unit.mode == Unit.Mode.OWN_BUDGET:
        yield Refusal("本单位是本级一级预算，项目由集体决策入库，不报区财政：请提交集体决策", rule="运行方式")
    elif needs_collective(project):
        yield Refusal(
            f"总额 {Money(amount_of(project))} 元，达到集体决策的限额 {Money(project.unit.mayor_limit)} 元：请提交集体决策", rule="限额"
        )


def has_minutes(project: Project, act: Act) -> Iterator[Refusal]:
    """有本单位领导小组或党委会的会议记录。"""
    meeting = act.minutes
    if not isinstance(meeting, Meeting):
        return
    if meeting.unit_id != project.unit_id:
        yield Refusal("选的会议不是本单位的", field="minutes")
    if meeting.kind not in (Meeting.Kind.LEADING_GROUP, Meeting.Kind.PARTY_COMMITTEE):
        yield Refusal(f"{meeting} 不能决定项目入库：要领导小组会议或党委会议的记录", field="minutes")
    if meeting.held > clock.today():
        yield Refusal(f"{meeting} 还没有开", field="minutes")


def decided_above(project: Project, _act: Act) -> Iterator[Refusal]:
    """上面还有财政部门审核的单位。"""
    if project.unit.mode == Unit.Mode.OWN_BUDGET:
        yield Refusal("本单位是本级一级预算，上面没有财政部门审核：集体决策同意后直接入库", rule="运行方式")


def decided_here(project: Project, _act: Act) -> Iterator[Refusal]:
    """本级一级预算的单位，集体决策后直接入库。"""
    if project.unit.mode != Unit.Mode.OWN_BUDGET:
        yield Refusal("本单位的项目还要由区财政审核：集体决策同意后报区财政", rule="运行方式")


def within_the_estimate(project: Project, act: Act) -> Iterator[Refusal]:
    """由预算编制列入，金额不超过当年测算。"""
    year, amount = act.given.get("year"), act.given.get("amount")
    if not isinstance(year, int) or not isinstance(amount, int):
        yield Refusal("项目由预算编制的二上列入预算，不单独办理")
        return
    reserved = amount_of(project, year)
    if amount > reserved:
        yield Refusal(
            f"{project.name}列 {Money(amount)} 元，超过入库的 {year} 年测算 {Money(reserved)} 元，多 {Money(amount - reserved)} 元："
            "请改小，或把项目退回重报",
            field="amount",
            rule="项目库",
        )


def end_is_proposed(project: Project, _act: Act) -> Iterator[Refusal]:
    """财政所长已提出终止，提出以后项目没有再流转。"""
    done = Entry.objects.filter(subject_kind=Project.KIND, subject_id=str(project.pk)).order_by("-sequence")
    for action, to_state in done.values_list("action", "to_state"):
        if action == END_PROPOSED:
            return
        if to_state:
            break
    yield Refusal("要先由财政所长提出终止并写明理由，再由分管领导或镇长决定", rule="终止")


def nothing_is_open(project: Project, _act: Act) -> Iterator[Refusal]:
    """没有正在编制或执行的预算、未了的支付和合同。"""
    yield from blockers(project)


def blockers(project: Project) -> Iterator[Refusal]:
    """What stands in the way of ending a project, of this stage and of those after it."""
    over = (Compilation.State.CLOSED,)
    lines = ProjectLine.objects.filter(project=project, amount__gt=0).exclude(version__compilation__state__in=over)
    for year, state in lines.order_by().values_list("version__compilation__year", "version__compilation__state").distinct():
        yield Refusal(f"{year} 年部门预算（{Compilation.State(state).label}）里列着这个项目：先在预算里调减或退出，再终止", rule="终止")
    for blocker in END_BLOCKERS:
        yield from blocker(project)


def tell_warnings_explained(project: Project, act: Act) -> None:
    """Why it is sent up in spite of its warnings stands in the trail, as it stood at that moment."""
    if project.warning_reason.strip():
        act.details["提醒事项的说明"] = project.warning_reason


END_PROPOSED = "propose_end"
# Whoever had a hand in it does not decide on it.
_WROTE = (
    "create",
    "edit",
    "estimate",
    "indicator_create",
    "indicator_edit",
    "indicator_delete",
    "indicators_replace",
    "indicators_weigh",
    "submit",
)


def _step(
    action: str, title: str, source: State, target: State, roles: tuple[str, ...], *,
    guards: tuple[Callable[[Project, Act], Iterable[Refusal]], ...] = (), reason: int = 0, minutes: bool = False,
) -> Transition:  # fmt: skip
    """A decision about somebody else's project."""
    return Transition(
        action, title, (source,), target, roles, "project_library", "A", guards=guards, reason=reason, minutes=minutes, not_by=_WROTE
    )


PROJECT_WORKFLOW = Workflow(
    kind=Project.KIND,
    title="项目入库",
    states=dict(State.choices),
    transitions=(
        Transition(
            "submit", "报送所审", (State.DRAFT, State.RETURNED), State.OFFICE, ("HD",), "project_library", "E",
            guards=(is_complete,), effects=(tell_warnings_explained,),
        ),
        Transition("withdraw", "撤回", (State.OFFICE,), State.DRAFT, ("HD",), "project_library", "E"),
        _step("office_approve", "所审通过", State.OFFICE, State.FINANCE, ("HL",), guards=(is_no_duplicate,)),
        _step("office_return", "退回", State.OFFICE, State.RETURNED, ("HL",), reason=REASON),
        _step(
            "send_to_collective", "提交集体决策", State.FINANCE, State.COLLECTIVE, ("BO",),
            guards=(goes_to_collective, is_appraised, fits_the_stock),
        ),
        _step(
            "send_to_bureau", "报区财政", State.FINANCE, State.BUREAU, ("BO",),
            guards=(goes_to_bureau, is_appraised, fits_the_stock),
        ),
        _step("finance_return", "退回", State.FINANCE, State.RETURNED, ("BO",), reason=REASON),
        _step("finance_decline", "不予入库", State.FINANCE, State.DECLINED, ("FH",), reason=REASON),
        _step(
            "collective_approve", "集体决策同意，报区财政", State.COLLECTIVE, State.BUREAU, ("PL", "PS"),
            guards=(decided_above, has_minutes), minutes=True,
        ),
        _step(
            "collective_stock", "集体决策同意，入库", State.COLLECTIVE, State.STOCKED, ("PL", "PS"),
            guards=(decided_here, has_minutes), minutes=True,
        ),
        _step("collective_return", "退回", State.COLLECTIVE, State.RETURNED, ("PL", "PS"), reason=REASON),
        _step(
            "collective_decline", "不予入库", State.COLLECTIVE, State.DECLINED, ("PL", "PS"),
            guards=(has_minutes,), reason=REASON, minutes=True,
        ),
        _step("bureau_approve", "审核入库", State.BUREAU, State.STOCKED, ("DF",)),
        _step("bureau_return", "退回", State.BUREAU, State.RETURNED, ("DF",), reason=REASON),
        _step("bureau_decline", "不予入库", State.BUREAU, State.DECLINED, ("DF",), reason=REASON),
        Transition(
            "budget", "列入预算", (State.STOCKED,), State.BUDGETED, ("BO", "FH", "ML", "PS", "PL", "DF", "NPC"), "compilation", "V",
            guards=(within_the_estimate,),
        ),
        Transition(
            "end", "终止", (State.RETURNED, State.OFFICE, State.FINANCE, State.COLLECTIVE, State.BUREAU, State.STOCKED, State.BUDGETED),
            State.ENDED, ("VL", "ML"), "project_library", "A",
            guards=(end_is_proposed, nothing_is_open), reason=REASON, not_by=(END_PROPOSED,),
        ),
    ),
)  # fmt: skip

# Done by the budget's own transitions, never by a button of its own.
BY_COMPILATION = frozenset({"budget"})
