"""What does a document that somebody brought say, and what is wrong with it? Kept for the unit that brought it, and nobody else's."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Attachment


class Reading(OwnedByUnit, models.Model):
    """核对: a document that was uploaded and is read and checked in the background as `wenxiao check` does it.

    `name` is what it was called when it was brought: the kept file is shared by everybody who brings the same bytes, its name is not.
    `bringing`: a bureau brought it as the published document of a unit below it; `stands_for` is that unit once it is known, and
    `by_hand` who said so where the document did not. `year` and `kind` are what the document is of.
    """

    KIND = "reading"
    FUNCTION = "disclosure"

    class State(models.TextChoices):
        WAITING = "waiting", "等待核对"
        CHECKED = "checked", "核对完了"
        FAILED = "failed", "读不了"

    class Kind(models.TextChoices):
        BUDGET = "budget", "预算"
        FINAL_ACCOUNTS = "final_accounts", "决算"
        OTHER = "other", "其他文件"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="readings", verbose_name="单位")
    name = models.CharField("文件", max_length=200)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    author = models.CharField("上传人", max_length=60)
    account = models.CharField(max_length=60)
    uploaded = models.DateTimeField("上传时间", default=clock.now)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    failure = models.TextField("读不了的原因", blank=True)
    unit_named = models.CharField("文件上的单位", max_length=100, blank=True, help_text="文件没有写明的为空")
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    kind = models.CharField("类型", max_length=20, choices=Kind, default=Kind.OTHER)
    counts = models.JSONField("核对结果", default=dict, help_text="counts of wenxiao.check/1")
    verdict = models.CharField("结论", max_length=200, blank=True)
    worst = models.JSONField(default=list, help_text="the first errors, as sentences")
    findings = models.JSONField("问题", default=list, help_text="every violated finding in the order of the report: severity, rule, words")
    bringing = models.BooleanField(default=False)
    stands_for = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="stood_for", verbose_name="算哪个单位的")
    by_hand = models.CharField("谁指定的", max_length=60, blank=True)
    unassigned = models.CharField("没有归到单位的原因", max_length=300, blank=True)
    published_on = models.DateField("公开日期", null=True, blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True, help_text="单位不用本系统、没有批复记录的，由财政局登记")

    class Meta:
        ordering = ("-uploaded", "-id")
        indexes = (models.Index(fields=("stands_for", "year", "kind"), name="publish_reading_stands_for"),)
        constraints = (
            models.CheckConstraint(condition=Q(stands_for__isnull=True) | Q(bringing=True), name="publish_reading_stands_if_brought"),
        )

    def __str__(self) -> str:
        return f"核对《{self.name}》"

    def get_absolute_url(self) -> str:
        return reverse("publish:reading", args=(self.pk,))


class ReadingFile(models.Model):
    """核对出来的一个文件: the report as page and as JSON, the annotated copy. Goes with the reading that it was made of."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="files")
    name = models.CharField("文件名", max_length=60)
    title = models.CharField("说明", max_length=60)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        ordering = ("reading", "id")
        constraints = (models.UniqueConstraint(fields=("reading", "name"), name="publish_reading_file_one_name_each"),)
