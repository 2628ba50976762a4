"""What do the words before a figure say of it: more or less than before, of which year, or nothing that names it?

All of it works on folded text (vocabulary.wording) between one figure and the next.
"""

from __future__ import annotations

import re

from wenxiao.facts.model import Setting

UP = ("增加", "增长", "上升", "提高", "增多", "上浮", "增幅")
DOWN = ("减少", "下降", "降低", "压减", "缩减", "减幅")
_LEVEL_WORDS = ("持平", "无增减", "没有变化", "无变化")

DIRECTION = re.compile("|".join((*UP, *DOWN)))
LEVEL = re.compile("|".join(_LEVEL_WORDS))
_UNDECIDED = re.compile(r"(增加|增长|上升|减少|下降|降低)[(或/、](增加|增长|上升|减少|下降|降低)")
_GROWTH = re.compile(r"(增长率|增幅|变动率)为?$")
_COMPARED = re.compile(r"(?:比|较|与|同比)(?P<year>20\d\d)?年?(?P<last>上年|去年|上一年|上年度)?")
_SETTLED = re.compile("[;；。]|" + "|".join(_LEVEL_WORDS))
_AS_OF = re.compile(r"截(至|止)|20\d\d年(末|底)|年末|年底")
_YEAR = re.compile(r"(20\d\d)年?(?:度)?")
_NEW_AGAIN = re.compile(r"新增|拟购置|当年新增")
_PAUSE = re.compile(r"[，,；;。：:、]|其中|包括")
_SAYS_NOTHING = re.compile(
    r"[，,。；;：:\s]|20\d\d年度?|当年|本年|上年|年初|预算|决算|执行数|安排|支出|为|共计|合计|数|比|较|了|是|的|与|同比"
)
_MOST_BETWEEN = 6  # characters between a direction word and its figure: 减少了约 20.45 万元


def last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match of a pattern."""
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


def is_undecided(context: str) -> bool:
    """增加（减少）: a template's two words, of which the writer struck out neither."""
    return _UNDECIDED.search(context) is not None


def tells_growth(context: str) -> bool:
    """增长率为 before a percentage makes it a change without a direction word."""
    return _GROWTH.search(context) is not None


def is_of_figure(context: str, direction: re.Match[str]) -> bool:
    """Does a direction word speak of the figure behind `context`: 减少了20.45万元, but not 新增公务用车购置费21万元?"""
    behind = context[direction.end() :]
    if len(behind) > _MOST_BETWEEN or _PAUSE.search(behind):
        return False
    return not _NEW_AGAIN.search(context[max(0, direction.start() - 1) : direction.end()])


def comparison(context: str) -> re.Match[str] | None:
    """比上年 and the like, where the figure behind is still of that comparison: …与上年持平；公务接待费 is not."""
    found = last(_COMPARED, context)
    return None if found is None or _SETTLED.search(context, found.end()) else found


def compares(context: str) -> bool:
    return _COMPARED.search(context) is not None


def says_only_when(context: str) -> bool:
    """Do the words only tell a time or a way of stating (2026年预算安排, 支出决算为)?"""
    return not _SAYS_NOTHING.sub("", context)


def is_as_of(context: str) -> bool:
    """截至 2024 年 8 月 31 日共有车辆 3 辆 is a stock told for a day, not last year's figure of a comparison."""
    return _AS_OF.search(context) is not None


def label(context: str) -> str:
    """The words of a figure that no concept names: from the last pause to the figure."""
    piece = _PAUSE.split(context)[-1] or context
    piece = re.sub(r"^[\d\s.、()①-⑳]+", "", piece)
    return re.sub(r"(共计|合计|安排|预算|支出|为|共)*$", "", piece) or piece


def period_and_basis(context: str, setting: Setting) -> tuple[int | None, str]:
    """Year and basis of an amount: 2025年当年预算执行数为 …, 年初预算为 …, 比上年 31.18 万元."""
    year = period = setting.fiscal_year
    clause = re.split(r"[；;。]", context)[-1]
    years = [int(match[1]) for match in _YEAR.finditer(clause)]
    compared = comparison(context)
    if years:
        period = years[-1]
    elif compared is not None and (compared["last"] or compared.group() in ("比", "较")) and year is not None and "上年" in clause:
        period = year - 1
    basis = setting.basis
    if "执行数" in clause:
        basis = "执行"
    elif "年初预算" in clause or (setting.basis == "决算" and "预算为" in clause):
        basis = "预算"
    if period is not None and year is not None and period > year:
        period = year
    return period, basis


def compared_basis(context: str, setting: Setting) -> str:
    """The basis of a change: against last year's executed budget, or like for like."""
    return "执行" if "执行数" in context and setting.basis == "预算" else setting.basis
