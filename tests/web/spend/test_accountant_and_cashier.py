"""Can the accountant's and the cashier's duties meet in one person? By service, page, address, session or token: no, and it says why.

会计法第三十五条：出纳人员不得兼任稽核、会计档案保管和收入、支出、费用、债权债务账目的登记工作。
"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from web.api.programs import Program
from web.plan.making import YEAR
from web.spend.spending import PAID, TO_PAY, allotted, made_request, of_project, taken
from web.township import Township
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.matrix import functions, permission
from wenxiao.web.people.models import Account, Concentration, Post, Unit
from wenxiao.web.people.services import account_create, account_edit, concentration_decide, post_assign, post_confirm, substitute_appoint
from wenxiao.web.site.registry import FOLLOWED
from wenxiao.web.spend.models import Command, PaymentRequest, Refund
from wenxiao.web.spend.services.refunds import refund_act, refund_register
from wenxiao.web.spend.services.requests import request_act
from wenxiao.web.spend.urls import urlpatterns
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, Refused

pytestmark = pytest.mark.django_db
TODAY = date.today()
NEITHER = "只能查看"
SENT = {"reason": "收款账号有误，请核对以后再办", "bank_reference": "2024-7"}
# Whose turn it is, of the two, from the first step to the last; the rest of the way is others'.
WAY = (("approve_accountant", "AC"), ("send", "CA"), ("confirm", "CA"), ("book", "AC"))


class Answer(NamedTuple):
    status: int
    said: str


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def by_page(client: Client, request: PaymentRequest, action: str) -> Answer:
    answer = client.post(f"{request.get_absolute_url()}/act/{action}", SENT)
    return Answer(answer.status_code, html.unescape(answer.content.decode()))


def by_program(program: Program, request: PaymentRequest, action: str) -> Answer:
    answer = program.ask("POST", f"payments/{request.number}/act/{action}", SENT)
    return Answer(answer.status, answer.messages if answer.status >= 400 else "")


def stands(request: PaymentRequest) -> tuple[str, int, int]:
    request.refresh_from_db()
    return request.state, Command.objects.count(), Entry.objects.count()


def forced(account: Account, role: str, since: date = TODAY, until: date | None = None) -> PostActor:
    """A post written into the table past every service, as somebody with a tool for databases would."""
    chief = Account.objects.get(username="T01-ml")
    post = Post.objects.create(
        account=account, unit=account.unit, role=role, since=since, until=until, confirmed_by=chief, confirmed_at="2020-01-01T00:00:00Z"
    )
    return PostActor(account, post)


def in_post(actor: PostActor) -> Client:
    """A session that has chosen this post."""
    client = Client()
    client.force_login(actor.holder, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/post", {"post": str(actor.in_post.pk)})
    return client


def small(township: Township) -> None:
    Unit.objects.filter(pk=township.unit.pk).update(small_office=True)
    for account in Account.objects.filter(unit=township.unit):
        account.unit.refresh_from_db()
    for actor in township.actors.values():
        actor.holder.unit.refresh_from_db()


def test_no_step_and_no_writing_is_open_to_both() -> None:
    for followed in FOLLOWED:
        for way in followed.workflow.transitions:
            assert not {"AC", "CA"} <= set(way.roles), f"{followed.workflow.title}：{way.title}"
    for function in functions():
        both = set(permission("AC", function).letters) & set(permission("CA", function).letters)
        assert both <= {"V"}, function


@pytest.mark.parametrize(("held", "other"), [("AC", "CA"), ("CA", "AC")])
def test_one_person_is_not_given_both_posts_even_in_a_small_office_by_decision(township: Township, held: str, other: str) -> None:
    small(township)
    account = Account.objects.get(pk=township.actor(held).holder.pk)
    administrator, mayor = township.actor("AD"), township.actor("ML")
    with pytest.raises(Refused, match=r"会计–出纳在任何单位都不能由一人兼任（会计法第三十五条）"):
        concentration_decide(
            actor=mayor, account=account, first=held, second=other, document="青政〔2024〕2号", decided=TODAY, reason="财政所只有两个人"
        )
    Concentration.objects.create(
        unit=township.unit, account=account, first=held, second=other, document="青政〔2024〕2号", decided=TODAY, reason="硬写进来的"
    )
    posts = Post.objects.count()
    with pytest.raises(Refused, match=r"会计–出纳在任何单位都不能由一人兼任，会计法第三十五条。请另派人"):
        post_assign(actor=administrator, account=account, role=other, since=TODAY)
    with pytest.raises(Refused, match="会计–出纳"):
        substitute_appoint(
            actor=administrator, post=township.actor(other).in_post, account=account, since=TODAY, until=TODAY, reason="外出学习"
        )
    page = in_post(administrator).post("/people/posts/new", {"account": account.pk, "role": other, "since": TODAY.isoformat()})
    assert page.status_code == 422
    assert "会计法第三十五条" in page.content.decode()
    assert Program(administrator).ask("POST", "units/T01/posts", {"account": account.username, "role": other}).status == 405
    assert Post.objects.count() == posts
    # Not even one that stands proposed in the table already can be confirmed.
    proposed = Post.objects.create(account=account, unit=township.unit, role=other, since=TODAY)
    with pytest.raises(Refused, match="会计–出纳"):
        post_confirm(actor=mayor, post=proposed)
    assert in_post(mayor).post(f"/people/posts/{proposed.pk}/confirm").status_code == 422
    assert not proposed.held_on(TODAY)


def test_a_second_account_of_the_same_name_does_not_make_a_second_person(township: Township) -> None:
    administrator, accountant = township.actor("AD"), township.actor("AC").holder
    twin = account_create(actor=administrator, username="ac-again", name=f" {accountant.name}（出纳）").account
    with pytest.raises(Refused) as refused:
        post_assign(actor=administrator, account=twin, role="CA", since=TODAY)
    assert [(each.field, each.rule) for each in refused.value.refusals] == [("basis", "不相容岗位")]
    assert "一个人换一个账号也不能兼任" in str(refused.value)
    with pytest.raises(Refused, match="换一个账号"):
        substitute_appoint(
            actor=administrator, post=township.actor("CA").in_post, account=twin, since=TODAY, until=TODAY, reason="外出学习"
        )
    with pytest.raises(Refused, match="换一个账号"):
        account_edit(actor=administrator, account=Account.objects.get(pk=township.actor("CA").holder.pk), name=accountant.name)
    # Two people of one name are possible: who proposes says so, and the head who confirms sees it.
    made = post_assign(actor=administrator, account=twin, role="CA", since=TODAY, basis="与会计不是同一人，已核对身份证")
    assert post_confirm(actor=township.actor("ML"), post=made).held_on(TODAY)


def test_whoever_holds_both_all_the_same_may_only_look_whichever_post_session_or_token_is_used(year: Township) -> None:
    accountant = year.actor("AC")
    cashier = forced(accountant.holder, "CA")
    Concentration.objects.create(
        unit=year.unit, account=accountant.holder, first="AC", second="CA", document="x", decided=date(2020, 1, 1), reason="硬写进来的"
    )
    small(year)
    both, elsewhere = in_post(accountant), in_post(cashier)
    programs = {"AC": Program(accountant), "CA": Program(cashier)}
    request = taken(year, made_request(year, 1_000), "submit", "approve_office")
    for state, action, role in (
        ("accountant", "approve_accountant", "AC"), ("accountant", "return_accountant", "AC"), ("to_pay", "send", "CA"),
        ("at_bank", "confirm", "CA"), ("paid", "book", "AC"),
    ):  # fmt: skip
        PaymentRequest.objects.filter(pk=request.pk).update(state=state)
        before = stands(request)
        actor = accountant if role == "AC" else cashier
        both.post("/post", {"post": str(actor.in_post.pk)})
        elsewhere.post("/post", {"post": str(actor.in_post.pk)})
        asked = (by_page(both, request, action), by_page(elsewhere, request, action), by_program(programs[role], request, action))
        assert [each.status for each in asked] == [403] * 3, action
        assert all(NEITHER in each.said and "会计–出纳" in each.said for each in asked), action
        with pytest.raises(NotPermitted, match=NEITHER):
            request_act(actor=PostActor(actor.holder, actor.in_post), request=request, action=action, **SENT)
        assert stands(request) == before
    assert both.get(request.get_absolute_url()).status_code == 200
    assert programs["CA"].get(f"payments/{request.number}").told["steps"] == []


def test_each_of_the_two_is_refused_every_step_that_is_not_its_own_at_every_stage(year: Township) -> None:
    pages = {role: in_post(year.actor(role)) for role in ("AC", "CA")}
    programs = {role: Program(year.actor(role)) for role in ("AC", "CA")}
    request = taken(year, made_request(year, 1_000), "submit", "approve_office")
    tried = 0
    for due, whose in WAY:
        if due == "send":
            taken(year, request, "approve_finance", "approve_vice")
        for way in REQUEST_WORKFLOW.transitions:
            for role in ("AC", "CA"):
                if role in way.roles:
                    continue
                before = stands(request)
                answers = (by_page(pages[role], request, way.action), by_program(programs[role], request, way.action))
                assert [each.status for each in answers] == [403, 403], (request.state, way.action, role)
                assert all("可以办理的是" in each.said for each in answers), (way.action, role)
                assert stands(request) == before
                tried += 1
        # Its own steps only in their turn.
        early = [way.action for way in REQUEST_WORKFLOW.transitions if whose in way.roles and request.state not in way.sources]
        assert all(by_program(programs[whose], request, action).status == 409 for action in early)
        assert by_page(pages[whose], request, due).status == 302
    assert stands(request)[0] == "booked"
    assert tried > 100


def test_who_approved_it_as_accountant_does_not_pay_it_when_he_has_become_cashier(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), *TO_PAY)
    was = year.actor("AC")
    Post.objects.filter(pk=was.in_post.pk).update(until=TODAY - timedelta(days=1))
    now = forced(was.holder, "CA")
    assert not now.hindrance
    before = stands(request)
    for answer in (by_page(in_post(now), request, "send"), by_program(Program(now), request, "send")):
        assert answer.status == 403
        assert "不能由经手过它的人自己办理" in answer.said
        assert "出纳" in answer.said
    assert stands(request) == before
    taken(year, request, "send")
    for answer in (by_page(in_post(now), request, "confirm"), by_program(Program(now), request, "confirm")):
        assert (answer.status, "经手过" in answer.said) == (403, True)
    taken(year, request, "confirm")
    assert of_project().node.paid == 1_000


def test_who_paid_it_as_cashier_does_not_book_it_or_confirm_its_refund_when_he_has_become_accountant(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), *PAID)
    was = year.actor("CA")
    values = {"appropriation": of_project(), "amount": 400, "received": date(YEAR, 6, 1), "reason": "多付了一袋", "bank_reference": "R-1"}
    refund = refund_register(actor=was, request=request, **values)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted, match="可以办理的是"):
        refund_act(actor=was, refund=refund, action="confirm")
    Post.objects.filter(pk=was.in_post.pk).update(until=TODAY - timedelta(days=1))
    now = forced(was.holder, "AC")
    assert not now.hindrance
    for answer in (by_page(in_post(now), request, "book"), by_program(Program(now), request, "book")):
        assert answer.status == 403
        assert "经手过" in answer.said
    with pytest.raises(NotPermitted, match="经手过"):
        refund_act(actor=now, refund=refund, action="confirm")
    refund.refresh_from_db()
    assert refund.state == Refund.State.REGISTERED
    with pytest.raises(NotPermitted):
        refund_register(actor=year.actor("AC"), request=request, **{**values, "bank_reference": "R-2"})  # type: ignore[arg-type]
    refund_act(actor=year.actor("AC"), refund=refund, action="confirm")
    assert of_project().node.paid == 600


@pytest.mark.usefixtures("year")
def test_no_page_on_which_something_new_is_written_opens_to_both(signed_in: Callable[..., Client]) -> None:
    opened: dict[str, set[str]] = {"AC": set(), "CA": set()}
    tried = 0
    for pattern in urlpatterns:
        try:
            address = reverse(f"spend:{pattern.name}")
        except NoReverseMatch:
            continue
        if not str(pattern.name).endswith("-new") and pattern.name not in ("imports", "bank"):
            continue
        tried += 1
        for role, pages in opened.items():
            sent = signed_in(role).post(address, {"reason": "x"})
            if sent.status_code != 403:
                pages.add(str(pattern.name))
                continue
            assert "可以的岗位是" in html.unescape(sent.content.decode()), (pattern.name, role)
    assert tried >= 5
    assert not opened["AC"] & opened["CA"]
    # What is for the books is never the cashier's: money received, an old ledger. The bank is never the accountant's.
    assert {"receipt-new", "imports"} <= opened["AC"]
    assert {"bank", "bank-result-new"} <= opened["CA"]


def test_a_token_of_the_one_post_is_no_key_to_the_other(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), *TO_PAY)
    program = Program(year.actor("AC"))
    program.client.force_login(year.actor("CA").holder, backend="django.contrib.auth.backends.ModelBackend")
    assert by_program(program, request, "send").status == 403
    assert program.done("GET", "me")["role"] == "AC"
    page = program.client.post("/people/me/tokens/new", {"post": str(year.actor("AC").in_post.pk), "name": "x", "until": f"{TODAY}"})
    assert page.status_code in (403, 422)
    # Neither does a session of the accountant take the cashier's post by its number.
    accountant = in_post(year.actor("AC"))
    accountant.post("/post", {"post": str(year.actor("CA").in_post.pk)})
    assert by_page(accountant, request, "send").status == 403
    assert stands(request)[0] == "to_pay"
    assert request.year == YEAR
