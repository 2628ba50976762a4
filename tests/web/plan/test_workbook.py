"""Does an office's workbook go out and come back whole: nothing changed where nothing was, everything or nothing where something was?"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.plan.making import YEAR, line, made_activity, made_project
from web.township import Township
from wenxiao.web.plan.models import Activity, EstimateLine, Indicator, Project, Workbook
from wenxiao.web.plan.services.projects import project_edit
from wenxiao.web.plan.services.workbook import workbook_discard, workbook_download, workbook_marked, workbook_take, workbook_upload
from wenxiao.web.plan.workbook.form import FIRST_ROW, HEAD_ROW, INDICATOR_SHEET, KEYS, LINE_SHEET, PROBLEMS, PROJECT_SHEET, SHEETS
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
Edit = Callable[[Any], None]


def filled(township: Township, *edits: Edit, office: str = "农业", year: int = YEAR) -> bytes:
    """The workbook as downloaded, after a person's edits."""
    content = workbook_download(actor=township.actor("HD", "" if office == "农业" else office), office=township.offices[office], year=year)
    return edited(content, *edits)


def edited(content: bytes, *edits: Edit) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for edit in edits:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet: Any, row: int, **values: Any) -> Edit:
    """Write into a row's cells by the fields of its columns."""

    def edit(book: Any) -> None:
        for name, value in values.items():
            book[sheet.name][sheet.cell(name, row)] = value

    return edit


def new_project(township: Township, row: int, **more: Any) -> Edit:
    activity = Activity.objects.select_related("duty").filter(duty__unit=township.unit).first() or made_activity(township)
    typed = {
        "name": "机井维修", "activity": f"{activity.duty.number}.{activity.number} {activity.name}", "category": "特定目标类",
        "start_year": YEAR, "end_year": YEAR, "function_code": "2130126", "fund": "一般公共预算", "basis": "县文件第三条",
    }  # fmt: skip
    return put(PROJECT_SHEET, row, **{**typed, **more})


def new_line(row: int, **more: Any) -> Edit:
    typed = {
        "project": "机井维修", "year": YEAR, "item": "更换水泵", "quantity": 10, "measure": "台", "unit_price": 1250.5,
        "economic_code": "30213 维修(护)费", "source": "询价",
    }  # fmt: skip
    return put(LINE_SHEET, row, **{**typed, "economic_code": "30213", **more})


def upload(township: Township, content: bytes, role: str = "HD", office: str = "") -> Workbook:
    return workbook_upload(actor=township.actor(role, office), name="农业.xlsx", content=content)


def wrong(workbook: Workbook) -> list[tuple[str, str]]:
    return [(sheet, cell) for sheet, cell, _what, _why, _todo, remark in workbook.problems if not remark]


def state_of_everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Project, EstimateLine, Indicator)]


# ------------------------------------------------------------------ out and back


def test_a_workbook_that_comes_back_as_it_went_out_changes_nothing(township: Township) -> None:
    made_project(township)
    made_project(township, "河道\r\n清淤=1", basis="=SUM(A1)\n第二行 ", lines=(line("+甲", count=3), line("乙", yuan=1)))
    before = state_of_everything()
    workbook = upload(township, filled(township))
    assert (workbook.state, workbook.problems, workbook.differences) == (Workbook.State.CHECKED, [], [])
    workbook_take(actor=township.actor("HD"), workbook=workbook)
    assert state_of_everything() == before


def test_new_projects_with_lines_and_changes_of_old_ones_are_shown_then_written_once_confirmed(township: Township) -> None:
    old = made_project(township)
    before = state_of_everything()
    content = filled(
        township,
        put(PROJECT_SHEET, FIRST_ROW, basis="县文件第九条，逐年安排"),
        put(LINE_SHEET, FIRST_ROW, quantity=old.estimate.first().quantity / 10000 + 5),
        new_project(township, FIRST_ROW + 1),
        new_line(FIRST_ROW + 10),
    )
    workbook = upload(township, content)
    assert (workbook.state, wrong(workbook)) == (Workbook.State.CHECKED, [])
    assert [(each["action"], each["name"]) for each in workbook.differences] == [("修改", old.name), ("新建", "机井维修")]
    assert state_of_everything() == before
    workbook_take(actor=township.actor("HD"), workbook=workbook)
    new = Project.objects.get(name="机井维修")
    assert (new.office, new.state, new.author) == (township.offices["农业"], "draft", township.actor("HD").account)
    assert [(each.item, each.quantity, each.amount) for each in new.estimate.all()] == [("更换水泵", 100000, 1250500)]
    old.refresh_from_db()
    assert old.basis == "县文件第九条，逐年安排"
    assert Entry.objects.filter(subject_kind="workbook", action="take").exists()
    with pytest.raises(OutOfTurn):
        workbook_take(actor=township.actor("HD"), workbook=Workbook.objects.get())


def test_a_removed_line_is_shown_as_removed(township: Township) -> None:
    made_project(township, lines=(line("甲"), line("乙", yuan=7)))
    blank = {column.field: None for column in LINE_SHEET.columns if column.typed}
    workbook = upload(township, filled(township, put(LINE_SHEET, FIRST_ROW + 1, **blank)))
    assert ["删去", "测算“乙”"] in [each[:2] for each in workbook.differences[0]["changes"]]
    workbook_take(actor=township.actor("HD"), workbook=workbook)
    assert [each.item for each in EstimateLine.objects.all()] == ["甲"]


def test_a_project_whose_row_is_emptied_is_not_deleted(township: Township) -> None:
    made_project(township)
    content = filled(township, lambda book: [book[sheet.name].delete_rows(FIRST_ROW, 30) for sheet in SHEETS])
    workbook = upload(township, content)
    assert workbook.differences == []
    assert Project.objects.count() == 1


# ------------------------------------------------------------------ wrong cells


@pytest.mark.parametrize(
    ("sheet", "typed", "field", "says"),
    [
        (PROJECT_SHEET, {"name": None}, "name", "没有填"),
        (PROJECT_SHEET, {"name": "长" * 101}, "name", "最多 100 个字，现有 101 个"),
        (PROJECT_SHEET, {"activity": "没有的活动"}, "activity", "列表里没有"),
        (PROJECT_SHEET, {"fund": "彩票"}, "fund", "列表里没有“彩票”"),
        (PROJECT_SHEET, {"start_year": "明年"}, "start_year", "不是年度"),
        (PROJECT_SHEET, {"end_year": YEAR - 1}, "end_year", "早于开始年度"),
        (PROJECT_SHEET, {"end_year": YEAR + 20}, "end_year", "最多 5 年"),
        (PROJECT_SHEET, {"function_code": "9999999"}, "function_code", "功能科目 9999999"),
        (PROJECT_SHEET, {"function_code": "2130126 行政运行"}, "function_code", "编码和名称对不上"),
        (PROJECT_SHEET, {"total": 5}, "total", "表里写的是 5"),
        (LINE_SHEET, {"project": "没有的项目"}, "project", "“项目”表里没有这个项目"),
        (LINE_SHEET, {"quantity": "许多"}, "quantity", "不是数"),
        (LINE_SHEET, {"quantity": 0}, "quantity", "应当大于零"),
        (LINE_SHEET, {"quantity": "=2*3"}, "quantity", "公式"),
        (LINE_SHEET, {"unit_price": -1}, "unit_price", "不能是负数"),
        (LINE_SHEET, {"unit_price": 1.005}, "unit_price", "不是金额"),
        (LINE_SHEET, {"economic_code": "30299999"}, "economic_code", "要填到款"),
        (LINE_SHEET, {"year": YEAR + 1}, "year", "不在项目的"),
        (LINE_SHEET, {"amount": 12506}, "amount", "10 × 1,250.50 = 12,505.00，表里写的是 12506"),
        (LINE_SHEET, {"amount": "=1+1"}, "amount", "公式被改过"),
        (LINE_SHEET, {"catalogue_code": "打印机"}, "catalogue_code", "不是政府采购品目编码"),
        (INDICATOR_SHEET, {"kind": "产出/速度"}, "kind", "列表里没有"),
        (INDICATOR_SHEET, {"weight": 12.5}, "weight", "不是分值"),
        (INDICATOR_SHEET, {"good": "差不多90上下"}, "good", "看不懂"),
        (INDICATOR_SHEET, {"form": "自编格式"}, "form", "列表里没有"),
    ],
)
def test_every_wrong_cell_is_named_with_the_reason(township: Township, sheet: Any, typed: dict[str, Any], field: str, says: str) -> None:
    indicator = {
        "project": "机井维修", "form": "河北格式", "kind": "产出/数量", "name": "维修机井数", "measure": "眼", "direction": "越大越好",
        "target": "≥10眼", "weight": 50, "excellent": "≥10眼", "good": "≥8眼且<10眼", "fair": "≥6眼且<8眼", "poor": "<6眼",
    }  # fmt: skip
    content = filled(
        township,
        new_project(township, FIRST_ROW),
        new_line(FIRST_ROW),
        put(INDICATOR_SHEET, FIRST_ROW, **indicator),
        put(sheet, FIRST_ROW, **typed),
    )
    workbook = upload(township, content)
    told = {(each[0], each[1]): each[3] for each in workbook.problems if not each[5]}
    assert workbook.state == Workbook.State.WRONG
    assert says in told[sheet.name, sheet.cell(field, FIRST_ROW)]
    assert not Project.objects.exists()
    marked = openpyxl.load_workbook(io.BytesIO(workbook_marked(workbook=workbook)))
    cell = marked[sheet.name][sheet.cell(field, FIRST_ROW)]
    assert cell.fill.start_color.rgb == "FFFFC7CE"
    assert says in cell.comment.text
    assert (sheet.name, sheet.cell(field, FIRST_ROW)) in {
        (row[0], row[1]) for row in marked[PROBLEMS].iter_rows(min_row=2, values_only=True)
    }


def test_a_marked_workbook_can_be_mended_and_uploaded_again(township: Township) -> None:
    faulty = upload(township, filled(township, new_project(township, FIRST_ROW), new_line(FIRST_ROW, quantity="许多")))
    again = upload(township, edited(workbook_marked(workbook=faulty), put(LINE_SHEET, FIRST_ROW, quantity="12")))
    assert again.state == Workbook.State.CHECKED
    workbook_take(actor=township.actor("HD"), workbook=again)
    assert EstimateLine.objects.get().quantity == 120000


def test_a_percentage_that_the_program_made_a_number_is_read_as_it_is_shown(township: Township) -> None:
    def percent(book: Any) -> None:
        cell = book[INDICATOR_SHEET.name][INDICATOR_SHEET.cell("baseline", FIRST_ROW)]
        cell.value, cell.number_format = 0.935, "0.0%"

    made_project(township)
    workbook = upload(township, filled(township, percent))
    workbook_take(actor=township.actor("HD"), workbook=workbook)
    assert Indicator.objects.order_by("number").first().baseline == "93.5%"


def test_faults_of_quality_are_remarks_and_do_not_keep_a_draft_out(township: Township) -> None:
    workbook = upload(township, filled(township, new_project(township, FIRST_ROW)))
    assert workbook.state == Workbook.State.CHECKED
    assert any(each[5] and "没有测算明细" in each[3] for each in workbook.problems)


# ------------------------------------------------------------------ not to be overwritten


def test_a_project_that_was_changed_after_the_download_is_refused_with_who_and_when(township: Township) -> None:
    project = made_project(township)
    content = filled(township, put(PROJECT_SHEET, FIRST_ROW, basis="从工作簿来的依据"))
    project_edit(actor=township.actor("HD"), project=project, edition=project.edition, basis="从页面来的依据")
    workbook = upload(township, content)
    assert wrong(workbook) == [(PROJECT_SHEET.name, PROJECT_SHEET.cell("name", FIRST_ROW))]
    assert township.actor("HD").person in workbook.problems[0][3]
    project.refresh_from_db()
    assert project.basis == "从页面来的依据"


def test_a_change_between_check_and_confirmation_is_refused_too(township: Township) -> None:
    project = made_project(township)
    workbook = upload(township, filled(township, put(PROJECT_SHEET, FIRST_ROW, basis="从工作簿来的依据")))
    project_edit(actor=township.actor("HD"), project=project, edition=project.edition, basis="从页面来的依据")
    before = state_of_everything()
    with pytest.raises(Refused, match="被改过"):
        workbook_take(actor=township.actor("HD"), workbook=workbook)
    assert state_of_everything() == before
    assert Workbook.objects.get().state == Workbook.State.CHECKED


def test_what_others_changed_does_not_hinder_the_projects_the_person_left_alone(township: Township) -> None:
    project = made_project(township)
    content = filled(township, new_project(township, FIRST_ROW + 1))
    project_edit(actor=township.actor("HD"), project=project, edition=project.edition, basis="从页面来的依据")
    workbook = upload(township, content)
    assert [each["name"] for each in workbook.differences] == ["机井维修"]


def test_a_project_that_was_sent_up_stands_grey_and_cannot_be_changed_by_the_workbook(township: Township) -> None:
    project = made_project(township)
    Project.objects.filter(pk=project.pk).update(state=Project.State.OFFICE)
    content = filled(township, put(PROJECT_SHEET, FIRST_ROW, basis="改灰色的行"))
    page = openpyxl.load_workbook(io.BytesIO(content))[PROJECT_SHEET.name]
    assert page[PROJECT_SHEET.cell("name", FIRST_ROW)].protection.locked
    assert not page[PROJECT_SHEET.cell("name", FIRST_ROW + 1)].protection.locked
    assert "待所审" in upload(township, content).problems[0][3]


@pytest.mark.parametrize("row", [1, 2, 3, 4, 6])
def test_a_tampered_hidden_sheet_is_refused(township: Township, row: int) -> None:
    made_project(township)

    def tamper(book: Any) -> None:
        book[KEYS].cell(row, 3 if row == 6 else 2).value = "99"

    with pytest.raises(Refused, match="标识缺失或被改过"):
        upload(township, filled(township, tamper))
    assert not Workbook.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "打不开"), (b"PK\x03\x04", "打不开"), (b"x" * (6 * 1024 * 1024), "最大 5 兆")],
)
def test_what_is_no_workbook_is_refused_at_the_door(township: Township, content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        upload(township, content)
    assert refused.value.of("file")


def test_a_changed_head_or_a_missing_sheet_is_refused(township: Township) -> None:
    with pytest.raises(Refused, match="表头应当是“项目名称”"):
        upload(township, filled(township, lambda book: book[LINE_SHEET.name].delete_cols(1)))
    with pytest.raises(Refused, match="没有工作表“指标”"):
        upload(township, filled(township, lambda book: book.remove(book[INDICATOR_SHEET.name])))


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize(("role", "office"), [("HL", ""), ("HD", "应急"), ("BO", ""), ("JJ", ""), ("DF", ""), ("AD", "")])
def test_only_those_who_fill_in_for_the_office_may_bring_a_workbook_back(township: Township, role: str, office: str) -> None:
    content = filled(township, new_project(township, FIRST_ROW))
    with pytest.raises(NotPermitted):
        upload(township, content, role, office)
    workbook = upload(township, content)
    for act in (workbook_take, workbook_discard):
        with pytest.raises(NotPermitted):
            act(actor=township.actor(role, office), workbook=workbook)
    assert not Project.objects.exists()


def test_another_offices_workbook_cannot_be_downloaded(township: Township) -> None:
    with pytest.raises(NotPermitted):
        workbook_download(actor=township.actor("HD", "应急"), office=township.offices["农业"], year=YEAR)


# ------------------------------------------------------------------ the form


def test_the_download_has_its_sheets_heads_lists_and_locks(township: Township) -> None:
    made_project(township)
    book = openpyxl.load_workbook(io.BytesIO(filled(township)))
    assert book.sheetnames == ["说明", "项目", "测算", "指标", "选项", "标识"]
    assert (book["选项"].sheet_state, book["标识"].sheet_state) == ("hidden", "veryHidden")
    for sheet in SHEETS:
        page = book[sheet.name]
        heads = [str(cell.value).removesuffix(" *") for cell in page[HEAD_ROW]]
        assert heads == [column.title for column in sheet.columns]
        assert page.protection.sheet
        assert page.protection.password is None
        assert page.print_title_rows == f"$1:${HEAD_ROW}"
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.freeze_panes is not None
        lists = {str(rule.sqref).split(":")[0] for rule in page.data_validations.dataValidation if rule.type == "list"}
        chosen = [column for column in sheet.columns if column.choices or column.field == "project"]
        assert lists == {sheet.cell(column.field, FIRST_ROW) for column in chosen}
        assert all(rule.error and len(rule.error) <= 255 for rule in page.data_validations.dataValidation)
        for column in sheet.columns:
            cell = page[sheet.cell(column.field, FIRST_ROW)]
            assert cell.protection.locked is not column.typed
            assert (cell.data_type == "f") is bool(column.formula)


def test_the_download_costs_the_same_queries_however_many_projects(township: Township) -> None:
    made_project(township)
    with CaptureQueriesContext(connection) as few:
        filled(township)
    for number in range(6):
        made_project(township, f"第{number}段渠道")
    with CaptureQueriesContext(connection) as many:
        filled(township)
    assert len(many) == len(few)
