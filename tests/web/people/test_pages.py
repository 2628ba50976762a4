"""What do the pages of people and of the trail show, and to whom?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from web.township import PASSWORD, Township
from wenxiao.web.people.acting import PostActor, Postless
from wenxiao.web.people.models import Account, Meeting, Post, Unit
from wenxiao.web.people.queries import token_actor
from wenxiao.web.people.services import (
    account_create,
    account_disable,
    account_enable,
    concentration_decide,
    meeting_edit,
    meeting_record,
    office_close,
    password_change,
    password_reset,
    post_assign,
    post_confirm,
    token_issue,
    token_revoke,
    unit_edit,
)
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused
from wenxiao.web.trail.services import record
from wenxiao.web.trail.triggers import install, remove

pytestmark = pytest.mark.django_db
TODAY = date.today()
PDF = b"%PDF-1.4 \n1 0 obj\n<<>>\nendobj\n"


def recorded(township: Township, **more: object) -> Meeting:
    typed = {
        "kind": "leading_group", "number": "2023年第1次", "held": date(2023, 1, 5), "chair": "甲", "attendees": "甲\n乙\n丙",
        "topics": "议题", "conclusions": "同意", **more,
    }  # fmt: skip
    return meeting_record(actor=township.actor("BO"), **typed)  # type: ignore[arg-type]


def patterns(found: list[URLPattern | URLResolver], prefix: str = "") -> dict[str, URLPattern]:
    flat: dict[str, URLPattern] = {}
    for each in found:
        if isinstance(each, URLResolver):
            flat |= patterns(each.url_patterns, prefix + str(each.pattern))
        else:
            flat[prefix + str(each.pattern)] = each
    return flat


def test_every_page_of_people_and_trail_says_who_may_open_it() -> None:
    ours = {
        path: each for path, each in patterns(get_resolver().url_patterns).items() if path.startswith(("people/", "trail/", "sign", "post"))
    }
    assert len(ours) > 40
    assert [path for path, each in ours.items() if not hasattr(each.callback, "access")] == []


def test_no_page_of_the_framework_for_editing_tables_is_reachable(signed_in: Callable[..., Client]) -> None:
    for path in ("/admin/", "/admin/login/"):
        assert signed_in("AD").get(path).status_code == 404


@pytest.mark.parametrize("role", ["AD", "HD", "ML", "JJ", "DF"])
def test_the_matrix_and_the_own_account_open_for_everybody(signed_in: Callable[..., Client], role: str) -> None:
    client = signed_in(role)
    assert "系统管理员" in client.get("/people/matrix").content.decode()
    assert client.get("/people/me").status_code == 200


def test_who_holds_no_post_sees_the_own_account_and_nothing_else(township: Township) -> None:
    account = account_create(actor=township.actor("AD"), username="xinren", name="新人").account
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert "没有岗位" in client.get("/people/me").content.decode()
    for path in ("/people/posts", "/people/accounts", "/people/meetings", "/trail/"):
        assert client.get(path).status_code == 403


def test_the_administrator_sees_no_menu_and_no_page_of_business(signed_in: Callable[..., Client]) -> None:
    client = signed_in("AD")
    page = client.get("/people/accounts").content.decode()
    side = page.partition('class="side"')[2].partition("</nav>")[0]
    for title in ("项目库", "预算编制", "上年数", "单位情况", "指标库", "留痕", "会议记录"):
        assert title not in side
    for path in ("/trail/", "/people/meetings"):
        assert client.get(path).status_code == 403


def test_the_posts_page_answers_for_any_day(township: Township, signed_in: Callable[..., Client]) -> None:
    Post.objects.filter(pk=township.actor("SO").in_post.pk).update(until=date(2023, 6, 30))
    client, name = signed_in("HD"), township.actor("SO").holder.name
    assert name not in client.get("/people/posts").content.decode()
    assert name in client.get("/people/posts?on=2023-06-30").content.decode()
    assert name not in client.get("/people/posts?on=2023-07-01").content.decode()
    assert name in client.get("/people/posts?show=history").content.decode()
    assert name not in client.get("/people/posts?show=history&role=ML").content.decode()


def test_a_proposed_post_waits_on_the_page_of_the_heads(township: Township, signed_in: Callable[..., Client]) -> None:
    account = account_create(actor=township.actor("AD"), username="xinren", name="新来的人").account
    post = post_assign(actor=township.actor("AD"), account=account, role="SO", since=TODAY)
    assert f"/people/posts/{post.pk}/confirm" in signed_in("ML").get("/people/posts").content.decode()
    assert f"/people/posts/{post.pk}/confirm" not in signed_in("AD").get("/people/posts").content.decode()
    signed_in("ML").post(f"/people/posts/{post.pk}/confirm")
    assert "镇长" in signed_in("HD").get(f"/people/posts/{post.pk}").content.decode()
    post.refresh_from_db()
    assert post.held_on(TODAY)


def test_the_bureau_looks_into_the_units_below_it(township: Township, signed_in: Callable[..., Client]) -> None:
    client = signed_in("DF")
    assert township.actor("HD").holder.name in client.get(f"/people/posts?unit={township.unit.pk}").content.decode()
    far = Unit.objects.create(code="T77", name="远处镇", short_name="远处")
    assert "远处镇" not in client.get(f"/people/posts?unit={far.pk}").content.decode()


def test_a_form_that_is_refused_keeps_what_was_typed(township: Township, signed_in: Callable[..., Client]) -> None:
    account = account_create(actor=township.actor("AD"), username="xinren", name="新人").account
    typed = {"account": account.pk, "role": "HD", "since": "2023-01-01", "basis": "", "until": ""}
    page = signed_in("AD").post("/people/posts/new", typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert "这个岗位要选所在的站所" in text
    assert "任命文号" in text
    assert 'value="2023-01-01"' in text


def test_the_report_of_concentrations_shows_covered_and_uncovered_ones(township: Township, signed_in: Callable[..., Client]) -> None:
    Unit.objects.filter(pk=township.unit.pk).update(small_office=True)
    account = account_create(actor=township.actor("AD"), username="xinren", name="一身二任").account
    for role in ("HD", "HL"):
        Post.objects.create(
            account=account, unit=township.unit, role=role, office=township.offices["农业"], since=date(2023, 1, 1),
            confirmed_by=account, confirmed_at="2023-01-01T00:00:00Z",
        )  # fmt: skip
    assert "没有有效的决定" in signed_in("JJ").get("/people/concentrations").content.decode()
    account.unit.refresh_from_db()
    concentration_decide(
        actor=township.actor("ML"), account=account, first="HD", second="HL", document="青政〔2023〕2号", decided=TODAY, reason="只有三人"
    )
    page = signed_in("JJ").get("/people/concentrations").content.decode()
    assert "没有有效的决定" not in page
    assert page.count("青政〔2023〕2号") == 2


def test_settings_of_the_unit_are_refused_with_reasons(township: Township) -> None:
    typed = {"name": "", "short_name": "镇", "mode": "department", "small_office": False, "leader_limit": 500, "mayor_limit": 400}
    with pytest.raises(Refused) as refused:
        unit_edit(actor=township.actor("ML"), unit=township.unit, **typed)  # type: ignore[arg-type]
    assert {each.field for each in refused.value.refusals} == {"name", "mayor_limit"}
    assert township.unit.name == "试验区青石镇人民政府"


def test_an_office_with_running_posts_cannot_be_closed(township: Township) -> None:
    with pytest.raises(Refused, match="经办人"):
        office_close(actor=township.actor("AD"), office=township.offices["农业"], closed=TODAY, reason="改革")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"held": TODAY + timedelta(days=1)}, "held"),
        ({"chair": "丁"}, "attendees"),
        ({"attendees": "甲"}, "attendees"),
        ({"attendees": "甲\n乙\n乙"}, "attendees"),
        ({"conclusions": " "}, "conclusions"),
        ({"kind": "tea"}, "kind"),
    ],
)
def test_a_faulty_meeting_is_refused_beside_the_field(township: Township, more: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        recorded(township, **more)
    assert [each.field for each in refused.value.refusals] == [field]
    assert not Meeting.objects.exists()


def test_a_meetings_number_is_used_once_a_kind(township: Township) -> None:
    recorded(township)
    with pytest.raises(Refused, match="已经登记过"):
        recorded(township)
    recorded(township, kind="party_committee")


def test_a_meeting_is_mended_by_its_recorder_until_something_rests_on_it(township: Township) -> None:
    meeting = recorded(township)
    typed = {
        "kind": "leading_group", "number": "2023年第1次", "held": date(2023, 1, 5), "chair": "甲", "attendees": "甲\n乙", "topics": "议题",
    }  # fmt: skip
    with pytest.raises(NotPermitted, match="记录人"):
        meeting_edit(actor=township.actor("ML"), meeting=meeting, conclusions="不同意", **typed)  # type: ignore[arg-type]
    meeting_edit(actor=township.actor("BO"), meeting=meeting, conclusions="原则同意", **typed)  # type: ignore[arg-type]
    assert Entry.objects.get(action="meeting_edit").details["结论"] == ["同意", "原则同意"]
    record(actor=township.actor("PL"), subject=township.unit, action="x", action_title="审定", details={"minutes": str(meeting)})
    with pytest.raises(OutOfTurn, match="不能再改"):
        meeting_edit(actor=township.actor("BO"), meeting=meeting, conclusions="改", **typed)  # type: ignore[arg-type]


def test_a_scan_is_known_by_its_content_and_comes_back_as_a_file(signed_in: Callable[..., Client]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    typed = {
        "kind": "other", "number": "1", "held": "2023-03-01", "chair": "甲", "attendees": "甲\n乙", "topics": "议题", "conclusions": "同意",
    }  # fmt: skip
    client = signed_in("BO")
    fake = SimpleUploadedFile("记录.pdf", b"<html><script>alert(1)</script>", content_type="application/pdf")
    answer = client.post("/people/meetings/new", {**typed, "scan": fake})
    assert answer.status_code == 422
    assert "不是 PDF、JPG 或 PNG" in answer.content.decode()
    real = SimpleUploadedFile("记录.pdf", PDF, content_type="text/html")
    assert client.post("/people/meetings/new", {**typed, "scan": real}).status_code == 302
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/people/meetings/{Meeting.objects.get().pk}").status_code == 200
    assert not [each["sql"] for each in asked if '"content"' in each["sql"]]
    scan = client.get(f"/people/meetings/{Meeting.objects.get().pk}/scan")
    assert scan.content == PDF
    assert scan.headers["Content-Type"] == "application/pdf"
    assert scan.headers["Content-Disposition"].startswith("attachment")


def test_a_token_acts_in_its_post_until_it_ends_and_only_its_hash_is_kept(township: Township) -> None:
    actor = township.actor("AC")
    issued = token_issue(actor=actor, post=actor.in_post, name="财务软件", until=TODAY)
    acting = token_actor(issued.secret)
    assert acting is not None
    assert acting.post == actor.post
    assert issued.secret not in str(list(Entry.objects.values_list("details", flat=True))) + issued.token.hash
    assert token_actor(issued.secret + "x") is None
    Post.objects.filter(pk=actor.in_post.pk).update(until=date(2023, 1, 1))
    assert token_actor(issued.secret) is None
    Post.objects.filter(pk=actor.in_post.pk).update(until=None)
    token_revoke(actor=township.actor("AD"), token=issued.token)
    assert token_actor(issued.secret) is None


def test_a_token_is_issued_for_ones_own_post_and_not_for_longer_than_a_year(township: Township) -> None:
    actor = township.actor("AC")
    with pytest.raises(NotPermitted):
        token_issue(actor=actor, post=township.actor("CA").in_post, name="x", until=TODAY)
    with pytest.raises(Refused, match="一年"):
        token_issue(actor=actor, post=actor.in_post, name="x", until=TODAY + timedelta(days=400))
    issued = token_issue(actor=actor, post=actor.in_post, name="x", until=TODAY)
    with pytest.raises(NotPermitted):
        token_revoke(actor=township.actor("CA"), token=issued.token)


def change(actor: PostActor, _administrator: PostActor) -> None:
    password_change(actor=actor, old=PASSWORD, new="lan-tian-2024", again="lan-tian-2024")


def reset(actor: PostActor, administrator: PostActor) -> None:
    issued = password_reset(actor=administrator, account=actor.holder)
    change_one_time(issued.account, issued.password)


def away_and_back(actor: PostActor, administrator: PostActor) -> None:
    account_disable(actor=administrator, account=actor.holder, reason="外出学习")
    issued = account_enable(actor=administrator, account=actor.holder, reason="回来了")
    change_one_time(issued.account, issued.password)


def change_one_time(account: Account, password: str) -> None:
    password_change(actor=Postless.of(account), old=password, new="lan-tian-2024", again="lan-tian-2024")


@pytest.mark.parametrize("renew", [change, reset, away_and_back])
def test_no_token_outlives_the_password_it_was_issued_under(township: Township, renew: Callable[[PostActor, PostActor], None]) -> None:
    actor, other = township.actor("AC"), township.actor("CA")
    issued = token_issue(actor=actor, post=actor.in_post, name="财务软件", until=TODAY)
    others = token_issue(actor=other, post=other.in_post, name="银行", until=TODAY)
    renew(actor, township.actor("AD"))
    assert token_actor(issued.secret) is None
    assert token_actor(others.secret) is not None
    (entry,) = Entry.objects.filter(action="token_revoke")
    assert (entry.subject_id, entry.chain) == (str(issued.token.pk), "T01")


def test_a_token_is_shown_once(signed_in: Callable[..., Client], township: Township) -> None:
    client, post = signed_in("AC"), township.actor("AC").in_post
    page = client.post("/people/me/tokens/new", {"post": post.pk, "name": "财务软件", "until": TODAY.isoformat()})
    secret = page.content.decode().partition("<dt>令牌</dt><dd><code>")[2].partition("</code>")[0]
    assert token_actor(secret) is not None
    assert "no-store" in page.headers["Cache-Control"]
    assert secret not in client.get("/people/me").content.decode()


def test_the_log_is_filtered_by_kind_person_object_and_day(township: Township, signed_in: Callable[..., Client]) -> None:
    account_create(actor=township.actor("AD"), username="xinren", name="新人")
    recorded(township)
    client = signed_in("JJ")

    def said(query: str) -> str:
        return client.get(f"/trail/?{query}").content.decode().partition('aria-label="留痕记录"')[2]

    assert "新建账号" in said("")
    assert "登记会议" in said("")
    assert "登记会议" not in said("kind=account")
    assert "新建账号" not in said("person=BO")
    assert "登记会议" not in said("subject=xinren")
    assert "新建账号" in said(f"since={TODAY}&until={TODAY}")
    assert said("until=2023-01-01") == ""
    assert "新建账号" in said("since=nonsense")


def test_the_state_of_the_chain_is_told_and_a_break_is_shown(township: Township, signed_in: Callable[..., Client]) -> None:
    account_create(actor=township.actor("AD"), username="xinren", name="新人")
    client = signed_in("FH")
    assert "全部完整" in client.post("/trail/verify", {"unit": township.unit.pk}).content.decode()
    remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET person = 'x'")
    install(connection)
    answer = client.post("/trail/verify", {"unit": township.unit.pk}, headers={"HX-Request": "true"}).content.decode()
    assert "第 1 条断了" in answer
    assert "<html" not in answer


def test_an_entry_shows_what_changed(township: Township, signed_in: Callable[..., Client]) -> None:
    typed = {"short_name": "镇", "mode": "department", "small_office": False, "leader_limit": 500, "mayor_limit": 600}
    unit_edit(actor=township.actor("ML"), unit=township.unit, name="新名字镇人民政府", **typed)  # type: ignore[arg-type]
    page = signed_in("PS").get(f"/trail/entry/{Entry.objects.get().pk}").content.decode()
    assert "新名字镇人民政府" in page
    assert "试验区青石镇人民政府" in page


def test_entries_of_another_unit_are_not_shown(township: Township, signed_in: Callable[..., Client]) -> None:
    other = record(actor=township.actor("DF"), subject=township.other_unit, action="x", action_title="修改")
    assert signed_in("JJ").get(f"/trail/entry/{other.pk}").status_code == 403
    assert signed_in("DF").get(f"/trail/entry/{other.pk}").status_code == 200


@pytest.mark.parametrize("address", ["/trail/nothing/1", "/trail/account/0", "/trail/account/x", "/trail/meeting/99999999"])
def test_a_story_of_nothing_is_not_found(signed_in: Callable[..., Client], address: str) -> None:
    assert signed_in("JJ").get(address).status_code == 404


@pytest.mark.parametrize(
    ("path", "role"), [("/people/posts", "ML"), ("/people/accounts", "AD"), ("/people/concentrations", "JJ"), ("/trail/", "JJ")]
)
def test_the_number_of_queries_does_not_grow_with_the_people(
    township: Township, signed_in: Callable[..., Client], path: str, role: str
) -> None:
    client = signed_in(role)

    def count() -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(path)
        return len(captured)

    def more(first: int, last: int) -> None:
        for number in range(first, last):
            account = account_create(actor=township.actor("AD"), username=f"ren{number}", name=f"人{number}").account
            post = post_assign(
                actor=township.actor("AD"), account=account, role="VL", since=TODAY, oversees=list(township.offices.values())
            )
            if number % 2:
                post_confirm(actor=township.actor("ML"), post=post)

    more(0, 4)
    few = count()
    more(4, 16)
    assert count() <= few


def test_a_substitute_is_named_as_one_wherever_something_is_done(township: Township) -> None:
    account = account_create(actor=township.actor("AD"), username="xinren", name="新人").account
    post = Post.objects.create(
        account=account, unit=township.unit, role="BO", office=township.offices["财政"], since=TODAY, until=TODAY,
        substitute_for=township.actor("BO").in_post, confirmed_by=account, confirmed_at="2023-01-01T00:00:00Z",
    )  # fmt: skip
    meeting_record(
        actor=PostActor(account, post),
        kind="other",
        number="1",
        held=TODAY,
        chair="甲",
        attendees="甲\n乙",
        topics="议题",
        conclusions="同意",
    )
    assert Entry.objects.get(action="meeting_record").post == "财政所 预算绩效专管员（代）"
