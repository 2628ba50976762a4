"""Which measure does the label of a table's column or row name: an amount, or what is computed from two of them?"""

from __future__ import annotations

import re

from wenxiao.facts.model import Measure

_RATE = r"(?:率|比率|比例|百分比|幅度|幅)?(?:[(]?%[)]?)?"
_CHANGED = r"(?:增减变动|增减变化|增减|变动|变化|升降)"
_UNIT = re.compile(r"[(](?:单位[:：])?(?:亿元|千万元|百万元|万元|千元|元)[)]$|^其中[:：]")
# What it is said of may stand before it: 比上年增减额, 2024年预算数较2023年执行数增减%.
_CHANGE = re.compile(
    rf"(?:.*[比较与].*)?(?:{_CHANGED}|增长额)(?:额|数|金额|数额|[(][+-]?[、/,]?[+-]?[)])?|(?:.*[比较与].*)?差(?:额|异|异额|数)"
)
_SIGN = r"(?:[(]%[)])?"
_COMPLETED = rf".*(?:完成|执行)(?=[率比百%(]){_RATE}|.*(?:完成|占|为).*(?:预算|决算|执行)数?的?(?=[率比百%(]){_RATE}"
_PER_CENT = (
    (Measure.COMPLETION, re.compile(rf"{_COMPLETED}|.*(?:支出|执行|完成)进度{_SIGN}")),
    (Measure.SHARE, re.compile(rf".*(?:占比|比重){_SIGN}|.*占.*(?=[比百%(]){_RATE}")),
    (Measure.CHANGE_RATE, re.compile(rf".*(?:{_CHANGED}|增长|增加|减少)(?=[率比百幅%(]){_RATE}|.*(?:增幅|同比){_SIGN}|比例|.*%.*")),
)
PER_CENT_MEASURES = frozenset(measure for measure, _ in _PER_CENT)


def measure_named(label: str) -> Measure | None:
    """The measure a folded label names, or None where it names none: 增减额 is a change, 完成率(%) a completion."""
    told = _UNIT.sub("", label)
    if _CHANGE.fullmatch(told):
        return Measure.CHANGE
    return next((measure for measure, name in _PER_CENT if name.fullmatch(told)), None)


def is_difference(label: str) -> bool:
    """差额: a difference of any two amounts, where 增减额 is the change from the year before."""
    return "差" in label
