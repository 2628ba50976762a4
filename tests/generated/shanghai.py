"""How does a bureau or street office of Shanghai write its budget?"""

from __future__ import annotations

from random import Random

from generated.budget import Budget, Item, draw, split
from generated.tables import Ruling, by_economy, by_function, categories, nothing
from generated.writing import Figure, Hand, Page, Piece, percent
from wenxiao.catalogue.codes import function_name

_BODIES = ("司法局", "民政局", "文化和旅游局", "万泉街道办事处", "临河街道办事处", "统计局")
_CARS = (
    "部级领导干部用车", "主要领导干部用车", "机要通信用车",
    "应急保障用车", "执法执勤用车", "特种专业技术用车", "离退休干部用车", "其他用车",
)  # fmt: skip


def shanghai_budget(random: Random) -> Page:
    """Nine tables in 元 with 类, 款 and 项 in columns of their own; sentences in 万元."""
    place = f"海州市{random.choice(('临江', '东湖', '北塘'))}区{random.choice(_BODIES)}"
    budget = draw(random, year=random.choice((2024, 2025, 2026)), grain=random.choice((1, 1, 10_000)), funds=False, unit=place)
    hand = Hand(trimmed=random.random() < 0.4)
    ruling = Ruling(Hand("元", grouped=True), blank=random.random() < 0.6, segments=3)
    fund = random.random() < 0.3
    if fund:
        budget.items.append(
            Item("2120899", "其他国有土地使用权出让收入安排的支出", project=random.randint(100, 9999) * 10_000_00, source="fund")
        )
        budget.items.sort(key=lambda item: item.code)
        budget.executed["2120899"] = budget.items[-1].total
    page = Page()
    page.say(place)
    page.say(f"{budget.year}年部门预算")
    page.say(f"预算主管部门：{place}")
    _sentences(page, budget, hand, random)
    _tables(page, budget, ruling)
    _other(page, budget, hand, random)
    return page


def _sentences(page: Page, budget: Budget, hand: Hand, random: Random) -> None:
    year, last = budget.year, budget.last
    total, general = budget.total, budget.total - budget.of("fund")
    page.say(f"{year}年部门预算编制说明")
    before = last["total"] + budget.of("fund")
    page.say(
        f"{year}年，{budget.unit}收入预算",
        hand.money(total, "收入总计"),
        "，其中：财政拨款收入",
        page.compared(hand, "财政拨款收入", total, before, year=year, tells="c"),
        "；事业收入",
        hand.money(0, "事业收入"),
        "；事业单位经营收入",
        hand.money(0, "事业单位经营收入"),
        "；其他收入",
        hand.money(0, "其他收入"),
        "。",
    )
    page.say(
        "支出预算",
        hand.money(total, "支出总计"),
        "，其中：财政拨款支出预算",
        page.compared(hand, "财政拨款支出", total, before, year=year, tells="c"),
        "。财政拨款支出预算中，一般公共预算拨款支出预算",
        page.compared(hand, "一般公共预算支出", general, last["total"], year=year, tells="c"),
        "；政府性基金拨款支出预算",
        page.compared(hand, "政府性基金支出", budget.of("fund"), budget.of("fund"), year=year, tells="c"),
        "；国有资本经营预算拨款支出预算",
        hand.money(0, "国有资本经营支出"),
        "，与上年持平。",
    )
    page.say("财政拨款支出主要内容如下：")
    dashed = random.random() < 0.3
    for number, item in enumerate(budget.items, 1):
        parts = (function_name(item.code[:3]) or "", function_name(item.code[:5]) or "", item.name)
        if dashed:
            page.line(f"{number}. “{'-'.join(parts)}”科目", hand.money(item.total, item.code), "，用于完成工作任务。")
            continue
        words = f"{number}、{parts[0]}（{item.code[:3]}类）{parts[1]}（{item.code[3:5]}款）{parts[2]}（{item.code[5:]}项）"
        executed = budget.executed[item.code]
        claim = next(page.claims)
        pieces: list[Piece] = [
            words,
            *hand.money(item.total, item.code, claim=claim, role="again", last_year=executed),
            f"。主要用于：完成工作任务。{year - 1}年当年预算执行数为",
            *hand.money(executed, item.code + "执行", claim=claim, role="previous"),
            f"，{year}年预算安排",
            *hand.money(item.total, item.code, claim=claim, role="current", last_year=executed),
        ]
        if item.total == executed:
            pieces.append(f"，与{year - 1}年预算执行数持平。")
        else:
            up = item.total > executed
            pieces += [
                f"，比{year - 1}年预算执行数",
                Figure("增加" if up else "减少", "direction", item.code + "增减率", 1 if up else -1, claim=claim, role="rate"),
                percent(abs(item.total - executed), executed, item.code + "增减率", claim=claim, role="rate"),
                "%。",
            ]
        page.line(*pieces)
    page.lines.append("")


def _tables(page: Page, budget: Budget, ruling: Ruling) -> None:
    year, above = budget.year, [f"编制部门：{budget.unit}"]
    cell = ruling.cell
    general, fund = budget.of("general"), budget.of("fund")
    names = "一二三四五六七八九十"

    def numbered(number: int) -> str:
        return names[number] if number < 10 else f"十{names[number - 10]}"

    spent: list[list[Piece]] = [
        [f"{numbered(number)}、{name}", cell(amount, code)]
        for number, (code, name, amount) in enumerate(categories(budget.items, lambda item: item.total))
    ]
    revenue: list[list[Piece]] = [
        ["一、财政拨款收入", cell(budget.total, "财政拨款收入")],
        ["1. 一般公共预算资金", cell(general, "一般公共预算收入")],
        ["2. 政府性基金", cell(fund, "政府性基金收入")],
        ["3. 国有资本经营预算", cell(0, "国有资本经营收入")],
        ["二、事业收入", cell(0, "事业收入")],
        ["三、事业单位经营收入", cell(0, "事业单位经营收入")],
        ["四、其他收入", cell(0, "其他收入")],
    ]
    height = max(len(revenue), len(spent))
    body = [[*(revenue[row] if row < len(revenue) else ["", ""]), *(spent[row] if row < len(spent) else ["", ""])] for row in range(height)]
    body.append(["收入总计", cell(budget.total, "收入总计"), "支出总计", cell(budget.total, "支出总计")])
    page.table(f"{year}年部门财务收支预算总表", "元", above, ["本年收入\t\t本年支出\t", "项目\t预算数\t项目\t预算数"], body)

    code_header = "功能分类科目编码\t\t\t功能分类科目名称"
    total = ("合计", lambda item: item.total)
    parts = [total, ("基本支出", lambda item: item.basic), ("项目支出", lambda item: item.project)]
    page.table(
        f"{year}年部门收入预算总表",
        "元",
        above,
        [
            "项目\t\t\t\t收入预算\t\t\t\t",
            f"{code_header}\t合计\t财政拨款收入\t事业收入\t事业单位经营收入\t其他收入",
            "类\t款\t项\t\t\t\t\t\t",
        ],
        by_function(
            ruling,
            budget.items,
            [total, ("财政拨款收入", lambda item: item.total), *((name, nothing) for name in ("事业", "经营", "其他"))],
            total="last",
        ),
    )
    for title, over, items in (
        ("支出预算总表", "支出预算", budget.items),
        ("", "", None),
        ("一般公共预算支出功能分类预算表", "一般公共预算支出", [item for item in budget.items if item.source == "general"]),
        ("政府性基金预算支出功能分类预算表", "政府性基金预算支出", [item for item in budget.items if item.source == "fund"]),
        ("国有资本经营预算支出功能分类预算表", "国有资本经营预算支出", []),
    ):
        if items is None:
            _appropriation(page, budget, ruling, above, numbered)
            continue
        page.table(
            f"{year}年部门{title}",
            "元",
            above,
            [f"项目\t\t\t\t{over}\t\t", f"{code_header}\t合计\t基本支出\t项目支出", "类\t款\t项\t\t\t\t"],
            by_function(ruling, items, parts, total="last"),
        )
        if not items:
            page.say(f"注：本部门{year}年没有这项支出，此表为空表。")
    page.table(
        f"{year}年部门一般公共预算基本支出部门预算经济分类预算表",
        "元",
        above,
        ["项目\t\t\t一般公共预算基本支出\t\t", "部门预算经济分类科目编码\t\t经济分类科目名称\t合计\t人员经费\t公用经费", "类\t款\t\t\t\t"],
        by_economy(ruling, budget.economic, total="last"),
    )
    wan = Ruling(Hand(), blank=False).cell
    page.table(
        f"{year}年部门“三公”经费和机关运行经费预算表",
        "万元",
        above,
        [
            "“三公”经费预算数\t\t\t\t\t\t机关运行经费预算数",
            "合计\t因公出国（境）费\t公务接待费\t公务用车购置及运行费\t\t\t",
            "\t\t\t小计\t购置费\t运行费\t",
        ],
        [
            [
                wan(budget.three_public, "三公经费"),
                wan(budget.abroad, "因公出国境费"),
                wan(budget.reception, "公务接待费"),
                wan(budget.cars, "公务用车费"),
                wan(budget.purchase, "公务用车购置费"),
                wan(budget.running, "公务用车运行费"),
                wan(budget.public, "机关运行经费"),
            ]
        ],
    )


def _appropriation(page: Page, budget: Budget, ruling: Ruling, above: list[str], numbered: object) -> None:
    cell = ruling.cell
    general, fund = budget.of("general"), budget.of("fund")
    spent: list[list[Piece]] = []
    for number, (code, name, amount) in enumerate(categories(budget.items, lambda item: item.total)):
        of_general = sum(item.total for item in budget.items if item.code.startswith(code) and item.source == "general")
        spent.append(
            [
                f"{numbered(number)}、{name}",  # type: ignore[operator]
                cell(amount, code),
                cell(of_general, f"{code}·一般"),
                cell(amount - of_general, f"{code}·基金"),
                cell(0, ""),
            ]
        )
    revenue: list[list[Piece]] = [
        ["一、一般公共预算资金", cell(general, "一般公共预算收入")],
        ["二、政府性基金", cell(fund, "政府性基金收入")],
        ["三、国有资本经营预算", cell(0, "国有资本经营收入")],
    ]
    height = max(len(revenue), len(spent))
    body = [[*(revenue[row] if row < len(revenue) else ["", ""]), *(spent[row] if row < len(spent) else [""] * 5)] for row in range(height)]
    body.append(
        [
            "收入总计",
            cell(budget.total, "财政拨款收入总计"),
            "支出总计",
            cell(budget.total, "财政拨款支出总计"),
            cell(general, "一般公共预算支出"),
            cell(fund, "政府性基金支出"),
            cell(0, ""),
        ]
    )
    page.table(
        f"{budget.year}年部门财政拨款收支预算总表",
        "元",
        above,
        ["财政拨款收入\t\t财政拨款支出\t\t\t\t", "项目\t预算数\t项目\t合计\t一般公共预算\t政府性基金预算\t国有资本经营预算"],
        body,
    )


def _other(page: Page, budget: Budget, hand: Hand, random: Random) -> None:
    year, last = budget.year, budget.last
    page.say("其他相关情况说明")
    page.say(f"一、{year}年“三公”经费预算情况说明")
    tells = random.choice(("c", "cr"))

    def told(states: str, current: int, previous: int) -> list[Piece]:
        return page.compared(hand, states, current, previous, year=year, tells=tells)

    page.say(
        f"{year}年“三公”经费预算数为",
        told("三公经费", budget.three_public, last["three_public"]),
        "。其中：",
    )
    page.say("（一）因公出国（境）费", told("因公出国境费", budget.abroad, last["abroad"]), "。")
    page.say(
        "（二）公务用车购置及运行费",
        told("公务用车费", budget.cars, last["cars"]),
        "。其中：公务用车购置费",
        told("公务用车购置费", budget.purchase, last["purchase"]),
        "；公务用车运行费",
        told("公务用车运行费", budget.running, last["running"]),
        "。",
    )
    page.say("（三）公务接待费", told("公务接待费", budget.reception, last["reception"]), "。")
    page.say("二、机关运行经费预算")
    page.say(f"{year}年本部门财政拨款的机关运行经费预算为", hand.money(budget.public, "机关运行经费"), "。")
    page.say("三、政府采购预算情况")
    goods, works, services = split(random, random.randint(50, 90_000) * 10_000, 3, 10_000)
    if random.random() < 0.4:
        works = 0
    page.say(
        f"{year}年本部门政府采购预算",
        hand.money(goods + works + services, "政府采购预算"),
        "，其中：政府采购货物预算",
        hand.money(goods, "政府采购货物"),
        "、政府采购工程预算",
        hand.money(works, "政府采购工程"),
        "、政府采购服务预算",
        hand.money(services, "政府采购服务"),
        "。",
    )
    page.say("四、国有资产占有使用情况")
    held = [0] * len(_CARS)
    for _ in range(budget.vehicles):
        held[random.choice((2, 3, 4, 7))] += 1
    pieces: list[Piece] = []
    for number, (name, count) in enumerate(zip(_CARS, held, strict=True)):
        pieces += ["、" if number else "", name, *hand.count(count, name, "辆")]
    page.say(f"截至{year - 1}年8月31日，{budget.unit}共有车辆", hand.count(budget.vehicles, "占用车辆数", "辆"), "，其中：", pieces, "。")
