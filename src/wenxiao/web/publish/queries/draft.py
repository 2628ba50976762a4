"""What would the document say if it were made now, and what keeps it from the public?

Derived anew each time: nothing of it is stored until it is built into a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wenxiao.catalogue.profiles import Profile, profile
from wenxiao.checks.publishing import stopping, to_be_explained
from wenxiao.checks.report import CheckReport
from wenxiao.control.chain import canonical, digest
from wenxiao.disclosure.budget import Disclosed, budget_manuscript
from wenxiao.disclosure.bundle import bundle
from wenxiao.disclosure.final_accounts import final_accounts_manuscript
from wenxiao.disclosure.missing import Missing
from wenxiao.disclosure.open_data import Year, open_data, open_data_bytes, written_texts
from wenxiao.disclosure.outturn import Outturn
from wenxiao.disclosure.proof import proved
from wenxiao.disclosure.reasoning import contrary_reasons
from wenxiao.disclosure.records import RecordsDisagreeError
from wenxiao.documents.write.html import write_html
from wenxiao.vocabulary.finding import Finding
from wenxiao.vocabulary.personal import Personal, personal_in
from wenxiao.web.plan.models import Version
from wenxiao.web.plan.services.seals import seal_of
from wenxiao.web.publish.models import Disclosure, WarningNote
from wenxiao.web.publish.queries.budget_records import unit_year
from wenxiao.web.publish.queries.outturn_records import outturn, tampered, unanswered
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal, Refused


@dataclass(frozen=True)
class Warned:
    """提醒: what one rule warns of, and the reason given for it; `outdated` where it was given for other warnings."""

    rule: str
    title: str
    findings: tuple[Finding, ...]
    note: WarningNote | None
    outdated: bool

    @property
    def explained(self) -> bool:
        return self.note is not None and not self.outdated


class Draft:
    """拟公开的文件: derived from the records, read back and checked by our own reader."""

    def __init__(self, disclosure: Disclosure) -> None:
        """Raises Refused where there are no records to derive it from, or they contradict each other."""
        self.disclosure = disclosure
        self.template: Profile = profile(disclosure.template)
        self.records: Year = records_of(disclosure)
        try:
            self.disclosed: Disclosed = _manuscript(self.records, self.template)
        except RecordsDisagreeError as error:
            raise Refused(*(Refusal(f"记录之间对不上，文件生成不了：{problem}") for problem in error.problems)) from error

    @cached_property
    def html(self) -> bytes:
        return write_html(self.disclosed.manuscript)

    @cached_property
    def report(self) -> CheckReport:
        return proved("disclosure.html", self.html)

    @property
    def missing(self) -> tuple[Missing, ...]:
        untold = unanswered(self.disclosure) if isinstance(self.records, Outturn) else ()
        return (*self.disclosed.missing, *untold)

    @cached_property
    def errors(self) -> list[Finding]:
        return stopping(self.report)

    @cached_property
    def warnings(self) -> list[Warned]:
        notes = {note.rule: note for note in self.disclosure.notes.all()}
        found = []
        for rule, findings in to_be_explained(self.report).items():
            note = notes.get(rule)
            outdated = note is not None and note.of != warnings_digest(findings)
            found.append(Warned(rule, findings[0].title, tuple(findings), note, outdated))
        return found

    @cached_property
    def personal(self) -> list[Personal]:
        """Personal data in any text that goes out with it, printed or not."""
        return [found for text in written_texts(self.open_data) for found in personal_in(text, clock.today())]

    @cached_property
    def hints(self) -> list[str]:
        """What a person should look at once more; it stops nothing."""
        return list(contrary_reasons(self.open_data))

    def obstacles(self) -> Iterator[Refusal]:
        """What keeps it from being built: what is missing, wrong, unexplained or private."""
        for each in self.missing:
            yield Refusal(f"缺：{each}")
        for finding in self.errors:
            yield Refusal(told(finding), rule=finding.rule)
        for warned in self.warnings:
            if not warned.explained:
                why = "检查出的提醒变了，原来的说明要重新确认" if warned.outdated else "还没有写说明"
                yield Refusal(f"提醒“{warned.title}”（{len(warned.findings)} 处）{why}", rule=warned.rule)
        for found in self.personal:
            yield Refusal(f"文件里有个人信息：{found.what} {found.masked}，公开前要去掉", rule="个人信息")

    @cached_property
    def open_data(self) -> dict[str, Any]:
        """What a snapshot of it would be published with."""
        return open_data(self.disclosed, self.records, self.template)

    def files(self) -> dict[str, bytes]:
        """The document in every format, with its data; takes some seconds. Raises documents.write.pdf.PdfError."""
        return dict(bundle(self.disclosed, self.records, self.template))

    def mark(self) -> str:
        """Of all that would go out: equal as long as no record behind it changes."""
        return digest(open_data_bytes(self.open_data))


def records_of(disclosure: Disclosure) -> Year:
    """What it is derived from: the budget, or what came of it. Raises Refused."""
    return unit_year(disclosure) if disclosure.document == Disclosure.Document.BUDGET else outturn(disclosure)


def _manuscript(records: Year, template: Profile) -> Disclosed:
    return final_accounts_manuscript(records, template) if isinstance(records, Outturn) else budget_manuscript(records, template)


def obstacles_of(disclosure: Disclosure) -> tuple[Draft | None, list[Refusal]]:
    """The draft, None where none can be derived, and all that stops it, the seals of the budget first."""
    found = list(broken_seals(disclosure))
    if disclosure.document == Disclosure.Document.FINAL_ACCOUNTS:
        found += tampered(disclosure)
    try:
        draft = Draft(disclosure)
    except Refused as refused:
        return None, [*found, *refused.refusals]
    return draft, [*found, *draft.obstacles()]


def broken_seals(disclosure: Disclosure) -> Iterator[Refusal]:
    """Sealed versions of the budget that no longer are what was sealed: a row was changed in the database."""
    sealed = Version.objects.filter(
        compilation__unit=disclosure.unit_id, compilation__year=disclosure.year, sealed__isnull=False
    ).select_related("compilation__unit")
    for version in sealed:
        if not seal_of(version).holds:
            message = f"预算的“{version}”与封存时的摘要不一致：有人改动过数据库里的记录，请先查明（办理记录里有封存的日子和人）"
            yield Refusal(message, rule="封存")


def told(finding: Finding) -> str:
    """A finding as a refusal says it: the rule, where, and what it should be."""
    where = finding.cites[0].where() if finding.cites else ""
    suggestion = finding.suggestions[0] if finding.suggestions else None
    better = f"（{suggestion.old} 应为 {suggestion.new}）" if suggestion else ""
    return f"{finding.title}：{finding.message}{better}{f'，见{where}' if where else ''}"


def warnings_digest(findings: list[Finding] | tuple[Finding, ...]) -> str:
    """Which warnings a reason was given for."""
    return digest(canonical({"messages": sorted(finding.message for finding in findings)}))
