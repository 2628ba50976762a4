"""What would our own reader make of a manuscript, were it printed? Blocks, without a file between."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.catalogue.rules import rules
from wenxiao.checks.engine import check
from wenxiao.checks.report import CheckReport
from wenxiao.documents import blocks
from wenxiao.documents.manuscript import Manuscript, Table, placed
from wenxiao.facts.extract import extract
from wenxiao.vocabulary.finding import Outcome, Severity


def document(manuscript: Manuscript) -> blocks.Document:
    return blocks.Document("disclosure.txt", "txt", "", list(_blocks(manuscript)))


def checked(manuscript: Manuscript) -> CheckReport:
    return check(extract(document(manuscript)))


def errors(report: CheckReport) -> list[str]:
    return [f"{finding.rule} {finding.message}" for finding in report.findings if finding.severity.value == "error"]


def stopping(report: CheckReport) -> list[str]:
    """What would stop a publication of one's own: rules that are errors there, whatever they are in a document of others."""
    stops = {rule.id for rule in rules() if rule.publishing is Severity.ERROR}
    violated = (each for each in report.findings if each.outcome is Outcome.VIOLATED and each.severity is not Severity.INFO)
    return [f"{finding.rule} {finding.message}" for finding in violated if finding.rule in stops]


def _blocks(manuscript: Manuscript) -> Iterator[blocks.Text | blocks.Table]:
    line, tables = 1, 0
    yield blocks.Text(manuscript.title, line)
    for part in manuscript.parts:
        line += 1
        if not isinstance(part, Table):
            yield blocks.Text(part.text, line)
            continue
        tables += 1
        yield blocks.Text(part.title, line)
        if part.unit:
            line += 1
            yield blocks.Text(f"单位：{part.unit}", line)
        line += 1
        yield _table(part, tables, line)
        line += len(part.head) + len(part.body)
        if part.note:
            yield blocks.Text(part.note, line)
            line += 1


def _table(table: Table, number: int, line: int) -> blocks.Table:
    width = len(table.widths)
    cells = [
        blocks.Cell(cell.text, row + 1, column + 1, cell.row_span, cell.column_span, line + row)
        for row, column, cell in placed((*table.head, *table.body), width)
    ]
    return blocks.Table(cells, number, len(table.head) + len(table.body), width, line)
