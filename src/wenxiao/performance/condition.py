"""What does one cell of an evaluation standard say: which values, in which unit, and how surely?

The bracket words follow 民法典 art. 1259 (以上、以下、以内 include the figure; 不满、超过、以外 do not). Because other texts use
以下 without the figure (特种设备安全监察条例 art. 71), a bound that rests on such a word alone is marked `soft`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from wenxiao.performance.interval import Cut, Interval


class Form(str, Enum):
    """How a condition is written: one value, a lower bound, an upper bound, or a range."""

    POINT = "point"
    LEAST = "least"
    MOST = "most"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Condition:
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


@dataclass(frozen=True, slots=True)
class Cell:
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

# The longest unit first: 个工作日 before 个.
_UNITS = "|".join(sorted(f"{_RATIO}|{_MONEY}|{_TIME}|{_WHOLE}|{_OTHER}".split("|"), key=len, reverse=True))
_UNIT = rf"(?:(?:{_UNITS})(?:/(?:{_UNITS}))?)"
_NUMBER = r"[+-]?[0-9]{1,15}(?:,[0-9]{3})*(?:\.[0-9]{1,9})?"
_BRACKET = r"\((?:不?包?[含括])(?:本数)?[0-9.%]*\)"
_DASH = r"[-~]"

# Longer words first, so that 不低于 is not read as 低于 nor 大于等于 as 大于.
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
_ONE = re.compile(
    rf"(?P<before>{'|'.join(_BEFORE)})?(?P<number>{_NUMBER})(?P<unit>{_UNIT})?(?P<bracket>{_BRACKET})?"
    rf"(?P<after>{'|'.join(_AFTER)})?(?P<tail>{_BRACKET})?"
)
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})(?P<low_unit>{_UNIT})?(?P<low_bracket>{_BRACKET})?{_DASH}"
    rf"(?P<high>{_NUMBER})(?P<high_unit>{_UNIT})?(?P<high_bracket>{_BRACKET})?(?:之间)?"
)
_CHAIN = re.compile(
    rf"(?P<first>{_NUMBER})(?P<first_unit>{_UNIT})?(?P<one>[≤<≥>])[A-Za-z\u4e00-\u9fff]{{0,4}}(?P<two>[≤<≥>])"
    rf"(?P<second>{_NUMBER})(?P<second_unit>{_UNIT})?"
)
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
        found.append(replace(condition, text=text[position:end]))
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


def _range(text: str, position: int) -> tuple[Condition, int] | None:
    match = _RANGE.match(text, position)
    if match is None:
        return None
    low, high = _number(match["low"]), _number(match["high"])
    low_unit, high_unit = match["low_unit"] or "", match["high_unit"] or ""
    if low_unit and high_unit and low_unit != high_unit:
        return None
    low_in, high_in = _included(match["low_bracket"]), _included(match["high_bracket"])
    backwards = low > high
    if backwards:
        low, high, low_in, high_in = high, low, high_in, low_in
    interval = Interval(Cut(low, low_in is False), Cut(high, high_in is not False))
    if interval.empty:
        return None
    return Condition(interval, Form.RANGE, high_unit or low_unit, reversed=backwards), match.end()


def _chain(text: str, position: int) -> tuple[Condition, int] | None:
    """`80%≤x<90%`."""
    match = _CHAIN.match(text, position)
    if match is None or (match["one"] in "≤<") != (match["two"] in "≤<"):
        return None
    low, high, low_sign, high_sign = _number(match["first"]), _number(match["second"]), match["one"], match["two"]
    if low_sign in "≥>":
        low, high, low_sign, high_sign = high, low, high_sign, low_sign
    interval = Interval(Cut(low, low_sign in "<>"), Cut(high, high_sign in "≤≥"))
    if interval.empty:
        return None
    return Condition(interval, Form.RANGE, match["second_unit"] or match["first_unit"] or ""), match.end()


def _one(text: str, position: int) -> tuple[Condition, int] | None:
    match = _ONE.match(text, position)
    if match is None:
        return None
    value, unit = _number(match["number"]), match["unit"] or ""
    form, included, soft = Form.POINT, True, False
    if match["after"]:
        form, soft = _AFTER[match["after"]]
    if match["before"]:
        before, included = _BEFORE[match["before"]]
        if match["after"] and before is not form:
            return None
        form, soft = before, False
    stated = _included(match["bracket"] or match["tail"])
    if stated is not None:
        included, soft = stated, False
    if form is Form.POINT:
        return Condition(Interval.point(value), form, unit), match.end()
    interval = Interval.least(value, included=included) if form is Form.LEAST else Interval.most(value, included=included)
    return Condition(interval, form, unit, soft), match.end()


def _included(bracket: str | None) -> bool | None:
    return None if not bracket else "不" not in bracket


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
