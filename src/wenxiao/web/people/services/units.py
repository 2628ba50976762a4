"""How does a unit come into the office, and who sets what holds for all of it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from wenxiao.web.people.acting import Machine, PostActor, require
from wenxiao.web.people.heads import require_head
from wenxiao.web.people.models import Account, Concentration, Post, Unit
from wenxiao.web.people.services.accounts import Issued, account_faults, one_time_password
from wenxiao.web.people.services.fields import described, faults, keep
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record

_SETTINGS = ("name", "short_name", "mode", "small_office", "leader_limit", "mayor_limit")

# What a later app knows to stand in the way of changing some of these settings (a budget in its rounds): it adds a function of the unit
# and the names of what is to be changed when it is loaded.
SETTING_BLOCKERS: list[Callable[[Unit, frozenset[str]], Iterable[Refusal]]] = []


@transaction.atomic
def unit_set_up(
    *,
    code: str,
    name: str,
    short_name: str,
    mode: str,
    small_office: bool = False,
    bureau_code: str,
    bureau_name: str,
    bureau_short_name: str,
    username: str,
    person: str,
    password: str,
) -> Account:
    """The first run: the unit, the finance bureau above it, and the first administrator, whose posts confirm themselves.

    The administrator looks after both units' accounts until the bureau has an administrator of its own. Raises Refused, with the names
    of these arguments as fields, and where there is an account already: this works once.
    """
    if Account.objects.exists():
        raise Refused("系统已经设置过了：单位由财政部门的系统管理员新建，账号由本单位的系统管理员新建")
    bureau = Unit(code=bureau_code.strip(), name=bureau_name.strip(), short_name=bureau_short_name.strip(), kind=Unit.Kind.BUREAU)
    unit = Unit(code=code.strip(), name=name.strip(), short_name=short_name.strip(), mode=mode, small_office=small_office)
    account = Account(username=username.strip(), name=person.strip(), must_change_password=False)
    wrong = [
        *faults(unit),
        *(Refusal(each.message, f"bureau_{each.field}" if each.field else "") for each in faults(bureau)),
        *(Refusal(each.message, "person" if each.field == "name" else each.field) for each in account_faults(account)),
    ]
    if unit.code and unit.code == bureau.code:
        wrong.append(Refusal("两个单位的编码不能相同", "bureau_code"))
    if unit.name and unit.name == bureau.name:
        wrong.append(Refusal("主管财政部门不能就是本单位", "bureau_name"))
    try:
        validate_password(password, account)
    except ValidationError as error:
        wrong += [Refusal(message, "password") for message in error.messages]
    raise_if_any(wrong)
    keep(bureau)
    unit.supervisor = bureau
    keep(unit)
    account.unit = unit
    account.set_password(password)
    keep(account)
    for each in (bureau, unit):
        record(
            actor=Machine(), subject=each, action="unit_set_up", action_title="首次设置单位", details=described(each, "code", *_SETTINGS)
        )
    record(
        actor=Machine(), subject=account, action="account_create", action_title="新建账号", details=described(account, "username", "name")
    )
    for each in (unit, bureau):
        _first_administrator(Machine(), account, each)
    return account


@transaction.atomic
def unit_create(
    *,
    actor: PostActor,
    code: str,
    name: str,
    short_name: str,
    mode: str = Unit.Mode.DEPARTMENT,
    small_office: bool = False,
    username: str,
    person: str,
) -> Issued:
    """A unit below the actor's finance bureau, and its first administrator with a one-time password. Raises Refused."""
    require(actor, "accounts", "C", actor.unit)
    if actor.unit.kind != Unit.Kind.BUREAU:
        raise NotPermitted(
            Refusal("新建单位由财政部门的系统管理员办理：本单位的系统管理员只管本单位的账号。可以办理的是：财政部门的系统管理员")
        )
    unit = Unit(code=code.strip(), name=name.strip(), short_name=short_name.strip(), mode=mode, small_office=small_office)
    unit.supervisor = actor.unit
    account = Account(username=username.strip(), name=person.strip())
    raise_if_any(
        [*faults(unit), *(Refusal(each.message, "person" if each.field == "name" else each.field) for each in account_faults(account))]
    )
    keep(unit)
    account.unit = unit
    password = one_time_password()
    account.set_password(password)
    keep(account)
    record(actor=actor, subject=unit, action="unit_create", action_title="新建单位", details=described(unit, "code", *_SETTINGS))
    record(actor=actor, subject=account, action="account_create", action_title="新建账号", details=described(account, "username", "name"))
    _first_administrator(actor, account, unit)
    return Issued(account, password)


@transaction.atomic
def unit_edit(
    *,
    actor: PostActor,
    unit: Unit,
    name: str,
    short_name: str,
    mode: str,
    small_office: bool,
    leader_limit: int,
    mayor_limit: int,
) -> Unit:
    """Names, mode of operation, whether it is a small office, and up to what amounts (分) its leaders approve.

    Heads only, for these decide who approves what; and nothing that decides the way of something while it is on that way. Raises Refused.
    """
    require_head(actor, unit, "修改单位设置")
    # Two heads take turns: what changes is told from the row, not from what a page showed.
    unit.refresh_from_db(from_queryset=Unit.objects.select_for_update())
    before = described(unit, *_SETTINGS)
    stood = {name: getattr(unit, name) for name in _SETTINGS}
    unit.name, unit.short_name, unit.mode, unit.small_office = name.strip(), short_name.strip(), mode, small_office
    unit.leader_limit, unit.mayor_limit = leader_limit, mayor_limit
    wrong = list(faults(unit))
    changing = frozenset(name for name in _SETTINGS if getattr(unit, name) != stood[name])
    wrong += [refusal for blocker in SETTING_BLOCKERS for refusal in blocker(unit, changing)]
    if leader_limit < 0:
        wrong.append(Refusal("金额不能是负数", "leader_limit"))
    if mayor_limit < leader_limit:
        wrong.append(Refusal("镇长的审批上限不能低于分管领导的", "mayor_limit"))
    if not small_office:
        wrong += [
            Refusal(f"“{each}”的兼岗决定还有效：先结束它并调整岗位，再改为不是小单位", "small_office")
            for each in Concentration.objects.in_force(clock.today()).filter(unit=unit).select_related("account")
        ]
    if wrong:
        unit.refresh_from_db()
    raise_if_any(wrong)
    keep(unit)
    changed = changes(before, described(unit, *_SETTINGS))
    if changed:
        record(actor=actor, subject=unit, action="unit_edit", action_title="修改单位设置", details=changed)
    return unit


def _first_administrator(actor: PostActor | Machine, account: Account, unit: Unit) -> None:
    post = Post.objects.create(
        account=account,
        unit=unit,
        role="AD",
        since=clock.today(),
        basis="首次设置",
        confirmed_by=account,
        confirmed_at=clock.now(),
    )
    record(
        actor=actor,
        subject=post,
        action="post_assign",
        action_title="任职（首次设置，直接生效）",
        details=described(post, "since", "basis"),
    )
