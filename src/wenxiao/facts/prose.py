"""What do the sentences of a disclosure state: whose amount, of which year, how much more or less than before, made up of what?

A sentence is read from figure to figure. The words between two figures say what the second one is: a concept opens a new
statement; 比上年 … 减少 makes it a change; 占 makes it a share; 其中 makes what follows the parts of what came before. Nothing is
guessed: a figure whose words name no concept of the catalogue keeps those words as its label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wenxiao.catalogue.concepts import concepts
from wenxiao.facts.model import Claim, Composition, Direction, Fact, Measure, Share, State
from wenxiao.facts.numbers import Number, numbers
from wenxiao.facts.stitch import OPENS, Paragraph
from wenxiao.facts.tables import FUNCTION, Setting, category_code
from wenxiao.vocabulary.wording import Folded

UP = ("增加", "增长", "上升", "提高", "增多", "上浮", "增幅")
DOWN = ("减少", "下降", "降低", "压减", "缩减", "减幅")
LEVEL = ("持平", "无增减", "没有变化", "无变化")

_DIRECTION = re.compile("|".join((*UP, *DOWN)))
_UNDECIDED = re.compile(r"(增加|增长|上升|减少|下降|降低)[(或/、](增加|增长|上升|减少|下降|降低)")
_LEVEL = re.compile("|".join(LEVEL))
_SETTLED = re.compile("[;；。]|" + "|".join(LEVEL))
_AS_OF = re.compile(r"截(至|止)|20\d\d年(末|底)|年末|年底")
_COMPARED = re.compile(r"(?:比|较|与|同比)(?P<year>20\d\d)?年?(?P<last>上年|去年|上一年|上年度)?")
_YEAR = re.compile(r"(20\d\d)年?(?:度)?")
_PATH = re.compile(
    r"(?P<a>[^\d\s，。；：:;,.-]{2,20}?)\((?P<ca>\d{3})?类\)"
    r"(?:(?P<b>[^\d\s，。；：:;,.-]{2,24}?)\((?P<cb>\d{1,2})?款\))?(?:(?P<c>[^\d\s，。；：:;,.-]{2,30}?)\((?P<cc>\d{1,2})?项\))?"
)
_DASHED = re.compile(r"(?P<a>[^\d\s，。；：:;,.-]{2,20})-(?P<b>[^\d\s，。；：:;,.-]{2,30})-(?P<c>[^\d\s，。；：:;,.-]{2,30})科目")
_OPENS_PARTS = re.compile(r"其中|包括|分别(为|是)")
_LOOSE_PARTS = re.compile(r"主要(包括|是|为|用于)|等(?=[。；;，]|$)")
_SENTENCE = re.compile(r"[^。！？]*[。！？]?")
_NEW_AGAIN = re.compile(r"新增|拟购置|当年新增")
_SAYS_NOTHING = re.compile(
    r"[，,。；;：:\s]|20\d\d年度?|当年|本年|上年|年初|预算|决算|执行数|安排|支出|为|共计|合计|数|比|较|了|是|的|与|同比"
)
_CLAUSE = re.compile(r"[，,；;。：:、]|其中|包括")
_SECTION_CONCEPTS = frozenset(("财政拨款支出", "一般公共预算支出", "政府性基金支出", "国有资本经营支出", "支出总计", "本年支出合计"))


@dataclass(slots=True)
class Statements:
    """Everything the sentences of a document state."""

    facts: list[Fact] = field(default_factory=list)
    compositions: list[Composition] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)


def statements(
    paragraphs: list[Paragraph], setting: Setting, function_codes: dict[tuple[str, ...], str], tabled: Sequence[Fact] = ()
) -> Statements:
    """The statements of all paragraphs.

    `function_codes` maps names from 类 down (as the document's own tables give them) to codes; `tabled` are the tables' facts, which
    a sentence may measure itself by without repeating them (完成预算的 98 %).
    """
    found = Statements()
    section = ""
    for paragraph in paragraphs:
        folded = Folded(paragraph.text)
        section = _section(folded.text, section)
        if any(character.isdigit() for character in folded.text) or _LEVEL.search(folded.text):
            _ParagraphReader(paragraph, folded, setting, function_codes, section, found, tabled).read()
    return found


def _section(text: str, section: str) -> str:
    """The expenditure a list of functional items belongs to is named in the sentence or heading before the list."""
    if "支出" not in text:
        return section
    for _, _, concept in concepts().within(text):
        if concept in _SECTION_CONCEPTS:
            section = concept
    return section


@dataclass
class _Subject:
    """What the current statements are about."""

    concept: str
    label: str
    members: tuple[tuple[str, str], ...] = ()


class _ParagraphReader:
    """Reads one paragraph from figure to figure."""

    def __init__(
        self,
        paragraph: Paragraph,
        folded: Folded,
        setting: Setting,
        function_codes: dict[tuple[str, ...], str],
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
        self.subject: _Subject | None = None
        self.claim: Claim | None = None
        self.open: list[_Parts] = []
        self.last_amount: Fact | None = None

    def read(self) -> None:
        for sentence in _SENTENCE.finditer(self.text):
            if sentence.group():
                self._sentence(sentence.start(), sentence.end())

    def _sentence(self, start: int, end: int) -> None:
        text = self.text
        position = start
        if OPENS.match(text[start:end]) and start == 0:
            opened = OPENS.match(text[start:end])
            assert opened is not None
            position = start + opened.end()
        for number in numbers(text[:end]):
            if number.start < position:
                continue
            self._level(position, number.start)
            self._number(position, number)
            position = number.end + len(number.unit_name)
        self._level(position, end)
        named = self._path(text[position:end])
        if named is not None:
            self._turn_to(named.subject)  # 住房公积金（项）。… 年初预算为 …: the item is named a sentence before its figures
        self._close_parts(text[start:end])

    # ── one figure ──

    def _number(self, start: int, number: Number) -> None:
        context = self.text[start : number.start]
        self._open_parts(start, context)
        subject = self._named(context)
        if number.is_percent:
            self._percentage(start, context, number, subject)
            return
        compared = _comparison(context)
        direction = _last(_DIRECTION, context)
        undecided = _UNDECIDED.search(context)
        if direction is not None and not undecided and self._is_change(context, direction):
            if subject is not None and subject.start() < direction.start():
                self._turn_to(subject.subject)
            self._change(start, direction, number)
            return
        self._amount(context, number, subject, compared)

    def _is_change(self, context: str, direction: re.Match[str]) -> bool:
        """新增公务用车购置费 21 万元 is an amount; 减少 21 万元 and 减少了20.45万元 are changes."""
        behind = context[direction.end() :]
        if len(behind) > 6 or concepts().within(behind):
            return False
        return not _NEW_AGAIN.search(context[max(0, direction.start() - 1) : direction.end()]) and not _CLAUSE.search(behind)

    def _amount(self, context: str, number: Number, subject: _Named | None, compared: re.Match[str] | None) -> None:
        period, basis = self._time(context, compared)
        if subject is not None:
            self._turn_to(subject.subject)
        elif self.subject is None or (self.claim is not None and self.claim.current is not None and not _time_only(context)):
            self._turn_to(_Subject("", self._label(context)))
        assert self.subject is not None
        if not number.is_money and not number.is_count:
            return
        subject_ = self.subject
        concept, members = subject_.concept, subject_.members
        known = concepts().by_name.get(concept)
        if known is not None and (known.dimension == "count") != number.is_count:
            # 基本支出增加 20.50 万元，原因是新招录 4 人: the 4 is no amount of 基本支出.
            self._fact("", self._label(context), number, period=period, basis=basis)
            return
        if known is not None and known.within and self.open and self.open[-1].whole.concept not in known.within:
            concept = ""
        fact = self._fact(concept, subject_.label, number, members=members, period=period, basis=basis)
        assert self.claim is not None
        # 截至 2024 年 8 月 31 日共有车辆 3 辆 is a stock told for a day, not last year's figure of a comparison.
        before = period is not None and self.setting.fiscal_year is not None and period < self.setting.fiscal_year
        is_previous = before and not _AS_OF.search(context)
        if is_previous and self.claim.previous is None:
            self.claim.previous = fact
        elif not is_previous and basis == self.setting.basis:
            self.claim.current = fact
            self.last_amount = fact
            if self.open:
                self.open[-1].facts.append(fact)

    def _change(self, start: int, direction: re.Match[str], number: Number) -> None:
        if self.claim is None or self.subject is None:
            return
        basis = self._compared_basis(self.text[start : number.start])
        fact = self._fact(
            self.subject.concept,
            self.subject.label + "增减额",
            number,
            measure=Measure.CHANGE,
            members=self.subject.members,
            direction=self._direction(start + direction.start(), direction.group()),
            basis=basis,
        )
        if self.claim.change is None:
            self.claim.change = fact

    def _percentage(self, start: int, context: str, number: Number, subject: _Named | None) -> None:
        if "占" in context:
            self._share(context, number)
            return
        if "完成" in context and ("预算" in context or "计划" in context):
            self._completion(number)
            return
        if self.claim is None or self.subject is None or number.unit_name == "个百分点":
            return
        directions = list(_DIRECTION.finditer(context))
        growth = re.search(r"(增长率|增幅|变动率)为?$", context)
        if not directions and growth is None:
            return
        if subject is not None and directions and subject.start() < directions[-1].start():
            self._turn_to(subject.subject)
        undecided = _UNDECIDED.search(context)
        direction = None
        if growth is None and not undecided and directions:
            direction = self._direction(start + directions[-1].start(), directions[-1].group())
        fact = self._fact(
            self.subject.concept,
            self.subject.label + "增减率",
            number,
            measure=Measure.CHANGE_RATE,
            members=self.subject.members,
            direction=direction,
            basis=self._compared_basis(context),
        )
        if self.claim.rate is None:
            self.claim.rate = fact

    def _share(self, context: str, number: Number) -> None:
        part = self.last_amount
        if part is None:
            return
        behind = context[context.rindex("占") :]
        named = concepts().within(behind)
        whole: Fact | None = None
        if named:
            concept = named[-1][2]
            whole = next(
                (
                    fact
                    for fact in reversed(self.found.facts)
                    if fact.concept == concept and fact.measure is Measure.AMOUNT and not fact.members
                ),
                None,
            )
        elif self.open and part is not self.open[-1].whole:
            whole = self.open[-1].whole
        else:
            whole = self._leading_amount(part)
        fact = self._fact(part.concept, part.label + "占比", number, measure=Measure.SHARE, members=part.members)
        if whole is not None:
            self.found.shares.append(Share(fact, part, whole))

    def _leading_amount(self, part: Fact) -> Fact | None:
        """The first amount of the paragraph, of which a list without 其中 names the parts."""
        block = {number for _, number in self.paragraph.pieces}
        for fact in self.found.facts:
            if fact.source.block in block and fact.measure is Measure.AMOUNT and fact is not part:
                return fact
        return None

    def _completion(self, number: Number) -> None:
        if self.subject is None:
            return
        fact = self._fact(
            self.subject.concept, self.subject.label + "完成率", number, measure=Measure.COMPLETION, members=self.subject.members
        )
        facts = [
            each
            for each in (*self.tabled, *self.found.facts)
            if each.concept == self.subject.concept
            and each.members == self.subject.members
            and each.measure is Measure.AMOUNT
            and each.period == self.setting.fiscal_year
            and each.shown is not None
        ]
        budget = next((each for each in reversed(facts) if each.basis == "预算"), None)
        outturn = next((each for each in reversed(facts) if each.basis == "决算"), None)
        if budget is not None and outturn is not None and self.subject.concept:
            self.found.shares.append(Share(fact, outturn, budget))

    def _level(self, start: int, end: int) -> None:
        """持平 between two figures is a change of zero."""
        match = _LEVEL.search(self.text, start, end)
        if match is None:
            return
        context = self.text[start : match.start()]
        if "基本" in context[-3:] or not _COMPARED.search(context):
            return
        named = self._named(context)
        if named is not None:
            self._turn_to(named.subject)
        if self.claim is None or self.subject is None or self.claim.change is not None:
            return
        printed = self.folded.span(match.start(), match.end())
        source = self.paragraph.source(*printed, label=self.subject.label + "增减额")
        fact = Fact(
            self.subject.concept,
            self.subject.label + "增减额",
            source,
            Measure.CHANGE,
            self.setting.fiscal_year,
            self._compared_basis(context),
            self.subject.members,
            state=State.ZERO,
            direction=Direction(match.group(), 0, source.start or 0, source.end or 0),
        )
        self.claim.change = fact
        self.found.facts.append(fact)

    # ── what a figure is about ──

    def _named(self, context: str) -> _Named | None:
        """The functional path or concept named last in the words before a figure."""
        path = self._path(context)
        compared = _comparison(context)
        cut = compared.start() if compared is not None else len(context)
        named = [each for each in concepts().within(context) if each[0] < cut]
        if path is not None:
            return path
        if not named:
            return None
        # A list's own words (其中：…) come after the whole they belong to; the last concept before the figure is its subject.
        begin, end, concept = named[-1]
        return _Named(begin, _Subject(concept, context[begin:end]))

    def _path(self, context: str) -> _Named | None:
        match = _last(_PATH, context) or _last(_DASHED, context)
        if match is None:
            return None
        groups = match.groupdict()
        names = tuple(name for name in (groups["a"], groups["b"], groups["c"]) if name)
        code = self._path_code(groups, names)
        if not code:
            return None
        concept = self.section or "支出合计"
        if concept in ("支出总计", "本年支出合计"):
            concept = "支出合计"
        return _Named(match.start(), _Subject(concept, names[-1], ((FUNCTION, code),)))

    def _path_code(self, groups: dict[str, str | None], names: tuple[str, ...]) -> str:
        if groups.get("ca") and (groups.get("b") is None or groups.get("cb")):
            parts = [groups["ca"] or ""]
            parts += [str(groups[key]).zfill(2) for key in ("cb", "cc") if groups.get(key)]
            return "".join(parts)
        known = self.function_codes.get(names)
        if known:
            return known
        return category_code(re.sub(r"^[\W\d]*", "", names[0])) if len(names) == 1 else ""

    def _turn_to(self, subject: _Subject) -> None:
        same = (
            self.subject is not None
            and subject.concept
            and (self.subject.concept, self.subject.members) == (subject.concept, subject.members)
        )
        if same:
            return
        self.subject = subject
        self.claim = Claim(subject.concept, subject.label)
        self.found.claims.append(self.claim)

    def _label(self, context: str) -> str:
        """The words of a figure that no concept names: from the last pause to the figure."""
        piece = _CLAUSE.split(context)[-1] or context
        piece = re.sub(r"^[\d\s.、()①-⑳]+", "", piece)
        return re.sub(r"(共计|合计|安排|预算|支出|为|共)*$", "", piece) or piece

    def _time(self, context: str, compared: re.Match[str] | None) -> tuple[int | None, str]:
        """Year and basis of an amount: 2025年当年预算执行数为 …, 年初预算为 …, 比上年 31.18 万元."""
        year = self.setting.fiscal_year
        period = year
        clause = re.split(r"[；;。]", context)[-1]
        years = [int(match[1]) for match in _YEAR.finditer(clause)]
        if years:
            period = years[-1]
        elif compared is not None and (compared["last"] or compared.group() in ("比", "较")) and year is not None and "上年" in clause:
            period = year - 1
        basis = self.setting.basis
        if "执行数" in clause:
            basis = "执行"
        elif "年初预算" in clause or (self.setting.basis == "决算" and "预算为" in clause):
            basis = "预算"
        if period is not None and year is not None and period > year:
            period = year
        return period, basis

    def _compared_basis(self, context: str) -> str:
        return "执行" if "执行数" in context and self.setting.basis == "预算" else self.setting.basis

    def _direction(self, at: int, word: str) -> Direction:
        start, end = self.folded.span(at, at + len(word))
        source = self.paragraph.source(start, end)
        return Direction(word, 1 if word in UP else -1, source.start or 0, source.end or 0)

    # ── wholes and parts ──

    def _open_parts(self, start: int, context: str) -> None:
        """其中 makes what follows the parts of the amount before it; within a list, ； ends the parts of a part."""
        while self.open and self.open[-1].bracketed and ")" in context:
            self._close(self.open.pop(), "")
        if len(self.open) > 1 and ";" in context:
            self._close(self.open.pop(), "")
        context = context[context.rfind(";") + 1 :]
        opened = _OPENS_PARTS.search(context)
        if opened is None or self.last_amount is None:
            return
        whole = self._whole(context[: opened.start()])
        while self.open and whole not in self.open[-1].facts:
            self._close(self.open.pop(), self.text[:start])
        self.open.append(_Parts(whole, start, context[: opened.start()].endswith("(")))

    def _whole(self, context: str) -> Fact:
        """What is divided: the concept named right before 包括 if it was stated in this sentence, else the amount before."""
        assert self.last_amount is not None
        named = concepts().within(context)
        if named and named[-1][1] == len(context.rstrip("：:，, ")):
            for fact in reversed(self.found.facts[-40:]):
                if fact.concept == named[-1][2] and fact.measure is Measure.AMOUNT and fact.period == self.setting.fiscal_year:
                    return fact
        return self.last_amount

    def _close_parts(self, sentence: str) -> None:
        while self.open:
            self._close(self.open.pop(), sentence)

    def _close(self, parts: _Parts, text: str) -> None:
        whole = parts.whole
        assert whole.shown is not None
        of_kind = [part for part in parts.facts if part.shown and part.shown.unit.dimension == whole.shown.unit.dimension]
        if of_kind:
            exhaustive = len(of_kind) > 1 and not _LOOSE_PARTS.search(text[-12:])
            self.found.compositions.append(Composition(whole, of_kind, exhaustive, whole.source))

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
        start, end = self.folded.span(number.start, number.end)
        shown = number.shown
        sign = direction.sign if direction is not None and direction.sign else 1
        fact = Fact(
            concept=concept,
            label=label,
            source=self.paragraph.source(start, end, label),
            measure=measure,
            period=period if period is not None else self.setting.fiscal_year,
            basis=basis or self.setting.basis,
            members=members,
            shown=shown,
            value=sign * shown.value,
            step=shown.step,
            state=State.STATED if shown.value else State.ZERO,
            direction=direction,
        )
        self.found.facts.append(fact)
        return fact


@dataclass(slots=True)
class _Parts:
    """A list of parts being read, and the amount they are parts of."""

    whole: Fact
    start: int
    bracketed: bool
    facts: list[Fact] = field(default_factory=list)


@dataclass(slots=True)
class _Named:
    """A subject and where the words before a figure name it."""

    at: int
    subject: _Subject

    def start(self) -> int:
        return self.at


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


def _comparison(context: str) -> re.Match[str] | None:
    """比上年 and the like, where the figure behind is still of that comparison: …与上年持平；公务接待费 is not."""
    found = _last(_COMPARED, context)
    return None if found is None or _SETTLED.search(context, found.end()) else found


def _time_only(context: str) -> bool:
    """Do the words before a figure only tell a time or a way of stating (2026年预算安排, 支出决算为)?"""
    rest = _SAYS_NOTHING.sub("", context)
    return not rest
