"""What does a person see in the terminal after a check: what is wrong, where, by how much, what next, and what was not checked?"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TextIO

from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document, Table, UnreadableError
from wenxiao.report.columns import ELLIPSIS, clipped, columns, hung, padded, visible, windows, wrapped
from wenxiao.report.listing import unchecked, violated
from wenxiao.report.places import NO_CELL, Role, find_place, pointers
from wenxiao.report.wording import (
    OUTCOME_WORDS,
    SEVERITY_WORDS,
    advice,
    heading,
    measure,
    outcome_counts,
    unbound_share,
    verdict,
)
from wenxiao.vocabulary.finding import Finding, Outcome, Severity
from wenxiao.vocabulary.source import Source

MINIMUM_WIDTH = 40
SHOWN_LINES = 4
SHOWN_ALIKE = 3
SHOWN_RULES = 6
SHOWN_REASONS = 8

_SEVERITY_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_STRONG, _FAINT = "1", "2"
_STROKES = {Role.SUSPECT: "^", Role.CONSEQUENCE: "^", Role.ALTERNATIVE: "~", Role.CITED: "-"}


def wants_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to write colours to `stream`: a terminal that is not dumb, and NO_COLOR (no-color.org) is not set."""
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb" and stream.isatty()


def render_check(report: CheckReport, document: Document, *, colour: bool, width: int, show_all: bool = False) -> str:
    """The findings of one document for the head of an office, `width` columns wide; ends with a line break.

    Errors are told in full; several warnings or infos of one rule under one head, the first few of them. `show_all` adds what is
    left out for brevity: every finding with all its lines, and every reason and rule of what was not checked.
    """
    page = _Page(colour, max(width, MINIMUM_WIDTH))
    page.rule("═")
    page.add(document.path, indent=0, style=_STRONG)
    told = [f"{name}：{value}" for name, value in heading(report.facts)]
    one_line = "　".join(told)
    for line in [one_line] if columns(one_line) <= page.width else told:
        page.add(line, indent=0)
    page.add(verdict(report), indent=0, style=_STRONG)
    page.rule("═")
    findings = violated(report)
    for severity in Severity:
        group = [(number, finding) for number, finding in enumerate(findings, 1) if finding.severity is severity]
        for alike in _by_rule(group) if severity is not Severity.ERROR and not show_all else [[each] for each in group]:
            if len(alike) > 1 or (severity is Severity.INFO and not show_all):
                _add_alike(page, alike, 1 if severity is Severity.INFO else SHOWN_ALIKE)
            else:
                _add_finding(page, document, *alike[0], show_all=show_all)
    _add_foot(page, report, show_all=show_all)
    return page.text()


def render_summary(reports: Sequence[CheckReport], unreadable: Sequence[UnreadableError] = (), *, colour: bool, width: int) -> str:
    """One line a file for several files, the files with most errors first, and what could not be read."""
    page = _Page(colour, max(width, MINIMUM_WIDTH))
    names = [visible(report.facts.path) for report in reports] + [visible(error.path) for error in unreadable]
    figures = 4 * 6 + 2 + 4
    room = max(12, min(page.width - figures, max((columns(name) for name in names), default=0)))
    page.line(padded("文件", room) + "".join(padded(head, 6, right=True) for head in ("错误", "提醒", "说明")) + "  无法判断", _STRONG)
    page.rule("─")
    for report in sorted(reports, key=lambda one: (-one.counts()["errors"], -one.counts()["warnings"])):
        counts = report.counts()
        told = "".join(padded(str(counts[key]), 6, right=True) for key in ("errors", "warnings", "infos"))
        style = _SEVERITY_COLOURS[Severity.ERROR] if counts["errors"] else ""
        page.line(padded(_tail(visible(report.facts.path), room), room) + told + padded(str(counts["cannot_tell"]), 10, right=True), style)
    for error in unreadable:
        page.line(padded(_tail(visible(error.path), room), room) + "  读不了", _SEVERITY_COLOURS[Severity.ERROR])
        page.add(error.reason, indent=2)
    page.rule("─")
    wrong = sum(1 for report in reports if report.counts()["errors"])
    told = f"共 {len(names)} 个文件：{wrong} 个有错误，{len(reports) - wrong} 个没有发现错误"
    page.add(told + (f"，{len(unreadable)} 个读不了。" if unreadable else "。"), indent=0, style=_STRONG)
    return page.text()


class _Page:
    """The lines of one report, and the only place that writes a colour."""

    def __init__(self, colour: bool, width: int) -> None:
        self.colour = colour
        self.width = width
        self.lines: list[str] = []

    def styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text

    def line(self, text: str, style: str = "") -> None:
        """`text` as it is: already safe and narrow enough."""
        self.lines.append(self.styled(text.rstrip(), style))

    def add(self, text: str, *, indent: int = 2, hang: int = 0, style: str = "") -> None:
        """`text` made safe and wrapped; later lines stand `hang` columns further in."""
        for part in text.split("\n"):
            for index, line in enumerate(hung(visible(part), self.width - indent, hang)):
                self.line(" " * (indent + (hang if index else 0)) + line, style)

    def rule(self, stroke: str) -> None:
        self.line(stroke * self.width, _FAINT)

    def gap(self) -> None:
        self.lines.append("")

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


class _Excerpt(NamedTuple):
    """A printed line (or table row) that a finding speaks of, with the spans to mark in it: (start, end, role, new value)."""

    where: str
    text: str
    spans: list[tuple[int, int, Role, str | None]]


def _by_rule(findings: Sequence[tuple[int, Finding]]) -> list[list[tuple[int, Finding]]]:
    """Findings of one rule together, in the order in which the rules first appear."""
    groups: dict[str, list[tuple[int, Finding]]] = {}
    for number, finding in findings:
        groups.setdefault(finding.rule, []).append((number, finding))
    return list(groups.values())


def _add_head(page: _Page, word: str, title: str, tint: str) -> None:
    page.gap()
    head = wrapped(visible(title), page.width - columns(word) - 2)
    page.line(page.styled(word, tint) + "  " + page.styled(head[0], _STRONG))
    for later in head[1:]:
        page.line(" " * (columns(word) + 2) + page.styled(later, _STRONG))


def _add_alike(page: _Page, findings: Sequence[tuple[int, Finding]], shown: int) -> None:
    """The findings of one rule: what each says and where, the first `shown` of them."""
    numbers = [number for number, _ in findings]
    first = findings[0][1]
    told = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
    word = f"{SEVERITY_WORDS[first.severity]} {told}"
    _add_head(
        page, word, f"{first.rule}　{first.title}" + (f"（{len(findings)} 处）" if findings[1:] else ""), _SEVERITY_COLOURS[first.severity]
    )
    for _, finding in findings[:shown]:
        where = finding.cites[0].where() if finding.cites else ""
        page.add(f"· {where}：{finding.message}" if where and not finding.message.startswith(where) else f"· {finding.message}", hang=2)
    if len(findings) > shown:
        page.add(f"另有 {len(findings) - shown} 处，用 --all 逐条看。")
    if first.clause:
        page.add(f"依据：{first.clause}", hang=6, style=_FAINT)


def _add_finding(page: _Page, document: Document, number: int, finding: Finding, *, show_all: bool) -> None:
    tint = _SEVERITY_COLOURS[finding.severity]
    _add_head(page, f"{SEVERITY_WORDS[finding.severity]} {number}", f"{finding.rule}　{finding.title}", tint)
    page.add(finding.message)
    excerpts = _excerpts(finding, document)
    shown = len(excerpts) if show_all else SHOWN_LINES
    for excerpt in excerpts[:shown]:
        _add_excerpt(page, excerpt, tint)
    if len(excerpts) > shown:
        page.add(f"另有 {len(excerpts) - shown} 处：" + "、".join(dict.fromkeys(e.where for e in excerpts[shown:] if e.where)), hang=2)
    if told := measure(finding):
        page.add(told)
    for line in advice(finding):
        page.add(line, hang=6, style=_STRONG)
    others = [rule for rule in finding.rules if rule != finding.rule]
    if others:
        page.add("同一原因还使这些规则不符：" + "、".join(others), hang=2, style=_FAINT)
    if finding.clause:
        page.add(f"依据：{finding.clause}", hang=6, style=_FAINT)


def _excerpts(finding: Finding, document: Document) -> list[_Excerpt]:
    """The printed lines a finding names, the suspected figure's first; figures of one line are marked in it together."""
    found: dict[object, _Excerpt] = {}
    for source, role, _, new in pointers(finding):
        key, excerpt, shift = _printed(source, document)
        kept = found.setdefault(key, excerpt)
        start, end = shift
        if not any(start < span[1] and span[0] < end for span in kept.spans) and end > start:
            kept.spans.append((start, end, role, new))
    for excerpt in found.values():
        excerpt.spans.sort()
    return list(found.values())


def _printed(source: Source, document: Document) -> tuple[object, _Excerpt, tuple[int, int]]:
    """The line or table row that holds `source`: a key that tells it apart, the bare excerpt, and the span of the figure in it."""
    where = source.where() + (f"（{visible(source.label)}）" if source.label else "")
    place = find_place(source, document)
    if place is None:
        span = (source.start or 0, source.end or 0) if source.start is not None else (0, 0)
        return source.text, _Excerpt(where, visible(source.text), []), span
    block = document.blocks[place.block]
    span = (0, 0) if place.whole else (place.start, place.end)
    if not isinstance(block, Table):
        return place.block, _Excerpt(where, visible(block.text), []), span
    if place.cell == NO_CELL:
        return place.block, _Excerpt(where, visible(block.name or source.text), []), (0, 0)
    row = block.cells[place.cell].row
    text, offset = "", 0
    for index in dict.fromkeys(block.grid()[row - 1]):
        if index < 0:
            continue
        text += " │ " if text else ""
        if index == place.cell:
            offset = len(text)
        text += visible(block.cells[index].text)
    start, end = (offset + place.start, offset + place.end) if place.end > place.start else (offset, offset)
    return (place.block, row), _Excerpt(where, text, []), (start, end)


def _add_excerpt(page: _Page, excerpt: _Excerpt, tint: str) -> None:
    bar = page.styled("│", _FAINT)
    text = excerpt.text.rstrip()
    if excerpt.where:
        page.add(excerpt.where, style=_FAINT)
    if not text.strip():
        return
    lead = len(text) - len(text.lstrip())
    spans = [(max(start - lead, 0), max(end - lead, 0), role, new) for start, end, role, new in excerpt.spans]
    text = text.lstrip()
    room = page.width - 4
    for parts in windows(text, [(start, end) for start, end, _, _ in spans], room):
        shown, carets = _cut(page, text, parts, spans, room, tint)
        page.lines.append(f"  {bar} {shown}".rstrip())
        if carets:
            page.lines.append(f"  {bar} {carets}")


def _cut(
    page: _Page,
    text: str,
    parts: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int, Role, str | None]],
    room: int,
    tint: str,
) -> tuple[str, str]:
    """One line of an excerpt and the line of carets below it: ^ under what is probably wrong, with what it should say where there is
    room; ~ under what else could be; - under what it was held against."""
    shown = ELLIPSIS if parts[0][0] > 0 else ""
    column = columns(shown)
    underlined: list[tuple[int, int, Role, str | None]] = []
    for index, (start, end) in enumerate(parts):
        if index:
            shown += ELLIPSIS
            column += 1
        here = start
        for left, right, role, new in spans:
            if left >= end or right <= start:
                continue
            left, right = max(left, here), min(right, end)
            shown += text[here:left]
            column += columns(text[here:left])
            wide = columns(text[left:right])
            underlined.append((column, wide, role, new))
            shown += page.styled(text[left:right], f"{tint};4" if role is not Role.CITED else "4")
            column += wide
            here = right
        shown += text[here:end]
        column += columns(text[here:end])
    if parts[-1][1] < len(text):
        shown += ELLIPSIS
    if len(underlined) == 1 and underlined[0][1] >= room - 2:
        underlined = []  # the whole line is meant
    carets, used = "", 0
    for index, (column, wide, role, new) in enumerate(underlined):
        stroke = _STROKES[role] * wide
        carets += " " * (column - used) + page.styled(stroke, "" if role is Role.CITED else tint)
        used = column + wide
        until = underlined[index + 1][0] - 1 if index + 1 < len(underlined) else room
        hint = f" {visible(new)}？" if new and role <= Role.CONSEQUENCE else ""
        if hint and used + columns(hint) <= until:
            carets += page.styled(hint, tint)
            used += columns(hint)
    return shown, carets


def _add_foot(page: _Page, report: CheckReport, *, show_all: bool) -> None:
    page.gap()
    page.rule("─")
    page.add(outcome_counts(report), indent=0, style=_STRONG)
    groups = unchecked(report)
    if groups:
        page.add("没有检查的，及其原因：", indent=0)
    for group in groups if show_all else groups[:SHOWN_REASONS]:
        rules = group.rules if show_all else group.rules[:SHOWN_RULES]
        named = "、".join(rules) + (" 等" if len(rules) < len(group.rules) else "")
        page.add(f"{OUTCOME_WORDS[group.outcome]} {len(group.rules)} 条：{group.reason or '未说明原因'}（{named}）", hang=2)
    if not show_all and len(groups) > SHOWN_REASONS:
        rest = sum(len(group.rules) for group in groups[SHOWN_REASONS:])
        page.add(f"另有 {len(groups) - SHOWN_REASONS} 种原因，涉及 {rest} 条规则。")
    page.add(unbound_share(report), indent=0)
    page.add(verdict(report), indent=0, style=_STRONG)
    if show_all:
        for fact in report.unbound:
            page.add(f"{fact.source.where()} {fact.label or fact.concept} {fact.source.figure}".strip(), hang=2, style=_FAINT)
        held = [result for result in report.outcomes if result.outcome is Outcome.HOLDS]
        if held:
            page.add("相符的规则：" + "、".join(f"{result.rule} {result.title}" for result in held), indent=0, hang=2)


def _tail(path: str, width: int) -> str:
    """The end of a path, which tells files apart, cut with … at its start."""
    if columns(path) <= width:
        return path
    return clipped(path[::-1], width)[::-1]
