"""Which notes go into a reader's own document, where, and what do they say?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document
from wenxiao.report.listing import SEVERITIES, violated
from wenxiao.report.places import Place, Remark, Role, marks, wrong_figures
from wenxiao.report.wording import SEVERITY_WORDS, arrow, note, outcome_counts, tied, unbound_share, verdict
from wenxiao.vocabulary.finding import Finding, Severity, Suggestion

AUTHOR = "问效"
INITIALS = "问效"


class Note(NamedTuple):
    """批注: the words for one place and the gravest severity among them."""

    place: Place
    text: str
    severity: Severity
    findings: tuple[int, ...]


def notes(report: CheckReport, document: Document) -> list[Note]:
    """A note for each figure that is probably wrong, in document order."""
    found = []
    for mark in wrong_figures(marks(violated(report), document)):
        text = "\n\n".join(_said(remark) for remark in mark.remarks)
        severity = min((remark.finding.severity for remark in mark.remarks), key=SEVERITIES.index)
        found.append(Note(mark.place, text, severity, tuple(remark.number for remark in mark.remarks)))
    return found


def opening_note(report: CheckReport, placed: Sequence[Note]) -> str:
    """The note at the head of the document: what checking came to, and every finding that no note could be placed for."""
    noted = {number for one in placed for number in one.findings}
    lines = [f"问效检查结果：{verdict(report)}", outcome_counts(report), unbound_share(report)]
    for number, finding in enumerate(violated(report), 1):
        if number not in noted:
            lines += ["", f"（{number}）{_with_places(finding)}"]
    return "\n".join(lines)


def _said(remark: Remark) -> str:
    finding = remark.finding
    if remark.role is not Role.CONSEQUENCE or remark.new is None:
        return note(finding)
    causes = "，或 ".join("，并 ".join(_cause(one) for one in told) for told in tied(finding.suggestions))
    head = f"{SEVERITY_WORDS[finding.severity]} {finding.rule} {finding.title}"
    return f"{head}\n连带更正：{arrow(remark.old, remark.new)}\n起因：{causes}"


def _cause(suggestion: Suggestion) -> str:
    return f"{suggestion.source.where()} {arrow(suggestion.old, suggestion.new)}".strip()


def _with_places(finding: Finding) -> str:
    places = "、".join(dict.fromkeys(cite.where() for cite in finding.cites if cite.where()))
    return note(finding) + (f"\n位置：{places}" if places else "")
