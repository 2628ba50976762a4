"""How does a project stand at the payment desk: since when, by whose decision, and what does that mean for its requests?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from wenxiao.control.ledger.moves import MOVES, Balance, Status
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.models import Appropriation, Command, Node

# What may be decided about a project, in the order of the ladder: 纠正, 暂缓, 停止; and the way back.
DECISIONS = ("correct", "suspend", "stop", "resume")


class Standing(NamedTuple):
    """项目现状: `decision` is the command by which it came to stand so, None where nothing was ever decided."""

    status: Status
    decision: Command | None = None

    @property
    def told(self) -> str:
        """`自 2024-03-01 起暂缓（镇长 某某：理由）`."""
        if self.decision is None:
            return self.status.title
        since = timezone.localdate(datetime.fromisoformat(self.decision.at))
        return f"自 {since} 起{self.status.title}（{self.decision.post} {self.decision.person}：{self.decision.reason}）"

    @property
    def way(self) -> str:
        """What can be done about it."""
        if self.status == Status.STOPPED:
            return "停止的项目不能再用款，剩余的钱可以调剂给别的项目，或由财政收回"
        return "整改以后请镇长、书记在“项目用款状态”里恢复，才能报送新的申请；已经报送的可以继续支付"


def decision_prefix(unit_code: str, year: int, project: int) -> str:
    """Under which keys the decisions about a project in a year stand in the ledger."""
    return f"{unit_code}/{year}/project/{project}/"


def decisions_about(project: Project, year: int) -> list[Command]:
    """Oldest first."""
    found = Command.objects.filter(subject_kind=Project.KIND, subject_id=str(project.pk), kind__in=DECISIONS)
    return list(found.filter(key__startswith=decision_prefix(project.unit.code, year, project.pk)).order_by("id"))


def lines_of_project(project: Project, year: int) -> list[Appropriation]:
    found = Appropriation.objects.filter(project=project, year=year).select_related("unit", "project", "office", "node")
    return list(found.order_by("function_code", "economic_code", "pk"))


def status_of(nodes: Iterable[Node]) -> Status:
    """All lines of a project stand alike; should they ever differ, the strictest counts."""
    return max((Status(node.status) for node in nodes), default=Status.OPEN)


def standings(lines: Iterable[Appropriation]) -> Mapping[int, Standing]:
    """By project: those of these lines that do not simply stand open. One question more, where there are any."""
    statuses: dict[int, Status] = {}
    prefixes: dict[int, tuple[str, ...]] = {}
    for line in lines:
        status = Status(line.node.status)
        if line.project_id is not None and status not in (Status.OPEN, Status.CLOSED):
            statuses[line.project_id] = max(status, statuses.get(line.project_id, status))
            prefixes[line.project_id] = (*prefixes.get(line.project_id, ()), *_prefixes(line, line.project_id))
    if not statuses:
        return {}
    last: dict[int, Command] = {}
    for command in _decisions(statuses):
        pk = int(command.subject_id)
        if command.key.startswith(prefixes[pk]) and _leads_to(command) == statuses[pk]:
            last[pk] = command
    return {pk: Standing(status, last.get(pk)) for pk, status in statuses.items()}


def standings_to_follow(opened: Iterable[Appropriation]) -> Mapping[int, Standing]:
    """By line, of lines that are being opened: how their projects' decisions let them stand, where that is not simply open. One question.

    Money that was carried over stands as its project did in the year it comes from, until this year decides otherwise; what was stopped
    there stays stopped.
    """
    lines = [line for line in opened if line.project_id is not None]
    decisions = _decisions({line.project_id for line in lines if line.project_id is not None}) if lines else []
    found = {}
    for line in lines:
        last: list[Command | None] = []
        for prefix in _prefixes(line, line.project_id or 0):
            last.append(next((each for each in reversed(decisions) if each.key.startswith(prefix)), None))
        now, before = (*last, None)[:2]
        if before is not None and now is not None and _leads_to(before) != Status.STOPPED:
            before = None
        standing = max((Standing(_leads_to(each), each) for each in (now, before) if each is not None), key=_strictness, default=None)
        if standing is not None and standing.status != Status.OPEN:
            found[line.pk] = standing
    return found


def _decisions(projects: Iterable[int]) -> list[Command]:
    """About these projects, in whichever year, oldest first."""
    asked = Command.objects.filter(subject_kind=Project.KIND, subject_id__in=[str(pk) for pk in projects], kind__in=DECISIONS)
    return list(asked.order_by("id"))


def _prefixes(line: Appropriation, project: int) -> tuple[str, ...]:
    """Under which keys the decisions stand that this line may follow: those of its year, and of the year its money comes from."""
    return tuple(decision_prefix(line.unit.code, year, project) for year in (line.year, line.origin) if year is not None)


def _leads_to(decision: Command) -> Status:
    return MOVES[decision.kind].leads_to or Status.OPEN


def _strictness(standing: Standing) -> Status:
    return standing.status


def open_decisions(status: Status) -> tuple[str, ...]:
    """What may be decided about a project that stands so."""
    return tuple(action for action in DECISIONS if MOVES[action].during & status)


class ProjectRow(NamedTuple):
    """一个项目: what its lines of a year come to, and how it stands."""

    project: Project
    standing: Standing
    balance: Balance


def projects_standing(lines: Iterable[Appropriation]) -> list[ProjectRow]:
    """Project by project, in the order of the lines."""
    found: dict[int, list[Appropriation]] = {}
    for line in lines:
        if line.project_id is not None:
            found.setdefault(line.project_id, []).append(line)
    held_back = standings(line for each in found.values() for line in each)
    rows = []
    for pk, of_project in found.items():
        project = of_project[0].project
        assert project is not None
        standing = held_back.get(pk) or Standing(status_of(line.node for line in of_project))
        rows.append(ProjectRow(project, standing, sum_of(line.node for line in of_project)))
    return rows


def sum_of(nodes: Iterable[Node]) -> Balance:
    total = Balance()
    for node in nodes:
        total = total.plus(node.balance)
    return total
