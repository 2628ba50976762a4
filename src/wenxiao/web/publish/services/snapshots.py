"""How does a draft become a snapshot, and a snapshot what the public reads?"""

from __future__ import annotations

from wenxiao.control.chain import ALGORITHM, digest
from wenxiao.disclosure.bundle import FILES
from wenxiao.web.publish.models import Disclosure, Snapshot, SnapshotFile
from wenxiao.web.trail import clock
from wenxiao.web.trail.services import attachment_keep
from wenxiao.web.trail.workflow import Act


def snapshot_build(disclosure: Disclosure, act: Act) -> None:
    """Keep the files that were made of the draft. `given`: `files` by name, `counts` of the check."""
    last = Snapshot.objects.filter(unit=disclosure.unit_id, year=disclosure.year, document=disclosure.document).order_by("-number").first()
    kept = {
        name: attachment_keep(name=name, media_type=FILES[name].media_type, content=content) for name, content in act.given["files"].items()
    }
    notes = [
        {"rule": note.rule, "count": note.count, "text": note.text, "person": note.person, "on": note.on.isoformat()}
        for note in disclosure.notes.all()
    ]
    snapshot = Snapshot(
        unit=disclosure.unit, year=disclosure.year, document=disclosure.document, number=last.number + 1 if last else 1,
        author=f"{act.actor.post} {act.actor.person}", correcting=disclosure.correcting, counts=act.given["counts"], notes=notes,
        algorithm=ALGORITHM,
    )  # fmt: skip
    snapshot.hash = digest(snapshot.content({name: file.hash for name, file in kept.items()}))
    snapshot.save(force_insert=True)
    SnapshotFile.objects.bulk_create(
        SnapshotFile(snapshot=snapshot, name=name, title=FILES[name].title, attachment=file) for name, file in kept.items()
    )
    _set(disclosure, built=snapshot)
    act.details.update({"版次": snapshot.number, "摘要": snapshot.hash})


def snapshot_set_aside(disclosure: Disclosure, act: Act) -> None:
    """Back to writing: the snapshot stays kept, and is no longer on its way. A correction remembers why it is made."""
    _set(disclosure, built=None, correcting=act.reason if disclosure.published_on and not disclosure.correcting else disclosure.correcting)


def snapshot_go_live(disclosure: Disclosure, act: Act) -> None:
    """From now on the public reads it; the edition before stays kept, and its page says what was corrected.

    `published_on` stays the day the public first had the document: that is what the law's term asks.
    """
    assert disclosure.built is not None
    _set(disclosure, live=disclosure.built, published_on=disclosure.published_on or clock.today(), correcting="")
    act.details.update({"版次": disclosure.built.number, "摘要": disclosure.built.hash})


def _set(disclosure: Disclosure, **values: object) -> None:
    """With the state, which the database holds against `built`."""
    for name, value in values.items():
        setattr(disclosure, name, value)
    Disclosure.objects.filter(pk=disclosure.pk).update(**values)
