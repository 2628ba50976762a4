"""What does a unit mean to buy, for programs that follow procurement everywhere? Its planned purchases after the Open Contracting standard.

A release package of OCDS 1.1 at the stage of planning: one contracting process for each line of the procurement budget, so that what is
later tendered, awarded and paid can follow under the same id. Budget year and fund stand in the extension Budget Breakdown.

An ocid begins with a prefix that the Open Contracting Partnership gives to publishers; whoever has none writes `local`. Then follow the
unit's code and the year: unique where codes are, which without a registered prefix is within one county's finance bureau and no further.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias

from wenxiao.catalogue.codes import procurement_name
from wenxiao.control.chain import canonical
from wenxiao.disclosure.figures import FUND_NAMES
from wenxiao.disclosure.open_data import Year
from wenxiao.disclosure.outturn import Outturn
from wenxiao.disclosure.records import TEN_THOUSAND, Purchase
from wenxiao.disclosure.totals import Totals

Json: TypeAlias = dict[str, Any]

VERSION = "1.1"
LOCAL = "local"
BUDGET_BREAKDOWN = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_budget_breakdown_extension/master/extension.json"
# 《政府采购品目分类目录》 is in no code list of the standard; `x_` marks a list of one's own.
CATALOGUE = "x_政府采购品目分类目录"
# 货物, 工程, 服务: the first letter of a code of the catalogue.
CATEGORIES = {"A": "goods", "B": "works", "C": "services"}
FEN_PER_YUAN = 100


class NothingPlannedError(ValueError):
    """Records that plan no purchase: the standard has no package without a release."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}，没有可以公开的采购计划")


def ocds(records: Year, published_on: date, *, prefix: str = "", address: str = "", correction: bool = False) -> Json:
    """The release package. `prefix` is a registered ocid prefix; `address` is where the file will lie, by default a name made from what it
    says; `correction` marks what updates an earlier package. Raises NothingPlannedError, and RecordsDisagreeError.
    """
    if isinstance(records, Outturn):
        raise NothingPlannedError("这是决算")
    if not records.purchases:
        raise NothingPlannedError(f"{records.year}年没有政府采购预算")
    day = f"{published_on.isoformat()}T00:00:00+08:00"
    tag = "planningUpdate" if correction else "planning"
    releases = list(_releases(Totals(records), f"{prefix or LOCAL}-{_plain(records.unit.code)}-{records.year}", day, tag))
    return {
        "uri": address or uuid.uuid5(uuid.NAMESPACE_URL, canonical({"releases": releases}).decode()).urn,
        "version": VERSION,
        "extensions": [BUDGET_BREAKDOWN],
        "publishedDate": day,
        "publisher": {"name": records.unit.name},
        "releases": releases,
    }


def _releases(totals: Totals, prefix: str, day: str, tag: str) -> Iterator[Json]:
    unit = totals.records.unit
    buyer = {"id": _plain(unit.code), "name": unit.name}
    seen: Counter[str] = Counter()
    for number, purchase in enumerate(totals.records.purchases, 1):
        # By what is bought and not by its place in the list: a line dropped or repriced in a later version renames none of the others.
        what = {"project": purchase.project, "code": purchase.catalogue_code, "name": purchase.name, "fund": purchase.fund.value}
        digest = hashlib.sha256(canonical(what)).hexdigest()[:12]
        seen[digest] += 1
        ocid = f"{prefix}-{digest}" if seen[digest] == 1 else f"{prefix}-{digest}-{seen[digest]}"
        release: Json = {
            "ocid": ocid,
            "date": day,
            "tag": [tag],
            "initiationType": "tender",
            "language": "zh",
            "parties": [{**buyer, "roles": ["buyer"]}],
            "buyer": buyer,
            "planning": {"budget": _budget(totals, number, purchase)},
            "tender": _tender(totals, ocid, number, purchase),
        }
        # Another content is another release of the same process.
        yield {**release, "id": f"{ocid}-{hashlib.sha256(canonical(release)).hexdigest()[:16]}"}


def _budget(totals: Totals, number: int, purchase: Purchase) -> Json:
    _, _, amount = totals.purchase(number, purchase)
    year, fund = totals.records.year, FUND_NAMES[purchase.fund]
    budget: Json = {
        "description": fund,
        "amount": _value(amount.value),
        "budgetBreakdown": [
            {
                "id": "1",
                "description": fund,
                "amount": _value(amount.value),
                "period": {"startDate": f"{year}-01-01T00:00:00+08:00", "endDate": f"{year}-12-31T23:59:59+08:00"},
            }
        ],
    }
    if purchase.project:
        budget |= {"project": totals.records.projects()[purchase.project].name, "projectID": purchase.project}
    return budget


def _tender(totals: Totals, ocid: str, number: int, purchase: Purchase) -> Json:
    count, price, amount = totals.purchase(number, purchase)
    tender: Json = {
        "id": ocid,
        "title": purchase.name,
        "status": "planning",
        "value": _value(amount.value),
        "items": [
            {
                "id": "1",
                "description": purchase.name,
                "classification": {
                    "scheme": CATALOGUE,
                    "id": purchase.catalogue_code,
                    "description": procurement_name(purchase.catalogue_code, totals.records.year) or purchase.name,
                },
                "quantity": _exact(count.value, TEN_THOUSAND),
                "unit": {"name": purchase.measure, "value": _value(price.value)},
            }
        ],
    }
    category = CATEGORIES.get(purchase.catalogue_code[:1])
    return tender | {"mainProcurementCategory": category} if category else tender


def _value(fen: int) -> Json:
    return {"amount": _exact(fen, FEN_PER_YUAN), "currency": "CNY"}


def _exact(number: int, base: int) -> int | float:
    """As a number, which the standard demands. The float nearest to a decimal of up to 15 digits is written as that decimal: nothing is
    lost below ten trillion 元, and no sum is made of it."""
    whole, rest = divmod(number, base)
    return whole if not rest else number / base


def _plain(code: str) -> str:
    """Without blanks, and without #, which no id of the standard may hold."""
    return re.sub(r"[\s#]+", "-", code.strip())
