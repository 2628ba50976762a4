"""What stands in each table of a budget, line by line, with its sums? For everybody who may look into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import quantity_text
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.conditions.approval import open_approval
from wenxiao.web.plan.conditions.changes import BASIC, PROJECTS, WHOLE, Change, not_compared, three_public_changes, year_on_year
from wenxiao.web.plan.elements import ControlCategory, Fund, Part, StaffKind, Stage
from wenxiao.web.plan.models import Approval, Compilation, ControlNumber, GoalReview, Grade, ProjectLine, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.queries.differences import differences
from wenxiao.web.plan.queries.terms import terms
from wenxiao.web.plan.queries.totals import balances, three_public_by_fund
from wenxiao.web.plan.services.approval import may_approve
from wenxiao.web.plan.services.control import cut_proposals, may_give
from wenxiao.web.plan.services.goal_review import may_grade
from wenxiao.web.plan.services.versions import may_edit as lines_open
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation, frame, may_edit

TEMPLATE = "plan/compilation_tab.html"
# The totals that the comparison with last year calls by the catalogue's concepts.
TOTAL_OF = {WHOLE: "spending", BASIC: "basic", PROJECTS: "project"}


class Cell(NamedTuple):
    """一格: `number` stands to the right, `long` may break, `url` is where its text leads."""

    text: str
    number: bool = False
    long: bool = False
    url: str = ""


class Act(NamedTuple):
    """可以办的事: what a link says and where it leads."""

    title: str
    url: str


class Row(NamedTuple):
    """一行: `kind` is a class of tables (subtotal, wrong) or empty; `acts` is what may be done with it now."""

    cells: tuple[Cell, ...]
    kind: str = ""
    acts: tuple[Act, ...] = ()


class Sheet(NamedTuple):
    """一张表: the first cell of a row is its head."""

    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    empty: str = "没有数。"
    unit: str = "元"

    @property
    def acting(self) -> bool:
        """Whether it needs a column for what may be done."""
        return any(row.acts for row in self.rows)


@for_posts(FUNCTION)
def revenue(request: OfficeRequest, pk: int) -> HttpResponse:
    return _lines(request, pk, "revenue", "收入", revenue_sheets)


@for_posts(FUNCTION)
def basic(request: OfficeRequest, pk: int) -> HttpResponse:
    return _lines(request, pk, "basic", "基本支出", basic_sheets)


@for_posts(FUNCTION)
def projects(request: OfficeRequest, pk: int) -> HttpResponse:
    found = asked_compilation(request, pk)
    context = frame(request, found, "plan:compilation-projects")
    version: Version | None = context["version"]
    editable = may_edit(request.actor, found, version)
    context |= {
        "tab": "项目支出",
        "sheets": project_sheets(version, cutting=lines_open(request.actor, version)) if version is not None else (),
        "editable": editable,
        "proposals": cut_proposals(version) if editable and version is not None else (),
    }
    return render(request, "plan/compilation_projects.html", context)


@for_posts(FUNCTION)
def procurement(request: OfficeRequest, pk: int) -> HttpResponse:
    return _lines(request, pk, "procurement", "政府采购", procurement_sheets)


@for_posts(FUNCTION)
def three_public(request: OfficeRequest, pk: int) -> HttpResponse:
    return _tab(request, pk, "plan:compilation-three-public", "“三公”经费", three_public_sheets, _reasons("three_public"))


@for_posts(FUNCTION)
def control(request: OfficeRequest, pk: int) -> HttpResponse:
    return _tab(request, pk, "plan:compilation-control", "控制数", control_sheets, _giving)


@for_posts(FUNCTION)
def comparison(request: OfficeRequest, pk: int) -> HttpResponse:
    """The version that is looked at beside another one (`?before=`), or beside the one before it."""
    found = asked_compilation(request, pk)
    context = frame(request, found, "plan:compilation-differences")
    version, versions = context["version"], context["versions"]
    earlier = [each for each in versions if version is not None and each.pk < version.pk]
    asked = request.GET.get("before", "")
    before = next((each for each in versions if str(each.pk) == asked), earlier[-1] if earlier else None)
    sheets = difference_sheets(before, version) if before is not None and version is not None else ()
    return render(request, "plan/compilation_differences.html", {**context, "tab": "版本比较", "sheets": sheets, "before": before})


@for_posts(FUNCTION)
def compared_with_last_year(request: OfficeRequest, pk: int) -> HttpResponse:
    return _tab(request, pk, "plan:compilation-year-on-year", "比上年", year_sheets, _reasons("year_on_year"))


@for_posts(FUNCTION)
def approval(request: OfficeRequest, pk: int) -> HttpResponse:
    found = asked_compilation(request, pk)
    context = frame(request, found, "plan:compilation-approval")
    version: Version | None = context["version"]
    given = Approval.objects.filter(compilation=found).first()
    context |= {
        "tab": "内审和批复",
        "sheets": approval_sheets(found, given) if version is not None else (),
        "grading": may_grade(request.actor, found),
        "approving": may_approve(request.actor, found),
        "begun": open_approval(found) is not None,
        "terms": terms(found, given),
    }
    return render(request, "plan/compilation_approval.html", context)


Buttons = Callable[[OfficeRequest, Compilation, Version | None], Iterable[Act]]


def _tab(request: OfficeRequest, pk: int, name: str, title: str, sheets: Any, buttons: Buttons = lambda *_: ()) -> HttpResponse:
    found = asked_compilation(request, pk)
    context = frame(request, found, name)
    version: Version | None = context["version"]
    context |= {
        "tab": title,
        "sheets": sheets(version) if version is not None else (),
        "buttons": list(buttons(request, found, version)),
    }
    return render(request, TEMPLATE, context)


def _reasons(about: str) -> Buttons:
    def buttons(request: OfficeRequest, compilation: Compilation, version: Version | None) -> Iterator[Act]:
        if may_edit(request.actor, compilation, version):
            yield Act("写原因", reverse("plan:compilation-explanations", args=(compilation.pk, about)))

    return buttons


def _giving(request: OfficeRequest, compilation: Compilation, _version: Version | None) -> Iterator[Act]:
    if may_give(request.actor, compilation):
        yield Act("填写控制数", reverse("plan:compilation-control-give", args=(compilation.pk,)))


def _lines(request: OfficeRequest, pk: int, table: str, title: str, sheets: Callable[[Version, bool], tuple[Sheet, ...]]) -> HttpResponse:
    """A table whose lines are typed here, with the ways to change them for the post that may."""
    context = frame(request, asked_compilation(request, pk), f"plan:compilation-{table}")
    version: Version | None = context["version"]
    editable = lines_open(request.actor, version)
    context |= {"tab": title, "sheets": sheets(version, editable) if version is not None else (), "editable": editable, "table": table}
    return render(request, "plan/compilation_lines.html", context)


def revenue_sheets(version: Version, _editable: bool) -> tuple[Sheet, ...]:
    lines = list(version.revenue.all())
    rows = (
        Row((Cell(line.source), Cell(line.get_fund_display()), _yuan(line.amount), _yuan(line.last_year), _text(line.reason)))
        for line in lines
    )
    heads = (Cell("收入项目"), Cell("资金性质"), Cell("预算数", True), Cell("上年预算数", True), Cell("增减原因"))
    last = sum(line.last_year or 0 for line in lines)
    total = Row((Cell("收入总计"), Cell(""), _yuan(sum(line.amount for line in lines), _from(version, "revenue")), _yuan(last), Cell("")))
    return (Sheet("收入预算", heads, tuple(rows), total),)


def basic_sheets(version: Version, editable: bool) -> tuple[Sheet, ...]:
    lines = list(version.basic.all())
    heads = (
        Cell("经济科目（款）"), Cell("功能科目（项）"), Cell("资金性质"), Cell("人员类别"), Cell("人数", True), Cell("标准", True),
        Cell("金额", True), Cell("依据"),
    )  # fmt: skip
    sheets = []
    for part in Part:
        rows = tuple(
            Row((
                Cell(_economic(line.economic_code)), Cell(_function(line.function_code)), Cell(line.get_fund_display()),
                Cell(StaffKind(line.staff_kind).label if line.staff_kind else "—"),
                Cell("—" if line.headcount is None else str(line.headcount), True), _yuan(line.standard), _yuan(line.amount),
                _text(line.explanation),
            ), acts=_acts(version, "basic", line.pk, editable))
            for line in lines
            if line.part == part
        )  # fmt: skip
        whole = sum(line.amount for line in lines if line.part == part)
        sheets.append(Sheet(part.label, heads, rows, _total("小计", whole, 6, 1, _from(version, part.value)), "还没有填。"))
    both = sum(line.amount for line in lines)
    sheets.append(
        Sheet(
            "基本支出合计",
            (Cell("类别"), Cell("金额", True)),
            (),
            _total("人员经费和日常公用经费合计", both, 1, 0, _from(version, "basic")),
            "",
        )
    )
    return tuple(sheets)


def project_sheets(version: Version, *, cutting: bool = False) -> tuple[Sheet, ...]:
    """`cutting`: the 压减 of each line leads to the page where it is typed."""
    lines = list(version.projects.select_related("project", "project__office"))
    cuts = list(version.cuts.select_related("project"))
    heads = (
        Cell("项目"), Cell("站所"), Cell("功能科目（项）"), Cell("经济科目（款）"), Cell("资金性质"), Cell("申请数", True),
        Cell("压减", True), Cell("安排数", True),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(line.project.name, url=line.project.get_absolute_url()), Cell(line.project.office.name),
            Cell(_function(line.function_code)),
            Cell(_economic(line.economic_code)), Cell(line.get_fund_display()),
            _yuan(line.requested), _yuan(line.taken)._replace(url=_cut_url(line) if cutting else ""), _yuan(line.amount),
        ))
        for line in lines
    )  # fmt: skip
    requested, amount = sum(line.requested for line in lines), sum(line.amount for line in lines)
    sums = (
        _yuan(requested, _from(version, "requested")),
        _yuan(requested - amount, _from(version, "cut")),
        _yuan(amount, _from(version, "project")),
    )
    total = Row((Cell("合计"), *[Cell("")] * 4, *sums))
    cut_heads = (Cell("项目"), Cell("压减", True), Cell("压减依据"), Cell("恢复条件"))
    cut_rows = tuple(Row((Cell(cut.project.name), _yuan(cut.amount), _text(cut.rule), _text(cut.restore))) for cut in cuts)
    return (
        Sheet("项目支出", heads, rows, total, "还没有列入项目。"),
        Sheet("压减", cut_heads, cut_rows, _total("合计", sum(cut.amount for cut in cuts), 1, 2, _from(version, "cut")), "没有压减。"),
    )


def _cut_url(line: ProjectLine) -> str:
    return reverse("plan:compilation-cut", args=(line.version.compilation_id, line.project.code))


def procurement_sheets(version: Version, editable: bool) -> tuple[Sheet, ...]:
    lines = list(version.procurement.select_related("project"))
    heads = (
        Cell("采购内容"), Cell("品目"), Cell("所属项目"), Cell("经济科目（款）"), Cell("资金来源"), Cell("数量", True), Cell("单位"),
        Cell("单价", True), Cell("金额", True),
    )  # fmt: skip
    rows = tuple(
        Row((
            Cell(line.name), Cell(line.catalogue_code), Cell(line.project.name if line.project else "公用经费"),
            Cell(_economic(line.economic_code)), Cell(line.get_fund_display()), Cell(quantity_text(line.quantity), True),
            Cell(line.measure), _yuan(line.unit_price), _yuan(line.amount),
        ), acts=_acts(version, "procurement", line.pk, editable))
        for line in lines
    )  # fmt: skip
    return (
        Sheet(
            "政府采购预算",
            heads,
            rows,
            _total("合计", sum(line.amount for line in lines), 8, 0, _from(version, "procurement")),
            "没有政府采购。",
        ),
    )


def three_public_sheets(version: Version) -> tuple[Sheet, ...]:
    return (_changes("“三公”经费（从经济科目取数）", "项目", three_public_changes(version), version, "three_public"),)


def year_sheets(version: Version) -> tuple[Sheet, ...]:
    missing = not_compared(version)
    heads, rows = (Cell("没有核对过的上年数，不能比较的"),), tuple(Row((Cell(each),)) for each in missing)
    told = (Sheet("不能比较的", heads, rows, unit=""),) if missing else ()
    return (_changes("本年与上年", "项目", year_on_year(version), version), *told)


def control_sheets(version: Version) -> tuple[Sheet, ...]:
    """What was allowed beside what is planned, by fund; over it is told in words."""
    numbers = {(each.fund, each.category): each for each in ControlNumber.objects.filter(compilation=version.compilation_id)}
    planned: dict[tuple[str, str], int] = {}
    for balance in balances(version):
        planned[balance.fund.value, ControlCategory.BASIC.value] = balance.basic
        planned[balance.fund.value, ControlCategory.PROJECT.value] = balance.project
    planned |= {(fund, ControlCategory.THREE_PUBLIC.value): amount for fund, amount in three_public_by_fund(version).items()}
    rows = []
    for fund in Fund:
        for category in ControlCategory:
            number, amount = numbers.get((fund.value, category.value)), planned.get((fund.value, category.value), 0)
            if number is None and not amount:
                continue
            allowed = number.amount if number else None
            over = amount - allowed if allowed is not None else 0
            said = "没有下达" if allowed is None else f"超出 {Money(over)}" if over > 0 else f"余 {Money(-over)}" if over else "相等"
            cells = (
                Cell(fund.label),
                Cell(category.label),
                _yuan(allowed),
                _yuan(amount, _from(version, category.value, fund)),
                Cell(said),
                Cell(number.document if number else "—"),
            )
            rows.append(Row(cells, "wrong" if over > 0 else ""))
    heads = (Cell("资金性质"), Cell("口径"), Cell("控制数", True), Cell("安排数", True), Cell("比较"), Cell("文号"))
    return (Sheet("控制数和安排数", heads, tuple(rows), empty="还没有控制数。"),)


def difference_sheets(before: Version, after: Version) -> tuple[Sheet, ...]:
    found = differences(before, after)
    heads = (Cell("内容"), Cell("类别"), Cell(str(before), True), Cell(str(after), True), Cell("增减", True), Cell("原因"))
    rows = tuple(
        Row((Cell(each.label, long=True), Cell(each.title), _yuan(each.before), _yuan(each.after), _yuan(each.change), _text(each.reason)))
        for each in found
    )
    caption = f"{before}与{after}不一样的 {len(found)} 行"
    return (Sheet(caption, heads, rows, empty=f"{before}与{after}每一行都一样。"),)


def approval_sheets(compilation: Compilation, given: Approval | None) -> tuple[Sheet, ...]:
    """The grades of the leading group, the approval, and what it changed."""
    draft, approved = latest_version(compilation, Stage.SECOND), latest_version(compilation, Stage.APPROVED)
    reviews = list(GoalReview.objects.filter(version=draft).select_related("project")) if draft else []
    axes = tuple(str(GoalReview._meta.get_field(axis).verbose_name) for axis in GoalReview.AXES)  # type: ignore[union-attr]
    heads = (Cell("项目"), *(Cell(axis) for axis in axes), Cell("等级"), Cell("审核意见"))
    rows = tuple(
        Row((
            Cell(review.project.name), *(Cell(str(Grade(getattr(review, axis)).label)) for axis in GoalReview.AXES),
            Cell(str(review.grade.label)), _text(review.opinion),
        ))
        for review in reviews
    )  # fmt: skip
    sheets = [Sheet("绩效目标内审", heads, rows, empty="还没有内审。", unit="")]
    if given is not None:
        facts = (
            ("批复机关", given.authority), ("批复文号", given.document), ("批复日期", f"{given.approved_on:%Y-%m-%d}"),
            ("最迟公开日期", f"{given.publish_by:%Y-%m-%d}（批复后 20 日内）"),
            ("当时的科目、表样、规则摘要", f"{given.algorithm} {given.catalogue_hash}"),
        )  # fmt: skip
        told = tuple(Row((Cell(title), Cell(text, long=True))) for title, text in facts)
        sheets.append(Sheet("批复", (Cell("事项"), Cell("内容")), told, unit=""))
    if draft is not None and approved is not None:
        sheets += difference_sheets(draft, approved)
    return tuple(sheets)


def _changes(caption: str, head: str, changes: tuple[Change, ...], version: Version, whole: str = "") -> Sheet:
    """`whole` is the total that the items are parts of, if they are parts of one."""
    heads = (Cell(head), Cell("本年", True), Cell("上年", True), Cell("增减", True), Cell("原因"))
    rows = tuple(
        Row(
            (
                Cell(each.label), _yuan(each.now, _from(version, TOTAL_OF.get(each.key, each.key))), _yuan(each.before),
                _yuan(each.difference),
                _text(each.reason or ("要写原因，还没有写" if each.needs_reason else "")),
            ),
            "wrong" if each.needs_reason and not each.reason else "",
        )
        for each in changes
    )  # fmt: skip
    known = [each.before for each in changes if each.before is not None]
    before = sum(known) if len(known) == len(changes) else None
    now = sum(each.now for each in changes)
    total = Row(
        (
            Cell("合计"),
            _yuan(now, _from(version, whole) if whole else ""),
            _yuan(before),
            _yuan(None if before is None else now - before),
            Cell(""),
        )
    )
    return Sheet(caption, heads, rows, total if whole else None)


def _acts(version: Version, table: str, line: int, editable: bool) -> tuple[Act, ...]:
    """What may be done with a line of a table that is typed line by line."""
    ways = (("修改", "edit"), ("删除", "delete")) if editable else ()
    return tuple(Act(title, reverse(f"plan:compilation-{table}-{way}", args=(version.compilation_id, line))) for title, way in ways)


def _total(title: str, amount: int, before: int, after: int, url: str = "") -> Row:
    """A row of a sum with `before` columns up to it, its own head among them, and `after` columns behind it."""
    return Row((Cell(title), *[Cell("")] * (before - 1), _yuan(amount, url), *[Cell("")] * after))


def _yuan(amount: int | None, url: str = "") -> Cell:
    return Cell("—" if amount is None else str(Money(amount)), True, url=url)


def _from(version: Version, of: str, fund: str = "") -> str:
    """The page that says which lines make up this total."""
    asked = f"?version={version.pk}" + (f"&fund={fund}" if fund else "")
    return reverse("plan:derivation", args=(version.compilation_id, of)) + asked


def _text(text: str) -> Cell:
    return Cell(text or "—", long=True)


def _economic(code: str) -> str:
    return f"{code} {economic_name(code) or '（科目表里没有）'}"


def _function(code: str) -> str:
    return f"{code} {function_name(code) or '（科目表里没有）'}"
