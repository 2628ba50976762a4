"""The named tests that rules without a formula call: names, wording, completeness, and the quality of indicators."""

from __future__ import annotations

from collections.abc import Callable

from wenxiao.checks.named_tests import (
    changes,
    codes,
    completeness,
    figures,
    names,
    plausibility,
    procurement,
    projects,
    publication,
    wording,
)
from wenxiao.facts.model import FactSet
from wenxiao.performance import quality
from wenxiao.performance.quality.promises import Test as PromiseTest
from wenxiao.vocabulary.finding import Verdict

Test = Callable[[FactSet], Verdict]


def _of_programme(test: PromiseTest) -> Test:
    """A test of the promises, asked of the document that makes them."""
    return lambda facts: test(facts.programme)


TESTS: dict[str, Test] = {
    "identity_stated": completeness.identity_stated,  # R001
    "tables_complete": completeness.tables_complete,  # R002
    "chapters_complete": completeness.chapters_complete,  # R003
    "unit_name_constant": names.unit_name_constant,  # R004
    "unit_code_constant": names.unit_code_constant,  # R005
    "parent_constant": names.parent_constant,  # R006
    "published_in_time": publication.published_in_time,  # R007
    "approval_stated": publication.approval_stated,  # R008
    "empty_tables_explained": completeness.empty_tables_explained,  # R009
    "years_allowed": publication.years_allowed,  # R010
    "no_template_residue": wording.no_template_residue,  # R011
    "structure_wording_agrees": wording.structure_wording_agrees,  # R012
    "clean_wording": wording.clean_wording,  # R013
    "current_terms": wording.current_terms,  # R014
    "contents_match_tables": completeness.contents_match_tables,  # R016
    "no_personal_data": publication.no_personal_data,  # R017
    "no_negative_amounts": figures.no_negative_amounts,  # R041
    "figures_well_printed": figures.figures_well_printed,  # R042
    "projects_have_goals": projects.projects_have_goals,  # R059
    "procurement_projects_known": procurement.procurement_projects_known,  # R061
    "vehicle_purchase_agrees": procurement.vehicle_purchase_agrees,  # R066
    "functions_within_duties": codes.functions_within_duties,  # R068
    "fund_codes_in_fund_table": codes.fund_codes_in_fund_table,  # R069
    "staff_insurance_present": codes.staff_insurance_present,  # R070
    "no_rate_on_zero_base": changes.no_rate_on_zero_base,  # R084
    "changes_have_reasons": changes.changes_have_reasons,  # R085
    "three_public_counts_told": changes.three_public_counts_told,  # R091
    "code_names_official": codes.code_names_official,  # R098
    "key_projects_explained": projects.key_projects_explained,  # R099
    "running_cost_per_head": plausibility.running_cost_per_head,  # R111
    "running_cost_per_vehicle": plausibility.running_cost_per_vehicle,  # R113
    "transport_allowance_per_head": plausibility.transport_allowance_per_head,  # R114
    "office_area_per_head": plausibility.office_area_per_head,  # R115
    "heating_per_area": plausibility.heating_per_area,  # R116
    "procurement_codes_named": procurement.procurement_codes_named,  # R117
    "procurement_codes_current": procurement.procurement_codes_current,  # R118
    "large_procurement_explained": procurement.large_procurement_explained,  # R119
    "large_service_measured": procurement.large_service_measured,  # R120
    "no_debt_or_office_building": projects.no_debt_or_office_building,  # R121
    "staff_pay_in_projects": projects.staff_pay_in_projects,  # R123
    "project_amounts_measured": projects.project_amounts_measured,  # R124
    **{name: _of_programme(test) for name, test in quality.TESTS.items()},  # R130–R152
}
