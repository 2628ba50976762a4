"""Can a sentence of final accounts say what its figures do not, and is what nobody knows asked for?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from as_read import checked, errors

from generated.outturns import Spent, outturn
from generated.unit_years import Shape
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.final_accounts import final_accounts_manuscript
from wenxiao.disclosure.outturn import (
    Contract,
    Departure,
    Limit,
    Opening,
    Outturn,
    Planned,
    Procured,
    Property,
    Receptions,
    Supplier,
    VehicleUse,
)
from wenxiao.disclosure.records import Fund, Journeys, Line, Part, Prior, RecordsDisagreeError, Subject
from wenxiao.documents.manuscript import Heading, Paragraph
from wenxiao.vocabulary.finding import Outcome

WAN = 1_000_000
CODE = "2010301"
PUBLIC = (Subject.ABROAD, Subject.VEHICLE_PURCHASE, Subject.VEHICLE_RUNNING, Subject.RECEPTION)


def small(**more: object) -> Outturn:
    """Two 万元 of pay, one of receptions, received as paid; every figure of last year and every reason known."""
    lines = (
        Line(CODE, "30101", Fund.GENERAL, Part.PERSONNEL, 2 * WAN, "支出/1"),
        Line(CODE, "30217", Fund.GENERAL, Part.OPERATING, WAN, "支出/2"),
    )
    full = outturn(Spent(Shape(8, year=2024), left=False, unplanned=False, own_money=False, procurement=False, evaluated=False))
    received = replace(full.received[0], function_code=CODE, amount=3 * WAN)
    made = replace(
        full,
        received=(received,),
        openings=(),
        lines=lines,
        planned=(Planned(CODE, Fund.GENERAL, 4 * WAN, "预算/1"),),
        limits=tuple(Limit(subject, 2 * WAN if subject is Subject.RECEPTION else 0, "限额") for subject in PUBLIC),
        prior=tuple(Prior(subject, 0 if subject in PUBLIC else 3 * WAN, "上年") for subject in Subject),
        vehicles=replace(full.vehicles, bought=0),
        journeys=Journeys(0, 0, "出国"),
        receptions=Receptions(5, 40, "接待"),
        departures=(Departure(CODE, "人员减少。", "王一", "差异"), Departure("公务接待费", "接待减少", "王一", "差异")),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def disclosed(records: Outturn) -> Disclosed:
    return final_accounts_manuscript(records, profile("hebei-final-accounts"))


def prose(records: Outturn) -> str:
    return "\n".join(part.text for part in disclosed(records).manuscript.parts if isinstance(part, Paragraph | Heading))


def asked(records: Outturn) -> list[str]:
    return [missing.what for missing in disclosed(records).missing]


def test_a_small_year_is_told_in_whole_sentences_and_misses_nothing() -> None:
    records = small()
    text = prose(records)
    assert "2024年度收入支出总计3.00万元，与上年持平。其中：本年收入合计3.00万元，年初结转和结余0万元；" in text
    assert "年初预算为4.00万元，支出决算为3.00万元，完成预算的75.00%，决算数小于预算数的主要原因是人员减少。" in text
    assert "3. 公务接待费预算为2.00万元，支出决算为1.00万元，完成预算的50.00%，决算数小于预算数的主要原因是接待减少，" in text
    assert "本年度国内公务接待5批次，40人次。" in text
    assert asked(records) == []
    report = checked(disclosed(records).manuscript)
    assert errors(report) == []
    assert {each.rule for each in report.outcomes if each.outcome is Outcome.HOLDS} >= {"R008", "R084", "R085", "R091", "R096"}


def test_what_is_not_known_is_asked_of_who_knows_it() -> None:
    bare = small(prior=(), limits=(), departures=(), receptions=None, property=None, approval=None)
    made = disclosed(replace(bare, unit=replace(bare.unit, functions=(), structure="")))
    found = {(missing.post, missing.what) for missing in made.missing}
    assert found == {
        ("财务负责人", "决算批复的机关、文号和日期"),
        ("办公室负责人", "部门职责"),
        ("办公室负责人", "机构设置情况"),
        *(("财务负责人", f"2023年度{subject.value}的决算数") for subject in Subject if subject not in (Subject.BASIC, Subject.PROJECT)),
        *(("财务负责人", f"{subject.value}的预算数") for subject in PUBLIC),
        ("财务负责人", "2010301 行政运行决算数与预算数不同的原因"),
        ("办公室负责人", "国内公务接待的批次和人次"),
        ("资产管理员", "2024年末按用途的车辆数和大型设备数"),
    }
    assert {missing.person for missing in made.missing if missing.post == "财务负责人"} == {"王一"}
    # Nothing stands in the document for what is missing.
    text = "\n".join(part.text for part in made.manuscript.parts if isinstance(part, Paragraph))
    assert "比2023年度" not in text
    assert "共有车辆" not in text
    assert "完成预算" not in text.split("“三公”")[1]
    assert errors(checked(made.manuscript)) == []


def test_a_project_that_was_paid_and_not_evaluated_is_asked_for() -> None:
    spent = Spent(Shape(8, year=2024), evaluated=False)
    records = outturn(spent)
    paid = {line.project for line in records.lines if line.part is Part.PROJECT}
    assert sum("绩效自评结果" in what for what in asked(records)) == len(paid) > 0
    assert not any("绩效自评结果" in what for what in asked(outturn(replace(spent, evaluated=True))))
    assert "没有项目支出，没有开展项目绩效自评" in prose(small())


def test_what_was_not_planned_has_no_rate() -> None:
    text = prose(small(planned=()))
    assert "年初预算为0万元，支出决算为3.00万元（年初没有安排预算），决算数大于预算数的主要原因是人员减少。" in text


def test_what_was_planned_and_not_paid_is_told() -> None:
    planned = (Planned(CODE, Fund.GENERAL, 3 * WAN, "预算/1"), Planned("2010302", Fund.GENERAL, WAN, "预算/2"))
    departures = (Departure("2010302", "项目推迟", "王一", "差异"), Departure("公务接待费", "接待减少", "王一", "差异"))
    text = prose(small(planned=planned, departures=departures))
    assert "（项）。年初预算为1.00万元，支出决算为0万元，完成预算的0.00%，决算数小于预算数的主要原因是项目推迟。" in text
    assert "年初预算为3.00万元，支出决算为3.00万元，完成预算的100.00%，决算数与预算数相同。" in text


@pytest.mark.parametrize(
    ("journeys", "bought", "receptions", "what"),
    [
        (Journeys(1, 2, "出国"), 0, Receptions(5, 40, "接待"), "因公出国（境）的团组数和人次"),
        (Journeys(0, 0, "出国"), 1, Receptions(5, 40, "接待"), "本年购置公务用车的数量"),
        (Journeys(0, 0, "出国"), 0, Receptions(0, 0, "接待"), "国内公务接待的批次和人次"),
    ],
)
def test_money_and_counts_that_contradict_each_other_are_asked_about(
    journeys: Journeys, bought: int, receptions: Receptions, what: str
) -> None:
    records = small(journeys=journeys, receptions=receptions)
    assert asked(replace(records, vehicles=replace(records.vehicles, bought=bought))) == [what]


def test_procurement_tells_what_went_to_small_enterprises() -> None:
    contracts = (
        Contract("电脑", Procured.GOODS, Supplier.SMALL, 3 * WAN, "合同/1"),
        Contract("道路", Procured.WORKS, Supplier.LARGE, 6 * WAN, "合同/2"),
        Contract("保洁", Procured.SERVICES, Supplier.MICRO, WAN, "合同/3"),
    )
    text = prose(small(contracts=contracts))
    assert "政府采购支出总额10.00万元，其中：政府采购货物支出3.00万元、政府采购工程支出6.00万元、政府采购服务支出1.00万元。" in text
    assert (
        "授予中小企业合同金额4.00万元，占政府采购支出总额的40.00%，其中：授予小微企业合同金额1.00万元，占政府采购支出总额的10.00%。" in text
    )
    assert "没有政府采购支出" in prose(small())


def test_vehicles_are_told_by_use() -> None:
    held = Property(((VehicleUse.EMERGENCY, 2), (VehicleUse.RETIRED, 0), (VehicleUse.OTHER, 1)), 0, "资产")
    assert "共有车辆3辆，其中：应急保障用车2辆、其他用车1辆。单价100万元（含）以上设备（不含车辆）0台（套）。" in prose(
        small(property=held)
    )
    assert "共有车辆0辆。单价" in prose(small(property=Property((), 0, "资产")))


def test_a_share_that_could_only_be_written_as_nothing_is_left_out() -> None:
    full = small()
    lines = (*full.lines, replace(full.lines[0], function_code="2080505", amount=100, source="支出/3"))
    text = prose(
        replace(
            full,
            lines=lines,
            received=(
                replace(full.received[0], amount=3 * WAN),
                replace(full.received[0], function_code="2080505", amount=100, source="收入/2"),
            ),
        )
    )
    assert "社会保障和就业支出（类）0.0001万元。" in text


# ── what no document can be made of ──


def test_more_paid_than_there_was_makes_no_document() -> None:
    records = small()
    with pytest.raises(RecordsDisagreeError, match=r"一般公共预算 2010301 行政运行：支出比年初结转和结余加本年收入多 10,000.00 元"):
        disclosed(replace(records, received=(replace(records.received[0], amount=2 * WAN),)))
    own = replace(records.lines[0], fund=Fund.UNIT_MONEY, amount=500, source="自有")
    with pytest.raises(RecordsDisagreeError, match=r"财政拨款以外的资金：.*多 5.00 元"):
        disclosed(replace(records, lines=(*records.lines, own)))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"openings": (Opening(Fund.GENERAL, "20103", 100, "结转/1"),)}, "年初结转和结余“结转/1”的功能科目 20103 不是项级科目"),
        ({"planned": (Planned(CODE, Fund.GENERAL, -100, "预算/1"),)}, "年初预算数“预算/1”是负数：-1.00 元"),
    ],
)
def test_records_that_cannot_stand_in_the_tables_are_refused(more: dict[str, object], why: str) -> None:
    with pytest.raises(RecordsDisagreeError, match=why):
        disclosed(small(**more))
