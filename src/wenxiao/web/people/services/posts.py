"""How does a person come to hold a post, and cease to? Proposed by the administrator, confirmed by a head, ended, never deleted.

Incompatible duties are refused here, over all the days two posts would overlap; `PostActor.hindrance` refuses them again at action.
What one post may be depends on the others of its unit: their acts hold the unit's row and so take turns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.heads import HEADS, had_a_head, heads_named, require_head
from wenxiao.web.people.matrix import incompatible, roles
from wenxiao.web.people.models import Account, Concentration, Office, Post, Unit
from wenxiao.web.people.services.fields import described, faults
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import record

# An appointment is entered within the month; what lies further back must name the document it rests on.
LATE = timedelta(days=31)
_ONE_A_UNIT = ("ML", "PS")
_OF_AN_OFFICE = ("HD", "HL")
_OF_A_BUREAU = ("DF", "AD")
NOT_THE_SAME = "不是同一人"


@transaction.atomic
def post_assign(
    *,
    actor: PostActor,
    account: Account,
    role: str,
    since: date,
    until: date | None = None,
    office: Office | None = None,
    oversees: Iterable[Office] = (),
    project: str = "",
    basis: str = "",
) -> Post:
    """Propose a post in the account's unit; it is in force once `post_confirm`ed.

    The first head of a unit is confirmed by the assignment itself, for there is nobody else yet, unless the administrator names
    himself. `project` is the code a third party is bound to; `oversees` are the offices of a 分管领导. Raises Refused with all reasons.
    """
    require(actor, "duties", "C", account)
    hold(account.unit)
    post = Post(
        account=account, unit=account.unit, role=role, office=office, since=since, until=until,
        project=project.strip() if role == "TP" else "", basis=basis.strip(),
    )  # fmt: skip
    overseen = tuple(oversees) if role == "VL" else ()
    raise_if_any([*faults(post), *_misplaced(post, overseen), *_held_already(post), *_untimely(post), *conflicts(post), *namesakes(post)])
    first_head = role in HEADS[post.unit.kind] and not had_a_head(post.unit) and account.pk != actor.holder.pk
    if first_head:
        post.confirmed_by, post.confirmed_at = actor.holder, clock.now()
    post.save()
    post.oversees.set(overseen)
    title = "任职（首任负责人，直接生效）" if first_head else "提出任职"
    record(actor=actor, subject=post, action="post_assign", action_title=title, reason=post.basis, details=_terms(post, overseen))
    return post


@transaction.atomic
def substitute_appoint(*, actor: PostActor, post: Post, account: Account, since: date, until: date, reason: str) -> Post:
    """Propose that somebody stands in for the holder of a post, acting with “（代）”, from a day to a day within the post's own term.

    The same incompatible duties hold. Raises Refused.
    """
    require(actor, "duties", "C", post)
    require(actor, "duties", "C", account)
    hold(post.unit)
    hold(post)
    if not post.confirmed_at or post.substitute_for_id:
        raise OutOfTurn(Refusal("只能为已经生效、本身不是代理的岗位登记代理"))
    standing = Post(
        account=account, unit=post.unit, role=post.role, office=post.office, since=since, until=until, substitute_for=post,
        project=post.project, basis=reason.strip(),
    )  # fmt: skip
    wrong = [*faults(standing), *_untimely(standing), *conflicts(standing)]
    wrong += [each._replace(field="reason") for each in namesakes(standing)]
    if account.pk == post.account_id:
        wrong.append(Refusal("代理人不能是本人", "account"))
    if not reason.strip():
        wrong.append(Refusal("请写明代理的原因，如外出学习、病假", "reason"))
    if since < post.since or (post.until and until > post.until):
        wrong.append(Refusal(f"代理的日期要在被代理岗位的任期（{_term(post.since, post.until)}）以内", "since"))
    raise_if_any(wrong)
    standing.save()
    overseen = tuple(post.oversees.all())
    standing.oversees.set(overseen)
    details = {"代理谁的岗位": post.trail_name, **_terms(standing, overseen)}
    record(
        actor=actor, subject=standing, action="substitute_appoint", action_title="提出代理", reason=standing.basis, details=details
    )  # fmt: skip
    return standing


@transaction.atomic
def post_confirm(*, actor: PostActor, post: Post) -> Post:
    """A head puts a proposed post in force; never one's own. Raises NotPermitted, OutOfTurn, Refused."""
    require_head(actor, post.unit, "确认任职")
    hold(post.unit)
    if post.account_id == actor.holder.pk:
        raise NotPermitted(Refusal(f"自己的任职不能由自己确认。可以办理的是：另一位负责人（{heads_named(post.unit)}）"))
    raise_if_any([*conflicts(post), *namesakes(post)])
    now = clock.now()
    if Post.objects.proposed().filter(pk=post.pk).update(confirmed_by=actor.holder, confirmed_at=now) != 1:
        raise OutOfTurn(Refusal(f"“{post.trail_name}”不在待确认里：可能刚刚被别人办理过，请刷新后再看"))
    post.confirmed_by, post.confirmed_at = actor.holder, now
    record(actor=actor, subject=post, action="post_confirm", action_title="确认任职", details=_terms(post, post.oversees.all()))
    return post


@transaction.atomic
def post_decline(*, actor: PostActor, post: Post, reason: str) -> Post:
    """Turn down a proposed post, or call off one that has not begun. The row stays. Raises NotPermitted, OutOfTurn, Refused."""
    require(actor, "duties", "EA", post)
    if not reason.strip():
        raise Refused(Refusal("请写明不予确认或撤回的原因", "reason"))
    open_ones = Post.objects.filter(pk=post.pk, declined_at__isnull=True).filter(
        Q(confirmed_at__isnull=True) | Q(since__gt=clock.today())
    )  # fmt: skip
    now = clock.now()
    if open_ones.update(declined_at=now, confirmed_at=None, confirmed_by=None) != 1:
        raise OutOfTurn(Refusal(f"“{post.trail_name}”已经开始任职或已经办理过：要结束它请办理离任"))
    post.declined_at, post.confirmed_at, post.confirmed_by = now, None, None
    record(actor=actor, subject=post, action="post_decline", action_title="不予确认或撤回", reason=reason.strip())
    return post


@transaction.atomic
def post_end(*, actor: PostActor, post: Post, until: date, reason: str) -> Post:
    """Set the last day of a post. At most a month back, and never before something its holder did in it.

    Raises Refused: also where the unit would be left without a head, or without an administrator.
    """
    require(actor, "duties", "EA", post)
    hold(post.unit)
    hold(post)
    if not post.confirmed_at:
        raise OutOfTurn(Refusal(f"“{post.trail_name}”还没有生效：不需要的请撤回"))
    if post.until and post.until < clock.today():
        raise OutOfTurn(Refusal(f"“{post.trail_name}”已在 {post.until} 离任"))
    raise_if_any([*_end_faults(post, until), *([] if reason.strip() else [Refusal("请写明离任的原因", "reason")])])
    before, post.until = post.until, until
    post.save(update_fields=["until"])
    details = {"止（含当日）": [str(before) if before else "", str(until)]}
    record(actor=actor, subject=post, action="post_end", action_title="离任", reason=reason.strip(), details=details)
    return post


def conflicts(post: Post) -> Iterator[Refusal]:
    """Why this person cannot hold this post on these days: each incompatible post held or proposed beside it, and doubles of itself."""
    others = Post.objects.filter(account=post.account, declined_at__isnull=True).exclude(pk=post.pk)
    others = others.filter(Q(until__isnull=True) | Q(until__gte=post.since))
    if post.until:
        others = others.filter(since__lte=post.until)
    decisions = Concentration.objects.filter(account=post.account)
    for other in others.select_related("unit", "office", "account"):
        since = max(post.since, other.since)
        until = min((day for day in (post.until, other.until) if day), default=None)
        pair = incompatible(post.role, other.role)
        if pair is None:
            if (post.role, post.unit_id, post.office_id) == (other.role, other.unit_id, other.office_id):
                yield Refusal(f"{post.account.name}在{_term(since, until)}已经有这个岗位（{other.title}）", "since")
            continue
        both = f"{post.account.name}在{_term(since, until)}会同时任“{roles()[post.role].title}”和“{roles()[other.role].title}”"
        clause = f"，{pair.clause}" if pair.clause else ""
        if pair.absolute:
            yield Refusal(f"{both}：{pair.title}在任何单位都不能由一人兼任{clause}。请另派人，或登记代理", "role", "不相容岗位")
        elif not post.unit.small_office:
            yield Refusal(f"{both}：{pair.title}不相容{clause}。请另派人；人手确实少的，先在单位设置里定为小单位", "role", "不相容岗位")
        elif not any(each.covers(post.role, other.role, since, until) for each in decisions):
            yield Refusal(
                f"{both}：{pair.title}不相容，小单位要有盖得住这段日期的兼岗决定。请由镇长或书记先作决定，或把岗位的起止日期定在决定的有效期内",
                "role",
                "不相容岗位",
            )


def namesakes(post: Post) -> Iterator[Refusal]:
    """Each incompatible post that is held under the same name with another account: two accounts do not make two persons.

    Whoever proposes the post states in its basis that these are two people, for the head who confirms it to see.
    """
    if NOT_THE_SAME in post.basis:
        return
    others = Post.objects.filter(unit=post.unit, declined_at__isnull=True).exclude(account=post.account)
    others = others.filter(Q(until__isnull=True) | Q(until__gte=post.since))
    if post.until:
        others = others.filter(since__lte=post.until)
    for other in others.select_related("unit", "office", "account"):
        pair = incompatible(post.role, other.role)
        if pair is None or _bare(other.account.name) != _bare(post.account.name):
            continue
        yield Refusal(
            f"账号“{other.account.username}”也叫{_bare(post.account.name)}，任“{roles()[other.role].title}”，和“{roles()[post.role].title}”"
            f"是不相容岗位（{pair.title}）：一个人换一个账号也不能兼任。确是同名的两个人，请在任职依据里写明“{NOT_THE_SAME}”和核对的凭据",
            "basis",
            "不相容岗位",
        )


def _bare(name: str) -> str:
    """The name without what tells namesakes apart, such as 王伟（农业）."""
    return "".join(re.split(r"[（(]", unicodedata.normalize("NFKC", name))[0].split())


def _held_already(post: Post) -> Iterator[Refusal]:
    """A unit has one 镇长 and one 党委书记: the next one begins when the last has gone, and who stands in is a substitute."""
    if post.role not in _ONE_A_UNIT:
        return
    others = Post.objects.filter(unit=post.unit, role=post.role, declined_at__isnull=True, substitute_for__isnull=True)
    others = others.exclude(account=post.account).filter(Q(until__isnull=True) | Q(until__gte=post.since))
    if post.until:
        others = others.filter(since__lte=post.until)
    for other in others.select_related("account"):
        told = f"{other.account.name}（{_term(other.since, other.until)}）" + ("" if other.confirmed_at else "，还没有确认")
        yield Refusal(f"本单位的{roles()[post.role].title}已经有人：{told}。先办理离任或撤回，再任命；临时由别人代的，登记代理", "role")


def _misplaced(post: Post, overseen: tuple[Office, ...]) -> Iterator[Refusal]:
    if not post.account.is_active:
        yield Refusal(f"账号“{post.account.username}”已经停用", "account")
    in_bureau = post.unit.kind == Unit.Kind.BUREAU
    if post.role in roles() and in_bureau and post.role not in _OF_A_BUREAU:
        yield Refusal("财政部门只设“区财政局”和“系统管理员”两种岗位", "role")
    if post.role == "DF" and not in_bureau:
        yield Refusal("“区财政局”的岗位设在财政部门，不在预算单位", "role")
    if post.role in _OF_AN_OFFICE and post.office is None:
        yield Refusal("这个岗位要选所在的站所", "office")
    if post.role == "VL" and not overseen:
        yield Refusal("分管领导要选所分管的站所", "oversees")
    for office, field in ((post.office, "office"), *((each, "oversees") for each in overseen)):
        if office is not None and office.unit_id != post.unit_id:
            yield Refusal(f"“{office.name}”不是本单位的站所", field)
        elif office is not None and office.closed and (post.until is None or post.until >= office.closed):
            yield Refusal(f"“{office.name}”已在 {office.closed} 撤销", field)
    if post.role == "TP":
        if not post.project:
            yield Refusal("第三方只能看一个项目：请填项目编码", "project")
        if post.until is None:
            yield Refusal("第三方要有截止日期", "until")


def _untimely(post: Post) -> Iterator[Refusal]:
    if post.until and post.until < post.since:
        yield Refusal("截止日期早于开始日期", "until")
    elif post.until and post.until < clock.today():
        yield Refusal("截止日期已经过去了", "until")
    if post.since < clock.today() - LATE and not post.basis:
        days = (clock.today() - post.since).days
        yield Refusal(f"开始日期在 {days} 天以前，超过 {LATE.days} 天的补登要写明任职依据（任命文号）", "basis")


def _end_faults(post: Post, until: date) -> Iterator[Refusal]:
    if until < post.since:
        yield Refusal(f"离任日期早于任职开始的 {post.since}", "until")
    if post.until and until > post.until:
        yield Refusal(f"原定到 {post.until}：延长要重新任职", "until")
    if until < clock.today() - LATE:
        yield Refusal(f"离任日期最多补登到 {LATE.days} 天以前", "until")
    last_moment = datetime.combine(until + timedelta(days=1), time(), timezone.get_current_timezone()).astimezone(UTC)
    later = Entry.objects.filter(chain=post.chain, account=post.account.username, post=post.title)
    done = later.filter(at__gte=last_moment.isoformat(timespec="microseconds")).order_by("-sequence").first()
    if done is not None:
        yield Refusal(
            f"{post.account.name}在这之后还以这个岗位办理过“{done.action_title} {done.subject_name}”，不能早于那一天离任", "until"
        )
    for standing in post.substitutes.filter(declined_at__isnull=True, until__gt=until).select_related("account"):
        yield Refusal(f"{standing.account.name}的代理到 {standing.until}，晚于离任日期：先结束代理", "until")
    yield from _left_without(post, until)


def _left_without(post: Post, until: date) -> Iterator[Refusal]:
    """A unit without a head could confirm no successor, and one without an administrator could propose none."""
    heads = HEADS[post.unit.kind]
    needed = heads if post.role in heads else ("AD",) if post.role == "AD" else ()
    if not needed or post.substitute_for_id:
        return
    after = Post.objects.held_on(until + timedelta(days=1)).filter(unit=post.unit, role__in=needed, substitute_for__isnull=True)
    if not after.filter(account__is_active=True).exclude(pk=post.pk).exists():
        titles = "、".join(roles()[role].title for role in needed)
        yield Refusal(f"{until} 以后本单位就没有{titles}了：先任命接任的人（从 {until + timedelta(days=1)} 起），再办理离任", "until")


def _terms(post: Post, overseen: Iterable[Office]) -> dict[str, object]:
    terms = {**described(post, "role", "office", "since", "until"), "分管站所": "、".join(each.name for each in overseen)}
    if post.project:
        terms["限于项目"] = post.project
    return {name: value for name, value in terms.items() if value}


def _term(since: date, until: date | None) -> str:
    return f"{since} 至 {until}" if until else f"{since} 以后"
