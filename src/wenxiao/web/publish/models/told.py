"""What do final accounts state that no other table of the office keeps? Typed once, by who knows it; a row is an answer, no row none."""

from __future__ import annotations

from django.db import models

from wenxiao.web.publish.models.disclosure import Disclosure


class Told(models.Model):
    """填报的数: one figure under its key (`queries.told_keys`), in 分, pieces or hundredths of a mark. Zero is an answer too."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="told")
    key = models.CharField("哪个数", max_length=60)
    value = models.BigIntegerField("数")
    person = models.CharField("填报人", max_length=60)

    class Meta:
        ordering = ("disclosure", "id")
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "key"), name="publish_told_one_each"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="publish_told_not_negative"),
        )


class FinalApproval(models.Model):
    """决算批复: by whom, under which number, on which day (预算法 art. 14: within 20 days of it final accounts are public)."""

    disclosure = models.OneToOneField(Disclosure, models.CASCADE, related_name="final_approval")
    authority = models.CharField("批复机关", max_length=100)
    document = models.CharField("批复文号", max_length=60)
    approved_on = models.DateField("批复日期")
