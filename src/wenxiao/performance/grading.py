"""Which grade does a value get under a scale, by the letter and as the scale was probably meant?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from wenxiao.performance.condition import Condition, Form, plain, read_cell
from wenxiao.performance.programme import BANDS
from wenxiao.performance.standard import Ambiguity, EvaluationStandard, read_standard, split_row


class StandardTextError(ValueError):
    """A scale written on one line that cannot be taken apart. The message is one Chinese sentence for the person who typed it."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"看不懂评价标准“{text}”：{reason}")
        self.text = text
        self.reason = reason


class Grade(NamedTuple):
    """等级: what a value comes to.

    `literal` are the grades by the letter of the cells, `proposed` those of the proposed reading (single values as floors, or as
    ceilings where smaller is better): one grade, none (a gap), or several (an overlap). `candidates` are the grades under each
    complete repair. `reason` says why nothing could be said, and is empty otherwise; `notes` say what was assumed.
    """

    value: str
    standard: EvaluationStandard
    literal: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def ambiguities(self) -> tuple[Ambiguity, ...]:
        return self.standard.ambiguities

    @property
    def certain(self) -> bool:
        """The letter and the proposed reading agree on exactly one grade."""
        return len(self.proposed) == 1 and self.literal == self.proposed

    @property
    def sentence(self) -> str:
        """The answer in one or two Chinese sentences."""
        if self.reason:
            return f"“{self.value}”评不出等级：{self.reason}。"
        if self.certain:
            return f"“{self.value}”评为{self.proposed[0]}。"
        parts = [f"按字面{_told(self.literal)}", f"按通常理解{_told(self.proposed)}"]
        if self.literal == self.proposed:
            parts = parts[:1]
        if len(self.proposed) != 1:
            parts += [f"如果{change}，则评为{grade}" for change, grade in self.candidates]
        return f"“{self.value}”{'；'.join(parts)}。"


def grade(standards: Mapping[str, str], value: str, name: str = "") -> Grade:
    """Grade `value` (as typed: `85%`, `12次`, `及时`) under a row's `standards` (text by grade, as printed). Never raises."""
    standard = read_standard(name, standards)
    if len(split_row(name, standards)) > 1 or any(len(band.cell.conditions) > 1 for band in standard.bands):
        return Grade(value, standard, reason="标准的一个格子里写了不止一个条件，请先分成一行一个指标")
    if not value.strip():
        return Grade(value, standard, reason="没有给出完成值")
    if standard.domain is None and any(band.condition is not None for band in standard.bands):
        return Grade(value, standard, reason="标准各档的单位不同，不能比较")
    if not standard.measured:
        return _by_words(standard, value)
    conditions = read_cell(value).conditions
    if len(conditions) != 1 or conditions[0].form is not Form.POINT:
        return _by_words(standard, value)
    return _by_value(standard, value, conditions[0])


def parse_standard_text(text: str) -> dict[str, str]:
    """A scale on one line as text by grade: `优=100%;良=90%;中=80%;差=60%以下`, `100%/90%/80%/60%以下`, `及时/不及时` (优/差).

    Raises StandardTextError.
    """
    labels = list(_LABEL.finditer(text))
    if labels:
        return _labelled(text, labels)
    parts = [part.strip() for part in re.split(r"[/／|｜]", text)]
    if len(parts) == 1:
        raise StandardTextError(text, "请写成“优=…;良=…;中=…;差=…”，或用“/”隔开四档")
    if len(parts) == 2:
        parts = [parts[0], "", "", parts[1]]
    if len(parts) != len(BANDS):
        raise StandardTextError(text, f"用“/”隔开的应当是优良中差四档（或优差两档），这里有 {len(parts)} 档")
    if not any(parts):
        raise StandardTextError(text, "没有写任何一档的标准")
    return dict(zip(BANDS, parts, strict=True))


_LABEL = re.compile(r"(优|良|中|差)(?:秀|好|等)?\s*[=＝:：]")


def _labelled(text: str, labels: list[re.Match[str]]) -> dict[str, str]:
    if text[: labels[0].start()].strip():
        raise StandardTextError(text, f"“{text[: labels[0].start()].strip()}”前面没有写是哪一档")
    standards = dict.fromkeys(BANDS, "")
    ends = [label.start() for label in labels[1:]] + [len(text)]
    seen = set()
    for label, end in zip(labels, ends, strict=True):
        if label[1] in seen:
            raise StandardTextError(text, f"“{label[1]}”写了两次")
        seen.add(label[1])
        standards[label[1]] = text[label.end() : end].strip(" \t\r\n;；,，、")
    if not any(standards.values()):
        raise StandardTextError(text, "没有写任何一档的标准")
    return standards


def _by_words(standard: EvaluationStandard, value: str) -> Grade:
    wanted = plain(value)
    matching = tuple(band.grade for band in standard.bands if band.cell.worded and plain(band.cell.text) == wanted)
    if matching:
        return Grade(value, standard, matching, matching)
    if standard.measured:
        return Grade(value, standard, reason="完成值不是一个数，而标准是数")
    if not any(band.cell.worded for band in standard.bands):
        return Grade(value, standard, reason="没有写评价标准")
    words = "、".join(f"“{band.cell.text}”" for band in standard.bands if band.cell.worded)
    return Grade(value, standard, reason=f"标准只写了{words}，与完成值都不相同，要由人判断")


def _by_value(standard: EvaluationStandard, value: str, condition: Condition) -> Grade:
    assert standard.domain is not None
    if condition.unit and standard.unit and condition.unit != standard.unit:
        return Grade(value, standard, reason=f"完成值的单位是“{condition.unit}”，标准的单位是“{standard.unit}”")
    notes = []
    if standard.unit and not condition.unit:
        notes.append(f"完成值没有写单位，按“{standard.unit}”理解")
    if condition.unit and not standard.unit:
        notes.append(f"标准没有写单位，按“{condition.unit}”理解")
    exact = condition.value
    if standard.whole and exact != exact.to_integral_value():
        return Grade(value, standard, reason=f"以“{standard.unit or '个数'}”计的完成值应当是整数", notes=tuple(notes))
    if not standard.domain.contains(exact):
        return Grade(value, standard, reason=f"完成值超出了取值范围（{standard.phrase(standard.domain)}），请核对", notes=tuple(notes))
    return Grade(
        value,
        standard,
        tuple(band.grade for band in standard.bands if band.literal is not None and band.literal.contains(exact)),
        tuple(band.grade for band in standard.bands if band.interval is not None and band.interval.contains(exact)),
        tuple((candidate.reason, candidate.grade_of(exact)) for candidate in standard.candidates),
        notes=tuple(notes),
    )


def _told(grades: tuple[str, ...]) -> str:
    if not grades:
        return "无等级（落在各档之间的空档里）"
    return f"评为{grades[0]}" if len(grades) == 1 else f"同时属于{'、'.join(grades)}，等级不能确定"
