"""Cost standards and the limits of the project library: complete, dated, and honest about where they come from."""

from __future__ import annotations

import pytest

from wenxiao.catalogue.codes import economic_name
from wenxiao.catalogue.cost_standards import CostStandard, CostStandardFileError, applicable, cost_standards, standard_from
from wenxiao.catalogue.limits import limit
from wenxiao.catalogue.load import load_file

ENTRY = {"id": "取暖费", "title": "取暖费", "amount": 3000, "unit": "元/平方米·年", "economic": "30208", "basis": ["办公用房面积"]}
ENTRY |= {"valid_from": 2023, "clause": "由本地财政确定", "mark": "U"}


@pytest.mark.parametrize("standard", cost_standards(2025), ids=lambda standard: standard.id)
def test_a_standard_is_complete_and_marked(standard: CostStandard) -> None:
    assert isinstance(standard.amount, int)
    assert standard.amount > 0
    assert standard.unit.startswith("元/")
    assert standard.economic.section
    assert economic_name(str(standard.economic))
    assert standard.mark in ("M", "U")
    assert standard.to_be_confirmed
    assert standard.clause
    assert standard.clause == "由本地财政确定" or standard.mark == "M"


def test_a_year_before_the_first_has_none() -> None:
    assert cost_standards(2022) == ()
    assert len({standard.id for standard in cost_standards(2025)}) == len(cost_standards(2025)) >= 25


def test_the_nearest_region_wins_and_regions_are_compared_by_segment() -> None:
    places = {"": 3000, "河北省": 3100, "河北省/承德市": 3200}
    entries = tuple(standard_from({**ENTRY, "region": region, "amount": amount}) for region, amount in places.items())
    later = standard_from({**ENTRY, "valid_from": 2026, "amount": 3300})

    def amount(year: int, region: str) -> int:
        (found,) = applicable((*entries, later), year, region)
        return found.amount

    assert [amount(2025, region) for region in ("", "河北省", "河北省/承德市/双桥区", "河北省/承德", "山西省")] == [
        3000,
        3100,
        3200,
        3100,
        3000,
    ]
    assert amount(2026, "") == 3300
    assert amount(2026, "河北省") == 3100


def test_an_incomplete_entry_is_refused_by_its_name() -> None:
    with pytest.raises(CostStandardFileError, match="取暖费"):
        standard_from({key: value for key, value in ENTRY.items() if key != "unit"})
    with pytest.raises(CostStandardFileError, match="3020"):
        standard_from({**ENTRY, "economic": "3020"})


def test_the_limits_of_library_and_compilation_are_there_with_a_note() -> None:
    assert (limit("部门预算批复期限"), limit("单位预算批复期限")) == (20, 15)
    assert limit("事前评估") > 0
    assert 0 < limit("相似项目") < 100
    for name in ("事前评估", "相似项目", "部门预算批复期限", "单位预算批复期限"):
        assert load_file("limits")[name]["note"]
        assert load_file("limits")[name]["unit"]
