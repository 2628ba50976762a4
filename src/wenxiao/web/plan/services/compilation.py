"""How does a year's budget move through its rounds? Every verb here is one transition of `workflows/compilation.py`."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.elements import YEARS, Stage
from wenxiao.web.plan.models import Compilation, RevenueLine, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.services.revenue import EVERY_SOURCE
from wenxiao.web.plan.services.versions import in_turn, version_digest
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import perform

# They need more than a reason or minutes, and have verbs of their own: compilation_open, control_set, compilation_approve.
OWN_VERBS = frozenset({"open", "give_control", "set_control", "approve", "resolve"})

# Next year's budget may be prepared early; a year far ahead is a slip of the finger.
YEARS_AHEAD = 2


def compilation_prepare(*, actor: PostActor, unit: Unit, year: int) -> Compilation:
    """Begin a year's budget in 准备, where what is still missing can be seen. Raises NotPermitted, Refused (`year`)."""
    compilation = Compilation(unit=unit, year=year, state=Compilation.State.PREPARING)
    require(actor, "compilation", "C", compilation)
    if year not in YEARS:
        raise Refused(Refusal("年度应当是四位数，如 2024", field="year"))
    last = clock.today().year + YEARS_AHEAD
    if year > last:
        raise Refused(Refusal(f"最迟可以建立 {last} 年的预算编制，{year} 年还早：请核对年度", field="year"))
    try:
        with transaction.atomic():
            compilation.save()
            record(
                actor=actor, subject=compilation, action="prepare", action_title="建立预算编制", to_state=Compilation.State.PREPARING.label
            )
    except IntegrityError:
        raise Refused(Refusal(f"{year} 年的预算编制已经建立，请从列表里打开它", field="year")) from None
    return compilation


def compilation_withdraw(*, actor: PostActor, compilation: Compilation) -> None:
    """Take back a budget that was prepared by mistake, such as one of a wrong year; the year can be prepared again.

    What was opened once stays. Raises NotPermitted, OutOfTurn.
    """
    require(actor, "compilation", "C", compilation)
    with in_turn(compilation):
        if compilation.state != Compilation.State.PREPARING:
            raise OutOfTurn(f"“{compilation}”现在是“{compilation.get_state_display()}”，只有在“准备”时才能撤回：开始编报以后，数要留着")
        # By its row, so that the object in hand keeps the key under which the trail writes it down.
        Compilation.objects.filter(pk=compilation.pk).delete()
        record(
            actor=actor, subject=compilation, action="withdraw", action_title="撤回预算编制", from_state=Compilation.State.PREPARING.label
        )


def compilation_open(*, actor: PostActor, compilation: Compilation) -> Version:
    """准备 ⇢ 一上编报: freezes the confirmed profile; the first version holds every source of money at zero.

    Raises NotPermitted, OutOfTurn, Refused (R036, R065, R110).
    """
    with in_turn(compilation):
        perform(COMPILATION_WORKFLOW, compilation, "open", actor=actor)
        version = latest_version(compilation, Stage.FIRST)
        assert version is not None
        RevenueLine.objects.bulk_create(RevenueLine(version=version, fund=fund, source=source, amount=0) for fund, source in EVERY_SOURCE)
    return version


def compilation_move(*, actor: PostActor, compilation: Compilation, action: str, reason: str = "", minutes: Meeting | None = None) -> Entry:
    """Any transition that needs nothing but a reason or minutes. Those of OWN_VERBS have their own.

    The entry of a check keeps the hash of what was checked. Raises NotPermitted, OutOfTurn, Refused (`reason`, `minutes`), KeyError.
    """
    if action in OWN_VERBS:
        raise KeyError(action)
    with in_turn(compilation):
        details = {}
        if action == "check_first" and (version := latest_version(compilation, Stage.FIRST)):
            details = {"版本": str(version), "摘要": version_digest(version)}
        return perform(COMPILATION_WORKFLOW, compilation, action, actor=actor, reason=reason, minutes=minutes, details=details)
