"""Is the demonstration office's data whole: does it add up to the published figures, use known codes, and promise what can be graded?

The published figures stand here and in the data files, nowhere else.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from wenxiao.catalogue.codes import economic_name, function_name, procurement_entries
from wenxiao.performance.drafts import IndicatorDraft, ProjectDraft
from wenxiao.performance.programme import BANDS, Activity, Duty, Indicator, Programme
from wenxiao.performance.quality import TESTS
from wenxiao.performance.review import review_project
from wenxiao.performance.standard import read_standard
from wenxiao.vocabulary.finding import Outcome, Severity
from wenxiao.vocabulary.money import FEN_PER_YUAN, Money
from wenxiao.vocabulary.shown import YUAN, Shown, format_base
from wenxiao.vocabulary.source import Source
from wenxiao.web.plan.reading import read_disclosure

DEMO = Path(__file__).resolve().parents[3] / "src/wenxiao/web/site/demo"
YEAR = 2023

# 万元, as published; of the duties in their order.
DUTIES = ("3", "4", "165.5", "0", "0", "320.18", "64.39", "167.66", "199.22", "899.2", "16.8", "13.4")
OPERATING = {
    "30201": "9.79", "30202": "3", "30204": "0.5", "30205": "4", "30206": "9.6", "30207": "14.52", "30208": "28.05", "30209": "1.6",
    "30211": "6", "30213": "4", "30217": "2.03", "30226": "2", "30227": "1", "30228": "11.99", "30229": "8.99", "30231": "8.7",
    "30239": "38.16", "30299": "10.45", "31002": "3",
}  # fmt: skip

# What one person may not hold together (财务内部控制：申请、审批、执行、记录、监督分开); absolute or not, the demonstration keeps to all.
ROLES = {"HD", "HL", "BO", "AC", "CA", "FH", "VL", "ML", "PS", "PL", "EP", "TP", "JJ", "DF", "NPC", "SO", "AD"}
APPLYING, APPROVING = {"HD"}, {"HL", "FH", "VL", "ML", "PS", "PL", "DF"}
INCOMPATIBLE = {
    frozenset(pair)
    for pair in (
        *((one, other) for one in APPLYING for other in APPROVING),
        *((one, "CA") for one in APPROVING),
        ("AC", "CA"),
        ("HD", "EP"),
        ("BO", "EP"),
        *(("JJ", other) for other in ("HD", "BO", "AC", "CA", "FH", "AD", "EP")),
        *(("AD", other) for other in ("HD", "HL", "BO", "AC", "CA", "FH", "VL", "ML", "PS", "PL", "EP", "SO", "DF")),
    )
}


@cache
def data(name: str) -> dict[str, Any]:
    return tomllib.loads((DEMO / f"{name}.toml").read_text(encoding="utf-8"))


def projects() -> list[dict[str, Any]]:
    return [project for duty in data("programme")["duty"] for activity in duty["activity"] for project in activity["project"]]


def project_named(name: str) -> dict[str, Any]:
    (found,) = [project for project in projects() if project["name"] == name]
    return found


def product(quantity: str, price: str) -> Money:
    """Exact to the 分, or an error."""
    return Money.yuan(Decimal(quantity) * Money.yuan(price).fen / FEN_PER_YUAN)


def cost(project: dict[str, Any]) -> Money:
    return total(product(line["quantity"], line["unit_price"]) for line in project.get("estimate", []))


def total(amounts: Iterable[Money]) -> Money:
    return sum(amounts, Money(0))


def basic_amount(line: dict[str, Any]) -> Money:
    if line["basis"] == "stated":
        assert "staffing_kind" not in line
        return Money.yuan(line["amount"])
    assert "amount" not in line
    return Money.yuan(line["standard"]) * headcounts()[line["staffing_kind"]]


def headcounts() -> dict[str, int]:
    return {row["kind"]: row["headcount"] for row in data("profile")["staffing"]}


def basic(part: str) -> Money:
    return total(basic_amount(line) for line in data("budget")["basic"] if line["part"] == part)


# ── Sums ──


def test_revenue_and_spending_both_add_up_to_the_published_total() -> None:
    by_fund: dict[str, Money] = defaultdict(lambda: Money(0))
    for row in data("budget")["revenue"]:
        by_fund[row["fund"]] += Money.yuan(row["amount"])
    assert {fund: amount for fund, amount in by_fund.items() if amount} == {
        "一般公共预算": Money.wan("3307.18"),
        "政府性基金": Money.wan("100"),
    }
    assert total(by_fund.values()) == Money.wan("3407.18")
    assert basic("personnel") + basic("operating") + total(map(cost, projects())) == Money.wan("3407.18")


def test_basic_spending_is_personnel_and_operating() -> None:
    assert basic("personnel") == Money.wan("1386.45")
    assert basic("operating") == Money.wan("167.38")
    assert basic("personnel") + basic("operating") == Money.wan("1553.83")


def test_the_operating_lines_are_the_nineteen_published_items() -> None:
    lines = [line for line in data("budget")["basic"] if line["part"] == "operating"]
    assert {line["economic_code"]: basic_amount(line) for line in lines} == {code: Money.wan(amount) for code, amount in OPERATING.items()}
    assert len(lines) == len(OPERATING)


def test_each_duty_adds_up_to_its_published_amount() -> None:
    duties = data("programme")["duty"]
    assert [duty["number"] for duty in duties] == list(range(1, 13))
    for duty, published in zip(duties, DUTIES, strict=True):
        own = [project for activity in duty["activity"] for project in activity["project"]]
        assert total(map(cost, own)) == Money.wan(published), duty["name"]
    assert total(map(cost, projects())) == Money.wan("1853.35")


def test_there_are_thirty_activities_and_one_duty_that_stands_for_itself() -> None:
    activities = [activity for duty in data("programme")["duty"] for activity in duty["activity"]]
    standing = [activity for activity in activities if activity.get("stands_for_duty")]
    assert len(activities) - len(standing) == 30
    assert [duty["number"] for duty in data("programme")["duty"] if any(each in standing for each in duty["activity"])] == [12]
    assert len({activity["name"] for activity in activities}) == len(activities)


def test_the_spending_of_each_fund_is_its_revenue() -> None:
    spent: dict[str, Money] = defaultdict(lambda: Money(0))
    for project in projects():
        spent[project["fund"]] += cost(project)
    for line in data("budget")["basic"]:
        spent[line["fund"]] += basic_amount(line)
    revenue = {row["fund"]: Money.yuan(row["amount"]) for row in data("budget")["revenue"] if Money.yuan(row["amount"])}
    assert dict(spent) == revenue


def test_the_plan_uses_exactly_what_the_control_numbers_allow() -> None:
    controls = {(row["fund"], row["category"]): Money.yuan(row["amount"]) for row in data("budget")["control"]}
    by_fund = {fund: total(cost(each) for each in projects() if each["fund"] == fund) for fund in ("一般公共预算", "政府性基金")}
    assert controls == {
        ("一般公共预算", "基本支出"): basic("personnel") + basic("operating"),
        ("一般公共预算", "项目支出"): by_fund["一般公共预算"],
        ("政府性基金", "项目支出"): by_fund["政府性基金"],
        ("一般公共预算", "三公"): total(Money.yuan(row["this_year"]) for row in data("budget")["three_public"]),
    }


def test_what_the_first_round_asked_for_in_excess_is_cut_project_by_project_with_a_reason() -> None:
    asked: dict[str, Money] = defaultdict(lambda: Money(0))
    for line in data("budget")["first_round_extra"]:
        assert line["item"] not in {each["item"] for each in project_named(line["project"])["estimate"]}
        asked[line["project"]] += product(line["quantity"], line["unit_price"])
    assert dict(asked) == {row["project"]: Money.yuan(row["amount"]) for row in data("budget")["cut"]}
    assert all(row["rule"] and row["restore"] for row in data("budget")["cut"])
    assert asked


def test_procurement_adds_up_and_stays_within_what_it_is_paid_from() -> None:
    lines = data("budget")["procurement"]
    assert total(product(line["quantity"], line["unit_price"]) for line in lines) == Money.wan("888.2")
    bought = {(line["code"], product(line["quantity"], line["unit_price"])) for line in lines if line["project"] != "公用经费"}
    estimated = {
        (each["procurement_code"], product(each["quantity"], each["unit_price"]))
        for project in projects()
        for each in project.get("estimate", [])
        if "procurement_code" in each
    }
    assert bought == estimated
    assert {line["project"] for line in lines} - {"公用经费"} == {"村庄保洁和垃圾清运服务"}
    assert total(product(line["quantity"], line["unit_price"]) for line in lines if line["project"] == "公用经费") == Money.wan(
        OPERATING["31002"]
    )


def test_the_three_public_items_agree_with_the_operating_lines_and_with_last_year() -> None:
    rows = {row["item"]: row for row in data("budget")["three_public"]}
    assert total(Money.yuan(row["this_year"]) for row in rows.values()) == Money.wan("10.73")
    assert total(Money.yuan(row["last_year"]) for row in rows.values()) == Money.wan("31.81")
    assert Money.yuan(rows["公务接待费"]["this_year"]) == Money.wan(OPERATING["30217"])
    assert Money.yuan(rows["公务用车运行维护费"]["this_year"]) == Money.wan(OPERATING["30231"])
    assert all(row["reason"] for row in rows.values())


def test_last_year_is_one_consistent_set() -> None:
    """What the office reads out of last year's document, beside what the data say of last year."""
    read = read_disclosure("last-year.txt", (DEMO / "last-year.txt").read_bytes())
    assert read.year == YEAR - 1
    # An excerpt lacks tables and chapters; nothing that stands in it may be wrong.
    assert {severity for severity, *_ in read.findings} == {"warning"}
    assert all(len(each.amounts) == 1 and not each.doubt for each in read.proposals)
    prior = {(each.concept, each.member): Money(each.amounts[0]) for each in read.proposals}
    whole, standing, spent = prior["支出总计", ""], prior["基本支出", ""], prior["项目支出", ""]
    assert whole == standing + spent
    assert total(Money.yuan(row["last_year"]) for row in data("budget")["revenue"]) == whole
    assert basic("personnel") + basic("operating") - standing == Money.wan("51.17")
    assert total(map(cost, projects())) - spent == Money.wan("-37.44")
    assert prior["三公经费", ""] == total(Money.yuan(row["last_year"]) for row in data("budget")["three_public"])
    # The projects that go on, and the fund money of last year's project that ended.
    going_on = total(Money.yuan(project["last_year_yuan"]) for project in projects() if "last_year_yuan" in project)
    ended = total(Money.yuan(row["last_year"]) for row in data("budget")["revenue"] if row["fund"] == "政府性基金")
    assert going_on + ended == spent


def test_the_wage_base_is_what_the_union_fee_and_the_contributions_are_reckoned_on() -> None:
    wages = total(
        basic_amount(line)
        for line in data("budget")["basic"]
        if line["function_code"] in ("2010301", "2010350") and line["economic_code"] in ("30101", "30102", "30107")
    )

    def amount(code: str) -> Money:
        return total(basic_amount(line) for line in data("budget")["basic"] if line["economic_code"] == code)

    for code, per_thousand in (("30228", 20), ("30229", 15), ("30108", 160), ("30109", 80), ("30113", 120)):
        # The published sums are rounded to 百元.
        assert abs(1000 * amount(code).fen - per_thousand * wages.fen) <= 1000 * 100 * FEN_PER_YUAN, code


def test_the_assets_are_the_published_ones_and_staffing_passes_no_quota_unexplained() -> None:
    profile = data("profile")
    assert total(Money.yuan(row["value"]) for row in profile["asset"] if not row["kind"].startswith("其中")) == Money.wan("619.76")
    assert profile["vehicles"] == {"quota": 3, "held": 3}
    quotas = {row["kind"]: row["quota"] for row in profile["staffing"] if "quota" in row}
    assert quotas == {"行政": 33, "事业": 34}
    assert headcounts() == {"行政": 29, "事业": 44, "离休": 1, "退休": 45, "退职": 0}


# ── Codes ──


def test_every_code_is_known_to_the_catalogue_and_in_force() -> None:
    used = [(project["name"], project["function_code"]) for project in projects()]
    used += [(line["explanation"], line["function_code"]) for line in data("budget")["basic"]]
    unknown = {(where, code) for where, code in used if len(code) != 7 or function_name(code, YEAR) is None}
    assert not unknown
    lines = [each for project in projects() for each in project.get("estimate", [])]
    lines += data("budget")["basic"] + data("budget")["first_round_extra"]
    unknown = {(str(line), line["economic_code"]) for line in lines if economic_name(line["economic_code"], YEAR) is None}
    assert not unknown
    known = {entry.code for entry in procurement_entries()}
    assert {line["code"] for line in data("budget")["procurement"]} <= known


def test_fund_money_is_spent_under_the_codes_of_the_fund_and_no_other_money_is() -> None:
    for project in projects():
        assert project["function_code"].startswith("21208") == (project["fund"] == "政府性基金"), project["name"]


# ── Projects ──


def test_every_project_has_what_the_library_asks_for() -> None:
    offices = {row["code"] for row in data("people")["office"] if row["unit"] == "201"}
    assert len({project["name"] for project in projects()}) == len(projects())
    for project in projects():
        assert project["office"] in offices
        assert project["category"] in ("人员类", "运转类", "特定目标类")
        assert project["basis"]
        assert project["necessity"]
        assert project["start_year"] <= YEAR <= project["end_year"]
        assert project["unfunded"] == (not cost(project)), project["name"]
        assert len({line["item"] for line in project.get("estimate", [])}) == len(project.get("estimate", []))


def test_a_large_new_project_and_the_large_contract_have_been_appraised() -> None:
    for project in projects():
        if cost(project) >= Money.wan(100) and not project["rigid"]:
            assert project.get("appraisal"), project["name"]


# ── Indicators ──


@cache
def promises() -> Programme:
    """The programme with every project a bearer, under its duty."""
    duties = []
    for duty in data("programme")["duty"]:
        bearers = [
            Activity(
                project["name"],
                None if project["unfunded"] else Shown.parse(format_base(cost(project).fen, YUAN, 2), YUAN),
                activity["content"],
                objective(project, activity),
                [stated(indicator) for indicator in project["indicator"]],
                Source(text=project["name"]),
            )
            for activity in duty["activity"]
            for project in activity["project"]
        ]
        duties.append(Duty(duty["name"], None, duty["description"], duty["objective"], bearers, source=Source(text=duty["name"])))
    return Programme(duties, has_weights=True, has_baselines=True, has_sources=True)


def stated(indicator: dict[str, Any]) -> Indicator:
    standards = {grade: indicator.get("standards", {}).get(grade, "") for grade in BANDS}
    target = "" if indicator["form"] == "hebei" else indicator["target"]
    return Indicator(indicator["name"], standards, target=target, kind=indicator["kind"], weight=str(indicator["weight"]))


def drafted(project: dict[str, Any], activity: dict[str, Any]) -> ProjectDraft:
    indicators = tuple(
        IndicatorDraft(
            each["name"], each["form"], each["kind"], each["unit"], each["direction"], each["target"], each.get("standards", {}),
            str(each["weight"]), each["baseline"], each["source"], each["evidence"], each["explanation"],
        )
        for each in project["indicator"]
    )  # fmt: skip
    return ProjectDraft(project["name"], cost(project).fen, objective(project, activity), activity["content"], indicators)


def objective(project: dict[str, Any], activity: dict[str, Any]) -> str:
    """A project's own goal where several share an activity, else the activity's."""
    goal: str = project.get("objective", activity["objective"])
    return goal


@pytest.mark.parametrize("test", TESTS)
def test_the_programme_passes_every_rule_of_indicator_quality(test: str) -> None:
    answer = TESTS[test](promises())
    # That two duties are done without money is a fact of the reference, and only a remark.
    told = [problem.message for problem in answer.problems if problem.severity is not Severity.INFO]
    assert not told
    assert answer.outcome is Outcome.HOLDS or answer.problems


def test_no_project_would_be_stopped_or_warned_about_in_the_editor() -> None:
    drafts = [
        drafted(project, activity) for duty in data("programme")["duty"] for activity in duty["activity"] for project in activity["project"]
    ]
    told = []
    for draft in drafts:
        problems = review_project(draft, [other for other in drafts if other is not draft])
        told += [f"{draft.name}：{each.message}" for each in problems if each.severity is not Severity.INFO]
    assert not told


def test_the_bands_of_each_indicator_are_a_partition_in_the_declared_direction_and_unit() -> None:
    for project in projects():
        for indicator in project["indicator"]:
            if indicator["form"] == "national":
                assert "standards" not in indicator
                continue
            standard = read_standard(indicator["name"], indicator["standards"])
            where = f"{project['name']}：{standard.name} {standard.printed()}"
            assert standard.is_partition, where
            assert standard.direction.value == indicator["direction"], where
            assert standard.unit == indicator["unit"], where
            assert indicator["target"] == indicator["standards"]["优"], where


def test_both_forms_are_shown() -> None:
    forms = defaultdict(set)
    for project in projects():
        for indicator in project["indicator"]:
            forms[indicator["form"]].add(project["name"])
    assert len(forms["national"]) == 2
    assert not forms["national"] & forms["hebei"]
    assert sum(len(project["indicator"]) for project in projects()) >= 118


# ── People ──


def test_nobody_holds_incompatible_duties() -> None:
    held = defaultdict(set)
    for post in data("people")["post"]:
        held[post["account"]].add(post["role"])
    for account, roles in held.items():
        for pair in combinations(sorted(roles), 2):
            assert frozenset(pair) not in INCOMPATIBLE, (account, pair)


def test_there_is_somebody_for_every_role_and_for_every_office_that_has_projects() -> None:
    posts = data("people")["post"]
    assert {post["role"] for post in posts} == ROLES
    for office in {project["office"] for project in projects()}:
        here = [post["role"] for post in posts if post["unit"] == "201" and post.get("office") == office]
        assert "HD" in here, office
        assert "HL" in here, office
    kinds = {row["code"]: row["kind"] for row in data("people")["office"] if row["unit"] == "201"}
    assert sum(kinds[post["office"]] == "business" for post in posts if post["role"] == "HD") >= 4
    overseen = [code for post in posts if post["role"] == "VL" for code in post["oversees"]]
    assert sorted(overseen) == sorted({project["office"] for project in projects()})


def test_posts_and_meetings_name_units_offices_accounts_and_projects_that_exist() -> None:
    people = data("people")
    units = {unit["code"] for unit in people["unit"]}
    offices = {(office["unit"], office["code"]) for office in people["office"]}
    accounts = {account["username"] for account in people["account"]}
    assert len(accounts) == len(people["account"])
    assert {unit["supervisor"] for unit in people["unit"] if "supervisor" in unit} <= units
    for post in people["post"]:
        assert post["account"] in accounts
        assert post["unit"] in units
        assert ("office" in post) == (post["role"] != "TP")
        assert "office" not in post or (post["unit"], post["office"]) in offices
        assert ("project" in post) == ("until" in post) == (post["role"] == "TP")
        assert "project" not in post or project_named(post["project"])
    assert {post["account"] for post in people["post"]} == accounts
    for meeting in people["meeting"]:
        assert meeting["unit"] in units
        assert meeting["chair"] in meeting["attendees"]
        assert set(meeting["attendees"]) <= accounts
        assert meeting["number"].startswith(f"{meeting['date'].year}年")


def test_the_third_party_only_sees_one_project_and_evaluators_are_an_odd_number() -> None:
    posts = data("people")["post"]
    assert [post["project"] for post in posts if post["role"] == "TP"] == ["村庄保洁和垃圾清运服务"]
    evaluators = [post for post in posts if post["role"] == "EP"]
    assert len(evaluators) >= 3
    assert len(evaluators) % 2 == 1


def test_the_approval_is_dated_after_the_meetings_and_before_it_would_be_late() -> None:
    approval = data("budget")["approval"]
    assert approval["date"].year == YEAR
    assert approval["document_number"].endswith("〔2023〕5号")
    assert all(meeting["date"] < approval["date"] for meeting in data("people")["meeting"])
