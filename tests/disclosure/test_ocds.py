"""Do the planned purchases keep to the Open Contracting standard 1.1, and say what the procurement table says?"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.townships import TURNS, township
from generated.unit_years import Shape, unit_year
from wenxiao.control.chain import canonical
from wenxiao.disclosure.ocds import NothingPlannedError, ocds
from wenxiao.disclosure.records import Fund, Purchase, UnitYear
from wenxiao.disclosure.totals import Totals

DAY = date(2025, 3, 1)

# Of the release package and release schemas 1.1.5: what each object may hold, and what it must (marked !). Closed lists where the
# standard closes them. An object that is not told of here may not occur.
NUMBER, TEXT, MOMENT = "number", "text", "date-time"
VALUE = {"amount!": NUMBER, "currency!": {"CNY"}}
PERIOD = {"startDate": MOMENT, "endDate": MOMENT}
ORGANIZATION = {"id!": TEXT, "name!": TEXT}
RELEASE = {
    "ocid!": TEXT,
    "id!": TEXT,
    "date!": MOMENT,
    "tag!": [{"planning", "planningUpdate"}],
    "initiationType!": {"tender"},
    "language": TEXT,
    "parties": [{**ORGANIZATION, "roles": [{"buyer", "procuringEntity"}]}],
    "buyer": ORGANIZATION,
    "planning": {
        "budget": {
            "id": TEXT,
            "description": TEXT,
            "amount": VALUE,
            "project": TEXT,
            "projectID": TEXT,
            "budgetBreakdown": [{"id!": TEXT, "description": TEXT, "amount": VALUE, "period": PERIOD}],
        }
    },
    "tender": {
        "id!": TEXT,
        "title": TEXT,
        "status": {"planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"},
        "value": VALUE,
        "mainProcurementCategory": {"goods", "works", "services"},
        "items": [
            {
                "id!": TEXT,
                "description": TEXT,
                "classification": {"scheme": TEXT, "id": TEXT, "description": TEXT},
                "quantity": NUMBER,
                "unit": {"name": TEXT, "value": VALUE},
            }
        ],
    },
}
PACKAGE = {
    "uri!": TEXT,
    "version!": {"1.1"},
    "extensions": [TEXT],
    "publishedDate!": MOMENT,
    "publisher!": {"name!": TEXT},
    "releases!": [RELEASE],
}


def faults(found: Any, wanted: Any, where: str = "") -> list[str]:
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            return [f"{where}: no object"]
        known = {key.rstrip("!"): form for key, form in wanted.items()}
        problems = [f"{where}.{key}: not of the standard" for key in found.keys() - known.keys()]
        problems += [f"{where}.{key}: missing" for key in wanted if key.endswith("!") and key.rstrip("!") not in found]
        return problems + [fault for key in found.keys() & known.keys() for fault in faults(found[key], known[key], f"{where}.{key}")]
    if isinstance(wanted, list):
        if not isinstance(found, list) or not found:
            return [f"{where}: no list with something in it"]
        return [fault for place, each in enumerate(found) for fault in faults(each, wanted[0], f"{where}[{place}]")]
    if isinstance(wanted, set):
        return [] if found in wanted else [f"{where}: {found}"]
    if wanted == NUMBER:
        return [] if isinstance(found, int | float) and not isinstance(found, bool) else [f"{where}: {found}"]
    if not isinstance(found, str) or not found:
        return [f"{where}: {found}"]
    if wanted == MOMENT:
        return [] if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", found) and datetime.fromisoformat(found) else [where]
    return []


def with_purchases(*purchases: Purchase) -> UnitYear:
    return replace(unit_year(Shape(5)), purchases=purchases)


def purchase(**changes: Any) -> Purchase:
    usual = Purchase("", "台式计算机", "A02010105", "台", 120_000, 512_345, Fund.GENERAL, "采购/7")
    return replace(usual, **changes)


@settings(max_examples=15, deadline=None)
@given(
    st.builds(Shape, seed=st.integers(0, 100_000), year=st.sampled_from((2023, 2025)), grain=st.sampled_from((1, 10_000))),
    st.sets(st.sampled_from(sorted(TURNS)), max_size=3),
)
def test_the_package_keeps_to_the_standard(shape: Shape, turns: set[str]) -> None:
    records = township(shape, turns)
    if not records.purchases:
        with pytest.raises(NothingPlannedError):
            ocds(records, DAY)
        return
    package = ocds(records, DAY)
    assert faults(package, PACKAGE) == []
    releases = package["releases"]
    assert len({release["ocid"] for release in releases}) == len(releases) == len(records.purchases)
    for release in releases:
        assert not {"#"} & set(release["id"] + release["ocid"])
        # A reference must lead to an entry of the parties.
        assert release["buyer"]["id"] in {party["id"] for party in release["parties"] if "buyer" in party["roles"]}


def test_a_fault_of_the_form_would_be_seen() -> None:
    package = ocds(unit_year(Shape(5)), DAY)
    release = package["releases"][0]
    for wrong in (
        {key: value for key, value in release.items() if key != "initiationType"},
        release | {"tag": ["plan"]},
        release | {"tag": []},
        release | {"date": "2025年3月1日"},
        release | {"采购": "1"},
        release | {"tender": {"title": "无号"}},
        release | {"planning": {"budget": {"amount": {"amount": "12.00", "currency": "CNY"}}}},
    ):
        assert faults(package | {"releases": [wrong]}, PACKAGE), wrong


def test_what_is_planned_is_what_the_figures_say() -> None:
    records = unit_year(Shape(0))
    totals, releases = Totals(records), ocds(records, DAY)["releases"]
    assert len(releases) == 2
    amounts = [Decimal(str(release["planning"]["budget"]["amount"]["amount"])) for release in releases]
    assert 100 * sum(amounts) == totals.procurement().value
    for number, (each, release) in enumerate(zip(records.purchases, releases, strict=True), 1):
        count, price, amount = totals.purchase(number, each)
        (item,) = release["tender"]["items"]
        assert Decimal(str(item["quantity"])) * 10_000 == count.value
        assert Decimal(str(item["unit"]["value"]["amount"])) * 100 == price.value
        assert Decimal(str(release["tender"]["value"]["amount"])) * 100 == amount.value
        (breakdown,) = release["planning"]["budget"]["budgetBreakdown"]
        assert breakdown["amount"] == release["planning"]["budget"]["amount"]
        assert breakdown["period"]["startDate"].startswith(f"{records.year}-01-01")
        assert release["planning"]["budget"].get("projectID", "") == each.project


def test_cents_and_fractions_of_a_unit_are_written_as_they_are() -> None:
    text = canonical(ocds(with_purchases(purchase(quantity=15_000, unit_price=999_999_999_999_99)), DAY)).decode()
    (item,) = json.loads(text, parse_float=Decimal)["releases"][0]["tender"]["items"]
    assert item["quantity"] == Decimal("1.5")
    assert item["unit"]["value"]["amount"] == Decimal("999999999999.99")
    assert '"amount":999999999999.99' in text


@pytest.mark.parametrize(
    ("code", "category"), [("A02010105", "goods"), ("B01010000", "works"), ("C21040001", "services"), ("", None), ("自行采购", None)]
)
def test_the_letter_of_the_catalogue_code_tells_what_kind_of_thing_is_bought(code: str, category: str | None) -> None:
    (release,) = ocds(with_purchases(purchase(catalogue_code=code)), DAY)["releases"]
    assert release["tender"].get("mainProcurementCategory") == category


def test_a_purchase_keeps_its_id_when_another_is_dropped_or_it_is_entered_anew_at_another_price() -> None:
    first, second = purchase(), purchase(name="打印机", source="采购/8")
    both = [release["ocid"] for release in ocds(with_purchases(first, second), DAY)["releases"]]
    (alone,) = ocds(with_purchases(second), DAY)["releases"]
    anew = replace(second, unit_price=1, quantity=10_000, source="采购/19")
    (dearer,) = ocds(with_purchases(anew), DAY, correction=True)["releases"]
    assert alone["ocid"] == both[1] == dearer["ocid"] != both[0]
    assert alone["id"] != dearer["id"]
    assert (alone["tag"], dearer["tag"]) == (["planning"], ["planningUpdate"])
    same = [release["ocid"] for release in ocds(with_purchases(second, second, first), DAY)["releases"]]
    assert same == [both[1], f"{both[1]}-2", both[0]]


def test_prefix_and_address_are_the_publishers_where_it_has_them() -> None:
    records = with_purchases(purchase())
    assert ocds(records, DAY)["releases"][0]["ocid"].startswith("local-305-2025-")
    told = ocds(records, DAY, prefix="ocds-a1b2c3", address="https://example.gov.cn/2025/procurement.json")
    assert told["releases"][0]["ocid"].startswith("ocds-a1b2c3-305-2025-")
    assert told["uri"] == "https://example.gov.cn/2025/procurement.json"
    odd = replace(records, unit=replace(records.unit, code=" 305 #2 "))
    assert ocds(odd, DAY)["releases"][0]["ocid"].startswith("local-305-2-2025-")


def test_the_same_records_and_day_make_the_same_package() -> None:
    packages = [canonical(ocds(unit_year(Shape(5)), day)) for day in (DAY, DAY, date(2025, 3, 2))]
    assert packages[0] == packages[1] != packages[2]


def test_a_year_without_procurement_has_no_package() -> None:
    with pytest.raises(NothingPlannedError, match="2025年没有政府采购预算"):
        ocds(unit_year(Shape(5, procurement=False)), DAY)
