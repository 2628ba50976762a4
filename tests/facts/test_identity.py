"""Who speaks, of which year, in a budget or in final accounts?"""

import pytest
from stated import stated


@pytest.mark.parametrize(
    ("head", "unit", "year", "kind"),
    [
        ("青石镇人民政府 2023 年部门预算信息公开\n", "青石镇人民政府", 2023, "budget"),
        ("江城市云溪区2026年区级单位预算\n\n预算单位：江城市云溪区司法局\n", "江城市云溪区司法局", 2026, "budget"),
        ("江城市云溪区财政局\n2024年度部门决算\n", "江城市云溪区财政局", 2024, "final_accounts"),
        ("会议通知\n请各村参加。\n", "", None, "other"),
    ],
)
def test_the_title_tells_unit_year_and_kind(head, unit, year, kind):
    facts = stated("", head)
    assert (facts.unit, facts.fiscal_year, facts.kind) == (unit, year, kind)


def test_every_spelling_of_the_unit_is_kept_with_its_lines():
    facts = stated("305 松岭县青石镇人民政府\n\n编制部门：南山区青石镇\n", "青石镇人民政府 2023 年部门预算\n\n")
    assert {name: [place.line for place in places] for name, places in facts.names.items()} == {
        "青石镇人民政府": [1],
        "松岭县青石镇人民政府": [3],
        "南山区青石镇": [5],
    }


@pytest.mark.parametrize("before", ["本单位为", "隶属", "下属", "中共", "接受", "主管部门是河北省"])
def test_a_word_before_a_name_is_no_part_of_it(before):
    facts = stated(f"{before}云溪县青石镇人民政府。\n", "云溪县青石镇人民政府2025年部门预算\n\n")
    assert {name: [place.text[place.start : place.end] for place in places] for name, places in facts.names.items()} == {
        "云溪县青石镇人民政府": ["云溪县青石镇人民政府"] * 2
    }


def test_a_higher_place_before_a_name_is_kept():
    facts = stated("平湖市云溪县青石镇人民政府\n", "云溪县青石镇人民政府2025年部门预算\n\n")
    assert set(facts.names) == {"云溪县青石镇人民政府", "平湖市云溪县青石镇人民政府"}
