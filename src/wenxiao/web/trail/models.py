"""What is kept of every act: one row each, never changed, chained by hash within its unit; and files by their hash."""

from __future__ import annotations

from django.db import models

from wenxiao.control.chain import Link


class ChainHead(models.Model):
    """链头: the last link of each unit's chain, so that two acts at once cannot both become the next one."""

    chain = models.CharField(max_length=40, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)


class Entry(models.Model):
    """留痕: one act. People, posts and objects are written as text, so that it stays readable when they are gone.

    Triggers on both databases refuse to change or delete a row (`trail/triggers.py`).
    """

    chain = models.CharField(max_length=40)
    sequence = models.PositiveBigIntegerField()
    at = models.CharField(max_length=32, help_text="UTC, ISO 8601, to the microsecond: text, so that its hash is the same everywhere")
    account = models.CharField(max_length=60)
    person = models.CharField(max_length=60)
    post = models.CharField(max_length=200)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    subject_name = models.CharField(max_length=300)
    action = models.CharField(max_length=60)
    action_title = models.CharField(max_length=60)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, help_text="text, whole numbers, lists and mappings of them")
    algorithm = models.CharField(max_length=10)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "sequence")
        constraints = (models.UniqueConstraint(fields=("chain", "sequence"), name="trail_entry_one_place_each"),)
        # Serves "the story of this object" on its page, newest last.
        indexes = (
            models.Index(fields=("subject_kind", "subject_id", "sequence"), name="trail_entry_story"),
            # Serves "what did this person do lately", on the desk.
            models.Index(fields=("account", "-id"), name="trail_entry_of_account"),
        )

    def __str__(self) -> str:
        return f"{self.at[:19]} {self.person} {self.action_title} {self.subject_name}"

    CONTENT = (
        "at", "account", "person", "post", "subject_kind", "subject_id", "subject_name",
        "action", "action_title", "from_state", "to_state", "reason", "details",
    )  # fmt: skip

    def link(self) -> Link:
        content = {name: getattr(self, name) for name in self.CONTENT}
        return Link(self.sequence, {"chain": self.chain, **content}, self.algorithm, self.previous, self.hash)


class Attachment(models.Model):
    """附件: a file that an act rests on, kept once under the hash of its bytes."""

    hash = models.CharField(max_length=64, primary_key=True)
    algorithm = models.CharField(max_length=10)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()
