"""How does basic spending get its amounts? People × standard, or stated with what it rests on. (R031, R032, LAW6)"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import QuerySet, Sum

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.elements import Fund, Part, StaffKind
from wenxiao.web.plan.line_names import LINE, basic_line_name
from wenxiao.web.plan.models import BasicLine, StaffingLine, Version
from wenxiao.web.plan.queries.compilation import profile_of
from wenxiao.web.plan.services.estimate import LARGEST
from wenxiao.web.plan.services.revenue import unexpected
from wenxiao.web.plan.services.seen import LineGone, demand_unchanged
from wenxiao.web.plan.services.versions import editing
from wenxiao.web.trail.refusal import Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record, told_apart

# 人员经费 is 301 and 303, 公用经费 302 and 310 (R032).
CATEGORIES = {Part.PERSONNEL: ("301", "303"), Part.OPERATING: ("302", "310")}


@dataclass(frozen=True, slots=True)
class Basic:
    """基本支出行. With `staff_kind` and `standard` (分 a person a year) the amount is the product; else it is stated and explained.

    `headcount` None takes the number of the frozen profile. `amount` beside people × standard is only checked against the product.
    """

    part: str
    function_code: str
    economic_code: str
    explanation: str
    fund: str = Fund.GENERAL.value
    staff_kind: str = ""
    headcount: int | None = None
    standard: int | None = None
    amount: int | None = None

    @property
    def by_staffing(self) -> bool:
        return bool(self.staff_kind)


def basic_line_add(*, actor: PostActor, version: Version, line: Basic, expected: int | None = None) -> BasicLine:
    """`expected`: what the part (人员经费 or 日常公用经费) should add up to with this line, 分.

    Raises NotPermitted, OutOfTurn, Refused (fields of `Basic`, `expected`).
    """
    with editing(actor, version) as compilation:
        values = _checked(version, line, None, expected)
        made = BasicLine.objects.create(version=version, **values)
        record(actor=actor, subject=compilation, action="edit_basic", action_title="增加基本支出", details=_details({}, made))
    return made


def basic_lines_add(*, actor: PostActor, version: Version, lines: list[Basic], expected: int | None = None) -> list[BasicLine]:
    """All or none, for a workbook or a first filling. `expected` is the total of these lines. Refusals name `<field>-<n>`, n from 0."""
    with editing(actor, version) as compilation:
        people = _people(version)
        refusals: list[Refusal] = []
        settled: list[dict[str, Any]] = []
        for n, line in enumerate(lines):
            line = _with_headcount(line, people)
            found = list(_faults(version.compilation.year, line, people))
            refusals += [refusal._replace(field=f"{refusal.field}-{n}") for refusal in found]
            if not found:
                settled.append(_values(line))
        keys = [_key(values) for values in settled]
        existing = {_key(row) for row in version.basic.values(*_KEY)}
        for n, key in enumerate(keys):
            if key in existing or key in keys[:n]:
                refusals.append(_twice(f"explanation-{n}"))
        if not refusals:
            parts = {f"{values['economic_code']}（{n}）": values["amount"] for n, values in enumerate(settled, 1)}
            refusals += unexpected(expected, parts, "基本支出")
        raise_if_any(refusals)
        made = BasicLine.objects.bulk_create(BasicLine(version=version, **values) for values in settled)
        details = told_apart((f"{line.economic_code} {line.explanation}"[:80], str(Money(line.amount))) for line in made)
        record(actor=actor, subject=compilation, action="edit_basic", action_title=f"增加基本支出 {len(made)} 行", details=details)
    return made


def basic_line_change(*, actor: PostActor, line: BasicLine, to: Basic, expected: int | None = None, seen: str | None = None) -> None:
    """`seen` is the mark of the line that was changed. Raises NotPermitted, OutOfTurn (StaleLines, LineGone), Refused (fields of
    `Basic`, `expected`).
    """
    with editing(actor, line.version) as compilation:
        found = _standing(line)
        before = _told(found.get())
        values = _checked(line.version, to, line, expected)
        if found.filter(**values).exists():
            return
        demand_unchanged(found, seen, _titled(str(before["经济科目"])))
        for name, value in values.items():
            setattr(line, name, value)
        line.save()
        record(actor=actor, subject=compilation, action="edit_basic", action_title="修改基本支出", details=_details(before, line))


def basic_line_delete(*, actor: PostActor, line: BasicLine, seen: str | None = None) -> None:
    """Raises NotPermitted, OutOfTurn (StaleLines, LineGone)."""
    with editing(actor, line.version) as compilation:
        found = _standing(line)
        told = _told(found.get())
        demand_unchanged(found, seen, _titled(str(told["经济科目"])))
        line.delete()
        record(
            actor=actor, subject=compilation, action="edit_basic", action_title="删除基本支出",
            details={name: [value, None] for name, value in told.items()},
        )  # fmt: skip


def _standing(line: BasicLine) -> QuerySet[BasicLine]:
    """The line as it now is in the database. Raises LineGone."""
    found = BasicLine.objects.filter(version=line.version_id, pk=line.pk)
    if not found.exists():
        raise LineGone
    return found


_KEY = ("part", "function_code", "economic_code", "fund", "staff_kind", "explanation")


def _key(values: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(values[name]) for name in _KEY)


def _twice(field: str) -> Refusal:
    return Refusal("已有一行完全相同的科目、人员类别和依据：请改那一行，或把依据写得不同", field=field)


def _people(version: Version) -> dict[str, int]:
    profile = profile_of(version.compilation)
    return dict(StaffingLine.objects.filter(profile=profile).values_list("kind", "headcount")) if profile else {}


def _with_headcount(line: Basic, people: dict[str, int]) -> Basic:
    return replace(line, headcount=people.get(line.staff_kind, 0)) if line.by_staffing and line.headcount is None else line


def _checked(version: Version, line: Basic, current: BasicLine | None, expected: int | None) -> dict[str, Any]:
    people = _people(version)
    line = _with_headcount(line, people)
    refusals = list(_faults(version.compilation.year, line, people))
    raise_if_any(refusals)
    values = _values(line)
    others = version.basic.exclude(pk=current.pk) if current else version.basic.all()
    if others.filter(**{name: values[name] for name in _KEY}).exists():
        raise Refused(_twice("explanation"))
    if expected is not None:
        parts = {
            _titled(code): int(amount)
            for code, amount in others.filter(part=line.part).order_by("economic_code").values_list("economic_code").annotate(Sum("amount"))
        }
        label = _titled(line.economic_code)
        parts[label] = parts.get(label, 0) + values["amount"]
        raise_if_any(unexpected(expected, parts, Part(line.part).label))
    return values


def _faults(year: int, line: Basic, people: dict[str, int]) -> Iterator[Refusal]:
    if line.part not in Part.values:
        yield Refusal("请选择人员经费或日常公用经费", field="part")
    elif line.economic_code[:3] not in CATEGORIES[Part(line.part)]:
        allowed = "、".join(CATEGORIES[Part(line.part)])
        yield Refusal(
            f"{Part(line.part).label}的经济科目应当是 {allowed} 开头的款，填的是 {line.economic_code}", field="economic_code", rule="R032"
        )
    yield from code_faults(year, line.function_code, line.economic_code)
    if line.fund not in Fund.values:
        yield Refusal("请选择资金性质", field="fund")
    if len(line.explanation) > 300:
        yield Refusal(f"依据最多 300 个字，现有 {len(line.explanation)} 个", field="explanation")
    if not line.by_staffing:
        if line.amount is None:
            yield Refusal("请填金额；按人数测算的，请选人员类别并填标准", field="amount")
        elif line.amount < 0:
            yield Refusal("金额不能是负数", field="amount")
        elif line.amount > LARGEST:
            yield _too_much("amount")
        if not line.explanation.strip():
            yield Refusal("不按人数测算的，请写明依据", field="explanation")
        return
    if line.staff_kind not in people:
        known = "、".join(StaffKind(kind).label for kind in people)
        yield Refusal(f"单位基本情况里没有这类人员（有：{known or '无'}）", field="staff_kind")
        return
    if line.standard is None:
        yield Refusal("请填标准（元/人·年）", field="standard")
        return
    if line.standard < 0:
        yield Refusal("标准不能是负数", field="standard")
    headcount = line.headcount or 0
    if headcount < 0:
        yield Refusal("人数不能是负数", field="headcount")
    if headcount > people[line.staff_kind]:
        yield Refusal(
            f"{StaffKind(line.staff_kind).label}人员核定 {people[line.staff_kind]} 人，这里填了 {headcount} 人，"
            f"多 {headcount - people[line.staff_kind]} 人：人数以冻结的单位基本情况为准",
            field="headcount", rule="R036",
        )  # fmt: skip
    product = headcount * line.standard
    if product > LARGEST:
        yield _too_much("standard")
    if line.amount is not None and line.amount != product:
        yield Refusal(
            f"{headcount} 人×{Money(line.standard)} 元＝{Money(product)} 元，填的金额是 {Money(line.amount)} 元，"
            f"相差 {abs(Money(product - line.amount))} 元",
            field="amount",
        )


def _too_much(field: str) -> Refusal:
    return Refusal(f"金额超过 {Money(LARGEST)} 元，太大了：请核对单位是不是元", field=field)


def code_faults(year: int, function_code: str, economic_code: str) -> Iterator[Refusal]:
    """All spending stands at a 项 (7 digits) and a 款 (5 digits) that are in the year's classification (LAW5)."""
    if not (len(function_code) == 7 and function_code.isdecimal()):
        yield Refusal(f"功能科目要到项，7 位数字，填的是“{function_code}”", field="function_code", rule="LAW5")
    elif function_name(function_code[:3], year) is None:
        # The table of 项 is not complete, that of 类 is: only an unknown 类 is surely wrong. Pages mark an unknown 项.
        yield Refusal(f"{year} 年的功能科目没有 {function_code[:3]} 类，请核对 {function_code}", field="function_code")
    if not (len(economic_code) == 5 and economic_code.isdecimal()):
        yield Refusal(f"经济科目要到款，5 位数字，填的是“{economic_code}”", field="economic_code", rule="LAW5")
    elif economic_name(economic_code, year) is None:
        yield Refusal(f"{year} 年的科目表里没有经济科目 {economic_code}，请核对", field="economic_code")


def _values(line: Basic) -> dict[str, Any]:
    values = asdict(line)
    values["explanation"] = line.explanation.strip()
    if line.by_staffing:
        assert line.headcount is not None
        assert line.standard is not None
        return values | {"basis": BasicLine.Basis.STAFFING.value, "amount": line.headcount * line.standard}
    return values | {"basis": BasicLine.Basis.STATED.value, "headcount": None, "standard": None}


def _titled(economic_code: str) -> str:
    return f"{economic_code} {economic_name(economic_code) or ''}".rstrip()


def _details(before: dict[str, Any], line: BasicLine) -> dict[str, Any]:
    return {LINE: basic_line_name(line), **changes(before, _told(line))}


def _told(line: BasicLine) -> dict[str, Any]:
    return {
        "类别": Part(line.part).label, "功能科目": line.function_code, "经济科目": line.economic_code, "资金性质": Fund(line.fund).label,
        "人数": line.headcount, "标准": None if line.standard is None else str(Money(line.standard)), "金额": str(Money(line.amount)),
        "依据": line.explanation,
    }  # fmt: skip
