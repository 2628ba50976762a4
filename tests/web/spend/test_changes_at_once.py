"""Two at once at the same money or the same objective: does one change of the budget stand whole and the other hear by how much?"""

from __future__ import annotations

import pytest

from web.at_once import overtaken
from web.spend.changing import APPROVED, OFFICE, allotted, into, made_virement, of_code, of_project, opened, out, restated, taken, unchanged
from web.spend.spending import made_request
from web.spend.spending import taken as requested
from web.spend.test_project_standing import stand
from web.township import Township
from wenxiao.control.ledger.moves import Status
from wenxiao.web.plan.models import Indicator, Project
from wenxiao.web.spend.models import Command, Node, PaymentRequest, Virement
from wenxiao.web.spend.services.restatements import restatement_set
from wenxiao.web.spend.services.virements import virement_act
from wenxiao.web.trail.refusal import OutOfTurn, Refused

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE_THE_LAST = APPROVED[:-1]


def agreed(township: Township, virement: Virement) -> None:
    """By the bureau, which has read the page a while ago."""
    virement_act(actor=township.actor("DF"), virement=virement, action="approve_bureau")


def read(virement: Virement) -> Virement:
    return Virement.objects.select_related("unit", "office").get(pk=virement.pk)


def test_money_that_is_asked_for_at_the_same_moment_is_not_moved_away(township: Township) -> None:
    allotted(township)
    virement = made_virement(township, out(of_project(), 3_600_000), into(of_code(OFFICE), 3_600_000))
    restated(township, virement)
    taken(township, virement, *BEFORE_THE_LAST)
    request, indicators = made_request(township, 100), list(Indicator.objects.order_by("pk").values_list())
    said = overtaken(lambda: agreed(township, read(virement)), lambda: requested(township, request, "submit"))
    assert isinstance(said, Refused)
    assert "可调减 35,999.00 元，要调减 36,000.00 元，差 1.00 元" in str(said)
    assert read(virement).state == Virement.State.BUREAU
    assert list(Indicator.objects.order_by("pk").values_list()) == indicators
    assert not Command.objects.filter(kind="virement").exists()


def test_money_that_is_moved_away_at_the_same_moment_cannot_be_asked_for(township: Township) -> None:
    allotted(township)
    virement = made_virement(township, out(of_project(), 3_600_000), into(of_code(OFFICE), 3_600_000))
    unchanged(township, virement)
    taken(township, virement, *BEFORE_THE_LAST)
    request = made_request(township, 100)
    said = overtaken(lambda: requested(township, request, "submit"), lambda: agreed(township, read(virement)))
    assert isinstance(said, Refused)
    assert "可占用 0.00 元，要占用 1.00 元，差 1.00 元" in str(said)
    assert PaymentRequest.objects.get(pk=request.pk).state == PaymentRequest.State.DRAFT
    assert Node.objects.get(kind="unit").held == 0


def test_agreed_twice_at_once_the_money_moves_once(township: Township) -> None:
    allotted(township)
    virement = made_virement(township, out(of_code(OFFICE), 100), into(of_code("30101"), 100))
    taken(township, virement, *BEFORE_THE_LAST)
    said = overtaken(lambda: agreed(township, read(virement)), lambda: agreed(township, read(virement)))
    assert isinstance(said, OutOfTurn)
    assert Command.objects.filter(kind="virement").count() == 1
    assert of_code(OFFICE).node.balance.cap == 1_999_900


def test_of_two_documents_that_restate_one_project_at_once_the_second_is_refused_whole(township: Township) -> None:
    allotted(township)
    first, second = (made_virement(township, out(of_code(OFFICE), amount), into(of_project(), amount)) for amount in (100, 200))
    for each in (first, second):
        restated(township, each)
        taken(township, each, *BEFORE_THE_LAST)
    said = overtaken(lambda: agreed(township, read(second)), lambda: agreed(township, read(first)))
    assert isinstance(said, Refused)
    assert "又变过" in str(said)
    assert of_project().node.balance.cap == 3_600_100
    assert read(second).state == Virement.State.BUREAU


def test_what_is_being_sent_up_is_not_restated_behind_its_back(township: Township) -> None:
    allotted(township)
    virement = made_virement(township, out(of_code(OFFICE), 100), into(of_project(), 100))
    unchanged(township, virement)
    project = Project.objects.get(pk=of_project().project.pk)

    def again() -> None:
        restatement_set(
            actor=township.actor("BO"), document=read(virement), project=project, edition=project.edition, unchanged=True,
            reason="另写一个理由，看看能不能盖过去",
        )  # fmt: skip

    said = overtaken(again, lambda: taken(township, read(virement), "submit"))
    assert isinstance(said, OutOfTurn)
    assert virement.restatements.get().reason.startswith("工作量没有变化")


def test_a_line_that_is_being_opened_for_a_project_is_stopped_with_it(township: Township) -> None:
    allotted(township)
    virement = made_virement(township, out(of_code(OFFICE), 100), opened(100, project=Project.objects.get(), code="30227"))
    restated(township, virement)
    taken(township, virement, *BEFORE_THE_LAST)
    said = overtaken(lambda: stand(township, "stop"), lambda: agreed(township, read(virement)))
    assert not isinstance(said, Exception), said
    assert list(Node.objects.filter(appropriation__project__isnull=False).values_list("status", flat=True)) == [Status.STOPPED] * 2
