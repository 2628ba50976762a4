"""What was published, byte for byte: a snapshot and its files are written once; triggers on both databases refuse any change."""

from __future__ import annotations

from django.db import models

from wenxiao.control.chain import canonical, digest
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Attachment

# Triggers keep these as they were written.
APPEND_ONLY = ("publish_snapshot", "publish_snapshotfile")


class Snapshot(OwnedByUnit, models.Model):
    """快照: the files of one edition of a document. What is checked, reviewed and signed is this, and what goes out is this.

    `hash` covers the identity and the digest of every file, so that nothing can be exchanged unnoticed. `correcting` is why there is
    an edition after the first; `notes` are the reasons given for warnings, as they stood.
    """

    KIND = "snapshot"
    FUNCTION = "disclosure"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="snapshots")
    year = models.PositiveSmallIntegerField("年度")
    document = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField("版次")
    made = models.DateTimeField("生成时间", default=clock.now)
    author = models.CharField("生成人", max_length=260)
    correcting = models.TextField("更正原因", blank=True)
    counts = models.JSONField("检查结果", default=dict)
    notes = models.JSONField("提醒的说明", default=list)
    algorithm = models.CharField(max_length=10)
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        ordering = ("unit", "-year", "document", "-number")
        constraints = (models.UniqueConstraint(fields=("unit", "year", "document", "number"), name="publish_snapshot_one_number_each"),)

    def __str__(self) -> str:
        return f"第 {self.number} 版"

    def content(self, digests: dict[str, str]) -> bytes:
        """What `hash` is of; `digests` are those of the files, by name."""
        return canonical(
            {
                "unit": self.unit.code, "year": self.year, "document": self.document, "number": self.number, "author": self.author,
                "correcting": self.correcting, "counts": self.counts, "notes": self.notes, "files": digests,
            }
        )  # fmt: skip

    def holds(self) -> bool:
        """Whether every file, and the whole, still is what was kept. Reads all of them."""
        files = list(self.files.select_related("attachment"))
        if any(digest(bytes(file.attachment.content), file.attachment.algorithm) != file.attachment_id for file in files):
            return False
        return digest(self.content({file.name: file.attachment_id for file in files}), self.algorithm) == self.hash


class SnapshotFile(models.Model):
    """快照里的一个文件."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="files")
    name = models.CharField("文件名", max_length=120)
    title = models.CharField("说明", max_length=60)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("snapshot", "id")
        constraints = (models.UniqueConstraint(fields=("snapshot", "name"), name="publish_file_one_name_each"),)
