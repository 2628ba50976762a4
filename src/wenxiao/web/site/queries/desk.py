"""What waits for this post, what did its holder send on and where is it now, and which terms are running?

Read from the workflows, so that a new one needs nothing here. The number of queries does not depend on the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.heads import is_head
from wenxiao.web.people.matrix import OWN, roles
from wenxiao.web.people.queries.posts import posts_proposed
from wenxiao.web.people.queries.reach import NOBODY, reached
from wenxiao.web.people.queries.units import units_seen
from wenxiao.web.plan.models import Approval, Compilation
from wenxiao.web.publish.models import Disclosure, Reading
from wenxiao.web.site.registry import FOLLOWED, Followed, followed
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.workflow import Tracked, Transition

SHOWN = 8
SENT = 10
CLOCKS = 6
# So many days before a term runs out, this is said; the nearest counts.
REMINDERS = (
    (1, "最后一天了：今天要签发、公开，办不完的请报告镇长和财政局"),
    (5, "请催办：核对、保密审查、签发都要在期限以前办完"),
    (10, "请生成公开文件，开始核对和审查"),
)
# How many acts are looked through for the last few different objects.
_LOOKED_THROUGH = 100


class Item(NamedTuple):
    """一件: an object, since when it stands in its state (UTC, as the trail writes it; "" if never moved), and what can be done or who is
    awaited."""

    subject: Tracked
    since: str
    doing: str


class Pile(NamedTuple):
    """一摞待办: objects of one kind that wait for the post: how many in each state, and the first of them."""

    followed: Followed
    size: int
    by_state: tuple[tuple[str, int], ...]
    items: tuple[Item, ...]

    @property
    def more(self) -> int:
        return self.size - len(self.items)


class Clock(NamedTuple):
    """期限: the day by which a budget must be public, 20 days after its approval (预算法 art. 14), and how far its disclosure has come."""

    compilation: Compilation
    approved_on: date
    publish_by: date
    days_left: int
    disclosure: Disclosure | None = None

    @property
    def is_urgent(self) -> bool:
        return self.days_left <= 5

    @property
    def words(self) -> str:
        if self.days_left < 0:
            return f"已过 {-self.days_left} 天"
        return f"还有 {self.days_left} 天" if self.days_left else "今天到期"

    @property
    def reminder(self) -> str:
        """What to do now, in sharper words 10, 5 and 1 days before the term and once it has run out; "" where there is time."""
        if self.days_left < 0:
            return "已经超过法定期限：请马上办完公开，并说明晚了的原因"
        return next((said for days, said in REMINDERS if self.days_left <= days), "")

    @property
    def standing(self) -> str:
        return f"公开文件{self.disclosure.get_state_display()}" if self.disclosure else "公开文件还没有开始编写"


def piles(actor: PostActor) -> list[Pile]:
    """What waits, one pile a workflow; workflows of which nothing waits are left out."""
    found = []
    for each in FOLLOWED:
        waiting = waiting_for(actor, each)
        if waiting is None:
            continue
        counts = dict(waiting.order_by().values_list("state").annotate(Count("pk")))
        if counts:
            by_state = tuple((title, counts[state]) for state, title in each.workflow.states.items() if state in counts)
            found.append(Pile(each, sum(counts.values()), by_state, items(actor, each, waiting[:SHOWN])))
    return found


def waiting_for(actor: PostActor, each: Followed) -> QuerySet[Tracked] | None:
    """Objects from whose state a way on is open to the actor; None where there can be none, without asking the database.

    What a transition's guards would say is not asked: it is told when the button is pressed.
    """
    ways = _ways_on(actor, each)
    if not ways:
        return None
    condition = NOBODY
    for way in ways:
        open_here = Q(state__in=way.sources) & reached(actor, way.function, unit=each.unit, office=each.office, project=each.project)
        if way.not_by:
            open_here &= ~Q(Exists(_own_acts(actor, each, way)))
        if mode := each.modes.get(way.action):
            open_here &= Q(**{f"{each.unit}__mode": mode})
        if way.action in each.invited:
            open_here &= Q(Exists(_proposals(each, way)))
        condition |= open_here
    return _with_owner(each, each.model._default_manager.filter(condition))


def items(actor: PostActor, each: Followed, subjects: Iterable[Tracked]) -> tuple[Item, ...]:
    """The objects with their last moves and what the actor could do with them."""
    subjects = list(subjects)
    since = _last_moves(each, subjects)
    ways = _ways_on(actor, each)
    return tuple(Item(subject, since.get(str(subject.pk), ""), _doing(each, ways, subject)) for subject in subjects)


def sent(actor: PostActor) -> list[tuple[Followed, Item]]:
    """The objects the person last moved, newest first, with who is awaited now."""
    kinds = [each.kind for each in FOLLOWED]
    acts = Entry.objects.filter(account=actor.account, subject_kind__in=kinds).exclude(to_state="").order_by("-id")
    last: dict[tuple[str, str], str] = {}
    for kind, subject_id, at in acts.values_list("subject_kind", "subject_id", "at")[:_LOOKED_THROUGH]:
        if len(last) < SENT:
            last.setdefault((kind, subject_id), at)
    subjects: dict[tuple[str, str], Tracked] = {}
    for each in FOLLOWED:
        ids = [subject_id for kind, subject_id in last if kind == each.kind]
        if ids:
            subjects |= {(each.kind, str(one.pk)): one for one in _with_owner(each, each.model._default_manager.filter(pk__in=ids))}
    return list(_still_there(last, subjects))


def clocks(actor: PostActor, today: date) -> list[Clock]:
    """The terms of disclosure that run or have run out and whose budget is not public yet, of the budgets whose disclosure the post has to
    do with: the newest year first, in it what is most urgent. Two queries."""
    if not (actor.may_somewhere("disclosure") and actor.may_somewhere("compilation")):
        return []
    running = (Compilation.State.APPROVED, Compilation.State.ALLOCATED)
    budgets = Disclosure.objects.filter(document=Disclosure.Document.BUDGET)
    public = budgets.filter(unit=OuterRef("compilation__unit"), year=OuterRef("compilation__year"), published_on__isnull=False)
    # What the bureau has found in public of a unit, which need not publish with this office.
    found_public = Reading.objects.filter(
        unit=actor.unit, stands_for=OuterRef("compilation__unit"), year=OuterRef("compilation__year"), kind=Reading.Kind.BUDGET,
        state=Reading.State.CHECKED,
    )  # fmt: skip
    approvals = Approval.objects.filter(compilation__state__in=running, compilation__unit__in=units_seen(actor))
    approvals = approvals.exclude(Exists(public) | Exists(found_public))
    found = list(approvals.select_related("compilation__unit").order_by("-compilation__year", "publish_by", "compilation")[:CLOCKS])
    years, units = {each.compilation.year for each in found}, {each.compilation.unit_id for each in found}
    begun = {(each.unit_id, each.year): each for each in budgets.filter(year__in=years, unit__in=units)}
    return [
        Clock(
            each.compilation, each.approved_on, each.publish_by, (each.publish_by - today).days,
            begun.get((each.compilation.unit_id, each.compilation.year)),
        )
        for each in found
    ]  # fmt: skip


def office_budget(actor: PostActor) -> Compilation | None:
    """The newest budget, for a post whose part of it is its own office's: such a post is waited for by no step of the budget."""
    if actor.permission("compilation").scope != OWN or not actor.in_post.office_id:
        return None
    return Compilation.objects.filter(unit=actor.unit).order_by("-year").first()


def posts_to_confirm(actor: PostActor) -> int:
    """How many posts an administrator has proposed and this head has to confirm."""
    return posts_proposed(actor.unit).count() if is_head(actor, actor.unit) else 0


def awaited(each: Followed, subject: Tracked) -> str:
    """The roles whose turn it is; "" where nobody is waited for."""
    turns = each.waited_for(subject.state, _mode(each, subject))
    return "、".join(dict.fromkeys(roles()[role].title for way in turns for role in way.roles))


def _doing(each: Followed, ways: list[Transition], subject: Tracked) -> str:
    """What the actor can do here. What was proposed to the leaders is named only where nothing else waits."""
    turns = [way for way in each.waited_for(subject.state, _mode(each, subject)) if way in ways]
    turns = turns or [way for way in ways if way.action in each.invited and subject.state in way.sources]
    return "、".join(way.title for way in turns)


def _mode(each: Followed, subject: Tracked) -> str:
    return str(getattr(subject, each.unit).mode)


def _ways_on(actor: PostActor, each: Followed) -> list[Transition]:
    if actor.hindrance:
        return []
    return [
        way
        for way in (*each.writing, *each.by_hand())
        if actor.role in way.roles
        and (each.leads_on(way) or way.action in each.invited)
        and actor.permission(way.function).allows(way.letter)
    ]


def _own_acts(actor: PostActor, each: Followed, way: Transition) -> QuerySet[Entry]:
    return _acts_upon(each).filter(account=actor.account, action__in=way.not_by)


def _proposals(each: Followed, way: Transition) -> QuerySet[Entry]:
    """Proposals of a transition that nothing has followed since."""
    later = Entry.objects.filter(subject_kind=each.kind, subject_id=OuterRef("subject_id"), sequence__gt=OuterRef("sequence"))
    return _acts_upon(each).filter(~Exists(later.exclude(to_state="")), action=each.invited[way.action])


def _acts_upon(each: Followed) -> QuerySet[Entry]:
    """The acts upon the object of the outer query."""
    return Entry.objects.filter(subject_kind=each.kind, subject_id=Cast(OuterRef("pk"), CharField(max_length=40)))


def _with_owner(each: Followed, found: QuerySet[Tracked]) -> QuerySet[Tracked]:
    return found.select_related(each.unit, *([each.office] if each.office else ()))


def _last_moves(each: Followed, subjects: list[Tracked]) -> dict[str, str]:
    if not subjects:
        return {}
    ids = [str(subject.pk) for subject in subjects]
    moves = Entry.objects.filter(subject_kind=each.kind, subject_id__in=ids).exclude(to_state="").order_by("sequence")
    return dict(moves.values_list("subject_id", "at"))


def _still_there(last: dict[tuple[str, str], str], subjects: dict[tuple[str, str], Tracked]) -> Iterator[tuple[Followed, Item]]:
    for key, at in last.items():
        each, subject = followed(key[0]), subjects.get(key)
        if each is not None and subject is not None:
            yield each, Item(subject, at, awaited(each, subject))
