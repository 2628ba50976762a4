"""Manuscripts whose figures have values and whose totals are sums: for writers that keep numbers. A small disclosure, and random tables."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Part, Place, Table, placed

PROSE = (
    "本部门贯彻落实党中央决策部署，承担辖区内公共服务、社会治理、乡村振兴和安全生产等工作。按照厉行节约的要求，严格控制一般性支出，"
    "优先保障基本民生、工资发放和机构运转，2026年预算编制坚持量入为出、收支平衡。"
)


def money(value: Decimal | str, sum_of: tuple[Place, ...] = (), fact: str = "") -> Cell:
    number = Decimal(value)
    return Cell(f"{number:,.2f}", Kind.AMOUNT, number, sum_of=sum_of, fact=fact)


def expenses(rows: int) -> Table:
    """A table over several pages: two head rows, totals down and across that are sums, amounts of different lengths."""
    body: list[tuple[Cell, ...]] = []
    for n in range(1, rows + 1):
        basic, project = Decimal(n) * Decimal("1234.5"), Decimal(n)
        code = Cell(f"2{n % 90 + 10}{n % 9 + 1:02}{n % 7 + 1:02}", Kind.CODE)
        name = Cell(f"　第{n}项行政运行和其他支出")
        body.append((code, name, money(basic + project, ((n, 3), (n, 4))), money(basic), money(project)))
    totals = (
        money(sum((line[column].value or Decimal(0) for line in body), Decimal(0)), tuple((n, column) for n in range(1, rows + 1)))
        for column in (2, 3, 4)
    )
    return Table(
        "支出总表",
        (
            (Cell("功能分类科目", column_span=2), Cell("支出合计", row_span=2), Cell("其中", column_span=2)),
            (Cell("编码"), Cell("名称"), Cell("基本支出"), Cell("项目支出")),
        ),
        ((Cell("合计", column_span=2), *totals), *body),
        (2, 5, 3, 3, 3),
        unit="万元",
        name="T3 支出总表",
    )


def indicators(groups: int) -> Table:
    """A wide table with cells merged over rows, a long sentence in one of them."""
    names = ("数量指标", "质量指标", "时效指标")
    body: list[tuple[Cell, ...]] = []
    for group in range(1, groups + 1):
        for number, name in enumerate(names):
            points = Decimal(group * 10 + number)
            line = (
                Cell(name),
                Cell(f"第{group}组完成的{name}，含巡查、培训和维护"),
                Cell("≥95%"),
                Cell(str(points), Kind.COUNT, points),
                Cell(PROSE if number == 1 and group == 2 else "按台账核实"),
            )
            body.append(line if number else (Cell(f"产出指标（{group}）", row_span=len(names)), *line))
    head = (Cell("一级指标"), Cell("二级指标"), Cell("三级指标"), Cell("指标值"), Cell("分值"), Cell("说明"))
    return Table("项目支出绩效目标表", (head,), tuple(body), (3, 3, 6, 3, 2, 7), name="绩效目标表", landscape=True)


def empty() -> Table:
    head = (Cell("功能分类科目"), Cell("本年支出"), Cell("基本支出"), Cell("项目支出"))
    none = (Cell("合计"), money("0"), money("0"), money("0"))
    note = "本部门没有政府性基金预算安排的支出，本表为空表。"
    return Table("政府性基金预算支出表", (head,), (none,), (4, 2, 2, 2), "万元", note, "政府性基金")


def disclosure() -> Manuscript:
    parts: tuple[Part, ...] = (
        Heading(1, "一、部门概况"),
        Heading(2, "（一）主要职责"),
        Paragraph(PROSE),
        Paragraph("=1+1 不是公式；-3.5 也不是；@某人、+86 都照样印出来。"),
        Heading(3, "1.机构设置"),
        Paragraph("内设党政综合办公室、财政所等6个机构，编制42名，实有39人。" * 3),
        Heading(4, "（1）人员情况"),
        Paragraph("在职39人，退休11人。"),
        Heading(1, "二、预算表"),
        expenses(34),
        empty(),
        Heading(1, "三、绩效目标"),
        indicators(9),
        Heading(1, "四、名词解释"),
        Paragraph("机关运行经费：指为保障行政单位运行用于购买货物和服务的各项资金。"),
    )
    return Manuscript("青山县白石镇人民政府2026年部门预算公开说明", "青山县白石镇人民政府", parts, "2026年2月10日")


def grid(table: Table) -> list[list[str]]:
    """The texts place by place, head first; a merged cell's text in every place it covers."""
    width = len(table.widths)
    rows = [[""] * width for _ in (*table.head, *table.body)]
    for above, part in ((0, table.head), (len(table.head), table.body)):
        for at, column, cell in placed(part, width):
            for down in range(cell.row_span):
                for right in range(cell.column_span):
                    rows[above + at + down][column + right] = cell.text
    return rows


# ── random ones ──

_WORDS = st.text("收支预算项目经费甲乙丙丁（）：ABc=+-@'%", max_size=12).map(lambda text: "科目" + text)
_NAMES = st.builds(str.__add__, st.sampled_from(["", "=", "+", "-", "@", "＝", "1+"]), _WORDS)
_NUMBERS = st.decimals(-10_000_000, 10_000_000, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def reckoned_tables(draw: st.DrawFn) -> Table:
    """Tables as a reader can give them back: no row with fewer than two filled places; totals of the rows above, names over rows."""
    width, height = draw(st.integers(3, 6)), draw(st.integers(1, 7))
    tall = draw(st.integers(1, height))
    values: list[Decimal] = []
    body: list[tuple[Cell, ...]] = []
    for number in range(height):
        rest = [money(draw(_NUMBERS)) for _ in range(width - 2)]
        if number and draw(st.booleans()):
            first = money(sum(values, Decimal(0)), tuple((at, 1) for at in range(number)))
        else:
            first = money(draw(_NUMBERS))
        assert first.value is not None
        values.append(first.value)
        named = () if 0 < number < tall else (Cell(draw(_NAMES), row_span=1 if number else tall),)
        body.append((*named, first, *rest))
    columns = tuple(Cell(f"第{n}列") for n in range(1, width))
    head: tuple[tuple[Cell, ...], ...] = ((Cell("项目"), *columns),)
    if draw(st.booleans()):
        head = ((Cell("项目", row_span=2), Cell("金额", column_span=width - 1)), columns)
    note = draw(st.sampled_from(["", "注：数据取自预算。"]))
    widths = tuple(draw(st.integers(1, 5)) for _ in range(width))
    return Table(draw(_NAMES), head, tuple(body), widths, draw(st.sampled_from(["", "万元"])), note, draw(_NAMES), draw(st.booleans()))


def reckoned_manuscripts() -> st.SearchStrategy[Manuscript]:
    parts = st.one_of(reckoned_tables(), st.builds(Heading, st.integers(1, 4), _NAMES), st.builds(Paragraph, _NAMES))
    return st.builds(Manuscript, _NAMES, _WORDS, st.lists(parts, min_size=1, max_size=6).map(tuple), st.sampled_from(["", "2026年2月10日"]))
