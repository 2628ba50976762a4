"""What does each chapter of the explanation say?

A chapter is known by its number in the profile. It says its sentences, sets its tables where the template has them, and asks for what
is missing; what it says is bound to figures by `sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from wenxiao.catalogue.profiles import Chapter
from wenxiao.disclosure.compared import Comparison
from wenxiao.disclosure.composition import Composition, day, functions, structure, terms
from wenxiao.disclosure.explanation_tables import explanation_table, numeral, operating_items
from wenxiao.disclosure.figures import FUND_NAMES, Axis, Figure, Slice, name_of
from wenxiao.disclosure.records import BASIC, Fund, Part, Statement, Subject
from wenxiao.disclosure.sentences import NOTHING, Said, joined
from wenxiao.disclosure.tables import REVENUE_ROWS
from wenxiao.disclosure.totals import Totals


def chapter(composition: Composition[Totals], of: Chapter) -> None:
    """Write one chapter. Raises KeyError for a number that no Hebei template has."""
    say = composition.sentences.say
    composition.head(1, say("chapter", number=of.number, title=of.title))
    _CHAPTERS[of.number](composition)


def _functions(composition: Composition[Totals]) -> None:
    say = composition.sentences.say
    composition.head(2, say("functions"))
    functions(composition)
    composition.head(2, say("structure"))
    structure(composition)
    _table(composition, "T13")


def _table(composition: Composition[Totals], kind: str) -> None:
    """The table, where the template has one of this kind in its explanation."""
    slot = composition.profile.table(kind)
    if slot is not None and slot.part == "explanation":
        composition.parts.append(explanation_table(slot, composition.totals))


def _overview(composition: Composition[Totals]) -> None:
    totals, say, year = composition.totals, composition.sentences.say, composition.totals.records.year
    comparison = Comparison(totals, composition.sentences, composition.questions)
    composition.head(2, say("revenue"))
    funds = joined([say("amount", name=REVENUE_ROWS[fund], amount=totals.revenue(fund)) for fund in Fund], "，")
    composition.say(
        say(
            "revenue_total",
            year=year,
            total=totals.revenue_total(),
            of_year=totals.revenue_of_year(),
            carried=totals.carried(),
            funds=funds,
        )
    )
    composition.head(2, say("spending"))
    basic, project = totals.spending(*BASIC), totals.spending(Part.PROJECT)
    composition.say(
        say(
            "spending_total",
            year=year,
            total=totals.spending_total(),
            basic=basic,
            personnel=totals.spending(Part.PERSONNEL),
            operating=totals.spending(Part.OPERATING),
            project=project,
        )
    )
    general = totals.figures.spent(Slice(funds=(Fund.GENERAL,)))
    if general.value:
        composition.say(say("categories", year=year, total=general, categories=_shares(composition, general)))
    composition.head(2, say("compared"))
    parts = ((Subject.BASIC, basic), (Subject.PROJECT, project))
    composition.say(
        say(
            "total_compared",
            year=year,
            total=totals.spending_total(),
            change=comparison.of_sum(totals.spending_total(), parts),
            basic=basic,
            basic_change=comparison.of(Subject.BASIC, basic),
            project=project,
            project_change=comparison.of(Subject.PROJECT, project),
        )
    )


def _shares(composition: Composition[Totals], general: Figure) -> Said:
    figures, say = composition.totals.figures, composition.sentences.say
    said = []
    for code in figures.codes(Slice(funds=(Fund.GENERAL,)), 3):
        amount = figures.spent(Slice(code=code, funds=(Fund.GENERAL,)))
        share = figures.ratio(f"{amount.id}/占比", f"{amount.label}占比", amount, general)
        said.append(say("category", name=name_of(Axis.FUNCTION, code), amount=amount, share=share))
    return joined(said, "；")


def _operating(composition: Composition[Totals]) -> None:
    totals, say, year = composition.totals, composition.sentences.say, composition.totals.records.year
    change = Comparison(totals, composition.sentences, composition.questions).of(Subject.OPERATING, totals.operating())
    items = [say("amount", name=name_of(Axis.ECONOMIC, code), amount=amount) for code, amount in operating_items(totals)]
    if items:
        composition.say(say("operating_cost", year=year, total=totals.operating(), change=change, items=joined(items, "；")))
    else:
        composition.say(say("no_operating_cost", year=year, change=change))
    _table(composition, "T15")


def _three_public(composition: Composition[Totals]) -> None:
    totals, say, year = composition.totals, composition.sentences.say, composition.totals.records.year
    comparison = Comparison(totals, composition.sentences, composition.questions)
    items = (Subject.ABROAD, Subject.VEHICLE_PURCHASE, Subject.VEHICLE_RUNNING, Subject.RECEPTION)
    parts = [(subject, totals.three_public(subject)) for subject in items]
    abroad, purchase, running, reception = (figure for _, figure in parts)
    composition.say(
        say("three_public", year=year, total=totals.three_public_total(), change=comparison.of_sum(totals.three_public_total(), parts))
    )
    composition.say(say("abroad", total=abroad, change=comparison.of(Subject.ABROAD, abroad), journeys=_journeys(composition, abroad)))
    composition.say(
        say(
            "cars",
            total=totals.cars(),
            change=comparison.of_sum(totals.cars(), parts[1:3]),
            purchase=purchase,
            purchase_change=comparison.of(Subject.VEHICLE_PURCHASE, purchase),
            running=running,
            running_change=comparison.of(Subject.VEHICLE_RUNNING, running),
        )
    )
    composition.say(say("reception", total=reception, change=comparison.of(Subject.RECEPTION, reception)))
    bought = totals.vehicles_bought()
    if bool(bought.value) != bool(purchase.value):
        composition.questions.ask("assets", "本年购置公务用车的数量", "购置费和购置数要么都有，要么都没有")
    composition.say(say("vehicles", year=year, bought=bought, held=totals.vehicles_held()))


def _journeys(composition: Composition[Totals], cost: Figure) -> Said:
    groups, persons = composition.totals.journeys()
    if bool(cost.value) != bool(groups.value):
        composition.questions.ask("office", "因公出国（境）的团组数和人次", "出国（境）费和团组要么都有，要么都没有")
    if not groups.value:
        # Where there is money, that nobody goes abroad cannot be said.
        return NOTHING if cost.value else composition.sentences.say("no_journeys")
    return composition.sentences.say("journeys", groups=groups, persons=persons)


def _performance(composition: Composition[Totals]) -> None:
    records, say, ask = composition.totals.records, composition.sentences.say, composition.questions.ask
    composition.head(2, say("objectives"))
    _statements(composition, records.objectives, "总体绩效目标")
    composition.head(2, say("duty_objectives"))
    if not records.duties:
        ask("performance", "职责和工作活动", "绩效预算从职责写起")
    for duty in records.duties:
        composition.say(say("duty_named", name=duty.name))
        for number, objective in enumerate([activity.objective for activity in duty.activities] or [duty.objective], 1):
            composition.say(say("activity_objective", number=number, objective=objective))
        for project in duty.projects():
            if not project.indicators:
                ask("performance", f"项目“{project.name}”的绩效指标", "每个项目都要有指标")
        if not duty.projects():
            ask("performance", f"职责“{duty.name}”的项目和绩效指标", "每项职责都要有指标")
    composition.head(2, say("indicators"))
    composition.say(say("see_table"))
    _table(composition, "T11")
    composition.head(2, say("safeguards"))
    _statements(composition, records.safeguards, "实现绩效目标的保障措施")


def _statements(composition: Composition[Totals], statements: Sequence[Statement], what: str) -> None:
    say = composition.sentences.say
    for number, each in enumerate(statements, 1):
        if each.title:
            composition.say(say("safeguard", number=number, title=each.title, text=each.text))
        elif len(statements) > 1:
            composition.say(say("untitled", number=number, text=each.text))
        else:
            composition.say(Said(((each.text, ""),)))
    if not statements:
        composition.questions.ask("performance", what, "公开文本要写明")


def _procurement(composition: Composition[Totals]) -> None:
    totals, say, year = composition.totals, composition.sentences.say, composition.totals.records.year
    whole = totals.procurement()
    if whole.value:
        by_fund = [(fund, totals.procurement(fund)) for fund in Fund]
        funds = joined([say("amount", name=FUND_NAMES[fund], amount=amount) for fund, amount in by_fund if amount.value], "，")
        composition.say(say("procurement", year=year, total=whole, funds=funds))
    else:
        composition.say(say("no_procurement", year=year))
    _table(composition, "T12")


def _assets(composition: Composition[Totals]) -> None:
    totals, say, records = composition.totals, composition.sentences.say, composition.totals.records
    if not records.assets:
        # Nothing known is not nothing owned: a sentence or a table of zeros would be false.
        composition.questions.ask("assets", f"{records.year - 1}年末固定资产", "公开文本要写明占用的国有资产")
        return
    goods = totals.goods()
    acquired = say("acquired", year=records.year, total=goods) if goods.value else say("nothing_acquired", year=records.year)
    end = day(date(records.year - 1, 12, 31))
    composition.say(say("assets", date=end, unit=records.unit.name, total=totals.assets(), acquired=acquired))
    _table(composition, "T14")


def _matters(composition: Composition[Totals]) -> None:
    say = composition.sentences.say
    matters = [Said(((each.text, ""),)) for each in composition.totals.records.matters]
    if composition.rounds():
        matters.append(say("rounded"))
    for number, each in enumerate(matters, 1):
        composition.say(say("matter", number=number, text=each))
    if not matters:
        composition.say(say("no_matters"))


def _approval(composition: Composition[Totals]) -> None:
    records, approval = composition.totals.records, composition.totals.records.approval
    if approval is None:
        composition.questions.ask("finance", "预算批复的机关、文号和日期", "没有批复不能公开（预算法第十四条）")
        return
    composition.say(
        composition.sentences.say(
            "approval",
            authority=approval.authority,
            document=approval.document,
            year=records.year,
            date=day(approval.approved_on),
        )
    )


_IN_ORDER: tuple[Callable[[Composition[Totals]], None], ...] = (
    _functions,
    _overview,
    _operating,
    _three_public,
    _performance,
    _procurement,
    _assets,
    terms,
    _matters,
    _approval,
)
_CHAPTERS = {numeral(number): write for number, write in enumerate(_IN_ORDER, 1)}
