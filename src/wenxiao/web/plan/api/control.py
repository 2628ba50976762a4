"""What does the bureau allow, how far is the budget from it, and which projects are cut by how much and why?"""

from __future__ import annotations

from ninja import Router
from pydantic import Field

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Amount, Fen, Id, Line, Text, Told, Typed
from wenxiao.web.plan.api.asking import asked_compilation, asked_version, named_projects
from wenxiao.web.plan.elements import ControlCategory, Fund
from wenxiao.web.plan.models import Compilation, ControlNumber, Project, Version
from wenxiao.web.plan.queries.totals import balances, three_public_by_fund
from wenxiao.web.plan.services.control import CutEntry, control_set, cut_accept, cut_proposals, cut_set, cuts_mark
from wenxiao.web.plan.services.versions import open_version
from wenxiao.web.trail.refusal import Refusal, Refused

router = Router(tags=["控制数和压减"])


class NumberTyped(Typed):
    """一项控制数."""

    fund: Fund
    category: ControlCategory
    amount_fen: Fen


class ControlTyped(Typed):
    """控制数 with the document they came by."""

    numbers: list[NumberTyped] = Field(min_length=1, max_length=15)
    document: Text
    expected_fen: Fen | None = Field(None, description="核对数：基本支出和项目支出控制数应当合计多少")


class NumberTold(Told):
    """控制数 beside what is planned; null where none was given."""

    fund: str
    category: str
    amount_fen: Amount | None
    planned_fen: Amount
    document: str


class CutTyped(Typed):
    """压减 of a project; 0 gives everything back."""

    project: Line
    amount_fen: Fen
    rule: Text = ""
    restore: Text = ""
    economic_code: Line = Field("", description="先从哪一款压；不填的从大的压起")


class CutsTyped(Typed):
    """几个项目的压减."""

    cuts: list[CutTyped] = Field(min_length=1, max_length=500)
    seen: Line | None = Field(None, description="取数时的 mark")


class CutTold(Told):
    """压减."""

    project: str
    project_name: str
    amount_fen: Amount
    rule: str
    restore: str


class ProposalTold(CutTold):
    """压减建议: what would bring the fund's projects down to its number exactly."""

    fund: str


class CutsTold(Told):
    """已有的压减, and what is proposed on top."""

    version: int
    mark: str
    cuts: list[CutTold]
    proposals: list[ProposalTold]


@router.get("/compilations/{id}/control", response=answers(list[NumberTold]), summary="控制数和安排数")
def control(request: ApiRequest, id: Id, version: Id | None = None) -> list[NumberTold]:
    found = asked_compilation(request.auth, id)
    return _numbers(found, asked_version(found, version))


@router.put("/compilations/{id}/control", response=answers(list[NumberTold]), summary="下达控制数，或更正已下达的")
def control_give(request: ApiRequest, id: Id, typed: ControlTyped) -> list[NumberTold]:
    found = asked_compilation(request.auth, id)
    control_written(request.auth, found, typed)
    return _numbers(found, asked_version(found, None))


@router.get("/compilations/{id}/cuts", response=answers(CutsTold), summary="压减和压减建议")
def cuts(request: ApiRequest, id: Id, version: Id | None = None) -> CutsTold:
    return _cuts(asked_version(asked_compilation(request.auth, id), version))


@router.put("/compilations/{id}/cuts", response=answers(CutsTold), summary="压减几个项目，写明依据和恢复条件")
def cuts_set(request: ApiRequest, id: Id, typed: CutsTyped) -> CutsTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    projects = named_projects(version.compilation.unit, [each.project for each in typed.cuts], "cuts")
    entries = [
        CutEntry(project, each.amount_fen, each.rule, each.restore, each.economic_code)
        for project, each in zip(projects, typed.cuts, strict=True)
    ]
    with named(rows="cuts", amount="amount_fen"):
        cut_set(actor=request.auth, version=version, cuts=entries, seen=typed.seen, shown=_listed(version))
    return _cuts(version)


@router.post("/compilations/{id}/cuts/accept", response=answers(CutsTold), summary="采用全部压减建议")
def cuts_accept(request: ApiRequest, id: Id) -> CutsTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    cut_accept(actor=request.auth, version=version)
    return _cuts(version)


def control_written(actor: PostActor, found: Compilation, typed: ControlTyped, prefix: str = "") -> None:
    """Raises NotPermitted, OutOfTurn, Refused (`<prefix>numbers.<n>`, `<prefix>document`, `<prefix>expected_fen`)."""
    keys = [(each.fund.value, each.category.value) for each in typed.numbers]
    if twice := [n for n, key in enumerate(keys) if key in keys[:n]]:
        raise Refused(*(Refusal("这一项控制数写了两次", field=f"{prefix}numbers.{n}") for n in twice))
    numbers = {key: each.amount_fen for key, each in zip(keys, typed.numbers, strict=True)}
    titles = {f"{fund}-{category}": f"{prefix}numbers.{n}.amount_fen" for n, (fund, category) in enumerate(keys)}
    with named(**titles, document=f"{prefix}document", expected=f"{prefix}expected_fen"):
        control_set(actor=actor, compilation=found, numbers=numbers, document=typed.document, expected=typed.expected_fen)


def _numbers(found: Compilation, version: Version) -> list[NumberTold]:
    given = {(each.fund, each.category): each for each in ControlNumber.objects.filter(compilation=found)}
    planned: dict[tuple[str, str], int] = {}
    for balance in balances(version):
        planned[balance.fund.value, ControlCategory.BASIC.value] = balance.basic
        planned[balance.fund.value, ControlCategory.PROJECT.value] = balance.project
    planned |= {(fund, ControlCategory.THREE_PUBLIC.value): amount for fund, amount in three_public_by_fund(version).items()}
    keys = [(fund.value, category.value) for fund in Fund for category in ControlCategory]
    return [
        NumberTold(
            fund=key[0], category=key[1], amount_fen=given[key].amount if key in given else None, planned_fen=planned.get(key, 0),
            document=given[key].document if key in given else "",
        )
        for key in keys
        if key in given or planned.get(key)
    ]  # fmt: skip


def _listed(version: Version) -> list[Project]:
    return list(Project.objects.filter(lines__version=version).distinct())


def _cuts(version: Version) -> CutsTold:
    made = version.cuts.select_related("project")
    proposals = cut_proposals(version)
    codes = dict(version.projects.values_list("project_id", "project__code"))
    return CutsTold(
        version=version.pk, mark=cuts_mark(version, _listed(version)),
        cuts=[
            CutTold(
                project=each.project.code, project_name=each.project.name, amount_fen=each.amount, rule=each.rule, restore=each.restore
            )
            for each in made
        ],
        proposals=[
            ProposalTold(
                project=codes[each.loss.claim.project], project_name=each.loss.claim.name, amount_fen=each.loss.total, rule=each.rule,
                restore=each.restore, fund=each.loss.claim.fund,
            )
            for each in proposals
        ],
    )  # fmt: skip
