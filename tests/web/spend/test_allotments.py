"""Can a document that was typed wrongly be taken back by whoever typed it, and entered anew?"""

from __future__ import annotations

from datetime import date

import pytest

from web.plan.compiling import State, brought
from web.plan.making import YEAR
from web.spend.spending import first_allotment
from web.township import Township
from wenxiao.web.spend.models import Allotment
from wenxiao.web.spend.services.allotments import allotment_act, allotment_create, lines_of_budget
from wenxiao.web.trail.refusal import NotPermitted, Refused

pytestmark = pytest.mark.django_db
REASON = "有一行的科目录错了，作废以后重新录入"


def entered(township: Township) -> Allotment:
    return allotment_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR, document="青财预〔2024〕1号", dated=date(YEAR, 2, 1),
        lines=lines_of_budget(township.unit, YEAR)[:1],
    )  # fmt: skip


def test_a_slip_of_the_pen_is_taken_back_and_the_number_serves_again(township: Township) -> None:
    brought(township, State.ALLOCATED)
    wrong = entered(township)
    with pytest.raises(Refused, match="已经录入过了"):
        entered(township)
    allotment_act(actor=township.actor("BO"), allotment=wrong, action="discard", reason=REASON)
    assert wrong.state == Allotment.State.WITHDRAWN
    right = first_allotment(township)
    assert (right.document, right.state) == (wrong.document, Allotment.State.BROKEN_DOWN)


def test_what_the_bureau_has_issued_only_the_bureau_takes_back(township: Township) -> None:
    brought(township, State.ALLOCATED)
    made = entered(township)
    with pytest.raises(NotPermitted):
        allotment_act(actor=township.actor("DF"), allotment=made, action="discard", reason=REASON)
    allotment_act(actor=township.actor("DF"), allotment=made, action="issue")
    with pytest.raises(Refused, match="已下达"):
        allotment_act(actor=township.actor("BO"), allotment=made, action="discard", reason=REASON)
    allotment_act(actor=township.actor("DF"), allotment=made, action="withdraw", reason=REASON)
    assert made.state == Allotment.State.WITHDRAWN
