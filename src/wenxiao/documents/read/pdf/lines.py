"""How do runs of characters become printed lines of text?"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from wenxiao.documents.read.pdf.characters import Run

_SAME_BASE = 0.45  # of the lower run's height: sub- and superscripts stay on the line, the next line does not join it
_TAB = 2.0  # of the character height: from this gap on, two texts beside each other are set apart on purpose


@dataclass(slots=True)
class PrintedText:
    """Text with, for each of its characters, PDFium's index on the page or -1."""

    text: str
    origin: array[int]


def printed_lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs by line from top to bottom, each line from left to right."""
    waiting = sorted(runs, key=lambda run: -run.base)
    lines: list[list[Run]] = []
    for run in waiting:
        if lines:
            line = lines[-1]
            before = line[-1]
            if before.base - run.base <= _SAME_BASE * min(before.height, run.height):
                line.append(run)
                continue
        lines.append([run])
    for line in lines:
        if len(line) > 1:
            line.sort(key=lambda run: run.left)
            _without_doubles(line)
    return lines


def line_text(line: list[Run], *, tabs: bool) -> PrintedText:
    """The text of one line: a space where a gap or printed white space parts two runs, and, if asked for, a tab where the gap is
    wide."""
    if len(line) == 1:
        return PrintedText(line[0].text, array("i", line[0].indexes))
    parts: list[str] = []
    origin = array("i")
    before: Run | None = None
    for run in line:
        if before is not None and (between := _between(before, run, tabs=tabs)):
            parts.append(between)
            origin.append(-1)
        parts.append(run.text)
        origin.extend(run.indexes)
        before = run
    return PrintedText("".join(parts), origin)


def cell_text(runs: list[Run]) -> PrintedText:
    """The text of one cell, its printed lines parted by line breaks."""
    if len(runs) == 1:
        return PrintedText(runs[0].text, array("i", runs[0].indexes))
    parts: list[str] = []
    origin = array("i")
    for line in printed_lines(runs):
        if parts:
            origin.append(-1)
        printed = line_text(line, tabs=False)
        parts.append(printed.text)
        origin.extend(printed.origin)
    return PrintedText("\n".join(parts), origin)


def _between(before: Run, run: Run, *, tabs: bool) -> str:
    """What parts two neighbours on a line. Ideographs are often set apart to fill a line, which is no space; figures never are."""
    gap = run.left - before.right
    height = max(before.height, run.height)
    if tabs and gap > _TAB * height:
        return "\t"
    wide = before.text[-1] >= "\u2e80" and run.text[0] >= "\u2e80"
    if run.after_space and gap > (0.2 if wide else 0.1) * height:
        return " "
    return " " if gap > (0.75 if wide else 0.3) * height else ""


def _without_doubles(line: list[Run]) -> None:
    """Takes out runs drawn a second time over the first to look bold: all their characters stand where equal ones stand."""
    place = 1
    while place < len(line):
        run = line[place]
        if any(_covers(line[other], run) for other in range(max(0, place - 4), place)):
            del line[place]
        else:
            place += 1


def _covers(first: Run, second: Run) -> bool:
    if second.left > first.right - 0.1 * first.height or len(second.text) > len(first.text):
        return False
    near = 0.25 * min(first.height, second.height)
    start = 0
    while start < len(first.lefts) and first.lefts[start] < second.left - near:
        start += 1
    if first.text[start : start + len(second.text)] != second.text:
        return False
    return all(abs(a - b) <= near for a, b in zip(first.lefts[start:], second.lefts, strict=False))
