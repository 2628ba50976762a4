"""Are the sealed versions of a budget still what was sealed? Asked by a person, and answered in the trail, with the day and the asker."""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.plan.models import Compilation, Version
from wenxiao.web.plan.services.versions import version_holds
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import Refusal, Refused
from wenxiao.web.trail.services import record

ACTION = "check_seals"
HOLDS, BROKEN = "与封存时一致", "与封存时不一致"


class Seal(NamedTuple):
    """封存: a version, and whether it is what was sealed, by its own hash and by the one the trail keeps."""

    version: Version
    holds: bool


def seal_of(version: Version) -> Seal:
    """Reads every line of the version: five queries, and one of the trail."""
    kept = [
        entry.details.get("摘要")
        for entry in story(Compilation.KIND, version.compilation_id)
        if entry.action != "check_first" and entry.details.get("版本") == str(version)
    ]
    return Seal(version, version_holds(version) and all(each == version.hash for each in kept))


def seals_check(*, actor: PostActor, compilation: Compilation) -> tuple[Seal, ...]:
    """Hold every sealed version against its hash and write down how each stands. Raises NotPermitted, Refused."""
    require(actor, "compilation", "V", compilation)
    with transaction.atomic():
        found = tuple(seal_of(version) for version in compilation.versions.filter(sealed__isnull=False).order_by("id"))
        if not found:
            raise Refused(Refusal("还没有封存的版本，没有要核对的"))
        told = {str(seal.version): HOLDS if seal.holds else BROKEN for seal in found}
        record(actor=actor, subject=compilation, action=ACTION, action_title="核对封存的版本", details=told)
    return found


def last_checks(acts: list[Entry]) -> dict[str, Entry]:
    """The last check of each version that was checked at all, by the version's title; `acts` is the budget's story."""
    return {title: entry for entry in acts if entry.action == ACTION for title in entry.details}
