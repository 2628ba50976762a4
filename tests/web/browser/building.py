"""Run inside an office: builds the demonstration's township and keeps its database, beside the office's folder, at the points
from which tests start.
"""

import json
import sqlite3
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from wenxiao.web.people.models import Meeting, Office
from wenxiao.web.people.services import account_create, account_disable, post_assign
from wenxiao.web.plan.models import Activity
from wenxiao.web.plan.services.basic import Basic, basic_lines_add
from wenxiao.web.plan.services.compilation import compilation_open, compilation_prepare
from wenxiao.web.plan.services.estimate import EstimateEntry, estimate_replace
from wenxiao.web.plan.services.indicators import IndicatorEntry, indicators_replace
from wenxiao.web.plan.services.prior import prior_read, prior_upload
from wenxiao.web.plan.services.procurement import Procurement, procurement_lines_add
from wenxiao.web.plan.services.profile import profile_act, profile_copy
from wenxiao.web.plan.services.projects import project_create
from wenxiao.web.plan.services.standards import standard_propose
from wenxiao.web.plan.services.workbook import workbook_download, workbook_upload
from wenxiao.web.publish.services.bringing import readings_bring
from wenxiao.web.publish.services.disclosures import disclosure_act
from wenxiao.web.publish.services.readings import reading_check, reading_upload
from wenxiao.web.site.demo.budget import approve, first_round, look_back, second_round
from wenxiao.web.site.demo.data import YEAR, last_year
from wenxiao.web.site.demo.library import describe, stock
from wenxiao.web.site.demo.people import commission, hire, meet
from wenxiao.web.site.demo.publication import write
from wenxiao.web.site.demo.spending import allot, spend
from wenxiao.web.site.demo.underway import leave_under_way

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
allot(staff, compilation)
spend(staff)
keep("approved")
leave_under_way(staff)

# The next year is being written: drafts, an open version, and a post, a project, a document and a workbook that wait for somebody.
coming = YEAR + 1
compiler, clerk, administrator = staff.who("BO"), staff.who("HD", "06"), staff.who("AD")
newcomer = account_create(actor=administrator, username="xinren", name="辛仁").account
office = Office.objects.get(unit=staff.unit, code="06")
post_assign(actor=administrator, account=newcomer, role="HD", since=date(2023, 9, 1), office=office, basis="演示数据：任命文件")
for year in (coming, coming + 1):
    profile = profile_copy(actor=compiler, unit=staff.unit, year=year)
    if year == coming:
        profile_act(actor=staff.who("FH"), profile=profile, action="confirm")
compilation = compilation_prepare(actor=compiler, unit=staff.unit, year=coming)
version = compilation_open(actor=compiler, compilation=compilation)
basic_lines_add(actor=compiler, version=version, lines=[Basic("operating", "2010301", "31002", "台式计算机", "general", amount=9_790_000)])
computers = Procurement(None, "31002", "A02010105", "台式计算机", 2_0000, "台", 4500_00, "general")
procurement_lines_add(actor=compiler, version=version, lines=[computers])
BANDS = {"excellent": "≥95%", "good": "≥90%且<95%", "fair": "≥80%且<90%", "poor": "<80%"}
REST = {"explanation": "按台账计算。", "source": "管护台账，每季度末统计", "evidence": "台账、照片"}
SOUND = (
    IndicatorEntry(
        "清淤验收合格率", kind="产出/质量", measure="%", direction="↑", target="≥95%", baseline="92%", weight=40, **BANDS, **REST
    ),
    IndicatorEntry(
        "灌溉用水保证率", kind="效益/社会", measure="%", direction="↑", target="≥95%", baseline="92%", weight=30, **BANDS, **REST
    ),
    IndicatorEntry("受益农户满意度", kind="满意度/服务对象", form="national", measure="%", direction="↑", target="≥95%", weight=20, **REST),
)
for name in ("田间道路整修", "排灌泵站维护"):
    project = project_create(
        actor=clerk, office=office, activity=Activity.objects.filter(duty__unit=staff.unit).get(name="扶贫脱贫工作"), name=name,
        start_year=coming, end_year=coming, function_code="2130126", basis="区农业农村局 2024 年任务书。", necessity="春灌要用。",
        content="按村分段施工，10 月底前完成。", objective="2024 年完成 12 公里，验收合格率 95% 以上。",
        warning_reason="任务书按村分段下达，两个项目的地段不同，金额按合同价定。",
    )  # fmt: skip
    line = EstimateEntry(coming, "人工和机械", 12_0000, "公里", 3000_00, "30213", "", "上年合同价")
    estimate_replace(actor=clerk, project=project, edition=project.edition, lines=[line])
    faulty = SOUND[0]._replace(poor="<60%")
    entries = SOUND if name == "田间道路整修" else (faulty, *SOUND[1:])
    indicators_replace(actor=clerk, project=project, edition=project.edition, entries=entries)
earlier = last_year().decode().replace(str(YEAR - 1), str(YEAR - 2)).encode()
document = prior_upload(actor=compiler, unit=staff.unit, year=YEAR - 2, name="部门预算.txt", content=earlier)
prior_read(pk=document.pk)
# The bureau brought in what the unit published the year before.
brought = readings_bring(actor=staff.who("DF"), files=[("上年公开.txt", last_year())])
reading_check(pk=brought.readings[0].pk)
workbook_upload(actor=clerk, name="农业.xlsx", content=workbook_download(actor=clerk, office=office, year=coming))
standard_propose(actor=compiler, unit=staff.unit, year=coming, standard="办公费", amount=120_000, document="承高财行〔2023〕5号")
# The budget's publication is being written, after it was built once and taken back; a document was checked.
disclosure = write(staff)
for action in ("build", "take_back"):
    disclosure_act(actor=compiler, disclosure=disclosure, action=action)
reading = reading_upload(actor=compiler, name="去年的部门预算.txt", content=last_year())
reading_check(pk=reading.pk)
former = account_create(actor=administrator, username="liren", name="黎仁").account
account_disable(actor=administrator, account=former, reason="已经调走。")
# What no link leads to but from a state that only one of these is in: whose page it is, and where.
meeting = Meeting.objects.filter(unit=staff.unit).latest("held")
only = {
    administrator.account: [
        reverse("people:account-enable", args=[former.pk]),
        reverse("people:post-end", args=[clerk.in_post.pk]),
        reverse("people:post-substitute", args=[clerk.in_post.pk]),
    ],
    compiler.account: [reverse("people:meeting-edit", args=[meeting.pk]), reverse("pile", args=["project"]), reverse("interface")],
}
(settings.DATA.parent / "only.json").write_text(json.dumps(only), encoding="utf-8")
keep("year")
