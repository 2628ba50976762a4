"""Has a colleague changed the project since this page was opened? A stale form is refused instead of overwriting."""

from __future__ import annotations

from django.db.models import F

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.plan.models import Project
from wenxiao.web.trail.refusal import OutOfTurn, Refusal


class StaleEdition(OutOfTurn):
    """The project was changed after the page was opened."""

    def __init__(self, project: Project, edition: int) -> None:
        self.project, self.edition = project, edition
        super().__init__(
            Refusal(
                f"“{project.name}”在您打开页面以后被人改过（您打开的是第 {edition} 版，现在是第 {project.edition} 版），"
                "没有保存。您填的内容还在下面：核对不同之处后可以再保存"
            )
        )


def demand_edit(actor: PostActor, project: Project, function: str = "project_library") -> None:
    """Raises NotPermitted where the post may not edit this project, OutOfTurn where its state does not allow it."""
    demand_letter(actor, function, "E", project)
    if not project.editable:
        raise OutOfTurn(Refusal(f"“{project.name}”现在是“{project.state_title}”，只有草稿和退回的项目可以修改"))


def demand_letter(actor: PostActor, function: str, letter: str, subject: object) -> None:
    """Raises NotPermitted, naming the posts that may."""
    require(actor, function, letter, subject)


def claim(project: Project, edition: int) -> None:
    """Take the next edition, inside the transaction of the edit: one of two who opened the same page comes too late.

    Raises StaleEdition; OutOfTurn where the project was sent up meanwhile.
    """
    editable = (Project.State.DRAFT, Project.State.RETURNED)
    claimed = Project.objects.filter(pk=project.pk, edition=edition, state__in=editable).update(edition=F("edition") + 1)
    project.refresh_from_db(fields=["edition", "state"])
    if claimed:
        return
    if project.edition != edition:
        raise StaleEdition(project, edition)
    raise OutOfTurn(Refusal(f"“{project.name}”刚刚被报送，现在是“{project.state_title}”，没有保存"))
