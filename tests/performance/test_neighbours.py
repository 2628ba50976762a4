"""Does a review say the same beside the projects that are left as beside all of them?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wenxiao.performance.drafts import IndicatorDraft, ProjectDraft
from wenxiao.performance.neighbours import fewer
from wenxiao.performance.programme import BANDS
from wenxiao.performance.review import review_project

NAMES = ("清运次数", "清 运次数", "合格率", "合格率 完成率", "清运数量", "每吨成本", "满意度", "")
SCALES = (
    ("≥95%", "≥90%且<95%", "≥80%且<90%", "<80%"),
    ("≥95 %", "≥90%且<95%", "≥80%且<90%", "<80%"),
    ("100%", "90%", "80%", "60%以下"),
    ("大于5% 大于5%", "4% 4%", "3% 3%", "2% 2%"),
    ("优", "良", "中", "差"),
    ("", "", "", ""),
)
GOALS = (
    "", "全年清运垃圾900吨，村庄干净。", "全年清运垃圾 910 吨，村庄干净", "1、修渠12公里；2、全年清运垃圾900吨，村庄干净。",
    "修渠12公里，按期验收；修路3公里，按期验收。", "短目标",
)  # fmt: skip

indicators = st.builds(
    lambda name, form, scale, target, kind: IndicatorDraft(
        name, form, kind, target=target, standards=dict(zip(BANDS, scale, strict=True)), weight="20", baseline="新设", data_source="台账"
    ),
    st.sampled_from(NAMES), st.sampled_from(("hebei", "national")), st.sampled_from(SCALES), st.sampled_from(("", "≥95%")),
    st.sampled_from(("产出/数量", "产出/质量", "效益/社会")),
)  # fmt: skip
projects = st.builds(
    ProjectDraft, st.sampled_from(("清运", "修渠", "1.修路2.修桥3.修渠")), st.sampled_from((None, 0, 1, 5_000_00, 100_000_00)),
    st.sampled_from(GOALS), st.just("清扫"), st.lists(indicators, max_size=4).map(tuple),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(projects, st.lists(projects, max_size=8))
def test_a_review_says_the_same_beside_fewer(project: ProjectDraft, others: list[ProjectDraft]) -> None:
    assert review_project(project, fewer(project, others), year=2024) == review_project(project, others, year=2024)


def test_what_shares_nothing_is_left_as_one_sum_of_money() -> None:
    own = ProjectDraft("清运", 1_00, GOALS[1], "", (IndicatorDraft("清运次数", standards=dict(zip(BANDS, SCALES[0], strict=True))),))
    strangers = [ProjectDraft(f"修路{n}", n * 100, "修路3公里，按期验收。", "", (IndicatorDraft("里程"),)) for n in range(300)]
    alike = ProjectDraft("保洁", 7_00, GOALS[2], "", (IndicatorDraft("清运次数"), IndicatorDraft("次数")))
    kept = fewer(own, [*strangers, alike])
    assert [(each.name, each.amount, len(each.indicators)) for each in kept] == [
        ("保洁", 7_00, 1),
        ("", sum(n * 100 for n in range(300)), 0),
    ]
