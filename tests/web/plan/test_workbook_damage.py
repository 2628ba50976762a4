"""Whatever is broken in a workbook: is it named, and is nothing half imported? And does another program calculate what we do?"""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from web.plan.making import YEAR, line, made_project
from web.plan.test_workbook import edited, filled, new_line, new_project, put, state_of_everything, upload, wrong
from web.township import Township
from wenxiao.web.plan.models import EstimateLine, Project, Workbook
from wenxiao.web.plan.services.workbook import workbook_take
from wenxiao.web.plan.workbook.form import FIRST_ROW, INDICATOR_SHEET, LINE_SHEET, PROJECT_SHEET, Sheet
from wenxiao.web.trail.refusal import OutOfTurn, Refused

# What is wrong with a file is told before the database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
# By (sheet, field): what can never be right there.
NEVER = {
    (PROJECT_SHEET, "name"): [None, "", "名" * 101, "=A1"],
    (PROJECT_SHEET, "activity"): [None, "没有", 7],
    (PROJECT_SHEET, "start_year"): [None, "去年", 1.5, 99999, True],
    (PROJECT_SHEET, "function_code"): [None, "201", "农业", 1234567],
    (PROJECT_SHEET, "fund"): [None, "彩票", 3],
    (PROJECT_SHEET, "rigid"): ["也许", 2],
    (LINE_SHEET, "project"): [None, "没有这个项目"],
    (LINE_SHEET, "year"): [None, YEAR + 9, "二〇二四"],
    (LINE_SHEET, "item"): [None, "内" * 101],
    (LINE_SHEET, "quantity"): [None, 0, -1, "很多", 1.00001, 1e300, "=1+1"],
    (LINE_SHEET, "unit_price"): [None, -0.01, "免费", 0.001, "=1+1"],
    (LINE_SHEET, "economic_code"): [None, "302", "办公", 99999],
    (INDICATOR_SHEET, "project"): [None, "没有这个项目"],
    (INDICATOR_SHEET, "form"): [None, "别的"],
    (INDICATOR_SHEET, "kind"): ["产出", "速度"],
    (INDICATOR_SHEET, "weight"): ["多", 101, -1, 1.5],
    (INDICATOR_SHEET, "fair"): ["大概95左右", "8x9%"],
}
DAMAGES = st.lists(st.sampled_from([(*place, value) for place, values in NEVER.items() for value in values]), min_size=1, max_size=5)


def test_every_damaged_cell_is_named_and_nothing_is_written(township: Township) -> None:
    made_project(township)
    sound, before = filled(township), state_of_everything()

    # Enough to meet every cell; a workbook takes most of a second.
    @settings(max_examples=12, derandomize=True, phases=(Phase.explicit, Phase.generate))
    @given(damages=DAMAGES)
    def damaged(damages: list[tuple[Sheet, str, Any]]) -> None:
        places = {(sheet.name, sheet.cell(name, FIRST_ROW)): (sheet, name, value) for sheet, name, value in damages}
        content = edited(sound, *(put(sheet, FIRST_ROW, **{name: value}) for sheet, name, value in places.values()))
        workbook = upload(township, content)
        told = set(wrong(workbook))
        for cell, (sheet, name, value) in places.items():
            if not _hidden(name, set(places), sheet):
                assert cell in told, (cell, value, workbook.problems)
        assert workbook.state == Workbook.State.WRONG
        assert state_of_everything() == before
        with pytest.raises((OutOfTurn, Refused)):
            workbook_take(actor=township.actor("HD"), workbook=workbook)
        assert state_of_everything() == before

    damaged()


def _hidden(name: str, places: set[tuple[str, str]], sheet: Sheet) -> bool:
    """What cannot be judged while something else is wrong: bands, which are held against each other only where the rest is sound; and
    the year of a line, whose limits are the years of its project."""
    limits = {(LINE_SHEET.name, LINE_SHEET.cell("project", FIRST_ROW))}
    limits |= {(PROJECT_SHEET.name, PROJECT_SHEET.cell(each, FIRST_ROW)) for each in ("start_year", "name")}
    return (name == "fair" and len(places) > 1) or ((sheet, name) == (LINE_SHEET, "year") and bool(places & limits))


def test_any_text_goes_out_and_comes_back_the_same(township: Township) -> None:
    project = made_project(township, lines=(line("+7"), line("@x", yuan=3), line("-3")))

    @settings(max_examples=10, derandomize=True, phases=(Phase.explicit, Phase.generate))
    @given(text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=400))
    @example(text="=1+1")
    def comes_back(text: str) -> None:
        Project.objects.filter(pk=project.pk).update(basis=text.strip() or "字", content="=1+1")
        workbook = upload(township, filled(township))
        assert (workbook.state, workbook.problems, workbook.differences) == (Workbook.State.CHECKED, [], [])

    comes_back()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_calculates_the_same_and_what_it_saves_is_taken(township: Township, tmp_path: Path) -> None:
    made_project(township)
    content = filled(township, new_project(township, FIRST_ROW + 1), new_line(FIRST_ROW + 1, quantity=3, unit_price=0.33))
    (tmp_path / "簿.xlsx").write_bytes(content)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        "out",
        "簿.xlsx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    saved = (tmp_path / "out" / "簿.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)
    assert book["测算"][LINE_SHEET.cell("amount", FIRST_ROW + 1)].value == pytest.approx(0.99)
    assert book["项目"][PROJECT_SHEET.cell("total", FIRST_ROW)].value == 36000
    assert book["项目"][PROJECT_SHEET.cell("total", FIRST_ROW + 1)].value == pytest.approx(0.99)
    assert book["项目"][PROJECT_SHEET.cell("check", FIRST_ROW)].value == "合计正确"
    assert book["项目"][PROJECT_SHEET.cell("check", FIRST_ROW + 1)].value == "应为 90，现为 0"
    workbook = upload(township, saved)
    assert wrong(workbook) == []
    workbook_take(actor=township.actor("HD"), workbook=workbook)
    assert EstimateLine.objects.get(project__name="机井维修").amount == 99
    assert [each["name"] for each in workbook.differences] == ["机井维修"]
