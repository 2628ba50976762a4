"""Which units have published what: missing, late, contradictory or in order? One row a unit, whatever way its document came to us.

The number of queries does not depend on the number of units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import cached_property

from django.utils import timezone

from wenxiao.catalogue.limits import limit
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models import Approval
from wenxiao.web.publish.models import Disclosure, FinalApproval, Reading, SnapshotFile
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry

# What runs out within so many days is told before what has more time.
SOON = 10


class Standing(IntEnum):
    """公开情况, what needs attention first."""

    OVERDUE = 0
    WRONG = 1
    OTHERWISE = 2
    LATE = 3
    DUE_SOON = 4
    MISSING = 5
    DAY_UNKNOWN = 6
    WARNED = 7
    FINE = 8


TITLES = {
    Standing.OVERDUE: "逾期没有公开", Standing.WRONG: "已公开，有错误", Standing.OTHERWISE: "已公开，与系统里的不一致",
    Standing.LATE: "已公开，晚了", Standing.DUE_SOON: "快到期，没有公开", Standing.MISSING: "没有公开",
    Standing.DAY_UNKNOWN: "已公开，不知道哪天", Standing.WARNED: "已公开，有提醒", Standing.FINE: "已公开",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """一个单位的一份公开文件. `due` is None where nothing says when the approval was; `disclosure` is what the office itself publishes,
    `brought` the newest document that the bureau brought in for it."""

    unit: Unit
    today: date
    due: date | None = None
    disclosure: Disclosure | None = None
    publications: tuple[date, ...] = ()
    brought: Reading | None = None
    brought_editions: int = 0
    same_file: bool = False

    @property
    def own(self) -> bool:
        """Whether it was published with this office: what it says was derived and checked before it went out."""
        return self.disclosure is not None and self.disclosure.live is not None

    @property
    def published(self) -> bool:
        return self.own or self.brought is not None

    @cached_property
    def published_on(self) -> date | None:
        """The first day: a correction makes nothing late."""
        if self.own:
            return self.publications[0] if self.publications else self.disclosure.published_on  # type: ignore[union-attr]
        return self.brought.published_on if self.brought else None

    @property
    def days_late(self) -> int:
        """How many days after its term, to its publication or to today; 0 where it is in time or no term is known."""
        if self.due is None or (self.published and self.published_on is None):
            return 0
        return max(0, ((self.published_on or self.today) - self.due).days)

    @property
    def days_left(self) -> int | None:
        """Of what is not published; None where no term is known."""
        return None if self.published or self.due is None else (self.due - self.today).days

    @property
    def differs(self) -> bool:
        """The bureau found another file in public than the one that was published here."""
        return self.own and self.brought is not None and not self.same_file

    @property
    def counts(self) -> dict[str, int]:
        """Of the check, as in `wenxiao.check/1`: the brought document's where there is one, for that is what the public reads."""
        if self.brought is not None and not self.same_file:
            return dict(self.brought.counts)
        return dict(self.disclosure.live.counts) if self.own and self.disclosure and self.disclosure.live else {}

    @property
    def errors(self) -> int:
        return self.counts.get("errors", 0)

    @property
    def warnings(self) -> int:
        return self.counts.get("warnings", 0)

    @property
    def worst(self) -> list[str]:
        """The first contradictions in it."""
        return list(self.brought.worst) if self.brought is not None and not self.same_file else []

    @property
    def editions(self) -> int:
        return (len(self.publications) or 1) if self.own else self.brought_editions

    @cached_property
    def standing(self) -> Standing:
        if not self.published:
            left = self.days_left
            if left is None:
                return Standing.MISSING
            return Standing.OVERDUE if left < 0 else Standing.DUE_SOON if left <= SOON else Standing.MISSING
        if self.errors:
            return Standing.WRONG
        if self.differs:
            return Standing.OTHERWISE
        if self.days_late:
            return Standing.LATE
        if self.published_on is None:
            return Standing.DAY_UNKNOWN
        return Standing.WARNED if self.warnings and not self.own else Standing.FINE

    @property
    def title(self) -> str:
        return TITLES[self.standing]

    @property
    def urgency(self) -> tuple[int, int, int, str]:
        left = self.days_left
        return self.standing, -self.days_late, left if left is not None else 9999, self.unit.code


@dataclass
class County:
    """各单位公开情况: of one year and kind, what needs attention first."""

    rows: list[Row]
    waiting: int = 0
    unassigned: int = 0
    tally: dict[Standing, int] = field(default_factory=dict)


def county(actor: PostActor, year: int, document: str, today: date | None = None) -> County:
    """Of every unit below the actor's."""
    today = today or clock.today()
    units = list(Unit.objects.filter(supervisor=actor.unit))
    disclosures = {
        each.unit_id: each for each in Disclosure.objects.filter(unit__in=units, year=year, document=document).select_related("live")
    }
    published = _publications(disclosures.values())
    brought = _brought(actor.unit, units, year, document)
    same = _same_files(disclosures.values(), (readings[0] for readings in brought.values()))
    due = _due(units, year) if document == Disclosure.Document.BUDGET else _final_due(units, year)
    rows = []
    for unit in units:
        disclosure, readings = disclosures.get(unit.pk), brought.get(unit.pk, [])
        newest = readings[0] if readings else None
        rows.append(
            Row(
                unit, today, due.get(unit.pk) or _told_due(readings), disclosure, published.get(disclosure.pk, ()) if disclosure else (),
                newest, len(readings), newest is not None and newest.attachment_id in same.get(unit.pk, ()),
            )
        )  # fmt: skip
    rows.sort(key=lambda row: row.urgency)
    pending = Reading.objects.filter(unit=actor.unit, bringing=True).values_list("state", "stands_for")
    states = list(pending)
    return County(
        rows,
        waiting=sum(state == Reading.State.WAITING for state, _ in states),
        unassigned=sum(state == Reading.State.CHECKED and unit is None for state, unit in states),
        tally={each: sum(row.standing is each for row in rows) for each in Standing},
    )


def county_years(actor: PostActor) -> list[int]:
    """The years of which there is anything, newest first."""
    below = {"unit__supervisor": actor.unit}
    own = Disclosure.objects.filter(**below).order_by().values_list("year", flat=True)
    approved = Approval.objects.filter(compilation__unit__supervisor=actor.unit).values_list("compilation__year", flat=True)
    brought = Reading.objects.filter(unit=actor.unit, bringing=True, year__isnull=False).order_by().values_list("year", flat=True)
    return sorted({*own, *approved, *(year for year in brought if year)}, reverse=True)


def _publications(disclosures: Iterable[Disclosure]) -> dict[int, tuple[date, ...]]:
    """On which days each went out, the first day first: from the trail, which keeps every time."""
    ids = {str(each.pk): each.pk for each in disclosures}
    acts = Entry.objects.filter(subject_kind=Disclosure.KIND, subject_id__in=ids, action="publish").order_by("sequence")
    found: dict[int, tuple[date, ...]] = {}
    for id, at in acts.values_list("subject_id", "at"):
        found[ids[id]] = (*found.get(ids[id], ()), timezone.localdate(datetime.fromisoformat(at)))
    return found


def _brought(bureau: Unit, units: list[Unit], year: int, document: str) -> dict[int, list[Reading]]:
    """By unit, what the bureau brought in for it, the newest first."""
    wanted = Reading.objects.filter(unit=bureau, stands_for__in=units, year=year, kind=document, state=Reading.State.CHECKED)
    found: dict[int, list[Reading]] = {}
    for each in wanted.defer("findings").order_by("-uploaded", "-pk"):
        assert each.stands_for_id is not None
        found.setdefault(each.stands_for_id, []).append(each)
    return found


def _same_files(disclosures: Iterable[Disclosure], readings: Iterator[Reading]) -> dict[int, set[str]]:
    """By unit, which brought files are byte for byte files of the edition that is published."""
    live = {each.live_id: each.unit_id for each in disclosures if each.live_id}
    hashes = [each.attachment_id for each in readings]
    found: dict[int, set[str]] = {}
    for snapshot, hash in SnapshotFile.objects.filter(snapshot__in=live, attachment__in=hashes).values_list("snapshot", "attachment"):
        found.setdefault(live[snapshot], set()).add(hash)
    return found


def _due(units: list[Unit], year: int) -> dict[int, date]:
    approvals = Approval.objects.filter(compilation__unit__in=units, compilation__year=year)
    return dict(approvals.values_list("compilation__unit", "publish_by"))


def _final_due(units: list[Unit], year: int) -> dict[int, date]:
    """Of final accounts, whose approval is registered where they are written."""
    approvals = FinalApproval.objects.filter(disclosure__unit__in=units, disclosure__year=year)
    days = timedelta(days=limit("公开期限"))
    return {unit: approved + days for unit, approved in approvals.values_list("disclosure__unit", "approved_on")}


def _told_due(readings: list[Reading]) -> date | None:
    """Where the office has no approval: 20 days after the one that the bureau registered with the document."""
    day = next((each.approved_on for each in readings if each.approved_on), None)
    return day + timedelta(days=limit("公开期限")) if day else None
