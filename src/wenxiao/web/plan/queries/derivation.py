"""Which lines make up a total of the budget, and who entered and who approved each of them?

The lines are read from the tables, the people from the trail: an entry counts for a line where it names it. Where no entry names a line,
the page says so and gives whoever last wrote in its table. Six queries, however many lines there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from wenxiao.catalogue.codes import economic_name
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import quantity_text
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, Part, Stage, ThreePublic
from wenxiao.web.plan.line_names import LINE, basic_line_name, procurement_line_name
from wenxiao.web.plan.models import BasicLine, Compilation, Duty, ProcurementLine, ProjectLine, RevenueLine, Version
from wenxiao.web.plan.queries.differences import TITLES
from wenxiao.web.trail.models import Entry

REVENUE, BASIC, PROJECTS, PROCUREMENT = TITLES
# Which acts write in which table.
WRITING = {
    REVENUE: ("edit_revenue", "edit_approval"),
    BASIC: ("edit_basic", "edit_approval"),
    PROJECTS: ("edit_projects", "cut", "edit_approval"),
    PROCUREMENT: ("edit_procurement",),
}
# Which acts approve a version of which stage.
PASSING = {
    Stage.FIRST: ("check_first", "send_first"),
    Stage.SECOND: ("submit_review", "pass_review"),
    Stage.APPROVED: ("approve", "resolve"),
}
# The acts after which a version that was handed in for review is no longer on its way.
_TURNED_BACK = ("return_review", "reject_second", "decline")


class Total(NamedTuple):
    """合计: its title, the tables its lines stand in, what narrows them, and which amount of a line counts."""

    title: str
    tables: tuple[str, ...]
    narrowed: Q = Q()
    field: str = "amount"


def _three_public(item: ThreePublic | None) -> Q:
    return Q(economic_code__in=[code for code, each in THREE_PUBLIC_CODES.items() if item in (None, each)])


TOTALS = {
    "revenue": Total("收入", (REVENUE,)),
    "spending": Total("支出", (BASIC, PROJECTS)),
    "basic": Total("基本支出", (BASIC,)),
    "personnel": Total("人员经费", (BASIC,), Q(part=Part.PERSONNEL)),
    "operating": Total("日常公用经费", (BASIC,), Q(part=Part.OPERATING)),
    "project": Total("项目支出", (PROJECTS,)),
    "requested": Total("项目申请数", (PROJECTS,), field="requested"),
    "cut": Total("项目压减", (PROJECTS,), field="taken"),
    "procurement": Total("政府采购", (PROCUREMENT,)),
    "three_public": Total("“三公”经费", (BASIC, PROJECTS), _three_public(None)),
    **{item.value: Total(item.label, (BASIC, PROJECTS), _three_public(item)) for item in ThreePublic},
}


class Source(NamedTuple):
    """来源: one line of a total, 分. `names` are what the trail may call it, `told` its fields as the trail tells them."""

    table: str
    label: str
    amount: int
    names: tuple[str, ...]
    told: Mapping[str, Any]


class Derived(NamedTuple):
    """一行和经手人: `entered` by whom and when; `approved` by whom; both "" where the trail names nobody."""

    source: Source
    entered: str
    approved: str
    named: bool

    @property
    def title(self) -> str:
        return TITLES[self.source.table]


def sources(version: Version, total: Total, fund: str = "", duty: Duty | None = None) -> list[Source]:
    """The lines of a total in the order of tables; lines that bring nothing are left out. `duty` narrows a total of projects alone."""
    narrowed = total.narrowed & Q(fund=fund) if fund else total.narrowed
    if duty is not None:
        narrowed &= Q(project__activity__duty=duty)
    found: list[Source] = []
    for table in total.tables:
        found += _READ[table](version, narrowed, total.field)
    return [each for each in found if each.amount]


def derived(version: Version, every: Iterable[Source], shown: Iterable[Source]) -> list[Derived]:
    """Those `shown` of `every` line, with who entered and who approved them; one query."""
    entries = list(
        Entry.objects.filter(subject_kind=Compilation.KIND, subject_id=str(version.compilation_id))
        .order_by("sequence")
        .only("at", "person", "post", "action", "action_title", "details")
    )
    approved = "；".join(_by(entry) for entry in _passed(version, entries))
    written = [entry for entry in entries if version.sealed is None or datetime.fromisoformat(entry.at) <= version.sealed]
    alike = list(every)
    return [_derived(source, alike, written, approved) for source in shown]


def _derived(source: Source, every: list[Source], written: list[Entry], approved: str) -> Derived:
    mine = [entry for entry in written if entry.action in WRITING[source.table]]
    for entry in reversed(mine):
        if _names(entry, source) or _fits_only(entry, source, every):
            return Derived(source, _by(entry), approved, named=True)
    return Derived(source, _by(mine[-1]) if mine else "", approved, named=False)


def _names(entry: Entry, source: Source) -> bool:
    if LINE in entry.details:
        return bool(entry.details[LINE] == source.label)
    return any(name in entry.details for name in source.names)


def _fits_only(entry: Entry, source: Source, every: list[Source]) -> bool:
    """Whether an entry that tells fields, not names (as single changes did at first), fits this line and no other."""
    after = {name: value[1] for name, value in entry.details.items() if name in source.told and isinstance(value, list)}
    if not after or len(after) != len(entry.details):
        return False
    fitting = [each for each in every if each.table == source.table and all(each.told[name] == value for name, value in after.items())]
    return fitting == [source]


def _passed(version: Version, entries: list[Entry]) -> Iterator[Entry]:
    """The acts that approved just this version: those that name it, and the review that passed it."""
    found: dict[str, Entry] = {}
    under_review = False
    for entry in entries:
        if entry.details.get("版本") == str(version) and entry.action in PASSING[Stage(version.stage)]:
            found[entry.action] = entry
            under_review = entry.action == "submit_review"
        elif under_review and entry.action == "pass_review":
            found[entry.action] = entry
        elif entry.action in _TURNED_BACK:
            under_review = False
    yield from found.values()


def _by(entry: Entry) -> str:
    return f"{entry.person}（{entry.post}）{entry.action_title}，{entry.at[:10]}"


def _revenue(version: Version, narrowed: Q, field: str) -> list[Source]:
    return [
        Source(
            REVENUE,
            f"{line.get_fund_display()} {line.source}",
            getattr(line, field),
            (f"{line.fund} {line.source}", f"{line.get_fund_display()} {line.source}"[:80]),
            {},
        )
        for line in RevenueLine.objects.filter(narrowed, version=version)
    ]


def _basic(version: Version, narrowed: Q, field: str) -> list[Source]:
    found = []
    for line in BasicLine.objects.filter(narrowed, version=version):
        label = basic_line_name(line)
        told = {
            "类别": line.get_part_display(), "功能科目": line.function_code, "经济科目": line.economic_code,
            "资金性质": line.get_fund_display(), "人数": line.headcount,
            "标准": None if line.standard is None else str(Money(line.standard)),
            "金额": str(Money(line.amount)), "依据": line.explanation,
        }  # fmt: skip
        names = (f"{line.economic_code} {line.explanation}"[:80], label[:80])
        found.append(Source(BASIC, label, getattr(line, field), names, told))
    return found


def _projects(version: Version, narrowed: Q, field: str) -> list[Source]:
    found = []
    for line in ProjectLine.objects.filter(narrowed, version=version).select_related("project"):
        economic = f"{line.economic_code} {economic_name(line.economic_code) or ''}".rstrip()
        label = f"{line.project.name} {economic} {line.get_fund_display()}"
        found.append(Source(PROJECTS, label, getattr(line, field), (line.project.name, label[:80]), {}))
    return found


def _procurement(version: Version, narrowed: Q, field: str) -> list[Source]:
    found = []
    for line in ProcurementLine.objects.filter(narrowed, version=version).select_related("project"):
        owner = line.project.name if line.project else "公用经费"
        told = {
            "所属": owner, "经济科目": line.economic_code, "品目": line.catalogue_code, "内容": line.name,
            "数量": quantity_text(line.quantity), "单价": str(Money(line.unit_price)), "金额": str(Money(line.amount)),
        }  # fmt: skip
        label = procurement_line_name(line)
        found.append(Source(PROCUREMENT, label, getattr(line, field), (f"{line.catalogue_code} {line.name}",), told))
    return found


_READ = {REVENUE: _revenue, BASIC: _basic, PROJECTS: _projects, PROCUREMENT: _procurement}


def sums(every: Iterable[Source]) -> Counter[str]:
    """分 by table."""
    found: Counter[str] = Counter()
    for each in every:
        found[each.table] += each.amount
    return found
