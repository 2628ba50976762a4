"""In what do two editions of a document differ, and does one still say what the records say?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from wenxiao.disclosure.figures import Measure
from wenxiao.disclosure.records import YearRecords
from wenxiao.vocabulary.shown import PLAIN, YUAN, format_base
from wenxiao.web.publish.models import Snapshot

DATA = "disclosure.json"


class Change(NamedTuple):
    """变化: a figure or a text, as it was and as it is; "" for what was not there."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.what}新增“{self.after}”"
        if not self.after:
            return f"{self.what}去掉“{self.before}”"
        return f"{self.what}由“{self.before}”变为“{self.after}”"


def open_data_of(snapshot: Snapshot) -> dict[str, Any]:
    """The data it was published with. Raises SnapshotFile.DoesNotExist."""
    kept = snapshot.files.select_related("attachment").get(name=DATA)
    data: dict[str, Any] = json.loads(bytes(kept.attachment.content))
    return data


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """First the figures by what they are, then the sentences and cells of text; what only moved is no difference."""
    old, new = _figures(before), _figures(after)
    for id in (*old, *(each for each in new if each not in old)):
        was, now = old.get(id, ("", "")), new.get(id, ("", ""))
        if was[1] != now[1]:
            yield Change(f"“{now[0] or was[0]}”", was[1], now[1])
    was_texts, now_texts = _texts(before), _texts(after)
    matcher = SequenceMatcher(None, was_texts, now_texts, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind != "equal":
            yield from _replaced(was_texts[from_old:to_old], now_texts[from_new:to_new])


def line_changes(data: dict[str, Any], records: YearRecords) -> Iterator[Change]:
    """Line by line, for records of which no document can be made any more."""
    was = {each["source"]: (f"{each['function_code']} {each['economic_code']}", each["amount"]) for each in data["lines"]}
    now = {line.source: (f"{line.function_code} {line.economic_code}", line.amount) for line in records.lines}
    for source in dict.fromkeys((*was, *now)):
        before, after = was.get(source), now.get(source)
        if before != after:
            code, _ = after or before or ("", 0)
            amounts = [figure_text(each[1], Measure.MONEY.value) if each else "" for each in (before, after)]
            yield Change(f"支出的一行“{code}”", *amounts)


def figure_text(value: int, measure: str) -> str:
    """A figure's value as a person reads it: 元 to the 分, counts, per cent."""
    match Measure(measure):
        case Measure.MONEY:
            return f"{format_base(value, YUAN, 2, grouped=True)} 元"
        case Measure.RATE:
            return f"{value / 100:.2f}%"
        case _:
            return format_base(value, PLAIN, 0)


def _figures(data: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {each["id"]: (each["label"], figure_text(each["value"], each["measure"])) for each in data["figures"]}


def _texts(data: dict[str, Any]) -> list[str]:
    """What is no figure: paragraphs, headings, cells of text. A sentence whose figures changed is told as a sentence too."""
    found = []
    for part in data["manuscript"]["parts"]:
        if part["type"] == "table":
            found += [part["title"], part["note"]]
            found += [cell["text"] for row in (*part["head"], *part["body"]) for cell in row if "figure" not in cell]
        else:
            found.append(part["text"])
    return [text for text in found if text]


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for place in range(max(len(before), len(after))):
        was = before[place] if place < len(before) else ""
        now = after[place] if place < len(after) else ""
        yield Change("文字", was, now)
