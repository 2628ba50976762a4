"""Which short lists do the records of spending choose from, and how large may a sum be? Ids in the database, Chinese titles on screen."""

from __future__ import annotations

from django.db import models

# 分: no single sum is larger (十万亿元), so that sums of many stay within what the database keeps.
LARGEST = 10**15


class Cause(models.TextChoices):
    """批复前支出的依据: what alone may be paid for before the budget is approved (预算法 art. 54)."""

    CARRIED = "carried", "上年结转的支出"
    BASIC = "basic", "上年同期必须支付的基本支出"
    PROJECT = "project", "上年同期必须支付的项目支出"
    STATUTORY = "statutory", "法律规定必须履行支付义务的支出"
    EMERGENCY = "emergency", "自然灾害等突发事件处理的支出"
