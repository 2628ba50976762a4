"""What was read in a document, as text: the tables, the figures, and what the unit promises to do with its money?"""

from __future__ import annotations

from collections.abc import Iterable

from wenxiao.facts.model import Fact, FactSet, Measure, State
from wenxiao.performance.programme import BANDS, Indicator
from wenxiao.performance.standard import split_row
from wenxiao.report.columns import columns, hung, padded, visible, wrapped
from wenxiao.report.wording import heading

MINIMUM_WIDTH = 40
STATE_WORDS = {State.STATED: "", State.ZERO: "零", State.NIL: "记作无", State.BLANK: "空白", State.UNREADABLE: "读不出"}
MEASURE_WORDS = {
    Measure.AMOUNT: "",
    Measure.CHANGE: "增减",
    Measure.CHANGE_RATE: "增减率",
    Measure.SHARE: "占比",
    Measure.COMPLETION: "完成率",
}


def render_read(facts: FactSet, *, colour: bool, width: int) -> str:
    """What was read, for a person: head, tables, figures in a table of their own, duties with activities and indicators."""
    width = max(width, MINIMUM_WIDTH)
    lines: list[str] = []

    def title(text: str) -> None:
        lines.append("")
        lines.append(f"\x1b[1m{text}\x1b[0m" if colour else text)

    lines += wrapped(visible(facts.path), width)
    lines += [f"{name}：{visible(value)}" for name, value in heading(facts)]
    title(f"表（{len(facts.tables)} 张）")
    for table in facts.tables:
        named = visible(table.title or "（没有表名）") + (f" · {visible(table.side)}" if table.side else "")
        told = f"{table.kind or '未识别'}　{named}　{len(table.rows)} 行　{table.unit}　{table.source.where()}"
        lines += _hung(told.rstrip("　"), width, 2)
    if not facts.tables:
        lines.append("  没有读出表。")
    title(f"数（{len(facts.facts)} 个）")
    lines += _figures(facts.facts, width) or ["  没有读出数。"]
    programme = facts.programme
    activities = sum(len(duty.activities) for duty in programme.duties)
    indicators = sum(len(split_row(row.name, row.standards)) for row in programme.indicators())
    title(f"职责（{len(programme.duties)} 项）、工作活动（{activities} 项）、绩效指标（{indicators} 个）")
    for duty in programme.duties:
        lines += _hung(_named("职责", duty.name, duty.amount.text if duty.amount else ""), width, 2)
        lines += _standards(duty.indicators, width, 4)
        for activity in duty.activities:
            lines += _hung(_named("活动", activity.name, activity.amount.text if activity.amount else ""), width, 4)
            lines += _standards(activity.indicators, width, 6)
            for project in activity.projects:
                lines += _hung(_named("项目", project.name, project.amount.text if project.amount else ""), width, 6)
                lines += _standards(project.indicators, width, 8)
    if not programme.duties:
        lines.append("  没有读出职责和活动。")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _figures(facts: Iterable[Fact], width: int) -> list[str]:
    rows = [
        (_label(fact), _value(fact), fact.shown.unit.name if fact.shown else "", str(fact.period or ""), fact.source.where())
        for fact in facts
    ]
    if not rows:
        return []
    heads = ("名称", "数", "单位", "年度", "位置")
    sizes = [max(columns(row[index]) for row in (heads, *rows)) for index in range(5)]
    sizes[1], sizes[2] = min(sizes[1], 20), min(sizes[2], 10)
    sizes[0] = max(10, min(sizes[0], width - sum(sizes[1:]) - 10))
    lines = []
    for row in (heads, *rows):
        label, value, unit, period, where = row
        cells = (padded(label, sizes[0]), padded(value, sizes[1], right=True), padded(unit, sizes[2]), padded(period, sizes[3]), where)
        lines.append("  " + "  ".join(cells))
    return lines


def _label(fact: Fact) -> str:
    members = "".join(f"·{value}" for _, value in fact.members)
    measure = MEASURE_WORDS[fact.measure]
    return visible((fact.label or fact.concept) + members + (f"（{measure}）" if measure else ""))


def _value(fact: Fact) -> str:
    if fact.shown is None:
        return STATE_WORDS[fact.state] or visible(fact.source.figure)
    return visible((f"{fact.direction.word} " if fact.direction else "") + fact.shown.text)


def _named(what: str, name: str, amount: str) -> str:
    return f"{what}　{visible(name)}" + (f"　{visible(amount)}" if amount else "")


def _standards(indicators: Iterable[Indicator], width: int, indent: int) -> list[str]:
    lines = []
    for indicator in indicators:
        standards = "　".join(
            f"{band}：{visible(indicator.standards.get(band, '')) or '（空白）'}" for band in BANDS if indicator.standards
        )
        if not standards:
            standards = f"指标值：{visible(indicator.target) or '（空白）'}"
        lines += _hung(f"指标　{visible(indicator.name)}　{standards}", width, indent)
    return lines


def _hung(text: str, width: int, indent: int) -> list[str]:
    return [" " * (indent + (2 if index else 0)) + line for index, line in enumerate(hung(text, width - indent, 2))]
