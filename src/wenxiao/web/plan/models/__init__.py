"""The tables of the plan, one module a subject."""

from wenxiao.web.plan.models.compilation import (
    Approval,
    BasicLine,
    Compilation,
    ControlNumber,
    Cut,
    Explanation,
    ProcurementLine,
    ProjectLine,
    RevenueLine,
    Version,
)
from wenxiao.web.plan.models.library import Activity, Duty, EstimateLine, Indicator, Project, ProjectCounter
from wenxiao.web.plan.models.prior import PriorFigure, PriorReading
from wenxiao.web.plan.models.profile import AssetSnapshot, LocalStandard, Profile, StaffingLine
from wenxiao.web.plan.models.review import GoalReview, Grade
from wenxiao.web.plan.models.workbook import Workbook

__all__ = [
    "Activity",
    "Approval",
    "AssetSnapshot",
    "BasicLine",
    "Compilation",
    "ControlNumber",
    "Cut",
    "Duty",
    "EstimateLine",
    "Explanation",
    "GoalReview",
    "Grade",
    "Indicator",
    "LocalStandard",
    "PriorFigure",
    "PriorReading",
    "ProcurementLine",
    "Profile",
    "Project",
    "ProjectCounter",
    "ProjectLine",
    "RevenueLine",
    "StaffingLine",
    "Version",
    "Workbook",
]
