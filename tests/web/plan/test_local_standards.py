"""Is a unit's own cost standard proposed by one, approved by another, used by the forms while it is in force, and ended with a day?"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from web.permission_cases import Ask, Case, every, hold
from web.plan.making import YEAR, acting
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import LocalStandard
from wenxiao.web.plan.queries.local_standards import counting
from wenxiao.web.plan.services.standards import standard_approve, standard_change, standard_end, standard_propose, standard_refuse
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
State = LocalStandard.State
URL = "/plan/standards"
TYPED = {"year": str(YEAR), "standard": "办公费", "amount": "1,200.00", "document": "某财行〔2023〕5号"}


def proposed(township: Township, **more: Any) -> LocalStandard:
    values = {"year": YEAR, "standard": "办公费", "amount": 120_000, "document": "某财行〔2023〕5号", **more}
    return standard_propose(actor=township.actor("BO"), unit=township.unit, **values)


def in_force(township: Township, **more: Any) -> LocalStandard:
    made = proposed(township, **more)
    standard_approve(actor=township.actor("FH"), standard=made)
    return made


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_what_is_proposed_counts_only_when_another_has_approved_it(township: Township) -> None:
    made = proposed(township)
    assert counting(township.unit, YEAR) == {}
    standard_approve(actor=township.actor("FH"), standard=made)
    assert counting(township.unit, YEAR) == {"办公费": made}
    assert list(Entry.objects.values_list("action", "person", "from_state", "to_state")) == [
        ("propose", "BO 某", "", "待核准"),
        ("approve", "FH 某", "待核准", "执行中"),
    ]


def test_nobody_approves_what_they_proposed_or_changed(township: Township) -> None:
    made = proposed(township)
    both = acting(township, "FH", "BO")
    with pytest.raises(NotPermitted):
        standard_approve(actor=both, standard=made)
    made.refresh_from_db()
    assert made.state == State.PROPOSED


def test_a_successor_ends_what_it_replaces_when_it_is_approved(township: Township) -> None:
    first = in_force(township)
    second = proposed(township, amount=150_000)
    assert counting(township.unit, YEAR)["办公费"] == first
    standard_approve(actor=township.actor("FH"), standard=second)
    first.refresh_from_db()
    assert (first.state, first.until) == (State.ENDED, timezone.localdate())
    assert counting(township.unit, YEAR)["办公费"] == second


def test_a_refused_approval_ends_nothing(township: Township) -> None:
    first, second = in_force(township), proposed(township, amount=150_000)
    with pytest.raises(NotPermitted):
        standard_approve(actor=acting(township, "FH", "BO"), standard=second)
    standard_refuse(actor=township.actor("FH"), standard=second, reason="文件已经废止")
    with pytest.raises(OutOfTurn):
        standard_approve(actor=township.actor("FH"), standard=second)
    first.refresh_from_db()
    assert (first.state, first.until) == (State.IN_FORCE, None)


def test_an_end_in_the_past_or_without_a_reason_is_refused(township: Township) -> None:
    made, today = in_force(township), timezone.localdate()
    for until, reason, field in ((today - timedelta(days=1), "文件已经废止", "until"), (today, "废", "reason")):
        with pytest.raises(Refused) as refused:
            standard_end(actor=township.actor("FH"), standard=made, until=until, reason=reason)
        assert [refusal.field for refusal in refused.value.refusals] == [field]
    made.refresh_from_db()
    assert (made.state, made.until) == (State.IN_FORCE, None)


def test_an_ending_standard_is_used_to_its_last_day(township: Township) -> None:
    year = timezone.localdate().year
    made = in_force(township, year=year)
    tomorrow = timezone.localdate() + timedelta(days=1)
    standard_end(actor=township.actor("FH"), standard=made, until=tomorrow, reason="文件已经废止")
    assert (made.state, made.until) == (State.ENDED, tomorrow)
    assert counting(township.unit, year) == {"办公费": made}
    LocalStandard.objects.filter(pk=made.pk).update(until=timezone.localdate())
    assert counting(township.unit, year) == {}


def test_every_fault_is_told_beside_its_field_and_nothing_is_kept(township: Township, signed_in: SignIn) -> None:
    client = signed_in("BO")
    answer = client.post(f"{URL}/new", {**TYPED, "amount": "0", "document": " "})
    assert answer.status_code == 422
    assert not LocalStandard.objects.exists()
    assert not Entry.objects.exists()
    with pytest.raises(Refused) as refused:
        proposed(township, standard="没有这一项", amount=-1, document="")
    assert {refusal.field for refusal in refused.value.refusals} == {"standard", "amount", "document"}
    proposed(township)
    again = client.post(f"{URL}/new", TYPED)
    assert again.status_code == 422
    assert "已经有一份待核准的" in said(again)
    assert 'value="1,200.00"' in said(again)


def test_what_is_in_force_is_not_changed_in_place(township: Township) -> None:
    made = in_force(township)
    with pytest.raises(OutOfTurn):
        standard_change(actor=township.actor("BO"), standard=made, amount=1, document="某财行〔2023〕5号")
    waiting = proposed(township, amount=130_000)
    standard_change(actor=township.actor("BO"), standard=waiting, amount=140_000, document="某财行〔2023〕6号")
    assert Entry.objects.get(action="edit").details == {
        "标准": ["1,300.00", "1,400.00"],
        "依据文号": ["某财行〔2023〕5号", "某财行〔2023〕6号"],
    }
    count = Entry.objects.count()
    standard_change(actor=township.actor("BO"), standard=waiting, amount=140_000, document="某财行〔2023〕6号")
    assert Entry.objects.count() == count


@pytest.mark.usefixtures("township")
def test_the_way_through_the_pages(signed_in: SignIn) -> None:
    compiler, head = signed_in("BO"), signed_in("FH")
    assert compiler.post(f"{URL}/new", TYPED).status_code == 302
    made = LocalStandard.objects.get()
    assert "待核准" in said(head.get("/")), "the desk says what waits"
    assert "核准执行" in said(head.get(made.get_absolute_url()))
    assert "核准执行" not in said(compiler.get(made.get_absolute_url()))
    assert compiler.post(f"{made.get_absolute_url()}/edit", {"amount": "1300", "document": "某财行〔2023〕5号"}).status_code == 302
    assert head.post(f"{made.get_absolute_url()}/act/approve").status_code == 302
    assert "1,300.00" in said(compiler.get(f"{URL}?year={YEAR}"))
    refused = head.post(f"{made.get_absolute_url()}/act/end", {"until": "2000-01-01", "reason": "废"})
    assert refused.status_code == 422
    assert "停用日期不能早于今天" in said(refused)
    assert "没有办成，请先改正下面的地方" in said(refused)
    assert head.post(f"{made.get_absolute_url()}/act/whatever").status_code == 404


def test_the_list_asks_the_same_few_questions_however_many_there_are(
    township: Township, signed_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    own = {"unit": township.unit, "year": YEAR, "standard": "办公费", "document": "某财行〔2023〕5号"}
    LocalStandard.objects.bulk_create(LocalStandard(**own, amount=n, state=State.ENDED, until=date(2024, 1, 1)) for n in range(1, 60))
    client = signed_in("BO")
    client.get(URL)
    with django_assert_max_num_queries(10):
        assert client.get(f"{URL}?year={YEAR}").status_code == 200


def of_unit(state: State) -> Callable[[Township, Unit, Office | None], LocalStandard]:
    def make(_township: Township, unit: Unit, _office: Office | None) -> LocalStandard:
        # The year that has not ended, so that an end can be given a day.
        year = timezone.localdate().year
        return LocalStandard.objects.create(
            unit=unit, year=year, standard="办公费", amount=120_000, document="某财行〔2023〕5号", state=state
        )

    return make


def at(tail: str = "", data: dict[str, str] | None = None) -> Callable[[Any], Ask]:
    return lambda made: Ask(f"{made.get_absolute_url()}{tail}", data)


UNITS = ("unit", "other_unit")
END = {"until": f"{timezone.localdate()}", "reason": "文件已经废止"}
WAITING, RUNNING = of_unit(State.PROPOSED), of_unit(State.IN_FORCE)
CASES = (
    Case("看一项本地标准", "rules", "V", make=WAITING, ask=at(), places=(*UNITS, "foreign_unit")),
    Case("改本地标准", "rules", "P", make=WAITING, ask=at("/edit", {"amount": "7", "document": "某财行〔2023〕5号"}), places=UNITS),
    Case("核准本地标准", "rules", "A", make=WAITING, ask=at("/act/approve", {}), places=UNITS, roles=("FH",)),
    Case("不予核准本地标准", "rules", "A", make=WAITING, ask=at("/act/refuse", {"reason": "文件已经废止"}), places=UNITS, roles=("FH",)),
    Case("停用本地标准", "rules", "A", make=RUNNING, ask=at("/act/end", END), places=UNITS, roles=("FH",)),
    Case("看支出标准", "rules", "V", make=WAITING, ask=lambda _: Ask(URL), places=("unit",)),
    Case("提出本地标准", "rules", "P", make=lambda *_: None, ask=lambda _: Ask(f"{URL}/new", TYPED), places=("unit",)),
)


@pytest.mark.parametrize(("case", "place"), every(CASES))
def test_a_standard_is_for_whom_the_matrix_says(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
