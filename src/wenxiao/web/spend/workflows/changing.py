"""What happens when a document that changes the budget takes effect? Money, caps and objectives move in one act, or none of them."""

from __future__ import annotations

from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.books import ledger_post, merged
from wenxiao.web.spend.conditions.changing import Document, lines_in_full
from wenxiao.web.spend.models import Node
from wenxiao.web.spend.queries.change_legs import caps_changed, legs_of
from wenxiao.web.spend.services.caps import caps_open, node_of
from wenxiao.web.spend.services.change_lines import content_hash, told
from wenxiao.web.spend.services.restatements import projects_hold, restatements_take_effect
from wenxiao.web.spend.services.standing import lines_follow
from wenxiao.web.spend.workflows.allotment import appropriation_of, compilation_of
from wenxiao.web.trail import clock
from wenxiao.web.trail.workflow import Act


def take_effect(document: Document, act: Act) -> None:
    """One command of the ledger under the document's own key; then the library. Raises Refused where the money is no longer there."""
    assert isinstance(act.actor, PostActor)
    compilation = compilation_of(document)
    assert compilation is not None
    projects = projects_hold(document)
    lines = lines_in_full(document)
    if caps_changed(lines):
        # Before the first allotment the caps of the budget are not set yet: a change of them would be lost.
        caps_open(actor=act.actor, compilation=compilation)
    opened = [line for line in lines if line.appropriation is None]
    for line in opened:
        line.appropriation = appropriation_of(document, compilation, line)
        line.save(update_fields=["appropriation"])
    for kind, element in caps_changed(lines):
        # A fund that the approved budget did not have gets its cap now.
        if kind == Node.Kind.FUND:
            node_of(document.unit, document.year, Node.Kind.FUND, element, f"{document.year} 年{Fund(element).label}")
    key = f"{document.KIND}/{document.number}"
    ledger_post(
        actor=act.actor, kind=document.KIND, key=key, subject=document,
        legs=merged(legs_of(lines, document.unit.code, document.year)), reason=document.reason, subject_hash=content_hash(document),
        field="lines",
    )  # fmt: skip
    lines_follow(actor=act.actor, key=key, lines=[line.appropriation for line in opened if line.appropriation is not None])
    document.effective_on = clock.today()
    type(document).objects.filter(pk=document.pk).update(effective_on=document.effective_on)
    restatements_take_effect(document, act, projects)
    act.details.update({"变动": told(document)})
