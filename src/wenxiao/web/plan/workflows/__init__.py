"""The workflows of the plan: transitions as data, one module a kind of object. The manual and the permission tests read them here."""

from wenxiao.web.plan.workflows.profile import PROFILE_WORKFLOW
from wenxiao.web.plan.workflows.project import PROJECT_WORKFLOW

__all__ = ["PROFILE_WORKFLOW", "PROJECT_WORKFLOW"]
