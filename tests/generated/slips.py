"""Which slips can a hand make in one figure, and what does the document then say?

Single slips stand in one figure. Propagated slips stand in a figure from which the change and the percentage beside it were
computed: the writer's arithmetic is right and its base is wrong.
"""

from __future__ import annotations

import itertools
import random as randoms
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generated.disclosures import Generated
from generated.writing import FEN, Figure, decimal_text, half_up

OPPOSITE = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}

SINGLE = (
    "digit changed",
    "neighbours swapped",
    "digit dropped",
    "digit doubled",
    "point moved",
    "direction turned",
    "unit swapped",
    "neighbouring cell",
    "last year's value",
)
PROPAGATED = "propagated"


@dataclass(frozen=True, slots=True)
class Slipped:
    """A document with one cause of error: `figure` says `wrong` where `figure.text` is right; `carried` were computed from it."""

    kind: str
    figure: Figure
    wrong: str
    text: str
    carried: tuple[Figure, ...] = ()
    wrong_unit: str = ""


def slips(generated: Generated, figure: Figure) -> Iterator[Slipped]:
    """Every kind of single slip that `figure` can bear, one of each, always the same for the same document."""
    random = randoms.Random(f"{generated.name} {figure.line} {figure.start}")
    if figure.kind == "direction":
        yield _slipped(generated, "direction turned", figure, OPPOSITE[figure.text])
    elif figure.kind == "unit":
        other = "元" if figure.text == "万元" else "万元"
        amount = next(
            each
            for each in generated.figures
            if each.line == figure.line and each.kind == "amount" and each.end in (figure.start, figure.start - 1)
        )
        if amount.value:
            yield _slipped(generated, "unit swapped", figure, other, wrong_unit=other)
    else:
        for kind, wrong in wrong_texts(figure, random, _near(generated, figure)):
            if worth(wrong) != worth(figure.text):
                yield _slipped(generated, kind, figure, wrong)


def propagated(generated: Generated) -> Iterator[Slipped]:
    """Every claim with a figure slipped and its change and percentage computed from the wrong figure."""
    claims: dict[int, list[Figure]] = defaultdict(list)
    for figure in generated.figures:
        if figure.claim:
            claims[figure.claim].append(figure)
    for members in claims.values():
        by_role = {(figure.role, figure.kind): figure for figure in members}
        change, rate = by_role.get(("change", "amount")), by_role.get(("rate", "percent"))
        current, previous = by_role.get(("current", "amount")), by_role.get(("previous", "amount"))
        if current is None or (change is None and rate is None):
            continue
        for base in (current, previous):
            if base is None:
                continue
            random = randoms.Random(f"{generated.name} {base.line} {base.start} base")
            wrongs = [wrong for kind, wrong in wrong_texts(base, random) if kind in SINGLE[:4] and worth(wrong) != worth(base.text)]
            for wrong in wrongs[:2]:
                after = _recomputed(generated, members, base, wrong, current, previous)
                if after is not None:
                    yield after


def _recomputed(
    generated: Generated, members: Sequence[Figure], base: Figure, wrong: str, current: Figure, previous: Figure | None
) -> Slipped | None:
    value = int(worth(wrong) * FEN[base.unit])
    now = value if base is current else current.value
    before = value if base is previous else (previous.value if previous is not None else current.last_year)
    if before is None or before <= 0 or now == before:
        return None
    replaced = {base: wrong}
    up = now > before
    for figure in members:
        if figure.role not in ("change", "rate"):
            continue
        if figure.kind == "direction":
            new = figure.text if (figure.value > 0) == up else OPPOSITE[figure.text]
        elif figure.kind == "percent":
            new = decimal_text(half_up(abs(now - before) * 10_000, before))
        elif figure.kind == "amount":
            new = decimal_text(half_up(abs(now - before) * 100, FEN[figure.unit]))
        else:
            continue
        if worth(new) != worth(figure.text) if figure.kind != "direction" else new != figure.text:
            replaced[figure] = new
    if len(replaced) < 2:
        return None
    carried = tuple(figure for figure in replaced if figure is not base)
    return Slipped(PROPAGATED, base, wrong, written(generated.text, replaced), carried)


def written(text: str, replaced: dict[Figure, str]) -> str:
    """`text` with figures replaced by other words."""
    lines = text.split("\n")
    for figure in sorted(replaced, key=lambda each: (each.line, -each.start)):
        line = lines[figure.line - 1]
        lines[figure.line - 1] = line[: figure.start] + replaced[figure] + line[figure.end :]
    return "\n".join(lines)


def _slipped(generated: Generated, kind: str, figure: Figure, wrong: str, *, wrong_unit: str = "") -> Slipped:
    return Slipped(kind, figure, wrong, written(generated.text, {figure: wrong}), wrong_unit=wrong_unit)


def wrong_texts(figure: Figure, random: randoms.Random, near: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """(kind, text) of one slip of each kind; `near` are the texts of neighbouring cells."""
    digits = [place for place, character in enumerate(figure.text) if character.isdigit()]
    plain = figure.text.replace(",", "")
    bare = [place for place, character in enumerate(plain) if character.isdigit()]
    place = random.choice(digits)
    other = random.choice([digit for digit in "0123456789" if digit != figure.text[place]])
    if _stands(figure.text[:place] + other + figure.text[place + 1 :]):
        yield "digit changed", figure.text[:place] + other + figure.text[place + 1 :]
    pairs = [(left, right) for left, right in itertools.pairwise(bare) if plain[left] != plain[right] and right == left + 1]
    if pairs:
        left, right = random.choice(pairs)
        swapped = plain[:left] + plain[right] + plain[left] + plain[right + 1 :]
        if _stands(swapped):
            yield "neighbours swapped", _grouped_as(figure, swapped)
    whole = [place for place in bare if place < (plain.index(".") if "." in plain else len(plain))]
    if len(whole) > 1:
        place = random.choice(whole)
        if _stands(plain[:place] + plain[place + 1 :]):
            yield "digit dropped", _grouped_as(figure, plain[:place] + plain[place + 1 :])
    place = random.choice(whole)
    if plain[place] != "0" or len(whole) > 1:
        yield "digit doubled", _grouped_as(figure, plain[:place] + plain[place] + plain[place:])
    if figure.kind != "count" and worth(plain):
        yield "point moved", _grouped_as(figure, _moved(plain, random.choice((-1, 1))))
    if figure.kind == "amount" and figure.table and figure.unit == "元" and figure.value:
        yield "unit swapped", _grouped_as(figure, decimal_text(half_up(figure.value, 10_000)))
    if near:
        yield "neighbouring cell", random.choice(near)
    if figure.last_year is not None and figure.kind == "amount" and figure.role == "current":
        yield "last year's value", decimal_text(half_up(figure.last_year * 100, FEN[figure.unit]))


def _near(generated: Generated, figure: Figure) -> list[str]:
    if not figure.table:
        return []
    return [
        each.text
        for each in generated.figures
        if each.table == figure.table
        and each.kind == figure.kind
        and abs(each.row - figure.row) + abs(each.column - figure.column) == 1
        and worth(each.text) != worth(figure.text)
    ]


def _stands(text: str) -> bool:
    """Would a reader take this for a figure: no zero in front?"""
    plain = text.replace(",", "")
    return not (plain.startswith("0") and plain[1:2].isdigit())


def worth(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _moved(plain: str, places: int) -> str:
    """The point one place to the right or left."""
    whole, _, fraction = plain.partition(".")
    if places > 0:
        moved = f"{whole}{fraction[:1] or '0'}" + (f".{fraction[1:]}" if fraction[1:] else "")
    else:
        moved = f"{whole[:-1] or '0'}.{whole[-1]}{fraction}"
    head, point, tail = moved.partition(".")
    return (head.lstrip("0") or "0") + point + tail


def _grouped_as(figure: Figure, plain: str) -> str:
    if "," not in figure.text:
        return plain
    whole, point, fraction = plain.partition(".")
    return f"{int(whole):,}{point}{fraction}"
