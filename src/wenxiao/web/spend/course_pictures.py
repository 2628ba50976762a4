"""What does the spending of a year look like: its course over the months, and how much falls at its end?"""

from __future__ import annotations

from itertools import accumulate

from wenxiao.pictures.bars import Bar, bars
from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.course import Course, Line, course
from wenxiao.vocabulary.shown import WAN, format_base
from wenxiao.web.spend.queries.forecast import Outlook

_HUNDRED = 10_000
_STEPS = tuple(f"{month} 月" for month in range(1, 13))


def course_picture(found: Outlook, year: int, prefix: str = "course") -> Picture:
    """Paid up to each month, beside an even year and the cash plan; what is expected dotted on from there."""
    cap = found.total.balance.cap
    month_now = found.day.month if found.day.year == year else (12 if found.day.year > year else 0)
    to_date = list(accumulate((month.paid for month in found.months), initial=found.before))[1:]
    paid = [amount if at <= month_now else None for at, amount in enumerate(to_date, 1)]
    ahead = list(accumulate((month.whole for month in found.months), initial=found.before))[1:]
    expected = [amount if at >= month_now else None for at, amount in enumerate(ahead, 1)]
    even = list(accumulate(month.even for month in found.months))
    lines = [_course("已支付", "actual", paid), _course("均匀支出", "even", list(even))]
    planned = [month.planned for month in found.months]
    if None not in planned:
        lines.append(_course("用款计划", "planned", list(accumulate(each or 0 for each in planned))))
    if any(month.expected for month in found.months):
        lines.append(_course("预计", "expected", expected))
    now = max([amount for amount in paid if amount is not None], default=0)
    gist = f"{year} 年累计支付：到 {month_now} 月 {_wan(now)}，预算 {_wan(cap)}，年底预计 {_wan(found.total.expected)}。"
    return course(f"{year} 年累计支付", _STEPS, lines, prefix=prefix, gist=gist, whole=Line("全年预算", cap, _wan(cap)))


def months_picture(found: Outlook, year: int, prefix: str = "months") -> Picture:
    """Each month by itself: paid, and hollow what is still expected; December dotted."""
    items = [
        Bar(
            f"{month.month} 月" + ("　年底" if month.month == 12 else ""),
            month.paid,
            _wan(month.whole) if not month.expected else f"{_wan(month.whole)}（预计 {_wan(month.expected)}）",
            more=month.expected,
            marked=month.month == 12,
        )
        for month in found.months
    ]
    return bars(f"{year} 年各月支付", items, prefix=prefix, heads=("月份", "支付（空心的是预计）"), as_given=True)


def _course(name: str, style: str, values: list[int | None] | list[int]) -> Course:
    return Course(name, style, values, tuple("" if value is None else _wan(value) for value in values))


def _wan(fen: int) -> str:
    """Rounded to 百元: a picture shows sizes, the tables beside it the 分."""
    rounded = (abs(fen) + _HUNDRED // 2) // _HUNDRED * _HUNDRED
    return f"{format_base(-rounded if fen < 0 else rounded, WAN, 2)} 万元"
