"""What does each chapter of final accounts say?

A chapter is known by its title in the profile. It says its sentences and asks for what is missing; what it says is bound to figures
by `sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from wenxiao.catalogue.profiles import Chapter
from wenxiao.disclosure.beside_budget import BesideBudget
from wenxiao.disclosure.compared import Comparison
from wenxiao.disclosure.composition import Composition, day, functions, structure, terms
from wenxiao.disclosure.figures import Axis, Figure, Slice, name_of
from wenxiao.disclosure.outturn import APPROPRIATED_INCOME, OWN_INCOME, Grade, Income, Procured, Supplier
from wenxiao.disclosure.outturn_public import three_public
from wenxiao.disclosure.outturn_totals import INCOME_NAMES, OutturnTotals
from wenxiao.disclosure.records import APPROPRIATED, BASIC, Fund, Part, Subject
from wenxiao.disclosure.sentences import NOTHING, Said, joined

Writing = Composition[OutturnTotals]
BEFORE_THE_TABLES = ("部门职责", "机构设置")
GENERAL = Slice(funds=(Fund.GENERAL,))


def outturn_chapter(writing: Writing, of: Chapter) -> None:
    """Write one chapter. Raises KeyError for a title that no template of final accounts with sentences has."""
    say = writing.sentences.say
    # What has no number is a part of its own.
    writing.head(1, say("chapter", number=of.number, title=of.title) if of.number else say("terms_part"))
    _CHAPTERS[of.title](writing)


def _total(writing: Writing) -> None:
    totals, say, year = writing.totals, writing.sentences.say, writing.totals.records.year
    total = totals.available()
    writing.say(
        say(
            "total",
            year=year,
            total=total,
            change=_comparison(writing).of(Subject.TOTAL, total),
            received=totals.received(),
            opening=totals.opening(),
            paid=totals.paid(),
            closing=totals.closing(),
        )
    )


def _received(writing: Writing) -> None:
    totals, say = writing.totals, writing.sentences.say
    whole = totals.received()
    if not whole.value:
        writing.say(say("nothing_received", year=totals.records.year))
        return
    parts = [("财政拨款收入", totals.received(*APPROPRIATED_INCOME))]
    parts += [(INCOME_NAMES[income], totals.received(income)) for income in OWN_INCOME]
    writing.say(say("received", total=whole, incomes=_shares(writing, parts, whole)))


def _paid(writing: Writing) -> None:
    totals, say = writing.totals, writing.sentences.say
    whole, basic, project = totals.paid(), totals.spending(*BASIC), totals.spending(Part.PROJECT)
    if not whole.value:
        writing.say(say("nothing_paid", year=totals.records.year))
        return
    shares = [_share(writing, part, whole) for part in (basic, project)]
    writing.say(say("paid", total=whole, basic=basic, basic_share=shares[0], project=project, project_share=shares[1]))


def _appropriated(writing: Writing) -> None:
    totals, say, year = writing.totals, writing.sentences.say, writing.totals.records.year
    total = totals.available(*APPROPRIATED)
    writing.say(
        say(
            "appropriated",
            year=year,
            total=total,
            change=_comparison(writing).of(Subject.APPROPRIATED, total),
            received=totals.received(*APPROPRIATED_INCOME),
            opening=totals.opening(*APPROPRIATED),
            paid=totals.paid(*APPROPRIATED),
            closing=totals.closing(*APPROPRIATED),
        )
    )


def _general(writing: Writing) -> None:
    totals, say, year = writing.totals, writing.sentences.say, writing.totals.records.year
    general = totals.paid(Fund.GENERAL)
    change = _comparison(writing).of(Subject.GENERAL, general)
    if not totals.planned_codes():
        writing.say(say("no_general", year=year))
        return
    writing.head(2, say("general_head"))
    if general.value:
        writing.say(say("general", year=year, total=general, share=_share(writing, general, totals.paid()), change=change))
        writing.head(2, say("structure_head"))
        codes = totals.figures.codes(GENERAL, 3)
        parts = [(f"{name_of(Axis.FUNCTION, code)}（类）", totals.figures.spent(GENERAL.below(code))) for code in codes]
        writing.say(say("structure", total=general, categories=_shares(writing, parts, general)))
    else:
        writing.say(say("no_general", year=year))
    writing.head(2, say("items_head", number="三" if general.value else "二"))
    _items(writing, general)


def _items(writing: Writing, general: Figure) -> None:
    totals, say = writing.totals, writing.sentences.say
    beside = BesideBudget(totals, writing.sentences, writing.questions)
    planned = totals.planned()
    completed = beside.completed(general, planned)
    # Why the whole differs, its items tell.
    departure = say("as_planned") if general.value == planned.value else NOTHING
    writing.say(say("items", planned=planned, total=general, completed=completed, departure=departure))
    for number, code in enumerate(totals.planned_codes(), 1):
        plan, paid = totals.planned(code), totals.figures.spent(GENERAL.below(code))
        writing.say(
            say(
                "item",
                number=number,
                category=name_of(Axis.FUNCTION, code[:3]),
                section=name_of(Axis.FUNCTION, code[:5]),
                item=name_of(Axis.FUNCTION, code),
                planned=plan,
                amount=paid,
                completed=beside.completed(paid, plan),
                departure=beside.departure(code, f"{code} {name_of(Axis.FUNCTION, code)}", paid, plan),
            )
        )


def _basic(writing: Writing) -> None:
    totals, say = writing.totals, writing.sentences.say

    def of(*parts: Part) -> Slice:
        return Slice(Axis.ECONOMIC, funds=(Fund.GENERAL,), parts=parts)

    def items(part: Part) -> Said:
        names = [name_of(Axis.ECONOMIC, code) for code in totals.figures.codes(of(part), 5)]
        return say("made_up_of", names="、".join(names)) if names else NOTHING

    whole = totals.figures.spent(of(*BASIC))
    if not whole.value:
        writing.say(say("no_basic", year=totals.records.year))
        return
    writing.say(
        say(
            "basic",
            total=whole,
            personnel=totals.figures.spent(of(Part.PERSONNEL)),
            personnel_items=items(Part.PERSONNEL),
            operating=totals.operating(),
            operating_items=items(Part.OPERATING),
        )
    )


def _fund(writing: Writing) -> None:
    totals, say, fund = writing.totals, writing.sentences.say, Fund.GOVERNMENT_FUND
    if not totals.fund_codes(fund, 3):
        writing.say(say("no_fund", year=totals.records.year))
        return
    left = totals.opening(fund).value or totals.closing(fund).value
    balances = say("fund_balances") if left else NOTHING
    writing.say(say("fund", received=totals.received(Income.GOVERNMENT_FUND), paid=totals.paid(fund), balances=balances))


def _capital(writing: Writing) -> None:
    paid = writing.totals.paid(Fund.STATE_CAPITAL)
    say = writing.sentences.say
    writing.say(say("capital", paid=paid) if paid.value else say("no_capital", year=writing.totals.records.year))


def _performance(writing: Writing) -> None:
    totals, say, records = writing.totals, writing.sentences.say, writing.totals.records
    for statement in records.performance:
        writing.say(Said(((statement.text, ""),)))
    if records.evaluations:
        count, amount = totals.evaluated()
        graded = [(grade, totals.graded(grade)) for grade in Grade]
        grades = joined([say("grade", grade=grade.value, count=own) for grade, own in graded if own.value], "，")
        writing.say(say("evaluated", year=records.year, count=count, amount=amount, grades=grades))
        for number, each in enumerate(records.evaluations, 1):
            budget, score = totals.evaluation(number)
            writing.say(say("evaluation", number=number, name=each.name, amount=budget, score=score, grade=each.grade.value))
    elif not totals.spending(Part.PROJECT).value:
        writing.say(say("nothing_to_evaluate", year=records.year))
    evaluated = {each.project for each in records.evaluations}
    paid = {line.project for line in records.lines if line.part is Part.PROJECT and line.amount}
    for code in sorted(paid - evaluated):
        name = records.project_names().get(code) or code
        writing.questions.ask("performance", f"项目“{name}”的绩效自评结果", "项目支出都要自评，自评结果随决算公开（预算法第五十七条）")


def _operating(writing: Writing) -> None:
    totals, say = writing.totals, writing.sentences.say
    cost = totals.operating()
    change = _comparison(writing).of(Subject.OPERATING, cost)
    if cost.value:
        writing.say(say("operating_cost", year=totals.records.year, total=cost, change=change))
    else:
        writing.say(say("no_operating_cost", year=totals.records.year, change=change))


def _procured(writing: Writing) -> None:
    totals, say, year = writing.totals, writing.sentences.say, writing.totals.records.year
    whole = totals.procured()
    if not whole.value:
        writing.say(say("nothing_procured", year=year))
        return
    small, micro = totals.procured_from(Supplier.SMALL, Supplier.MICRO), totals.procured_from(Supplier.MICRO)
    shares = [_share(writing, part, whole) for part in (small, micro)]
    told = say("small_enterprises", total=small, share=shares[0], micro=micro, micro_share=shares[1])
    goods, works, services = (totals.procured(kind) for kind in Procured)
    writing.say(say("procured", year=year, total=whole, goods=goods, works=works, services=services, small=told))


def _property(writing: Writing) -> None:
    totals, say, records = writing.totals, writing.sentences.say, writing.totals.records
    equipment = totals.large_equipment()
    if equipment is None:
        # Nothing known is not nothing owned.
        writing.questions.ask("assets", f"{records.year}年末按用途的车辆数和大型设备数", "公开文本要写明占用的国有资产")
        return
    used = [say("use", name=name, count=count) for name, count in totals.vehicles_used() if count.value]
    uses = Said((("，其中：", ""), *joined(used, "、").pieces)) if used else NOTHING
    end = day(date(records.year, 12, 31))
    writing.say(say("property", date=end, vehicles=totals.vehicles_in_all(), uses=uses, equipment=equipment))


def _comparison(writing: Writing) -> Comparison:
    return Comparison(writing.totals, writing.sentences, writing.questions)


def _share(writing: Writing, part: Figure, whole: Figure) -> Figure:
    return writing.totals.figures.ratio(f"{part.id}/占{whole.id}", f"{part.label}占比", part, whole)


def _shares(writing: Writing, parts: Iterable[tuple[str, Figure]], whole: Figure) -> Said:
    """`…，占…；…，占…` of the parts that are not nothing. A share that could only be written as 0.00 % is left out."""
    say = writing.sentences.say
    told = []
    for name, part in parts:
        if part.value:
            share = _share(writing, part, whole)
            told.append(say("category", name=name, amount=part, share=share) if share.value else say("amount", name=name, amount=part))
    return joined(told, "；")


_CHAPTERS: dict[str, Callable[[Writing], None]] = {
    "部门职责": functions,
    "机构设置": structure,
    "收入支出决算总体情况说明": _total,
    "收入决算情况说明": _received,
    "支出决算情况说明": _paid,
    "财政拨款收入支出决算总体情况说明": _appropriated,
    "一般公共预算财政拨款支出决算情况说明": _general,
    "一般公共预算财政拨款基本支出决算情况说明": _basic,
    "财政拨款“三公”经费支出决算情况说明": three_public,
    "政府性基金预算财政拨款收入支出决算情况说明": _fund,
    "国有资本经营预算财政拨款支出决算情况说明": _capital,
    "预算绩效管理情况说明": _performance,
    "机关运行经费支出情况说明": _operating,
    "政府采购支出情况说明": _procured,
    "国有资产占用情况说明": _property,
    "名词解释": terms,
}
