"""What manuscripts do tests write? A rich one that has everything a disclosure may have, and any at all."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Part, Table

PROSE = (
    "2024年，本镇收入预算3,210.55万元，比上年减少18.20万元，下降0.6%，主要原因是“一次性”项目已经完成；支出预算3,210.55万元，"
    "其中基本支出1,410.30万元、项目支出1,800.25万元。"
)
WORDS = "加强河道管护，清理沿河垃圾，水质达到《地表水环境质量标准》规定的类别，群众满意。"


def amount(fen: int, fact: str = "") -> Cell:
    value = Decimal(fen) / 100
    return Cell(f"{value:,.2f}", Kind.AMOUNT, value, fact=fact)


def head(*texts: str) -> tuple[Cell, ...]:
    return tuple(map(Cell, texts))


def long_table(groups: int, rows_in_group: int) -> Table:
    """A table over many pages: every group one label over its rows, two head rows with merged cells."""
    body: list[tuple[Cell, ...]] = []
    for group in range(groups):
        for row in range(rows_in_group):
            number = group * rows_in_group + row
            label = (Cell(f"第{group + 1}组项目支出", row_span=rows_in_group),) if row == 0 else ()
            code = Cell(f"2{number // 90 + 1:02}{number % 90 + 10}", Kind.CODE)
            body.append(
                (*label, code, Cell(f"第{number + 1}项"), amount(number * 317, f"f{number}"), amount(number * 211), Cell(kind=Kind.AMOUNT))
            )
    return Table(
        "部门支出总表",
        (
            (*(Cell(text, row_span=2) for text in ("项目", "科目编码", "科目名称")), Cell("本年预算", column_span=3)),
            head("合计", "基本支出", "项目支出"),
        ),
        tuple(body),
        (18, 14, 26, 14, 14, 14),
        unit="万元",
        name="支出",
    )


def wide_table(rows: int) -> Table:
    fixed = ("项目名称", "预算资金", "采购物品名称", "目录序号", "数量单位", "数量", "单价", "总计")
    sources = ("合计", "一般公共预算拨款", "基金预算拨款", "财政专户核拨", "其他来源")
    return Table(
        "政府采购预算表",
        (
            (*(Cell(text, row_span=2) for text in fixed), Cell("当年部门预算安排资金", column_span=5), Cell("其他渠道资金", row_span=2)),
            head(*sources),
        ),
        tuple(
            (
                Cell("办公设备购置项目"),
                amount(1_204_500),
                Cell("激光打印机"),
                Cell("A02021003", Kind.CODE),
                Cell("台"),
                Cell(str(row + 1), Kind.COUNT, Decimal(row + 1)),
                *(amount(12_345 * (row + 1)) for _ in range(8)),
            )
            for row in range(rows)
        ),
        (11, 8, 11, 10, 5, 5, 7, 8, 8, 8, 7, 7, 7, 8),
        unit="万元",
        landscape=True,
    )


def goals_table(activities: int) -> Table:
    """绩效目标: long texts beside many short rows, over pages."""
    body: list[tuple[Cell, ...]] = []
    for activity in range(activities):
        for row in range(5):
            begun = (
                (
                    Cell(f"河道管护第{activity + 1}段", row_span=5),
                    Cell(f"{90 + activity}.00", Kind.AMOUNT, Decimal(90 + activity), row_span=5),
                    Cell(WORDS * 2, row_span=5),
                    Cell(WORDS, row_span=5),
                )
                if row == 0
                else ()
            )
            body.append((*begun, Cell(f"第{row + 1}项指标完成率"), Cell("≥95%"), Cell("≥90%"), Cell("≥80%"), Cell("<80%")))
    return Table(
        "职责活动绩效目标表",
        (
            (
                *(Cell(text, row_span=2) for text in ("职责活动", "年度预算数", "内容描述", "绩效目标", "绩效指标")),
                Cell("评价标准", column_span=4),
            ),
            head("优", "良", "中", "差"),
        ),
        tuple(body),
        (12, 8, 22, 18, 16, 6, 6, 6, 6),
        unit="万元",
        landscape=True,
    )


def small_table(note: str = "") -> Table:
    return Table(
        "一般公共预算“三公”经费支出表",
        (head("项目", "上年预算数", "本年预算数"),),
        (
            (Cell("合计"), amount(2_150), amount(1_890, "sangong")),
            (Cell("公务用车购置及运行费"), amount(1_750), amount(1_500)),
            (Cell("公务接待费"), amount(400), amount(390)),
        ),
        (50, 25, 25),
        unit="万元",
        note=note,
    )


def rich() -> Manuscript:
    """All heading levels, a merged table over pages, wide tables one after the other, an empty table that says so, a long title."""
    empty = Table(
        "政府性基金预算支出表",
        (head("科目编码", "科目名称", "合计", "基本支出", "项目支出"),),
        (),
        (15, 35, 16, 17, 17),
        "万元",
        "说明：无。",
    )
    parts: tuple[Part, ...] = (
        Heading(1, "一、部门职责及机构设置情况"),
        Heading(2, "（一）部门职责"),
        Paragraph(PROSE),
        Heading(3, "1. 收入说明"),
        Paragraph(PROSE * 2),
        Heading(4, "(1) 一般公共预算拨款收入"),
        Paragraph(PROSE),
        small_table("说明：“三公”经费以财政拨款安排。"),
        Paragraph(PROSE),
        Heading(1, "二、部门预算公开表"),
        long_table(6, 22),
        Paragraph("上表没有列出的科目本年没有安排支出。"),
        empty,
        Heading(1, "三、政府采购预算和绩效目标"),
        wide_table(6),
        goals_table(4),
        Heading(1, "四、名词解释"),
        *(Paragraph(PROSE) for _ in range(10)),
    )
    return Manuscript("清河县柳林镇人民政府\n2024年部门预算信息公开情况说明", "清河县柳林镇人民政府", parts, "2024年3月1日")


# No white space at the ends and none twice: what a page would not show either.
WORDS_OF_ANY_KIND = (
    st.text(st.sampled_from("一二收支预算（）“”—…、。12.30%,- <>&'\"]]>\\{}#*_|=~^$@㎡𠮷é"), min_size=1, max_size=24)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
_LINES = st.lists(WORDS_OF_ANY_KIND, min_size=1, max_size=3).map("\n".join)


@st.composite
def _rows(draw: st.DrawFn, width: int, least: int, most: int) -> tuple[tuple[Cell, ...], ...]:
    """Rows that fill the width, with spans both ways; a cell begins in each."""
    height = draw(st.integers(least, most))
    taken: set[tuple[int, int]] = set()
    rows: list[tuple[Cell, ...]] = []
    for row in range(height):
        cells: list[Cell] = []
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((at for at in range(column, width) if (row, at) in taken), width) - column
            column_span = draw(st.integers(1, min(free, 3)))
            # The last column's cells are one row high, so that no row is without a beginning.
            high = 1 if column + column_span == width else min(height - row, 4)
            row_span = draw(st.integers(1, high))
            taken |= {(row + down, column + right) for down in range(row_span) for right in range(column_span)}
            text = draw(st.one_of(st.just(""), _LINES))
            cells.append(Cell(text, draw(st.sampled_from(Kind)), None, row_span, column_span, fact=draw(st.sampled_from(("", "a", "b<&")))))
        rows.append(tuple(cells))
    return tuple(rows)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(2, 6))
    # A table of one cell is a frame around text to every reader.
    rows = draw(st.tuples(_rows(width, 0, 3), _rows(width, 1, 6)).filter(lambda both: sum(map(len, both[0] + both[1])) > 1))
    widths = tuple(draw(st.lists(st.integers(1, 30), min_size=width, max_size=width)))
    words = st.one_of(st.just(""), WORDS_OF_ANY_KIND)
    return Table(draw(words), *rows, widths, draw(st.sampled_from(("", "元", "万元"))), draw(words), landscape=draw(st.booleans()))


@st.composite
def manuscripts(draw: st.DrawFn) -> Manuscript:
    parts = st.one_of(st.builds(Heading, st.integers(1, 4), WORDS_OF_ANY_KIND), st.builds(Paragraph, WORDS_OF_ANY_KIND), tables())
    return Manuscript(
        draw(WORDS_OF_ANY_KIND),
        draw(WORDS_OF_ANY_KIND),
        tuple(draw(st.lists(parts, max_size=8))),
        draw(st.sampled_from(("", "2024年3月1日"))),
    )
