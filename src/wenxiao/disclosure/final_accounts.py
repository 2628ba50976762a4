"""What does a unit disclose of its final accounts?

The whole document from its records of the outturn, with where every figure comes from and what is missing; where the office has each of
those records, `outturn` says.
"""

from __future__ import annotations

from wenxiao.catalogue.profiles import Profile
from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.composition import Composition, ask_for_names, day, in_units_that_hold
from wenxiao.disclosure.missing import Questions
from wenxiao.disclosure.outturn import Outturn
from wenxiao.disclosure.outturn_chapters import BEFORE_THE_TABLES, outturn_chapter
from wenxiao.disclosure.outturn_tables import outturn_table
from wenxiao.disclosure.outturn_totals import OutturnTotals
from wenxiao.disclosure.sentences import sentences_for
from wenxiao.documents.manuscript import Manuscript


def final_accounts_manuscript(records: Outturn, profile: Profile) -> Disclosed:
    """The disclosure of final accounts after a template: 概况, 决算表, 情况说明, 名词解释.

    Raises NoSentencesError for a template that has no sentences yet, RecordsDisagreeError for records that contradict each other.
    """
    sentences = sentences_for(profile.id)
    profile = in_units_that_hold(profile, _amounts(records))
    totals = OutturnTotals(records)
    questions = Questions(records, sentences)
    composition = Composition(profile, totals, sentences, questions)
    composition.say(sentences.say("opening", unit=records.unit.name, year=records.year))
    _approval(composition)
    composition.head(1, sentences.say("overview"))
    for each in profile.chapters:
        if each.title in BEFORE_THE_TABLES:
            outturn_chapter(composition, each)
    composition.head(1, sentences.say("tables"))
    composition.parts += [outturn_table(slot, totals) for slot in profile.tables]
    composition.head(1, sentences.say("explanation"))
    for each in profile.chapters:
        if each.title not in BEFORE_THE_TABLES:
            outturn_chapter(composition, each)
    if composition.rounds():
        composition.say(sentences.say("note", text=sentences.say("rounded")))
    ask_for_names(composition)
    title = sentences.text("title", unit=records.unit.name, year=records.year)
    manuscript = Manuscript(title, records.unit.name, tuple(composition.parts))
    return Disclosed(manuscript, totals.figures, composition.spans, questions.asked())


def _approval(composition: Composition[OutturnTotals]) -> None:
    records = composition.totals.records
    approval = records.approval
    if approval is None:
        composition.questions.ask("finance", "决算批复的机关、文号和日期", "没有批复不能公开（预算法第十四条）")
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


def _amounts(records: Outturn) -> list[int]:
    return [
        *(each.amount for each in records.received),
        *(each.amount for each in records.openings),
        *(line.amount for line in records.lines),
        *(each.amount for each in records.planned),
        *(each.amount for each in records.limits),
    ]
