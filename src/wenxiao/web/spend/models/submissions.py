"""Has this very thing been sent before?"""

from __future__ import annotations

from django.db import models

from wenxiao.web.people.models import Post


class Submission(models.Model):
    """提交: what a program sent under a key of its own, and what came of it. The same post's same key is the same thing, done once."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    key = models.CharField("标识", max_length=100)
    digest = models.CharField(max_length=64, help_text="SM3 of what was sent, so that another thing under the same key is noticed")
    result = models.CharField(max_length=100, blank=True, help_text="what came of it, as its own kind of thing is found by")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("post", "key"), name="spend_submission_once"),)

    def __str__(self) -> str:
        return self.key
