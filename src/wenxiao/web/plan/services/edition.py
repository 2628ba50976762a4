"""Has a colleague changed the project or the profile since this page was opened? A stale form is refused instead of overwriting."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.plan.models import Profile, Project
from wenxiao.web.trail.refusal import OutOfTurn, Refusal


class StaleEdition(OutOfTurn):
    """It was changed after the page was opened."""

    def __init__(self, subject: Project | Profile, edition: int) -> None:
        self.subject, self.edition = subject, edition
        super().__init__(
            Refusal(
                f"“{subject}”在您打开页面以后被人改过（您打开的是第 {edition} 版，现在是第 {subject.edition} 版），"
                "没有保存。您填的内容还在下面：核对不同之处后可以再保存"
            )
        )


def demand_edit(actor: PostActor, project: Project, function: str = "project_library") -> None:
    """Raises NotPermitted where the post may not edit this project, OutOfTurn where its state does not allow it."""
    require(actor, function, "E", project)
    if not project.editable:
        raise OutOfTurn(Refusal(f"“{project.name}”现在是“{project.state_title}”，只有草稿和退回的项目可以修改"))


def claim(project: Project, edition: int) -> None:
    """Take the project's next edition. Raises StaleEdition; OutOfTurn where it was sent up meanwhile."""
    if not _taken(project, edition, (Project.State.DRAFT, Project.State.RETURNED)):
        raise OutOfTurn(Refusal(f"“{project.name}”刚刚被报送，现在是“{project.state_title}”，没有保存"))


def claim_profile(profile: Profile, edition: int) -> None:
    """Take the profile's next edition. Raises StaleEdition; OutOfTurn where it is confirmed already."""
    if not _taken(profile, edition, (Profile.State.DRAFT,)):
        raise OutOfTurn(Refusal(f"{profile}已经核定，不能修改：请财政所长先退回修改"))


def _taken(subject: Project | Profile, edition: int, editable: Sequence[str]) -> bool:
    """Whether its state let it be edited. Inside the transaction of the edit: one of two who opened the same page comes too late, and
    who confirms or sends it up at the same moment waits for this row or is waited for."""
    rows = type(subject)._default_manager.filter(pk=subject.pk, edition=edition, state__in=editable)
    taken = bool(rows.update(edition=F("edition") + 1))
    subject.refresh_from_db(fields=["edition", "state"])
    if not taken and subject.edition != edition:
        raise StaleEdition(subject, edition)
    return taken
