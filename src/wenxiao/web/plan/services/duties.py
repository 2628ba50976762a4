"""How do duties and activities come into being, change and end? They are the unit's, so the finance office keeps them."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.plan.models import Activity, Duty, Project
from wenxiao.web.plan.queries.library import STANDING
from wenxiao.web.plan.services.text import too_long
from wenxiao.web.trail.refusal import Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record

# 职责和活动 are part of what a unit is: 基础信息 of the matrix.
FUNCTION = "master_data"
# Not `until`: a duty ends by `duty_retire` alone, which looks at what still runs below it.
DUTY_FIELDS = ("number", "name", "description", "objective", "since")
ACTIVITY_FIELDS = ("duty", "number", "name", "content", "objective", "stands_for_duty")


def duty_create(
    *, actor: PostActor, unit: Unit, number: int, name: str, description: str, objective: str, since: int, until: int | None = None
) -> Duty:
    """Raises NotPermitted; Refused with the names of the parameters as fields."""
    duty = Duty(unit=unit, number=number, name=name.strip(), description=description, objective=objective, since=since, until=until)
    require(actor, FUNCTION, "C", duty)
    raise_if_any(_duty_faults(duty))
    with transaction.atomic():
        _save(duty)
        record(actor=actor, subject=duty, action="create", action_title="新建职责")
    return duty


def duty_edit(*, actor: PostActor, duty: Duty, **values: Any) -> Duty:
    """Change some of DUTY_FIELDS. Raises NotPermitted, Refused."""
    require(actor, FUNCTION, "E", duty)
    changed = Duty.objects.select_related("unit").get(pk=duty.pk)
    before = _put(changed, values, DUTY_FIELDS)
    raise_if_any(_duty_faults(changed))
    with transaction.atomic():
        _save(changed)
        record(actor=actor, subject=changed, action="edit", action_title="修改职责", details=changes(before, _plain(changed, values)))
    return changed


def duty_retire(*, actor: PostActor, duty: Duty, until: int) -> Duty:
    """The last year it is done in. Refused (`until`) while projects below it run on."""
    require(actor, FUNCTION, "E", duty)
    changed = Duty.objects.select_related("unit").get(pk=duty.pk)
    before, changed.until = changed.until, until
    raise_if_any((*_running(Q(activity__duty=duty), duty.name, until), *_year(until, "until"), *_duty_faults(changed)))
    with transaction.atomic():
        _save(changed)
        record(actor=actor, subject=changed, action="retire", action_title="终止职责", details={"终止年度": [before, until]})
    return changed


def activity_create(
    *, actor: PostActor, duty: Duty, number: int, name: str, content: str, objective: str, stands_for_duty: bool = False
) -> Activity:
    """Raises NotPermitted; Refused with the names of the parameters as fields."""
    activity = Activity(duty=duty, number=number, name=name.strip(), content=content, objective=objective, stands_for_duty=stands_for_duty)
    require(actor, FUNCTION, "C", activity)
    raise_if_any(_activity_faults(activity))
    with transaction.atomic():
        _save(activity)
        record(actor=actor, subject=activity, action="create", action_title="新建工作活动")
    return activity


def activity_edit(*, actor: PostActor, activity: Activity, **values: Any) -> Activity:
    """Change some of ACTIVITY_FIELDS; another duty must be of the same unit. Raises NotPermitted, Refused."""
    require(actor, FUNCTION, "E", activity)
    changed = Activity.objects.select_related("duty__unit").get(pk=activity.pk)
    before = _put(changed, values, ACTIVITY_FIELDS)
    if changed.duty.unit_id != activity.duty.unit_id:
        raise Refused(Refusal("职责不是本单位的", field="duty"))
    raise_if_any(_activity_faults(changed))
    with transaction.atomic():
        _save(changed)
        record(actor=actor, subject=changed, action="edit", action_title="修改工作活动", details=changes(before, _plain(changed, values)))
    return changed


def activity_retire(*, actor: PostActor, activity: Activity, until: int) -> Activity:
    """The last year it is done in. Refused (`until`) while its projects run on."""
    require(actor, FUNCTION, "E", activity)
    raise_if_any((*_running(Q(activity=activity), activity.name, until), *_year(until, "until")))
    changed = Activity.objects.select_related("duty__unit").get(pk=activity.pk)
    before, changed.until = changed.until, until
    with transaction.atomic():
        _save(changed)
        record(actor=actor, subject=changed, action="retire", action_title="终止工作活动", details={"终止年度": [before, until]})
    return changed


def _put(record_: Duty | Activity, values: dict[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """Set the values, and give what stood there before, as the trail keeps it."""
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"no fields {sorted(unknown)}")
    before = _plain(record_, values)
    for name, value in values.items():
        setattr(record_, name, value.strip() if name == "name" else value)
    return before


def _duty_faults(duty: Duty) -> list[Refusal]:
    found = [*too_long(duty, ("name",)), *_year(duty.since, "since")]
    if not duty.name:
        found.append(Refusal("请写职责名称", field="name"))
    found += _number(duty.number)
    if duty.until is not None and duty.until < duty.since:
        found.append(Refusal(f"终止年度 {duty.until} 早于起始年度 {duty.since}", field="until"))
    others = Duty.objects.filter(unit=duty.unit).exclude(pk=duty.pk)
    # Two duties share a number or a name only where one ended before the other began.
    overlapping = others.filter(Q(until__isnull=True) | Q(until__gte=duty.since))
    if duty.until is not None:
        overlapping = overlapping.filter(since__lte=duty.until)
    for other in overlapping.filter(Q(number=duty.number) | Q(name=duty.name)):
        if other.number == duty.number:
            found.append(Refusal(f"序号 {duty.number} 已经是“{other.name}”", field="number"))
        if other.name == duty.name:
            found.append(Refusal(f"已有同名的职责（序号 {other.number}）", field="name"))
    return found


def _activity_faults(activity: Activity) -> list[Refusal]:
    found = list(too_long(activity, ("name",)))
    if not activity.name:
        found.append(Refusal("请写工作活动名称", field="name"))
    found += _number(activity.number)
    for other in Activity.objects.filter(duty=activity.duty).exclude(pk=activity.pk):
        if other.number == activity.number:
            found.append(Refusal(f"序号 {activity.number} 已经是“{other.name}”", field="number"))
        if other.name == activity.name and other.until is None:
            found.append(Refusal(f"这项职责下已有同名的工作活动（序号 {other.number}）", field="name"))
    return found


def _running(below: Q, name: str, until: int) -> list[Refusal]:
    running = Project.objects.filter(below, state__in=STANDING, end_year__gt=until)
    return [
        Refusal(
            f"“{project.name}”（{project.code}）到 {project.end_year} 年，晚于 {until} 年：先终止或改短这个项目，再终止“{name}”",
            field="until",
        )
        for project in running[:5]
    ]


def _number(number: int) -> list[Refusal]:
    return [] if 1 <= number <= 999 else [Refusal("序号应当是 1 到 999 的整数", field="number")]


def _year(year: int, field: str) -> list[Refusal]:
    return [] if year in YEARS else [Refusal("年度应当是四位数，如 2024", field=field)]


def _save(record_: Duty | Activity) -> None:
    try:
        with transaction.atomic():
            record_.save()
    except IntegrityError as error:
        # Somebody else took the number or the name between the check and now.
        raise Refused(Refusal("序号或名称刚刚被别人用了：请刷新后再试", field="number")) from error


def _plain(record_: Duty | Activity, names: dict[str, Any]) -> dict[str, Any]:
    titles = {name: str(record_._meta.get_field(name).verbose_name) for name in names}  # type: ignore[union-attr]
    return {titles[name]: str(getattr(record_, name)) if name == "duty" else getattr(record_, name) for name in names}
