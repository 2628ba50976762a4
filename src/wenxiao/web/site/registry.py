"""Which workflows does the office run, and how are their objects found? The desk, the manual and the handbook read this one list."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models import Compilation, LocalStandard, PriorReading, Profile, Project
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW
from wenxiao.web.plan.workflows.prior import PRIOR_WORKFLOW
from wenxiao.web.plan.workflows.profile import BY_COMPILATION as PROFILE_BY_COMPILATION
from wenxiao.web.plan.workflows.profile import PROFILE_WORKFLOW
from wenxiao.web.plan.workflows.project import BY_COMPILATION as PROJECT_BY_COMPILATION
from wenxiao.web.plan.workflows.project import END_PROPOSED, PROJECT_WORKFLOW
from wenxiao.web.plan.workflows.standard import STANDARD_WORKFLOW
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.workflows.disclosure import DISCLOSURE_WORKFLOW
from wenxiao.web.spend.models import (
    AccountCorrection,
    Adjustment,
    Allotment,
    CashPlan,
    LedgerImport,
    PaymentRequest,
    Receipt,
    Refund,
    Settlement,
    Virement,
    YearEnd,
)
from wenxiao.web.spend.workflows.adjustment import ADJUSTMENT_WORKFLOW
from wenxiao.web.spend.workflows.allotment import ALLOTMENT_WORKFLOW
from wenxiao.web.spend.workflows.cash_plan import CASH_PLAN_WORKFLOW
from wenxiao.web.spend.workflows.ledger_import import IMPORT_WORKFLOW
from wenxiao.web.spend.workflows.payees import CORRECTION_WORKFLOW
from wenxiao.web.spend.workflows.receipt import BY_COUNTER_ENTRY as RECEIPT_BY_COUNTER
from wenxiao.web.spend.workflows.receipt import RECEIPT_WORKFLOW
from wenxiao.web.spend.workflows.refund import REFUND_WORKFLOW
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.spend.workflows.settlement import SETTLEMENT_WORKFLOW
from wenxiao.web.spend.workflows.virement import VIREMENT_WORKFLOW
from wenxiao.web.spend.workflows.year_end import YEAR_END_WORKFLOW
from wenxiao.web.trail.workflow import Tracked, Transition, Workflow


class Followed(NamedTuple):
    """在办的流程: a workflow, the model it moves, and what that model says of itself.

    `noun` counts its objects (`3 个项目`). `unit`, `office` and `project` are the lookups of whose an object is, empty where it has no
    office or belongs to no one project. `automatic` are the actions that another object's transition does: nobody is waited for.
    `invited` names the transitions that are waited for once somebody has proposed them, each with the action that proposes it.
    `modes` names those that only units of one 运行方式 have. `writing` is work on the object that is no step of its workflow and is
    waited for all the same: its `action` is never performed.
    """

    workflow: Workflow
    model: type[Tracked]
    noun: str
    measure: str
    unit: str = "unit"
    office: str = ""
    project: str = ""
    automatic: frozenset[str] = frozenset()
    invited: Mapping[str, str] = MappingProxyType({})
    modes: Mapping[str, Unit.Mode] = MappingProxyType({})
    writing: tuple[Transition, ...] = ()

    @property
    def kind(self) -> str:
        return self.workflow.kind

    def by_hand(self) -> tuple[Transition, ...]:
        """The transitions that a person starts."""
        return tuple(each for each in self.workflow.transitions if each.action not in self.automatic)

    def waited_for(self, state: str, mode: str) -> tuple[Transition, ...]:
        """What an object in that state, of a unit of that mode, waits for."""
        ways = (*self.writing, *(each for each in self.by_hand() if self.leads_on(each)))
        return tuple(each for each in ways if state in each.sources and self.modes.get(each.action, mode) == mode)

    def leads_on(self, transition: Transition) -> bool:
        """Whether the object waits for it, as against what may be done besides: sending back or ending, which must give a reason, and
        taking back, which leads to an earlier state."""
        order = list(self.workflow.states)
        return transition.reason == 0 and all(order.index(source) <= order.index(transition.target) for source in transition.sources[:1])


def _writing(title: str, states: tuple[str, ...], role: str, function: str) -> Transition:
    return Transition("write", title, states, states[0], (role,), function, "E")


DEPARTMENT, OWN_BUDGET = Unit.Mode.DEPARTMENT, Unit.Mode.OWN_BUDGET
FOLLOWED = (
    Followed(
        PROFILE_WORKFLOW, Profile, "单位基本情况", "份", automatic=PROFILE_BY_COMPILATION,
        writing=(_writing("填报", (Profile.State.DRAFT,), "BO", "master_data"),),
    ),
    Followed(
        PROJECT_WORKFLOW, Project, "项目", "个", office="office", project="code",
        automatic=PROJECT_BY_COMPILATION, invited={"end": END_PROPOSED},
        modes={"collective_approve": DEPARTMENT, "send_to_bureau": DEPARTMENT, "collective_stock": OWN_BUDGET},
    ),
    Followed(
        COMPILATION_WORKFLOW, Compilation, "部门预算", "份",
        writing=(_writing("填报", (Compilation.State.FIRST, Compilation.State.SECOND), "BO", "compilation"),),
        modes={
            "give_control": DEPARTMENT, "reject_second": DEPARTMENT, "approve": DEPARTMENT,
            "set_control": OWN_BUDGET, "decline": OWN_BUDGET, "resolve": OWN_BUDGET,
        },
    ),
    Followed(PRIOR_WORKFLOW, PriorReading, "上年文件", "份"),
    Followed(STANDARD_WORKFLOW, LocalStandard, "本地支出标准", "项"),
    Followed(ALLOTMENT_WORKFLOW, Allotment, "指标文", "份"),
    Followed(VIREMENT_WORKFLOW, Virement, "调剂", "件", office="office"),
    Followed(
        ADJUSTMENT_WORKFLOW, Adjustment, "预算调整", "件",
        modes={"resolve": OWN_BUDGET, "decline": OWN_BUDGET, "approve": DEPARTMENT, "reject": DEPARTMENT},
    ),
    Followed(CASH_PLAN_WORKFLOW, CashPlan, "用款计划", "份"),
    Followed(YEAR_END_WORKFLOW, YearEnd, "年终结转", "份"),
    Followed(REQUEST_WORKFLOW, PaymentRequest, "用款申请", "笔", office="office"),
    Followed(CORRECTION_WORKFLOW, AccountCorrection, "退票账户更正", "份", office="office"),
    Followed(REFUND_WORKFLOW, Refund, "退款", "笔", office="office"),
    Followed(RECEIPT_WORKFLOW, Receipt, "收入登记", "笔", automatic=RECEIPT_BY_COUNTER),
    Followed(IMPORT_WORKFLOW, LedgerImport, "旧账", "份"),
    Followed(
        SETTLEMENT_WORKFLOW, Settlement, "借款结算", "份", office="office",
        writing=(_writing("填写", (Settlement.State.DRAFT,), "HD", "payment"),),
    ),
    Followed(DISCLOSURE_WORKFLOW, Disclosure, "公开文件", "份"),
)  # fmt: skip


def followed(kind: str) -> Followed | None:
    return next((each for each in FOLLOWED if each.kind == kind), None)
