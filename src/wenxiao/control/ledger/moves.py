"""What can happen to a cap, and in which state of its project?

A move adds its amount to some columns of a node and takes it from others. Nothing else ever changes a node.
"""

from __future__ import annotations

from enum import IntFlag
from typing import NamedTuple


class Status(IntFlag):
    """指标状态: one bit each, so that a move can say in which of them it may happen."""

    OPEN = 1
    CORRECTING = 2
    SUSPENDED = 4
    STOPPED = 8
    CLOSED = 16

    @property
    def title(self) -> str:
        return _TITLES[self]


_TITLES = {
    Status.OPEN: "正常",
    Status.CORRECTING: "纠正中",
    Status.SUSPENDED: "暂缓",
    Status.STOPPED: "停止",
    Status.CLOSED: "已关账",
}
SPENDING = Status.OPEN | Status.CORRECTING
BEFORE_CLOSING = SPENDING | Status.SUSPENDED | Status.STOPPED


class Balance(NamedTuple):
    """六栏: what a node holds, or what one move adds to it, in 分."""

    approved: int = 0
    adjusted: int = 0
    frozen: int = 0
    held: int = 0
    committed: int = 0
    paid: int = 0

    @property
    def cap(self) -> int:
        """批准数加调整数."""
        return self.approved + self.adjusted

    @property
    def used(self) -> int:
        return self.frozen + self.held + self.committed + self.paid

    @property
    def available(self) -> int:
        """可用数."""
        return self.cap - self.used

    @property
    def sound(self) -> bool:
        """What the database's constraints hold too: no column below zero (but 调整数), nothing used beyond the cap."""
        approved, adjusted, frozen, held, committed, paid = self
        return min(approved, frozen, held, committed, paid) >= 0 and frozen + held + committed + paid <= approved + adjusted

    # Written out: it is what every payment waits for.
    def plus(self, other: Balance, times: int = 1) -> Balance:
        a, j, f, h, c, p = self
        da, dj, df, dh, dc, dp = other
        return Balance(a + da * times, j + dj * times, f + df * times, h + dh * times, c + dc * times, p + dp * times)

    def times(self, amount: int) -> Balance:
        return NOTHING.plus(self, amount)


NOTHING = Balance()


class Move(NamedTuple):
    """一种变动: its Chinese title, what one 分 of it does to the six columns, in which states it may happen, which state it leads to."""

    id: str
    title: str
    effect: Balance
    during: Status
    leads_to: Status | None = None

    @property
    def takes(self) -> bool:
        """Whether it leaves less to spend."""
        return self.effect.available < 0


MOVES = {
    move.id: move
    for move in (
        Move("allot", "下达", Balance(approved=1), BEFORE_CLOSING),
        Move("supplement", "追加", Balance(adjusted=1), BEFORE_CLOSING),
        Move("raise", "调增", Balance(adjusted=1), SPENDING),
        Move("lower", "调减", Balance(adjusted=-1), BEFORE_CLOSING),
        Move("freeze", "冻结", Balance(frozen=1), BEFORE_CLOSING),
        Move("thaw", "解冻", Balance(frozen=-1), BEFORE_CLOSING),
        Move("commit", "承诺", Balance(committed=1), SPENDING),
        Move("uncommit", "解除承诺", Balance(committed=-1), BEFORE_CLOSING),
        Move("hold", "占用", Balance(held=1), SPENDING),
        Move("draw", "承诺转占用", Balance(committed=-1, held=1), SPENDING),
        Move("release", "释放", Balance(held=-1), BEFORE_CLOSING),
        Move("restore", "退回承诺", Balance(committed=1, held=-1), BEFORE_CLOSING),
        # A request that stood in the queue when the project was suspended may still be paid; not when it was stopped.
        Move("pay", "支付", Balance(held=-1, paid=1), SPENDING | Status.SUSPENDED),
        Move("bounce", "退票", Balance(held=1, paid=-1), BEFORE_CLOSING),
        Move("refund", "退款", Balance(paid=-1), BEFORE_CLOSING),
        Move("carry_over", "结转", Balance(adjusted=-1), BEFORE_CLOSING),
        Move("carry_in", "结转转入", Balance(approved=1), BEFORE_CLOSING),
        Move("lapse", "结余收回", Balance(adjusted=-1), BEFORE_CLOSING),
        Move("correct", "要求纠正", Balance(), SPENDING | Status.SUSPENDED, Status.CORRECTING),
        Move("suspend", "暂缓", Balance(), SPENDING, Status.SUSPENDED),
        Move("stop", "停止", Balance(), SPENDING | Status.SUSPENDED, Status.STOPPED),
        Move("resume", "恢复", Balance(), Status.CORRECTING | Status.SUSPENDED, Status.OPEN),
        Move("close", "关账", Balance(), BEFORE_CLOSING, Status.CLOSED),
    )
}
