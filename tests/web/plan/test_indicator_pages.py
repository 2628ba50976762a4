"""Is a project's set of indicators written, looked at, mended and put in order by whom it concerns, and by nobody else?"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.permission_cases import Ask, Case, every, hold
from web.plan.making import entries, made_activity, made_project
from web.township import Township
from wenxiao.catalogue.indicators import find_indicators
from wenxiao.performance.drafts import IndicatorDraft
from wenxiao.performance.review import scale_of
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import Activity, Duty, Indicator, Project
from wenxiao.web.plan.scale_picture import scale_picture
from wenxiao.web.plan.services.indicators import IndicatorEntry, entry_of, indicator_edit, indicators_replace
from wenxiao.web.trail.models import Entry

FAULTY = {"excellent": "100%", "good": "90%", "fair": "80%", "poor": "60%以下"}

SignIn = Callable[..., Client]


def typed(project: Project, **changes: Any) -> dict[str, Any]:
    """What the form of a new indicator would send."""
    entry = IndicatorEntry(
        "渠道完好率", kind="产出/质量", measure="%", direction="↑", baseline="92%", weight=10, explanation="按台账计算。"
    )
    values = entry._asdict() | {"source": "管护台账", "evidence": "台账", **FAULTY, **changes}
    values["shape"] = values.pop("form")
    return {name: "" if value is None else value for name, value in values.items()} | {"edition": project.edition}


def address(project: Project, rest: str = "") -> str:
    return f"/plan/projects/{project.code}/indicators{rest}"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def offers(page: str) -> list[str]:
    return re.findall(r'name="repair" value="([^"]*)"', page)


def test_the_list_shows_the_indicators_their_weights_and_that_nothing_is_wrong(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    page = text(signed_in("HD").get(address(project)))
    assert all(entry.name in page for entry in entries())
    assert "应当是 90" in page
    assert "相符" in page
    assert "不相符" not in page
    assert page.count("没有问题") + page.count("条说明") >= len(entries())
    assert "还不能上报" not in page


def test_a_faulty_scale_is_saved_as_a_draft_and_told_to_block_submission(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client = signed_in("HD")
    answer = client.post(address(project, "/new"), typed(project), follow=True)
    assert answer.redirect_chain == [(address(project), 302)]
    made = project.indicators.get(name="渠道完好率")
    assert (made.number, made.excellent, made.poor) == (6, "100%", "60%以下")
    page = text(answer)
    assert "还不能上报" in page
    assert "个错误" in page
    assert "不相符" in page
    assert Entry.objects.filter(subject_id=str(project.pk), action="indicator_create").count() == 1


def test_what_cannot_be_kept_is_refused_beside_its_field_and_stays_typed(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    before = project.indicators.count()
    answer = signed_in("HD").post(address(project, "/new"), typed(project, name="", weight="很多", kind="产出/别的"))
    page = text(answer)
    assert answer.status_code == 422
    assert project.indicators.count() == before
    assert 'value="很多"' in page
    assert 'value="60%以下"' in page
    assert "请填写" in page


def test_the_preview_draws_the_gap_and_offers_a_repair_that_only_fills_the_form(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client = signed_in("HD")
    edition = Project.objects.get(pk=project.pk).edition
    page = text(client.post(address(project, "/preview"), typed(project)))
    assert "<svg" in page
    assert "空档" in page
    assert "还不能上报" in page
    offered = offers(client.post(address(project, "/preview"), typed(project)).content.decode())
    assert offered
    repaired = text(client.post(address(project, "/preview"), typed(project) | {"repair": html.unescape(offered[0])}))
    assert "还不能上报" not in repaired
    assert "空档：" not in repaired
    assert 'value="60%以下"' not in repaired
    assert Project.objects.get(pk=project.pk).edition == edition
    assert not project.indicators.filter(name="渠道完好率").exists()


def test_while_typing_only_the_preview_and_what_is_said_beside_the_fields_are_answered(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    answer = signed_in("HD").post(address(project, "/preview"), typed(project), headers={"HX-Request": "true"})
    page = text(answer)
    assert "<input" not in page
    assert "<html" not in page
    assert page.count('hx-swap-oob="true"') == len(IndicatorEntry._fields) + 1
    assert "空档" in page


@pytest.mark.parametrize("value", ["", "{", "[1]", '{"edition": "1"}', '{"name": 5}', '{"standards.优": "≥95%"}'])
def test_a_repair_that_is_none_changes_nothing(township: Township, signed_in: SignIn, value: str) -> None:
    project = made_project(township)
    answer = signed_in("HD").post(address(project, "/preview"), typed(project) | {"repair": value})
    page = text(answer)
    assert answer.status_code == 200
    assert 'value="渠道完好率"' in page
    assert 'value="60%以下"' in page


def test_what_is_typed_is_never_taken_for_markup(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    for headers in ({}, {"HX-Request": "true"}):
        hostile = typed(project, name="<script>一</script>", target="<b>", good="≥9<script>", baseline='"><img>')
        page = signed_in("HD").post(address(project, "/preview"), hostile, headers=headers).content.decode()
        assert "<script>一" not in page
        assert "<img>" not in page
        assert "≥9<script>" not in page
        assert "<b>" not in page


def test_a_colleagues_change_is_told_with_its_author_and_what_was_typed_stays(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    found = project.indicators.get(number=2)
    opened = typed(project, **entry_of(found)._asdict() | {"target": "≥97%"})
    indicator_edit(
        actor=township.actor("HD"), indicator=found, edition=project.edition, entry=entry_of(found)._replace(target="≥96%", weight=18)
    )
    client = signed_in("HD")
    answer = client.post(address(project, f"/{found.pk}/edit"), opened)
    page = text(answer)
    assert answer.status_code == 409
    assert "HD 某" in page
    assert "修改指标" in page
    assert "≥96%" in page
    assert 'value="≥97%"' in page
    assert project.indicators.get(number=2).target == "≥96%"
    edition = re.search(r'name="edition" value="(\d+)"', page)
    assert edition
    assert client.post(address(project, f"/{found.pk}/edit"), opened | {"edition": edition[1]}).status_code == 302
    assert project.indicators.get(number=2).target == "≥97%"


def test_an_indicator_that_a_colleague_deleted_can_be_saved_as_a_new_one(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    found = project.indicators.get(number=2)
    opened = typed(project, **entry_of(found)._asdict() | {"target": "≥97%"})
    edit = address(project, f"/{found.pk}/edit")
    found.delete()
    client = signed_in("HD")
    answer = client.post(edit, opened)
    page = text(answer)
    assert answer.status_code == 409
    assert 'value="≥97%"' in page
    assert f'action="{address(project, "/new")}"' in page
    assert client.get(edit).status_code == 404


def test_a_button_of_an_old_list_does_nothing_and_says_who_was_faster(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    found = project.indicators.get(number=1)
    answer = signed_in("HD").post(address(project, f"/{found.pk}/delete"), {"edition": project.edition - 1})
    assert answer.status_code == 409
    assert "HD 某" in text(answer)
    assert "没有办理" in text(answer)
    assert project.indicators.count() == 5


def test_order_copy_delete_and_weights_by_their_buttons(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client = signed_in("HD")

    def press(rest: str) -> None:
        edition = Project.objects.get(pk=project.pk).edition
        assert client.post(address(project, rest), {"edition": edition}).status_code == 302

    def names() -> list[str]:
        return list(project.indicators.order_by("number").values_list("name", flat=True))

    first, second, *rest = names()
    press(f"/{project.indicators.get(number=1).pk}/move/down")
    assert names() == [second, first, *rest]
    press(f"/{project.indicators.get(number=2).pk}/move/up")
    assert names() == [first, second, *rest]
    press(f"/{project.indicators.get(number=1).pk}/copy")
    assert names()[-1] == f"{first}（复制）"
    press("/weigh")
    assert sum(each.weight or 0 for each in project.indicators.all()) == 90
    press(f"/{project.indicators.get(number=6).pk}/delete")
    assert names() == [first, second, *rest]


def test_the_library_is_searched_and_an_entry_fills_the_form_unsaved(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client = signed_in("HD")
    entry = find_indicators("满意度")[0]
    page = text(client.get("/plan/indicator-library", {"text": "满意度", "project": project.code, "code": ""}))
    assert entry.name in page
    assert f"?library={entry.id}" in page
    form = text(client.get(address(project, "/new"), {"library": entry.id}))
    assert f'value="{entry.name}"' in form
    assert all(f'value="{html.unescape(standard)}"' in form for standard in entry.standards.values() if standard)
    assert project.indicators.count() == 5
    assert client.get(address(project, "/new"), {"library": "没有这条"}).status_code == 404
    assert "没有找到" in text(client.get("/plan/indicator-library", {"text": "没有这样的词"}))
    assert "?library=" not in text(signed_in("BO").get("/plan/indicator-library", {"project": project.code, "code": ""}))


def test_who_may_not_write_reads(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    found = project.indicators.get(number=2)
    client = signed_in("BO")
    page = text(client.get(address(project)))
    assert found.name in page
    assert "新增指标" not in page
    assert "/edit" not in page
    assert "按规定分配" not in page
    one = text(client.get(address(project, f"/{found.pk}")))
    assert "<svg" in one
    assert found.explanation in one
    assert ">修改<" not in one
    refused = client.post(address(project, "/preview"), typed(project))
    assert refused.status_code == 403


def test_a_project_on_its_way_is_read_only(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    found = project.indicators.get(number=2)
    Project.objects.filter(pk=project.pk).update(state=Project.State.OFFICE)
    client = signed_in("HD")
    assert "新增指标" not in text(client.get(address(project)))
    assert client.get(address(project, f"/{found.pk}/edit")).status_code == 409
    assert client.post(address(project, f"/{found.pk}/edit"), typed(project)).status_code == 409
    assert client.get(address(project, f"/{found.pk}")).status_code == 200


@pytest.mark.parametrize("page", ["", "/new"])
def test_as_many_queries_for_sixty_indicators_as_for_ten(
    township: Township, signed_in: SignIn, page: str, django_assert_max_num_queries: Any
) -> None:
    project = made_project(township)
    client = signed_in("HD")
    for count in (10, 60):
        many = [entries()[place % 5]._replace(name=f"{entries()[place % 5].name}{place}") for place in range(count)]
        indicators_replace(actor=township.actor("HD"), project=project, edition=project.edition, entries=many)
        with django_assert_max_num_queries(22):
            assert client.get(address(project, page)).status_code == 200


def test_a_scale_without_end_is_drawn_without_end_and_holes_in_percent_within_0_and_100() -> None:
    def drawn(**standards: str) -> Any:
        scale = scale_of(IndicatorDraft("清淤长度", unit="", standards=standards))
        picture = scale_picture(scale, "清淤长度", prefix="p")
        assert picture is not None
        return picture.table.rows

    lengths = drawn(优="≥120公里", 良="≥110公里且<120公里", 中="≥100公里且<110公里", 差="<100公里")
    assert lengths[0][:2] == ("优", "≥120公里")
    assert lengths[0][3] == "不限"
    assert not [row for row in lengths if row[0] in ("空档", "重叠")]
    percents = drawn(优="≥95%", 良="≥85%且<90%", 中="≥60%且≤85%", 差="<60%")
    assert [row[0] for row in percents if row[0] in ("空档", "重叠")] == ["空档", "重叠"]
    assert "100%（含）" in percents[0][3]
    assert scale_picture(scale_of(IndicatorDraft("效果", standards={"优": "明显改善"})), "效果", prefix="p") is None


def _made(township: Township, unit: Unit, office: Office | None) -> Project:
    """A draft with indicators of that unit and office."""
    made = made_project(township)
    if unit != township.unit:
        duty = Duty.objects.create(unit=unit, number=1, name="农业", since=2020)
        activity = Activity.objects.create(duty=duty, number=1, name="管护")
        office = Office.objects.create(unit=unit, code="77", name="农业办")
        Project.objects.filter(pk=made.pk).update(unit=unit, office=office, activity=activity)
    else:
        Project.objects.filter(pk=made.pk).update(office=office)
    return Project.objects.get(pk=made.pk)


def _ask(rest: str, number: int = 2, **data: Any) -> Callable[[Project], Ask]:
    def ask(project: Project) -> Ask:
        pk = Indicator.objects.get(project=project, number=number).pk
        return Ask(address(project, rest.format(pk=pk)), typed(project) | data)

    return ask


OFFICES = ("own_office", "other_office", "other_unit", "foreign_unit")
CASES = (
    Case("看指标", "indicators", "V", _made, lambda project: Ask(address(project)), places=OFFICES),
    Case("看一个指标", "indicators", "V", _made, lambda project: _ask("/{pk}")(project)._replace(data=None), places=OFFICES),
    Case("打开指标表", "indicators", "E", _made, lambda project: Ask(address(project, "/new")), places=OFFICES),
    Case("新增指标", "indicators", "E", _made, _ask("/new"), places=OFFICES),
    Case("修改指标", "indicators", "E", _made, _ask("/{pk}/edit"), places=OFFICES),
    Case("复制指标", "indicators", "E", _made, _ask("/{pk}/copy"), places=OFFICES),
    Case("删除指标", "indicators", "E", _made, _ask("/{pk}/delete"), places=OFFICES),
    Case("上移指标", "indicators", "E", _made, _ask("/{pk}/move/up"), places=OFFICES),
    Case("按规定分配分值", "indicators", "E", _made, _ask("/weigh"), places=OFFICES),
)


@pytest.mark.parametrize(("case", "place"), every(CASES), ids=lambda value: value if isinstance(value, str) else value.title)
def test_each_post_may_do_what_the_matrix_says(case: Case, place: str, township: Township) -> None:
    made_activity(township)
    hold(case, place, township)
