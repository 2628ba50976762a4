"""What can a unit's other projects say about this one, and which of them need not be read for it?

Beside other projects a project answers for three things: its goals are not theirs (R146), its indicators are not copied (R147), and it
owes more where it takes a large share of all the money (R144). Of hundreds of projects a handful shares a goal or an indicator with this
one; of the rest only the sum of their money counts. What `fewer` leaves out changes no word of a review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from wenxiao.performance.drafts import ProjectDraft
from wenxiao.performance.likeness import alike
from wenxiao.performance.programme import BANDS
from wenxiao.performance.quality.goals import REPEATED, goals_compared


@dataclass(frozen=True)
class Traits:
    """特征: what another project must have so that it can be told of this one: a goal alike, an indicator of the same name or scale.

    `goals` are the pairs of characters of each goal, `names` and `scales` texts without spaces.
    """

    goals: tuple[set[str], ...]
    names: frozenset[str]
    scales: frozenset[tuple[str, ...]]

    def has_goal(self, objective: str) -> bool:
        return any(alike(pairs, own, REPEATED) for _, pairs in goals_compared(objective) for own in self.goals)

    def has_indicator(self, name: str, standards: Iterable[str]) -> bool:
        """`standards` in the order of BANDS, blank where the form has none."""
        return _close(name) in self.names or tuple(map(_close, standards)) in self.scales


def traits_of(project: ProjectDraft) -> Traits:
    scales = {tuple(map(_close, bands_of(each.form, each.standards))) for each in project.indicators}
    return Traits(
        tuple(pairs for _, pairs in goals_compared(project.objective)),
        frozenset(_close(each.name) for each in project.indicators),
        # A row without bands shares nothing with the others that have none.
        frozenset(scale for scale in scales if any(scale)),
    )


def bands_of(form: str, standards: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(standards.get(grade, "") if form == "hebei" else "" for grade in BANDS)


def fewer(project: ProjectDraft, others: Iterable[ProjectDraft]) -> tuple[ProjectDraft, ...]:
    """Other projects, without what cannot matter to `project`: `review_project` says the same beside them as beside all."""
    traits = traits_of(project)
    kept, rest = [], []
    # Whether there is any indicator at all decides whether the rules have something to look at.
    wanted = not project.indicators
    for each in others:
        common = tuple(one for one in each.indicators if traits.has_indicator(one.name, bands_of(one.form, one.standards)))
        if wanted and each.indicators:
            common, wanted = each.indicators[:1], False
        objective = each.objective if traits.has_goal(each.objective) else ""
        if common or objective:
            kept.append(replace(each, objective=objective, indicators=common))
        else:
            rest.append(each.amount)
    return (*kept, *together(rest))


def together(amounts: Iterable[int | None]) -> tuple[ProjectDraft, ...]:
    """Projects of which only the money counts (分, None where none is stated), as one; nothing where there are none."""
    every = list(amounts)
    stated = [amount for amount in every if amount is not None]
    return (ProjectDraft("", sum(stated) if stated else None),) if every else ()


def _close(text: str) -> str:
    return "".join(text.split())
