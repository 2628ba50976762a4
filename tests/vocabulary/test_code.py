"""Codes are compared by segment, so that 类 contains 款 and no prefix is taken for a parent."""

import pytest

from wenxiao.vocabulary.code import CodeError, EconomicCode, FunctionCode
from wenxiao.vocabulary.period import FiscalYear


@pytest.mark.parametrize("text", ["2010301", "201 03 01", "201-03-01"])
def test_a_functional_code_is_read_in_every_printed_form(text):
    code = FunctionCode.parse(text)
    assert (code.category, code.section, code.item, code.level, str(code)) == ("201", "03", "01", 3, "2010301")
    assert code.parent == FunctionCode("201", "03")
    assert code.parent.parent == FunctionCode("201")
    assert code.parent.parent.parent is None


@pytest.mark.parametrize("text", ["", "20", "2010", "20103011", "201 3 01", "２０１", "201 03 01 01", "abc"])
def test_what_is_no_functional_code_is_refused(text):
    with pytest.raises(CodeError, match="不是支出功能分类编码"):
        FunctionCode.parse(text)


def test_an_economic_code_has_two_segments():
    assert EconomicCode.parse("30201").parent == EconomicCode("302")
    with pytest.raises(CodeError):
        EconomicCode.parse("3020101")


def test_a_fiscal_year_knows_the_year_before():
    assert FiscalYear(2023).previous == FiscalYear(2022)
    with pytest.raises(ValueError, match="不是预算年度"):
        FiscalYear(20233)
