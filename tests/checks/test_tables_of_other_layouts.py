"""Are right tables of other provinces' and the national layouts left alone, and wrong ones told?"""

from __future__ import annotations

from pathlib import Path

import pytest

from wenxiao.checks.engine import check
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
from wenxiao.facts.model import State
from wenxiao.vocabulary.finding import Finding, Outcome, Severity

HEAD = "云溪县青石镇人民政府\n2024年度部门{kind}\n\n"
BY_YEAR = """2024年“三公”经费支出预算表

单位：万元

年度 | 合计 | 因公出国（境）费 | 公务用车费 | 公务接待费
2023年预算 | 15.00 | 0 | 10 | 5
2024年预算 | 12 | 0 | 10 | 2
增减额 | -3 | 0 | 0 | -3
增减% | -20.00% | 0.00% | 0.00% | -60.00%
"""
EXECUTED = """2024年度项目支出执行情况表

单位：万元

项目名称 | 年初预算数 | 决算数 | 完成率 | 差额
环卫 | 300.00 | 280.00 | 93.33% | -20.00
村级运转 | 400.00 | 400.00 | 100% | 0.00
道路 | 300.00 | 330.50 | 110.17% | 30.50
合计 | 1000.00 | 1010.50 | 101.05% | 10.50
"""
# 公开06表: what is left of 公用经费 stands to the right, and the label of its total over both.
BASIC_SPENDING = """<html><body><p>云溪县青石镇人民政府</p><p>2024年度部门决算</p>
<p>一般公共预算财政拨款基本支出决算表</p><p>单位：万元</p><table>
<tr><th colspan="3">人员经费</th><th colspan="6">公用经费</th></tr>
<tr><th>科目编码</th><th>科目名称</th><th>决算数</th><th>科目编码</th><th>科目名称</th><th>决算数</th>
<th>科目编码</th><th>科目名称</th><th>决算数</th></tr>
<tr><td>301</td><td>工资福利支出</td><td>90.00</td><td>302</td><td>商品和服务支出</td><td>12.00</td>
<td>310</td><td>资本性支出</td><td>3.00</td></tr>
<tr><td>30101</td><td>基本工资</td><td>60.00</td><td>30201</td><td>办公费</td><td>7.00</td>
<td>31002</td><td>办公设备购置</td><td>3.00</td></tr>
<tr><td>30102</td><td>津贴补贴</td><td>30.00</td><td>30211</td><td>差旅费</td><td>5.00</td><td></td><td></td><td></td></tr>
<tr><td colspan="2">人员经费合计</td><td>90.00</td><td colspan="5">公用经费合计</td><td>15.00</td></tr>
</table></body></html>"""
THREE_PUBLIC = """“三公”经费支出决算表

单位：万元

项目 | 全年预算数 | 决算数 | 完成率（%） | 上年决算数 | 增减额 | 增减率
“三公”经费合计 | 14.00 | 12 | 85.71 | 16 | -4 | -25
公务用车购置及运行维护费 | 10 | 10 | 100 | 11 | -1 | -9.09
其中：购置费 | 0 | 0 | | 0 | 0 |
公务接待费 | 4 | 2 | 50 | 5 | -3 | -60
"""


@pytest.mark.parametrize(("text", "kind"), [(BY_YEAR, "预算"), (EXECUTED, "决算"), (THREE_PUBLIC, "决算")])
def test_changes_rates_and_completions_are_no_amounts(text: str, kind: str, tmp_path: Path) -> None:
    assert _of_figures(text, kind, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "kind", "right", "wrong", "rules"),
    [
        (BY_YEAR, "预算", "增减额 | -3 | 0 | 0 | -3", "增减额 | -8 | 0 | 0 | -3", {"S006", "S007"}),
        (BY_YEAR, "预算", "-60.00%", "-66.00%", {"S007"}),
        (EXECUTED, "决算", "110.17%", "101.17%", {"S008"}),
        (EXECUTED, "决算", "| -20.00", "| -12.00", {"S006", "S001"}),
        (THREE_PUBLIC, "决算", "-9.09", "-9.90", {"S007"}),
    ],
)
def test_a_wrong_change_rate_or_completion_of_a_table_is_told(
    text: str, kind: str, right: str, wrong: str, rules: set[str], tmp_path: Path
) -> None:
    found = _of_figures(text.replace(right, wrong, 1), kind, tmp_path)
    assert len(found) == 1
    assert {*found[0].rules} & rules


@pytest.mark.parametrize(
    ("right", "wrong", "rules"),
    [("", "", set()), ("<td>15.00", "<td>16.00", {"S001"}), ("<td>7.00", "<td>8.00", {"S003"}), ("<td>3.00", "<td>4.00", {"S001", "S003"})],
    ids=["right", "total", "left", "right side"],
)
def test_a_list_that_goes_on_to_the_right_has_one_total(right: str, wrong: str, rules: set[str], tmp_path: Path) -> None:
    path = tmp_path / "表.html"
    path.write_text(BASIC_SPENDING.replace(right, wrong, 1) if right else BASIC_SPENDING, encoding="utf-8")
    facts = extract(read(path))
    assert [len(table.rows) for table in facts.tables] == [4, 6]
    assert [fact.label for fact in facts.facts if fact.state is State.UNREADABLE] == []
    found = [finding for finding in check(facts).findings if finding.outcome is Outcome.VIOLATED and finding.severity is Severity.ERROR]
    assert bool(found) == bool(rules)
    assert not rules or {rule for finding in found for rule in finding.rules} & rules


def _of_figures(text: str, kind: str, tmp_path: Path) -> list[Finding]:
    lines = ("\t".join(cell.strip() for cell in line.split("|")) if "|" in line else line for line in text.splitlines())
    path = tmp_path / "表.txt"
    path.write_text(HEAD.format(kind=kind) + "\n".join(lines), encoding="utf-8")
    report = check(extract(read(path)))
    told = [finding for finding in report.findings if finding.outcome is Outcome.VIOLATED]
    return [finding for finding in told if finding.severity is Severity.ERROR or finding.rule in ("R041", "R083") or finding.rule[0] == "S"]
