"""What does the demonstration's office want money for? Its profile, duties and projects, through every desk of the library."""

from __future__ import annotations

from typing import Any

from wenxiao.web.people.models import Meeting, Office
from wenxiao.web.plan.models import Activity, Duty, Project
from wenxiao.web.plan.services.duties import activity_create, duty_create
from wenxiao.web.plan.services.estimate import EstimateEntry, estimate_replace
from wenxiao.web.plan.services.indicators import IndicatorEntry, indicators_replace
from wenxiao.web.plan.services.profile import AssetEntry, StaffEntry, profile_act, profile_create
from wenxiao.web.plan.services.projects import offered, project_act, project_create
from wenxiao.web.site.demo.data import CATEGORIES, FUNDS, STAFF, YEAR, fen, scaled, table
from wenxiao.web.site.demo.people import Staff

BANDS = {"优": "excellent", "良": "good", "中": "fair", "差": "poor"}


def describe(staff: Staff) -> None:
    """The unit's profile, entered by 预算绩效专管员 and confirmed by 财政所长."""
    data = table("profile")
    profile = profile_create(
        actor=staff.who("BO"), unit=staff.unit, year=YEAR, legal_name=data["legal_name"], nature=data["nature"], level=data["level"],
        funding_form=data["funding_form"], functions=data["functions"].strip(), as_of=data["as_of"],
        structure="\n".join(f"{organ['name']}：{organ['functions']}" for organ in data.get("organ", ())),
        vehicles_quota=data["vehicles"]["quota"], vehicles_held=data["vehicles"]["held"], over_quota_reason=data["over_quota_reason"],
        staffing={STAFF[line["kind"]]: StaffEntry(line.get("quota"), line["headcount"]) for line in data["staffing"]},
        assets=[
            AssetEntry(line["kind"], fen(line["value"]), scaled(line["quantity"]) if "quantity" in line else None, line.get("unit", ""))
            for line in data["asset"]
        ],
    )  # fmt: skip
    profile_act(actor=staff.who("FH"), profile=profile, action="confirm")


def stock(staff: Staff, minutes: Meeting) -> dict[str, Project]:
    """Every project from draft to 已入库. Projects by name."""
    projects: dict[str, Project] = {}
    for entry in table("programme")["duty"]:
        duty = duty_create(
            actor=staff.who("BO"), unit=staff.unit, number=entry["number"], name=entry["name"],
            description=entry["description"], objective=entry["objective"], since=YEAR,
        )  # fmt: skip
        for number, each in enumerate(entry["activity"], 1):
            activity = _activity(staff, duty, number, each)
            for wanted in each["project"]:
                projects[wanted["name"]] = _drafted(staff, activity, each, wanted)
    for project in projects.values():
        _admit(staff, project, minutes)
    return projects


def _activity(staff: Staff, duty: Duty, number: int, entry: dict[str, Any]) -> Activity:
    return activity_create(
        actor=staff.who("BO"), duty=duty, number=number, name=entry["name"], content=entry["content"], objective=entry["objective"],
        stands_for_duty=entry.get("stands_for_duty", False),
    )  # fmt: skip


def _drafted(staff: Staff, activity: Activity, entry: dict[str, Any], wanted: dict[str, Any]) -> Project:
    clerk = staff.who("HD", wanted["office"])
    project = project_create(
        actor=clerk, office=Office.objects.get(unit=staff.unit, code=wanted["office"]), activity=activity, name=wanted["name"],
        start_year=wanted["start_year"], end_year=wanted["end_year"], function_code=wanted["function_code"],
        category=CATEGORIES[wanted["category"]], fund=FUNDS[wanted["fund"]], basis=wanted["basis"], necessity=wanted["necessity"],
        content=entry["content"], objective=wanted.get("objective", entry["objective"]), rigid=wanted["rigid"],
        unfunded=wanted["unfunded"], appraisal=wanted.get("appraisal", ""), warning_reason=wanted.get("warning_reason", ""),
    )  # fmt: skip
    extra = [each for each in table("budget")["first_round_extra"] if each["project"] == wanted["name"]]
    estimate_replace(
        actor=clerk, project=project, edition=project.edition, lines=[_line(line) for line in [*wanted.get("estimate", ()), *extra]]
    )
    indicators_replace(actor=clerk, project=project, edition=project.edition, entries=[_indicator(each) for each in wanted["indicator"]])
    return project


def _line(line: dict[str, Any]) -> EstimateEntry:
    return EstimateEntry(
        YEAR, line["item"], scaled(line["quantity"]), line["unit"], fen(line["unit_price"]), line["economic_code"],
        line.get("procurement_code", ""), line.get("source", "演示数据：市场询价"),
    )  # fmt: skip


def _indicator(entry: dict[str, Any]) -> IndicatorEntry:
    bands = {BANDS[grade]: text for grade, text in entry.get("standards", {}).items()}
    return IndicatorEntry(
        name=entry["name"], form=entry["form"], kind=entry["kind"], measure=entry["unit"], direction=entry["direction"],
        target=entry["target"], baseline=entry.get("baseline", ""), weight=entry["weight"], explanation=entry["explanation"],
        source=entry["source"], evidence=entry["evidence"], **bands,
    )  # fmt: skip


def _admit(staff: Staff, project: Project, minutes: Meeting) -> None:
    """Each desk does what is open to it, until the bureau has taken the project in."""
    project_act(actor=staff.who("HD", project.office.code), project=project, action="submit")
    checked = "演示数据：已查无同类项目、存量资产和经费不能替代"
    project_act(actor=staff.who("HL", project.office.code), project=project, action="office_approve", reason=checked)
    compiler = staff.who("BO")
    way = next(each.action for each in offered(actor=compiler, project=project) if each.action in ("send_to_collective", "send_to_bureau"))
    project_act(actor=compiler, project=project, action=way, reason=checked)
    if project.state == Project.State.COLLECTIVE:
        project_act(actor=staff.who("PS"), project=project, action="collective_approve", minutes=minutes)
    project_act(actor=staff.who("DF"), project=project, action="bureau_approve")
