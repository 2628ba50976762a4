"""Which workbooks did the offices hand in, what was found in them, and what became of them?"""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.workflow import Tracked


class Workbook(OwnedByUnit, Tracked):
    """站所工作簿: a filled-in workbook as it was handed in. Nothing of it is in the library before it is taken over."""

    KIND = "workbook"
    FUNCTION = "project_library"

    class State(models.TextChoices):
        WRONG = "wrong", "有错，未导入"
        CHECKED = "checked", "查过，待确认"
        TAKEN = "taken", "已导入"
        DISCARDED = "discarded", "不采用"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="workbooks")
    office = models.ForeignKey(Office, models.PROTECT, related_name="workbooks", verbose_name="站所")
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("文件名", max_length=200)
    attachment = models.ForeignKey(Attachment, models.PROTECT)
    uploaded = models.DateTimeField("上传时间", auto_now_add=True)
    author = models.CharField("上传人账号", max_length=40)
    problems = models.JSONField(default=list, help_text="sheet, cell, what, why, what to do, whether only a remark")
    differences = models.JSONField(default=list, help_text="what would be written, project by project")

    class Meta:
        ordering = ("unit", "-uploaded")

    def __str__(self) -> str:
        return f"{self.office.name} {self.year} 年工作簿《{self.name}》"

    @property
    def owning_office(self) -> Office | None:
        return self.office

    def get_absolute_url(self) -> str:
        return reverse("plan:workbook-one", args=[self.pk])
