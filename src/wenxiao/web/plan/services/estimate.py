"""How does a project's money come about? Lines of quantity × unit price, each with its code and source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.models import EstimateLine, Project
from wenxiao.web.plan.queries.problems import economic_fault
from wenxiao.web.plan.services.edition import claim, demand_edit
from wenxiao.web.plan.services.text import too_long
from wenxiao.web.trail.refusal import Refusal, raise_if_any
from wenxiao.web.trail.services import record

LARGEST = 10**15


class EstimateEntry(NamedTuple):
    """测算行: as entered. `quantity` in ten-thousandths, `unit_price` in 分; the amount is never entered."""

    year: int
    item: str
    quantity: int
    measure: str
    unit_price: int
    economic_code: str
    catalogue_code: str = ""
    source: str = ""


def line_amount(quantity: int, unit_price: int) -> int:
    """`quantity` ten-thousandths at `unit_price` 分, in whole 分, half up."""
    return (quantity * unit_price + 5000) // 10000


def estimate_replace(*, actor: PostActor, project: Project, edition: int, lines: Sequence[EstimateEntry]) -> tuple[EstimateLine, ...]:
    """The whole estimate at once, numbered within each year in the order given.

    Raises NotPermitted, OutOfTurn (StaleEdition), Refused with the field `lines.<n>.<name>` (n from 0).
    """
    demand_edit(actor, project)
    numbers: dict[int, int] = {}
    made = []
    for entry in lines:
        numbers[entry.year] = numbers.get(entry.year, 0) + 1
        cleaned = entry._replace(item=entry.item.strip(), measure=entry.measure.strip(), source=entry.source.strip())
        amount = line_amount(entry.quantity, entry.unit_price)
        made.append(EstimateLine(project=project, number=numbers[entry.year], amount=amount, **cleaned._asdict()))
    raise_if_any(refusal for place, line in enumerate(made) for refusal in _faults(project, line, f"lines.{place}."))
    before = tuple(project.estimate.all())
    with transaction.atomic():
        claim(project, edition)
        EstimateLine.objects.filter(project=project).delete()
        EstimateLine.objects.bulk_create(made)
        record(actor=actor, subject=project, action="estimate", action_title="修改测算", details=_told(before, made))
    _forget(project)
    return tuple(made)


def _faults(project: Project, line: EstimateLine, prefix: str) -> list[Refusal]:
    found = list(too_long(line, ("item", "measure", "catalogue_code", "source"), prefix=prefix))
    if not line.item:
        found.append(Refusal("请写测算内容", field=prefix + "item"))
    if not line.measure:
        found.append(Refusal("请写计量单位", field=prefix + "measure"))
    if not project.start_year <= line.year <= project.end_year:
        found.append(Refusal(f"年度 {line.year} 不在项目的 {project.start_year}–{project.end_year} 年内", field=prefix + "year"))
    if line.quantity <= 0:
        found.append(Refusal("数量应当大于零", field=prefix + "quantity"))
    if line.unit_price < 0:
        found.append(Refusal("单价不能是负数", field=prefix + "unit_price"))
    if line.amount > LARGEST:
        found.append(Refusal(f"这一行合 {Money(line.amount)} 元，太大了：请核对数量和单价", field=prefix + "quantity"))
    if fault := economic_fault(line.economic_code, line.year):
        found.append(Refusal(fault, field=prefix + "economic_code"))
    return found


def _told(before: Sequence[EstimateLine], after: Sequence[EstimateLine]) -> dict[str, list[object]]:
    """What the trail keeps: the lines before and after, in words."""
    return {"测算": [list(map(_line_told, before)), list(map(_line_told, after))]}


def _line_told(line: EstimateLine) -> str:
    return f"{line.year} {line.item} {line.quantity}‱{line.measure}×{line.unit_price}分={line.amount}分 {line.economic_code}"


def _forget(project: Project) -> None:
    """Rows fetched before the change are no longer true."""
    getattr(project, "_prefetched_objects_cache", {}).pop("estimate", None)
