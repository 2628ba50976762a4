"""The workflows of the plan: transitions as data, one module a kind of object. The manual and the permission tests read them here."""

from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW
from wenxiao.web.plan.workflows.prior import PRIOR_WORKFLOW
from wenxiao.web.plan.workflows.profile import PROFILE_WORKFLOW
from wenxiao.web.plan.workflows.project import PROJECT_WORKFLOW
from wenxiao.web.plan.workflows.standard import STANDARD_WORKFLOW

__all__ = ["COMPILATION_WORKFLOW", "PRIOR_WORKFLOW", "PROFILE_WORKFLOW", "PROJECT_WORKFLOW", "STANDARD_WORKFLOW"]
