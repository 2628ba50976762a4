"""What do the sheets of an old .xls workbook (and of WPS's .et) show?"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from wenxiao.documents.blocks import Document, UnreadableError
from wenxiao.documents.read.archive import broken
from wenxiao.documents.read.number_format import BUILT_IN, GENERAL, shown_number
from wenxiao.documents.read.numbering import MOST_CELLS, Numbering, too_large
from wenxiao.documents.read.sheet import Sheet, append_sheet


def read_xls(name: str, data: bytes) -> Document:
    """Read the sheets of a workbook in their order, hidden ones too."""
    import hashlib

    workbook = _workbook(name, data)
    document = Document(name, "xls", hashlib.sha256(data).hexdigest())
    numbering = Numbering(name)
    filled = 0
    for index in range(workbook.nsheets):
        source = workbook.sheet_by_index(index)
        sheet = Sheet(index, source.name)
        for row in range(source.nrows):
            for column in range(source.row_len(row)):
                text = _shown(workbook, source, row, column)
                if text.strip():
                    sheet.cells[row, column] = text
                    filled += 1
                    if filled > MOST_CELLS:
                        raise too_large(name)
        sheet.merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in source.merged_cells]
        append_sheet(document, sheet, numbering)
    return document


def _workbook(name: str, data: bytes) -> Any:
    import xlrd

    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise UnreadableError(name, "文件有打开密码，请在 Excel 或 WPS 中打开，去掉密码后另存为 xlsx 再读") from error
        raise broken(name) from error
    except Exception as error:
        # xlrd does not check what it reads: a damaged file shows as whatever error its parsing runs into.
        raise broken(name) from error


def _shown(workbook: Any, sheet: Any, row: int, column: int) -> str:
    import xlrd

    kind = sheet.cell_type(row, column)
    value = sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value).replace("\r\n", "\n").replace("\r", "\n")
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        if value == 0 and not getattr(sheet, "show_zero_values", 1):
            return ""
        return shown_number(Decimal(repr(value)), _number_format(workbook, sheet, row, column), from_1904=workbook.datemode == 1)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    return ""


def _number_format(workbook: Any, sheet: Any, row: int, column: int) -> str:
    index = sheet.cell_xf_index(row, column)
    if not 0 <= index < len(workbook.xf_list):
        return GENERAL
    key = workbook.xf_list[index].format_key
    # Formats up to 58 mean what the Chinese edition means by them, not what xlrd's American list says.
    if key in BUILT_IN:
        return BUILT_IN[key]
    own = workbook.format_map.get(key)
    return own.format_str if own is not None else GENERAL
