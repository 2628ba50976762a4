"""Is a list of many payees checked row by row, held together with its request, and shown only to whom it concerns?"""

from __future__ import annotations

import pytest

from web.spend.paid_lists import citizen, list_of, person, to_pay
from web.spend.spending import TO_PAY, allotted, of_project, taken
from web.township import Township
from wenxiao.web.spend.models import Payee, PaymentRequest
from wenxiao.web.spend.queries.payees import MOST
from wenxiao.web.spend.services.payees import payees_show, payees_write
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
State = PaymentRequest.State


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def test_a_list_goes_up_with_its_request_and_its_content_is_sealed_with_it(year: Township) -> None:
    request = list_of(year, [person(n) for n in range(3)])
    before = request.content_hash()
    Payee.objects.filter(request=request, number=2).update(account="622899999999")
    assert request.content_hash() != before
    taken(year, request, *TO_PAY)
    assert (request.state, of_project().node.held) == (State.TO_PAY, 3_000)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (person(1, name=""), "没有写姓名"),
        (person(1, id_number=citizen(1)[:-1]), "18 位"),
        (person(1, account="62-28"), "账号应当是"),
        (person(1, amount=0), "大于零"),
        (person(1, name="=1+1"), "不能以"),
        (person(0), "和第 1 行是同一个身份证号"),
        (person(0, name="李四"), "姓名不一样"),
        (person(0, id_number=citizen(1)), "和第 1 行的账号、姓名都一样"),
        (person(1, note="长" * 101), "最多 100 个字"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(year: Township, row: object, told: str) -> None:
    request = list_of(year, [person(7)])
    with pytest.raises(Refused) as refused:
        payees_write(actor=year.actor("HD"), request=request, edition=1, month=3, entries=[person(0), row])  # type: ignore[list-item]
    assert [each.field.split(".")[1] for each in refused.value.refusals] == ["1"]
    assert told in refused.value.refusals[0].message
    assert [each.name for each in request.payees.all()] == ["王7"]


def test_everything_wrong_is_told_at_once(year: Township) -> None:
    request = list_of(year, [person(7)])
    with pytest.raises(Refused) as refused:
        payees_write(
            actor=year.actor("HD"), request=request, edition=1, month=13, entries=[person(0, name="", account=""), person(1, amount=-1)]
        )
    assert {each.field for each in refused.value.refusals} == {"payees.0.name", "payees.0.account", "payees.1.amount", "month"}


def test_a_list_has_an_end(year: Township) -> None:
    request = list_of(year, [person(7)])
    with pytest.raises(Refused, match=f"最多 {MOST} 行"):
        payees_write(actor=year.actor("HD"), request=request, edition=1, month=3, entries=[person(n) for n in range(MOST + 1)])


@pytest.mark.parametrize(("amount", "told"), [(2_999, "名单多 0.01 元"), (3_001, "名单少 0.01 元")])
def test_a_list_that_differs_from_its_request_is_not_sent_up(year: Township, amount: int, told: str) -> None:
    request = list_of(year, [person(n) for n in range(3)], amount=amount)
    with pytest.raises(Refused, match=told):
        taken(year, request, "submit")
    assert of_project().node.held == 0


def test_without_a_list_no_batch_is_sent_up(year: Township) -> None:
    request = list_of(year, [person(0)])
    request.payees.all().delete()
    with pytest.raises(Refused, match="要有发放名单"):
        taken(year, request, "submit")


def test_who_was_paid_for_the_same_in_the_same_month_is_paid_again_for_a_written_reason_only(year: Township) -> None:
    first = to_pay(year, 2)
    again = list_of(year, [person(1), person(5)])
    with pytest.raises(Refused) as refused:
        taken(year, again, "submit")
    assert f"第 1 行（{first.number}）同月" in refused.value.refusals[0].message
    taken(year, list_of(year, [person(1)], month=4), "submit")
    payees_write(actor=year.actor("HD"), request=again, edition=1, month=3, remark="三月补发防汛值班补贴", entries=[person(1), person(5)])
    taken(year, again, "submit")
    assert again.state == State.OFFICE


def test_two_who_write_the_same_list_do_not_overwrite_each_other(year: Township) -> None:
    request = list_of(year, [person(0)])
    payees_write(actor=year.actor("HD"), request=request, edition=1, month=3, entries=[person(1)])
    with pytest.raises(OutOfTurn, match="被改过"):
        payees_write(actor=year.actor("HD"), request=request, edition=1, month=3, entries=[person(2)])
    assert [each.name for each in request.payees.all()] == ["王1"]


def test_a_list_that_was_sent_up_does_not_change(year: Township) -> None:
    request = taken(year, list_of(year, [person(0)]), "submit")
    with pytest.raises(OutOfTurn, match="草稿和退回"):
        payees_write(actor=year.actor("HD"), request=request, edition=1, month=3, entries=[person(1)])


@pytest.mark.parametrize("role", ["HD", "HL", "AC", "CA"])
def test_showing_the_whole_list_stands_in_the_trail(year: Township, role: str) -> None:
    request = list_of(year, [person(0)])
    rows = payees_show(actor=year.actor(role), request=request, why="查看完整名单")
    assert rows[0].id_number == citizen(0)
    last = Entry.objects.filter(subject_kind="payment_request").order_by("sequence").last()
    assert last is not None
    assert (last.action, last.account) == ("show_payees", year.actor(role).account)


@pytest.mark.parametrize("role", ["HD@应急", "HL@应急", "BO", "FH", "VL", "ML", "PS", "DF", "JJ", "EP"])
def test_nobody_else_sees_it_whole(year: Township, role: str) -> None:
    request = list_of(year, [person(0)])
    with pytest.raises(NotPermitted):
        payees_show(actor=year.actor(role), request=request, why="查看完整名单")


def test_the_trail_tells_nothing_of_any_one_person(year: Township) -> None:
    request = taken(year, list_of(year, [person(3)]), "submit")
    told = str(list(Entry.objects.values_list("details", "reason", "subject_name")))
    assert citizen(3) not in told
    assert person(3).account not in told
    assert "王3" not in told
    assert request.number in told
