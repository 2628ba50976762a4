"""How is a project called to correction, suspended, stopped and let go on at the payment desk?"""

from __future__ import annotations

from collections.abc import Iterable

from wenxiao.control.chain import canonical, digest
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.moves import MOVES, Status
from wenxiao.control.ledger.posting import Receipt
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Meeting
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.books import in_turn, ledger_post
from wenxiao.web.spend.models import Appropriation, BankLine, Charge, PaymentRequest
from wenxiao.web.spend.queries.project_standing import (
    DECISIONS,
    decision_prefix,
    decisions_about,
    lines_of_project,
    open_decisions,
    standings_to_follow,
    status_of,
)
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import Actor

FUNCTION = "monitoring"
# Only the head of the government and of the party may hold money back (domain notes, workflows, 4.7).
DECIDING = ("ML", "PS", "PL")
LEAST_REASON = 10
_MOVE_INTO = {Status.CORRECTING: "correct", Status.SUSPENDED: "suspend", Status.STOPPED: "stop"}


def project_stand(
    *, actor: PostActor, project: Project, year: int, action: str, reason: str, minutes: Meeting | None = None
) -> Receipt:  # fmt: skip
    """`action` is one of DECISIONS: upon all lines of the project in that year, in one command.

    Raises NotPermitted (镇长、书记、领导小组组长 only), KeyError for another action, Refused (`reason`, `minutes`, or of the whole).
    """
    if action not in DECISIONS:
        raise KeyError(action)

    def stand() -> Receipt:
        hold(project.unit)
        if actor.role not in DECIDING:
            raise NotPermitted(Refusal(f"“{MOVES[action].title}”不由您的岗位（{actor.post}）办理，可以办理的是：镇长、书记、领导小组组长"))
        require(actor, FUNCTION, "A", project)
        said = " ".join(reason.split())
        lines = lines_of_project(project, year)
        refusals = [*_of_form(project, said, minutes), *_of_books(project, year, action, lines)]
        if refusals:
            raise Refused(*refusals)
        before = status_of(line.node for line in lines)
        number = len(decisions_about(project, year)) + 1
        receipt = ledger_post(
            actor=actor, kind=action, key=f"{decision_prefix(project.unit.code, year, project.pk)}{number}", subject=project,
            legs=[Leg(line.node_id, action, 0) for line in lines if Status(line.node.status) & MOVES[action].during], reason=said,
            subject_hash=_decided(project, year, action, said, minutes),
        )  # fmt: skip
        after = MOVES[action].leads_to
        assert after is not None
        record(
            actor=actor, subject=project, action=f"stand_{action}", action_title=f"用款{MOVES[action].title}", reason=said,
            details={
                "年度": year, "原来": before.title, "现在": after.title, "指标": len(lines),
                **({"minutes": str(minutes)} if minutes is not None else {}),
            },
        )  # fmt: skip
        return receipt

    return in_turn(stand)


def lines_follow(*, actor: Actor, key: str, lines: Iterable[Appropriation]) -> None:
    """Lines that were opened for projects already told to correct, suspended or stopped, in this year or the one their money comes from.

    Within the transaction of the act that opened them, which holds the unit's row; `key` is that act's own.
    """
    opened = list(lines)
    to_follow = standings_to_follow(opened)
    for line in opened:
        standing = to_follow.get(line.pk)
        if standing is None:
            continue
        line.node.refresh_from_db()
        if line.node.status != Status.OPEN:
            continue
        move = _MOVE_INTO[standing.status]
        ledger_post(
            actor=actor, kind="follow", key=f"{key}/follow/{line.node_id}", subject=line, legs=[Leg(line.node_id, move, 0)],
            reason=f"随项目{standing.told}", subject_hash=line.content_hash(),
        )  # fmt: skip


def _decided(project: Project, year: int, action: str, reason: str, minutes: Meeting | None) -> str:
    """SM3 of what was decided."""
    told = "" if minutes is None else str(minutes)
    return digest(canonical({"project": project.code, "year": year, "action": action, "reason": reason, "minutes": told}))


def _of_form(project: Project, said: str, minutes: Meeting | None) -> list[Refusal]:
    found = []
    if len(said) < LEAST_REASON:
        found.append(Refusal(f"请写明理由，至少 {LEAST_REASON} 个字（现有 {len(said)} 个）", field="reason"))
    if minutes is not None and minutes.unit_id != project.unit_id:
        found.append(Refusal("请选本单位的会议记录", field="minutes"))
    return found


def _of_books(project: Project, year: int, action: str, lines: list[Appropriation]) -> list[Refusal]:
    title = f"项目“{project.code} {project.name}”"
    if not lines:
        return [Refusal(f"{title}{year} 年还没有可执行的指标：没有钱可管，不用{MOVES[action].title}")]
    status = status_of(line.node for line in lines)
    if action not in open_decisions(status):
        can = "、".join(MOVES[each].title for each in open_decisions(status))
        return [Refusal(f"{title}现在是“{status.title}”，不能{MOVES[action].title}：{f'可以{can}' if can else '没有别的办法可选'}")]
    if action == "stop":
        # Held, so that what is being sent to the bank at this moment is either seen here or finds the project stopped.
        states = PaymentRequest.State
        charged = Charge.objects.filter(appropriation__in=lines).values("request")
        ready = PaymentRequest.objects.filter(pk__in=charged, state__in=(states.TO_PAY, states.AT_BANK)).order_by("pk")
        at_bank = [each.number for each in ready.select_for_update(of=("self",), no_key=True) if each.state == states.AT_BANK]
        # Of those that were paid, what came back may be at the bank a second time; whoever sends it holds the unit, as we do.
        again = BankLine.objects.filter(request__in=charged, state=BankLine.State.SENT).exclude(request__state=states.AT_BANK)
        at_bank += again.order_by("request__number").values_list("request__number", flat=True).distinct()
        if numbers := "、".join(at_bank[:10]):
            return [Refusal(f"{title}有申请已经提交银行：{numbers}。请出纳登记银行结果以后再停止；要马上止住新的申请，可以先暂缓")]
    return []
