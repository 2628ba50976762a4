"""What is a line of a budget called, so that the trail and the page of a total mean the same line?"""

from __future__ import annotations

from wenxiao.catalogue.codes import economic_name
from wenxiao.web.plan.elements import Fund, Part, StaffKind
from wenxiao.web.plan.models import BasicLine, ProcurementLine

# Under this word the trail names the line that an act changed.
LINE = "行"


def basic_line_name(line: BasicLine) -> str:
    """By all that makes it the only one of its version (`plan_basic_one_line_each`)."""
    people = f" {StaffKind(line.staff_kind).label}" if line.staff_kind else ""
    economic = f"{line.economic_code} {economic_name(line.economic_code) or ''}".rstrip()
    named = f"{Part(line.part).label} {line.function_code} {economic} {Fund(line.fund).label}{people} {line.explanation}"
    return named.rstrip()


def procurement_line_name(line: ProcurementLine) -> str:
    """Two equal lines may be meant, and are called the same. `line.project` should be read already."""
    owner = line.project.name if line.project else "公用经费"
    return f"{owner} {line.name}（{line.catalogue_code}）{Fund(line.fund).label}"
