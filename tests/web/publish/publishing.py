"""What do the tests of publishing share? A township whose approved budget can be published, and its disclosure in any state."""

from __future__ import annotations

from typing import Any

from web.plan.compiling import State as Stage
from web.plan.compiling import brought, last_year_was
from web.plan.making import YEAR
from web.township import Township
from wenxiao.disclosure.bundle import DATA
from wenxiao.disclosure.open_data import open_data_bytes
from wenxiao.disclosure.records import Subject
from wenxiao.web.plan.models import Profile
from wenxiao.web.publish.models import Disclosure, Statement
from wenxiao.web.publish.queries.draft import Draft
from wenxiao.web.publish.queries.reasons import SUBJECTS
from wenxiao.web.publish.services.disclosures import (
    Written,
    disclosure_act,
    disclosure_create,
    reasons_set,
    statements_set,
    warning_explain,
)
from wenxiao.web.publish.services.snapshots import snapshot_build
from wenxiao.web.trail import clock
from wenxiao.web.trail.workflow import Act

REASON = "执行标准调整，人数也有变化"
# Who does what, in the order of the way to the public.
WAY = (("BO", "build"), ("FH", "check"), ("SO", "review"), ("ML", "sign"), ("SO", "publish"))
STATES = ("draft", "built", "checked", "reviewed", "signed", "published")


def begun(township: Township) -> Disclosure:
    """Of an approved budget whose records are whole; nothing written yet."""
    brought(township, Stage.ALLOCATED)
    last_year_was(township, **{subject.value: 1_234_500 for subject in SUBJECTS})
    profile = Profile.objects.get(unit=township.unit, year=YEAR)
    Profile.objects.filter(pk=profile.pk).update(structure="没有下属单位。")
    if not profile.assets.exists():
        profile.assets.create(kind="房屋", quantity=800 * 10_000, measure="平方米", value=50_000_000)
    return disclosure_create(actor=township.actor("BO"), unit=township.unit, year=YEAR)


def written(township: Township) -> Disclosure:
    """With every word it needs: nothing stops it."""
    disclosure, compiler = begun(township), township.actor("BO")
    for about in (Statement.About.OBJECTIVE, Statement.About.SAFEGUARD):
        statements_set(
            actor=compiler,
            disclosure=disclosure,
            edition=disclosure.edition,
            about=about,
            written=[Written("按职责办好全年的事。", "办实事")],
        )
    reasons_set(
        actor=compiler,
        disclosure=disclosure,
        edition=disclosure.edition,
        texts={subject.value: REASON for subject in Subject if subject in SUBJECTS},
    )
    for warned in Draft(disclosure).warnings:
        warning_explain(
            actor=compiler, disclosure=disclosure, edition=disclosure.edition, rule=warned.rule, text="由上级统一列支，本单位不列。"
        )
    return disclosure


def taken_to(township: Township, disclosure: Disclosure, state: str) -> Disclosure:
    """Moved on by those whose turn it is until it stands there."""
    for role, action in WAY[STATES.index(disclosure.state) : STATES.index(state)]:
        disclosure_act(actor=township.actor(role), disclosure=disclosure, action=action)
    return disclosure


def put_at(township: Township, disclosure: Disclosure, state: str) -> Disclosure:
    """As if it had come there, with a snapshot of its data alone: quicker than writing every format, where those are not looked at."""
    if state != Disclosure.State.DRAFT:
        draft = Draft(disclosure)
        files = {DATA: open_data_bytes(draft.open_data)}
        snapshot_build(disclosure, Act(township.actor("BO"), given={"files": files, "counts": draft.report.counts()}))
    values: dict[str, Any] = {"state": state}
    if state == Disclosure.State.PUBLISHED:
        values |= {"live": disclosure.built, "published_on": clock.today()}
    Disclosure.objects.filter(pk=disclosure.pk).update(**values)
    disclosure.refresh_from_db()
    return disclosure
