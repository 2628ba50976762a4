"""How does an object move from state to state? Transitions are data; this is the one place that interprets them.

The manual's flow charts, the buttons on a page, the API and the permission tests all read the same declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from django.db import models, transaction

from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import record


class Actor(Protocol):
    """办事人: a person acting in one post on one day."""

    @property
    def account(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def hindrance(self) -> str:
        """Why this person may only look today, such as an incompatible post held beside this one; "" if nothing is in the way."""
        ...

    def may(self, function: str, letter: str, subject: Any) -> bool:
        """Whether the permission matrix gives this post that letter of that function over this object."""
        ...

    def who_may(self, transition: Transition, subject: Any) -> str:
        """The posts that could do it, by title, for the sentence of a refusal."""
        ...


class Tracked(models.Model):
    """An object with a state that moves only by `perform`. Subclasses set KIND and State, and say their chain and name."""

    KIND = ""
    State: ClassVar[type[models.TextChoices]]
    state = models.CharField(max_length=40)

    class Meta:
        abstract = True

    @property
    def chain(self) -> str:
        """The code of the unit in whose chain its acts stand."""
        raise NotImplementedError

    @property
    def trail_name(self) -> str:
        raise NotImplementedError

    def get_state_display(self) -> str:
        """The Chinese title of its state."""
        return str(type(self).State(self.state).label)


@dataclass(frozen=True, slots=True)
class Act:
    """办理: what a guard or an effect may look at: who acts, why, on which minutes, with what else was given.

    `details` go into the entry of the trail; an effect may add to them what came about, such as the hash of what it sealed.
    """

    actor: Actor
    reason: str = ""
    minutes: Any = None
    given: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


Guard = Callable[[Any, Act], Iterable[Refusal]]
Effect = Callable[[Any, Act], None]


@dataclass(frozen=True, slots=True)
class Transition:
    """流转: one way from some states to another.

    `roles` may do it, where the permission matrix also gives them `letter` of `function` over the object. `guards` give the reasons
    against, all at once; `effects` run in the same transaction after the state has moved. `reason` is the least number of characters
    of a reason. `not_by` names actions whose doer may not do this one on the same object: nobody approves their own. `minutes`
    demands the minutes of a meeting.
    """

    action: str
    title: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    function: str
    letter: str
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    reason: int = 0
    minutes: bool = False
    not_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflow:
    """流程: the states of one kind of object, in reading order, and the ways between them. `states` maps ids to Chinese titles."""

    kind: str
    title: str
    states: dict[str, str]
    transitions: tuple[Transition, ...]

    def transition(self, action: str) -> Transition:
        """Raises KeyError."""
        for each in self.transitions:
            if each.action == action:
                return each
        raise KeyError(action)

    def open_from(self, state: str) -> Iterator[Transition]:
        return (each for each in self.transitions if state in each.sources)

    def open_to(self, actor: Actor, subject: Tracked) -> tuple[Transition, ...]:
        """What this actor could start on this object now: the buttons of its page. Guards are asked only when it is pressed."""
        return tuple(each for each in self.open_from(subject.state) if permitted(each, actor, subject) and not _own(each, actor, subject))


def permitted(transition: Transition, actor: Actor, subject: Tracked) -> bool:
    return actor.role in transition.roles and actor.may(transition.function, transition.letter, subject)


def perform(
    workflow: Workflow,
    subject: Tracked,
    action: str,
    *,
    actor: Actor,
    reason: str = "",
    minutes: Any = None,
    given: dict[str, Any] | None = None,
    details: dict[str, Any] | None = None,
) -> Entry:
    """Move `subject` along one transition and record it, all or nothing.

    The row is held and read anew before anything is asked, and so is that of the minutes: what the guards have seen is what moves, and
    `subject` is afterwards as it stands, moved or not. Raises NotPermitted (naming the posts that may), OutOfTurn (the state does not
    allow it, or was changed meanwhile) and Refused (with every reason of every guard).
    """
    transition = workflow.transition(action)
    act = Act(actor, reason.strip(), minutes, given or {}, dict(details or {}))
    shown = subject.state
    with transaction.atomic():
        hold(subject)
        if isinstance(minutes, models.Model):
            hold(minutes)
        if actor.hindrance:
            raise NotPermitted(Refusal(actor.hindrance, rule="不相容岗位"))
        if not permitted(transition, actor, subject):
            raise NotPermitted(
                Refusal(f"“{transition.title}”不由您的岗位（{actor.post}）办理，可以办理的是：{actor.who_may(transition, subject)}")
            )
        if subject.state not in transition.sources:
            raise OutOfTurn(_wrong_state(workflow, transition, subject, shown))
        if _own(transition, actor, subject):
            raise NotPermitted(
                Refusal(
                    f"“{transition.title}”不能由经手过它的人自己办理：{actor.person}此前办理过这一件。"
                    f"可以办理的是：{actor.who_may(transition, subject)}",
                    rule="不相容岗位",
                )
            )
        raise_if_any(_reasons_against(transition, subject, act))
        before = subject.state
        type(subject)._default_manager.filter(pk=subject.pk).update(state=transition.target)
        subject.state = transition.target
        try:
            for effect in transition.effects:
                effect(subject, act)
        except Exception:
            # The transaction rolls the row back; the object in hand must not go on claiming that it has moved.
            subject.state = before
            raise
        return record(
            actor=actor,
            subject=subject,
            action=transition.action,
            action_title=transition.title,
            from_state=workflow.states[before],
            to_state=workflow.states[transition.target],
            reason=act.reason,
            details={**act.details, **({"minutes": str(minutes)} if minutes is not None else {})},
        )


def _reasons_against(transition: Transition, subject: Tracked, act: Act) -> Iterator[Refusal]:
    if len(act.reason) < transition.reason:
        yield Refusal(f"请写明理由，至少 {transition.reason} 个字（现有 {len(act.reason)} 个）", field="reason")
    if transition.minutes and act.minutes is None:
        yield Refusal("要有会议记录：请先登记会议和结论，再在这里选上它", field="minutes")
    for guard in transition.guards:
        yield from guard(subject, act)


def _own(transition: Transition, actor: Actor, subject: Tracked) -> bool:
    if not transition.not_by:
        return False
    done = Entry.objects.filter(subject_kind=subject.KIND, subject_id=str(subject.pk), action__in=transition.not_by)
    return done.filter(account=actor.account).exists()


def _wrong_state(workflow: Workflow, transition: Transition, subject: Tracked, shown: str) -> Refusal:
    """`shown` is the state in which whoever asked has seen it."""
    if shown in transition.sources:
        return Refusal(f"“{subject.trail_name}”刚刚被别人办理过，现在是“{workflow.states[subject.state]}”：请刷新后再看")
    allowed = "、".join(workflow.states[state] for state in transition.sources)
    return Refusal(f"“{subject.trail_name}”现在是“{workflow.states[subject.state]}”，只有在“{allowed}”时才能“{transition.title}”")
