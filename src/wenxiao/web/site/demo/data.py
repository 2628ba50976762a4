"""What stands in the demonstration's data files, in the terms of the services?"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.elements import ControlCategory, Fund, ProjectCategory, StaffKind, ThreePublic

HERE = Path(__file__).resolve().parent
YEAR = 2023

FUNDS: dict[str, str] = {label: value for value, label in Fund.choices}
CATEGORIES: dict[str, str] = {label: value for value, label in ProjectCategory.choices}
STAFF: dict[str, str] = {label: value for value, label in StaffKind.choices}
THREE: dict[str, str] = {label: value for value, label in ThreePublic.choices}
MEETINGS: dict[str, str] = {label: value for value, label in Meeting.Kind.choices}
CONTROLS: dict[str, str] = {label: value for value, label in ControlCategory.choices} | {"三公": ControlCategory.THREE_PUBLIC.value}
MODES = {"budget_unit": Unit.Mode.DEPARTMENT.value, "first_level": Unit.Mode.OWN_BUDGET.value}


@cache
def table(name: str) -> dict[str, Any]:
    """One of people, profile, programme, budget, spending, publication."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def last_year() -> bytes:
    """Last year's disclosure, to be read like anybody's."""
    return (HERE / "last-year.txt").read_bytes()


def fen(yuan: str) -> int:
    return Money.yuan(yuan).fen


def scaled(quantity: str) -> int:
    """Ten-thousandths."""
    return int(Decimal(quantity) * 10000)
