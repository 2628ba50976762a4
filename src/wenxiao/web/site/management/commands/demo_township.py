"""Builds the demonstration's office in an empty database, role by role and day by day, saying what is being done."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wenxiao.web.people.models import Account
from wenxiao.web.site.demo.budget import approve, first_round, look_back, second_round
from wenxiao.web.site.demo.data import table
from wenxiao.web.site.demo.library import describe, stock
from wenxiao.web.site.demo.months import Carrying, year_plan
from wenxiao.web.site.demo.people import commission, hire, meet
from wenxiao.web.site.demo.publication import publish, write
from wenxiao.web.site.demo.spending import allot, spend
from wenxiao.web.site.demo.underway import leave_under_way
from wenxiao.web.site.demo.year import OPENS, moment
from wenxiao.web.trail import clock


class Command(BaseCommand):
    help = "Builds the demonstration's office in an empty database."
    # It serves no page.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", action="store_true", help="with a whole year of payments in it, which takes minutes")
        parser.add_argument("--payments", type=int, help="with a year of so many payments only")

    def handle(self, *, year: bool = False, payments: int | None = None, **_options: Any) -> None:
        if Account.objects.exists():
            self.stdout.write("这个数据库里已经有账号，不再建立演示数据。")
            return
        self.stdout.write("建立演示办公室（演示数据，逐个岗位办理）：")
        with self._on("hired", "单位、站所、人员和岗位"):
            staff = hire()
        with self._on("described", "单位基本情况，上年数"):
            describe(staff)
            look_back(staff)
        with self._on("stocked", "项目库：填报、所审、财政所审、集体决策、区审"):
            projects = stock(staff, meet(staff, "library"))
            commission(staff, {name: project.code for name, project in projects.items()})
        with self._on("first_round", "一上：编报、审核、签字"):
            meet(staff, "first-round")
            compilation = first_round(staff, projects)
        with self._on("second_round", "一下、二上：控制数、压减、内审"):
            second_round(staff, compilation, projects, meet(staff, "internal-review"))
        with self._on("approved", "二下：批复、分解"):
            approve(staff, compilation)
        with self._on("allotted", "执行：指标下达、分解"):
            allot(staff, compilation)
        with self._on("written", "公开：文字、原因、提醒的说明"):
            disclosure = write(staff)
        with self._on("published", "公开：生成、核对、保密审查、签发、公开"):
            publish(staff, disclosure)
        whole = year or bool(payments)
        with self._on("spent", "几笔用款"):
            spend(staff, to_the_end=whole)
        if not whole:
            self._say("正在办的：用款计划、发放名单、借款、退款、收入、调剂 …")
            leave_under_way(staff)
        else:
            planned = year_plan(staff, payments)
            self._say(f"全年的支付：{len(planned.payments)} 笔，{len(planned.steps)} 次办理，逐日办理")
            Carrying(staff, planned).carry_out(lambda line: self._say(line, "    "))

    def _on(self, stage: str, what: str) -> AbstractContextManager[None]:
        """Say what is being done, on the morning of its day."""
        day = table("budget")["days"][stage]
        self._say(f"{what}（{day}） …")
        return clock.standing(moment(day, OPENS))

    def _say(self, what: str, indent: str = "  · ") -> None:
        self.stdout.write(f"{indent}{what}")
        self.stdout.flush()
