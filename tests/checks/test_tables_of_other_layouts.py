"""Are right tables of other provinces' and the national layouts left alone, and wrong ones told?"""

from __future__ import annotations

from pathlib import Path

import pytest

from wenxiao.checks.engine import check
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
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


def _of_figures(text: str, kind: str, tmp_path: Path) -> list[Finding]:
    lines = ("\t".join(cell.strip() for cell in line.split("|")) if "|" in line else line for line in text.splitlines())
    path = tmp_path / "表.txt"
    path.write_text(HEAD.format(kind=kind) + "\n".join(lines), encoding="utf-8")
    report = check(extract(read(path)))
    told = [finding for finding in report.findings if finding.outcome is Outcome.VIOLATED]
    return [finding for finding in told if finding.severity is Severity.ERROR or finding.rule in ("R041", "R083") or finding.rule[0] == "S"]
