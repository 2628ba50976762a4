"""What stands in an office's workbook of a year: which lists, which projects, which words of guidance?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from wenxiao.catalogue.codes import CodeEntry, economic_entries, function_entries, procurement_entries
from wenxiao.catalogue.kinds import kinds
from wenxiao.performance.weights import totals
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Office
from wenxiao.web.plan.elements import Form, Fund, ProjectCategory
from wenxiao.web.plan.models import Activity, Project
from wenxiao.web.plan.workbook.entries import ProjectEntry, Row, fields_of
from wenxiao.web.plan.workbook.form import INDICATOR_SHEET, LINE_SHEET, PROJECT_SHEET, Choices
from wenxiao.web.plan.workbook.keys import Handed, Keys
from wenxiao.web.plan.workbook.writing import Contents

OVER = (Project.State.DECLINED, Project.State.ENDED)
YES, NO = "1", ""


def contents_of(office: Office, year: int, actor: PostActor) -> Contents:
    """Five queries, however many projects."""
    entries = tuple(entry_of(project) for project in projects_of(office, year))
    now = timezone.localtime()
    keys = Keys(
        office.unit.code,
        office.code,
        year,
        f"{actor.person}（{actor.post}）{now:%Y-%m-%d %H:%M}",
        tuple(Handed(entry.code, entry.edition, entry.digest) for entry in entries),
    )
    whole = totals(year)[0]
    return Contents(office.unit.name, office.name, year, keys, choices_of(office, year), entries, whole, _guide(keys, whole))


def projects_of(office: Office, year: int) -> QuerySet[Project]:
    found = Project.objects.filter(office=office, start_year__lte=year, end_year__gte=year).exclude(state__in=OVER)
    return found.order_by("code").prefetch_related("estimate", "indicators")


def entry_of(project: Project) -> ProjectEntry:
    values = {name: getattr(project, name) for name in fields_of(PROJECT_SHEET) if name not in ("activity", "rigid", "unfunded")}
    values |= {
        "activity": str(project.activity_id),
        "rigid": YES if project.rigid else NO,
        "unfunded": YES if project.unfunded else NO,
    }
    lines = tuple(Row({name: getattr(line, name) for name in fields_of(LINE_SHEET)}) for line in project.estimate.all())
    indicators = tuple(Row({name: getattr(each, name) for name in fields_of(INDICATOR_SHEET)}) for each in project.indicators.all())
    return ProjectEntry(project.code, Row(values), lines, indicators, Project.State(project.state).label, project.editable, project.edition)


def choices_of(office: Office, year: int) -> Choices:
    """The lists of that year: what stands in the cell → what it means."""
    activities = Activity.objects.filter(duty__unit=office.unit).select_related("duty").order_by("duty__number", "number")
    # Projects that run on under an activity that has ended still name it.
    kept = set(projects_of(office, year).values_list("activity", flat=True))
    in_use = [each for each in activities if each.pk in kept or all(end is None or end >= year for end in (each.until, each.duty.until))]
    return {
        "activity": {f"{each.duty.number}.{each.number} {each.name}": str(each.pk) for each in in_use},
        "category": {str(label): str(value) for value, label in ProjectCategory.choices},
        "function_code": _codes(function_entries(), 7, year),
        "fund": {str(label): str(value) for value, label in Fund.choices},
        "yes_no": {"是": YES, "否": NO},
        "economic_code": _codes(economic_entries(), 5, year),
        "catalogue_code": _codes(procurement_entries(), 0, year),
        "form": {"河北格式": str(Form.HEBEI), "国家格式": str(Form.NATIONAL)},
        "kind": {kind: kind for kind in kinds()},
        "direction": {"越大越好": "↑", "越小越好": "↓"},
    }


def _codes(entries: Iterable[CodeEntry], length: int, year: int) -> dict[str, str]:
    """Codes of full length (0: of any) in force that year, as `2010302 一般行政管理事务`."""
    found = {each.code: each.name for each in entries if each.in_force(year) and len(each.code) == (length or len(each.code))}
    return {f"{code} {name}": code for code, name in sorted(found.items())}


def _guide(keys: Keys, whole: int) -> tuple[str, ...]:
    return (
        "这个工作簿由站所填写本年度的项目、测算和绩效指标，填好后由本站所经办人在系统的“站所工作簿”页面上传。",
        f"下载：{keys.made}。下载以后有人在系统里改过的项目，工作簿里又改了的，上传时不收：请重新下载再改。",
        "先填“项目”表，一行一个项目；再填“测算”和“指标”，用项目名称对应。带 * 的栏必填，从列表里选的请用下拉列表。",
        "金额、合计和检查由公式计算，这些格子上了锁；不要改表头，不要插入或删除列，不要改工作表的名称。空行可以留着，不影响。",
        "灰色的行是已经报送的项目，只供对照；要改，请先由审核人退回。",
        "删去测算或指标：把那一行的内容清空。删去整个项目：请在系统里办，工作簿里清空项目的行不会删掉项目。",
        f"一个项目的指标分值合计应当是 {whole}（预算执行率的 10 分到自评时另加）。",
        "上传后系统逐格检查。有一格不对，就全部不收，退还标红的工作簿和问题清单；都对，先列出要新建和修改的内容，确认以后才写入。",
    )
