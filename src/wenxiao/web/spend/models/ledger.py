"""The ledger's three tables, for reading. `control.ledger` alone writes them, in its own words (control/ledger/tables.py)."""

from __future__ import annotations

from typing import Any

from django.db import models

from wenxiao.control.ledger.links import beginning
from wenxiao.control.ledger.moves import MOVES, Balance, Status


class Node(models.Model):
    """指标控制: one enforceable cap of a unit and year. Its balance is the book itself, no sum and no copy. Amounts in 分."""

    class Kind(models.TextChoices):
        LINE = "line", "支出指标"
        THREE_PUBLIC = "three_public", "“三公”经费限额"
        CASH_PLAN = "cash_plan", "用款计划"
        FUND = "fund", "资金限额"
        UNIT = "unit", "单位总额"

    unit = models.CharField("单位代码", max_length=40)
    year = models.IntegerField("年度")
    kind = models.CharField("种类", max_length=20, choices=Kind)
    element = models.CharField("要素", max_length=200)
    name = models.CharField("名称", max_length=300)
    approved = models.BigIntegerField("批复数（分）", default=0)
    adjusted = models.BigIntegerField("调整数（分）", default=0)
    frozen = models.BigIntegerField("冻结数（分）", default=0)
    held = models.BigIntegerField("支付在途（分）", default=0)
    committed = models.BigIntegerField("已签约（分）", default=0)
    paid = models.BigIntegerField("已支付（分）", default=0)
    status = models.IntegerField("状态", default=Status.OPEN.value)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "spend_node"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name

    def save(self, **how: Any) -> None:
        """Laid out once, empty, with the beginning of its chain; from then on the ledger alone writes it."""
        self.hash = beginning(self.unit, self.year, self.kind, self.element, self.name)
        super().save(**{**how, "force_insert": True})

    @property
    def balance(self) -> Balance:
        return Balance(self.approved, self.adjusted, self.frozen, self.held, self.committed, self.paid)

    @property
    def available(self) -> int:
        """可用数, 分."""
        return self.balance.available

    @property
    def status_title(self) -> str:
        return Status(self.status).title


class Command(models.Model):
    """指令: one act upon the ledger, once under its key."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    at = models.CharField(max_length=32)
    account = models.CharField(max_length=60)
    person = models.CharField(max_length=60)
    post = models.CharField(max_length=200)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    subject_hash = models.CharField(max_length=64)
    reason = models.TextField()
    legs = models.TextField()
    algorithm = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "spend_command"
        ordering = ("id",)


class Entry(models.Model):
    """指标账: what one leg of a command did to a node, and the balance it left."""

    pk = models.CompositePrimaryKey("node", "sequence")
    node = models.ForeignKey(Node, models.DO_NOTHING, db_column="node", related_name="entries")
    sequence = models.BigIntegerField()
    command = models.ForeignKey(Command, models.DO_NOTHING, db_column="command", related_name="entries")
    move = models.CharField(max_length=20)
    amount = models.BigIntegerField("金额（分）")
    approved = models.BigIntegerField()
    adjusted = models.BigIntegerField()
    frozen = models.BigIntegerField()
    held = models.BigIntegerField()
    committed = models.BigIntegerField()
    paid = models.BigIntegerField()
    status = models.IntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "spend_entry"
        ordering = ("node_id", "sequence")

    @property
    def title(self) -> str:
        return MOVES[self.move].title

    @property
    def balance(self) -> Balance:
        return Balance(self.approved, self.adjusted, self.frozen, self.held, self.committed, self.paid)
