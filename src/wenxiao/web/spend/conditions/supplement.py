"""Does money that comes on top of the approved budget bring its objectives with it? (预算法 art. 71; domain notes 4.6)"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.spend.conditions.restatements import objectives_restated
from wenxiao.web.spend.models import Allotment
from wenxiao.web.spend.services.restatements import projects_hold, restatements_take_effect
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act


def supplement_restated(allotment: Allotment, act: Act) -> Iterator[Refusal]:
    """追加的：每个项目都重述了目标和指标，或写明为什么不变。"""
    if allotment.source == Allotment.Source.SUPPLEMENT:
        yield from objectives_restated(allotment, act)


def supplement_hold(allotment: Allotment, _act: Act) -> None:
    """The rows of its projects are held before the ledger's nodes."""
    if allotment.source == Allotment.Source.SUPPLEMENT:
        projects_hold(allotment)


def supplement_restate(allotment: Allotment, act: Act) -> None:
    """With the money the library changes."""
    if allotment.source == Allotment.Source.SUPPLEMENT:
        restatements_take_effect(allotment, act, projects_hold(allotment))
