"""How many marks does what was achieved earn in a self-evaluation, and what grade is the total?

Every figure of the procedure stands here as data with its source. V: the text or a published table was read. M: professional
knowledge whose text was not read; to be configured by the unit and shown as 依据待核. Marks are exact (`Fraction`) until printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from wenxiao.vocabulary.money import Money

Number = int | Decimal | Fraction

# 单位自评: execution rate and the three kinds of indicators (财预〔2020〕10号; layout V in published tables, text M).
# What the kinds share at budget time, before the execution rate's 10 are added, is `catalogue.weightings`.
SELF_EVALUATION_MARKS = {"预算执行率": 10, "产出": 50, "效益": 30, "满意度": 10}

# Qualitative values: share of the marks, in per cent, from–to (财预〔2020〕10号, M).
QUALITATIVE = {"基本达成": (80, 100), "部分达成": (60, 80), "程度较低": (0, 60)}
# Total marks from which a grade is given (财预〔2020〕10号, M).
GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
# From this share of the target on (per cent) the target was set too low and a reason is owed: R153 (M, configurable).
OVERSHOOT = 130


class ScoringError(ValueError):
    """Figures that cannot be scored. The message is one Chinese sentence."""


def execution_rate(executed: Money, budget: Money) -> Fraction:
    """预算执行率 = 全年执行数 ÷ 全年预算数 (财预〔2020〕10号, V). Raises ScoringError where there is no budget to execute."""
    if budget.fen <= 0:
        raise ScoringError("全年预算数为零，没有执行率")
    return Fraction(executed.fen, budget.fen)


def execution_marks(executed: Money, budget: Money, marks: int = SELF_EVALUATION_MARKS["预算执行率"]) -> Fraction:
    """Marks × execution rate, at most the full marks (财预〔2020〕10号, V in published tables)."""
    return marks * min(execution_rate(executed, budget), Fraction(1))


def quantitative_marks(
    target: Number, actual: Number, marks: Number, *, higher_is_better: bool = True, overshoot: int | None = OVERSHOOT
) -> Fraction:
    """Marks of a measured indicator (财预〔2020〕10号, M).

    Reached: full marks. Not reached: pro rata. Passed by more than `overshoot` per cent of the target, because the target was set
    too low: reduced by the share that lies beyond. `overshoot=None` where the unit has given a reason (R153).
    """
    aim, value, full = Fraction(target), Fraction(actual), Fraction(marks)
    if aim < 0 or value < 0:
        raise ScoringError("指标值和完成值不能是负数，请改用变动幅度另行评定")
    if not higher_is_better:
        return full if value <= aim else full * aim / value
    if aim == 0:
        raise ScoringError("越大越好的指标，指标值不能是零")
    share = value / aim
    if share < 1:
        return full * share
    beyond = share - Fraction(overshoot, 100) if overshoot is not None else Fraction(0)
    return full * max(Fraction(0), 1 - max(Fraction(0), beyond))


def qualitative_marks(level: str, share: Number, marks: Number) -> Fraction:
    """Marks of a described indicator: `share` per cent of the marks, inside the band of its `level` (财预〔2020〕10号, M).

    A share on a border belongs to the better level. Raises ScoringError for an unknown level or a share outside its band.
    """
    if level not in QUALITATIVE:
        raise ScoringError(f"“{level}”不是达成程度，应当是{'、'.join(QUALITATIVE)}之一")
    low, high = QUALITATIVE[level]
    value = Fraction(share)
    if not low <= value <= high or (value == high != 100):
        raise ScoringError(f"“{level}”的得分比例应当在 {low}%（含）至 {high}%{'（含）' if high == 100 else '（不含）'}之间")
    return Fraction(marks) * value / 100


def rating(total: Number) -> str:
    """优 from 90, 良 from 80, 中 from 60, else 差 (财预〔2020〕10号, M). Raises ScoringError outside 0–100."""
    if not 0 <= total <= 100:
        raise ScoringError("总分应当在 0 到 100 之间")
    return next(grade for floor, grade in GRADES if total >= floor)


def shown_marks(marks: Fraction, places: int = 2) -> str:
    """Marks as printed, rounded half up."""
    scaled = (2 * marks.numerator * 10**places + marks.denominator) // (2 * marks.denominator)
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def needs_reason(target: Number, actual: Number, *, overshoot: int = OVERSHOOT) -> bool:
    """R153: whether the target was passed by so much that the unit owes a reason (M)."""
    return Fraction(actual) * 100 > Fraction(target) * overshoot


def total_marks(marks: Mapping[str, Number] | Iterable[Number]) -> Fraction:
    """R154: the total is the sum of the parts, whatever was printed."""
    values = marks.values() if isinstance(marks, Mapping) else marks
    return sum((Fraction(value) for value in values), Fraction(0))


def self_score_holds(printed_total: Number, printed_grade: str, marks: Iterable[Number]) -> bool:
    """R154: whether a printed total (rounded to its last place) and its grade follow from the marks."""
    total = total_marks(marks)
    exact = Fraction(printed_total)
    places = max(0, -int(printed_total.as_tuple().exponent)) if isinstance(printed_total, Decimal) else 0
    near = abs(total - exact) * 2 * 10**places <= 1
    return near and 0 <= exact <= 100 and rating(exact) == printed_grade


def funds_add_up(total: Money, parts: Iterable[Money]) -> bool:
    """R155: 年度资金总额 = 本年财政拨款 + 上年结转 + 其他 (财预〔2020〕10号, V in published tables)."""
    return total.fen == sum(part.fen for part in parts)
