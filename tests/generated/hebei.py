"""How does a township of Hebei write its disclosure, after the template of 2023 or that of 2025?"""

from __future__ import annotations

from random import Random

from generated.budget import Budget, draw
from generated.tables import Ruling, by_economy, by_function, categories, nothing
from generated.writing import Hand, Page, Piece, percent

_NO = "一二三四五六七八九十"


def hebei_2023(random: Random) -> Page:
    """Prose, performance, procurement, staff and assets, all in 万元 with exact sums."""
    budget = draw(random, year=2023, grain=10_000, funds=False)
    hand = Hand(trimmed=random.random() < 0.5, spaced=random.random() < 0.5)
    page = Page()
    _title(page, budget)
    page.say("一、部门职责及机构设置情况")
    _staff(page, budget)
    page.say("二、部门预算安排的总体情况")
    page.say("1、收入说明")
    fund = 0
    if random.random() < 0.4:
        fund = budget.project // random.randint(2, 5) // 10_000 * 10_000
    page.say(
        f"{budget.year} 年收入预算合计 ",
        hand.money(budget.total, "收入总计"),
        "，其中：一般公共预算收入 ",
        hand.money(budget.total - fund, "一般公共预算收入"),
        "，基金预算收入 ",
        hand.money(fund, "政府性基金收入"),
        "，财政专户核拨收入 ",
        hand.money(0, "财政专户收入"),
        "，其他来源收入 ",
        hand.money(0, "其他收入"),
        "。",
    )
    page.say("2、支出说明")
    page.say(
        f"{budget.year} 年部门支出预算 ",
        hand.money(budget.total, "支出总计"),
        "，其中基本支出 ",
        hand.money(budget.basic, "基本支出"),
        "，包括人员经费 ",
        hand.money(budget.personal, "人员经费"),
        "和日常公用经费 ",
        hand.money(budget.public, "公用经费"),
        "；项目支出 ",
        hand.money(budget.project, "项目支出"),
        "。",
    )
    page.say("3、比上年增减情况")
    last = budget.last
    page.say(
        f"{budget.year} 年，本部门收支预算 ",
        page.compared(hand, "收支总计", budget.total, last["total"], year=budget.year, tells=random.choice(("pcr", "c", "cr"))),
        "，其中：基本支出",
        page.compared(hand, "基本支出", budget.basic, last["basic"], year=budget.year, tells="cr", amount=False),
        "；项目支出",
        page.compared(hand, "项目支出", budget.project, last["project"], year=budget.year, tells="cr", amount=False),
        "。",
    )
    _operating(page, budget, hand, random)
    _three_public(page, budget, hand, random)
    _programme(page, budget, Hand(trimmed=True))
    _procurement(page, budget, hand, Ruling(Hand(trimmed=hand.trimmed)))
    _assets(page, budget, hand)
    _notes(page)
    return page


def hebei_2025(random: Random) -> Page:
    """Ten tables, in 元 with 千分位 or in 万元, and prose in 万元 that rounds them."""
    in_yuan = random.random() < 0.6
    budget = draw(random, year=2025, grain=1 if in_yuan else 10_000)
    hand = Hand(trimmed=not in_yuan and random.random() < 0.5, spaced=random.random() < 0.5)
    ruling = Ruling(Hand("元", grouped=True) if in_yuan else Hand(grouped=random.random() < 0.5), blank=random.random() < 0.7)
    page = Page()
    _title(page, budget)
    page.say("第一部分 部门预算公开表")
    _money_tables(page, budget, ruling)
    page.say("第二部分 部门预算信息公开说明")
    page.say("一、部门职责及机构设置情况")
    _staff(page, budget)
    page.say("二、部门预算安排的总体情况")
    _overview(page, budget, hand, random)
    _operating(page, budget, hand, random)
    _three_public(page, budget, hand, random)
    _programme(page, budget, Hand())
    _procurement(page, budget, hand, ruling)
    _assets(page, budget, hand)
    _notes(page)
    return page


def _title(page: Page, budget: Budget) -> None:
    page.say(f"{budget.unit} {budget.year} 年部门预算信息公开")
    page.say(f"依据有关规定，公开本部门 {budget.year} 年部门预算。")


def _notes(page: Page) -> None:
    page.say("名词解释")
    page.say("1、基本支出：保障机构运转的支出。")
    page.say("2、项目支出：在基本支出之外为特定任务安排的支出。")


def _unit_line(budget: Budget) -> list[str]:
    return [f"305 {budget.unit}"]


# ── tables of 2025 ──


def _money_tables(page: Page, budget: Budget, ruling: Ruling) -> None:
    unit = ruling.hand.unit
    above = _unit_line(budget)
    items = budget.items
    granted = [item for item in items if item.source != "unit"]
    general, fund, own = budget.of("general"), budget.of("fund"), budget.of("unit")
    this_year = general + fund + own
    cell = ruling.cell

    revenue: list[list[Piece]] = [
        ["一般公共预算拨款收入", cell(general, "一般公共预算收入")],
        ["政府性基金预算拨款收入", cell(fund, "政府性基金收入")],
        ["国有资本经营预算拨款收入", cell(0, "国有资本经营收入")],
        ["财政专户管理资金收入", cell(0, "财政专户收入")],
        ["单位资金收入", cell(own, "单位资金")],
    ]
    spent: list[list[Piece]] = [[name, cell(amount, f"{code}")] for code, name, amount in categories(items, lambda item: item.total)]
    height = max(len(revenue), len(spent))
    body = [[*(revenue[row] if row < len(revenue) else ["", ""]), *(spent[row] if row < len(spent) else ["", ""])] for row in range(height)]
    body += [
        ["本年收入合计", cell(this_year, "本年收入合计"), "本年支出合计", cell(budget.total, "本年支出合计")],
        ["上年结转结余", cell(budget.carried, "上年结转结余"), "年终结转结余", cell(0, "年终结转结余")],
        ["收入总计", cell(budget.total, "收入总计"), "支出总计", cell(budget.total, "支出总计")],
    ]
    numbered = [[str(number), *row] for number, row in enumerate(body, 1)]
    page.table("部门收支总表", unit, above, ["序号\t收入项目\t预算数\t支出项目\t预算数"], numbered)

    page.table(
        "部门收入总表",
        unit,
        above,
        [
            "科目编码\t科目名称\t合计\t上年结转结余\t本年收入" + "\t" * 5,
            "\t\t\t\t小计\t一般公共预算拨款\t政府性基金预算拨款\t国有资本经营预算拨款\t财政专户管理资金\t单位资金",
        ],
        by_function(
            ruling,
            items,
            [
                ("合计", lambda item: item.total),
                ("上年结转结余", lambda item: item.carried),
                ("小计", lambda item: item.total - item.carried),
                ("一般公共预算拨款", lambda item: item.total - item.carried if item.source == "general" else 0),
                ("政府性基金预算拨款", lambda item: item.total - item.carried if item.source == "fund" else 0),
                ("国有资本经营预算拨款", nothing),
                ("财政专户管理资金", nothing),
                ("单位资金", lambda item: item.total - item.carried if item.source == "unit" else 0),
            ],
        ),
    )
    parts = [
        ("合计", lambda item: item.total),
        ("基本支出", lambda item: item.basic),
        ("项目支出", lambda item: item.project),
    ]
    none = [(name, nothing) for name in ("经营支出", "上缴上级支出", "对附属单位补助支出")]
    page.table(
        "部门支出总表",
        unit,
        above,
        ["科目编码\t科目名称\t合计\t基本支出\t项目支出\t经营支出\t上缴上级支出\t对附属单位补助支出"],
        by_function(ruling, items, [*parts, *none]),
    )
    _appropriation(page, budget, ruling)
    page.table(
        "一般公共预算财政拨款支出表",
        unit,
        above,
        ["科目编码\t科目名称\t合计\t基本支出\t项目支出"],
        by_function(ruling, [item for item in granted if item.source == "general"], parts),
    )
    page.table(
        "一般公共预算财政拨款基本支出表",
        unit,
        above,
        ["科目编码\t科目名称\t合计\t人员经费\t公用经费"],
        by_economy(ruling, budget.economic),
    )
    wan = Hand()
    last = budget.last
    rows: list[list[Piece]] = []
    for year, values in (
        (budget.year - 1, (last["three_public"], last["abroad"], last["cars"], last["purchase"], last["running"], last["reception"])),
        (budget.year, (budget.three_public, budget.abroad, budget.cars, budget.purchase, budget.running, budget.reception)),
    ):
        names = ("三公经费", "因公出国境费", "公务用车费", "公务用车购置费", "公务用车运行费", "公务接待费")
        suffix = "" if year == budget.year else "上年"
        rows.append([f"{year}年预算数", *(wan.amount(value, name + suffix) for name, value in zip(names, values, strict=True))])
    page.table(
        "一般公共预算“三公”经费支出表",
        "万元",
        above,
        ["年度\t合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费", "\t\t\t小计\t公务用车购置费\t公务用车运行费\t"],
        rows,
    )
    page.table(
        "政府性基金预算支出表",
        unit,
        above,
        ["科目编码\t科目名称\t合计\t基本支出\t项目支出"],
        by_function(ruling, [item for item in granted if item.source == "fund"], parts),
    )
    if not any(item.source == "fund" for item in items):
        page.say("本部门没有政府性基金预算安排的支出，此表为空表。")
    page.table("国有资本经营预算支出表", unit, above, ["科目编码\t科目名称\t合计\t基本支出\t项目支出"], by_function(ruling, [], parts))
    page.say("本部门没有国有资本经营预算安排的支出，此表为空表。")
    _projects(page, budget, ruling)


def _appropriation(page: Page, budget: Budget, ruling: Ruling) -> None:
    cell = ruling.cell
    granted = [item for item in budget.items if item.source != "unit"]
    general, fund = budget.of("general"), budget.of("fund")
    carried = sum(item.carried for item in granted)
    carried_general = sum(item.carried for item in granted if item.source == "general")
    total = sum(item.total for item in granted)
    of_general = sum(item.total for item in granted if item.source == "general")
    left: list[list[Piece]] = [
        ["一、本年收入", cell(general + fund, "财政拨款收入")],
        ["（一）一般公共预算拨款", cell(general, "一般公共预算收入")],
        ["（二）政府性基金预算拨款", cell(fund, "政府性基金收入")],
        ["（三）国有资本经营预算拨款", cell(0, "国有资本经营收入")],
        ["二、上年结转", cell(carried, "财政拨款年初结转")],
        ["（一）一般公共预算拨款", cell(carried_general, "结转·一般公共预算")],
        ["（二）政府性基金预算拨款", cell(carried - carried_general, "结转·政府性基金")],
    ]
    right: list[list[Piece]] = [
        [
            "一、本年支出",
            cell(total, "财政拨款支出"),
            cell(of_general, "一般公共预算支出"),
            cell(total - of_general, "政府性基金支出"),
            cell(0, ""),
        ]
    ]
    for code, name, amount in categories(granted, lambda item: item.total):
        in_general = sum(item.total for item in granted if item.code.startswith(code) and item.source == "general")
        right.append([name, cell(amount, code), cell(in_general, f"{code}·一般"), cell(amount - in_general, f"{code}·基金"), cell(0, "")])
    right.append(["二、结转下年", cell(0, ""), cell(0, ""), cell(0, ""), cell(0, "")])
    height = max(len(left), len(right))
    body = [[*(left[row] if row < len(left) else ["", ""]), *(right[row] if row < len(right) else [""] * 5)] for row in range(height)]
    body.append(
        [
            "收入总计",
            cell(total, "财政拨款收入总计"),
            "支出总计",
            cell(total, "财政拨款支出总计"),
            cell(of_general, "总计·一般公共预算"),
            cell(total - of_general, "总计·政府性基金"),
            cell(0, ""),
        ]
    )
    page.table(
        "财政拨款收支总表",
        ruling.hand.unit,
        _unit_line(budget),
        ["收入\t\t支出" + "\t" * 4, "项目\t预算数\t项目\t合计\t一般公共预算\t政府性基金预算\t国有资本经营预算"],
        body,
    )


def _projects(page: Page, budget: Budget, ruling: Ruling) -> None:
    hand = ruling if ruling.hand.unit == "万元" else Ruling(Hand(), ruling.blank)
    if any(item.project % 10_000 for item in budget.items):
        hand = ruling
    cell = hand.cell

    def cells(of: list[tuple[int, int, str]], states: str) -> list[Piece]:
        total, carried = sum(each[0] for each in of), sum(each[1] for each in of)
        by = {source: sum(each[0] - each[1] for each in of if each[2] == source) for source in ("general", "fund", "unit")}
        return [
            cell(total, f"{states}·合计"),
            cell(carried, f"{states}·上年结转"),
            cell(by["general"], f"{states}·一般公共预算"),
            cell(by["fund"], f"{states}·政府性基金"),
            cell(0, ""),
            cell(0, ""),
            cell(by["unit"], f"{states}·单位资金"),
        ]

    projects = [(name, item) for _, below in budget.duties for name, item in below]
    rows: list[list[Piece]] = [["合计", "", "", *cells([(item.project, item.carried, item.source) for _, item in projects], "合计")]]
    for name, item in projects:
        rows.append([name, budget.unit, f"{item.code} {item.name}", *cells([(item.project, item.carried, item.source)], name)])
    page.table(
        "项目支出表",
        hand.hand.unit,
        _unit_line(budget),
        [
            "项目名称\t项目单位\t功能科目\t合计\t上年结转\t一般公共预算拨款\t政府性基金预算拨款\t国有资本经营预算拨款\t财政专户管理资金\t单位资金"
        ],
        rows,
    )


# ── sections ──


def _staff(page: Page, budget: Budget) -> None:
    staff = budget.staff
    counts: list[Piece] = [
        *Hand().count(budget.vehicles, "车辆数", "")[:1],
        *(Hand().count(staff[name], name, "")[0] for name in ("行政编制", "事业编制", "行政在职", "事业在职", "离休", "退休", "退职")),
    ]
    page.table(
        "部门基本情况表",
        "人（辆）",
        _unit_line(budget),
        [
            "单位名称\t单位性质\t单位规格\t经费保障形式\t车辆\t编制人数\t\t在职人数\t\t离退休人数\t\t",
            "\t\t\t\t\t行政\t事业\t行政\t事业\t离休\t退休\t退职",
        ],
        [["合计", "", "", "", *counts], [budget.unit, "行政", "正科级", "财政拨款", *counts]],
    )


def _overview(page: Page, budget: Budget, hand: Hand, random: Random) -> None:
    year = budget.year
    general, fund, own = budget.of("general"), budget.of("fund"), budget.of("unit")
    page.say("1、收入说明")
    page.say(
        f"{year} 年收入总计 ",
        hand.money(budget.total, "收入总计"),
        "，其中：本年收入 ",
        hand.money(general + fund + own, "本年收入合计"),
        "，上年结转结余 ",
        hand.money(budget.carried, "上年结转结余"),
        "。本年收入包括一般公共预算拨款收入 ",
        hand.money(general, "一般公共预算收入"),
        "，政府性基金预算拨款收入 ",
        hand.money(fund, "政府性基金收入"),
        "，国有资本经营预算拨款收入 ",
        hand.money(0, "国有资本经营收入"),
        "，财政专户管理资金收入 ",
        hand.money(0, "财政专户收入"),
        "，单位资金收入 ",
        hand.money(own, "单位资金"),
        "。",
    )
    page.say("2、支出说明")
    page.say(
        f"{year} 年支出总计 ",
        hand.money(budget.total, "支出总计"),
        "，其中：基本支出 ",
        hand.money(budget.basic, "基本支出"),
        "，包括人员经费 ",
        hand.money(budget.personal, "人员经费"),
        "和公用经费 ",
        hand.money(budget.public, "公用经费"),
        "；项目支出 ",
        hand.money(budget.project, "项目支出"),
        "。",
    )
    granted = [item for item in budget.items if item.source == "general"]
    whole = sum(item.total for item in granted)
    pieces: list[Piece] = [f"{year} 年一般公共预算财政拨款支出 ", *hand.money(whole, "一般公共预算支出"), "，按功能分类："]
    for number, (code, name, amount) in enumerate(categories(granted, lambda item: item.total)):
        pieces += ["；" if number else "", f"{name} ", *hand.money(amount, f"{code}"), "，占 ", percent(amount, whole, f"{code}占比"), "%"]
    page.say(pieces, "。")
    page.say("3、比上年增减情况")
    last = budget.last
    page.say(
        f"{year} 年部门预算 ",
        page.compared(hand, "收支总计", budget.total, last["total"], year=year, tells=random.choice(("pcr", "c", "cr"))),
        "。其中：基本支出",
        page.compared(hand, "基本支出", budget.basic, last["basic"], year=year, tells="cr", amount=False),
        "；项目支出",
        page.compared(hand, "项目支出", budget.project, last["project"], year=year, tells="cr", amount=False),
        "。",
    )


def _operating(page: Page, budget: Budget, hand: Hand, random: Random) -> None:
    page.say("三、机关运行经费安排情况")
    pieces = page.compared(
        hand, "机关运行经费", budget.public, budget.last["public"], year=budget.year, tells=random.choice(("pcr", "pc", "cr"))
    )
    parts: list[Piece] = []
    for number, each in enumerate(each for each in budget.economic if not each.personal):
        parts += ["；" if number else "", f"{each.name} ", *hand.money(each.amount, each.name)]
    page.say(f"{budget.year} 年，本部门安排机关运行经费 ", pieces, "。其中：", parts, "。")


def _three_public(page: Page, budget: Budget, hand: Hand, random: Random) -> None:
    page.say("四、财政拨款“三公”经费预算情况及增减变化原因")
    year, last = budget.year, budget.last

    def told(states: str, current: int, previous: int, tells: str) -> list[Piece]:
        return page.compared(hand, states, current, previous, year=year, tells=tells)

    tells = random.choice(("pcr", "cr"))
    page.say(
        f"{year} 年“三公”经费财政拨款预算 ",
        told("三公经费", budget.three_public, last["three_public"], "pcr"),
        "，主要原因是工作安排变化。具体情况：（一）因公出国（境）费 ",
        told("因公出国境费", budget.abroad, last["abroad"], tells),
        "。（二）公务用车购置及运行费 ",
        told("公务用车费", budget.cars, last["cars"], tells),
        "。其中：公务用车购置费 ",
        told("公务用车购置费", budget.purchase, last["purchase"], "c"),
        "；公务用车运行费 ",
        told("公务用车运行费", budget.running, last["running"], tells),
        "。（三）公务接待费 ",
        told("公务接待费", budget.reception, last["reception"], tells),
        "。",
    )
    page.say(
        f"公务用车购置及保有情况：{year} 年购置公务用车 ",
        hand.count(1 if budget.purchase else 0, "公务用车购置数", "辆"),
        "，公务用车保有量 ",
        hand.count(budget.vehicles, "公务用车保有量", "辆"),
        "。",
    )


def _programme(page: Page, budget: Budget, hand: Hand) -> None:
    page.say("五、绩效预算信息")
    page.say("绩效指标：如下表")
    # A programme prints exact amounts, whatever they are rounded to elsewhere.
    exact = all(item.project % 10_000 == 0 for item in budget.items)
    hand = hand if exact else Hand("元", grouped=True)
    rows: list[list[Piece]] = []
    grades: list[Piece] = ["≥95%", "≥90%且<95%", "≥80%且<90%", "<80%"]
    for number, (duty, projects) in enumerate(budget.duties):
        name = f"{_NO[number]}、{duty}"
        rows.append([name, hand.amount(sum(item.project for _, item in projects), name), "履行职责。", "按年度计划完成。", *[""] * 5])
        for place, (project, item) in enumerate(projects, 1):
            rows.append(
                [
                    f"{place}、{project}",
                    hand.amount(item.project, f"{name}·{project}"),
                    "完成年度任务。",
                    "按年度计划完成。",
                    "任务完成率",
                    *grades,
                ]
            )
            rows.append(["", "", "", "", "群众满意度", *grades])
    page.table(
        "绩效目标表",
        hand.unit,
        _unit_line(budget),
        ["职责活动\t年度预算数\t内容描述\t绩效目标\t绩效指标\t评价标准\t\t\t", "\t\t\t\t\t优\t良\t中\t差"],
        rows,
    )


def _procurement(page: Page, budget: Budget, hand: Hand, ruling: Ruling) -> None:
    page.say("六、政府采购预算情况")
    total = sum(each.amount for each in budget.purchases)
    page.say(f"{budget.year} 年，本部门政府采购预算 ", hand.money(total, "政府采购预算"), "，明细见下表。")
    table = ruling.hand if total % 10_000 == 0 or ruling.hand.unit == "元" else Hand("元", grouped=True)
    cell = Ruling(table, ruling.blank).cell

    def cells(amount: int, source: str, states: str) -> list[Piece]:
        general, own = (amount, 0) if source == "general" else (0, amount)
        return [
            cell(amount, f"{states}·总计"),
            cell(amount, f"{states}·合计"),
            cell(general, f"{states}·一般公共预算拨款"),
            cell(0, ""),
            cell(0, ""),
            cell(own, f"{states}·其他来源收入"),
            "",
        ]

    own = sum(each.amount for each in budget.purchases if each.source == "unit")
    rows: list[list[Piece]] = [
        [
            "合计",
            cell(total, "合计·预算资金"),
            *[""] * 5,
            cell(total, "合计·总计"),
            cell(total, "合计·合计"),
            cell(total - own, "合计·一般公共预算拨款"),
            cell(0, ""),
            cell(0, ""),
            cell(own, "合计·其他来源收入"),
            "",
        ]
    ]
    for each in budget.purchases:
        rows.append(
            [
                "机关事务采购",
                cell(each.amount, f"{each.name}·预算资金"),
                each.name,
                f"[{each.code}]{each.name}",
                each.word,
                *Hand().count(each.count, f"{each.name}·数量", "")[:1],
                cell(each.price, f"{each.name}·单价"),
                *cells(each.amount, each.source, each.name),
            ]
        )
    page.table(
        "部门政府采购预算",
        table.unit,
        _unit_line(budget),
        [
            "政府采购项目来源\t\t采购物品名称\t政府采购目录序号\t数量单位\t数量\t单价\t政府采购金额" + "\t" * 6,
            "项目名称\t预算资金\t\t\t\t\t\t总计\t当年部门预算安排资金\t\t\t\t\t其他渠道资金",
            "\t\t\t\t\t\t\t\t合计\t一般公共预算拨款\t基金预算拨款\t财政专户核拨\t其他来源收入\t",
        ],
        rows,
    )


def _assets(page: Page, budget: Budget, hand: Hand) -> None:
    page.say("七、国有资产信息")
    assets = budget.assets
    total = sum(assets[name][1] for name in ("房屋", "车辆", "设备", "其他"))
    page.say(f"{budget.year - 1}年末固定资产金额为 ", hand.money(total, "固定资产总额"), "（见下表）。")
    wan, plain = Hand(trimmed=hand.trimmed), Hand()
    page.table(
        "固定资产占用情况表",
        "",
        [f"截止时间：{budget.year - 1}年12月31日"],
        ["项目\t数量\t价值（金额单位：万元）"],
        [
            ["资产总额", "—", wan.amount(total, "固定资产总额")],
            ["1、房屋（平方米）", _area(assets["房屋"][0], "房屋面积"), wan.amount(assets["房屋"][1], "房屋价值")],
            ["其中：办公用房（平方米）", _area(assets["办公用房"][0], "办公用房面积"), wan.amount(assets["办公用房"][1], "办公用房价值")],
            ["2、车辆（台、辆）", *plain.count(assets["车辆"][0], "资产车辆数", "")[:1], wan.amount(assets["车辆"][1], "车辆价值")],
            [
                "3、单价在20万元以上设备（台、套）",
                *plain.count(assets["设备"][0], "大型设备数量", "")[:1],
                wan.amount(assets["设备"][1], "大型设备价值"),
            ],
            ["4、其他固定资产", "—", wan.amount(assets["其他"][1], "其他固定资产价值")],
        ],
    )


def _area(hundredths: int, states: str) -> Piece:
    from generated.writing import Figure, decimal_text

    return Figure(decimal_text(hundredths), "count", states, hundredths, "平方米")
