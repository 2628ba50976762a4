"""What is wrong with the indicators a document promises? One named test for each rule R130–R152; `TESTS` finds it by its name."""

from __future__ import annotations

from wenxiao.performance.quality.completeness import (
    baseline_shown,
    cost_indicator_present,
    data_source_named,
    goal_and_indicators_present,
    indicators_not_copied,
    satisfaction_present,
    weights_add_up,
)
from wenxiao.performance.quality.funds import (
    compliance_is_a_gate,
    execution_rate_is_no_indicator,
    indicators_match_amount,
    unfunded_work_has_no_money_indicator,
)
from wenxiao.performance.quality.goals import (
    direction_fits,
    excellent_not_too_low,
    goal_is_its_own_text,
    goals_not_repeated,
    no_vague_wording,
    standards_agree_with_goal,
)
from wenxiao.performance.quality.promises import Test
from wenxiao.performance.quality.scales import (
    all_bands_filled,
    bands_without_gap,
    bands_without_overlap,
    one_indicator_per_row,
    units_agree,
    values_are_quantified,
)

TESTS: dict[str, Test] = {
    "goal_and_indicators_present": goal_and_indicators_present,  # R130
    "values_are_quantified": values_are_quantified,  # R131
    "bands_without_gap": bands_without_gap,  # R132
    "bands_without_overlap": bands_without_overlap,  # R133
    "all_bands_filled": all_bands_filled,  # R134
    "units_agree": units_agree,  # R135
    "one_indicator_per_row": one_indicator_per_row,  # R136
    "direction_fits": direction_fits,  # R137
    "excellent_not_too_low": excellent_not_too_low,  # R138
    "standards_agree_with_goal": standards_agree_with_goal,  # R139
    "satisfaction_present": satisfaction_present,  # R140
    "cost_indicator_present": cost_indicator_present,  # R141
    "execution_rate_is_no_indicator": execution_rate_is_no_indicator,  # R142
    "unfunded_work_has_no_money_indicator": unfunded_work_has_no_money_indicator,  # R143
    "indicators_match_amount": indicators_match_amount,  # R144
    "goal_is_its_own_text": goal_is_its_own_text,  # R145
    "goals_not_repeated": goals_not_repeated,  # R146
    "indicators_not_copied": indicators_not_copied,  # R147
    "no_vague_wording": no_vague_wording,  # R148
    "weights_add_up": weights_add_up,  # R149
    "data_source_named": data_source_named,  # R150
    "compliance_is_a_gate": compliance_is_a_gate,  # R151
    "baseline_shown": baseline_shown,  # R152
}
