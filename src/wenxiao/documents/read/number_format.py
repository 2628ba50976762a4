"""How does a spreadsheet show a number? The cell holds 0.0341 and a format, the person reads 3.41 %.

What is checked is what is printed, so the format counts: its decimals, its per cent sign, its dash for zero. Of a format's parts
colours and widths are left out; a format that cannot be followed (conditions, fractions, exponents) gives the plain figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

GENERAL = "General"

# ECMA-376 part 1, 18.8.30, and for 27 to 58 its list for zh-cn: the formats that a file may use by number alone.
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "mm:ss",
    47: "mm:ss",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=800)
_MOST_DECIMALS = 30
_STEPS = [Decimal(1).scaleb(-places) for places in range(_MOST_DECIMALS + 1)]
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General|AM/PM|上午/下午)|([0#?.,]+)|([yYmMdDhHsSeE]+)|(.)', re.S)
_CONDITION = re.compile(r"\[[<>=]")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts of a format: its literals and the place of the figure among them."""

    before: str
    after: str
    whole_digits: int | None
    """Digits that the whole part has at least; None where the section shows no figure."""
    decimals: int
    fixed_decimals: int
    grouped: bool
    power: int
    date: tuple[tuple[str, str], ...]
    general: bool


def shown_number(value: Decimal, number_format: str, *, from_1904: bool = False) -> str:
    """The text of a number in a cell with this format. Dates become text the way the format writes them."""
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return str(value)
    # A spreadsheet keeps 15 digits: 0.30000000000000004 is 0.3 to everyone who looks at it.
    value = _FIFTEEN.plus(value)
    number_format = number_format[:_LONGEST].replace("G/通用格式", GENERAL)
    if not number_format or _CONDITION.search(number_format):
        return plain(value)
    sections = _sections(number_format)
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    else:
        section = sections[0]
    if section.date:
        return _date(value, section.date, from_1904) or plain(value)
    if section.general:
        return section.before + plain(value) + section.after
    if section.whole_digits is None:
        return (section.before + section.after).strip()
    figure = _figure(abs(value), section)
    # A figure that is rounded to nothing loses its sign.
    sign = "-" if value < 0 and figure.strip("0.,") else ""
    return (sign + section.before + figure + section.after).strip()


def plain(value: Decimal) -> str:
    """Whole numbers without a point, decimals without trailing zeros, never an exponent."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _figure(value: Decimal, section: _Section) -> str:
    scaled = value.scaleb(section.power, _WIDE).quantize(_STEPS[section.decimals], ROUND_HALF_UP, _WIDE)
    text = f"{scaled:,f}" if section.grouped else f"{scaled:f}"
    if section.decimals > section.fixed_decimals:
        kept = len(text) - (section.decimals - section.fixed_decimals)
        text = (text[:kept] + text[kept:].rstrip("0")).rstrip(".")
    if section.whole_digits == 1:
        return text
    whole, point, fraction = text.partition(".")
    return (whole.rjust(section.whole_digits or 0, "0") if whole != "0" or section.whole_digits else "") + point + fraction


@lru_cache(maxsize=256)
def _sections(number_format: str) -> tuple[_Section, ...]:
    parts: list[list[tuple[str, str]]] = [[]]
    for token in _TOKEN.finditer(number_format):
        quoted, escaped, bracket, word, digits, letters, other = token.groups()
        if other == ";":
            parts.append([])
        elif quoted is not None or escaped is not None:
            parts[-1].append(("text", quoted if quoted is not None else escaped))
        elif bracket is not None:
            if bracket.startswith("$"):
                parts[-1].append(("text", bracket[1:].partition("-")[0]))
            elif bracket.lower().strip("hms") == "" and bracket:
                parts[-1].append(("date", bracket))
        elif word is not None:
            parts[-1].append(("general" if word == GENERAL else "text", ""))
        elif digits is not None:
            parts[-1].append(("digits", digits))
        elif letters is not None:
            parts[-1].append(("date", letters))
        elif other is not None:
            parts[-1].append(("percent" if other == "%" else "other", other))
    return tuple(_section(part) for part in parts[:4])


def _section(tokens: list[tuple[str, str]]) -> _Section:
    kinds = [kind for kind, _ in tokens]
    if "date" in kinds:
        letters = "".join(text for kind, text in tokens if kind == "date").lower()
        # A lone E among digits is an exponent, not a year of an era.
        is_date = bool(letters.strip("e")) or "digits" not in kinds
        return _Section("", "", None, 0, 0, False, 0, tuple(tokens) if is_date else (), not is_date)
    if "digits" not in kinds:
        literal = "".join(text for kind, text in tokens if text != "@")
        return _Section("", literal, None, 0, 0, False, 0, (), "general" in kinds or ("other", "@") in tokens)
    first = kinds.index("digits")
    last = len(kinds) - kinds[::-1].index("digits")
    if ("other", "/") in tokens[first:last]:
        return _Section("", "", None, 0, 0, False, 0, (), True)
    pattern = "".join(text for kind, text in tokens[first:last] if kind == "digits")
    thousands = len(pattern) - len(pattern.rstrip(","))
    whole, _, fraction = pattern.rstrip(",").partition(".")
    fraction = fraction.replace(",", "").replace(".", "")[:_MOST_DECIMALS]
    return _Section(
        before="".join(text for kind, text in tokens[:first]),
        after="".join(text for kind, text in tokens[last:]),
        whole_digits=min(whole.count("0"), _MOST_DECIMALS),
        decimals=len(fraction),
        fixed_decimals=fraction.rfind("0") + 1,
        grouped="," in whole,
        power=2 * kinds.count("percent") - 3 * thousands,
        date=(),
        general=False,
    )


def _date(value: Decimal, tokens: tuple[tuple[str, str], ...], from_1904: bool) -> str:
    """A serial day as the format writes it; "" where it is no day of our era."""
    if not 0 <= value < 2_958_466:
        return ""
    # Excel counts a 29 February 1900 that never was: serials before it lie one day nearer.
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31) if value < 60 else datetime(1899, 12, 30)
    moment = start + timedelta(seconds=int((value * 86400).to_integral_value(ROUND_HALF_UP)))
    written = []
    after_hour = False
    for index, (kind, text) in enumerate(tokens):
        letters = text.lower()
        if kind != "date":
            written.append(text)
            continue
        following = next((later.lower() for later_kind, later in tokens[index + 1 :] if later_kind == "date"), "")
        letter = letters[0]
        if letter in "ye":
            written.append(f"{moment:%y}" if letters == "yy" else str(moment.year))
        elif letter == "m" and (after_hour or following.startswith("s")):
            written.append(f"{moment.minute:0{min(len(letters), 2)}d}")
        elif letter == "m":
            written.append(str(moment.month).rjust(2 if len(letters) == 2 else 1, "0"))
        elif letter == "d":
            written.append(str(moment.day).rjust(2 if len(letters) == 2 else 1, "0") if len(letters) < 3 else "")
        elif letter == "h":
            written.append(str(moment.hour).rjust(min(len(letters), 2), "0"))
        elif letter == "s":
            written.append(str(moment.second).rjust(min(len(letters), 2), "0"))
        after_hour = letter == "h"
    return "".join(written).strip()
