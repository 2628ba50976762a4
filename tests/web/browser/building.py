"""Run inside an office: builds the demonstration's township and keeps its database, beside the office's folder, at the points
from which tests start.
"""

import sqlite3

from django.conf import settings
from django.core.management import call_command

from wenxiao.web.site.demo.budget import approve, first_round, look_back, second_round
from wenxiao.web.site.demo.library import describe, stock
from wenxiao.web.site.demo.people import commission, hire, meet

call_command("migrate", verbosity=0)


def keep(name: str) -> None:
    with (
        sqlite3.connect(settings.DATABASES["default"]["NAME"]) as office,
        sqlite3.connect(settings.DATA.parent / f"{name}.sqlite3") as copy,
    ):
        office.backup(copy)


staff = hire()
describe(staff)
look_back(staff)
projects = stock(staff, meet(staff, "library"))
commission(staff, {name: project.code for name, project in projects.items()})
keep("library")
meet(staff, "first-round")
compilation = first_round(staff, projects)
second_round(staff, compilation, projects, meet(staff, "internal-review"))
approve(staff, compilation)
keep("approved")
