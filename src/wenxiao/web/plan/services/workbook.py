"""How does an office's workbook get out, and how does it come back? Checked whole, written whole or not at all.

The check is a rehearsal: the same services that the pages use write everything inside a transaction that is then rolled back, so that
whatever any of them would refuse is told beside its cell. Confirming rehearses again and keeps the transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wenxiao.performance.drafts import FieldProblem
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Office
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.plan.models import Activity, Project, Workbook
from wenxiao.web.plan.queries.library import FIELD_OF
from wenxiao.web.plan.queries.problems import problems_alone
from wenxiao.web.plan.services.estimate import EstimateEntry, estimate_replace
from wenxiao.web.plan.services.indicators import IndicatorEntry, indicators_replace
from wenxiao.web.plan.services.projects import names_hold, project_create, project_edit
from wenxiao.web.plan.workbook.checking import CellProblem, Checked, cells_in_order, check_bands, check_workbook
from wenxiao.web.plan.workbook.contents import choices_of, contents_of, entry_of
from wenxiao.web.plan.workbook.differences import NEW, changed_fields, differences
from wenxiao.web.plan.workbook.entries import ProjectEntry, Row, plain
from wenxiao.web.plan.workbook.form import EDITION, INDICATOR_SHEET, LINE_SHEET, PROJECT_SHEET, Choices, Sheet
from wenxiao.web.plan.workbook.keys import Handed, Keys, KeysError, keys_from
from wenxiao.web.plan.workbook.marking import mark_workbook
from wenxiao.web.plan.workbook.reading import ReadWorkbook, WorkbookError, read_workbook
from wenxiao.web.plan.workbook.writing import write_workbook
from wenxiao.web.plan.workflows.workbook import WORKBOOK_WORKFLOW
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused
from wenxiao.web.trail.services import attachment_keep, record
from wenxiao.web.trail.workflow import perform

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(slots=True)
class Rehearsal:
    """预演: what was found wrong, and what was (or would be) written, project by project."""

    checked: Checked
    differences: list[dict[str, Any]] = field(default_factory=list)

    @property
    def problems(self) -> list[CellProblem]:
        return cells_in_order(self.checked.problems)

    @property
    def clean(self) -> bool:
        return all(problem.remark for problem in self.checked.problems)


def workbook_download(*, actor: PostActor, office: Office, year: int) -> bytes:
    """The office's workbook of a year, filled with what is in the library. Raises NotPermitted, Refused (`year`)."""
    require(actor, "project_library", "V", Project(unit=office.unit, office=office))
    if year not in YEARS:
        raise Refused(Refusal("年度应当是四位数，如 2024", field="year"))
    return write_workbook(contents_of(office, year, actor), _secret(), made=timezone.localtime().replace(tzinfo=None))


def workbook_upload(*, actor: PostActor, name: str, content: bytes) -> Workbook:
    """Check a filled-in workbook and keep it with what was found; of the library nothing is changed.

    Raises NotPermitted; Refused (`file`) where the file as a whole cannot be taken.
    """
    read, keys, office = _opened(actor, name, content)
    require(actor, "project_library", "C", Project(unit=office.unit, office=office))
    with transaction.atomic():
        rehearsal = _in_hand(actor, office, keys, read).rehearsed()
        transaction.set_rollback(True)
    with transaction.atomic():
        workbook = Workbook.objects.create(
            unit=office.unit,
            office=office,
            year=keys.year,
            name=name[:200],
            attachment=attachment_keep(name=name, media_type=XLSX, content=content),
            author=actor.account,
            state=Workbook.State.CHECKED if rehearsal.clean else Workbook.State.WRONG,
            problems=[list(problem) for problem in rehearsal.problems],
            differences=rehearsal.differences if rehearsal.clean else [],
        )
        wrong = sum(not problem.remark for problem in rehearsal.problems)
        details = {"摘要": workbook.attachment_id, "问题": wrong, "涉及项目": len(rehearsal.differences)}
        state = Workbook.State(workbook.state).label
        record(actor=actor, subject=workbook, action="upload", action_title="上传站所工作簿", to_state=state, details=details)
    return workbook


def workbook_take(*, actor: PostActor, workbook: Workbook) -> Workbook:
    """Check again and write everything, all or nothing. Raises NotPermitted, OutOfTurn, Refused with a sentence for each wrong cell."""
    content = bytes(workbook.attachment.content)
    with transaction.atomic():
        hold(workbook)
        read, keys, office = _opened(actor, workbook.name, content)
        work = _in_hand(actor, office, keys, read)
        # Now the state, before anything is written: of two who confirm at once only one goes on.
        details = {"项目": [[each["action"], each["name"]] for each in workbook.differences], "摘要": workbook.attachment_id}
        perform(WORKBOOK_WORKFLOW, workbook, "take", actor=actor, details=details)
        try:
            rehearsal = work.rehearsed()
            if not rehearsal.clean:
                told = [
                    Refusal(f"“{each.sheet}”{each.cell} {each.what}：{each.why}。{each.todo}")
                    for each in rehearsal.problems
                    if not each.remark
                ]
                raise Refused(*told)
        except Refused:
            workbook.state = Workbook.State.CHECKED
            raise
    return workbook


def workbook_discard(*, actor: PostActor, workbook: Workbook) -> None:
    """Raises NotPermitted, OutOfTurn."""
    perform(WORKBOOK_WORKFLOW, workbook, "discard", actor=actor)


def workbook_marked(*, workbook: Workbook) -> bytes:
    """The workbook as it was handed in, with what was found marked in it."""
    return mark_workbook(workbook.name, bytes(workbook.attachment.content), [CellProblem(*each) for each in workbook.problems])


def _secret() -> bytes:
    return f"wenxiao.workbook:{settings.SECRET_KEY}".encode()


def _opened(actor: PostActor, name: str, content: bytes) -> tuple[ReadWorkbook, Keys, Office]:
    """Raises Refused (`file`) where it is no workbook of ours, or of another unit."""
    try:
        read = read_workbook(name, content)
        keys = keys_from(read.keys, _secret())
    except (WorkbookError, KeysError) as error:
        raise Refused(Refusal(str(error), field="file")) from error
    if keys.form != EDITION:
        raise Refused(Refusal("工作簿是旧版式的：请重新下载一份，把填好的内容粘贴过去", field="file"))
    office = Office.objects.select_related("unit").filter(unit__code=keys.unit, code=keys.office).first()
    if office is None or office.closed is not None:
        raise Refused(Refusal("工作簿是为一个现在没有的站所下载的：请重新下载", field="file"))
    if office.unit_id != actor.unit.pk:
        raise NotPermitted(Refusal(f"工作簿是{office.unit.name}的，您不能替它上传；可以上传的是那个单位的经办人"))
    return read, keys, office


def _in_hand(actor: PostActor, office: Office, keys: Keys, read: ReadWorkbook) -> _Work:
    """Everything checked, and every row held that will be written: of all projects before the first entry of the trail."""
    choices = choices_of(office, keys.year)
    handed = {each.code: each for each in keys.projects}
    projects = Project.objects.filter(code__in=handed, office=office)
    list(projects.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    standing = {
        project.code: project
        for project in projects.select_related("unit", "office", "activity__duty").prefetch_related("estimate", "indicators")
    }
    codes = {code: (Project.State(each.state).label, each.editable) for code, each in standing.items()}
    checked = check_workbook(read, choices, {code: codes.get(code, ("已删除", False)) for code in handed}, year=keys.year)
    years = {entry.row.values["start_year"] for entry in checked.entries}
    names_hold(office.unit, years.intersection(YEARS))
    activities = {str(each.pk): each for each in Activity.objects.filter(duty__unit=office.unit).select_related("duty")}
    return _Work(actor, office, Rehearsal(checked), choices, activities, handed, standing)


@dataclass(slots=True)
class _Work:
    actor: PostActor
    office: Office
    rehearsal: Rehearsal
    choices: Choices
    activities: Mapping[str, Activity]
    handed: Mapping[str, Handed]
    standing: Mapping[str, Project]

    def rehearsed(self) -> Rehearsal:
        """As far as it is right, everything written: the caller's transaction decides whether that stays."""
        for entry in self.rehearsal.checked.entries:
            self.take(entry, self.handed.get(entry.code), self.standing.get(entry.code))
        return self.rehearsal

    def take(self, entry: ProjectEntry, handed: Handed | None, project: Project | None) -> None:
        checked = self.rehearsal.checked
        sound = checked.sound(entry)
        if handed is not None and sound and entry.digest == handed.digest:
            # The person left it as it was handed out: whatever has happened to it since is none of this workbook's business.
            return
        if handed is not None and not self._open(entry, handed, project):
            return
        if not sound:
            return
        check_bands(checked, entry)
        before = entry_of(project) if project is not None else None
        told = differences(before, entry, self.choices)
        if not told:
            return
        try:
            with transaction.atomic():
                written = self._written(entry, before, project)
        except Refused as refused:
            for refusal in refused.refusals:
                self._refusal(entry, refusal)
            return
        action = NEW if project is None else "修改"
        self.rehearsal.differences.append({"action": action, "code": entry.code, "name": entry.name, "changes": told})
        for problem in problems_alone(written):
            if problem.blocks:
                self._remark(entry, problem)

    def _open(self, entry: ProjectEntry, handed: Handed, project: Project | None) -> bool:
        """Whether a project that was handed out may still be changed by this workbook; told beside its name where not."""
        checked, row = self.rehearsal.checked, entry.row.number
        said = f"项目“{entry.name or entry.code}”"
        if project is None:
            checked.wrong(PROJECT_SHEET, row, "name", said, "下载以后已经被删除，或者改归别的站所", "请重新下载工作簿")
        elif project.edition != handed.edition:
            last = story(Project.KIND, project.pk).last()
            who = f"（{last.person} {timezone.localtime(_moment(last.at)):%Y-%m-%d %H:%M} {last.action_title}）" if last else ""
            why = f"下载以后在系统里被改过{who}：您拿到的是第 {handed.edition} 版，现在是第 {project.edition} 版"
            checked.wrong(PROJECT_SHEET, row, "name", said, why, "请重新下载工作簿，在新的上面改")
        elif not project.editable:
            why = f"现在是“{Project.State(project.state).label}”，只有草稿和退回的项目可以修改"
            checked.wrong(PROJECT_SHEET, row, "name", said, why, "请恢复灰色的行，或请审核人先退回")
        else:
            return True
        return False

    def _written(self, entry: ProjectEntry, before: ProjectEntry | None, project: Project | None) -> Project:
        """Raises Refused, with the fields of the services."""
        if project is None or before is None:
            project = project_create(actor=self.actor, office=self.office, **self._values(entry))
        elif changed := changed_fields(before, entry):
            values = self._values(entry)
            project_edit(actor=self.actor, project=project, edition=project.edition, **{name: values[name] for name in changed})
        if _differ(LINE_SHEET, before.lines if before else (), entry.lines):
            lines = [EstimateEntry(**plain(LINE_SHEET, row)) for row in entry.lines]
            estimate_replace(actor=self.actor, project=project, edition=project.edition, lines=lines)
        if _differ(INDICATOR_SHEET, before.indicators if before else (), entry.indicators):
            indicators = [IndicatorEntry(**plain(INDICATOR_SHEET, row)) for row in entry.indicators]
            indicators_replace(actor=self.actor, project=project, edition=project.edition, entries=indicators)
        return project

    def _values(self, entry: ProjectEntry) -> dict[str, Any]:
        values = plain(PROJECT_SHEET, entry.row)
        return values | {
            "activity": self.activities[values["activity"]],
            "rigid": bool(values["rigid"]),
            "unfunded": bool(values["unfunded"]),
        }

    def _refusal(self, entry: ProjectEntry, refusal: Refusal) -> None:
        sheet, row, name = _cell_of(entry, refusal.field)
        why, _, todo = refusal.sentence.partition("：")
        self.rehearsal.checked.wrong(sheet, row, name, sheet.column(name).title, why, todo or "请改正后再上传")

    def _remark(self, entry: ProjectEntry, problem: FieldProblem) -> None:
        if problem.indicator is not None and problem.indicator < len(entry.indicators):
            sheet, row = INDICATOR_SHEET, entry.indicators[problem.indicator].number
            name = FIELD_OF.get(problem.field, problem.field)
        else:
            sheet, row, name = _cell_of(entry, problem.field)
        name = name if any(column.field == name for column in sheet.columns) else "name"
        todo = "现在可以导入，报送以前要改好"
        self.rehearsal.checked.wrong(
            sheet, row, name, sheet.column(name).title, f"{problem.message.rstrip('。')}（{problem.rule}）", todo, remark=True
        )


def _cell_of(entry: ProjectEntry, field_name: str) -> tuple[Sheet, int, str]:
    """Where a field of the services stands in the workbook: `lines.2.quantity`, `indicators.0.name`, `function_code`."""
    match = re.fullmatch(r"(lines|indicators)\.(\d+)\.(\w+)", field_name)
    if match:
        sheet, rows = (LINE_SHEET, entry.lines) if match[1] == "lines" else (INDICATOR_SHEET, entry.indicators)
        return sheet, rows[int(match[2])].number, match[3]
    known = any(column.field == field_name for column in PROJECT_SHEET.columns)
    return PROJECT_SHEET, entry.row.number, field_name if known else "name"


def _differ(sheet: Sheet, before: Iterable[Row], after: Iterable[Row]) -> bool:
    return [plain(sheet, row) for row in before] != [plain(sheet, row) for row in after]


def _moment(at: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(at)
