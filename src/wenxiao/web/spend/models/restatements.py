"""What becomes of a project's objective when its money changes, in the very document that changes it?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wenxiao.web.plan.models import Project
from wenxiao.web.spend.models.adjustments import Adjustment
from wenxiao.web.spend.models.allotments import Allotment
from wenxiao.web.spend.models.virements import Virement

_ONE_DOCUMENT = (
    Q(virement__isnull=False, adjustment__isnull=True, allotment__isnull=True)
    | Q(virement__isnull=True, adjustment__isnull=False, allotment__isnull=True)
    | Q(virement__isnull=True, adjustment__isnull=True, allotment__isnull=False)
)


class Restatement(models.Model):
    """目标重述 of one project in one document: the objective and indicators it shall have, or why they stay (`unchanged`, with `reason`).

    `edition` is the project's when this was written: where the library has changed since, it is not overwritten. `before` keeps the
    objective of that moment, so that old and new stand side by side afterwards too.
    """

    virement = models.ForeignKey(Virement, models.CASCADE, null=True, blank=True, related_name="restatements")
    adjustment = models.ForeignKey(Adjustment, models.CASCADE, null=True, blank=True, related_name="restatements")
    allotment = models.ForeignKey(Allotment, models.CASCADE, null=True, blank=True, related_name="restatements")
    project = models.ForeignKey(Project, models.PROTECT, related_name="restatements", verbose_name="项目")
    edition = models.PositiveIntegerField()
    unchanged = models.BooleanField("目标和指标不变", default=False)
    reason = models.TextField("理由", blank=True)
    objective = models.TextField("绩效目标", blank=True)
    before = models.TextField("原绩效目标", blank=True)

    class Meta:
        ordering = ("project__code", "id")
        constraints = (
            models.CheckConstraint(condition=_ONE_DOCUMENT, name="spend_restatement_of_one_document"),
            models.UniqueConstraint(fields=("virement", "project"), name="spend_restatement_one_a_virement"),
            models.UniqueConstraint(fields=("adjustment", "project"), name="spend_restatement_one_an_adjustment"),
            models.UniqueConstraint(fields=("allotment", "project"), name="spend_restatement_one_an_allotment"),
        )


class RestatedIndicator(models.Model):
    """指标重述: one indicator that changes, is added (`before` empty) or goes (`after` empty); both as `IndicatorEntry` by field name.

    `indicator` is its key in the library, which an indicator that goes leaves behind."""

    restatement = models.ForeignKey(Restatement, models.CASCADE, related_name="indicators")
    indicator = models.BigIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("restatement", "id")
        constraints = (
            models.UniqueConstraint(fields=("restatement", "indicator"), name="spend_restated_indicator_once"),
        )  # fmt: skip
