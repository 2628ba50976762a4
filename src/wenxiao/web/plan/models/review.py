"""Are the objectives of the budget's projects good enough to be given money? The leading group's grades."""

from __future__ import annotations

from django.db import models

from wenxiao.web.plan.models.compilation import Version
from wenxiao.web.plan.models.library import Project


class Grade(models.TextChoices):
    """等级, best first: the order of the choices is the order of the grades."""

    EXCELLENT = "excellent", "优"
    GOOD = "good", "良"
    FAIR = "fair", "中"
    POOR = "poor", "差"


class GoalReview(models.Model):
    """绩效目标审核 of one project in one version, on four axes (财预〔2015〕88号). The lowest axis is the grade; 差 gets no money."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="goal_reviews")
    project = models.ForeignKey(Project, models.PROTECT, related_name="goal_reviews")
    completeness = models.CharField("完整性", max_length=10, choices=Grade)
    relevance = models.CharField("相关性", max_length=10, choices=Grade)
    adequacy = models.CharField("适当性", max_length=10, choices=Grade)
    feasibility = models.CharField("可行性", max_length=10, choices=Grade)
    opinion = models.CharField("审核意见", max_length=300, blank=True)
    reviewer = models.CharField("审核人账号", max_length=40)

    AXES = ("completeness", "relevance", "adequacy", "feasibility")

    class Meta:
        ordering = ("version", "project")
        constraints = (models.UniqueConstraint(fields=("version", "project"), name="plan_goal_review_one_a_project"),)

    @property
    def grade(self) -> Grade:
        return max((Grade(getattr(self, axis)) for axis in self.AXES), key=list(Grade).index)
