"""What do the tests of published final accounts share? A township whose year is closed, and its final accounts with all that is told."""

from __future__ import annotations

from datetime import date

from web.plan.making import YEAR
from web.replay import replayed
from web.spend.spending import PAID, allotted, made_request, taken
from web.township import Township
from wenxiao.web.plan.models import Profile
from wenxiao.web.publish.models import Disclosure, Statement
from wenxiao.web.publish.queries.draft import Draft
from wenxiao.web.publish.queries.reasons import reasons_asked
from wenxiao.web.publish.queries.told_keys import Group, Unit, keys_of
from wenxiao.web.publish.services.disclosures import Written, disclosure_create, reasons_set, statements_set, warning_explain
from wenxiao.web.publish.services.told import Approved, final_approval_set, told_set
from wenxiao.web.spend.models import Appropriation, YearEnd
from wenxiao.web.spend.services.year_ends import year_end_act, year_end_create, year_end_lapse_rest

REASON = "执行标准调整，人数也有变化"
PAID_OUT = 100_000


def closed(township: Township) -> YearEnd:
    """One payment was made; what is left was taken back, and the year closed."""

    def way() -> YearEnd:
        if not Appropriation.objects.exists():
            allotted(township)
        taken(township, made_request(township, PAID_OUT), *PAID, "book")
        year_end = year_end_create(actor=township.actor("BO"), unit=township.unit, year=YEAR)
        year_end_lapse_rest(actor=township.actor("BO"), year_end=year_end)
        for action, role in (("send", "BO"), ("check", "FH"), ("sign", "ML"), ("approve", "DF")):
            year_end_act(actor=township.actor(role), year_end=year_end, action=action)
        Profile.objects.filter(unit=township.unit, year=YEAR).update(structure="没有下属单位。")
        return year_end

    return replayed("closed year", way, *township.people_and_places)


def begun(township: Township) -> Disclosure:
    closed(township)
    return disclosure_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR, document=Disclosure.Document.FINAL_ACCOUNTS
    )  # fmt: skip


def tell(township: Township, disclosure: Disclosure, group: Group, value: int = 0) -> None:
    values: dict[str, int | None] = {key.id: 95_00 if key.unit is Unit.MARKS else value for key in keys_of(disclosure, group)}
    told_set(actor=township.actor("BO"), disclosure=disclosure, edition=disclosure.edition, group=group, values=values)


def written(township: Township) -> Disclosure:
    """With everything it needs: nothing stops it."""
    disclosure, compiler = begun(township), township.actor("BO")
    for group in Group:
        tell(township, disclosure, group)
    approved = Approved("县财政局", f"松财决〔{YEAR + 1}〕8号", date(YEAR + 1, 1, 2))
    final_approval_set(actor=compiler, disclosure=disclosure, edition=disclosure.edition, approved=approved)
    statements_set(
        actor=compiler, disclosure=disclosure, edition=disclosure.edition, about=Statement.About.PERFORMANCE,
        written=[Written("按季度跟踪绩效目标，年末逐项自评。")],
    )  # fmt: skip
    texts = {subject: REASON for subject, _ in reasons_asked(disclosure)}
    reasons_set(actor=compiler, disclosure=disclosure, edition=disclosure.edition, texts=texts)
    for warned in Draft(disclosure).warnings:
        warning_explain(
            actor=compiler, disclosure=disclosure, edition=disclosure.edition, rule=warned.rule, text="由上级统一列支，本单位不列。"
        )
    return disclosure
