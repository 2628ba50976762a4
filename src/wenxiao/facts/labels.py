"""What does a row's printed label tell besides its name: a number, 其中, a total?

All of it works on folded labels (vocabulary.wording).
"""

from __future__ import annotations

import re

_ENUMERATED = re.compile(
    r"^(?:(?P<first>[一二三四五六七八九十]{1,3}[、.])|(?P<second>[(（][一二三四五六七八九十]{1,3}[)）])|(?P<number>\d{1,2}[、.．])"
    r"|(?P<bracketed>[(（]\d{1,2}[)）]))"
)
_PART = re.compile(r"^其中[:：]?")
_TOTAL = re.compile(r"^(本年)?(收入|支出|资产|人员经费|公用经费|财政拨款)*(合计|总计|总额)$")
_UNIT_BEHIND = re.compile(r"\((平方米|台、辆|辆|台|万元|元|个)\)$")


def name(label: str) -> str:
    """The label without its enumeration, 其中 and bracketed unit."""
    return _UNIT_BEHIND.sub("", _ENUMERATED.sub("", _PART.sub("", _ENUMERATED.sub("", label))))


def numbering(label: str) -> str:
    """How a row, or a part behind its 其中, is numbered: first 一、 second （一） number 1、 bracketed （1）, "" without a number."""
    told = _ENUMERATED.match(_PART.sub("", label))
    return next((kind for kind, text in told.groupdict().items() if text), "") if told is not None else ""


def is_enumerated(label: str) -> bool:
    return _ENUMERATED.match(label) is not None


def is_enumerated_in_words(label: str) -> bool:
    """一、 or （一）: rows numbered 1、 2、 stand below such rows."""
    return is_enumerated(label) and not label[0].isdigit()


def is_part(label: str) -> bool:
    return _PART.match(label) is not None


def is_total(label: str) -> bool:
    return _TOTAL.match(name(label)) is not None


def level(label: str, *, numbered: bool) -> int:
    """1 at the top. `numbered`: the table numbers its rows in words, so that 1、 2、 stand below 一、."""
    told = _ENUMERATED.match(_PART.sub("", label))
    if told is None or told["first"]:
        return 1
    if told["bracketed"]:
        return 3
    return 2 if told["second"] or numbered else 1
