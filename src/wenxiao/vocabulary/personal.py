"""Is this a citizen's number, and how is what belongs to a person shown to those who need not know it?

公民身份号码 is GB 11643-1999: six digits of the place, eight of the birth date, three of order, and a check character by ISO 7064
MOD 11-2.
"""

from __future__ import annotations

from datetime import date

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
