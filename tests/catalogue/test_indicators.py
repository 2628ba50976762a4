"""The indicator library: every entry can be taken over as it is, in either form, and is found by what it is about."""

from __future__ import annotations

import pytest

from wenxiao.catalogue.codes import function_name
from wenxiao.catalogue.indicators import LibraryIndicator, find_indicators, library, library_indicator
from wenxiao.catalogue.kinds import KINDS, kinds
from wenxiao.performance.drafts import draft_of
from wenxiao.performance.programme import BANDS
from wenxiao.performance.review import Form, review_indicator
from wenxiao.performance.scale import scale_of, standard_of

BY_ID = pytest.mark.parametrize("entry", library(), ids=lambda entry: entry.id)


@BY_ID
@pytest.mark.parametrize("form", ["hebei", "national"])
def test_an_entry_passes_every_rule(entry: LibraryIndicator, form: Form) -> None:
    assert review_indicator(draft_of(entry, form, weight="10", baseline="新设")) == ()


@BY_ID
def test_an_entry_is_complete(entry: LibraryIndicator) -> None:
    assert entry.kind in kinds()
    assert tuple(entry.standards) == BANDS
    assert all(entry.standards.values())
    assert all((entry.target, entry.explanation, entry.formula, entry.data_source, entry.evidence, entry.tags, entry.functions))
    assert all(function_name(str(code)) for code in entry.functions)


@BY_ID
def test_the_bands_are_a_partition_in_the_declared_direction_and_the_target_earns_the_best(entry: LibraryIndicator) -> None:
    standard = standard_of(draft_of(entry))
    if not entry.direction:
        assert all(band.cell.worded for band in standard.bands)
        return
    assert standard.is_partition
    assert (standard.direction.value, standard.unit) == (entry.direction, entry.unit)
    target = scale_of(draft_of(entry, "national")).target
    best = standard.band("优").interval
    assert target is not None
    assert best is not None
    assert best.contains(target.value)


def test_the_library_covers_every_kind_and_the_work_of_a_township() -> None:
    assert len(library()) >= 150
    assert len({entry.name for entry in library()}) == len(library())
    used = {entry.kind for entry in library()}
    assert {kind.partition("/")[0] for kind in used} == set(KINDS)
    assert {"产出/数量", "产出/质量", "产出/时效", "成本/经济", "效益/经济", "效益/社会", "效益/生态", "满意度/服务对象"} <= used
    work = "党员 人大 纪检 应急 防汛 防火 消防 信访 综治 社区矫正 网格员 公路 铁路护路 垃圾清运 环卫 大气 涉农补贴 乡村振兴 计生 卫健"
    work += " 便民服务 低保 社保 退役军人 文化 执法 后勤 培训 会议 采购 工程 信息化"
    for word in work.split():
        assert find_indicators(word), word


def test_words_kind_and_code_narrow_the_search() -> None:
    found = find_indicators("垃圾清运 成本")
    assert found[0].name == "每吨垃圾清运成本"
    assert all("成本" in entry.name + "".join(entry.tags) for entry in found)
    assert {entry.kind.partition("/")[0] for entry in find_indicators(kind="满意度", limit=100)} == {"满意度"}
    assert {entry.kind for entry in find_indicators(kind="产出/时效", limit=100)} == {"产出/时效"}
    assert find_indicators("没有这样的指标") == ()
    assert len(find_indicators()) == 20
    assert len(find_indicators(limit=3)) == 3


def test_what_is_in_the_name_stands_before_what_is_only_explained() -> None:
    names = [entry.name for entry in find_indicators("满意度", limit=100)]
    assert all("满意" in name for name in names[:10])


def ids(*, function_code: str) -> list[str]:
    return [entry.id for entry in find_indicators(function_code=function_code, limit=1000)]


def test_a_functional_code_finds_the_work_by_segment() -> None:
    fire = find_indicators(function_code="2130234", limit=100)
    assert fire
    assert all(any(str(code) in ("21302", "213") for code in entry.functions) for entry in fire)
    assert find_indicators(function_code="213 02", limit=100) == fire
    assert {entry.id for entry in fire} < set(ids(function_code="213"))
    assert find_indicators(function_code="999") == ()
    assert find_indicators(function_code="2130") == ()


@pytest.mark.parametrize(("code", "work"), [("2013102", "党员教育"), ("2013202", "党员教育"), ("2120899", "工程"), ("2130504", "工程")])
def test_work_is_found_by_every_code_a_township_pays_it_from(code: str, work: str) -> None:
    """A township has no organization department: its party work stands under its party committee's own office too."""
    assert any(work in entry.tags for entry in find_indicators(function_code=code, limit=100))


def test_an_entry_is_found_by_its_id() -> None:
    assert library_indicator(library()[0].id) is library()[0]
    with pytest.raises(KeyError):
        library_indicator("没有")
