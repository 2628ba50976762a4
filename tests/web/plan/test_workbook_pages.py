"""Do the pages carry a workbook out and back: downloaded, uploaded, refused with its cells, shown, confirmed?"""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from web.plan.making import YEAR, made_project
from web.plan.test_workbook import filled, new_line, new_project
from web.township import Township
from wenxiao.web.plan.models import Project, Workbook
from wenxiao.web.plan.workbook.form import FIRST_ROW, PROBLEMS

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGE = "/plan/workbook"


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def sent(client: Client, content: bytes, name: str = "农业.xlsx") -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def test_a_workbook_is_downloaded_filled_in_shown_and_confirmed(township: Township, signed_in: SignIn) -> None:
    made_project(township)
    client = signed_in("HD")
    office = township.offices["农业"]
    file = client.get(f"{PAGE}/download?office={office.pk}&year={YEAR}")
    assert openpyxl.load_workbook(io.BytesIO(file.content)).sheetnames[:4] == ["说明", "项目", "测算", "指标"]
    answer = sent(client, filled(township, new_project(township, FIRST_ROW + 1), new_line(FIRST_ROW + 9)))
    workbook = Workbook.objects.get()
    assert answer.status_code == 302
    page = said(client.get(answer.url))
    assert "机井维修" in page
    assert "10 台 × 1,250.50 = 12,505.00" in page
    assert not Project.objects.filter(name="机井维修").exists()
    client.post(workbook.get_absolute_url())
    assert Project.objects.filter(name="机井维修").exists()
    assert "已导入" in said(client.get(workbook.get_absolute_url()))


@pytest.mark.parametrize(("limit", "most"), [(1, 1), (30, 5)])
def test_a_file_too_large_is_refused_beside_its_field(signed_in: SignIn, settings: LazySettings, limit: int, most: int) -> None:
    settings.UPLOAD_BYTES = limit * 1024 * 1024
    answer = sent(signed_in("HD"), b"x" * (most * 1024 * 1024 + 1))
    assert answer.status_code == 422
    assert f"最大 {most} 兆：请不要在工作簿里插图片" in str(answer.context["form"].errors["file"])
    assert not Workbook.objects.exists()


def test_who_may_not_bring_workbooks_back_is_refused_before_the_file_is_looked_at(signed_in: SignIn) -> None:
    assert sent(signed_in("ML"), b"").status_code == 403


def test_a_faulty_workbook_comes_back_with_its_cells_on_the_page_and_in_the_file(township: Township, signed_in: SignIn) -> None:
    client = signed_in("HD")
    answer = sent(client, filled(township, new_project(township, FIRST_ROW), new_line(FIRST_ROW, quantity="许多")))
    page = said(client.get(answer.url))
    assert "有 1 处要改" in page
    assert "D4" in page
    assert "确认导入" not in page
    marked = client.get(f"{answer.url}/marked")
    assert openpyxl.load_workbook(io.BytesIO(marked.content)).sheetnames[0] == PROBLEMS
    assert client.post(answer.url).status_code == 409
    assert not Project.objects.exists()


def test_a_file_that_is_no_workbook_is_refused_beside_the_field(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    answer = sent(signed_in("HD"), b"not a workbook")
    assert answer.status_code == 422
    assert "打不开这个文件" in said(answer)
    assert not Workbook.objects.exists()


def test_a_workbook_can_be_put_aside(township: Township, signed_in: SignIn) -> None:
    client = signed_in("HD")
    answer = sent(client, filled(township, new_project(township, FIRST_ROW)))
    client.post(f"{answer.url}/discard")
    assert Workbook.objects.get().state == Workbook.State.DISCARDED


@pytest.mark.parametrize(
    ("role", "office", "status"), [("HL", "", 200), ("BO", "", 200), ("HD", "应急", 403), ("AC", "", 200), ("AD", "", 403)]
)
def test_who_may_look_is_who_may_see_the_offices_projects(
    township: Township, signed_in: SignIn, role: str, office: str, status: int
) -> None:
    answer = sent(signed_in("HD"), filled(township, new_project(township, FIRST_ROW)))
    other = signed_in(role, office)
    assert other.get(answer.url).status_code == status
    assert other.post(answer.url).status_code == 403
    assert not Project.objects.exists()


def test_another_offices_workbook_is_not_downloaded(township: Township, signed_in: SignIn) -> None:
    office = township.offices["农业"]
    assert signed_in("HD", "应急").get(f"{PAGE}/download?office={office.pk}&year={YEAR}").status_code == 404
