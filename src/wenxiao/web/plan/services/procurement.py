"""What of the budget is bought, by catalogue item? (采购法 art. 6, 33; R034, R061, R117)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from wenxiao.catalogue.codes import procurement_entries, procurement_name
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import quantity_text
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.line_names import LINE, procurement_line_name
from wenxiao.web.plan.models import EstimateLine, ProcurementLine, Project, ProjectLine, Version
from wenxiao.web.plan.queries.totals import procured, procurement_cover
from wenxiao.web.plan.services.estimate import LARGEST, line_amount
from wenxiao.web.plan.services.revenue import unexpected
from wenxiao.web.plan.services.seen import LineGone, SavedAlready, demand_unchanged, mark
from wenxiao.web.plan.services.versions import editing
from wenxiao.web.trail.refusal import Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record, told_apart


@dataclass(frozen=True, slots=True)
class Procurement:
    """采购行. `project` None is the operating money; `quantity` in ten-thousandths, `unit_price` in 分.

    `amount` is quantity × unit price; given, it is only checked against the product.
    """

    project: Project | None
    economic_code: str
    catalogue_code: str
    name: str
    quantity: int
    measure: str
    unit_price: int
    fund: str = Fund.GENERAL.value
    amount: int | None = None

    @property
    def product(self) -> int:
        """分, half up: as the estimate that the line may come from."""
        return line_amount(self.quantity, self.unit_price)


def procurement_line_add(
    *, actor: PostActor, version: Version, line: Procurement, expected: int | None = None, seen: str | None = None
) -> ProcurementLine:
    """`expected`: what the whole procurement budget should add up to with this line, 分. `seen`: the mark of the lines there were when
    the page was opened; two equal lines may be meant, but not by a button pressed twice.

    Raises NotPermitted, OutOfTurn (SavedAlready), Refused (fields of `Procurement`, `expected`).
    """
    with editing(actor, version):
        if seen is not None and version.procurement.filter(**_values(line)).exists() and mark(version.procurement.all()) != seen:
            raise SavedAlready(line.name.strip())
        return procurement_lines_add(actor=actor, version=version, lines=[line], expected=expected, _numbered=False)[0]


def procurement_lines_add(
    *, actor: PostActor, version: Version, lines: Sequence[Procurement], expected: int | None = None, _numbered: bool = True
) -> list[ProcurementLine]:
    """All or none. `expected` is the whole procurement budget with them. Refusals name `<field>-<n>`, n from 0."""
    with editing(actor, version) as compilation:
        refusals = [
            refusal._replace(field=f"{refusal.field}-{n}" if _numbered else refusal.field)
            for n, line in enumerate(lines)
            for refusal in _faults(line)
        ]
        raise_if_any(refusals)
        before = _bought(version.procurement.all()) if expected is not None else {}
        raise_if_any(unexpected(expected, _added(before, lines), "政府采购"))
        made = ProcurementLine.objects.bulk_create(ProcurementLine(version=version, **_values(line)) for line in lines)
        raise_if_any(_over_cover(version, lines))
        details = told_apart((f"{line.catalogue_code} {line.name}", str(Money(line.amount))) for line in made)
        record(actor=actor, subject=compilation, action="edit_procurement", action_title="增加政府采购", details=details)
    return made


def procurement_line_change(
    *, actor: PostActor, line: ProcurementLine, to: Procurement, expected: int | None = None, seen: str | None = None
) -> None:
    """`seen` is the mark of the line that was changed. Raises NotPermitted, OutOfTurn (StaleLines, LineGone), Refused (fields of
    `Procurement`, `expected`).
    """
    with editing(actor, line.version) as compilation:
        found = _standing(line)
        before = _told(found.get())
        raise_if_any(_faults(to))
        others = _bought(line.version.procurement.exclude(pk=line.pk)) if expected is not None else {}
        raise_if_any(unexpected(expected, _added(others, [to]), "政府采购"))
        if found.filter(**_values(to)).exists():
            return
        demand_unchanged(found, seen, str(before["内容"]))
        for name, value in _values(to).items():
            setattr(line, name, value)
        line.save()
        raise_if_any(_over_cover(line.version, [to]))
        details = {LINE: procurement_line_name(line), **changes(before, _told(line))}
        record(actor=actor, subject=compilation, action="edit_procurement", action_title="修改政府采购", details=details)


def procurement_line_delete(*, actor: PostActor, line: ProcurementLine, seen: str | None = None) -> None:
    """Raises NotPermitted, OutOfTurn (StaleLines, LineGone)."""
    with editing(actor, line.version) as compilation:
        found = _standing(line)
        told = _told(found.get())
        demand_unchanged(found, seen, str(told["内容"]))
        line.delete()
        record(
            actor=actor, subject=compilation, action="edit_procurement", action_title="删除政府采购",
            details={name: [value, None] for name, value in told.items()},
        )  # fmt: skip


def _standing(line: ProcurementLine) -> QuerySet[ProcurementLine]:
    """The line as it now is in the database. Raises LineGone."""
    found = ProcurementLine.objects.filter(version=line.version_id, pk=line.pk).select_related("project")
    if not found.exists():
        raise LineGone
    return found


def procurement_from_estimates(*, actor: PostActor, version: Version) -> list[ProcurementLine]:
    """Take over every line of the projects' estimates that names a catalogue item, of the projects that have none yet.

    Raises NotPermitted, OutOfTurn, also where there is nothing to take over; Refused.
    """
    with editing(actor, version):
        lines = _estimated(version)
        return procurement_lines_add(actor=actor, version=version, lines=lines) if lines else []


def _estimated(version: Version) -> list[Procurement]:
    year = version.compilation.year
    funded = ProjectLine.objects.filter(version=version, amount__gt=0).values("project")
    have = ProcurementLine.objects.filter(version=version, project__isnull=False).values("project")
    estimates = EstimateLine.objects.filter(project__in=funded, year=year).exclude(catalogue_code="").exclude(project__in=have)
    return [
        Procurement(
            each.project,
            each.economic_code,
            each.catalogue_code,
            each.item,
            each.quantity,
            each.measure,
            each.unit_price,
            each.project.fund,
        )
        for each in estimates.select_related("project").order_by("project__code", "number")
    ]


def _faults(line: Procurement) -> Iterator[Refusal]:
    if not line.name.strip():
        yield Refusal("请填采购内容", field="name")
    elif len(line.name.strip()) > 100:
        yield Refusal(f"采购内容最多 100 个字，现有 {len(line.name.strip())} 个", field="name")
    if not line.measure.strip():
        yield Refusal("请填计量单位", field="measure")
    if line.fund not in Fund.values:
        yield Refusal("请选择资金来源", field="fund")
    if not procurement_entries(line.catalogue_code):
        yield Refusal(f"采购目录里没有编码 {line.catalogue_code or '（空）'}，请核对", field="catalogue_code", rule="R117")
    if line.quantity <= 0:
        yield Refusal("数量应当大于零", field="quantity")
    if line.unit_price < 0:
        yield Refusal("单价不能是负数", field="unit_price")
    product = line.product
    if product > LARGEST:
        yield Refusal(f"数量×单价超过 {Money(LARGEST)} 元，太大了：请核对数量和单位", field="unit_price")
    if line.amount is not None and line.amount != product:
        yield Refusal(
            f"数量 {quantity_text(line.quantity)}×单价 {Money(line.unit_price)} 元＝{Money(product)} 元，"
            f"填的金额是 {Money(line.amount)} 元，相差 {abs(Money(product - line.amount))} 元",
            field="amount", rule="R034",
        )  # fmt: skip


def edition_note(code: str, year: int) -> str:
    """What to tell of a code that is not in the catalogue's edition of the year (R118); nothing where it is."""
    if procurement_name(code, year) is not None:
        return ""
    return f"{code} 不在 {year} 年用的采购目录里，是旧目录的编码：请核对新编码"


def _over_cover(version: Version, lines: Sequence[Procurement]) -> Iterator[Refusal]:
    """What is bought stays within the money of its project and 款; checked with the new lines in place (R061)."""
    cover, bought = procurement_cover(version), procured(version)
    for key in dict.fromkeys((line.project.pk if line.project else 0, line.economic_code, line.fund) for line in lines):
        if bought[key] > cover[key]:
            project, code, fund = key
            named = (f"“{line.project.name}”" for line in lines if line.project and line.project.pk == project)
            owner = next(named) if project else "公用经费"
            yield Refusal(
                f"{owner}{code}（{Fund(fund).label}）安排 {Money(cover[key])} 元，采购合计 {Money(bought[key])} 元，"
                f"超出 {Money(bought[key] - cover[key])} 元：采购不能超过它所属的支出",
                field="economic_code" if len(lines) == 1 else "", rule="R061",
            )  # fmt: skip


def _bought(lines: QuerySet[ProcurementLine]) -> dict[str, int]:
    return {name: int(amount) for name, amount in lines.order_by("name").values_list("name").annotate(Sum("amount"))}


def _added(before: dict[str, int], lines: Sequence[Procurement]) -> dict[str, int]:
    parts = dict(before)
    for line in lines:
        parts[line.name] = parts.get(line.name, 0) + line.product
    return parts


def _values(line: Procurement) -> dict[str, Any]:
    # asdict would copy the project's row.
    values = {name: getattr(line, name) for name in line.__slots__}
    return values | {"amount": line.product, "name": line.name.strip(), "measure": line.measure.strip()}


def _told(line: ProcurementLine) -> dict[str, Any]:
    return {
        "所属": line.project.name if line.project else "公用经费", "经济科目": line.economic_code, "品目": line.catalogue_code,
        "内容": line.name, "数量": quantity_text(line.quantity), "单价": str(Money(line.unit_price)), "金额": str(Money(line.amount)),
    }  # fmt: skip
