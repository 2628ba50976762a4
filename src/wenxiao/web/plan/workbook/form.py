"""What does an office's workbook look like? Its sheets and columns as data: writing, reading and checking all go by this one form.

In `formula`, `[field]` is the cell of that column in the same row and `[测算!field]` the whole column of another sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

# Goes up when a column moves: a workbook of an older form is refused instead of being misread.
EDITION = 1
TITLE_ROW, HINT_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
GUIDE, PROJECTS, LINES, INDICATORS, LISTS, KEYS, PROBLEMS = "说明", "项目", "测算", "指标", "选项", "标识", "问题清单"


class Kind(Enum):
    """What a cell of a column holds."""

    TEXT = "文字"
    YEAR = "年度"
    MONEY = "金额"
    QUANTITY = "数量"
    MARKS = "分值"
    CHOICE = "列表里的一项"
    CODE = "科目"
    ITEM = "采购品目"
    REFERENCE = "“项目”表里的一个项目"
    SHOWN = "只供查看"
    CALCULATED = "自动计算"


class Column(NamedTuple):
    """栏目. `width` in characters; `longest` the most characters of a text; `choices` the name of a list of CHOICES; `high` texts of
    several lines."""

    field: str
    title: str
    kind: Kind
    width: int
    help: str = ""
    required: bool = False
    longest: int = 0
    choices: str = ""
    high: bool = False
    formula: str = ""

    @property
    def typed(self) -> bool:
        """Whether a person fills it in."""
        return self.kind not in (Kind.SHOWN, Kind.CALCULATED)


@dataclass(frozen=True, slots=True)
class Sheet:
    """表. `spare` empty rows stand ready below what is filled in; `most` rows are read. `frozen` columns stay in view, and on each of the
    `pages` side by side that it is printed on."""

    name: str
    title: str
    hint: str
    columns: tuple[Column, ...]
    spare: int
    most: int
    frozen: int = 1
    pages: int = 1

    def column(self, field: str) -> Column:
        """Raises KeyError."""
        return self.columns[self.place(field)]

    def place(self, field: str) -> int:
        """0-based. Raises KeyError."""
        for number, column in enumerate(self.columns):
            if column.field == field:
                return number
        raise KeyError(field)

    def cell(self, field: str, row: int) -> str:
        """The address of a cell: `C7`."""
        return f"{letters(self.place(field))}{row}"


Choices = Mapping[str, Mapping[str, str]]
"""For each list by its name: what stands in the cell → the id it means."""

_WEIGHTS = 'IF([name]="","",SUMIFS([指标!weight],[指标!project],[name])+IF([code]="",0,SUMIFS([指标!weight],[指标!project],[code])))'
_MARKS_OF_ROW = 'IF([project]="","",SUMIFS([指标!weight],[指标!project],[project]))'
_AMOUNTS = '(SUMIFS([测算!amount],[测算!project],[name])+IF([code]="",0,SUMIFS([测算!amount],[测算!project],[code])))'

PROJECT_SHEET = Sheet(
    PROJECTS,
    "项目",
    "一行一个项目。新项目的编号留空，由系统编；灰色的行已经报送，只供对照，改了不算。带 * 的必填。",
    (
        Column("code", "项目编号", Kind.SHOWN, 16, "由系统编号，新项目留空"),
        Column("state", "状态", Kind.SHOWN, 10),
        Column("name", "项目名称", Kind.TEXT, 26, "最多 100 个字，同一年里不能重名。改了名，“测算”和“指标”里也要跟着改", True, 100),
        Column("activity", "工作活动", Kind.CHOICE, 30, "从列表里选，活动由财政所维护", True, choices="activity"),
        Column("category", "项目类别", Kind.CHOICE, 12, "从列表里选", True, choices="category"),
        Column("start_year", "开始年度", Kind.YEAR, 9, "四位数年度", True),
        Column("end_year", "结束年度", Kind.YEAR, 9, "四位数年度，不早于开始年度", True),
        Column("function_code", "功能科目（项）", Kind.CODE, 30, "填到项，从列表里选", True, choices="function_code"),
        Column("fund", "资金性质", Kind.CHOICE, 16, "从列表里选", True, choices="fund"),
        Column("rigid", "刚性支出", Kind.CHOICE, 9, "法律或上级文件规定必须安排的填“是”", choices="yes_no"),
        Column("unfunded", "不单独安排资金", Kind.CHOICE, 10, "由日常公用经费保障、只定目标和指标的填“是”，不填测算", choices="yes_no"),
        Column("basis", "立项依据", Kind.TEXT, 36, "写明文件名称和要求", high=True),
        Column("necessity", "必要性", Kind.TEXT, 36, "不做会怎样", high=True),
        Column("content", "项目内容", Kind.TEXT, 36, "做什么，做多少", high=True),
        Column("objective", "绩效目标", Kind.TEXT, 36, "年底要达到什么，写出数和期限", high=True),
        Column("appraisal", "事前评估结论", Kind.TEXT, 26, "金额大的新项目要写", high=True),
        Column("warning_reason", "提醒事项的说明", Kind.TEXT, 26, "检查提醒但不改的，写明理由", high=True),
        Column("total", "测算合计（元）", Kind.CALCULATED, 16, formula=f'IF([name]="","",{_AMOUNTS})'),
        Column("weight_sum", "分值合计", Kind.CALCULATED, 9, formula=_WEIGHTS),
        Column(
            "check", "分值检查", Kind.CALCULATED, 18,
            formula='IF([name]="","",IF([weight_sum]=[whole],"合计正确","应为 "&[whole]&"，现为 "&[weight_sum]))',
        ),
    ),
    spare=25,
    most=600,
    frozen=3,
    pages=3,
)  # fmt: skip

LINE_SHEET = Sheet(
    LINES,
    "测算明细",
    "一行一笔：数量×单价＝金额，金额由表格自己算，不要改。项目名称与“项目”表一致。",
    (
        Column("project", "项目名称", Kind.REFERENCE, 26, "从列表里选“项目”表里的项目；也可以填项目编号", True),
        Column("year", "年度", Kind.YEAR, 8, "花在哪一年", True),
        Column("item", "测算内容", Kind.TEXT, 28, "最多 100 个字", True, 100),
        Column("quantity", "数量", Kind.QUANTITY, 12, "大于零，最多四位小数", True),
        Column("measure", "计量单位", Kind.TEXT, 10, "如 人次、公里、套", True, 20),
        Column("unit_price", "单价（元）", Kind.MONEY, 14, "元，最多到分", True),
        Column(
            "amount", "金额（元）", Kind.CALCULATED, 16, formula='IF(OR([quantity]="",[unit_price]=""),"",ROUND([quantity]*[unit_price],2))'
        ),
        Column("economic_code", "经济科目（款）", Kind.CODE, 26, "填到款，从列表里选", True, choices="economic_code"),
        Column("catalogue_code", "政府采购品目", Kind.ITEM, 26, "属于集中采购目录的要填", longest=12, choices="catalogue_code"),
        Column("source", "标准或价格来源", Kind.TEXT, 36, "文件、合同、询价等，最多 200 个字", longest=200, high=True),
    ),
    spare=80,
    most=6000,
)  # fmt: skip

INDICATOR_SHEET = Sheet(
    INDICATORS,
    "绩效指标",
    "一行一个指标。国家格式填“指标值”，河北格式填优、良、中、差四档；不设的一档填“/”。每个项目的分值加起来要够数，右边有检查。",
    (
        Column("project", "项目名称", Kind.REFERENCE, 26, "从列表里选“项目”表里的项目；也可以填项目编号", True),
        Column("form", "形式", Kind.CHOICE, 14, "从列表里选", True, choices="form"),
        Column("kind", "指标类型", Kind.CHOICE, 15, "从列表里选", choices="kind"),
        Column("name", "指标名称", Kind.TEXT, 24, "最多 100 个字", True, 100),
        Column("measure", "计量单位", Kind.TEXT, 9, "如 %、次、元", longest=20),
        Column("direction", "方向", Kind.CHOICE, 11, "从列表里选", choices="direction"),
        Column("target", "指标值", Kind.TEXT, 12, "写清符号、数和单位，如 ≥95%", longest=60),
        Column("baseline", "上年值", Kind.TEXT, 12, "如 93%；新增的写“新增”", longest=60),
        Column("weight", "分值", Kind.MARKS, 7, "整数，0 到 100"),
        Column("excellent", "优", Kind.TEXT, 14, "如 ≥95%", longest=60),
        Column("good", "良", Kind.TEXT, 14, "如 ≥90%且<95%；不设的填“/”", longest=60),
        Column("fair", "中", Kind.TEXT, 14, "如 ≥80%且<90%；不设的填“/”", longest=60),
        Column("poor", "差", Kind.TEXT, 14, "如 <80%", longest=60),
        Column("explanation", "指标解释", Kind.TEXT, 30, "衡量什么，怎样计算", high=True),
        Column("source", "指标值依据", Kind.TEXT, 24, "最多 200 个字", longest=200, high=True),
        Column("evidence", "佐证材料", Kind.TEXT, 24, "如 台账、验收单，最多 200 个字", longest=200, high=True),
        Column("weight_sum", "本项目分值合计", Kind.CALCULATED, 9, formula=_MARKS_OF_ROW),
        Column(
            "check", "分值检查", Kind.CALCULATED, 18,
            formula='IF([project]="","",IF([weight_sum]=[whole],"合计正确","应为 "&[whole]&"，现为 "&[weight_sum]))',
        ),
    ),
    spare=100,
    most=6000,
    pages=2,
)  # fmt: skip

SHEETS = (PROJECT_SHEET, LINE_SHEET, INDICATOR_SHEET)
SHEET = {sheet.name: sheet for sheet in SHEETS}

_PLACEHOLDER = re.compile(r"\[(?:(\w+)!)?(\w+)\]")


def letters(place: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def height_of(texts: Iterable[tuple[str, int]]) -> float:
    """The height in points of a row whose cells hold these texts in columns of these widths: programs do not all find it themselves. A
    Chinese character is as wide as two digits."""
    most = 1
    for text, width in texts:
        lines = sum(max(1, -(-sum(2 if ord(char) > 0x2E7F else 1 for char in line) // max(1, width - 1))) for line in text.split("\n"))
        most = max(most, lines)
    return min(409.0, 4 + 13.5 * most)


def column_range(sheet: Sheet, field: str, last_row: int) -> str:
    """All of a column, as formulas and lists name it: `测算!$G$4:$G$120`."""
    letter = letters(sheet.place(field))
    return f"{sheet.name}!${letter}${FIRST_ROW}:${letter}${last_row}"


def formula_of(sheet: Sheet, column: Column, row: int, *, last_rows: Mapping[str, int], whole: int) -> str:
    """The formula of a calculated cell, with `=`. `whole` is what the marks of a project add up to."""

    def placed(match: re.Match[str]) -> str:
        other, field = match.groups()
        if field == "whole":
            return str(whole)
        return column_range(SHEET[other], field, last_rows[other]) if other else sheet.cell(field, row)

    return "=" + _PLACEHOLDER.sub(placed, column.formula)
