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
