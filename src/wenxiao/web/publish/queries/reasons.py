"""Which figures of a document owe a reason?"""

from __future__ import annotations

from wenxiao.disclosure.figures import Axis, name_of
from wenxiao.disclosure.outturn_totals import ITEMS, OutturnTotals
from wenxiao.disclosure.records import Fund, RecordsDisagreeError, Subject
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.queries.outturn_records import BESIDE_BUDGET, outturn
from wenxiao.web.publish.queries.told_keys import LAST_YEARS
from wenxiao.web.trail.refusal import Refused

# What a budget compares with last year; final accounts have subjects of their own.
SUBJECTS = (
    Subject.BASIC, Subject.PROJECT, Subject.OPERATING, Subject.ABROAD, Subject.VEHICLE_PURCHASE, Subject.VEHICLE_RUNNING, Subject.RECEPTION,
)  # fmt: skip


def reasons_asked(disclosure: Disclosure) -> list[tuple[str, str]]:
    """(subject, what is asked): changes from last year; of final accounts also what was carried out otherwise than planned."""
    final = disclosure.document == Disclosure.Document.FINAL_ACCOUNTS
    found = [(subject.value, f"{subject.value}比上年增减的原因") for subject in (LAST_YEARS if final else SUBJECTS)]
    return [*found, *_beside_budget(disclosure)] if final else found


def _beside_budget(disclosure: Disclosure) -> list[tuple[str, str]]:
    try:
        totals = OutturnTotals(outturn(disclosure))
    except (Refused, RecordsDisagreeError):
        # What is wrong with the records stands on the page of the document itself.
        return []
    limits = totals.limits()
    differing = [(code, f"{code} {name_of(Axis.FUNCTION, code)}") for code in totals.planned_codes() if _differs(totals, code)]
    differing += [
        (subject.value, subject.value)
        for subject in ITEMS
        if subject in limits and limits[subject].value != totals.three_public(subject).value
    ]
    return [(f"{BESIDE_BUDGET}{of}", f"{name}：决算数与预算数不同的原因") for of, name in differing]


def _differs(totals: OutturnTotals, code: str) -> bool:
    return totals.planned(code).value != totals.paid(Fund.GENERAL, code=code).value
