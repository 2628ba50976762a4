"""How does a document become public: derived, checked, reviewed for secrets, signed, published, and corrected without losing the old?"""

from __future__ import annotations

from wenxiao.web.publish.conditions.disclosure import fit_to_build, still_stands
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.services.snapshots import snapshot_build, snapshot_go_live, snapshot_set_aside
from wenxiao.web.trail.workflow import Transition, Workflow

State = Disclosure.State
_WRITING = ("create", "edit", "build")
_FURTHER = (still_stands,)

DISCLOSURE_WORKFLOW = Workflow(
    kind=Disclosure.KIND,
    title="信息公开",
    states=dict(State.choices),
    transitions=(
        Transition(
            "build", "生成公开文件", (State.DRAFT,), State.BUILT, ("BO",), "disclosure", "E", guards=(fit_to_build,),
            effects=(snapshot_build,),
        ),
        Transition("take_back", "撤回修改", (State.BUILT,), State.DRAFT, ("BO",), "disclosure", "E", effects=(snapshot_set_aside,)),
        Transition(
            "check", "核对无误", (State.BUILT,), State.CHECKED, ("FH",), "disclosure", "A", guards=_FURTHER, not_by=_WRITING,
        ),
        Transition(
            "review", "保密审查通过", (State.CHECKED,), State.REVIEWED, ("SO",), "disclosure", "S", guards=_FURTHER,
            not_by=(*_WRITING, "check"),
        ),
        Transition(
            "sign", "签发", (State.REVIEWED,), State.SIGNED, ("ML",), "disclosure", "S", guards=_FURTHER,
            not_by=(*_WRITING, "check", "review"),
        ),
        Transition(
            "publish", "公开", (State.SIGNED,), State.PUBLISHED, ("SO",), "disclosure", "X", guards=_FURTHER, effects=(snapshot_go_live,),
        ),
        Transition(
            "return_check", "退回", (State.BUILT,), State.DRAFT, ("FH",), "disclosure", "A", reason=10, effects=(snapshot_set_aside,)
        ),
        Transition(
            "return_review", "退回", (State.CHECKED,), State.DRAFT, ("SO",), "disclosure", "S", reason=10, effects=(snapshot_set_aside,)
        ),
        Transition(
            "return_sign", "退回", (State.REVIEWED, State.SIGNED), State.DRAFT, ("ML",), "disclosure", "S", reason=10,
            effects=(snapshot_set_aside,),
        ),
        Transition(
            "correct", "更正", (State.PUBLISHED,), State.DRAFT, ("FH",), "disclosure", "A", reason=10, effects=(snapshot_set_aside,)
        ),
    ),
)  # fmt: skip
