"""How does a bureau write its final accounts?"""

from __future__ import annotations

from random import Random

from generated.budget import Budget, draw
from generated.tables import Ruling, by_function, categories, nothing
from generated.writing import Hand, Page, Piece, percent
from wenxiao.catalogue.codes import economic_name, function_name


def final_accounts(random: Random) -> Page:
    """决算 tables in 万元, sentences with shares, completion rates and comparisons with the year before."""
    place = f"海州市{random.choice(('临江', '东湖', '北塘'))}区{random.choice(('财政局', '审计局', '水务局', '统计局'))}"
    budget = draw(random, year=random.choice((2023, 2024)), grain=random.choice((10_000, 10_000, 1_000)), funds=False, unit=place)
    hand = Hand(trimmed=random.random() < 0.3)
    ruling = Ruling(Hand(grouped=random.random() < 0.6), blank=random.random() < 0.7, segments=3)
    if any(item.total % 10_000 for item in budget.items):
        ruling = Ruling(Hand("元", grouped=True), ruling.blank, 3)
    other = random.randint(1, 900) * 10_000 if random.random() < 0.5 else 0
    opening = random.randint(1, 9_000) * 10_000 if random.random() < 0.5 else 0
    page = Page()
    page.say(place)
    page.say(f"{budget.year}年度部门决算")
    page.say(f"第二部分 {place}{budget.year}年度部门决算表")
    _tables(page, budget, ruling, other, opening)
    page.say("第三部分 部门决算情况说明")
    _sentences(page, budget, hand, random, other, opening)
    return page


def _tables(page: Page, budget: Budget, ruling: Ruling, other: int, opening: int) -> None:
    unit, cell, total = ruling.hand.unit, ruling.cell, budget.total
    granted = total
    revenue: list[list[Piece]] = [
        ["一、一般公共预算财政拨款收入", cell(granted, "一般公共预算收入")],
        ["二、政府性基金预算财政拨款收入", cell(0, "政府性基金收入")],
        ["三、国有资本经营预算财政拨款收入", cell(0, "国有资本经营收入")],
        ["四、上级补助收入", cell(0, "上级补助收入")],
        ["五、事业收入", cell(0, "事业收入")],
        ["六、经营收入", cell(0, "经营收入")],
        ["七、附属单位上缴收入", cell(0, "附属单位上缴收入")],
        ["八、其他收入", cell(other, "其他收入")],
    ]
    spent: list[list[Piece]] = [[name, cell(amount, code)] for code, name, amount in categories(budget.items, lambda item: item.total)]
    height = max(len(revenue), len(spent))
    body = [[*(revenue[row] if row < len(revenue) else ["", ""]), *(spent[row] if row < len(spent) else ["", ""])] for row in range(height)]
    body += [
        ["本年收入合计", cell(granted + other, "本年收入合计"), "本年支出合计", cell(total, "本年支出合计")],
        ["年初结转和结余", cell(opening, "年初结转和结余"), "年末结转和结余", cell(opening + other, "年末结转和结余")],
        ["总计", cell(total + other + opening, "收入总计"), "总计", cell(total + other + opening, "支出总计")],
    ]
    page.table("收入支出决算总表", unit, [], ["收入\t\t支出\t", "项目\t决算数\t项目\t决算数"], body)
    header = "支出功能分类科目编码\t\t\t科目名称"
    names = ["财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
    first = budget.items[0].code

    def income(name: str) -> object:
        if name == "财政拨款收入":
            return lambda item: item.total
        if name == "其他收入":
            return lambda item: other if item.code == first else 0
        return nothing

    page.table(
        "收入决算表",
        unit,
        [],
        ["项目\t\t\t\t本年收入合计\t" + "\t".join(names), header + "\t" * 7, "类\t款\t项\t" + "\t" * 7],
        by_function(
            ruling,
            budget.items,
            [("合计", lambda item: item.total + (other if item.code == first else 0)), *((name, income(name)) for name in names)],  # type: ignore[list-item]
        ),
    )
    parts = [("合计", lambda item: item.total), ("基本支出", lambda item: item.basic), ("项目支出", lambda item: item.project)]
    none = [(name, nothing) for name in ("上缴上级支出", "经营支出", "对附属单位补助支出")]
    page.table(
        "支出决算表",
        unit,
        [],
        [
            "项目\t\t\t\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\t经营支出\t对附属单位补助支出",
            header + "\t" * 6,
            "类\t款\t项\t" + "\t" * 6,
        ],
        by_function(ruling, budget.items, [*parts, *none]),
    )
    _appropriation(page, budget, ruling, opening)
    page.table(
        "一般公共预算财政拨款支出决算表",
        unit,
        [],
        ["项目\t\t\t\t合计\t基本支出\t项目支出", header + "\t" * 3, "类\t款\t项\t" + "\t" * 3],
        by_function(ruling, budget.items, parts, total="last"),
    )
    _economic(page, budget, ruling)
    names_ = ("三公经费", "因公出国境费", "公务用车费", "公务用车购置费", "公务用车运行费", "公务接待费")
    planned, spent_ = _planned(budget), _outturn(budget)
    cells = [ruling.cell(values[name], f"{name}·{kind}") for name in names_ for kind, values in (("预算数", planned), ("决算数", spent_))]
    page.table(
        "财政拨款“三公”经费支出决算表",
        unit,
        [],
        [
            "合计\t\t因公出国（境）费\t\t公务用车购置及运行费\t\t\t\t\t\t公务接待费\t",
            "\t\t\t\t小计\t\t公务用车购置费\t\t公务用车运行费\t\t\t",
            "\t".join(["预算数\t决算数"] * 6),
        ],
        [cells],
    )


def _planned(budget: Budget) -> dict[str, int]:
    """三公 as budgeted: never less than what was spent."""
    spent = _outturn(budget)
    planned = {name: spent[name] + extra for name, extra in (("因公出国境费", 0), ("公务用车购置费", 0), ("公务用车运行费", 30_000))}
    planned["公务接待费"] = spent["公务接待费"] + 120_000
    planned["公务用车费"] = planned["公务用车购置费"] + planned["公务用车运行费"]
    planned["三公经费"] = planned["因公出国境费"] + planned["公务用车费"] + planned["公务接待费"]
    return planned


def _outturn(budget: Budget) -> dict[str, int]:
    return {
        "三公经费": budget.three_public,
        "因公出国境费": budget.abroad,
        "公务用车费": budget.cars,
        "公务用车购置费": budget.purchase,
        "公务用车运行费": budget.running,
        "公务接待费": budget.reception,
    }


def _appropriation(page: Page, budget: Budget, ruling: Ruling, opening: int) -> None:
    cell, total = ruling.cell, budget.total
    left: list[list[Piece]] = [
        ["一、一般公共预算财政拨款", cell(total, "一般公共预算收入")],
        ["二、政府性基金预算财政拨款", cell(0, "政府性基金收入")],
        ["三、国有资本经营预算财政拨款", cell(0, "国有资本经营收入")],
    ]
    right: list[list[Piece]] = [
        [name, cell(amount, code), cell(amount, f"{code}·一般"), cell(0, ""), cell(0, "")]
        for code, name, amount in categories(budget.items, lambda item: item.total)
    ]
    height = max(len(left), len(right))
    body = [[*(left[row] if row < len(left) else ["", ""]), *(right[row] if row < len(right) else [""] * 5)] for row in range(height)]

    def both(left_name: str, left_value: int, right_name: str, right_value: int) -> list[Piece]:
        spent = [cell(right_value, right_name), cell(right_value, f"{right_name}·一般"), cell(0, ""), cell(0, "")]
        return [left_name, cell(left_value, left_name), right_name, *spent]

    body += [
        both("本年收入合计", total, "本年支出合计", total),
        both("年初财政拨款结转和结余", opening, "年末财政拨款结转和结余", opening),
        both("总计", total + opening, "总计", total + opening),
    ]
    page.table(
        "财政拨款收入支出决算总表",
        ruling.hand.unit,
        [],
        [
            "收入\t\t支出" + "\t" * 4,
            "项目\t决算数\t项目\t合计\t一般公共预算财政拨款\t政府性基金预算财政拨款\t国有资本经营预算财政拨款",
        ],
        body,
    )


def _economic(page: Page, budget: Budget, ruling: Ruling) -> None:
    """The two-sided table of 基本支出 by 经济分类: 人员经费 left, 公用经费 right, their totals below."""
    sides: list[list[list[Piece]]] = []
    for personal in (True, False):
        own = [each for each in budget.economic if each.personal is personal]
        rows: list[list[Piece]] = []
        for code in sorted({each.code[:length] for each in own for length in (3, 5)}):
            amount = sum(each.amount for each in own if each.code.startswith(code))
            rows.append([code[:3], code[3:], economic_name(code) or code, ruling.cell(amount, code)])
        sides.append(rows)
    height = max(map(len, sides))
    blank: list[Piece] = ["", "", "", ""]
    body: list[list[Piece]] = []
    for row in range(height):
        cells: list[Piece] = []
        for side in sides:
            cells += side[row] if row < len(side) else blank
        body.append(cells)
    body.append(
        ["人员经费合计", "", "", ruling.cell(budget.personal, "人员经费"), "公用经费合计", "", "", ruling.cell(budget.public, "公用经费")]
    )
    page.table(
        "一般公共预算财政拨款基本支出决算表",
        ruling.hand.unit,
        [],
        ["经济分类科目编码\t\t科目名称\t决算数\t经济分类科目编码\t\t科目名称\t决算数", "类\t款\t\t\t类\t款\t\t"],
        body,
    )


def _sentences(page: Page, budget: Budget, hand: Hand, random: Random, other: int, opening: int) -> None:
    year, last, total = budget.year, budget.last, budget.total
    whole, before = total + other + opening, last["total"] + other + opening
    page.say("一、收入支出决算总体情况说明")
    page.say(
        f"{budget.unit}{year}年度收入支出总计",
        page.compared(hand, "收支总计", whole, before, year=year, tells="cr"),
        "。",
    )
    page.say("二、收入决算情况说明")
    pieces: list[Piece] = [
        "本年收入合计",
        *hand.money(total + other, "本年收入合计"),
        "，其中：财政拨款收入",
        *hand.money(total, "财政拨款收入"),
        "，占",
        percent(total, total + other, "财政拨款收入占比"),
        "%；其他收入",
        *hand.money(other, "其他收入"),
        "，占",
        percent(other, total + other, "其他收入占比"),
        "%。",
    ]
    page.say(pieces)
    page.say("三、支出决算情况说明")
    page.say(
        "本年支出合计",
        hand.money(total, "本年支出合计"),
        "，其中：基本支出",
        hand.money(budget.basic, "基本支出"),
        "，占",
        percent(budget.basic, total, "基本支出占比"),
        "%；项目支出",
        hand.money(budget.project, "项目支出"),
        "，占",
        percent(budget.project, total, "项目支出占比"),
        "%。",
    )
    page.say("四、一般公共预算财政拨款支出决算情况说明")
    page.say(
        "一般公共预算财政拨款支出",
        hand.money(total, "一般公共预算支出", last_year=last["total"]),
        "，占本年支出合计的",
        percent(total, total, "一般公共预算支出占比"),
        "%。一般公共预算财政拨款支出",
        page.compared(hand, "一般公共预算支出", total, last["total"], year=year, tells="cr", amount=False),
        "。",
    )
    shares: list[Piece] = []
    for number, (code, name, amount) in enumerate(categories(budget.items, lambda item: item.total)):
        shares += ["；" if number else "", f"{name}（类）", *hand.money(amount, code), "，占", percent(amount, total, f"{code}占比"), "%"]
    page.say("一般公共预算财政拨款支出", hand.money(total, "一般公共预算支出"), "，主要用于以下方面：", shares, "。")
    planned = sum(budget.executed.values())
    page.say(
        "一般公共预算财政拨款支出年初预算为",
        hand.money(planned, "一般公共预算支出年初预算"),
        "，支出决算为",
        hand.money(total, "一般公共预算支出"),
        "，完成年初预算的",
        percent(total, planned, "一般公共预算支出完成率"),
        "%。其中：",
    )
    for number, item in enumerate(budget.items, 1):
        names = (function_name(item.code[:3]) or "", function_name(item.code[:5]) or "", item.name)
        executed = budget.executed[item.code]
        rate: list[Piece] = []
        if random.random() < 0.5:
            rate = ["，完成年初预算的", percent(item.total, executed, f"{item.code}完成率"), "%"]
        page.line(
            f"{number}、{names[0]}（类）{names[1]}（款）{names[2]}（项）。主要用于：完成工作任务。年初预算为",
            hand.money(executed, item.code + "年初预算"),
            "，支出决算为",
            hand.money(item.total, item.code, last_year=executed),
            rate,
            "。",
        )
    page.lines.append("")
    page.say("五、一般公共预算财政拨款基本支出决算情况说明")
    page.say(
        "一般公共预算财政拨款基本支出",
        hand.money(budget.basic, "一般公共预算基本支出"),
        "。其中：人员经费",
        hand.money(budget.personal, "人员经费"),
        "；公用经费",
        hand.money(budget.public, "公用经费"),
        "。",
    )
    _three_public(page, budget, hand)
    page.say("七、机关运行经费支出情况")
    page.say(
        "机关运行经费支出",
        page.compared(hand, "机关运行经费", budget.public, last["public"], year=year, tells="cr"),
        "。",
    )


def _three_public(page: Page, budget: Budget, hand: Hand) -> None:
    page.say("六、财政拨款“三公”经费支出决算情况说明")
    planned, spent = _planned(budget), _outturn(budget)

    def told(label: str, name: str) -> list[Piece]:
        pieces: list[Piece] = [f"{label}决算为", *hand.money(spent[name], name)]
        if planned[name]:
            pieces += ["，完成预算的", percent(spent[name], planned[name], f"{name}完成率"), "%"]
        return pieces

    page.say(
        "“三公”经费财政拨款支出年初预算为",
        hand.money(planned["三公经费"], "三公经费年初预算"),
        "，支出决算为",
        hand.money(spent["三公经费"], "三公经费"),
        "，完成预算的",
        percent(spent["三公经费"], planned["三公经费"], "三公经费完成率"),
        "%，其中：",
        told("因公出国（境）费", "因公出国境费"),
        "；",
        told("公务用车购置及运行维护费支出", "公务用车费"),
        "；",
        told("公务接待费支出", "公务接待费"),
        "。",
    )
