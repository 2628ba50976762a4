"""An invented township's budget disclosure with known faults, and the check report that an engine would make of it."""

from __future__ import annotations

from wenxiao.checks.report import CheckReport, RuleOutcome
from wenxiao.documents.blocks import Cell, Document, Table, Text
from wenxiao.facts.model import Column, Direction, Fact, FactSet, Measure, Row, State, StatedTable
from wenxiao.performance.programme import Activity, Duty, Indicator, Programme
from wenxiao.vocabulary.finding import Consequence, Finding, Outcome, Severity, Suggestion
from wenxiao.vocabulary.shown import PER_CENT, PLAIN, WAN, YUAN, Shown, Unit
from wenxiao.vocabulary.source import Source

LINES = (
    "青石沟镇人民政府 2024 年部门预算信息公开",
    "一、部门预算安排的总体情况",
    "2024 年，部门预算收支安排 2150.60 万元，较 2023 年减少 21.40 万元，其中：基本支出增加 46.15 万元，项目支出减少 24.75 万元。",
    "二、财政拨款“三公”经费预算情况及增减变化原因",
    "2024 年青石沟镇“三公”经费财政拨款预算支出 12.40 万元，比上年 38.15 万元减少了 25.75 万元，同比减少 67.50%，主要原因是上年"
    "一次性购置公务用车一辆，本年没有购置计划。其中：公务用车购置及运行维护费减少 19.00 万元；公务接待费减少 0.45 万元，"
    "严格执行公务接待标准和审批手续，全年接待批次、人次均较上年下降。",
    "三、政府采购情况",
    "本部门 2024 年政府采购预算 406 万元，其中货物类 46.2 万元、服务类 360 万元。",
)
STAFF = (
    ("单位名称", "单位性质", "编制数", "", "在职", ""),
    ("", "", "行政", "事业", "行政", "事业"),
    ("合　计", "", "21", "30", "19", "27"),
    ("青石沟镇人民政府", "行政", "21", "30", "17", "27"),
)
PROCUREMENT = (
    ("项目", "采购目录", "数量", "单价（元）", "总价（元）"),
    ("镇区保洁服务", "环境服务", "1", "3,600,000.00", "3,600,000.00"),
    ("办公设备更新", "台式计算机", "66", "7,000.00", "462,000.00"),
    ("合　计", "", "", "", "4,062,000.00"),
)


def table(rows: tuple[tuple[str, ...], ...], number: int, name: str, line: int) -> Table:
    cells = [Cell(text, row, column, line=line + row - 1) for row, texts in enumerate(rows, 1) for column, text in enumerate(texts, 1)]
    return Table(cells, number, len(rows), len(rows[0]), line=line, name=name, spans_known=False)


def document() -> Document:
    """Lines 1 to 7 as texts, then the two tables, as a text file would be read."""
    blocks: list[Text | Table] = [Text(text, line=number) for number, text in enumerate(LINES, 1)]
    blocks.append(table(STAFF, 1, "人员编制情况", 8))
    blocks.append(table(PROCUREMENT, 2, "政府采购预算表", 12))
    return Document("青石沟镇2024年部门预算.txt", "txt", "0" * 64, blocks)


def said(document: Document, figure: str, label: str = "", *, after: str = "") -> Source:
    """The source of `figure` where the text blocks first say it, from the one that says `after` on."""
    texts = [(index, block) for index, block in enumerate(document.blocks) if isinstance(block, Text)]
    first = next(index for index, block in texts if after in block.text)
    for index, block in texts:
        at = block.text.find(figure, block.text.find(after) if index == first else 0)
        if index >= first and at >= 0:
            return Source(block.text, label, block.line, block.page, start=at, end=at + len(figure), block=index, at=at)
    raise LookupError(figure)


def printed(document: Document, number: int, row: int, column: int, label: str = "") -> Source:
    """The source of a cell of table `number`."""
    tables = [(index, block) for index, block in enumerate(document.blocks) if isinstance(block, Table)]
    block, table = next(pair for pair in tables if pair[1].number == number)
    index = table.grid()[row - 1][column - 1]
    cell = table.cells[index]
    return Source(cell.text, label, cell.line, table.page, number, row, column, start=0, end=len(cell.text), block=block, cell=index, at=0)


def check(document: Document) -> CheckReport:
    """Errors with a clear cause and with two tied ones, a warning, a rounding, and rules that could not be told."""
    three = said(document, "38.15", "上年“三公”经费")
    fall = said(document, "25.75", "“三公”经费减少")
    total, outer = said(document, "减少", "增减方向", after="较 2023 年"), said(document, "21.40", "收支安排较上年")
    whole, unit = printed(document, 1, 3, 5, "合计 在职行政"), printed(document, 1, 4, 5, "青石沟镇人民政府 在职行政")
    spoken, tabled = said(document, "406", "政府采购预算"), printed(document, 2, 4, 5, "合计 总价")
    findings = [
        Finding(
            "R041",
            "政府采购预算与采购表一致",
            Severity.INFO,
            Outcome.VIOLATED,
            "正文政府采购预算 406 万元，采购表合计 4,062,000.00 元，差额在四舍五入范围之内。",
            (spoken, tabled),
            difference="0.2 万元",
            tolerance="0.5 万元",
        ),
        Finding(
            "R055",
            "在职人数不超过编制数",
            Severity.WARNING,
            Outcome.VIOLATED,
            "单位名称列有“合　计”一行，但只有一个单位。",
            (printed(document, 1, 3, 1, "合计")._replace(at=None),),
            clause="《机关事业单位编制管理办法》",
        ),
        Finding(
            "R031",
            "“三公”经费增减额",
            Severity.ERROR,
            Outcome.VIOLATED,
            "各项减少额合计 19.45 万元（19.00 + 0.45），文中说共减少 25.75 万元。",
            (fall, said(document, "19.00", "公务用车费减少"), said(document, "0.45", "公务接待费减少")),
            suggestions=(
                Suggestion(
                    three,
                    "38.15",
                    "31.85",
                    "两位数字写反",
                    0.86,
                    (Consequence(fall, "25.75", "19.45"), Consequence(said(document, "67.50%"), "67.50%", "61.07%")),
                ),
                Suggestion(said(document, "19.00", "公务用车费减少"), "19.00", "25.30", "改三个数字", 0.12),
            ),
            difference="6.30 万元",
            tolerance="0.01 万元",
            rules=("R031", "R032"),
            clause="《地方预决算公开操作规程》（财预〔2016〕143号）：说明“三公”经费增减变化",
        ),
        Finding(
            "R012",
            "收支总额增减等于分项之和",
            Severity.ERROR,
            Outcome.VIOLATED,
            "基本支出增加 46.15 万元、项目支出减少 24.75 万元，合起来应为增加 21.40 万元，文中写成减少。",
            (outer, said(document, "46.15", "基本支出增减"), said(document, "24.75", "项目支出增减")),
            suggestions=(Suggestion(total, "减少", "增加", "增减方向写反", 0.93),),
            difference="42.80 万元",
            tolerance="0.02 万元",
        ),
        Finding(
            "S001",
            "合计等于各行之和",
            Severity.ERROR,
            Outcome.VIOLATED,
            "人员编制情况表“在职—行政”一列，合计 19 人，唯一的单位 17 人。",
            (whole, unit),
            suggestions=(Suggestion(whole, "19", "17", "改一个数字", 0.5), Suggestion(unit, "17", "19", "改一个数字", 0.5)),
            difference="2 人",
            tolerance="0",
        ),
    ]
    outcomes = [
        RuleOutcome("R010", "收入总计等于支出总计", Outcome.CANNOT_TELL, "没有收支预算总表"),
        RuleOutcome("R011", "各项收入之和等于总计", Outcome.CANNOT_TELL, "没有收支预算总表"),
        RuleOutcome("R012", "收支总额增减等于分项之和", Outcome.VIOLATED, bound=1),
        RuleOutcome("R031", "“三公”经费增减额", Outcome.VIOLATED, bound=1),
        RuleOutcome("R032", "“三公”经费增减率", Outcome.VIOLATED, bound=1),
        RuleOutcome("R041", "政府采购预算与采购表一致", Outcome.VIOLATED, bound=1),
        RuleOutcome("R055", "在职人数不超过编制数", Outcome.VIOLATED, bound=2),
        RuleOutcome("R060", "单价乘数量等于总价", Outcome.HOLDS, bound=2),
        RuleOutcome("R061", "采购合计等于各项之和", Outcome.HOLDS, bound=1),
        RuleOutcome("R090", "决算数不超过预算数", Outcome.NOT_APPLICABLE, "这是预算，没有决算数"),
        RuleOutcome("S001", "合计等于各行之和", Outcome.VIOLATED, bound=4),
    ]
    facts = factset(document)
    return CheckReport(facts, outcomes, findings, unbound=facts.facts[-2:])


def factset(document: Document) -> FactSet:
    def fact(concept: str, source: Source, unit: Unit = WAN, **more: object) -> Fact:
        shown = Shown.parse(source.figure, unit)
        return Fact(concept, source.label or concept, source, shown=shown, value=shown.value, step=shown.step, **more)  # type: ignore[arg-type]

    falling = said(document, "减少", after="较 2023 年")
    assert falling.start is not None
    assert falling.end is not None
    blank = printed(document, 2, 4, 3, "合计 数量")
    facts = [
        fact("收支安排", said(document, "2150.60", "部门预算收支安排"), period=2024),
        fact(
            "收支安排",
            said(document, "21.40", "收支安排"),
            period=2024,
            measure=Measure.CHANGE,
            direction=Direction("减少", -1, falling.start, falling.end),
        ),
        fact("三公经费", said(document, "12.40", "“三公”经费"), period=2024),
        fact("三公经费", said(document, "38.15", "“三公”经费"), period=2023),
        fact("三公经费", said(document, "67.50%", "“三公”经费"), PER_CENT, period=2024, measure=Measure.CHANGE_RATE),
        fact("采购总价", printed(document, 2, 2, 5, "总价"), YUAN, period=2024, members=(("项目", "镇区保洁服务"),)),
        fact("在职行政", printed(document, 1, 3, 5, "在职行政"), PLAIN, period=2024),
        Fact("采购数量", "合计 数量", blank, state=State.BLANK),
    ]
    staff = StatedTable("T14", "人员编制情况", [Column(("在职", "行政"))], [Row("合计", "total", 1)], source=Source(line=8, table=1))
    bought = StatedTable("T12", "政府采购预算表", [], [Row("镇区保洁服务", "item", 1)] * 3, unit="元", source=Source(line=12, table=2))
    return FactSet(
        document.path,
        document.sha256,
        "budget",
        "青石沟镇人民政府",
        2024,
        "万元",
        "hebei-2023",
        facts,
        [staff, bought],
        programme=programme(),
    )


def programme() -> Programme:
    cover = Indicator("保洁覆盖率", {"优": "≥98%", "良": "≥95%", "中": "≥90%", "差": "<90%"})
    complaint = Indicator("群众投诉办结及时率", {"优": "100%", "良": "≥95%", "中": "", "差": "<90%"})
    party = Indicator("党员培训完成率", {}, target="≥95%")
    return Programme(
        [
            Duty(
                "环境卫生整治",
                Shown.parse("360", WAN),
                activities=[Activity("镇区保洁", Shown.parse("360.00", WAN), indicators=[cover, complaint])],
            ),
            Duty("党的建设", Shown.parse("8.5", WAN), indicators=[party]),
        ]
    )
