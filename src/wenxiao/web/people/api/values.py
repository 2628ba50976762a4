"""Which numbers, texts and days does the interface take? Only what both databases can keep, and never a float for money."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

# 10 万亿元 in 分: a thousand such lines still add up within the database's 64 bits.
LARGEST_FEN = 10**15
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Typed(BaseModel):
    """What is sent in: a name that is not known is a mistake, not something to be passed over."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What is answered."""


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("文字里有不能保存的字符（编号 0 的控制字符），请去掉")
    return text


def _day(value: Any) -> Any:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("日期要写成 2024-01-20 这样的文字")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"没有 {value} 这一天") from None


def _of_our_time(day: date) -> date:
    if not 1949 <= day.year <= 2200:
        raise ValueError("日期要在 1949 年到 2200 年之间")
    return day


# In an address, where everything is text.
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
Year = Annotated[int, Field(ge=1900, le=2200)]
# In a body, where a number is a number.
Reference = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1, description="编号（id）")]
Edition = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1, description="取数时的第几版：别人先改过的就不覆盖")]
YearTyped = Annotated[int, Field(strict=True, ge=1900, le=2200, description="年度，四位数")]
Fen = Annotated[int, Field(strict=True, ge=0, le=LARGEST_FEN, description="金额，单位：分（整数）")]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]
TenThousandths = Annotated[int, Field(strict=True, ge=0, le=10**13, description="数量，单位：万分之一（1.5 写成 15000）")]
Text = Annotated[str, Field(strict=True, max_length=20_000), AfterValidator(_storable)]
Line = Annotated[str, Field(strict=True, max_length=1000), AfterValidator(_storable)]
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[
    date, BeforeValidator(_day, json_schema_input_type=str), AfterValidator(_of_our_time), Field(description="日期，如 2024-01-20")
]
# In an answer.
Amount = Annotated[int, Field(description="金额，单位：分（整数）")]
