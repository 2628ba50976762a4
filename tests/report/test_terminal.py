"""Does the terminal tell a person what is wrong, where, and what next, within the width it has?"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from report import sample
from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document, Text, UnreadableError
from wenxiao.report.columns import columns
from wenxiao.report.outline import render_read
from wenxiao.report.progress import ProgressLine
from wenxiao.report.terminal import render_check, render_summary, wants_colour
from wenxiao.vocabulary.finding import Finding, Outcome, Severity, Suggestion
from wenxiao.vocabulary.source import Source

Golden = Callable[[str, str], None]
COLOUR = re.compile(r"\x1b\[[\d;]*m")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(*, width: int = 80, colour: bool = False, show_all: bool = False) -> str:
    document = sample.document()
    return render_check(sample.check(document), document, colour=colour, width=width, show_all=show_all)


def one(*findings: Finding) -> CheckReport:
    return CheckReport(sample.factset(sample.document()), findings=list(findings))


def test_a_check_reads_as_agreed(golden: Golden) -> None:
    golden("check.txt", shown())


def test_a_check_with_everything_on_a_narrow_terminal_reads_as_agreed(golden: Golden) -> None:
    golden("check-all-56.txt", shown(width=56, show_all=True))


def test_what_was_read_reads_as_agreed(golden: Golden) -> None:
    golden("read.txt", render_read(sample.factset(sample.document()), colour=False, width=80))


def test_several_files_read_as_agreed(golden: Golden) -> None:
    report = sample.check(sample.document())
    clean = CheckReport(replace(report.facts, path="很长的目录/" * 8 + "某街道2024年部门预算.pdf"))
    broken = UnreadableError("损坏.docx", "文件损坏或不完整")
    golden("summary.txt", render_summary([clean, report], [broken], colour=False, width=80))


def test_errors_come_before_warnings_and_warnings_before_infos() -> None:
    words = re.findall(r"^(错误|提醒|说明) \d", shown(), re.MULTILINE)
    assert words == ["错误"] * 3 + ["提醒", "说明"]


def test_a_tie_names_both_and_no_culprit() -> None:
    assert "二者之一：第 10 行 19 → 17（改一个数字），或" in shown(width=120)


def test_carets_stand_exactly_under_the_figures() -> None:
    lines = shown(width=100).splitlines()
    marked = []
    for above, below in pairwise(lines):
        for stroke in re.finditer(r"\^+", below):
            start, end = columns(below[: stroke.start()]), columns(below[: stroke.end()])
            marked.append("".join(sign for at, sign in enumerate(above) if start <= columns(above[:at]) < end))
    assert marked == ["38.15", "25.75", "67.50%", "减少", "19", "17"]


@pytest.mark.parametrize("width", [40, 57, 80, 133])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(columns, shown(width=width, show_all=True).splitlines())) <= width
    assert max(map(columns, shown(width=width).splitlines())) <= width


def test_colour_changes_nothing_but_the_colour() -> None:
    coloured = shown(colour=True)
    assert "\x1b[1;31m错误 1\x1b[0m" in coloured
    assert COLOUR.sub("", coloured) == shown()
    assert "\x1b" not in shown()


def test_control_characters_of_a_document_never_reach_the_terminal() -> None:
    text = "支出\x1b[2J\x1b]0;改名\x07 12.40 \u202e04.21\r万元"
    at = text.index("12.40")
    document = Document("坏\x1b[31m名.txt", "txt", "", [Text(text, line=1)])
    source = Source(text, "标签\x9b", line=1, start=at, end=at + 5, block=0, at=at)
    finding = Finding(
        "R\x1b1", "题\x08目", Severity.ERROR, Outcome.VIOLATED, "句\x1b子", (source,), (Suggestion(source, "12.40", "1\x1b2", "\x00", 1.0),)
    )
    out = render_check(one(finding), document, colour=False, width=80)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert "12.40" in out


def test_a_place_without_offset_shows_its_whole_line() -> None:
    document = sample.document()
    source = Source(line=2, block=1)
    out = render_check(one(Finding("R001", "题", Severity.WARNING, Outcome.VIOLATED, "句", (source,))), document, colour=False, width=80)
    assert "│ 一、部门预算安排的总体情况" in out


def test_a_finding_without_any_place_is_still_told() -> None:
    document = sample.document()
    out = render_check(
        one(Finding("R002", "缺表", Severity.WARNING, Outcome.VIOLATED, "没有收支总表。", ())), document, colour=False, width=80
    )
    assert "没有收支总表。" in out


def test_many_places_are_counted_unless_all_are_wanted() -> None:
    blocks = [Text(f"第 {number} 项 {number}.00 万元", line=number) for number in range(1, 10)]
    document = Document("a.txt", "txt", "", list(blocks))
    cites = tuple(Source(block.text, line=block.line, start=6, end=10, block=index, at=6) for index, block in enumerate(blocks))
    report = one(Finding("S001", "合计", Severity.ERROR, Outcome.VIOLATED, "句", cites))
    brief = render_check(report, document, colour=False, width=80)
    full = render_check(report, document, colour=False, width=80, show_all=True)
    assert "另有 5 处：第 5 行" in brief
    assert full.count("│ 第") == 9


def test_nothing_wrong_is_said_in_words() -> None:
    document = sample.document()
    assert "没有发现不符之处。" in render_check(one(), document, colour=False, width=80)


def test_colour_needs_a_terminal_and_obeys_no_color() -> None:
    assert wants_colour(Terminal(), {})
    assert not wants_colour(io.StringIO(), {})
    assert not wants_colour(Terminal(), {"NO_COLOR": "1"})
    assert not wants_colour(Terminal(), {"TERM": "dumb"})


def test_progress_is_written_over_and_wiped_on_a_terminal_and_silent_elsewhere() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        with ProgressLine(stream, 2) as progress:
            progress.show(0, "甲\x1b.txt")
            progress.show(1, "乙.txt")
    assert terminal.getvalue() == "\r\x1b[K[1/2] 正在检查 甲□.txt\r\x1b[K[2/2] 正在检查 乙.txt\r\x1b[K"
    assert pipe.getvalue() == ""
