"""What do the sentences of a disclosure state: whose amount, of which year, how much more or less than before, made up of what?

A sentence is read from figure to figure. The words between two figures say what the second one is: a concept opens a new
statement; 比上年 … 减少 makes it a change; 占 makes it a share; 其中 makes what follows the parts of what came before. Nothing is
guessed: a figure whose words name no concept of the catalogue keeps those words as its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wenxiao.catalogue.concepts import concepts
from wenxiao.facts import phrases
from wenxiao.facts.function_paths import CodesByNames, function_path
from wenxiao.facts.model import FUNCTION, Claim, Composition, Direction, Fact, Measure, Setting, Share, State
from wenxiao.facts.numbers import Number, numbers
from wenxiao.facts.parts import PartLists
from wenxiao.facts.stitch import OPENS, Paragraph
from wenxiao.vocabulary.shown import PERCENT
from wenxiao.vocabulary.wording import Folded

_SENTENCE_ENDS = "。！？"
# A list of functional items states what one of these is spent on.
_DIVIDED = frozenset(("财政拨款支出", "一般公共预算支出", "政府性基金支出", "国有资本经营支出", "支出总计", "本年支出合计"))


@dataclass(slots=True)
class Statements:
    """Everything the sentences of a document state."""

    facts: list[Fact] = field(default_factory=list)
    compositions: list[Composition] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)


def statements(paragraphs: list[Paragraph], setting: Setting, function_codes: CodesByNames, tabled: Sequence[Fact] = ()) -> Statements:
    """The statements of all paragraphs.

    `function_codes` maps names from 类 down (as the document's own tables give them) to codes; `tabled` are the tables' facts, which
    a sentence may measure itself by without repeating them (完成预算的 98 %).
    """
    found = Statements()
    section = ""
    for paragraph in paragraphs:
        folded = Folded(paragraph.text)
        section = _section(folded.text) or section
        if any(character.isdigit() for character in folded.text) or phrases.LEVEL.search(folded.text):
            _ParagraphReader(paragraph, folded, setting, function_codes, section, found, tabled).read()
    return found


def _section(text: str) -> str:
    """The expenditure that a list of functional items belongs to is named in the sentence or heading before the list."""
    if "支出" not in text:
        return ""
    return next((concept for _, _, concept in reversed(concepts().within(text)) if concept in _DIVIDED), "")


class _Subject(NamedTuple):
    """What a statement is about. Statements of one concept and its members are about one thing, whatever they call it."""

    concept: str
    label: str
    members: tuple[tuple[str, str], ...] = ()

    def is_same(self, other: _Subject) -> bool:
        return bool(other.concept) and (self.concept, self.members) == (other.concept, other.members)


class _Named(NamedTuple):
    """A subject and where the words before a figure name it."""

    start: int
    subject: _Subject


class _Topic(NamedTuple):
    """The subject of the current statements, and the claim they add up to."""

    subject: _Subject
    claim: Claim


class _ParagraphReader:
    """Reads one paragraph from figure to figure."""

    def __init__(
        self,
        paragraph: Paragraph,
        folded: Folded,
        setting: Setting,
        function_codes: CodesByNames,
        section: str,
        found: Statements,
        tabled: Sequence[Fact],
    ) -> None:
        self.paragraph = paragraph
        self.folded = folded
        self.text = folded.text
        self.setting = setting
        self.function_codes = function_codes
        self.section = section
        self.found = found
        self.tabled = tabled
        self.topic: _Topic | None = None
        self.last_amount: Fact | None = None
        self.spoken: int | None = None
        self.compared: str | None = None
        self.begun = 0
        self.shared: list[Fact] = []  # amounts of which a share has been told
        self.parts = PartLists(found.facts, setting.fiscal_year, found.compositions)

    def read(self) -> None:
        opened = OPENS.match(self.text)
        position = opened.end() if opened is not None else 0
        figures = [number for number in numbers(self.text) if number.start >= position]
        for start, end in _sentences(self.text):
            self.spoken, self.compared, self.begun = None, None, start
            self._sentence(max(start, position), end, [number for number in figures if start <= number.start < end])
            self.parts.end_all(self.text[start:end])

    def _sentence(self, position: int, end: int, figures: list[Number]) -> None:
        for number in figures:
            self._level(position, number.start)
            known = len(self.found.facts)
            self._figure(position, number)
            if len(self.found.facts) == known:
                # A percentage of nothing told, a change of nothing named: counted among the figures that nothing binds.
                self._fact("", phrases.label(self.text[position : number.start]), number)
            position = number.end + len(number.unit_name)
        self._level(position, end)
        item = self._item(self.text[position:end])
        if item is not None:
            self._turn_to(item.subject)  # 住房公积金（项）。… 年初预算为 …: the item is named a sentence before its figures

    # ── one figure ──

    def _figure(self, start: int, number: Number) -> None:
        context = self.text[start : number.start]
        self.parts.pass_over(context, self.text[:start], self.last_amount)
        self.spoken = phrases.spoken_year(context) or self.spoken
        if self._is_aside(context, number):
            self._fact("", phrases.label(context), number)
            return
        if phrases.compares(context):
            self.compared = phrases.compared_basis(context, self.setting)
        named = self._named(context)
        if number.is_percent:
            self._percentage(start, context, number, named)
            return
        direction = phrases.last(phrases.DIRECTION, context)
        if direction is None or phrases.is_undecided(context) or not self._is_change(context, direction):
            self._amount(context, number, named)
            return
        if named is not None and named.start < direction.start():
            self._turn_to(named.subject)
        if self.topic is not None:
            if named is None and phrases.is_of_another(context, direction):
                self._turn_to(_Subject("", phrases.label(context[: direction.start()])))
            if not self._is_counted_alike(self.topic.subject, number):
                self._fact("", phrases.label(context), number)
                return
            if self.topic.claim.change is not None and phrases.compares(context):
                self._compare_again(self.topic)
            change = self._change(
                self.topic, number, Measure.CHANGE, self._direction(start + direction.start(), direction.group()), context
            )
            self.topic.claim.change = self.topic.claim.change or change

    def _is_aside(self, context: str, number: Number) -> bool:
        """An average or a reason's figure states nothing of its subject; what a reason tells of another year by its name does."""
        if phrases.is_average(context) or phrases.is_more_or_less(context):
            return True
        if not phrases.gives_a_reason(self.text[self.begun : number.start]):
            return False
        year = phrases.spoken_year(context)
        return not (concepts().within(context) and number.is_money and year is not None and year != self.setting.fiscal_year)

    def _is_change(self, context: str, direction: re.Match[str]) -> bool:
        """增加公务接待费 2 万元 tells what was added: its figure is an amount of that."""
        return phrases.is_of_figure(context, direction) and not concepts().within(context[direction.end() :])

    def _amount(self, context: str, number: Number, named: _Named | None) -> None:
        topic = self._topic_of_amount(context, named)
        concept, label, members = topic.subject
        period, basis = phrases.period_and_basis(context, self.setting, self.spoken)
        known = concepts().by_name.get(concept)
        if not self._is_counted_alike(topic.subject, number):
            # 基本支出增加 20.50 万元，原因是新招录 4 人: the 4 is no amount of 基本支出.
            self._fact("", phrases.label(context), number, period=period, basis=basis)
            return
        within = self.parts.innermost
        if known is not None and known.within and within is not None and within.whole.concept not in known.within:
            concept = ""
        fact = self._fact(concept, label, number, members=members, period=period, basis=basis)
        before = period is not None and self.setting.fiscal_year is not None and period < self.setting.fiscal_year
        is_base = basis != self.setting.basis and phrases.compares(context)  # 比年初预算 20 万元
        if is_base or (before and not phrases.is_as_of(context)):
            if before and period != (self.setting.fiscal_year or 0) - 1:
                return  # two years ago: told, but compared with nothing
            if topic.claim.previous is not None and topic.claim.current is not None:
                topic = self._compare_again(topic)
            topic.claim.previous = topic.claim.previous or fact
        elif basis == self.setting.basis:
            topic.claim.current = fact
            self.last_amount = fact
            self.parts.add(fact)

    def _topic_of_amount(self, context: str, named: _Named | None) -> _Topic:
        """What the words before an amount name; else what was spoken of, unless its amount has been told and other words stand here."""
        if named is not None:
            return self._turn_to(named.subject)
        if phrases.is_sum(context) and self.topic is not None and self.topic.claim.current is not None:
            return self._turn_to(_Subject("", "合计"))
        if self.topic is None or (self.topic.claim.current is not None and not phrases.says_only_when(context)):
            return self._turn_to(_Subject("", phrases.label(context)))
        return self.topic

    def _percentage(self, start: int, context: str, number: Number, named: _Named | None) -> None:
        if "占" in context:
            self._share(context, number)
        elif "完成" in context and ("预算" in context or "计划" in context):
            self._completion(number)
        elif number.unit_name != "个百分点":
            self._rate(start, context, number, named)

    def _rate(self, start: int, context: str, number: Number, named: _Named | None) -> None:
        """A change in per cent, with its direction word, or without one after 增长率为."""
        word = phrases.last(phrases.DIRECTION, context)
        growth = phrases.tells_growth(context)
        if self.topic is None or (word is None and not growth):
            return
        topic = self.topic
        if named is not None and word is not None and named.start < word.start():
            topic = self._turn_to(named.subject)
        direction = None
        if word is not None and not growth and not phrases.is_undecided(context):
            direction = self._direction(start + word.start(), word.group())
        rate = self._change(topic, number, Measure.CHANGE_RATE, direction, context)
        topic.claim.rate = topic.claim.rate or rate

    def _change(self, topic: _Topic, number: Number, measure: Measure, direction: Direction | None, context: str) -> Fact:
        concept, label, members = topic.subject
        told = label + ("增减率" if measure is Measure.CHANGE_RATE else "增减额")
        basis = self.compared or phrases.compared_basis(context, self.setting)
        return self._fact(concept, told, number, measure=measure, members=members, basis=basis, direction=direction)

    def _share(self, context: str, number: Number) -> None:
        part = self.last_amount
        if part is None:
            return
        fact = self._fact(part.concept, part.label + "占比", number, measure=Measure.SHARE, members=part.members)
        whole = self._whole_of_share(part, context[context.rindex("占") :])
        self.shared.append(part)
        if whole is not None:
            self.found.shares.append(Share(fact, part, whole))

    def _whole_of_share(self, part: Fact, behind: str) -> Fact | None:
        """What 占 is a share of: the concept named behind it, else the whole of the open list, else the paragraph's first amount."""
        named = concepts().within(behind)
        if named:
            concept = named[-1][2]
            amounts = (fact for fact in reversed(self.found.facts) if fact.measure is Measure.AMOUNT and not fact.members)
            return next((fact for fact in amounts if fact.concept == concept), None)
        if phrases.names_a_base(behind):
            return None  # 占总量的 12%: a share of something whose amount is not told
        within = self.parts.innermost
        return within.whole if within is not None and part is not within.whole else self._leading_amount(part)

    def _leading_amount(self, part: Fact) -> Fact | None:
        """The first amount of the paragraph, of which a list without 其中 names the parts; none where it is a part itself."""
        blocks = {number for _, number in self.paragraph.pieces}
        amounts = (fact for fact in self.found.facts if fact.measure is Measure.AMOUNT and fact is not part and not _is_percentage(fact))
        first = next((fact for fact in amounts if fact.source.block in blocks), None)
        is_part = any(first is shared for shared in self.shared)
        return None if is_part else first

    def _completion(self, number: Number) -> None:
        if self.topic is None:
            return
        concept, label, members = self.topic.subject
        fact = self._fact(concept, label + "完成率", number, measure=Measure.COMPLETION, members=members)
        budget, outturn = (self._stated(self.topic.subject, basis) for basis in ("预算", "决算"))
        if budget is not None and outturn is not None and concept:
            self.found.shares.append(Share(fact, outturn, budget))

    def _stated(self, subject: _Subject, basis: str) -> Fact | None:
        """The amount of a subject last stated this year, in a sentence or a table."""
        for fact in (*reversed(self.found.facts), *reversed(self.tabled)):
            is_of_subject = (fact.concept, fact.members, fact.basis) == (subject.concept, subject.members, basis)
            if is_of_subject and fact.measure is Measure.AMOUNT and fact.period == self.setting.fiscal_year and fact.shown is not None:
                return fact
        return None

    def _level(self, start: int, end: int) -> None:
        """持平 between two figures is a change of zero."""
        match = phrases.LEVEL.search(self.text, start, end)
        if match is None:
            return
        context = self.text[start : match.start()]
        if "基本" in context[-3:] or not phrases.compares(context):
            return
        named = self._named(context)
        if named is not None:
            self._turn_to(named.subject)
        if self.topic is None or self.topic.claim.change is not None:
            return
        concept, label, members = self.topic.subject
        source = self.paragraph.source(*self.folded.span(*match.span()), label=label + "增减额")
        fact = Fact(
            concept,
            label + "增减额",
            source,
            Measure.CHANGE,
            self.setting.fiscal_year,
            phrases.compared_basis(context, self.setting),
            members,
            state=State.ZERO,
            direction=Direction(match.group(), 0, source.start or 0, source.end or 0),
        )
        self.topic.claim.change = fact
        self.found.facts.append(fact)

    # ── what a figure is about ──

    def _named(self, context: str) -> _Named | None:
        """The functional item named in the words before a figure, else the concept named last before any comparison."""
        item = self._item(context)
        if item is not None:
            return item
        start, end = phrases.comparing(context)
        named = [each for each in concepts().within(context) if not start <= each[0] < end]
        if not named:
            return None
        begin, end, concept = named[-1]
        return _Named(begin, _Subject(concept, context[begin:end]))

    def _item(self, context: str) -> _Named | None:
        path = function_path(context, self.function_codes)
        if path is None:
            return None
        concept = "支出合计" if self.section in ("", "支出总计", "本年支出合计") else self.section
        return _Named(path.start, _Subject(concept, path.name, ((FUNCTION, path.code),)))

    def _turn_to(self, subject: _Subject) -> _Topic:
        if self.topic is None or not self.topic.subject.is_same(subject):
            self.topic = _Topic(subject, Claim(subject.concept, subject.label))
            self.found.claims.append(self.topic.claim)
        return self.topic

    def _compare_again(self, topic: _Topic) -> _Topic:
        """A second comparison of one amount (比上年决算数 …，比年初预算数 …) is a claim of its own."""
        self.topic = _Topic(topic.subject, Claim(topic.subject.concept, topic.subject.label, topic.claim.current))
        self.found.claims.append(self.topic.claim)
        return self.topic

    def _is_counted_alike(self, subject: _Subject, number: Number) -> bool:
        """Is the figure of the kind the subject is counted in: money of 公务接待费, vehicles of 公务用车保有量?"""
        known = concepts().by_name.get(subject.concept)
        return known is None or (known.dimension == "count") == number.is_count

    def _direction(self, at: int, word: str) -> Direction:
        source = self.paragraph.source(*self.folded.span(at, at + len(word)))
        return Direction(word, 1 if word in phrases.UP else -1, source.start or 0, source.end or 0)

    def _fact(
        self,
        concept: str,
        label: str,
        number: Number,
        *,
        measure: Measure = Measure.AMOUNT,
        members: tuple[tuple[str, str], ...] = (),
        period: int | None = None,
        basis: str = "",
        direction: Direction | None = None,
    ) -> Fact:
        shown = number.shown
        fact = Fact(
            concept=concept,
            label=label,
            source=self.paragraph.source(*self.folded.span(number.start, number.end), label),
            measure=measure,
            period=period if period is not None else self.setting.fiscal_year,
            basis=basis or self.setting.basis,
            members=members,
            shown=shown,
            value=shown.value if direction is None else direction.sign * shown.value,
            step=shown.step,
            state=State.STATED if shown.value else State.ZERO,
            direction=direction,
        )
        self.found.facts.append(fact)
        return fact


def _is_percentage(fact: Fact) -> bool:
    return fact.shown is not None and fact.shown.unit.dimension == PERCENT


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for at, character in enumerate(text):
        if character in _SENTENCE_ENDS:
            yield start, at + 1
            start = at + 1
    if start < len(text):
        yield start, len(text)
