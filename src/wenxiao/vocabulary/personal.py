"""Is this a citizen's number, and how is what belongs to a person shown to those who need not know it?

公民身份号码 is GB 11643-1999: six digits of the place, eight of the birth date, three of order, and a check character by ISO 7064
MOD 11-2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

LENGTH = 18
_CHECKS = "10X98765432"
_NARROW = str.maketrans("０１２３４５６７８９ｘＸ", "0123456789XX")


def id_number(text: str) -> str:
    """As it is kept: narrow digits without blanks, the check character in capitals."""
    return "".join(text.split()).translate(_NARROW).upper()


def check_character(first: str) -> str:
    """Of the first 17 digits: the weights are the powers of two mod 11, from 2**17 down to 2."""
    return _CHECKS[sum(int(digit) * pow(2, LENGTH - 1 - place, 11) for place, digit in enumerate(first)) % 11]


def id_number_fault(number: str, today: date) -> str:
    """What is wrong with a number as `id_number` keeps it, as a Chinese sentence; "" where nothing is."""
    if len(number) != LENGTH:
        return f"身份证号应当是 {LENGTH} 位，现在是 {len(number)} 位"
    first, last = number[:-1], number[-1]
    if not (first.isascii() and first.isdigit() and last in _CHECKS):
        return "身份证号前 17 位应当是数字，最后一位是数字或 X"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号第 7 至 14 位不是一个出生日期"
    if not date(1900, 1, 1) <= born <= today:
        return "身份证号里的出生日期早于 1900 年或晚于今天"
    return "" if check_character(first) == last else "身份证号的校验位对不上，有一位写错了"


def masked_name(name: str) -> str:
    """李*明, 王*, 欧***明."""
    return f"{name[:1]}{'*' * max(1, len(name) - 2)}{name[-1:] if len(name) > 2 else ''}" if name else ""


def masked_id_number(number: str) -> str:
    """The first four and the last four."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) > 8 else "*" * len(number)


def masked_account(account: str) -> str:
    """The last four."""
    return f"****{account[-4:]}" if len(account) > 4 else "*" * len(account)


class Personal(NamedTuple):
    """个人信息 found in a text: what it is, and how it may be shown while telling of it."""

    what: str
    masked: str


_NUMBERS = re.compile(r"(?<![0-9A-Za-z.])[0-9]{11,19}[Xx]?(?![0-9A-Za-z.])")


def personal_in(text: str, today: date) -> Iterator[Personal]:
    """Citizens' numbers whose check character is right, mobile numbers, and bank cards that pass the Luhn check (ISO/IEC 7812-1).

    A long number that is none of these, such as an account code or an amount, is not taken for one.
    """
    for match in _NUMBERS.finditer(text):
        number = match[0].upper()
        if len(number) == LENGTH and not id_number_fault(number, today):
            yield Personal("身份证号", masked_id_number(number))
        elif len(number) == 11 and number[0] == "1" and number[1] in "3456789" and number.isdigit():
            yield Personal("手机号", f"{number[:3]}****{number[-4:]}")
        elif 16 <= len(number) <= 19 and number.isdigit() and luhn(number):
            yield Personal("银行卡号", masked_account(number))


def luhn(number: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0
