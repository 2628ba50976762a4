"""What is a document while it is being written, and which of its passages do budget and final accounts write alike?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from wenxiao.catalogue.profiles import Profile
from wenxiao.disclosure.figures import Axis, known_name
from wenxiao.disclosure.missing import Questions
from wenxiao.disclosure.printed import is_rounded
from wenxiao.disclosure.records import YearRecords
from wenxiao.disclosure.sentences import Said, Sentences, Span
from wenxiao.disclosure.year_totals import YearTotals
from wenxiao.documents.manuscript import Heading, Paragraph
from wenxiao.documents.manuscript import Part as DocumentPart
from wenxiao.vocabulary.shown import WAN, YUAN

Counted = TypeVar("Counted", bound=YearTotals)  # type: ignore[type-arg]


@dataclass
class Composition(Generic[Counted]):
    """正在写的稿: its parts so far, and where in which part a figure is printed."""

    profile: Profile
    totals: Counted
    sentences: Sentences
    questions: Questions
    parts: list[DocumentPart] = field(default_factory=list)
    spans: dict[int, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def records(self) -> YearRecords:
        records: YearRecords = self.totals.records
        return records

    def head(self, level: int, said: Said) -> None:
        self.parts.append(Heading(level, said.text))

    def say(self, said: Said) -> None:
        spans = tuple(said.spans())
        if spans:
            self.spans[len(self.parts)] = spans
        self.parts.append(Paragraph(said.text))

    def rounds(self) -> bool:
        """Whether some sentence so far tells less than the exact amount."""
        return any(is_rounded(self.totals.figures[span.figure]) for spans in self.spans.values() for span in spans)


def functions(composition: Composition[Counted]) -> None:
    """部门职责."""
    duties = composition.records.unit.functions
    for number, text in enumerate(duties, 1):
        composition.say(composition.sentences.say("function", number=number, text=text))
    if not duties:
        composition.questions.ask("office", "部门职责", "公开文本要写明职责")


def structure(composition: Composition[Counted]) -> None:
    """机构设置."""
    unit = composition.records.unit
    if unit.structure:
        composition.say(Said(((unit.structure, ""),)))
    else:
        composition.questions.ask("office", "机构设置情况", "公开文本要写明有没有下属单位")
    composition.say(composition.sentences.say("coded", code=unit.code, unit=unit.name))


def terms(composition: Composition[Counted]) -> None:
    """名词解释: the terms that the document has used so far."""
    said = "".join(part.text for part in composition.parts if isinstance(part, Paragraph | Heading))
    used = [(term, meaning) for term, meaning in composition.sentences.terms if term in said]
    for number, (term, meaning) in enumerate(used, 1):
        composition.say(composition.sentences.say("term", number=number, term=term, meaning=meaning))


def ask_for_names(composition: Composition[Counted]) -> None:
    """A code that the catalogue does not have was printed under the name of what it belongs to: its own must be given."""
    for line in composition.records.lines:
        for axis, code in ((Axis.FUNCTION, line.function_code), (Axis.ECONOMIC, line.economic_code)):
            if line.amount and known_name(axis, code) is None:
                composition.questions.ask("finance", f"{axis.value}科目 {code} 的名称", "科目目录里没有它，表中暂用上级科目的名称")


def day(of: date) -> str:
    return f"{of.year}年{of.month}月{of.day}日"


def in_units_that_hold(profile: Profile, amounts: Iterable[int]) -> Profile:
    """The template with tables in 元 where 万元 would need more than three decimals to be exact: one unit for the whole document."""
    if all(amount % (WAN.base // 1_000) == 0 for amount in amounts):
        return profile
    return profile._replace(tables=tuple(slot._replace(unit=YUAN.name) if slot.unit == WAN.name else slot for slot in profile.tables))
