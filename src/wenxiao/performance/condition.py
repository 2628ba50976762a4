"""What does one cell of an evaluation standard say: which values, in which unit, and how surely?

The bracket words follow 民法典 art. 1259 (以上、以下、以内 include the figure; 不满、超过、以外 do not). Because other texts use
以下 without the figure (特种设备安全监察条例 art. 71), a bound that rests on such a word alone is marked `soft`.

Values here and in the modules that build on this one are named tuples rather than frozen dataclasses: a dozen dataclasses would
cost a command that lasts a tenth of a second a fifth of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from wenxiao.performance.interval import Cut, Interval


class Form(str, Enum):
    """How a condition is written: one value, a lower bound, an upper bound, or a range."""

    POINT = "point"
    LEAST = "least"
    MOST = "most"
    RANGE = "range"


class Condition(NamedTuple):
    """条件: a set of values as written (`text`, tidied). `soft` where 以上 or 以下 alone decides whether the bound
    belongs to it; `reversed` where a range is written from its larger end."""

    interval: Interval
    form: Form
    unit: str
    soft: bool = False
    reversed: bool = False
    text: str = ""

    @property
    def value(self) -> Decimal:
        """The figure written (of a range the lower one)."""
        return self.interval.high.value if self.form is Form.MOST else self.interval.low.value


class Cell(NamedTuple):
    """单元格: blank, declared absent (a dash or 不设), one condition, several, or words."""

    text: str
    conditions: tuple[Condition, ...] = ()
    declared_absent: bool = False

    @property
    def blank(self) -> bool:
        return not self.text and not self.declared_absent

    @property
    def worded(self) -> bool:
        return bool(self.text) and not self.conditions and not self.declared_absent


# Units that come in whole numbers, and units that can be divided. 分 is a mark here, not money: no standard is stated in 分 of money.
_WHOLE = (
    "人次|户次|车次|批次|场次|个村|个|次|人|名|户|起|件|家|场|期|辆|台|套|份|处|篇|条|批|项|所|座|村|只|头|棵|株|册|部|例|宗|支"
    "|块|幅|栋|间|枚|张|位"
)
_TIME = "个工作日|工作日|个月|小时|分钟|天|日|月|年|周"
_MONEY = "亿元|千万元|百万元|万元|千元|元"
_RATIO = "个百分点|%|‰"
_OTHER = "平方公里|平方千米|平方米|立方米|公里|千米|公顷|公斤|千克|万吨|分|亩|吨|米|倍|度"
WHOLE_UNITS = frozenset(_WHOLE.split("|"))
TIME_UNITS = frozenset(_TIME.split("|"))
MONEY_UNITS = frozenset(_MONEY.split("|"))
RATIO_UNITS = frozenset(_RATIO.split("|"))

_UNITS = frozenset(f"{_RATIO}|{_MONEY}|{_TIME}|{_WHOLE}|{_OTHER}".split("|"))


def units_longest_first() -> tuple[str, ...]:
    """Every unit a figure can be read with; 个百分点 before 个."""
    return tuple(sorted(_UNITS, key=lambda unit: (-len(unit), unit)))


_BEFORE = {
    "大于等于": (Form.LEAST, True),
    "大于或等于": (Form.LEAST, True),
    "不低于": (Form.LEAST, True),
    "不少于": (Form.LEAST, True),
    "不小于": (Form.LEAST, True),
    "至少": (Form.LEAST, True),
    "达到": (Form.LEAST, True),
    "≥": (Form.LEAST, True),
    "小于等于": (Form.MOST, True),
    "小于或等于": (Form.MOST, True),
    "不高于": (Form.MOST, True),
    "不超过": (Form.MOST, True),
    "不大于": (Form.MOST, True),
    "不多于": (Form.MOST, True),
    "控制在": (Form.MOST, True),
    "至多": (Form.MOST, True),
    "最多": (Form.MOST, True),
    "≤": (Form.MOST, True),
    "大于": (Form.LEAST, False),
    "高于": (Form.LEAST, False),
    "超过": (Form.LEAST, False),
    "多于": (Form.LEAST, False),
    ">": (Form.LEAST, False),
    "小于": (Form.MOST, False),
    "低于": (Form.MOST, False),
    "少于": (Form.MOST, False),
    "未达到": (Form.MOST, False),
    "不足": (Form.MOST, False),
    "不满": (Form.MOST, False),
    "<": (Form.MOST, False),
    "等于": (Form.POINT, True),
    "=": (Form.POINT, True),
}
_AFTER = {
    "及以上": (Form.LEAST, False),
    "或以上": (Form.LEAST, False),
    "及以下": (Form.MOST, False),
    "或以下": (Form.MOST, False),
    "以上": (Form.LEAST, True),
    "以下": (Form.MOST, True),
    "以内": (Form.MOST, False),
    "之内": (Form.MOST, False),
    "内": (Form.MOST, False),
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:,[0-9]{3})*(?:\.[0-9]{1,9})?")
_BRACKET = re.compile(r"\((不?)包?[含括](?:本数)?[0-9.%]*\)")
_CHAINED = re.compile(r"([≤<≥>])[^0-9≤<≥>]{0,4}([≤<≥>])")
_JOINT = re.compile(r"[,;、。且并和与]+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans("≧≦⩾⩽—–−﹣﹪〜，；（）", "≥≤≥≤----%~,;()")
_ABSENT = {"/", "-", "--", "不设", "不适用", "无此档"}


@lru_cache(maxsize=4096)
def read_cell(text: str) -> Cell:
    """Understand one cell. Never raises: what is no condition is words."""
    clean = plain(text)
    if not clean:
        return Cell("")
    if clean in _ABSENT:
        return Cell(text.strip(), declared_absent=True)
    return Cell(text.strip(), _conditions(clean))


def plain(text: str) -> str:
    """Half-width digits and signs, one kind of dash and bracket, no spaces; two figures set apart by a space stay apart (`;`)."""
    text = text.translate(_WIDE).translate(_SIGNS).replace(">=", "≥").replace("<=", "≤")
    text = re.sub(r"(?<=[0-9%])\s+(?=[0-9])", ";", text.strip())
    text = re.sub(r"\s+", "", text)
    return re.sub(r"(?<=[0-9%次个人元\)])[至到](?=[0-9])", "-", text)


def _conditions(text: str) -> tuple[Condition, ...]:
    found: list[Condition] = []
    position = 0
    while position < len(text):
        matched = _range(text, position) or _chain(text, position) or _one(text, position)
        if matched is None:
            return ()
        condition, end = matched
        found.append(condition._replace(text=text[position:end]))
        position = end
        joint = _JOINT.match(text, position)
        position = joint.end() if joint and joint.end() < len(text) else position
    return _joined(found, text)


def _joined(found: list[Condition], text: str) -> tuple[Condition, ...]:
    """`80%以上90%以下` is one condition, `大于5%大于5%` is two."""
    if len(found) == 2:
        lower, upper = sorted(found, key=lambda condition: condition.form is Form.MOST)
        between = lower.interval.meet(upper.interval)
        if (lower.form, upper.form) == (Form.LEAST, Form.MOST) and not between.empty and len({lower.unit, upper.unit} - {""}) < 2:
            return (Condition(between, Form.RANGE, lower.unit or upper.unit, soft=lower.soft or upper.soft, text=text),)
    return tuple(found)


class _Figure(NamedTuple):
    """A number with its unit and bracket; `included` is None where no bracket says."""

    value: Decimal
    unit: str
    included: bool | None
    end: int


def _figure(text: str, position: int) -> _Figure | None:
    number = _NUMBER.match(text, position)
    if number is None:
        return None
    unit = _longest(_UNITS, text, number.end())
    end = number.end() + len(unit)
    if unit and text.startswith("/", end):
        per = _longest(_UNITS, text, end + 1)
        if per:
            unit, end = f"{unit}/{per}", end + 1 + len(per)
    bracket = _BRACKET.match(text, end)
    included = None if bracket is None else not bracket[1]
    return _Figure(Decimal(number[0].replace(",", "")), unit, included, bracket.end() if bracket else end)


def _range(text: str, position: int) -> tuple[Condition, int] | None:
    low = _figure(text, position)
    if low is None or text[low.end : low.end + 1] not in ("-", "~"):
        return None
    high = _figure(text, low.end + 1)
    if high is None or (low.unit and high.unit and low.unit != high.unit):
        return None
    end = high.end + len("之间") if text.startswith("之间", high.end) else high.end
    unit, backwards = high.unit or low.unit, low.value > high.value
    if backwards:
        low, high = high, low
    interval = Interval(Cut(low.value, low.included is False), Cut(high.value, high.included is not False))
    return None if interval.empty else (Condition(interval, Form.RANGE, unit, reversed=backwards), end)


def _chain(text: str, position: int) -> tuple[Condition, int] | None:
    """`80%≤x<90%`."""
    low = _figure(text, position)
    signs = _CHAINED.match(text, low.end) if low else None
    high = _figure(text, signs.end()) if signs else None
    if low is None or signs is None or high is None or (signs[1] in "≤<") != (signs[2] in "≤<"):
        return None
    end, unit, low_sign, high_sign = high.end, high.unit or low.unit, signs[1], signs[2]
    if low_sign in "≥>":
        low, high, low_sign, high_sign = high, low, high_sign, low_sign
    interval = Interval(Cut(low.value, low_sign in "<>"), Cut(high.value, high_sign in "≤≥"))
    return None if interval.empty else (Condition(interval, Form.RANGE, unit), end)


def _one(text: str, position: int) -> tuple[Condition, int] | None:
    before = _longest(_BEFORE, text, position)
    figure = _figure(text, position + len(before))
    if figure is None:
        return None
    after = _longest(_AFTER, text, figure.end)
    end = figure.end + len(after)
    tail = _BRACKET.match(text, end) if after else None
    form, included, soft = Form.POINT, True, False
    if after:
        form, soft = _AFTER[after]
    if before:
        form, included = _BEFORE[before]
        soft = False
        if after and form is not _AFTER[after][0]:
            return None
    stated = not tail[1] if tail else figure.included
    if stated is not None:
        included, soft = stated, False
    end = tail.end() if tail else end
    if form is Form.POINT:
        return Condition(Interval.point(figure.value), form, figure.unit), end
    interval = Interval.least(figure.value, included=included) if form is Form.LEAST else Interval.most(figure.value, included=included)
    return Condition(interval, form, figure.unit, soft), end


def _longest(words: Collection[str], text: str, position: int) -> str:
    """The longest of `words` that stands at `position`, "" where none does: 不低于 before 低于, 大于等于 before 大于."""
    return next((text[position : position + width] for width in range(6, 0, -1) if text[position : position + width] in words), "")
