"""Somebody works without a pause, until the process is killed. Run by test_kill.py inside an installation.

python -m web.working prepare      in empty tables a township with somebody in every post
python -m web.working work NAME    projects from draft into the library, last year's documents in and out again, for ever
python -m web.working begin        a budget of that township, ready to be written
python -m web.working approve      that budget from where it stands through to its approval, a line for each step
python -m web.working look         a line for each thing that is half done or does not agree with the trail
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "wenxiao.web.site.settings"
django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

import wenxiao  # noqa: E402
from web.plan.compiling import basics, brought, latest, onward, sources  # noqa: E402
from web.plan.making import made_activity, made_project, stocked  # noqa: E402
from web.township import Township, made_township  # noqa: E402
from wenxiao.web.people.acting import PostActor  # noqa: E402
from wenxiao.web.people.models import Office, Post, Unit  # noqa: E402
from wenxiao.web.plan.models import Approval, Compilation, PriorFigure, PriorReading, Project, Version  # noqa: E402
from wenxiao.web.plan.services.allocation import projects_include  # noqa: E402
from wenxiao.web.plan.services.basic import basic_lines_add  # noqa: E402
from wenxiao.web.plan.services.prior import prior_confirm, prior_discard, prior_read, prior_upload  # noqa: E402
from wenxiao.web.plan.services.revenue import revenue_set  # noqa: E402
from wenxiao.web.plan.services.versions import version_holds  # noqa: E402
from wenxiao.web.trail.models import Entry  # noqa: E402
from wenxiao.web.trail.workflow import Tracked  # noqa: E402

SAMPLE = Path(wenxiao.__file__).parent / "samples" / "consistent-2025.txt"


def prepare() -> None:
    made_activity(made_township())


def found() -> Township:
    """The township that `prepare` made."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    offices = {office.name[:2]: office for office in Office.objects.all()}
    township = Township(units["B01"], units["T01"], units["T02"], offices)
    for post in Post.objects.select_related("account", "unit", "unit__supervisor", "office"):
        if "-应急" not in post.account.username:
            township.actors[post.role] = PostActor(post.account, post)
    return township


def work(name: str) -> None:
    township = found()
    content = SAMPLE.read_text(encoding="utf-8").replace("松岭县", "试验区").encode()
    for number in itertools.count():
        project = made_project(township, name=f"{name} 第 {number} 个项目", warning_reason="与其他项目的地段不同，各管一段，不重复")
        stocked(township, project)
        officer = township.actor("BO")
        made = prior_upload(actor=officer, unit=township.unit, year=2025, name="上年.txt", content=content)
        reading = prior_read(pk=made.pk)
        if number % 2:
            prior_confirm(actor=officer, reading=reading, amounts={0: reading.proposals[0]["amounts"][0]})
        else:
            prior_discard(actor=officer, reading=reading)
        print(number, flush=True)


def begin() -> None:
    brought(found(), Compilation.State.FIRST, lines=False)


def approve() -> None:
    """Whatever was begun and not done when the last one was killed is done again."""
    township = found()
    compilation = Compilation.objects.get()
    while compilation.state != Compilation.State.APPROVED:
        print(compilation.state, flush=True)
        if compilation.state == Compilation.State.FIRST:
            _write(township, latest(compilation))
        onward(township, compilation)
        compilation.refresh_from_db()
    print("done", flush=True)


def _write(township: Township, version: Version) -> None:
    """What is not there yet; the revenue stands there from the beginning, with nothing in it."""
    compiler = township.actor("BO")
    if not version.projects.exists():
        projects_include(actor=compiler, version=version)
    if not version.basic.exists():
        basic_lines_add(actor=compiler, version=version, lines=basics())
    revenue_set(actor=compiler, version=version, lines=sources())


def look() -> Iterator[str]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (told := cursor.fetchall()) != [("ok",)]:
                yield f"the file is damaged: {told}"
    connection.check_constraints()
    for model in apps.get_models():
        if issubclass(model, Tracked):
            yield from _states(model)
    for project in Project.objects.all():
        entries = Entry.objects.filter(subject_kind=Project.KIND, subject_id=str(project.pk))
        edits = entries.exclude(action="create").filter(to_state="").count()
        if project.edition != 1 + edits:
            yield f"{project}: {edits} edits in the trail, edition {project.edition}"
    for version in Version.objects.filter(sealed__isnull=False):
        if not (version.revenue.exists() or version.basic.exists() or version.projects.exists()):
            yield f"{version} of {version.compilation} is sealed and has no lines"
    for version in Version.objects.all():
        if not version_holds(version):
            yield f"{version} of {version.compilation} is not what was sealed"
    decided = set(Approval.objects.filter(version__sealed__isnull=False).values_list("compilation", flat=True))
    after = (Compilation.State.APPROVED, Compilation.State.ALLOCATED, Compilation.State.CLOSED)
    for compilation in Compilation.objects.all():
        if (compilation.state in after) != (compilation.pk in decided):
            yield f"{compilation} is {compilation.state}, its approval {'is' if compilation.pk in decided else 'is not'} there"
    confirmed = set(PriorReading.objects.filter(state=PriorReading.State.CONFIRMED).values_list("pk", flat=True))
    for figure in PriorFigure.objects.all():
        if figure.reading_id not in confirmed:
            yield f"{figure} was confirmed, its document was not"
    told = {str(each.args_kwargs["args"][0]) for each in DBTaskResult.objects.all()}
    for reading in PriorReading.objects.filter(state=PriorReading.State.WAITING):
        if str(reading.pk) not in told:
            yield f"{reading} waits and nobody will read it"


def _states(model: type[Tracked]) -> Iterator[str]:
    """Each object is where its last transition put it, and each transition has its object."""
    last: dict[str, str] = {}
    for subject, action, to_state in (
        Entry.objects.filter(subject_kind=model.KIND).order_by("id").values_list("subject_id", "action", "to_state")
    ):
        if action == "delete":
            last.pop(subject, None)
        else:
            last[subject] = to_state or last.get(subject, "")
    state_type = model.State  # type: ignore[attr-defined]
    for each in model._default_manager.all():
        if str(each.pk) not in last:
            yield f"{model.KIND} {each.pk} stands there without a word in the trail"
            continue
        told = last.pop(str(each.pk))
        is_now = str(state_type(each.state).label)
        first = str(next(iter(state_type)).label)
        if is_now != (told or first):
            yield f"{model.KIND} {each.pk} is {is_now}, the trail says {told or first}"
    for subject in last:
        yield f"the trail tells of {model.KIND} {subject}, which is not there"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["work", name]:
            work(name)
        case ["begin"]:
            begin()
        case ["approve"]:
            approve()
        case ["look"]:
            print("\n".join(look()))
