"""Builds the demonstration's office in an empty database, role by role, saying what is being done."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wenxiao.web.people.models import Account
from wenxiao.web.site.demo.budget import approve, first_round, look_back, second_round
from wenxiao.web.site.demo.library import describe, stock
from wenxiao.web.site.demo.people import commission, hire, meet
from wenxiao.web.site.demo.spending import allot, spend


class Command(BaseCommand):
    help = "Builds the demonstration's office in an empty database."

    def handle(self, **_options: Any) -> None:
        if Account.objects.exists():
            self.stdout.write("这个数据库里已经有账号，不再建立演示数据。")
            return
        self.stdout.write("建立演示办公室（演示数据，逐个岗位办理）：")
        self._say("单位、站所、人员和岗位")
        staff = hire()
        self._say("单位基本情况，上年数")
        describe(staff)
        look_back(staff)
        self._say("项目库：填报、所审、财政所审、集体决策、区审")
        projects = stock(staff, meet(staff, "library"))
        commission(staff, {name: project.code for name, project in projects.items()})
        self._say("一上：编报、审核、签字")
        meet(staff, "first-round")
        compilation = first_round(staff, projects)
        self._say("一下、二上：控制数、压减、内审")
        second_round(staff, compilation, projects, meet(staff, "internal-review"))
        self._say("二下：批复、分解")
        approve(staff, compilation)
        self._say("执行：指标下达、分解，几笔用款")
        allot(staff, compilation)
        spend(staff)

    def _say(self, what: str) -> None:
        self.stdout.write(f"  · {what} …")
        self.stdout.flush()
