"""A draft under review: is every fault of a real table found beside its field, and does every offered repair mend it?"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wenxiao.catalogue.kinds import kinds
from wenxiao.catalogue.rules import rules
from wenxiao.performance.programme import BANDS
from wenxiao.performance.review import FieldProblem, IndicatorDraft, ProjectDraft, review_indicator, review_project
from wenxiao.vocabulary.finding import Severity

FILLED = {"data_source": "台账，每季度末取数", "evidence": "台账", "explanation": "按台账累加", "baseline": "新设", "weight": "10"}
GOOD = ("≥95%", "≥90%且<95%", "≥80%且<90%", "<80%")


def banded(name: str, *texts: str, kind: str = "产出/质量", unit: str = "", **more: str) -> IndicatorDraft:
    return IndicatorDraft(name, "hebei", kind, unit, standards=dict(zip(BANDS, texts, strict=True)), **{**FILLED, **more})


def single(name: str, target: str, *, kind: str = "产出/质量", unit: str = "", **more: str) -> IndicatorDraft:
    return IndicatorDraft(name, "national", kind, unit, target=target, **{**FILLED, **more})


def project(*indicators: IndicatorDraft, **more: object) -> ProjectDraft:
    about = {"name": "村庄保洁", "amount": 50_000_00, "objective": "全年清运垃圾 900 吨，村庄干净", "content": "清扫道路，收集清运垃圾"}
    return ProjectDraft(**{**about, "indicators": indicators, **more})  # type: ignore[arg-type]


def told(problems: tuple[FieldProblem, ...], rule: str) -> FieldProblem:
    return next(each for each in problems if each.rule == rule)


def mended(draft: IndicatorDraft, problem: FieldProblem, of: ProjectDraft | None = None) -> list[IndicatorDraft]:
    """The draft after each repair, every one of which must have mended that problem without making a new one that blocks."""
    before = {each.rule for each in review_indicator(draft, project=of) if each.blocks}
    results = []
    for repair in problem.repairs:
        after = draft.with_changes(repair.changes)
        again = review_indicator(after, project=of)
        assert (problem.rule, problem.field) not in {(each.rule, each.field) for each in again}, (draft, repair, again)
        assert {each.rule for each in again if each.blocks} <= before, (draft, repair, again)
        assert repair.reason
        results.append(after)
    return results


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (single("检测合格率", "≥198%", unit="%"), "target"),
        (single("检测合格率", "≥198", unit="%"), "target"),
        (single("群众满意度", ">100%", unit="%"), None),
        (banded("检测合格率", "≥198%", "≥90%且<198%", "≥80%且<90%", "<80%", unit="%"), "standards"),
        (single("检测合格率", "≥100%", unit="%"), None),
        (single("企业营业收入增长率", "≥198%", unit="%"), None),
        (single("群众收入提高比例", "≥120%", unit="%"), None),
        (single("投资回报率", "≥120%", unit="%"), None),
        (single("检测样品数", "≥198个", unit="个"), None),
    ],
)
def test_a_rate_that_would_have_to_pass_the_whole_is_told(draft: IndicatorDraft, field: str | None) -> None:
    told_of = [each for each in review_indicator(draft) if "比率最多是 100%" in each.message]
    assert [(each.field, each.severity) for each in told_of] == ([(field, Severity.WARNING)] if field else [])


def test_a_good_indicator_has_no_problem_in_either_form() -> None:
    assert review_indicator(banded("保洁合格率", *GOOD, unit="%", direction="↑")) == ()
    assert review_indicator(single("保洁合格率", "≥95%", unit="%", direction="↑")) == ()
    assert (
        review_indicator(single("制度建立情况", "建立并执行", explanation="建立并执行为达到；建立未执行为部分达到；未建立为没有达到")) == ()
    )


# The scales of a published table, each with its fault: rule, field, what is said, how many repairs are offered.
FAULTS = [
    (banded("合格率", "100%", "90%", "80%", "60%以下"), "R132", "standards", "大于 60%、小于 80% 的值没有等级", 2),
    (banded("到位率", "90%", "80%", "70%", "60%以下"), "R132", "standards", "大于 60%、小于 70%", 2),
    (banded("覆盖率", "95%", "90%", "80%", "60%以下"), "R132", "standards", "大于 60%、小于 80%", 2),
    (banded("学习次数", "20次", "15次", "12次", "10次以下"), "R132", "standards", "11 次", 2),
    (banded("返贫率", "0%", "1%", "2%", "3%以上"), "R132", "standards", "大于 2%、小于 3%", 2),
    (banded("林木受灾率", "2%以下", "3%", "4%", "5%以上"), "R132", "standards", "大于 4%、小于 5%", 2),
    (banded("完成率", "80%", "70%", "60%", "60%以下"), "R133", "standards", "60% 既是中又是差", 2),
    (banded("巡查次数", "大于9次", "5-9次", "3-5次", "低于3次"), "R133", "standards", "5 次 既是良又是中", 2),
    (banded("机构健全", "健全", "", "", "不健全"), "R134", "standards.良", "良、中没有写标准", 1),
    (banded("机构健全", "健全", "", "", "不健全"), "R131", "standards", "只用文字写了优、差", 1),
    (banded("数据准确率", "", "", "", ""), "R134", "standards.优", "优良中差都没有写", 0),
    (banded("合格率", "95%", "90%", "", "80%以下"), "R134", "standards.中", "中没有写标准", 1),
    (banded("演练", "定期", "—", "—", "不演练"), "R134", "standards.差", "不定期", 0),
    (banded("宣传教育次数", "100%", "90%", "80%", "低于80%"), "R135", "standards", "个数", 1),
    (banded("服务站达标", "100%", "90%", "80%", "低于80%"), "R135", "standards", "状态", 2),
    (banded("发放及时性", "100%", "90%", "80%", "低于80%"), "R135", "standards", "…性", 1),
    (banded("会议次数", "4", "3", "2", "低于2"), "R135", "standards", "没有单位", 1),
    (banded("会议次数", "4", "3", "2", "低于2次"), "R135", "standards", "优、良、中没有写单位", 1),
    (banded("整改问题数", "9次", "8次", "7次", "低于7次"), "R135", "standards", "以“个”计", 1),
    (banded("甲类 乙类", "5% 5%", "3% 3%", "2% 2%", "低于2% 低于2%"), "R136", "name", "一行里写了", 0),
    (banded("合格率", "90%", "95%", "80%", "低于80%"), "R137", "standards", "同一方向", 1),
    (banded("整改问题数", "大于3个", "2-3个", "1个", "0个"), "R137", "standards", "坏事越多", 1),
    (banded("群众满意度", *reversed(GOOD), kind="满意度/服务对象"), "R137", "standards", "越高越好", 1),
    (banded("合格率", *GOOD, direction="↓"), "R137", "standards", "指标方向填的是越小越好", 1),
    (banded("信访办理", "办结", "", "", "群众上访"), "R137", "standards.差", "权利", 0),
    (banded("合格率", "70%", "60%", "50%", "低于50%"), "R138", "standards.优", "只要 70%", 0),
    (banded("合格率", *GOOD, baseline="97%"), "R138", "standards.优", "上年实际（97%）", 0),
    (banded("预算执行率", *GOOD), "R142", "name", "花了多少钱", 0),
    (banded("资金支出合规性", "合规", "—", "—", "不合规"), "R151", "name", "底线", 0),
    (banded("环境情况", "明显改善", "有所改善", "没有改善", "变差"), "R148", "standards.优", "“改善”", 0),
    (banded("合格率", *GOOD, data_source="台账"), "R150", "data_source", "什么时候取", 2),
    (banded("合格率", *GOOD, data_source=""), "R150", "data_source", "没有写数据来源", 0),
    (banded("合格率", *GOOD, baseline=""), "R152", "baseline", "没有写上年实际值", 1),
    (single("合格率", "95"), "R135", "target", "没有单位", 1),
    (single("合格率", "95%"), "R131", "target", "没有写符号", 2),
    (single("环境情况", "明显改善", explanation=""), "R131", "target", "没有数", 0),
    (single("信访发生率", "≥5%"), "R137", "target", "坏事越多", 1),
    (single("合格率", "≤95%"), "R137", "target", "写了上限", 1),
    (single("合格率", "≥95%", direction="↓"), "R137", "direction", "填的是越小越好", 1),
    (single("合格率", "≥85%", baseline="92%"), "R138", "target", "上年实际（92%）", 1),
    (single("投诉件数", "≤5件", baseline="3件"), "R138", "target", "上年实际（3件）宽", 1),
]


@pytest.mark.parametrize(("draft", "rule", "field", "said", "repairs"), FAULTS)
def test_a_fault_is_told_beside_its_field_and_each_repair_mends_it(
    draft: IndicatorDraft, rule: str, field: str, said: str, repairs: int
) -> None:
    problem = told(review_indicator(draft), rule)
    assert (problem.field, len(problem.repairs)) == (field, repairs)
    assert said in problem.message
    assert problem.message.endswith("。")
    assert not problem.message.startswith(("“”", "：", "，"))
    assert len(mended(draft, problem)) == repairs


PATTERNS = [("100%", "90%", "80%", "60%以下"), ("95%", "80%", "70%", "60%以下"), ("60%", "50%", "40%", "30%以下")]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", ["学习覆盖率", "办件完成率", "设备完好率"])
def test_both_ways_to_close_a_gap_are_complete_partitions(name: str, pattern: tuple[str, ...]) -> None:
    draft = banded(name, *pattern, unit="%")
    at_better, at_worse = told(review_indicator(draft), "R132").repairs
    assert set(at_better.changes) == {"standards.差"}
    assert set(at_worse.changes) == {"standards.中", "standards.差"}
    for repair in (at_better, at_worse):
        left = {problem.rule for problem in review_indicator(draft.with_changes(repair.changes))}
        assert left <= {"R138", "界限写明"}


def test_which_rules_block_is_what_publishing_calls_an_error() -> None:
    blocking = {rule.id for rule in rules() if rule.id in {each[1] for each in FAULTS} and rule.publishing is Severity.ERROR}
    for draft, rule, *_ in FAULTS:
        problem = told(review_indicator(draft), rule)
        assert problem.blocks == (rule in blocking and problem.severity is not Severity.INFO)
    assert {"R131", "R132", "R133", "R134", "R135", "R136", "R137"} <= blocking
    assert not {"R138", "R142", "R148", "R150", "R151", "R152"} & blocking


def test_an_indicator_is_held_against_its_projects_goal() -> None:
    fire = banded("山火起数", "小于10起", "10-15起", "16-20起", "大于20起")
    goal = project(objective="确保不发生火灾、山火", amount=1_000_00)
    problem = told(review_indicator(fire, project=goal), "R139")
    assert problem.field == "standards.优"
    (after,) = mended(fire, problem, goal)
    assert [after.standards[grade] for grade in BANDS] == ["0起", "—", "—", "≥1起"]
    assert not any(each.rule == "R139" for each in review_indicator(fire))
    target = single("山火起数", "≤3起")
    problem = told(review_indicator(target, project=goal), "R139")
    assert problem.field == "target"
    assert [each.target for each in mended(target, problem, goal)] == ["0起"]


def test_work_without_money_has_no_money_indicator_and_unknown_money_is_not_none() -> None:
    draft = banded("补贴资金发放率", *GOOD)
    problem = told(review_indicator(draft, project=project(amount=0)), "R143")
    assert problem.field == "name"
    for amount in (None, 5_000_00):
        assert not any(each.rule == "R143" for each in review_indicator(draft, project=project(amount=amount)))


@pytest.mark.parametrize(
    ("draft", "check", "field", "changes"),
    [
        (banded("群众满意度", *GOOD, kind="产出/质量"), "指标类别", "kind", {"kind": "满意度/服务对象"}),
        (banded("会议费下降率", *GOOD, kind="产出/数量"), "指标类别", "kind", {"kind": "成本/经济"}),
        (banded("群众满意度", *GOOD, kind=""), "指标类别", "kind", {"kind": "满意度/服务对象"}),
        (banded("合格率", *GOOD, kind="产出/质量指标"), "指标类别", "kind", {"kind": "产出/质量"}),
        (banded("合格率", *GOOD), "计量单位", "unit", {"unit": "%"}),
        (banded("合格率", *GOOD, baseline="92"), "上年值", "baseline", {"baseline": "92%"}),
        (banded("合格率", *GOOD, baseline="较好"), "上年值", "baseline", {"baseline": "新设"}),
        (banded("合格率", "95%", "90%", "80%", "低于80%"), "界限写明", "standards", {
            "standards.优": "95%（含）以上", "standards.良": "90%（含）-95%（不含）", "standards.中": "80%（含）-90%（不含）"}),
        (banded("合格率", *GOOD, target="85%"), "指标值", "target", None),
        (single("合格率", "≥95% ≥90%"), "指标值", "target", None),
        (single("合格率", ""), "填写不全", "target", None),
        (single("", "≥95%"), "填写不全", "name", None),
        (banded("合格率", *GOOD, evidence=""), "填写不全", "evidence", None),
    ],
)  # fmt: skip
def test_what_no_rule_covers_has_a_named_check(draft: IndicatorDraft, check: str, field: str, changes: dict[str, str] | None) -> None:
    problem = next(each for each in review_indicator(draft) if (each.rule, each.field) == (check, field))
    if changes is None:
        assert not problem.repairs
    else:
        assert dict(problem.repairs[0].changes) == changes
        mended(draft, problem)


def test_a_target_beside_the_bands_must_earn_the_best_grade() -> None:
    assert not any(each.rule == "指标值" for each in review_indicator(banded("合格率", *GOOD, target="≥95%")))
    assert "只能评良" in told(review_indicator(banded("合格率", *GOOD, target="≥92%")), "指标值").message


WHOLE = (
    banded("垃圾清运量", "≥900吨", "≥850吨且<900吨", "≥800吨且<850吨", "<800吨", kind="产出/数量", unit="吨", weight="40"),
    banded(
        "每吨清运成本",
        "≤180元/吨",
        ">180元/吨且≤190元/吨",
        ">190元/吨且≤200元/吨",
        ">200元/吨",
        kind="成本/经济",
        unit="元/吨",
        weight="20",
    ),
    banded("村庄环境达标率", *GOOD, kind="效益/社会", unit="%", weight="20"),
    banded("村民满意度", "≥92%", "≥88%且<92%", "≥80%且<88%", "<80%", kind="满意度/服务对象", unit="%", weight="10"),
)


def test_a_complete_project_has_no_problem() -> None:
    assert review_project(project(*WHOLE)) == ()


def without(*kinds_left_out: str) -> tuple[IndicatorDraft, ...]:
    return tuple(draft for draft in WHOLE if draft.kind.partition("/")[0] not in kinds_left_out)


@pytest.mark.parametrize(
    ("draft", "rule", "field", "blocks"),
    [
        (project(), "R130", "indicators", True),
        (project(amount=None), "R130", "indicators", False),
        (project(*WHOLE, objective=" "), "R130", "objective", True),
        (project(*without("效益", "满意度")), "R130", "indicators", True),
        (project(*without("满意度")), "R140", "indicators", False),
        (project(*without("成本")), "R141", "indicators", False),
        (project(*WHOLE, objective="清扫道路，收集清运垃圾"), "R145", "objective", False),
        (project(*WHOLE, content="村庄保洁"), "R145", "content", False),
        (project(*WHOLE, objective="村庄干净"), "R148", "objective", False),
        (project(*without("满意度")), "R149", "indicators", True),
        (project(*WHOLE, name="1、清扫 2、清运 3、消杀"), "R144", "name", False),
    ],
)
def test_what_a_project_lacks_is_told_beside_its_field(draft: ProjectDraft, rule: str, field: str, blocks: bool) -> None:
    problem = next(each for each in review_project(draft) if (each.rule, each.field) == (rule, field))
    assert (problem.blocks, problem.indicator) == (blocks, None)


def test_a_kind_that_does_not_apply_is_not_asked_for_when_the_reason_is_given() -> None:
    draft = project(*without("满意度"), not_applicable={"满意度": "只服务机关内部"})
    assert not any(each.rule == "R140" for each in review_project(draft))
    assert any(each.rule == "R140" for each in review_project(project(*without("满意度"), not_applicable={"满意度": " "})))


def test_a_problem_of_one_indicator_says_which() -> None:
    faulty = banded("合格率", "100%", "90%", "80%", "60%以下", unit="%", weight="10")
    problems = review_project(project(*WHOLE[:2], faulty, *WHOLE[3:]))
    assert [(each.indicator, each.field) for each in problems if each.rule == "R132"] == [(2, "standards")]


def test_more_than_five_indicators_with_one_fault_are_still_told_one_by_one() -> None:
    many = tuple(banded(f"第{number}类合格率", "100%", "90%", "80%", "60%以下") for number in range(7))
    assert sorted(each.indicator for each in review_project(project(*many)) if each.rule == "R132") == list(range(7))  # type: ignore[type-var]


def test_a_project_is_held_against_its_siblings() -> None:
    own = project(*WHOLE)
    other = project(*WHOLE[:1], name="道路养护", objective=own.objective, content="修补路面", amount=1_000_00)
    found = review_project(own, [other])
    assert {(each.rule, each.field, each.indicator) for each in found} == {("R146", "objective", None), ("R147", "name", 0)}
    large = project(WHOLE[2], WHOLE[3], name="水渠维修", objective="全年修渠 3 公里", content="修渠", amount=900_000_00)
    assert any(each.rule == "R144" and each.field == "indicators" for each in review_project(large, [own]))
    assert not any(each.rule == "R144" for each in review_project(own, [large]))
    assert [each.field for each in review_project(project(*WHOLE, amount=None), [large]) if each.rule == "R144"] == ["amount"]


def test_problems_of_a_sibling_are_not_told() -> None:
    bad = project(banded("合格率", "100%", "", "", ""), name="别的工作", objective="", content="", amount=10_000_00)
    assert review_project(project(*WHOLE), [bad]) == ()


CELLS = st.one_of(
    st.sampled_from(["", "—", "100%", "90%", "60%以下", "0起", "≥3起", "5-9次", "3-5次", "大于9次", "及时", "明显改善", "9", "80 90", "%"]),
    st.from_regex(r"(?:≥|≤|大于|低于)?[0-9]{1,3}(?:%|次|起|元/吨|)(?:以上|以下|（含）以上)?", fullmatch=True),
    st.text(max_size=6),
)
NAMES = st.one_of(
    st.sampled_from(["合格率", "山火起数", "整改问题数", "群众满意度", "会议次数", "发放及时性", "服务站达标", "三公经费变动率"]),
    st.text(max_size=6),
)
DRAFTS = st.builds(
    IndicatorDraft,
    name=NAMES,
    form=st.sampled_from(["national", "hebei"]),
    kind=st.sampled_from(["", "其他", *kinds()]),
    unit=st.sampled_from(["", "%", "次", "个"]),
    direction=st.sampled_from(["", "↑", "↓"]),
    target=CELLS,
    standards=st.fixed_dictionaries(dict.fromkeys(BANDS, CELLS)),
    weight=st.sampled_from(["", "10", "x", "-1"]),
    baseline=CELLS,
    data_source=st.sampled_from(["", "台账", "台账，年底取数"]),
)


@settings(max_examples=200)
@given(DRAFTS, st.sampled_from(["", "确保无山火、火灾发生", "三公经费只减不增", "合格率达到 95%"]), st.sampled_from([None, 0, 1_000_00]))
@example(banded("整改问题数", "大于3", "2-3次", "1次", "0次"), "", None)
def test_whatever_is_typed_is_answered_and_every_repair_offered_works(draft: IndicatorDraft, objective: str, amount: int | None) -> None:
    bearer = ProjectDraft("工作", amount, objective)
    for problem in review_indicator(draft, project=bearer):
        assert problem.message
        assert problem.field.partition(".")[0] in IndicatorDraft.__dataclass_fields__
        mended(draft, problem, bearer)
    assert all(each.message for each in review_project(ProjectDraft("工作", amount, objective, "", (draft, draft))))
