"""Does a project find its way through the pages, from a clerk's draft to the approved budget, and does the trail tell it rightly?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from web.browser.walking import People, choose, fill, photographed, press

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

CLERK, HEAD, COMPILER, FINANCE_HEAD, SECRETARY, MAYOR, BUREAU = "qinf", "wangdl", "songj", "mengsq", "changzy", "fenglx", "guohz"
PROJECT = "脱贫村灌溉渠道清淤"
SAID = {
    "项目名称": PROJECT,
    "工作活动": "7.5",
    "功能科目（项）": "2130126",
    "立项依据": "《农田水利条例》第二十三条和区农业农村局 2023 年渠道管护任务书。",
    "必要性": "渠道淤积影响春灌，不清淤就有 800 亩地浇不上水。",
    "项目内容": "清淤渠道 120 公里，人工与机械结合，按村分段验收，10 月底前完成。",
    "绩效目标": "2023 年清淤渠道 120 公里，验收合格率达到 95% 以上，保证 800 亩地春灌。",
}
ESTIMATE = {
    "测算内容": "渠道清淤",
    "数量": "120",
    "单位": "公里",
    "单价（元）": "2000",
    "经济科目（款）": "30213",
    "标准或价格来源": "上年合同价",
}
PROVEN = {"指标解释": "按管护台账计算。", "指标值依据": "管护台账，每季度末统计", "佐证材料": "台账、验收单"}
# 60% to 80% is graded by nothing.
FAULTY = {
    "指标名称": "清淤验收合格率", "指标类型": "产出—质量", "计量单位": "%", "方向": "越", "指标值": "≥95%", "上年值": "92%",
    "优": "≥95%", "良": "≥90%且<95%", "中": "≥80%且<90%", "差": "<60%", **PROVEN,
}  # fmt: skip


@pytest.fixture(scope="module")
def people(browser: Any, opened_office: Callable[[str], str]) -> Iterator[People]:
    everybody = People(browser, opened_office("library"))
    yield everybody
    everybody.leave()
    assert everybody.complaints == []


def test_a_project_and_its_budget_are_carried_to_approval(people: People) -> None:
    clerk = people.page(CLERK)
    clerk.get_by_role("navigation", name="主菜单").get_by_role("link", name="项目库").click()
    clerk.get_by_role("link", name="新建项目").click()
    fill(clerk, SAID)
    clerk.get_by_role("button", name="建立项目").click()
    address = re.sub(r"https?://[^/]+", "", clerk.url)
    clerk.get_by_role("link", name="填测算").click()
    fill(clerk, {f"第 1 行 {label}": value for label, value in ESTIMATE.items()})
    clerk.get_by_role("button", name="保存测算").click()
    clerk.get_by_text("24.00 万元").first.wait_for()
    clerk.get_by_role("link", name="填指标").click()
    clerk.get_by_role("link", name="新增指标").click()
    fill(clerk, FAULTY)
    standard = clerk.locator("#told-standards")
    standard.get_by_text("不小于 60%、小于 80%").first.wait_for()
    clerk.locator("#preview svg").wait_for()
    photographed(clerk, "way-faulty-indicator")
    clerk.get_by_role("button", name="保存", exact=True).last.click()

    clerk.goto(address)
    press(clerk, "报送所审")
    refused = clerk.get_by_role("alert").inner_text()
    assert "第 1 个指标" in refused
    assert "不小于 60%、小于 80%" in refused
    assert "R132" in refused
    photographed(clerk, "way-refused")

    clerk.get_by_role("link", name="填指标").click()
    clerk.get_by_role("link", name=FAULTY["指标名称"]).click()
    standard.get_by_role("button", name="采用").first.click()
    standard.locator(".problem.error").first.wait_for(state="detached")
    clerk.get_by_role("button", name="保存", exact=True).last.click()
    for kind in ("产出/数量", "成本/经济", "效益/社会", "满意度/服务对象"):
        clerk.get_by_role("link", name="从指标库选").click()
        clerk.locator("#kind").select_option(kind)
        clerk.get_by_role("button", name="查找").click()
        clerk.locator("main table").get_by_role("link", name="采用").first.click()
        fill(clerk, {"上年值": "新设"})
        clerk.get_by_role("button", name="保存", exact=True).last.click()
        clerk.get_by_role("status").get_by_text("已经保存").wait_for()
    clerk.get_by_role("button", name="按规定分配分值").click()
    clerk.get_by_text("相符", exact=True).wait_for()
    clerk.goto(address)
    press(clerk, "报送所审")
    state(clerk, "所审")
    # What is no longer the clerk's to do is offered no more; whoever forges it is told whose it is.
    assert clerk.get_by_role("button", name="所审通过").count() == 0
    clerk.locator("details summary", has_text="撤回").click()
    clerk.locator("form[action$=withdraw]").evaluate("form => { form.action = form.action.replace('withdraw', 'office_approve') }")
    clerk.locator("form[action$=office_approve] button").click()
    clerk.get_by_text("可以办理的是").wait_for()
    told = clerk.get_by_text("可以办理的是").inner_text()
    assert "“所审通过”不由您的岗位（农业综合服务中心 经办人）办理" in told
    assert "农业综合服务中心 站所负责人 汪德林" in told
    photographed(clerk, "way-not-permitted")

    head = at_the_desk(people, HEAD, PROJECT)
    press(head, "所审通过")
    state(head, "待财政所审")
    compiler = at_the_desk(people, COMPILER, PROJECT)
    assert compiler.get_by_text("报区财政", exact=True).count() == 0, "of this size it goes to the leading group first"
    press(compiler, "提交集体决策")
    secretary = at_the_desk(people, SECRETARY, PROJECT)
    press(secretary, "集体决策同意，报区财政")
    secretary.get_by_text("要有会议记录").first.wait_for()
    choose(secretary.locator("#collective_approve-minutes"), "领导小组")
    press(secretary, "集体决策同意，报区财政")
    bureau = at_the_desk(people, BUREAU, PROJECT)
    press(bureau, "审核入库")
    state(bureau, "已入库")
    photographed(bureau, "way-stocked")
    assert story(bureau)[-5:] == [
        ("秦丰", "农业综合服务中心 经办人", "报送所审"),
        ("汪德林", "农业综合服务中心 站所负责人", "所审通过"),
        ("宋佳", "党政综合办公室（财政所） 预算绩效专管员", "提交集体决策"),
        ("常志远", "镇领导 书记", "集体决策同意，报区财政"),
        ("郭惠哲", "预算科 区财政局", "审核入库"),
    ]


def story(page: Any) -> list[tuple[str, str, str]]:
    """Who did what in which post, as the page tells it."""
    told = page.locator("ol.story > li > p:first-child").all_inner_texts()
    found = [re.match(r"\S+ \S+\s+(\S+?)（(.+)）(\S+)", each) for each in told]
    return [each.groups() for each in found if each]  # type: ignore[misc]


def at_the_desk(people: People, username: str, title: str) -> Any:
    """The object of that title, from the person's own list of what waits for them."""
    page = people.page(username)
    page.goto("/")
    page.locator("main").get_by_role("link", name=title).first.click()
    return page


def state(page: Any, title: str) -> None:
    page.locator(".head .state", has_text=title).wait_for()
