"""Does the same disclosure state the same, and draw the same findings, whatever program wrote the file?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import wenxiao
from formats import conversions
from formats.manuscript import Manuscript, paged, whole
from wenxiao.checks.engine import check
from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
from wenxiao.facts.model import FactSet
from wenxiao.performance.programme import Activity, Duty
from wenxiao.performance.standard import split_row
from wenxiao.report.docx import annotate_docx
from wenxiao.report.pdf import annotate_pdf

SAMPLES = Path(wenxiao.__file__).parent / "samples"
PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "shangbancheng-2023-budget.txt"
REFERENCE, SLIPS, CONSISTENT = (SAMPLES / f"{name}.txt" for name in ("reference-2023", "qingshi-2025", "consistent-2025"))


def flat(document: Document) -> Manuscript:
    return [part for page in paged(document) for part in page]


WRITERS: dict[str, Callable[[Document], bytes]] = {
    "a Word file.docx": lambda text: conversions.to_docx(whole(text)),
    "a Word file with cells merged down.docx": lambda text: conversions.to_docx(whole(text), merge_down=True),
    "a Word file with the cuts of the pages.docx": lambda text: conversions.to_docx(flat(text)),
    "a web page.html": lambda text: conversions.to_html(whole(text)),
    "a web page with cells merged down.html": lambda text: conversions.to_html(whole(text), merge_down=True),
    "a web page with the cuts of the pages.html": lambda text: conversions.to_html(flat(text)),
    "Markdown.md": lambda text: conversions.to_markdown(whole(text)),
    "Markdown with the cuts of the pages.md": lambda text: conversions.to_markdown(flat(text)),
    "one sheet.xlsx": lambda text: conversions.to_xlsx(whole(text)),
    "a sheet a table.xlsx": lambda text: conversions.to_xlsx(whole(text), sheet_each=True),
    "a sheet with cells merged down.xlsx": lambda text: conversions.to_xlsx(whole(text), merge_down=True),
    "a sheet whose figures are text.xlsx": lambda text: conversions.to_xlsx(whole(text), figures_as_text=True),
    "an old workbook.xls": lambda text: conversions.to_xls(whole(text)),
    "pages with repeated headers.pdf": lambda text: conversions.to_pdf(whole(text)),
    "pages without repeated headers.pdf": lambda text: conversions.to_pdf(whole(text), repeat_header=False),
    "pages with cells merged down.pdf": lambda text: conversions.to_pdf(whole(text), merge_down=True),
    "pages in large type.pdf": lambda text: conversions.to_pdf(whole(text), size=9, margin=2.2, footer="1 / 1"),
    "the pages of the text.pdf": lambda text: conversions.to_pdf(*paged(text, whole_text=True)),
}
FEW = ("a Word file.docx", "a web page.html", "one sheet.xlsx", "pages with repeated headers.pdf")
CASES = [(source, name) for source in (REFERENCE, SLIPS) for name in WRITERS]
CASES += [(source, name) for source in (CONSISTENT, PUBLISHED) for name in FEW]


@pytest.mark.parametrize(("source", "name"), CASES, ids=[f"{source.stem}, {name}" for source, name in CASES])
def test_a_file_says_what_the_text_says(source: Path, name: str, tmp_path: Path) -> None:
    text, expected = _of_text(source)
    path = tmp_path / name
    path.write_bytes(WRITERS[name](text))
    found = _checked(path)
    assert _stated(found.facts) == _stated(expected.facts)
    assert _promised(found.facts) == _promised(expected.facts)
    assert _found(found) == _found(expected)
    assert _who(found.facts) == _who(expected.facts)
    assert not _cited_elsewhere(found)


@pytest.mark.parametrize("name", FEW)
def test_every_file_of_the_reference_holds_12_duties_30_activities_and_118_indicators(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(WRITERS[name](_of_text(REFERENCE)[0]))
    duties = extract(read(str(path))).programme.duties
    activities = [activity for duty in duties for activity in duty.activities]
    indicators = [part for bearer in (*duties, *activities) for part in _indicators(bearer)]
    assert (len(duties), len(activities), len(indicators)) == (12, 30, 118)
    assert sum(duty.amount.value for duty in duties if duty.amount is not None) == 185335 * 10_000


@pytest.mark.parametrize(("name", "annotate"), [(FEW[0], annotate_docx), (FEW[3], annotate_pdf)])
def test_the_copy_with_notes_is_found_to_say_the_same(
    name: str, annotate: Callable[[Path, CheckReport, Document, Path], None], tmp_path: Path
) -> None:
    source, copy = tmp_path / name, tmp_path / f"noted {name}"
    source.write_bytes(WRITERS[name](_of_text(REFERENCE)[0]))
    document = read(str(source))
    first = check(extract(document), reread=document.reread)
    annotate(source, first, document, copy)
    again = _checked(copy)
    assert _found(again) == _found(first)
    assert _stated(again.facts) == _stated(first.facts)


@cache
def _of_text(path: Path) -> tuple[Document, CheckReport]:
    if not path.exists():
        pytest.skip(f"没有 shared/data 里的 {path.name}")
    document = read(str(path))
    return document, check(extract(document))


def _checked(path: Path) -> CheckReport:
    document = read(str(path))
    return check(extract(document), reread=document.reread)


def _stated(facts: FactSet) -> Counter[tuple[object, ...]]:
    return Counter(
        (fact.concept, fact.label, fact.measure, fact.period, fact.basis, fact.members, fact.value, fact.state) for fact in facts.facts
    )


def _promised(facts: FactSet) -> list[object]:
    told = [(duty, [(activity, _indicators(activity)) for activity in duty.activities]) for duty in facts.programme.duties]
    return [
        (_bearer(duty), _indicators(duty), [(_bearer(activity), indicators) for activity, indicators in activities])
        for duty, activities in told
    ]


def _bearer(bearer: Duty | Activity) -> tuple[object, ...]:
    return (bearer.name, bearer.amount and bearer.amount.value, bearer.content, bearer.objective)


def _indicators(bearer: Duty | Activity) -> list[tuple[str, dict[str, str]]]:
    return [part for indicator in bearer.indicators for part in split_row(indicator.name, indicator.standards)]


def _found(report: CheckReport) -> Counter[tuple[object, ...]]:
    return Counter(
        (
            finding.rule,
            finding.severity,
            finding.outcome,
            tuple((one.old, one.new, tuple((change.old, change.new) for change in one.consequences)) for one in finding.suggestions),
        )
        for finding in report.findings
    )


def _who(facts: FactSet) -> tuple[object, ...]:
    return (facts.kind, facts.unit, facts.fiscal_year, facts.money_unit)


def _cited_elsewhere(report: CheckReport) -> list[object]:
    """Facts whose place does not hold the figure they state, findings whose citations hold nothing."""
    wrong: list[object] = [
        fact for fact in report.facts.facts if fact.shown is not None and fact.source.figure.strip() != fact.shown.text.strip()
    ]
    return wrong + [finding for finding in report.findings if any(source.text and not source.figure for source in finding.cites)]
