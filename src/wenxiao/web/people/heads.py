"""Who answers for the unit as a whole, and so confirms posts, decides concentrations and changes its settings?"""

from __future__ import annotations

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Post, Unit
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import NotPermitted, Refusal

# The matrix gives 审批 of duties to 镇长 and 书记. A bureau has neither: there it is whoever approves the units' budgets.
HEADS: dict[str, tuple[str, ...]] = {Unit.Kind.BUDGET_UNIT: ("ML", "PS"), Unit.Kind.BUREAU: ("DF",)}


def is_head(actor: PostActor, unit: Unit) -> bool:
    if actor.unit.pk != unit.pk or actor.role not in HEADS[unit.kind] or actor.hindrance:
        return False
    return unit.kind == Unit.Kind.BUREAU or actor.may("duties", "A", unit)


def require_head(actor: PostActor, unit: Unit, what: str) -> None:
    """Raises NotPermitted, naming the heads that the unit has today."""
    if is_head(actor, unit):
        return
    if actor.hindrance:
        raise NotPermitted(Refusal(actor.hindrance, rule="不相容岗位"))
    raise NotPermitted(Refusal(f"“{what}”不由您的岗位（{actor.post}）办理，可以办理的是：{heads_named(unit)}"))


def heads_named(unit: Unit) -> str:
    held = Post.objects.held_on(clock.today()).filter(unit=unit, role__in=HEADS[unit.kind], account__is_active=True)
    named = [f"{post.title} {post.account.name}" for post in held.select_related("unit", "office", "account")]
    return "、".join(named) or "、".join(roles()[role].title for role in HEADS[unit.kind]) + "（目前没有人在这个岗位上）"


def had_a_head(unit: Unit) -> bool:
    """Whether anybody ever was confirmed as head: until then the first assignment confirms itself."""
    return Post.objects.confirmed().filter(unit=unit, role__in=HEADS[unit.kind]).exists()
