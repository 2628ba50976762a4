"""Was it approved, published in time, for the right years, and without anybody's personal data?"""

from __future__ import annotations

import datetime
import re

from wenxiao.catalogue.limits import limit
from wenxiao.checks.named_tests.stated import HOLDS, cannot_tell, judged, of_words
from wenxiao.facts.model import FactSet, Measure
from wenxiao.vocabulary.finding import Problem, Verdict
from wenxiao.vocabulary.source import Source

_DATE = r"(20\d\d)年(\d{1,2})月(\d{1,2})日"
_APPROVED = re.compile(rf"批复(?:时间|日期)?(?:为|是|[:：])?(?:于)?{_DATE}")
_PUBLISHED = re.compile(rf"公开(?:时间|日期)(?:为|是|[:：])?{_DATE}")
_NUMBER = r"[^\W\d]{2,12}[〔\[(【]?(20\d\d)[〕\])】]?第?\d{1,5}号"
_APPROVAL = re.compile(
    rf"[以按由](?P<by>{_NUMBER})[^。；\n]{{0,8}}批复[^。；\n]{{0,16}}[预决]算|批复(?:文号|文件)[为是:：]*(?P<of>{_NUMBER})"
)
_WELL_FORMED = re.compile(r"〔20\d\d〕\d{1,5}号$")
_LONG_NUMBER = re.compile(r"[0-9]{11,19}[Xx]?(?![0-9.])")
_PERSONAL = (
    (re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"), "身份证号"),
    (re.compile(r"62\d{14,17}"), "银行卡号"),
    (re.compile(r"1[3-9]\d{9}"), "手机号"),
)


def published_in_time(facts: FactSet) -> Verdict:
    """R007: at most twenty calendar days between approval and publication (预算法 art. 14)."""
    approved, published = _date(facts, _APPROVED), _date(facts, _PUBLISHED)
    missing = [name for name, told in (("批复时间", approved), ("公开时间", published)) if told is None]
    if approved is None or published is None:
        return cannot_tell(f"文中没有写{'、'.join(missing)}")
    days = (published[0] - approved[0]).days
    if 0 <= days <= limit("公开期限"):
        return HOLDS
    told = f"早于批复 {-days} 日" if days < 0 else f"在批复后 {days} 日"
    return judged([Problem(f"{published[0]:%Y-%m-%d} 公开，{told}（批复时间 {approved[0]:%Y-%m-%d}）。", (approved[1], published[1]))])


def approval_stated(facts: FactSet) -> Verdict:
    """R008: the approval's number is well formed and of the budget's year or the year before; of final accounts, of a later one."""
    accounts = facts.kind == "final_accounts"
    for told, _ in facts.searchable.find(_APPROVAL):
        which = "by" if told["by"] else "of"
        number, year = told[which], int(told[2] or told[4])
        place = facts.searchable.place(*told.span(which))
        problems = []
        if not _WELL_FORMED.search(number):
            problems.append(Problem(f"批复文号“{number}”不规范，年份应当用六角括号。", (place,)))
        if facts.fiscal_year is not None and year not in (facts.fiscal_year + step for step in ((1, 2) if accounts else (0, -1))):
            what = "决算" if accounts else "预算"
            problems.append(Problem(f"批复文号“{number}”是 {year} 年的，与 {facts.fiscal_year} 年{what}不符。", (place,)))
        return judged(problems)
    return cannot_tell("文中没有写批复文号")


def years_allowed(facts: FactSet) -> Verdict:
    """R010: a sentence's amounts are of this year or the last."""
    year = facts.fiscal_year
    if year is None:
        return cannot_tell("文中没有写年度")
    told = [fact for fact in facts.facts if fact.source.table is None and fact.concept and fact.measure is Measure.AMOUNT]
    if not told:
        return cannot_tell("文字中没有写金额")
    return judged(
        Problem(
            f"{fact.source.where()}“{fact.label}”{fact.source.figure} 写成 {fact.period} 年，本文是 {year} 年的。",
            (fact.source,),
        )
        for fact in told
        if fact.period is not None and fact.period not in (year, year - 1)
    )


@of_words
def no_personal_data(facts: FactSet) -> Verdict:
    """R017: identity numbers, mobile numbers, bank accounts."""
    problems = []
    for match, place in facts.searchable.find(_LONG_NUMBER):
        number = match.group()
        what = next((what for pattern, what in _PERSONAL if pattern.fullmatch(number)), "")
        if what:
            # The number itself is not repeated in the report.
            problems.append(Problem(f"疑似{what}：{number[:3]}…{number[-2:]}。", (place,)))
    return judged(problems)


def _date(facts: FactSet, pattern: re.Pattern[str]) -> tuple[datetime.date, Source] | None:
    for told, place in facts.searchable.find(pattern):
        try:
            return datetime.date(int(told[1]), int(told[2]), int(told[3])), place
        except ValueError:
            continue  # 2 月 30 日 is no date; another passage may tell it
    return None
