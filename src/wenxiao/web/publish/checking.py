"""What does checking a document that somebody brought come to, and which files tell it? The same as `wenxiao check`; no database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wenxiao.documents.read.on_disk import on_disk
from wenxiao.vocabulary.finding import Severity

if TYPE_CHECKING:
    from wenxiao.checks.report import CheckReport
    from wenxiao.documents.blocks import Document

PAGE, DATA = "report.html", "check.json"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# How many errors a list of documents tells of each.
WORST = 3
_LONGEST = 300


class Made(NamedTuple):
    """核对出来的一个文件."""

    name: str
    title: str
    media_type: str
    content: bytes


class Checked(NamedTuple):
    """核对的结果: whose document it is, what it comes to, and the files that tell it. `kind` is budget, final_accounts or other."""

    unit: str
    year: int | None
    kind: str
    counts: dict[str, int]
    verdict: str
    worst: list[str]
    findings: list[dict[str, Any]]
    files: tuple[Made, ...]


def looked_into(name: str, content: bytes) -> None:
    """Whether there is anything to read in it; nothing is checked. Raises documents.blocks.UnreadableError."""
    from wenxiao.documents.read import read

    with on_disk(name, content) as path:
        read(path)


def told_apart(name: str, content: bytes) -> None:
    """Whether it is a kind of file that a reader here knows, by its first bytes. Raises documents.blocks.UnreadableError."""
    from wenxiao.documents.read.kind import kind_of

    kind_of(name, content)


def checked(name: str, content: bytes) -> Checked:
    """Read and check a file, and write what is told of it. Raises documents.blocks.UnreadableError."""
    from wenxiao.checks.engine import check
    from wenxiao.documents.read import read
    from wenxiao.facts.extract import extract
    from wenxiao.report.html import check_html
    from wenxiao.report.json import check_json
    from wenxiao.report.listing import violated
    from wenxiao.report.wording import verdict

    with on_disk(name, content) as path:
        document = read(path)
        # What a report calls it is what its owner calls it.
        document.path = name
        facts = extract(document)
        report = check(facts, reread=document.reread)
        made = (
            Made(PAGE, "核对报告：问题和全文对照", "text/html; charset=utf-8", check_html(report, document).encode()),
            Made(DATA, "核对结果的数据", "application/json", json.dumps(check_json(report), ensure_ascii=False).encode()),
            *_annotated(Path(path), report, document),
        )
    findings = violated(report)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return Checked(
        unit=facts.unit, year=facts.fiscal_year, kind=facts.kind, counts=report.counts(), verdict=verdict(report),
        worst=[f"{each.title}：{each.message}"[:_LONGEST] for each in errors[:WORST]],
        findings=list(_told(report, document)), files=made,
    )  # fmt: skip


def _told(report: CheckReport, document: Document) -> Iterator[dict[str, Any]]:
    """Every violated finding, numbered as the report's page numbers it; `mark` is the number of the place there that it suspects first."""
    from wenxiao.report.listing import violated
    from wenxiao.report.places import marks
    from wenxiao.report.wording import advice, measure

    findings = violated(report)
    suspected: dict[int, tuple[int, int]] = {}
    for mark, found in enumerate(marks(findings, document), 1):
        for remark in found.remarks:
            suspected[remark.number] = min(suspected.get(remark.number, (remark.role, mark)), (remark.role, mark))
    for number, each in enumerate(findings, 1):
        places = list(dict.fromkeys(cite.where() for cite in each.cites if cite.where()))
        yield {
            "number": number, "severity": each.severity.value, "rule": each.rule, "title": each.title, "message": each.message,
            "measure": measure(each), "advice": advice(each), "where": places[:6], "clause": each.clause,
            "mark": suspected[number][1] if number in suspected else None,
        }  # fmt: skip


def _annotated(source: Path, report: CheckReport, document: Document) -> Iterator[Made]:
    """The user's own file with notes at the wrong figures, where its format can carry any."""
    from wenxiao.report.docx import annotate_docx
    from wenxiao.report.pdf import annotate_pdf
    from wenxiao.report.target import NotAnnotatableError

    write = {"docx": annotate_docx, "pdf": annotate_pdf}.get(document.format)
    if write is None:
        return
    target = source.with_name(f"{source.stem}-annotated.{document.format}")
    try:
        write(source, report, document, target)
        content = target.read_bytes()
    except NotAnnotatableError:
        # The page has every finding; a file that takes no notes, such as a locked pdf, is no reason to have none.
        return
    finally:
        target.unlink(missing_ok=True)
    media = DOCX if document.format == "docx" else "application/pdf"
    yield Made(f"annotated.{document.format}", "带批注的原文件", media, content)
