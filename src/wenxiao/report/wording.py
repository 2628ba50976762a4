"""How is a finding said in plain Chinese, the same way on a screen, in a page and in a note?"""

from __future__ import annotations

from collections.abc import Sequence

from wenxiao.checks.report import CheckReport
from wenxiao.facts.model import FactSet
from wenxiao.vocabulary.finding import Consequence, Finding, Outcome, Severity, Suggestion

SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
OUTCOME_WORDS = {
    Outcome.HOLDS: "相符",
    Outcome.VIOLATED: "不符",
    Outcome.CANNOT_TELL: "无法判断",
    Outcome.NOT_APPLICABLE: "不适用",
}
KIND_WORDS = {"budget": "预算", "final_accounts": "决算", "other": "其他文件"}

# An explanation this likely beside the best one is told together with it, as "either A or B" (`NEAR` of checks.locate as a ratio).
NEARLY_AS_LIKELY = 0.47


def heading(facts: FactSet) -> list[tuple[str, str]]:
    """What the document is, as (name, value) pairs; what is not known is said to be unknown."""
    return [
        ("单位", facts.unit or "未识别"),
        ("年度", f"{facts.fiscal_year} 年" if facts.fiscal_year else "未识别"),
        ("类型", KIND_WORDS.get(facts.kind, facts.kind)),
        ("金额单位", facts.money_unit or "未识别"),
    ]


def verdict(report: CheckReport) -> str:
    """One sentence: how many of what were found."""
    counts = report.counts()
    found = [f"{counts[key]} 处{word}" for key, word in (("errors", "错误"), ("warnings", "提醒"), ("infos", "说明")) if counts[key]]
    return "发现 " + "、".join(found) + "。" if found else "没有发现不符之处。"


def outcome_counts(report: CheckReport) -> str:
    counts = report.counts()
    told = "，".join(f"{word} {counts[outcome.value]}" for outcome, word in OUTCOME_WORDS.items())
    return f"检查了 {counts['rules']} 条规则：{told}。"


def unbound_share(report: CheckReport) -> str:
    """How many of the figures that were read no relation could check."""
    total, unbound = len(report.facts.facts), len(report.unbound)
    if not total:
        return "没有读出数字。"
    if not unbound:
        return f"读出 {total} 个数，每个都有关系可以核对。"
    return f"读出 {total} 个数，其中 {unbound} 个（{unbound * 100 / total:.1f}%）没有任何关系可以核对。"


def measure(finding: Finding) -> str:
    """The difference and the tolerance, "" where the finding has none."""
    parts = []
    if finding.difference is not None:
        parts.append(f"相差 {finding.difference}")
    if finding.tolerance is not None:
        parts.append(f"允许误差 {finding.tolerance}")
    return "，".join(parts)


def explanations(suggestions: Sequence[Suggestion]) -> list[list[Suggestion]]:
    """Suggestions that must be made together stand together; the order stays."""
    found: dict[object, list[Suggestion]] = {}
    for index, one in enumerate(suggestions):
        key = ("alone", index) if one.explanation is None else one.explanation
        found.setdefault(key, []).append(one)
    return list(found.values())


def tied(suggestions: Sequence[Suggestion]) -> list[list[Suggestion]]:
    """The explanations that stand together at the top: one, or all that are nearly as likely as the best."""
    told = explanations(suggestions)
    return [one for one in told if one[0].confidence >= NEARLY_AS_LIKELY * told[0][0].confidence]


def is_tied(suggestions: Sequence[Suggestion]) -> bool:
    """Whether the best explanation is too near to the next to be named alone."""
    return len(tied(suggestions)) > 1


def advice(finding: Finding) -> list[str]:
    """What could be done, best first: `建议：…`, or `二者之一：…` where the causes tie; then what else it could be."""
    suggestions = finding.suggestions
    if not suggestions:
        return []
    places = {cite.where() for cite in finding.cites} | {suggestion.source.where() for suggestion in suggestions}
    said = ["，并 ".join(_change(one, with_place=len(places) > 1) for one in told) for told in explanations(suggestions)]
    best = len(tied(suggestions))
    if suggestions[0].reader_suspect:
        best = 1
        first = f"先核对原件，可能是读取有误：{said[0]}"
    elif best > 1:
        first = ("二者之一：" if best == 2 else "以下之一：") + "，或 ".join(said[:best])
    else:
        first = f"建议：{said[0]}"
    return [first, *(f"也可能：{one}" for one in said[best:])]


def consequence(change: Consequence, *, where: str = "") -> str:
    return f"{where} {arrow(change.old, change.new)}".strip()


def arrow(old: str, new: str) -> str:
    return f"{old or '（空白）'} → {new or '（删去）'}"


def note(finding: Finding) -> str:
    """A finding as a note beside the figure in the reader's own document."""
    head = f"{SEVERITY_WORDS[finding.severity]} {finding.rule} {finding.title}"
    lines = [head, finding.message, measure(finding), *advice(finding)]
    if finding.clause:
        lines.append(f"依据：{finding.clause}")
    return "\n".join(line for line in lines if line)


def _change(suggestion: Suggestion, *, with_place: bool) -> str:
    where = suggestion.source.where() if with_place else ""
    text = f"{where} {arrow(suggestion.old, suggestion.new)}".strip()
    if suggestion.reason:
        text += f"（{suggestion.reason}）"
    if suggestion.consequences:
        here = suggestion.source.where()
        followers = []
        for change in suggestion.consequences:
            there = change.source.where()
            followers.append(consequence(change, where=there if there != here else ""))
        text += "；连带 " + "、".join(followers)
    return text
