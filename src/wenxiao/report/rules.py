"""Which rules are there, how is each judged, and which cannot be judged yet?"""

from __future__ import annotations

from wenxiao.catalogue.rules import Rule, rules
from wenxiao.checks.structure import CHECKS
from wenxiao.report.wording import SEVERITY_WORDS

GROUPS = {
    "A": "结构、名称、时间",
    "B": "表内",
    "C": "表间",
    "D": "文字与表、上下年",
    "E": "合理性与合规性",
    "F": "绩效目标与指标",
}
OUTCOMES = {"holds": "相符", "violated": "不符", "cannot_tell": "未能判断", "not_applicable": "不适用"}


def list_rules() -> str:
    """Every structural check and rule on a line, by group, and how many are judged."""
    known = rules()
    judged = [rule for rule in known if not rule.not_evaluated]
    lines = [f"共 {len(known)} 条规则，其中 {len(judged)} 条可自动判断；另有 {len(CHECKS)} 项不依赖规则的结构核对。", "", "结构核对"]
    lines += [f"  {check_id}  {title}" for check_id, title in CHECKS.items()]
    for group, title in GROUPS.items():
        lines += ["", f"{group} {title}"]
        for rule in (rule for rule in known if rule.group == group):
            told = "　（尚不能自动判断）" if rule.not_evaluated else ""
            lines.append(f"  {rule.id}  {SEVERITY_WORDS[rule.reading]}　{rule.title}{told}")
    lines += ["", "用 wenxiao rules 编号 看一条规则的依据、算式和例子。"]
    return "\n".join(lines) + "\n"


def explain_rule(rule_id: str) -> str | None:
    """One rule or structural check in full, or None where there is none of that number."""
    if rule_id in CHECKS:
        return f"{rule_id}  {CHECKS[rule_id]}\n结构核对：任何表和句子都这样核对，不需要规则文件。\n"
    rule = next((rule for rule in rules() if rule.id == rule_id), None)
    return None if rule is None else "\n".join(_explained(rule)) + "\n"


def _explained(rule: Rule) -> list[str]:
    lines = [
        f"{rule.id}  {rule.title}",
        f"依据：{rule.clause}" + ("（依据待核）" if rule.mark == "M" else ""),
        f"程度：读别人的文件 {SEVERITY_WORDS[rule.reading]}；发布自己的文件 {SEVERITY_WORDS[rule.publishing]}",
        f"判断：{judged_by(rule)}",
    ]
    if rule.message:
        lines.append(f"怎么办：{rule.message}")
    for case in rule.cases:
        changes = "；".join(f"“{old}”改作“{new}”" for old, new in case.changes)
        lines.append(f"例：{case.document or '自带的小文件'}" + (f"，{changes}" if changes else "") + f" → {OUTCOMES[case.outcome]}")
    return lines


def judged_by(rule: Rule) -> str:
    """How a rule is judged, in one line."""
    if rule.formulas:
        return "；".join(rule.formulas) + (f"（逐个{rule.each}）" if rule.each else "")
    if rule.structural:
        checks = "、".join(check_id + (f"（{table}）" if table else "") for check_id, table in rule.structural)
        return f"结构核对 {checks}"
    if rule.test:
        return f"检验 {rule.test}"
    return f"尚不能自动判断：{rule.not_evaluated}"
