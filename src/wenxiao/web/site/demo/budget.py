"""How does the demonstration's budget become approved? Two rounds up and two down, each step by the post that takes it."""

from __future__ import annotations

from typing import Any

from wenxiao.web.people.models import Meeting
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.plan.models import Compilation, Explanation, Grade, PriorReading, Project, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.services.allocation import projects_include
from wenxiao.web.plan.services.approval import approval_begin, compilation_approve
from wenxiao.web.plan.services.basic import Basic, basic_lines_add
from wenxiao.web.plan.services.compilation import compilation_move, compilation_open, compilation_prepare
from wenxiao.web.plan.services.control import CutEntry, control_set, cut_set
from wenxiao.web.plan.services.explanations import explanations_set
from wenxiao.web.plan.services.goal_review import Grading, goals_review
from wenxiao.web.plan.services.prior import prior_confirm, prior_read, prior_upload
from wenxiao.web.plan.services.procurement import Procurement, procurement_lines_add
from wenxiao.web.plan.services.revenue import Revenue, revenue_set
from wenxiao.web.site.demo.data import CONTROLS, FUNDS, STAFF, THREE, YEAR, fen, last_year, scaled, table
from wenxiao.web.site.demo.people import Staff


def look_back(staff: Staff) -> None:
    """Last year's figures, read from last year's document and confirmed one by one."""
    compiler = staff.who("BO")
    uploaded = prior_upload(actor=compiler, unit=staff.unit, year=YEAR - 1, name=f"{YEAR - 1} 年部门预算.txt", content=last_year())
    reading = prior_read(pk=uploaded.pk)
    assert reading.state == PriorReading.State.READ, reading.failure
    prior_confirm(actor=compiler, reading=reading, amounts={n: each["amounts"][0] for n, each in enumerate(reading.proposals)})


def first_round(staff: Staff, projects: dict[str, Project]) -> Compilation:
    """一上: what the offices ask for, checked by 财政所长 and signed by 镇长."""
    compiler = staff.who("BO")
    compilation = compilation_prepare(actor=compiler, unit=staff.unit, year=YEAR)
    version = compilation_open(actor=compiler, compilation=compilation)
    lines = projects_include(actor=compiler, version=version)
    by_fund: dict[str, int] = {}
    for line in lines:
        by_fund[line.fund] = by_fund.get(line.fund, 0) + line.amount
    basics = [_basic(each) for each in table("budget")["basic"]]
    for basic in basic_lines_add(actor=compiler, version=version, lines=basics):
        by_fund[basic.fund] = by_fund.get(basic.fund, 0) + basic.amount
    procurement_lines_add(actor=compiler, version=version, lines=[_procurement(each, projects) for each in table("budget")["procurement"]])
    # What is asked for has to come from somewhere: the first round asks for the money of its whole wish.
    wished = {FUNDS[each["fund"]]: by_fund.get(FUNDS[each["fund"]], 0) for each in table("budget")["revenue"]}
    _revenue(staff, version, wished)
    compilation_move(actor=staff.who("FH"), compilation=compilation, action="check_first")
    compilation_move(actor=staff.who("ML"), compilation=compilation, action="send_first")
    return compilation


def second_round(staff: Staff, compilation: Compilation, projects: dict[str, Project], minutes: Meeting) -> None:
    """一下, 二上: the control numbers arrive, five projects are cut, every change is explained, the leading group reviews."""
    budget, compiler = table("budget"), staff.who("BO")
    numbers = {(FUNDS[each["fund"]], CONTROLS[each["category"]]): fen(each["amount"]) for each in budget["control"]}
    control_set(actor=staff.who("DF"), compilation=compilation, numbers=numbers, document=budget["control_document"])
    compilation_move(actor=compiler, compilation=compilation, action="start_second")
    version = latest_version(compilation)
    assert version is not None
    cuts = [
        CutEntry(projects[each["project"]], fen(each["amount"]), each["rule"], each["restore"], _code(each["project"]))
        for each in budget["cut"]
    ]
    cut_set(actor=compiler, version=version, cuts=cuts)
    _revenue(staff, version, {FUNDS[each["fund"]]: fen(each["amount"]) for each in budget["revenue"]})
    three = {THREE[each["item"]]: each["reason"] for each in budget["three_public"]}
    explanations_set(actor=compiler, version=version, about=Explanation.About.THREE_PUBLIC, texts=three)
    compilation_move(actor=staff.who("FH"), compilation=compilation, action="submit_review")
    funded = Project.objects.filter(lines__version=version, lines__amount__gt=0).distinct()
    good = Grade.EXCELLENT.value
    goals_review(actor=staff.who("PS"), compilation=compilation, gradings=[Grading(each, good, good, good, good) for each in funded])
    compilation_move(actor=staff.who("PS"), compilation=compilation, action="pass_review", minutes=minutes)


def approve(staff: Staff, compilation: Compilation) -> None:
    """二下: the bureau approves with number and date; the money is broken down to 项, 款 and project."""
    approval = table("budget")["approval"]
    approval_begin(actor=staff.who("DF"), compilation=compilation)
    compilation_approve(
        actor=staff.who("DF"), compilation=compilation, document=approval["document_number"], approved_on=approval["date"],
        authority=approval["authority"],
    )  # fmt: skip
    compilation_move(actor=staff.who("BO"), compilation=compilation, action="allocate")


def _revenue(staff: Staff, version: Version, amounts: dict[str, int]) -> None:
    lines = [
        Revenue(FUNDS[each["fund"]], each["source"], amounts[FUNDS[each["fund"]]], fen(each["last_year"]))
        for each in table("budget")["revenue"]
    ]
    known = {line.fund for line in lines}
    # 综合预算: a source the township has nothing of stands there with a zero.
    lines += [Revenue(fund.value, fund.label, 0) for fund in Fund if fund.value not in known]
    revenue_set(actor=staff.who("BO"), version=version, lines=lines)


def _basic(each: dict[str, Any]) -> Basic:
    part = Part(each["part"]).value
    if each["basis"] == "staffing":
        return Basic(
            part, each["function_code"], each["economic_code"], each["explanation"], FUNDS[each["fund"]],
            staff_kind=STAFF[each["staffing_kind"]], standard=fen(each["standard"]),
        )  # fmt: skip
    return Basic(part, each["function_code"], each["economic_code"], each["explanation"], FUNDS[each["fund"]], amount=fen(each["amount"]))


def _procurement(each: dict[str, Any], projects: dict[str, Project]) -> Procurement:
    return Procurement(
        projects.get(each["project"]), each["economic_code"], each["code"], each["name"], scaled(each["quantity"]), each["unit"],
        fen(each["unit_price"]), FUNDS[each["fund"]],
    )  # fmt: skip


def _code(project: str) -> str:
    """The 款 of what was asked for on top: that is what the cut takes."""
    return next(str(each["economic_code"]) for each in table("budget")["first_round_extra"] if each["project"] == project)
