"""Two at once at the turn of the year: does the one who comes second see what the first has done, and is no yuan lost between them?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from web.at_once import overtaken
from web.plan.compiling import GENERAL, WHOLE
from web.plan.making import YEAR
from web.spend.spending import PAID, TO_PAY, allotted, made_request, node, of_project, taken
from web.spend.test_cash_plans import approved, drafted
from web.spend.test_project_standing import stand
from web.spend.test_refunds import registered
from web.spend.test_year_ends import decided, ended, moved
from web.township import Township
from wenxiao.control.ledger.moves import Status
from wenxiao.web.spend.models import Node, YearEnd
from wenxiao.web.spend.services.cash_plans import cash_plan_carry
from wenxiao.web.spend.services.refunds import refund_act
from wenxiao.web.spend.services.year_ends import year_end_act
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def test_a_request_sent_to_the_bank_at_the_moment_its_project_is_stopped_keeps_the_stop_waiting_for_its_result(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), *TO_PAY)
    said = overtaken(lambda: stand(year, "stop"), lambda: taken(year, request, "send"))
    assert isinstance(said, Refused), said
    assert request.number in str(said)
    assert of_project().node.status == Status.OPEN


def test_a_request_sent_up_while_the_year_is_being_closed_is_refused_or_keeps_the_year_open(year: Township) -> None:
    signed = moved(year, decided(year, ended(year)), "sign")
    request = made_request(year, 1_000)
    close = year.actor("DF")
    said = overtaken(
        lambda: year_end_act(actor=close, year_end=YearEnd.objects.get(pk=signed.pk), action="approve"),
        lambda: taken(year, request, "submit"),
    )
    assert isinstance(said, Refused), said
    assert (node("unit").held, node("unit").balance.cap, node("unit").status) == (1_000, WHOLE, Status.OPEN)


def test_a_request_that_comes_after_the_closing_began_is_refused(year: Township) -> None:
    signed = moved(year, decided(year, ended(year)), "sign")
    request = made_request(year, 1_000)
    said = overtaken(
        lambda: taken(year, request, "submit"), lambda: year_end_act(actor=year.actor("DF"), year_end=signed, action="approve")
    )
    assert isinstance(said, Refused), said
    assert {each.status for each in Node.objects.filter(year=YEAR)} == {Status.CLOSED}
    assert not Node.objects.filter(held__gt=0).exists()


def test_money_that_comes_back_while_the_year_is_being_closed_is_not_left_behind_on_a_closed_line(year: Township) -> None:
    refund = registered(year, taken(year, made_request(year, 100_000), *PAID, "book"))
    signed = moved(year, decided(year, ended(year)), "sign")
    close = year.actor("DF")
    said = overtaken(
        lambda: year_end_act(actor=close, year_end=YearEnd.objects.get(pk=signed.pk), action="approve"),
        lambda: refund_act(actor=year.actor("AC"), refund=refund, action="confirm"),
    )
    assert isinstance(said, Refused), said
    assert "取数以后账面有变动" in str(said)
    assert of_project().node.status == Status.OPEN


def test_what_is_left_is_brought_on_once_by_two_at_once(year: Township) -> None:
    with clock.standing(datetime(YEAR, 1, 5, tzinfo=UTC)):
        approved(year, drafted(year, m01=100_000, m02=1))
    with clock.standing(datetime(YEAR, 2, 1, tzinfo=UTC)):
        head, unit = year.actor("FH"), year.unit
        said = overtaken(
            lambda: cash_plan_carry(actor=head, unit=unit, year=YEAR), lambda: cash_plan_carry(actor=head, unit=unit, year=YEAR)
        )
    assert isinstance(said, Refused), said
    assert node("cash_plan", f"{GENERAL}/02").balance.cap == 100_001
