"""What is a unit's budget year when every sum in it is right? Drawn at random, summed exactly, in 分."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from random import Random

from wenxiao.catalogue.codes import economic_name, function_entries, function_name

PLACES = ("松岭", "柳河", "青石", "白杨", "望湖", "长桥", "清溪", "石桥", "云台", "南坪", "双溪", "平湖")
_BASIC = ("2010301", "2010350", "2080501", "2080505", "2080506", "2101101", "2101102", "2210201")
_PERSONAL = ("30101", "30102", "30103", "30107", "30112", "30199")
_PUBLIC = ("30201", "30202", "30204", "30205", "30206", "30207", "30208", "30209", "30211", "30213", "30215", "30216", "30226")
_MORE_PUBLIC = ("30227", "30228", "30229", "30239", "30299", "31002")
_WORKS = ("整治", "补助", "运行", "建设", "监管", "宣传", "保障", "维护")


@dataclass(slots=True)
class Item:
    """One 项 of the functional classification and the money under it; `carried` is the part of `project` from last year."""

    code: str
    name: str
    basic: int = 0
    project: int = 0
    carried: int = 0
    source: str = "general"

    @property
    def total(self) -> int:
        return self.basic + self.project


@dataclass(slots=True)
class Economic:
    """One 款 of the economic classification in 基本支出."""

    code: str
    name: str
    amount: int

    @property
    def personal(self) -> bool:
        return self.code[:3] in ("301", "303")


@dataclass(slots=True)
class Purchase:
    """One row of the procurement table."""

    name: str
    code: str
    word: str
    count: int
    price: int
    source: str = "general"

    @property
    def amount(self) -> int:
        return self.count * self.price


@dataclass(slots=True)
class Budget:
    """One year of one invented unit."""

    year: int
    unit: str
    items: list[Item]
    economic: list[Economic]
    abroad: int
    purchase: int
    running: int
    reception: int
    last: dict[str, int]
    duties: list[tuple[str, list[tuple[str, Item]]]]
    purchases: list[Purchase]
    assets: dict[str, tuple[int, int]]
    staff: dict[str, int]
    vehicles: int
    executed: dict[str, int] = field(default_factory=dict)

    @property
    def basic(self) -> int:
        return sum(item.basic for item in self.items)

    @property
    def project(self) -> int:
        return sum(item.project for item in self.items)

    @property
    def total(self) -> int:
        return self.basic + self.project

    @property
    def carried(self) -> int:
        return sum(item.carried for item in self.items)

    @property
    def personal(self) -> int:
        return sum(each.amount for each in self.economic if each.personal)

    @property
    def public(self) -> int:
        return sum(each.amount for each in self.economic if not each.personal)

    @property
    def cars(self) -> int:
        return self.purchase + self.running

    @property
    def three_public(self) -> int:
        return self.abroad + self.cars + self.reception

    def of(self, source: str) -> int:
        """This year's money of a source: what was carried over is not of this year."""
        return sum(item.total - item.carried for item in self.items if item.source == source)


def draw(random: Random, *, year: int, grain: int, funds: bool = True, unit: str = "") -> Budget:
    """A budget whose amounts are multiples of `grain` 分; `funds` lets it have money outside the general budget."""
    place = unit or f"{random.choice(PLACES)}县{random.choice(PLACES)}镇人民政府"
    economic = _economic(random, grain)
    paid = {each.code: each.amount for each in economic}
    items = _basic_items(random, economic, grain)
    items += _project_items(random, year, grain, funds)
    items.sort(key=lambda item: item.code)
    staff = {}
    for kind in ("行政", "事业"):
        staff[kind + "编制"] = random.randint(8, 60)
        staff[kind + "在职"] = staff[kind + "编制"] - random.randint(0, 5)
    staff["离休"], staff["退休"], staff["退职"] = random.choice((0, 0, 1)), random.randint(3, 50), 0
    budget = Budget(
        year=year,
        unit=place,
        items=items,
        economic=economic,
        abroad=paid.get("30212", 0),
        purchase=paid.get("31013", 0),
        running=paid.get("30231", 0),
        reception=paid.get("30217", 0),
        last={},
        duties=[],
        purchases=_purchases(random, items, grain),
        assets={},
        staff=staff,
        vehicles=random.randint(1, 9),
    )
    budget.duties = _duties(random, items)
    budget.last = _last_year(random, budget, grain)
    budget.executed = {item.code: _near(random, item.total, grain) for item in items}
    budget.assets = _assets(random, budget.vehicles, grain)
    return budget


def _economic(random: Random, grain: int) -> list[Economic]:
    codes = [*random.sample(_PERSONAL, random.randint(3, 6)), "30108", "30109", "30110", "30113"]
    codes += random.sample(_PUBLIC, random.randint(4, len(_PUBLIC))) + random.sample(_MORE_PUBLIC, random.randint(2, 6))
    if random.random() < 0.7:
        codes.append("30302")
    if random.random() < 0.85:
        codes.append("30217")
    if random.random() < 0.85:
        codes.append("30231")
    if random.random() < 0.15:
        codes.append("30212")
    if random.random() < 0.15:
        codes.append("31013")
    found = []
    for code in sorted(codes):
        if code[:3] in ("301", "303"):
            amount = _amount(random, 80_000_00, 3_000_000_00, grain)
        elif code in ("30212", "31013"):
            amount = _amount(random, 60_000_00, 400_000_00, grain)
        else:
            amount = _amount(random, 2_000_00, 400_000_00, grain)
        found.append(Economic(code, economic_name(code) or code, amount))
    return found


def _basic_items(random: Random, economic: list[Economic], grain: int) -> list[Item]:
    """基本支出 by 项: contributions under their own 项, the rest under 行政运行 and 事业运行."""
    paid = {each.code: each.amount for each in economic}
    own = {"2080505": paid["30108"], "2080506": paid["30109"], "2210201": paid["30113"], "2080501": paid.get("30302", 0)}
    medical = split(random, paid["30110"], 2, grain) if random.random() < 0.6 else [paid["30110"], 0]
    own["2101101"], own["2101102"] = medical
    rest = sum(paid.values()) - sum(own.values())
    running = split(random, rest, 2, grain) if random.random() < 0.7 else [rest, 0]
    own["2010301"], own["2010350"] = running
    return [Item(code, function_name(code) or code, basic=own[code]) for code in _BASIC if own[code]]


def _project_items(random: Random, year: int, grain: int, funds: bool) -> list[Item]:
    leaves = [
        entry
        for entry in function_entries()
        if len(entry.code) == 7 and entry.in_force(year) and entry.code not in _BASIC and not entry.name.endswith("运行")
    ]
    chosen = random.sample(leaves, random.randint(2, 18))
    items = [Item(entry.code, entry.name, project=_amount(random, 10_000_00, 6_000_000_00, grain)) for entry in chosen]
    if funds and random.random() < 0.5:
        item = random.choice(items)
        item.carried = max(grain, item.project // random.randint(2, 6) // grain * grain)
    if funds and random.random() < 0.4 and len(items) > 2:
        plain = next(item for item in items if not item.carried)
        plain.source = "unit"
    if funds and random.random() < 0.4:
        items.append(
            Item("2120899", "其他国有土地使用权出让收入安排的支出", project=_amount(random, 10_000_00, 3_000_000_00, grain), source="fund")
        )
    return items


def _duties(random: Random, items: list[Item]) -> list[tuple[str, list[tuple[str, Item]]]]:
    """Projects under duties; one project a 项."""
    projects = [(f"{item.name[:10].removesuffix('支出')}{random.choice(_WORKS)}", item) for item in items if item.project]
    duties: list[tuple[str, list[tuple[str, Item]]]] = []
    position = 0
    while position < len(projects):
        width = random.randint(1, 4)
        duties.append(
            (
                f"{random.choice(('党建', '综合', '民生', '生态', '应急', '农业', '服务'))}职责{len(duties) + 1}",
                projects[position : position + width],
            )
        )
        position += width
    return duties


def _purchases(random: Random, items: list[Item], grain: int) -> list[Purchase]:
    goods = [("台式计算机", "A02010105", "台"), ("打印机", "A02021000", "台"), ("空调机", "A02061804", "台"), ("办公桌", "A06020100", "张")]
    found = []
    for name, code, word in random.sample(goods, random.randint(1, 4)):
        # A price small enough that the amounts stay below 100 万元.
        found.append(Purchase(name, code, word, random.randint(1, 12), max(grain, _amount(random, 800_00, 9_000_00, min(grain, 10_000)))))
    if random.random() < 0.5:
        found.append(Purchase("保洁服务", "C21040001", "项", 1, _amount(random, 20_000_00, 2_000_000_00, grain)))
    if any(item.source == "unit" for item in items) and random.random() < 0.5:
        found[-1].source = "unit"
    return found


def _last_year(random: Random, budget: Budget, grain: int) -> dict[str, int]:
    last = {name: _near(random, getattr(budget, name), grain) for name in ("basic", "project", "public", "reception", "running")}
    last["purchase"] = random.choice((0, 0, _amount(random, 100_000_00, 300_000_00, grain))) if not budget.purchase else 0
    last["abroad"] = _near(random, budget.abroad, grain) if budget.abroad else 0
    if random.random() < 0.15:
        last["reception"] = budget.reception
    last["cars"] = last["purchase"] + last["running"]
    last["three_public"] = last["abroad"] + last["cars"] + last["reception"]
    last["total"] = last["basic"] + last["project"]
    return last


def _assets(random: Random, vehicles: int, grain: int) -> dict[str, tuple[int, int]]:
    grain = max(grain, 10_000)
    houses = _amount(random, 400_000_00, 4_000_000_00, grain)
    area = random.randint(40_000, 900_000)
    return {
        "房屋": (area, houses),
        "办公用房": (area * 2 // 3, houses * 3 // 4 // grain * grain),
        "车辆": (vehicles, _amount(random, 100_000_00, 900_000_00, grain)),
        "设备": (random.randint(0, 3), _amount(random, 200_000_00, 700_000_00, grain)),
        "其他": (0, _amount(random, 300_000_00, 5_000_000_00, grain)),
    }


def split(random: Random, total: int, parts: int, grain: int) -> list[int]:
    """`total` into `parts` multiples of `grain`, none of them nothing."""
    cuts = sorted(random.sample(range(1, total // grain), parts - 1))
    edges = [0, *cuts, total // grain]
    return [(right - left) * grain for left, right in itertools.pairwise(edges)]


def _amount(random: Random, low: int, high: int, grain: int) -> int:
    """Most amounts are round: a person set them."""
    value = int(math.exp(random.uniform(math.log(low), math.log(high))))
    rounding = random.choice((grain, grain, grain * 10, grain * 100)) if grain >= 10_000 else random.choice((grain, grain, 1_000_00))
    return max(grain, value // rounding * rounding)


def _near(random: Random, value: int, grain: int) -> int:
    """Last year's figure of the same thing: up to a third more or less, never closer than 0.01 万元 unless equal."""
    if not value:
        return 0
    step = max(grain, 10_000)
    moved = value + random.choice((-1, 1)) * max(step, int(value * random.uniform(0.005, 0.35)))
    moved = moved // grain * grain
    return moved if moved > 0 and abs(moved - value) >= step else value + step
