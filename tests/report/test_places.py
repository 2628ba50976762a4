"""Are the places that findings name found again in the document, and joined where they meet?"""

from __future__ import annotations

from report import sample
from wenxiao.documents.blocks import Document, Text
from wenxiao.report.places import Place, Role, find_place, marks, wrong_figures
from wenxiao.vocabulary.finding import Finding, Outcome, Severity, Suggestion
from wenxiao.vocabulary.source import Source


def finding(*cites: Source, suggestions: tuple[Suggestion, ...] = (), severity: Severity = Severity.ERROR) -> Finding:
    return Finding("S001", "题", severity, Outcome.VIOLATED, "句", cites, suggestions)


def at(start: int, end: int) -> Source:
    text = "比上年减少 21.40 万元"
    return Source(text, line=1, start=start, end=end, block=0, at=start)


DOCUMENT = Document("a.txt", "txt", "", [Text("比上年减少 21.40 万元", line=1), Text("第二行", line=7)])


def test_indexes_lead_to_the_figure_and_printed_coordinates_to_the_block() -> None:
    assert find_place(at(6, 11), DOCUMENT) == Place(0, -1, 6, 11)
    assert find_place(Source(line=7), DOCUMENT) == Place(1, -1, 0, 3, whole=True)
    assert find_place(Source(line=8), DOCUMENT) is None


def test_a_cell_is_found_by_table_row_and_column() -> None:
    document = sample.document()
    found = find_place(Source(table=2, row=4, column=5), document)
    exact = find_place(sample.printed(document, 2, 4, 5), document)
    assert found is not None
    assert exact is not None
    assert (found.block, found.cell, found.whole) == (exact.block, exact.cell, True)


def test_a_figure_that_runs_on_over_the_page_is_marked_to_the_end_of_its_line() -> None:
    source = Source("21.40 万元，下一页接着写", start=0, end=12, block=0, at=6)
    assert find_place(source, DOCUMENT) == Place(0, -1, 6, 14)


def test_overlapping_places_become_one_mark_and_touching_ones_stay_two() -> None:
    found = marks([finding(at(3, 5), at(4, 8), at(8, 10))], DOCUMENT)
    assert [(mark.place.start, mark.place.end) for mark in found] == [(3, 8), (8, 10)]


def test_a_finding_speaks_once_in_a_mark_in_its_strongest_role() -> None:
    suspect = Suggestion(at(6, 11), "21.40", "24.10", "", 0.9)
    found = marks([finding(at(6, 11), suggestions=(suspect,))], DOCUMENT)
    assert [[remark.role for remark in mark.remarks] for mark in found] == [[Role.SUSPECT]]


def test_notes_go_to_the_suspects_and_to_cited_places_only_where_nothing_is_suspected() -> None:
    suspect = Suggestion(at(6, 11), "21.40", "24.10", "", 0.9)
    explained = finding(at(3, 5), at(6, 11), suggestions=(suspect,))
    unexplained = finding(Source(line=7, block=1), severity=Severity.WARNING)
    kept = wrong_figures(marks([explained, unexplained], DOCUMENT))
    assert [(mark.place.block, mark.place.start) for mark in kept] == [(0, 6), (1, 0)]
