"""How does a person get the same workbook back with the wrong cells marked? Red cells, the sentence beside them, and one list of all."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from wenxiao.web.plan.workbook.checking import CellProblem, problem_cells
from wenxiao.web.plan.workbook.form import PROBLEMS, height_of
from wenxiao.web.plan.workbook.reading import open_workbook

WRONG = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
REMARKED = PatternFill("solid", start_color="FFFFEB9C", end_color="FFFFEB9C")
_HEADS = (("工作表", 10), ("单元格", 9), ("填的什么", 40), ("为什么不对", 50), ("怎么办", 50), ("轻重", 12))
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def mark_workbook(name: str, content: bytes, problems: Sequence[CellProblem]) -> bytes:
    """The workbook with its problems in it; earlier marks' list is replaced. Raises WorkbookError."""
    book = open_workbook(name, content)
    if PROBLEMS in book.sheetnames:
        del book[PROBLEMS]
    for (sheet, address), found in problem_cells(list(problems)):
        cell = book[sheet][address]
        cell.fill = REMARKED if all(problem.remark for problem in found) else WRONG
        comment = Comment("\n".join(f"{problem.why}。{problem.todo}。" for problem in found), "问效")
        comment.width, comment.height = 320, 60 + 40 * len(found)
        cell.comment = comment
    page = book.create_sheet(PROBLEMS, 0)
    for place, (head, width) in enumerate(_HEADS, 1):
        page.cell(1, place, head).font = Font(bold=True)
        page.column_dimensions[page.cell(1, place).column_letter].width = width
    for number, problem in enumerate(problems, 2):
        told = (problem.sheet, problem.cell, problem.what, problem.why, problem.todo, "提醒" if problem.remark else "必须改")
        for place, text in enumerate(told, 1):
            cell = page.cell(number, place)
            cell.value, cell.data_type = text, "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.quotePrefix = text.startswith(_FORMULA_SIGNS)
        page.row_dimensions[number].height = height_of((text, width) for text, (_, width) in zip(told, _HEADS, strict=True))
        page.cell(number, 2).hyperlink = f"#'{problem.sheet}'!{problem.cell}"
    page.freeze_panes = "A2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is page
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
