"""What stands against sending a project up? The quality rules, and what the library itself asks of basis, estimate and codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wenxiao.catalogue.codes import economic_name, function_name, procurement_entries, procurement_name
from wenxiao.catalogue.limits import limit
from wenxiao.performance.drafts import FieldProblem
from wenxiao.performance.review import review_project
from wenxiao.vocabulary.finding import Severity
from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.models import EstimateLine, Project
from wenxiao.web.plan.queries.library import amount_of, project_draft, siblings_of

# 款 that buy things: what a catalogue item and a look at the stock belong to.
EQUIPMENT = ("31002", "31003", "31007", "31013", "31019", "30902", "30903", "30907", "30913", "30919")
VEHICLES = ("31013", "30913")
# A measure that counts nothing: 1 年 of a large service says not how much work it is.
LUMPS = ("年", "项", "批", "次", "宗", "笔")
_REQUIRED = {"basis": "立项依据", "necessity": "必要性", "content": "项目内容", "objective": "绩效目标"}


def problems_of(project: Project) -> tuple[FieldProblem, ...]:
    """Everything known against a project, what blocks first. Five queries at most, whatever its size."""
    draft = project_draft(project)
    return in_order((*library_problems(project), *review_project(draft, siblings_of(project, draft), year=project.start_year)))


def problems_alone(project: Project) -> tuple[FieldProblem, ...]:
    """As `problems_of`, but not held against the other projects: needs no more queries once the project's rows are loaded."""
    return in_order((*library_problems(project), *review_project(project_draft(project), year=project.start_year)))


def in_order(problems: Iterable[FieldProblem]) -> tuple[FieldProblem, ...]:
    ranks = list(Severity)
    return tuple(sorted(problems, key=lambda each: ranks.index(each.severity)))


def library_problems(project: Project) -> Iterator[FieldProblem]:
    """What the library asks of a project beside its indicators (domain notes, 项目库)."""
    for field, title in _REQUIRED.items():
        if not getattr(project, field).strip():
            yield _error("入库条件", field, f"没有写{title}")
    if code_fault := function_fault(project.function_code, project.start_year):
        yield _error("科目", "function_code", code_fault)
    elif doubt := function_warning(project.function_code):
        yield _warning("科目", "function_code", doubt)
    lines = tuple(project.estimate.all())
    yield from _money_problems(project, lines)
    for line in lines:
        yield from _line_problems(line)
    if capital := [line for line in lines if line.economic_code in EQUIPMENT and not line.catalogue_code]:
        yield _warning("R117", "estimate", f"{_named(capital)}是设备购置，没有选政府采购品目；属于集中采购目录的要选上")


def _money_problems(project: Project, lines: Sequence[EstimateLine]) -> Iterator[FieldProblem]:
    if project.unfunded:
        if lines:
            yield _error("入库条件", "estimate", f"勾了“不单独安排资金”，却有 {len(lines)} 行测算：请删去测算，或取消勾选")
        return
    if not lines:
        yield _error("入库条件", "estimate", "没有测算明细：写明数量、单价和科目；工作由公用经费保障的，勾选“不单独安排资金”")
        return
    outside = [line for line in lines if not project.start_year <= line.year <= project.end_year]
    if outside:
        yield _error("入库条件", "estimate", f"{_named(outside)}的年度不在项目的 {project.start_year}–{project.end_year} 年内")
    for year in range(project.start_year, project.end_year + 1):
        if not any(line.year == year for line in lines):
            yield _error("入库条件", "estimate", f"{year} 年没有测算：每年都要有，或者改项目的起止年度")
    if amount_of(project) >= limit("重点项目") * 100 and len(project.basis.strip()) < 10:
        yield _error("入库条件", "basis", f"金额 {Money(amount_of(project))} 元，属于重点项目，立项依据要写明文件和要求")


def _line_problems(line: EstimateLine) -> Iterator[FieldProblem]:
    if fault := economic_fault(line.economic_code, line.year):
        yield _error("科目", "estimate", f"测算第 {line.number} 行：{fault}")
    if not line.source.strip():
        yield _warning("R124", "estimate", f"测算第 {line.number} 行“{line.item}”没有写标准或价格来源")
    if line.catalogue_code and (problem := catalogue_warning(line.catalogue_code, line.year)):
        rule, message = problem
        yield _warning(rule, "estimate", f"测算第 {line.number} 行：{message}")
    if line.amount >= limit("公开招标数额") * 100:
        yield _warning(
            "R119", "estimate", f"测算第 {line.number} 行 {Money(line.amount)} 元达到公开招标数额，请在说明里写明采购方式和验收安排"
        )
    if line.quantity == 10000 and line.measure.strip() in LUMPS and line.amount >= limit("大额服务") * 100:
        yield _warning(
            "R120", "estimate",
            f"测算第 {line.number} 行只写“1 {line.measure}”，共 {Money(line.amount)} 元：请按工作量（村、公里、吨、人等）分开测算",
        )  # fmt: skip


def function_fault(code: str, year: int) -> str:
    """What is wrong with a function code of a budget of that year; "" where nothing is."""
    if len(code) != 7 or not code.isdigit():
        return f"功能科目“{code}”要填到项，七位数字，如 2010302"
    if function_name(code, year):
        return ""
    if name := function_name(code):
        return f"功能科目 {code} {name} 在 {year} 年不用：请从列表里选当年的科目"
    if function_name(code[:3]) is None:
        return f"功能科目 {code} 的类 {code[:3]} 不存在：请从列表里选"
    return ""


def function_warning(code: str) -> str:
    """Our table is an excerpt of the ministry's: a 项 that is not in it may exist, but somebody has to say so."""
    return "" if function_name(code) else f"功能科目 {code} 不在系统收录的科目表里，请核对当年的《政府收支分类科目》"


def economic_fault(code: str, year: int) -> str:
    if len(code) != 5 or not code.isdigit():
        return f"经济科目“{code}”要填到款，五位数字，如 30201"
    if economic_name(code, year):
        return ""
    if name := economic_name(code):
        return f"经济科目 {code} {name} 在 {year} 年不用：请从列表里选当年的科目"
    return f"科目表里没有经济科目 {code}：请从列表里选"


def catalogue_warning(code: str, year: int) -> tuple[str, str] | None:
    """(rule, message) where a procurement code is of another edition, or not in our excerpt of the catalogue; no error: the excerpt is
    not complete."""
    if procurement_name(code, year):
        return None
    if entries := procurement_entries(code):
        return "R118", f"采购品目 {code} {entries[-1].name} 是旧版目录的编码，{year} 年应当用新版目录"
    return "R117", f"采购品目 {code} 不在系统收录的目录里，请核对编码"


def warnings_unexplained(project: Project, problems: Sequence[FieldProblem]) -> str:
    """The sentence that asks for a reason where there are warnings and none is written; "" where all is well."""
    count = sum(problem.severity is Severity.WARNING for problem in problems)
    written = project.warning_reason.strip()
    if not count or len(written) >= 10:
        return ""
    return f"有 {count} 条提醒没有改：请改好，或在“提醒事项的说明”里写明理由，至少 10 个字（现有 {len(written)} 个）"


def _named(lines: Iterable[EstimateLine]) -> str:
    return "、".join(f"测算第 {line.number} 行“{line.item}”" for line in lines)


def _error(rule: str, field: str, message: str) -> FieldProblem:
    return FieldProblem(rule, Severity.ERROR, field, message)


def _warning(rule: str, field: str, message: str) -> FieldProblem:
    return FieldProblem(rule, Severity.WARNING, field, message)
