"""Is a whole 万元 taken for rounded only where it may be?"""

from __future__ import annotations

from wenxiao.checks.engine import check
from wenxiao.documents.read.text import read_text
from wenxiao.facts.extract import extract
from wenxiao.vocabulary.finding import Outcome, Severity

ROWS = (
    *((30, 12), (7, 45), (18, 26), (51, 33), (9, 14), (22, 65), (40, 17), (63, 8), (15, 31), (27, 19), (34, 52), (11, 48)),
    *((71, 5), (16, 25), (38, 29)),
)


def test_in_a_document_whose_sums_all_come_out_a_whole_that_differs_by_one_is_wrong():
    assert _severities(_document(_lines(ROWS))) == []
    wrong = _lines(ROWS)
    wrong[3] = wrong[3].replace("84", "85")
    assert _severities(_document(wrong)) == [Severity.ERROR]


def test_where_sums_miss_their_totals_here_and_there_the_figures_are_rounded():
    rounded = _lines(ROWS)
    rounded[3] = rounded[3].replace("84", "85")
    rounded[7] = rounded[7].replace("71", "70")
    assert {*_severities(_document(rounded))} == {Severity.INFO}


def test_a_few_sums_are_no_evidence():
    few = _lines(ROWS[:3])
    few[1] = few[1].replace("52", "53")
    assert {*_severities(_document(few))} == {Severity.INFO}


def _lines(rows: tuple[tuple[int, int], ...]) -> list[str]:
    return [f"事项{number}\t{one + other}\t{one}\t{other}" for number, (one, other) in enumerate(rows, 1)]


def _document(lines: list[str]) -> str:
    return "云溪县青石镇人民政府2025年部门预算\n\n支出情况\n\n单位：万元\n\n" + "\n".join(["事项\t合计\t基本支出\t项目支出", *lines])


def _severities(text: str) -> list[Severity]:
    report = check(extract(read_text("样例.txt", text.encode())))
    return [finding.severity for finding in report.findings if finding.outcome is Outcome.VIOLATED and finding.rule[0] == "S"]
