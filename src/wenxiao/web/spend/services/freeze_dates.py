"""How does a unit decide from which day on no new requests of a year are taken, and how does it change its mind?"""

from __future__ import annotations

from datetime import date

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.models import FreezeDate
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import record

FUNCTION = "year_end"
LEAST_REASON = 4


def freeze_set(*, actor: PostActor, unit: Unit, year: int, day: date, reason: str) -> FreezeDate:
    """Set it, or move it. By the head of finance. Raises NotPermitted, Refused (`day`, `reason`)."""

    def decide() -> FreezeDate:
        hold(unit)
        found = FreezeDate.objects.filter(unit=unit, year=year).first()
        decided = found or FreezeDate(unit=unit, year=year)
        may_freeze(actor, decided)
        said, today = " ".join(reason.split()), clock.today()
        raise_if_any([*_reason_faults(said), *_day_faults(year, day, today)])
        before = f"{found.day:%Y-%m-%d}" if found else ""
        decided.day, decided.reason, decided.decided_by = day, said, f"{actor.post} {actor.person}"[:260]
        decided.save()
        record(
            actor=actor, subject=decided, action="set", action_title="改封账日" if found else "定封账日", reason=said,
            details={"封账日": [before, f"{day:%Y-%m-%d}"]},
        )  # fmt: skip
        return decided

    return in_turn(decide)


def freeze_lift(*, actor: PostActor, unit: Unit, year: int, reason: str) -> None:
    """Take it away. Raises NotPermitted, Refused (`reason`) also where there is none."""

    def lift() -> None:
        hold(unit)
        found = FreezeDate.objects.filter(unit=unit, year=year).first()
        may_freeze(actor, found or FreezeDate(unit=unit, year=year))
        said = " ".join(reason.split())
        if found is None:
            raise Refused(Refusal(f"{year} 年没有定过封账日", rule="年终封账"))
        raise_if_any(_reason_faults(said))
        pk, day = found.pk, found.day
        found.delete()
        found.pk = pk
        record(
            actor=actor, subject=found, action="lift", action_title="取消封账日", reason=said, details={"封账日": [f"{day:%Y-%m-%d}", ""]}
        )

    in_turn(lift)


def may_freeze(actor: PostActor, decided: FreezeDate) -> None:
    """The unit's own decision, not the bureau's. Raises NotPermitted."""
    require(actor, FUNCTION, "A", decided)
    if actor.role != "FH":
        raise NotPermitted(Refusal(f"封账日由本单位决定，不由您的岗位（{actor.post}）定，可以办理的是：财政所长"))


def _reason_faults(said: str) -> list[Refusal]:
    if LEAST_REASON <= len(said) <= 200:
        return []
    return [Refusal(f"请写明理由，{LEAST_REASON} 到 200 个字（现有 {len(said)} 个）", field="reason")]


def _day_faults(year: int, day: date, today: date) -> list[Refusal]:
    if year not in YEARS:
        return [Refusal(f"没有 {year} 年", field="day")]
    if not date(year, 1, 1) <= day <= date(year + 1, 12, 31):
        return [Refusal(f"{year} 年的封账日应当在 {year} 年或 {year + 1} 年里", field="day", rule="年终封账")]
    if day < today:
        return [
            Refusal(f"封账日不能早于今天（{today:%Y-%m-%d}）：已经报送的不受影响，新的申请从封账日起不再受理", field="day", rule="年终封账")
        ]
    return []
