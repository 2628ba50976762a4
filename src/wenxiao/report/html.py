"""What does a person see in a browser: the findings beside the document in full, each figure and its finding linked both ways?

The page is one file that asks for nothing outside itself and needs no script; its policy forbids both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document
from wenxiao.report.columns import clipped, visible
from wenxiao.report.listing import SEVERITIES, unchecked, violated
from wenxiao.report.places import Mark, Place, Role, find_place, marks, pointers
from wenxiao.report.sheet import safe, sheet
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
from wenxiao.vocabulary.finding import Finding

# Where a whole cell of words is cited, the link to it shows its beginning.
FIGURE_COLUMNS = 30


def check_html(report: CheckReport, document: Document) -> str:
    """The whole page as text."""
    import base64
    import hashlib
    from pathlib import Path

    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    findings = violated(report)
    found = marks(findings, document)
    name = safe(document.path.replace("\\", "/").rpartition("/")[2])
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; ",
        "form-action 'none'\">\n",
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n',
        f"<title>{name} 检查报告</title>\n<style>{style}</style>\n</head>\n<body>\n",
        '<a class="skip" href="#findings">跳到问题清单</a>\n<a class="skip" href="#document">跳到文档全文</a>\n',
        _header(report, name),
        "<main>\n",
        _overview(report),
        '<div class="desk">\n',
        *_findings(findings, document, found),
        '<section class="document" aria-labelledby="document">\n<h2 id="document" tabindex="-1">文档全文</h2>\n',
        *sheet(document, found),
        "</section>\n",
        "</div>\n",
        _unchecked(report),
        "</main>\n",
        f"<footer><p>由问效离线生成，没有向外发送任何内容。文件校验值（SHA-256）：{safe(document.sha256)}</p></footer>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def _header(report: CheckReport, name: str) -> str:
    told = "".join(f"<div><dt>{word}</dt><dd>{safe(value)}</dd></div>" for word, value in heading(report.facts))
    return f'<header class="band"><div>\n<p>问效 · 检查报告</p>\n<h1>{name}</h1>\n<dl>{told}</dl>\n</div></header>\n'


def _overview(report: CheckReport) -> str:
    counts = report.counts()
    severities = [(one.value, SEVERITY_WORDS[one], counts[f"{one.value}s"]) for one in SEVERITIES]
    outcomes = [(one.value, word, counts[one.value]) for one, word in OUTCOME_WORDS.items()]
    return (
        '<section class="overview" aria-labelledby="overview">\n<h2 id="overview">总的情况</h2>\n'
        f'<p class="verdict">{verdict(report)}</p>\n<p>{outcome_counts(report)}{unbound_share(report)}</p>\n'
        f'<div class="bars">\n{_bar("问题轻重", "处", severities)}{_bar("规则结论", "条", outcomes)}</div>\n</section>\n'
    )


def _bar(title: str, counter: str, parts: Sequence[tuple[str, str, int]]) -> str:
    """A bar of shares with its numbers below it as text."""
    total = sum(count for _, _, count in parts)
    told = "，".join(f"{word} {count} {counter}" for _, word, count in parts)
    shapes, left = "", 0.0
    for kind, _, count in parts:
        width = 1000 * count / total if total else 0
        if width:
            shapes += f'<rect class="{kind}" x="{left:.1f}" width="{max(width - 3, 1):.1f}" height="14"/>'
        left += width
    legend = "".join(f'<li class="{kind}{"" if count else " zero"}">{word} {count}</li>' for kind, word, count in parts)
    return (
        f'<div><h3>{title}</h3><svg role="img" aria-label="{title}：{told}" viewBox="0 0 1000 14" preserveAspectRatio="none">'
        f'<rect class="rail" width="1000" height="14"/>{shapes}</svg><ul>{legend}</ul></div>\n'
    )


def _findings(findings: Sequence[Finding], document: Document, found: Sequence[Mark]) -> Iterator[str]:
    yield '<section class="findings" aria-labelledby="findings">\n<h2 id="findings" tabindex="-1">问题清单</h2>\n'
    if not findings:
        yield "<p>没有发现不符之处。</p>\n"
    for severity in SEVERITIES:
        group = [(number, finding) for number, finding in enumerate(findings, 1) if finding.severity is severity]
        if not group:
            continue
        yield f'<h3 class="{severity.value}">{SEVERITY_WORDS[severity]}（{len(group)}）</h3>\n<ol>\n'
        for number, finding in group:
            yield from _finding(number, finding, document, found)
        yield "</ol>\n"
    yield "</section>\n"


def _finding(number: int, finding: Finding, document: Document, found: Sequence[Mark]) -> Iterator[str]:
    kind = finding.severity.value
    yield f'<li class="finding is-{kind}" id="finding-{number}" tabindex="-1">\n'
    yield f'<h4><span class="{kind}">{SEVERITY_WORDS[finding.severity]} {number}</span>　{safe(finding.title)}'
    yield f'<span class="rule">{safe(finding.rule)}</span></h4>\n<p>{safe(finding.message)}</p>\n'
    if told := measure(finding):
        yield f'<p class="measure">{safe(told)}</p>\n'
    for index, line in enumerate(advice(finding)):
        yield f'<p class="{"more" if index else "advice"}">{safe(line)}</p>\n'
    yield from _places(finding, document, found)
    others = [rule for rule in finding.rules if rule != finding.rule]
    if others:
        yield f'<p class="more">同一原因还使这些规则不符：{safe("、".join(others))}</p>\n'
    if finding.clause:
        yield f'<p class="clause">依据：{safe(finding.clause)}</p>\n'
    yield "</li>\n"


def _places(finding: Finding, document: Document, found: Sequence[Mark]) -> Iterator[str]:
    """Links to the marks of a finding; a place that is not in the document as read is told in words."""
    lines: dict[object, str] = {}
    for source, role, old, new in pointers(finding):
        place = find_place(source, document)
        target = _mark_number(place, found)
        where = source.where() + ("" if place and place.whole else f"“{clipped(visible(old or source.figure), FIGURE_COLUMNS)}”")
        told = "，".join(
            part for part in (source.label, f"建议 {new or '删去'}" if new is not None and role <= Role.CONSEQUENCE else "") if part
        )
        link = f'<a href="#mark-{target}">{safe(where)}</a>' if target else safe(where)
        lines.setdefault(target or source, f"<li>{link} <span>{safe(told)}</span></li>\n")
    if lines:
        yield '<ul class="places">\n'
        yield from lines.values()
        yield "</ul>\n"


def _mark_number(place: Place | None, found: Sequence[Mark]) -> int | None:
    """The number of the mark that covers `place`."""
    if place is None:
        return None
    for number, mark in enumerate(found, 1):
        other = mark.place
        if (other.block, other.cell, other.whole) == (place.block, place.cell, place.whole) and other.start <= place.start <= other.end:
            return number
    return None


def _unchecked(report: CheckReport) -> str:
    groups = unchecked(report)
    if not groups:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{OUTCOME_WORDS[group.outcome]}</th><td>{safe(group.reason or "未说明原因")}</td>'
        f'<td class="figure">{len(group.rules)}</td><td>{safe("、".join(group.rules))}</td></tr>\n'
        for group in groups
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("结论", "原因", "条数", "规则"))
    return (
        '<section class="unchecked" aria-labelledby="unchecked">\n<h2 id="unchecked">没有检查的，及其原因</h2>\n'
        '<div class="scroll" role="region" aria-label="没有检查的规则，按原因" tabindex="0">'
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n</section>\n"
    )
