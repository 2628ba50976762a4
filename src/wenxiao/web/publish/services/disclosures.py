"""How does a disclosure begin, get its words, and move on?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from wenxiao.catalogue.profiles import profiles
from wenxiao.disclosure.records import Subject
from wenxiao.disclosure.sentences import NoSentencesError, sentences_for
from wenxiao.documents.write.pdf import PdfError
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS, ThreePublic
from wenxiao.web.plan.models import Compilation, Explanation
from wenxiao.web.publish.models import Disclosure, Reason, Statement, WarningNote
from wenxiao.web.publish.queries.budget_records import READY
from wenxiao.web.publish.queries.draft import Draft, obstacles_of, warnings_digest
from wenxiao.web.publish.queries.outturn_records import BESIDE_BUDGET, closed
from wenxiao.web.publish.queries.proving import unproved
from wenxiao.web.publish.workflows.disclosure import DISCLOSURE_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

FUNCTION = "disclosure"
SHORTEST, LONGEST = 5, 500
# Why a 项 was carried out otherwise than budgeted.
_OF_ITEM = re.compile(rf"{BESIDE_BUDGET}\d{{7}}")
LONGEST_STATEMENT = 5_000
# What was explained when the budget was compiled is where the public explanation begins.
_EXPLAINED = {
    (Explanation.About.YEAR_ON_YEAR.value, "基本支出"): Subject.BASIC,
    (Explanation.About.YEAR_ON_YEAR.value, "项目支出"): Subject.PROJECT,
    (Explanation.About.THREE_PUBLIC.value, ThreePublic.ABROAD.value): Subject.ABROAD,
    (Explanation.About.THREE_PUBLIC.value, ThreePublic.VEHICLE_PURCHASE.value): Subject.VEHICLE_PURCHASE,
    (Explanation.About.THREE_PUBLIC.value, ThreePublic.VEHICLE_RUNNING.value): Subject.VEHICLE_RUNNING,
    (Explanation.About.THREE_PUBLIC.value, ThreePublic.RECEPTION.value): Subject.RECEPTION,
}


class Written(NamedTuple):
    """一段文字."""

    text: str
    title: str = ""


class Counted(NamedTuple):
    """文件里要写、别处没有记录的数: 团组、人次、购置的车."""

    abroad_groups: int
    abroad_persons: int
    vehicles_bought: int


def disclosure_create(*, actor: PostActor, unit: Unit, year: int, document: str = Disclosure.Document.BUDGET) -> Disclosure:
    """Begin one; the reasons given while compiling are taken over. Raises NotPermitted, Refused (`year`)."""
    with transaction.atomic():
        hold(unit)
        made = Disclosure(unit=unit, year=year, document=document, state=Disclosure.State.DRAFT)
        require(actor, FUNCTION, "C", made)
        raise_if_any(_begin_faults(unit, year, document))
        made.template = template_for(document, year)
        made.save(force_insert=True)
        if document == Disclosure.Document.BUDGET:
            _take_over(actor, made)
        record(actor=actor, subject=made, action="create", action_title="开始编写", to_state=made.get_state_display())
    return made


def _take_over(actor: PostActor, made: Disclosure) -> None:
    compilation = Compilation.objects.get(unit=made.unit_id, year=made.year)
    for each in compilation.explanations.exclude(text=""):
        subject = _EXPLAINED.get((each.about, each.key))
        if subject is not None:
            Reason.objects.create(disclosure=made, subject=subject.value, text=each.text, person=actor.person)


def template_for(document: str, year: int) -> str:
    """The newest template with sentences that is in force for the year. Raises Refused (`year`)."""
    fitting = [each for each in profiles() if each.kind == document and _speaks(each.id)]
    in_force = [each for each in fitting if each.in_force(year)] or fitting
    if not in_force:
        raise Refused(Refusal("还没有这种文件的公开文本格式", field="document"))
    return in_force[-1].id


def counted_set(*, actor: PostActor, disclosure: Disclosure, edition: int, counted: Counted) -> None:
    """Raises NotPermitted, OutOfTurn, Refused (`abroad_persons`)."""
    with editing(actor, disclosure, edition):
        if bool(counted.abroad_groups) != bool(counted.abroad_persons):
            raise Refused(Refusal("团组数和人次要么都有，要么都没有", field="abroad_persons"))
        before = {name: getattr(disclosure, name) for name in Counted._fields}
        Disclosure.objects.filter(pk=disclosure.pk).update(**counted._asdict())
        for name, value in counted._asdict().items():
            setattr(disclosure, name, value)
        tell_edit(actor, disclosure, "填写团组和购车", before, counted._asdict())


def statements_set(*, actor: PostActor, disclosure: Disclosure, edition: int, about: Statement.About, written: Sequence[Written]) -> None:
    """All paragraphs of one part anew, in order; those without text are left out. Raises NotPermitted, OutOfTurn, Refused (`text-<n>`)."""
    with editing(actor, disclosure, edition):
        kept = [Written(each.text.strip(), each.title.strip()) for each in written]
        raise_if_any(
            Refusal(f"最多 {LONGEST_STATEMENT} 个字，现有 {len(each.text)} 个", field=f"text-{n}")
            for n, each in enumerate(kept)
            if len(each.text) > LONGEST_STATEMENT
        )
        own = disclosure.statements.filter(about=about)
        before = _told(own)
        own.delete()
        Statement.objects.bulk_create(
            Statement(disclosure=disclosure, about=about, number=number, title=each.title, text=each.text)
            for number, each in enumerate((each for each in kept if each.text), 1)
        )
        tell_edit(actor, disclosure, f"写{about.label}", before, _told(disclosure.statements.filter(about=about)))


def reasons_set(*, actor: PostActor, disclosure: Disclosure, edition: int, texts: Mapping[str, str]) -> None:
    """Why figures changed, by subject; "" takes a reason away. Raises NotPermitted, OutOfTurn, Refused (`reason-<subject>`)."""
    with editing(actor, disclosure, edition):
        known = {each for subject in Subject for each in (subject.value, f"{BESIDE_BUDGET}{subject.value}")}
        stripped = {subject: text.strip() for subject, text in texts.items()}
        raise_if_any(
            Refusal(f"原因写 {SHORTEST} 到 {LONGEST} 个字，现有 {len(text)} 个", field=f"reason-{subject}")
            for subject, text in stripped.items()
            if text and not SHORTEST <= len(text) <= LONGEST
        )
        raise_if_any(Refusal(f"没有“{subject}”这一项") for subject in stripped if subject not in known and not _OF_ITEM.fullmatch(subject))
        before = dict(disclosure.reasons.values_list("subject", "text"))
        for subject, text in stripped.items():
            if before.get(subject, "") == text:
                continue
            if text:
                values = {"text": text, "person": actor.person}
                Reason.objects.update_or_create(disclosure=disclosure, subject=subject, defaults=values)
            else:
                disclosure.reasons.filter(subject=subject).delete()
        tell_edit(actor, disclosure, "写增减原因", before, dict(disclosure.reasons.values_list("subject", "text")))


def warning_explain(*, actor: PostActor, disclosure: Disclosure, edition: int, rule: str, text: str) -> None:
    """Why what a rule warns of stays as it is, for what it warns of now. Raises NotPermitted, OutOfTurn, Refused (`text`)."""
    with editing(actor, disclosure, edition):
        text = text.strip()
        if not SHORTEST <= len(text) <= LONGEST:
            raise Refused(Refusal(f"说明写 {SHORTEST} 到 {LONGEST} 个字，现有 {len(text)} 个", field="text"))
        warned = next((each for each in Draft(disclosure).warnings if each.rule == rule), None)
        if warned is None:
            raise Refused(Refusal("现在没有这一条提醒了：不用说明", rule=rule))
        before = dict(disclosure.notes.filter(rule=rule).values_list("rule", "text"))
        values: dict[str, Any] = {
            "of": warnings_digest(warned.findings), "count": len(warned.findings), "text": text, "person": actor.person,
            "on": clock.today(),
        }  # fmt: skip
        WarningNote.objects.update_or_create(disclosure=disclosure, rule=rule, defaults=values)
        tell_edit(actor, disclosure, f"说明提醒“{warned.title}”（{len(warned.findings)} 处）", before, {rule: text})


def disclosure_act(*, actor: PostActor, disclosure: Disclosure, action: str, reason: str = "") -> Entry:
    """Move it along one transition of DISCLOSURE_WORKFLOW.

    Raises NotPermitted, OutOfTurn, Refused (with everything that stops it), KeyError for an unknown action.
    """
    given = _made(actor, disclosure) if action == "build" else {}
    return perform(DISCLOSURE_WORKFLOW, disclosure, action, actor=actor, reason=reason, given=given)


def _made(actor: PostActor, disclosure: Disclosure) -> dict[str, Any]:
    """The files, written before the database is held: that takes seconds. Nothing is written where something stops it anyhow; whether
    it does is asked again with the step itself."""
    require(actor, FUNCTION, "E", disclosure)
    if not disclosure.editable:
        return {}
    draft, obstacles = obstacles_of(disclosure)
    raise_if_any(obstacles)
    assert draft is not None
    try:
        files = draft.files()
    except PdfError as error:
        raise Refused(str(error)) from error
    raise_if_any(unproved(files, draft.report))
    return {"files": files, "mark": draft.mark(), "counts": draft.report.counts()}


@contextmanager
def editing(actor: PostActor, disclosure: Disclosure, edition: int) -> Iterator[None]:
    """Take the next edition. Raises NotPermitted, OutOfTurn where it is no draft any more or a colleague was quicker."""
    with transaction.atomic():
        hold(disclosure)
        require(actor, FUNCTION, "E", disclosure)
        if not disclosure.editable:
            raise OutOfTurn(Refusal(f"“{disclosure}”现在是“{disclosure.get_state_display()}”，不能改：要改，请先撤回或退回"))
        if not Disclosure.objects.filter(pk=disclosure.pk, edition=edition).update(edition=F("edition") + 1):
            raise OutOfTurn(Refusal(f"“{disclosure}”在您打开页面以后被人改过，没有保存：请刷新后再看"))
        disclosure.edition = edition + 1
        yield


def tell_edit(actor: PostActor, disclosure: Disclosure, title: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    record(actor=actor, subject=disclosure, action="edit", action_title=title[:60], details=changes(dict(before), dict(after)))


def _told(statements: Any) -> dict[str, str]:
    return {f"第 {each.number} 段": f"{each.title}　{each.text}" if each.title else each.text for each in statements.order_by("number")}


def _begin_faults(unit: Unit, year: int, document: str) -> Iterator[Refusal]:
    if year not in YEARS:
        yield Refusal("年度应当是四位数，如 2024", field="year")
    elif Disclosure.objects.filter(unit=unit, year=year, document=document).exists():
        yield Refusal(f"{year} 年的{Disclosure.Document(document).label}公开已经开始编写了：请在列表里打开", field="year")
    elif document == Disclosure.Document.FINAL_ACCOUNTS and not closed(unit.pk, year):
        yield Refusal(f"{year} 年还没有关账：年终结转和关账批了以后才有决算数", field="year")
    elif not Compilation.objects.filter(unit=unit, year=year, state__in=READY).exists():
        yield Refusal(f"{year} 年的部门预算还没有批复：批复以后才能编写公开文件（预算法第十四条，批复后 20 日内公开）", field="year")


def _speaks(template: str) -> bool:
    try:
        sentences_for(template)
    except NoSentencesError:
        return False
    return True
