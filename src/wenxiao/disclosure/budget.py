"""What does a unit disclose of its budget? The whole document from its records, with where every figure comes from and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wenxiao.catalogue.profiles import Profile
from wenxiao.disclosure.chapters import chapter
from wenxiao.disclosure.composition import Composition, ask_for_names, in_units_that_hold
from wenxiao.disclosure.figures import Figures
from wenxiao.disclosure.missing import Missing, Questions
from wenxiao.disclosure.records import UnitYear
from wenxiao.disclosure.sentences import Span, sentences_for
from wenxiao.disclosure.tables import money_table
from wenxiao.disclosure.totals import Totals
from wenxiao.documents.manuscript import Manuscript


@dataclass(frozen=True, slots=True)
class Disclosed:
    """公开文本. Every figure in it has an id in `figures`: in a table by the cell's `fact`, in a paragraph by the span of `spans`, whose
    keys are places in the manuscript's parts, from 0. It may be published when nothing is `missing`."""

    manuscript: Manuscript
    figures: Figures
    spans: Mapping[int, tuple[Span, ...]]
    missing: tuple[Missing, ...]


def budget_manuscript(records: UnitYear, profile: Profile) -> Disclosed:
    """The disclosure of a budget after a template.

    Raises NoSentencesError for a template that has no sentences yet, RecordsDisagreeError for records that contradict each other.
    """
    sentences = sentences_for(profile.id)
    profile = _in_units_that_hold(profile, records)
    totals = Totals(records)
    questions = Questions(records, sentences)
    composition = Composition(profile, totals, sentences, questions)
    composition.say(sentences.say("opening", unit=records.unit.name, year=records.year))
    composition.head(1, sentences.say("tables"))
    for slot in profile.tables:
        if slot.part == "tables":
            composition.parts.append(money_table(slot, totals))
    composition.head(1, sentences.say("explanation"))
    for each in profile.chapters:
        chapter(composition, each)
    ask_for_names(composition)
    title = sentences.text("title", unit=records.unit.name, year=records.year)
    manuscript = Manuscript(title, records.unit.name, tuple(composition.parts))
    return Disclosed(manuscript, totals.figures, composition.spans, questions.asked())


def _in_units_that_hold(profile: Profile, records: UnitYear) -> Profile:
    amounts = [
        *(line.amount for line in records.lines),
        *(prior.amount for prior in records.prior),
        *(purchase.unit_price for purchase in records.purchases),
        *(asset.value for asset in records.assets),
    ]
    return in_units_that_hold(profile, amounts)
