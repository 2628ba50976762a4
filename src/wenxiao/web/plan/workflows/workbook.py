"""How does an office's workbook become projects in the library? Checked cell by cell, shown, confirmed by the one who fills in."""

from __future__ import annotations

from wenxiao.web.plan.models.workbook import Workbook
from wenxiao.web.trail.workflow import Transition, Workflow

State = Workbook.State

WORKBOOK_WORKFLOW = Workflow(
    kind=Workbook.KIND,
    title="站所工作簿",
    states=dict(State.choices),
    transitions=(
        Transition("take", "确认导入", (State.CHECKED,), State.TAKEN, ("HD",), "project_library", "E"),
        Transition("discard", "不采用", (State.CHECKED, State.WRONG), State.DISCARDED, ("HD",), "project_library", "E"),
    ),
)
