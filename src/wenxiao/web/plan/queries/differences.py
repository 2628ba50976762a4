"""What is different between two versions of a budget, line by line?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from wenxiao.catalogue.codes import economic_name
from wenxiao.control.chain import canonical, digest
from wenxiao.web.plan.elements import Fund, Part, StaffKind
from wenxiao.web.plan.models import BasicLine, Cut, Explanation, ProcurementLine, ProjectLine, RevenueLine, Version

TITLES = {"revenue": "收入", "basic": "基本支出", "project": "项目支出", "procurement": "政府采购"}


class Difference(NamedTuple):
    """差异: one line that is not the same in both versions; None where a version does not have it. 分."""

    kind: str
    key: str
    label: str
    before: int | None
    after: int | None
    reason: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def change(self) -> int:
        return (self.after or 0) - (self.before or 0)


class Line(NamedTuple):
    """对照行: what makes a line the same line in another version, how it reads, and its amount."""

    kind: str
    identity: tuple[str, ...]
    label: str
    amount: int

    @property
    def key(self) -> str:
        return f"{self.kind}:{digest(canonical({'identity': list(self.identity)}))[:32]}"


def differences(before: Version, after: Version) -> tuple[Difference, ...]:
    """Every line whose amount differs, in the order of tables. Reasons are those given for the approval, or of the cut."""
    # By what makes a line the same line; the key, a hash, is computed only for the few that differ.
    old, new = ({(line.kind, line.identity): line for line in lines(version)} for version in (before, after))
    reasons = explained(after) if before.compilation_id == after.compilation_id else {}
    cuts = _new_cuts(before, after)
    found = []
    for same, line in {**old, **new}.items():
        was, now = old.get(same), new.get(same)
        if was is None or now is None or was.amount != now.amount:
            reason = reasons.get(line.key, "")
            if not reason and line.kind == "project":
                reason = cuts.get(line.identity[0], "")
            found.append(Difference(line.kind, line.key, line.label, was and was.amount, now and now.amount, reason))
    order = list(TITLES)
    return tuple(sorted(found, key=lambda each: order.index(each.kind)))


def _new_cuts(before: Version, after: Version) -> dict[str, str]:
    """The rules of cuts by project: only of those made since, a cut that was there before explains no change from then on."""
    made = Cut.objects.order_by().values_list("project__code", "amount", "rule")
    known = set(made.filter(version=before))
    return {code: rule for code, amount, rule in made.filter(version=after) if (code, amount, rule) not in known}


def explained(version: Version) -> dict[str, str]:
    """The reasons for differences of the approval from the draft, by key of the line."""
    about = Explanation.objects.filter(compilation=version.compilation_id, about=Explanation.About.DIFFERENCE)
    return dict(about.values_list("key", "text"))


def lines(version: Version) -> Iterator[Line]:
    """All lines of a version; four queries."""
    # Of each code once, not of each of hundreds of lines.
    economic_title = cache(_economic)
    for fund, source, amount in RevenueLine.objects.filter(version=version).values_list("fund", "source", "amount"):
        yield Line("revenue", (fund, source), f"{Fund(fund).label} {source}", amount)
    for row in BasicLine.objects.filter(version=version).values_list(
        "part", "function_code", "economic_code", "fund", "staff_kind", "explanation", "amount"
    ):
        *identity, amount = row
        part, function, economic, fund, kind, explanation = identity
        people = f" {StaffKind(kind).label}" if kind else ""
        label = f"{Part(part).label} {function} {economic_title(economic)} {Fund(fund).label}{people} {explanation}".rstrip()
        yield Line("basic", tuple(identity), label, amount)
    for code, name, economic, fund, amount in ProjectLine.objects.filter(version=version).values_list(
        "project__code", "project__name", "economic_code", "fund", "amount"
    ):
        yield Line("project", (code, economic, fund), f"{name} {economic_title(economic)} {Fund(fund).label}", amount)
    bought: dict[tuple[str, ...], Line] = {}
    for project, name, economic, catalogue, item, fund, amount in ProcurementLine.objects.filter(version=version).values_list(
        "project__code", "project__name", "economic_code", "catalogue_code", "name", "fund", "amount"
    ):
        bought_as = (project or "", economic, catalogue, item, fund)
        before = bought[bought_as].amount if bought_as in bought else 0
        bought[bought_as] = Line(
            "procurement", bought_as, f"{name or '公用经费'} {item}（{catalogue}）{economic_title(economic)}", before + amount
        )
    yield from bought.values()


def _economic(code: str) -> str:
    return f"{code} {economic_name(code) or ''}".rstrip()
