"""How does the demonstration's budget become public? Words, check, secrecy review, signature: each by the post whose turn it is."""

from __future__ import annotations

from wenxiao.web.publish.models import Disclosure, Statement
from wenxiao.web.publish.queries.draft import Draft
from wenxiao.web.publish.services.disclosures import (
    Written,
    disclosure_act,
    disclosure_create,
    reasons_set,
    statements_set,
    warning_explain,
)
from wenxiao.web.site.demo.data import YEAR, table
from wenxiao.web.site.demo.people import Staff

_PARTS = {Statement.About.OBJECTIVE: "objective", Statement.About.SAFEGUARD: "safeguard", Statement.About.MATTER: "matter"}


def write(staff: Staff) -> Disclosure:
    """What only people know: paragraphs, reasons, and why a warning stands."""
    compiler, words = staff.who("BO"), table("publication")
    disclosure = disclosure_create(actor=compiler, unit=staff.unit, year=YEAR)
    for about, key in _PARTS.items():
        written = [Written(each["text"], each.get("title", "")) for each in words[key]]
        statements_set(actor=compiler, disclosure=disclosure, edition=disclosure.edition, about=about, written=written)
    texts = {each["subject"]: each["text"] for each in words["reason"]}
    reasons_set(actor=compiler, disclosure=disclosure, edition=disclosure.edition, texts=texts)
    notes = {each["rule"]: each["text"] for each in words["note"]}
    for warned in Draft(disclosure).warnings:
        warning_explain(
            actor=compiler, disclosure=disclosure, edition=disclosure.edition, rule=warned.rule, text=notes[warned.rule]
        )  # fmt: skip
    return disclosure


def publish(staff: Staff, disclosure: Disclosure) -> None:
    """Built, checked, reviewed for secrets, signed, published: each by another person."""
    for role, action in (("BO", "build"), ("FH", "check"), ("SO", "review"), ("ML", "sign"), ("SO", "publish")):
        disclosure_act(actor=staff.who(role), disclosure=disclosure, action=action)
