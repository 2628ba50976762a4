"""Can a clerk type the lines of a budget: is what cannot be refused beside its field, is nobody overwritten, is the matrix asked?"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.permission_cases import Ask, Case, every, hold
from web.plan.compiling import GUESTS, OFFICE, PROJECT, WHOLE, State, basics, brought, latest
from web.plan.making import YEAR, line, made_project
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.elements import Fund, Part, StaffKind, Stage
from wenxiao.web.plan.models import (
    BasicLine,
    Compilation,
    LocalStandard,
    ProcurementLine,
    Profile,
    Project,
    ProjectLine,
    RevenueLine,
    Version,
)
from wenxiao.web.plan.queries.standards import offers
from wenxiao.web.plan.services.approval import approval_begin
from wenxiao.web.plan.services.basic import basic_line_change
from wenxiao.web.plan.services.seen import mark
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def url(version: Version, rest: str) -> str:
    return f"{version.compilation.get_absolute_url()}/{rest}"


@pytest.fixture
def version(township: Township) -> Version:
    """一上 as it is worked on, with all its lines."""
    return latest(brought(township, State.FIRST))


# ── Revenue ──


def table(version: Version, **cells: str) -> dict[str, str]:
    """What the page of the table would send, with `cells` typed over it (`amount_0="…"`)."""
    sent = {"seen": mark(version.revenue.all()), "do": "save"}
    for n, row in enumerate(version.revenue.all()):
        sent |= {f"lines-{n}-fund": row.fund, f"lines-{n}-source": row.source, f"lines-{n}-amount": f"{row.amount / 100:.2f}"}
    return sent | {f"lines-{name.rpartition('_')[2]}-{name.rpartition('_')[0]}": text for name, text in cells.items()}


def test_the_table_of_revenue_is_changed_a_row_added_and_one_taken_out(version: Version, signed_in: SignIn) -> None:
    client, page = signed_in("BO"), url(version, "revenue/edit")
    assert "修改收入" in said(client.get(url(version, "revenue")))
    assert f"{WHOLE / 100:.2f}" in said(client.get(page))
    added = table(version, fund_9="unit_money", source_9="利息收入", amount_9="1,234.5", last_year_9="1000", reason_9="存款增加")
    assert client.post(page, added).headers["Location"] == url(version, "revenue")
    line = RevenueLine.objects.get(source="利息收入")
    assert (line.amount, line.last_year, line.reason, version.revenue.count()) == (123_450, 100_000, "存款增加", 5)
    gone = table(version)
    fewer = client.post(page, {**gone, "do": "remove-4"})
    assert "利息收入" not in said(fewer)
    assert version.revenue.count() == 5
    client.post(page, {key: value for key, value in gone.items() if not key.startswith("lines-4-")})
    assert version.revenue.count() == 4


def test_an_empty_table_of_revenue_begins_with_every_source_at_zero(township: Township, signed_in: SignIn) -> None:
    version = latest(brought(township, State.FIRST, lines=False))
    shown = said(signed_in("BO").get(url(version, "revenue/edit")))
    assert all(
        source in shown for source in ("一般公共预算拨款", "政府性基金预算拨款", "国有资本经营预算拨款", "财政专户管理资金", "单位资金")
    )


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"amount_0": "一百"}, "不是金额"),
        ({"amount_0": "-1"}, "金额不能是负数"),
        ({"amount_0": "99999999999999.00"}, "太大了"),
        ({"source_0": ""}, "请填写"),
        ({"fund_0": "gold"}, "gold"),
        ({"fund_9": "general", "source_9": Fund.GENERAL.label, "amount_9": "1"}, "写了两行"),
    ],
)
def test_a_faulty_row_of_revenue_is_refused_beside_its_cell(version: Version, signed_in: SignIn, cells: dict[str, str], why: str) -> None:
    before = mark(version.revenue.all())
    answer = signed_in("BO").post(url(version, "revenue/edit"), table(version, **cells, reason_1="记下的话"))
    assert answer.status_code == 422
    assert why in said(answer)
    assert "记下的话" in said(answer)
    assert 'href="#id_lines-' in said(answer)
    assert mark(version.revenue.all()) == before


def test_revenue_that_is_not_the_expected_total_is_refused_with_the_sum(version: Version, signed_in: SignIn) -> None:
    answer = signed_in("BO").post(url(version, "revenue/edit"), {**table(version), "expected": "1"})
    assert answer.status_code == 422
    assert "您填的核对数是 1.00 元" in said(answer)


def test_a_stale_table_of_revenue_is_refused_and_can_be_saved_after_a_look(version: Version, signed_in: SignIn) -> None:
    client, page, opened = signed_in("BO"), url(version, "revenue/edit"), table(version, amount_1="7.00")
    client.post(page, table(version, amount_1="5.00"))
    late = client.post(page, opened)
    assert late.status_code == 409
    assert "在您打开页面以后被人改过" in said(late)
    assert "现在保存的收入" in said(late)
    assert 'value="7.00"' in said(late)
    assert version.revenue.get(fund="government_fund").amount == 500
    assert client.post(page, {**opened, "seen": mark(version.revenue.all())}).status_code == 302
    assert version.revenue.get(fund="government_fund").amount == 700
    told = Entry.objects.count()
    assert client.post(page, opened).status_code == 302, "the same button pressed twice is not a colleague"
    assert Entry.objects.count() == told


# ── Basic spending ──


def typed(**cells: str) -> dict[str, str]:
    return {
        "part": "operating", "fund": "general", "economic_code": "30202", "function_code": "2010301", "explanation": "按上年印刷量",
        "amount": "500", **cells,
    }  # fmt: skip


def test_a_line_of_basic_spending_is_added_changed_and_deleted(version: Version, signed_in: SignIn) -> None:
    client = signed_in("BO")
    assert client.post(url(version, "basic/new"), typed()).status_code == 302
    made = version.basic.get(economic_code="30202")
    assert (made.amount, made.basis) == (50_000, BasicLine.Basis.STATED)
    edit, delete = (url(version, f"basic/{made.pk}/{way}") for way in ("edit", "delete"))
    assert edit in said(client.get(url(version, "basic")))
    assert 'value="500.00"' in said(client.get(edit))
    seen = mark(version.basic.filter(pk=made.pk))
    assert client.post(edit, typed(staff_kind="administrative", standard="10", amount="", seen=seen)).status_code == 302
    made.refresh_from_db()
    assert (made.amount, made.headcount, made.standard) == (28_000, 28, 1_000)
    assert "删除这一行" in said(client.get(delete))
    seen = mark(version.basic.filter(pk=made.pk))
    assert client.post(delete, {"seen": seen}).status_code == 302
    assert not BasicLine.objects.filter(pk=made.pk).exists()
    assert client.post(delete, {"seen": seen}).status_code == 409


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"part": ""}, "请填写"),
        ({"economic_code": "30101"}, "302、310 开头"),
        ({"function_code": "20103"}, "要到项，7 位数字"),
        ({"amount": ""}, "请填金额"),
        ({"amount": "12.345"}, "最多到分"),
        ({"explanation": " "}, "请写明依据"),
        ({"headcount": "3"}, "请选人员类别"),
        ({"staff_kind": "administrative", "headcount": "29", "standard": "1", "amount": ""}, "多 1 人"),
        ({"staff_kind": "administrative", "standard": "100", "amount": "1"}, "相差 2,799.00 元"),
        ({"staff_kind": "administrative", "standard": "99999999999999", "amount": ""}, "太大了"),
        ({"staff_kind": "visitor", "standard": "1", "amount": ""}, "没有“visitor”"),
        ({"expected": "1"}, "您填的核对数是 1.00 元"),
        ({"economic_code": "30201", "explanation": "按定额"}, "已有一行完全相同"),
    ],
)
def test_a_faulty_line_of_basic_spending_is_refused_and_kept(version: Version, signed_in: SignIn, cells: dict[str, str], why: str) -> None:
    before = mark(version.basic.all())
    answer = signed_in("BO").post(url(version, "basic/new"), typed(**cells))
    assert answer.status_code == 422
    assert why in said(answer)
    assert 'href="#id_' in said(answer)
    assert mark(version.basic.all()) == before


def test_a_stale_line_is_shown_beside_what_was_typed(version: Version, township: Township, signed_in: SignIn) -> None:
    line = version.basic.get(economic_code="30201")
    seen = mark(version.basic.filter(pk=line.pk))
    basic_line_change(
        actor=township.actor("BO"), line=line, to=basics()[1].__class__(Part.OPERATING.value, "2010301", "30201", "按新定额", amount=7)
    )
    client, edit = signed_in("BO"), url(version, f"basic/{line.pk}/edit")
    late = client.post(edit, typed(economic_code="30201", seen=seen))
    assert late.status_code == 409
    assert "在您打开页面以后被人改过" in said(late)
    assert '<td class="prose-cell">按新定额</td>' in said(late)
    assert "按上年印刷量" in said(late)
    assert client.post(url(version, f"basic/{line.pk}/delete"), {"seen": seen}).status_code == 409
    assert version.basic.get(pk=line.pk).amount == 7
    assert client.post(edit, typed(economic_code="30201", seen=mark(version.basic.filter(pk=line.pk)))).status_code == 302
    assert version.basic.get(pk=line.pk).amount == 50_000


def test_the_cost_standards_are_counted_with_the_units_own_people(version: Version, township: Township, signed_in: SignIn) -> None:
    own = {"unit": township.unit, "year": YEAR, "standard": "办公费", "document": "某财预〔2022〕7号"}
    LocalStandard.objects.create(**own, amount=123_400, state=LocalStandard.State.IN_FORCE)
    LocalStandard.objects.create(**own, amount=999_900, state=LocalStandard.State.PROPOSED)
    found = {offer.key: offer for offer in offers(version)}
    own, vehicles = found[f"办公费-{StaffKind.ADMINISTRATIVE.value}"], found["车辆运行"]
    assert (own.quantity, own.price, own.amount, own.rests_on, own.stands) == (28, 123_400, 28 * 123_400, "某财预〔2022〕7号", True)
    assert not found[f"印刷费-{StaffKind.ADMINISTRATIVE.value}"].stands
    assert (vehicles.quantity, vehicles.amount) == (2, 2 * vehicles.price)
    assert not any(offer.key.endswith("institution") for offer in found.values()), "there is nobody of that kind"
    client = signed_in("BO")
    page = said(client.get(url(version, f"basic/new?standard={own.key}")))
    assert f"<td>{own.counted}</td>" in page
    assert "公务用车 2 辆×30,000.00 元/辆·年" in said(client.get(url(version, f"basic/new?standard={vehicles.key}")))
    for cell in ('value="30201"', 'value="1234.00"', 'value="28"', 'value="2010301"', "某财预〔2022〕7号", "34,552.00"):
        assert cell in page
    chosen = {"part": own.part, "staff_kind": own.staff_kind, "economic_code": own.economic_code, "headcount": "28", "standard": "1234.00"}
    assert client.post(url(version, "basic/new"), typed(**chosen, amount="", explanation=own.explanation)).status_code == 302
    assert version.basic.get(staff_kind=own.staff_kind, economic_code="30201").amount == own.amount


def test_several_standards_become_lines_at_once_or_not_at_all(township: Township, signed_in: SignIn) -> None:
    version = latest(brought(township, State.FIRST, lines=False))
    client, page = signed_in("BO"), url(version, "basic/standards")
    assert "车辆运行" in said(client.get(page))
    sent = {"standards": ["办公费-administrative", "车辆运行"], "function_code": "2010301"}
    for wrong, why in (
        ({"function_code": "20103"}, "要到项，7 位数字"),
        ({"standards": []}, "请至少勾选一条"),
        ({"standards": ["别的"]}, "没有“别的”"),
        ({"expected": "1"}, "您填的核对数是 1.00 元"),
    ):
        answer = client.post(page, {**sent, **wrong})
        assert answer.status_code == 422
        assert why in said(answer)
    assert not version.basic.exists()
    assert client.post(page, sent).status_code == 302
    assert [(line.economic_code, line.headcount, line.amount) for line in version.basic.all()] == [
        ("30201", 28, 28 * 150_000), ("30231", None, 6_000_000),
    ]  # fmt: skip
    again = client.post(page, sent)
    assert again.status_code == 422
    assert "办公费（行政人员）：已有一行完全相同" in said(again)
    assert version.basic.count() == 2


# ── Procurement ──


def bought(project: Project | None = None, **cells: str) -> dict[str, str]:
    code = "30201" if project is None else project.estimate.get().economic_code
    return {
        "project": str(project.pk) if project else "", "economic_code": code, "catalogue_code": "A02010105", "name": "台式计算机",
        "quantity": "2", "measure": "台", "unit_price": "1000", "fund": "general", **cells,
    }  # fmt: skip


def test_a_line_of_procurement_is_added_changed_and_deleted(version: Version, signed_in: SignIn) -> None:
    client, project = signed_in("BO"), Project.objects.get()
    nothing = mark(version.procurement.all())
    page = said(client.get(url(version, "procurement/new")))
    assert project.name in page
    assert f"{OFFICE / 100:,.2f}" in page, "what is free of the operating money"
    assert f"{PROJECT / 100:,.2f}" in said(client.get(url(version, f"procurement/new?project={project.pk}"))), "of the project's money"
    assert client.post(url(version, "procurement/new"), bought(project, seen=nothing)).status_code == 302
    made = version.procurement.get()
    assert (made.project, made.amount) == (project, 200_000)
    edit, delete = (url(version, f"procurement/{made.pk}/{way}") for way in ("edit", "delete"))
    assert edit in said(client.get(url(version, "procurement")))
    assert f"{(PROJECT - 200_000) / 100:,.2f}" in said(client.get(edit)), "what is free of the project's money"
    assert client.post(edit, bought(quantity="1.5", seen=mark(version.procurement.all()))).status_code == 302
    made.refresh_from_db()
    assert (made.project, made.amount) == (None, 150_000)
    assert client.post(edit, bought(seen=nothing)).status_code == 409
    assert client.post(delete, {"seen": nothing}).status_code == 409
    assert client.post(delete, {"seen": mark(version.procurement.all())}).status_code == 302
    assert not ProcurementLine.objects.exists()
    assert client.get(edit).status_code == 409


def test_pressing_save_twice_buys_once_and_a_second_equal_line_is_possible(version: Version, signed_in: SignIn) -> None:
    client, page = signed_in("BO"), url(version, "procurement/new")
    sent = bought(seen=mark(version.procurement.all()))
    assert client.post(page, sent).status_code == 302
    again = client.post(page, sent)
    assert again.status_code == 409
    assert "刚刚已经保存过一行完全相同的" in said(again)
    assert version.procurement.count() == 1
    assert client.post(page, {**sent, "seen": mark(version.procurement.all())}).status_code == 302
    assert version.procurement.count() == 2


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"name": ""}, "请填写"),
        ({"catalogue_code": "Z99"}, "采购目录里没有编码 Z99"),
        ({"quantity": "0"}, "大于零"),
        ({"quantity": "9999999999", "unit_price": "99999999999999"}, "太大了"),
        ({"amount": "1999"}, "相差 1.00 元"),
        ({"quantity": "21"}, "超出 1,000.00 元"),
        ({"economic_code": "30299"}, "安排 0.00 元"),
        ({"project": "999999"}, "请从清单里选"),
        ({"expected": "1"}, "您填的核对数是 1.00 元"),
    ],
)
def test_a_faulty_line_of_procurement_is_refused_and_kept(version: Version, signed_in: SignIn, cells: dict[str, str], why: str) -> None:
    answer = signed_in("BO").post(url(version, "procurement/new"), {**bought(measure="整套"), **cells})
    assert answer.status_code == 422
    assert why in said(answer)
    assert 'value="整套"' in said(answer)
    assert not ProcurementLine.objects.exists()


def test_procurement_is_taken_from_the_estimates_once(version: Version, signed_in: SignIn) -> None:
    Project.objects.get().estimate.update(catalogue_code="A02010105")
    client, take = signed_in("BO"), url(version, "procurement/take")
    assert client.get(take).status_code == 302, "there is nothing to see: the page it belongs to"
    assert "列入政府采购 1 行" in said(client.post(take, follow=True))
    assert "没有可以列入的" in said(client.post(take, follow=True))
    assert version.procurement.get().amount == PROJECT


# ── Whose turn it is, and how much it costs ──


@pytest.mark.parametrize("rest", ["revenue/edit", "basic/new", "basic/standards", "procurement/new"])
def test_a_version_that_was_handed_in_is_not_typed_into(township: Township, signed_in: SignIn, rest: str) -> None:
    version = latest(brought(township, State.FIRST_SENT))
    client = signed_in("BO")
    for answer in (client.get(url(version, rest)), client.post(url(version, rest), {})):
        assert answer.status_code == 409
        assert "已经报出封存" in said(answer)
    assert url(version, rest) not in said(client.get(url(version, rest.partition("/")[0])))


def test_the_figures_that_are_approved_are_typed_by_the_bureau_alone(township: Township, signed_in: SignIn) -> None:
    compilation = brought(township, State.SECOND_SENT)
    approved = approval_begin(actor=township.actor("DF"), compilation=compilation)
    line = approved.basic.get(economic_code="30201")
    edit, seen = url(approved, f"basic/{line.pk}/edit"), mark(approved.basic.filter(pk=line.pk))
    assert edit not in said(signed_in("BO").get(url(approved, "basic")))
    assert signed_in("BO").post(edit, typed(seen=seen)).status_code == 403
    assert edit in said(signed_in("DF").get(url(approved, "basic")))
    assert signed_in("DF").post(edit, typed(seen=seen)).status_code == 302
    assert approved.basic.get(pk=line.pk).amount == 50_000


def test_who_may_only_look_is_offered_no_change(version: Version, signed_in: SignIn) -> None:
    for tab in ("revenue", "basic", "procurement"):
        shown = said(signed_in("FH").get(url(version, tab)))
        assert not any(way in shown for way in (f"{tab}/new", f"{tab}/edit", "/delete", "/take"))


def test_a_line_of_another_budget_is_not_reached_through_this_one(version: Version, township: Township, signed_in: SignIn) -> None:
    other = Compilation.objects.create(unit=township.other_unit, year=YEAR, state=State.FIRST)
    theirs = made_line(Version.objects.create(compilation=other, stage=Stage.FIRST))
    client = signed_in("BO")
    assert client.get(url(version, f"basic/{theirs.pk}/edit")).status_code == 409
    assert client.post(url(version, f"basic/{theirs.pk}/delete"), {"seen": mark(BasicLine.objects.filter(pk=theirs.pk))}).status_code == 409
    assert BasicLine.objects.filter(pk=theirs.pk).exists()
    assert client.get(url(version, f"basic/{10**30}/edit")).status_code == 409
    assert client.post(url(version, "procurement/new"), bought(project=None) | {"project": str(10**30)}).status_code == 422


def test_the_pages_ask_as_much_of_the_database_for_many_lines(
    version: Version, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    BasicLine.objects.bulk_create(made_line(version, f"依据 {n}", save=False) for n in range(300))
    project = Project.objects.get()
    ProcurementLine.objects.bulk_create(made_purchase(version, project, f"内容 {n}", save=False) for n in range(300))
    RevenueLine.objects.bulk_create(RevenueLine(version=version, fund="general", source=f"来源 {n}", amount=1) for n in range(200))
    line, purchase = version.basic.first(), version.procurement.first()
    assert line is not None
    assert purchase is not None
    client = signed_in("BO")
    ways = [f"basic/{line.pk}", f"procurement/{purchase.pk}"]
    pages = ["revenue", "basic", "procurement", "revenue/edit", "basic/new", "basic/standards", "procurement/new"]
    pages += [f"{way}/{act}" for way in ways for act in ("edit", "delete")]
    for page in pages:
        with django_assert_max_num_queries(14):
            assert client.get(url(version, page)).status_code == 200


# ── The matrix ──


def made_line(version: Version, explanation: str = "按定额", *, save: bool = True) -> BasicLine:
    line = BasicLine(
        version=version, part=Part.OPERATING, function_code="2010301", economic_code="30201", fund=Fund.GENERAL, basis="stated",
        amount=OFFICE, explanation=explanation,
    )  # fmt: skip
    if save:
        line.save()
    return line


def made_purchase(version: Version, project: Project | None, name: str = "台式计算机", *, save: bool = True) -> ProcurementLine:
    line = ProcurementLine(
        version=version, project=project, economic_code="30201", catalogue_code="A02010105", name=name, quantity=10_000, measure="台",
        unit_price=1000, fund=Fund.GENERAL, amount=1000,
    )  # fmt: skip
    if save:
        line.save()
    return line


def compiled(_township: Township, unit: Unit, _office: Office | None) -> Version:
    """A version of that unit, being worked on, with a line of each table."""
    Profile.objects.create(
        unit=unit,
        year=YEAR,
        legal_name=unit.name,
        nature="行政单位",
        level="正科级",
        funding_form="财政拨款",
        functions="服务",
        as_of="2022-12-31",
        vehicles_held=1,
    )
    made = Compilation.objects.create(unit=unit, year=YEAR, state=Compilation.State.FIRST)
    version = Version.objects.create(compilation=made, stage=Stage.FIRST)
    RevenueLine.objects.create(version=version, fund=Fund.GENERAL, source="拨款", amount=GUESTS)
    made_line(version)
    made_purchase(version, None)
    return version


def estimated(township: Township, unit: Unit, office: Office | None) -> Version:
    """…and with a project of one's own whose estimate names a catalogue item."""
    version = compiled(township, unit, office)
    project = made_project(township, lines=(line(catalogue_code="A02010105"),))
    ProjectLine.objects.create(
        version=version,
        project=project,
        function_code="2130126",
        economic_code="30213",
        fund=Fund.GENERAL,
        requested=PROJECT,
        amount=PROJECT,
    )
    return version


def post(rest: str, data: Callable[[Version], dict[str, str]]) -> Callable[[Version], Ask]:
    def ask(version: Version) -> Ask:
        return Ask(url(version, place(version, rest)), data(version))

    return ask


def get(rest: str) -> Callable[[Version], Ask]:
    return lambda version: Ask(url(version, place(version, rest)))


def place(version: Version, rest: str) -> str:
    return rest.format(basic=version.basic.get().pk, procurement=version.procurement.get().pk)


POSTS: dict[str, Callable[[Version], dict[str, str]]] = {
    "revenue/edit": lambda version: table(version, amount_0="7"),
    "basic/new": lambda _: typed(),
    "basic/standards": lambda _: {"standards": "车辆运行", "function_code": "2010301"},
    "basic/{basic}/edit": lambda version: typed(seen=mark(version.basic.all())),
    "basic/{basic}/delete": lambda version: {"seen": mark(version.basic.all())},
    "procurement/new": lambda version: bought(seen=mark(version.procurement.all())),
    "procurement/{procurement}/edit": lambda version: bought(seen=mark(version.procurement.all())),
    "procurement/{procurement}/delete": lambda version: {"seen": mark(version.procurement.all())},
}
# The bureau looks into the budgets below it, and changes none that is still being compiled.
COMPILERS = ("BO",)
CASES = (
    *(
        Case(f"保存 {rest}", "compilation", "E", compiled, post(rest, data), ("unit", "other_unit"), COMPILERS)
        for rest, data in POSTS.items()
    ),
    *(Case(f"打开 {rest}", "compilation", "E", compiled, get(rest), ("unit",), COMPILERS) for rest in POSTS),
    Case("从测算列入采购", "compilation", "E", estimated, post("procurement/take", lambda _: {}), ("unit", "other_unit"), COMPILERS),
    Case("越区打开", "compilation", "E", compiled, get("basic/{basic}/edit"), ("other_unit", "foreign_unit"), COMPILERS),
    Case("越区保存", "compilation", "E", compiled, post("revenue/edit", POSTS["revenue/edit"]), ("foreign_unit",), COMPILERS),
)


@pytest.mark.parametrize(("case", "place"), every(CASES))
def test_typing_a_line_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
