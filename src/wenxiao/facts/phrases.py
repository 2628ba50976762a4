"""What do the words before a figure say of it: more or less than before, of which year, or nothing that names it?

All of it works on folded text (vocabulary.wording) between one figure and the next.
"""

from __future__ import annotations

import re

from wenxiao.facts.model import Setting

UP = ("增加", "增长", "上升", "提高", "增多", "上浮", "增幅")
DOWN = ("减少", "下降", "降低", "压减", "缩减", "减幅", "降幅")
_LEVEL_WORDS = ("持平", "无增减", "没有变化", "无变化")

DIRECTION = re.compile("|".join((*UP, *DOWN)))
LEVEL = re.compile("|".join(_LEVEL_WORDS))
_UNDECIDED = re.compile(r"(增加|增长|上升|减少|下降|降低)[(或/、](增加|增长|上升|减少|下降|降低)")
_REASON = re.compile(r"原因|由于|因为|主要系|主要因")
# 人均公用经费 2.5 万元 is no amount of 公用经费.
_AVERAGE = re.compile(r"(?:人均|户均|车均|辆均|平均|每(?:人|户|辆|车|批次|人次|村|个))[^\d，,；;。]{0,12}$")
_SUM = re.compile(r"(?:合计|共计|总计|小计|累计|共)(?:为|是)?$")
_MORE_OR_LESS = re.compile(r"(?<![减增缩])[多少]$")
_LAST_YEAR = re.compile(r"(?:上年|去年|上一年)度?(?:预算|决算|执行|预算执行)?数?(?:为|是|的)?$")
_DONE = re.compile(r"实际(?:完成|执行|支出|收入)|完成数")
_GROWTH = re.compile(r"(增长率|增幅|变动率)为?$")
_COMPARED = re.compile(r"(?:比|较|与|同比)(?P<year>20\d\d)?年?(?P<last>上年|去年|上一年|上年度)?")
_SETTLED = re.compile("[;；。]|" + "|".join(_LEVEL_WORDS))
_AS_OF = re.compile(r"截(至|止)|20\d\d年(末|底)|年末|年底")
_YEAR = re.compile(r"(20\d\d)年?(?:度)?")
_NEW_AGAIN = re.compile(r"新增|拟购置|当年新增")
_PAUSE = re.compile(r"[，,；;。：:、]|其中|包括")
_SAYS_NOTHING = re.compile(
    r"[，,。；;：:\s]|20\d\d年度?|当年|本年|上年|年初|预算|决算|执行数|安排|支出|为|共计|合计|数|相比|对比|比|较|了|是|的|与|同比|度|有所|略|约|又|共|均|则|一|年|同期|基本"
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


def comparing(context: str) -> tuple[int, int]:
    """The words of the comparison that the figure behind belongs to, up to their pause: what they name is not the subject."""
    compared = comparison(context)
    if compared is None:
        return 0, 0
    pause = _PAUSE.search(context, compared.end())
    return compared.start(), pause.start() if pause is not None else len(context)


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


def gives_a_reason(sentence: str) -> bool:
    """Has the sentence come to its reasons: 主要原因是办公费增加 5 万元? What is told there is no statement of its subject."""
    return _REASON.search(sentence[sentence.rfind(";") + 1 :]) is not None


def names_a_base(behind: str) -> bool:
    """占总量的 names what the share is of; 占, 占比为 do not."""
    return bool(re.sub(r"占比?例?|[的为约达比重\s,，]", "", behind))


def is_average(context: str) -> bool:
    """人均, 车均, 每户: the figure is not the amount of what is named."""
    return _AVERAGE.search(context) is not None


def is_more_or_less(context: str) -> bool:
    """比年初预算数 2800 万元多 200 万元."""
    return _MORE_OR_LESS.search(context) is not None


def is_of_another(context: str, direction: re.Match[str]) -> bool:
    """办公费减少 10 万元 behind figures of something else: the words right before the direction name a subject of their own."""
    clause = _PAUSE.split(context[: direction.start()])[-1]
    return len(_SAYS_NOTHING.sub("", clause)) > 1


def is_sum(context: str) -> bool:
    """合计 right before a figure sums up what was told, and is no amount of the subject last named."""
    return _SUM.search(context) is not None and _YEAR.search(context) is None


def spoken_year(context: str) -> int | None:
    """The year a clause speaks of, not one it compares with and not the day a stock is told for."""
    clause = re.split(r"[；;。]", context)[-1]
    if is_as_of(clause):
        return None
    years = [int(match[1]) for match in _YEAR.finditer(_COMPARED.sub("", clause))]
    return years[-1] if years else None


def period_and_basis(context: str, setting: Setting, spoken: int | None = None) -> tuple[int | None, str]:
    """Year and basis of an amount: 2025年当年预算执行数为 …, 年初预算为 …, 比上年 31.18 万元.

    `spoken` is the year the sentence has been speaking of.
    """
    year = setting.fiscal_year
    clause = re.split(r"[；;。]", context)[-1]
    years = [int(match[1]) for match in _YEAR.finditer(clause)]
    compared = comparison(context)
    period = spoken or year
    if years:
        period = years[-1]
    elif year is not None and (
        _LAST_YEAR.search(clause) or (compared is not None and "上年" in clause and not _PAUSE.search(context, compared.end()))
    ):
        period = year - 1
    if period is not None and year is not None and period > year:
        period = year
    return period, _basis(clause, setting, is_earlier=period != year)


def compared_basis(context: str, setting: Setting) -> str:
    """The basis of a change: against last year's executed budget, last year's final accounts, or like for like."""
    return _basis(context, setting, is_earlier=True)


def _basis(clause: str, setting: Setting, *, is_earlier: bool) -> str:
    if "执行数" in clause or (setting.basis == "预算" and _DONE.search(clause)):
        return "执行" if setting.basis == "预算" or "执行数" in clause else setting.basis
    if "年初预算" in clause or (setting.basis == "决算" and ("预算为" in clause or "预算数" in clause)):
        return "预算"
    if is_earlier and setting.basis == "预算" and "决算" in clause:
        return "决算"
    return setting.basis
