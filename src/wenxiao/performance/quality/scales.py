"""Can a value be graded: are the bands of each indicator filled, disjoint, without holes, in one unit, for one indicator?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from wenxiao.performance.condition import RATIO_UNITS, read_cell
from wenxiao.performance.lexicon import COUNTED, nature
from wenxiao.performance.programme import BANDS
from wenxiao.performance.quality.promises import SINGLE_ROWS, Promises, Row, listed, over_bands, over_rows, places_of, repairs, short
from wenxiao.performance.standard import Direction, EvaluationStandard
from wenxiao.vocabulary.finding import Problem, Severity, Suggestion

Scale = tuple[Row, EvaluationStandard]


@over_rows
def values_are_quantified(promises: Promises) -> Iterator[Problem]:
    """R131: every indicator has a number with unit and direction, or a scale whose four steps are described."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row, standard in promises.scales:
        if standard.worded and sum(band.cell.worded or band.cell.declared_absent for band in standard.bands) < len(BANDS):
            groups[standard.missing].append(row)
    for missing, rows in groups.items():
        filled = "、".join(grade for grade in BANDS if grade not in missing)
        if len(rows) > SINGLE_ROWS:
            message = f"指标{listed(row.name for row in rows)}只用文字写了{filled}，没有数、单位和方向，评的时候没有尺度。"
            yield Problem(message, places_of(rows))
            continue
        for row in rows:
            yield Problem(f"{row.title}只用文字写了{filled}（{row.scale}），没有数、单位和方向，评的时候没有尺度。", row.places)
    for row in promises.rows:
        target = read_cell(row.indicator.target)
        # A level in words is a standard where it is told what counts as reached (财预〔2021〕101号).
        if not row.banded and target.worded and not row.indicator.explanation.strip():
            yield Problem(f"{row.title}的指标值“{row.indicator.target}”没有数，无法衡量是否完成。", row.places)


@over_bands
def bands_without_gap(promises: Promises) -> Iterator[Problem]:
    """R132: the four bands cover every value that can occur."""
    broken = [(row, standard) for row, standard in promises.scales if standard.gaps and not standard.missing]
    for scales in _alike(broken):
        row, standard = scales[0]
        gap = "；".join(standard.phrase(each) for each in standard.gaps)
        if len(scales) > SINGLE_ROWS:
            rows = [each for each, _ in scales]
            message = f"指标{listed(each.name for each in rows)}都写作“{row.scale}”，{gap} 的值没有等级。{_choices(standard)}"
            yield Problem(message, places_of(rows), repairs(rows, standard, (0.5, 0.5)))
            continue
        for row, standard in scales:
            message = f"{row.title_of(standard)}：{gap} 的值没有等级。{_strictly(standard)}{_choices(standard)}"
            yield Problem(message, row.places, repairs([row], standard, (0.5, 0.5)))


@over_bands
def bands_without_overlap(promises: Promises) -> Iterator[Problem]:
    """R133: no value has two grades, and no bound rests on 以上 or 以下 alone (民法典 art. 1259)."""
    broken = [(row, standard) for row, standard in promises.scales if standard.overlaps]
    by_word = [scale for scale in broken if all(overlap.form == "word" for overlap in scale[1].overlaps)]
    if len(by_word) > SINGLE_ROWS:
        yield _decided_by_a_word(by_word)
    else:
        for row, standard in by_word:
            message = f"{row.title_of(standard)}：{_shared(standard)}，{_WORDS_OPEN}。"
            yield Problem(message, row.places, repairs([row], standard, (0.8, 0.2)))
    others = [scale for scale in broken if not all(overlap.form == "word" for overlap in scale[1].overlaps)]
    for scales in _alike(others):
        row, standard = scales[0]
        if len(scales) > SINGLE_ROWS:
            rows = [each for each, _ in scales]
            message = f"指标{listed(each.name for each in rows)}都写作“{row.scale}”：{_shared(standard)}。"
            yield Problem(message, places_of(rows), repairs(rows, standard, (0.5, 0.5)))
            continue
        for row, standard in scales:
            message = f"{row.title_of(standard)}：{_shared(standard)}。"
            yield Problem(message, row.places, repairs([row], standard, (0.5, 0.5)))


@over_bands
def all_bands_filled(promises: Promises) -> Iterator[Problem]:
    """R134: all four bands are filled, or the scale is declared to have fewer (a dash in the cell); and 差 leaves no third case."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row, standard in promises.scales:
        if standard.missing:
            groups[standard.missing].append(row)
    for missing, rows in groups.items():
        what = "优良中差都没有写" if len(missing) == len(BANDS) else f"{'、'.join(missing)}没有写标准"
        hint = "；如果只分优、差两档，应当写明是两档" if missing == ("良", "中") else ""
        if len(rows) > SINGLE_ROWS:
            yield Problem(f"指标{listed(row.name for row in rows)}的{what}{hint}。", places_of(rows))
            continue
        for row in rows:
            yield Problem(f"{row.title}的{what}{hint}。", row.places)
    for row, standard in promises.scales:
        hole = _hole(standard.band("优").cell.text, standard.band("差").cell.text)
        if hole:
            yield Problem(f"{row.title}（{row.scale}）：{hole}。", row.places)


@over_rows
def units_agree(promises: Promises) -> Iterator[Problem]:
    """R135: the thresholds have a unit, all the same, and one that fits the indicator."""
    doubled = []
    for row in promises.rows:
        faults = [fault for standard in row.standards for fault in _unit_faults(row, standard)]
        if faults:
            yield Problem(f"{row.title}（{row.scale}）：{'；'.join(dict.fromkeys(faults))}。", row.places, _renamed(row))
        elif re.search(r"[(（]\s*[%％]\s*[)）]", row.indicator.name) and any("%" in text or "％" in text for text in row.texts):
            doubled.append(row)
    if doubled:
        message = f"指标{listed(row.name for row in doubled)}名称里写了“%”，标准里又写了“%”，单位写一处就够。"
        yield Problem(message, places_of(doubled), severity=Severity.INFO)


@over_rows
def one_indicator_per_row(promises: Promises) -> Iterator[Problem]:
    """R136: a row holds one indicator."""
    seen: set[tuple[object, ...]] = set()
    previous: tuple[object, ...] | None = None
    for row in promises.rows:
        place = row.place
        printed = (place.line, place.page, place.table, place.row, place.block, place.cell)
        known = printed != (None,) * len(printed)
        crowded = len(row.standards) > 1 or any(len(band.cell.conditions) > 1 for each in row.standards for band in each.bands)
        if crowded or (known and printed == previous and printed not in seen):
            names = "、".join(f"“{standard.name}”" for standard in row.standards) if len(row.standards) > 1 else "不止一个指标"
            yield Problem(f"“{short(row.bearer.name)}”的一行里写了{names}（{row.scale}），应当一行一个指标，各有各的标准。", row.places)
            seen.add(printed)
        previous = printed


def _alike(scales: list[Scale]) -> list[list[Scale]]:
    """Scales with the same printed bands and the same reading of them together, in order of first appearance."""
    groups: dict[tuple[object, ...], list[Scale]] = defaultdict(list)
    for row, standard in scales:
        groups[(row.texts, standard.gaps, standard.overlaps)].append((row, standard))
    return list(groups.values())


def _choices(standard: EvaluationStandard) -> str:
    if not standard.candidates:
        return ""
    return "可以：" + "；或者".join(candidate.reason for candidate in standard.candidates) + "。"


def _strictly(standard: EvaluationStandard) -> str:
    """Where smaller is better a single value as a ceiling is our reading; by the letter more is left out."""
    if standard.direction is not Direction.LOWER or set(standard.literal_gaps) == set(standard.gaps):
        return ""
    return f"如果只认所写的数，{'；'.join(standard.phrase(gap) for gap in standard.literal_gaps)} 的值都没有等级。"


_WORDS_OPEN = "“以上”“以下”按民法典第一千二百五十九条含本数，也有法规规定不含，应当写明"


def _decided_by_a_word(scales: list[Scale]) -> Problem:
    rows = [row for row, _ in scales]
    told = "、".join(f"“{short(row.name)}”的 {_value(standard)}" for row, standard in scales)
    message = f"{len(scales)} 个指标有一个数同时属于两档：{told}。{_WORDS_OPEN}，例如“低于”或“（含）以下”。"
    suggestions = tuple(
        suggestion for alike in _alike(scales) for suggestion in repairs([row for row, _ in alike], alike[0][1], (0.8, 0.2))[:1]
    )
    return Problem(message, places_of(rows), suggestions)


def _value(standard: EvaluationStandard) -> str:
    return "、".join(standard.phrase(overlap.interval) for overlap in standard.overlaps)


def _shared(standard: EvaluationStandard) -> str:
    told = []
    for overlap in standard.overlaps:
        shared = standard.phrase(overlap.interval)
        if overlap.form == "nested":
            told.append(f"按字面，{overlap.better}的范围（{shared}）也在{overlap.worse}之内，要写成相接的区间")
        else:
            told.append(f"{shared} 既是{overlap.better}又是{overlap.worse}")
    return "；".join(told)


def _hole(best: str, worst: str) -> str:
    """A case that neither the words of 优 nor those of 差 cover; empty where there is none."""
    if "并" in worst and "并" in best and len(re.findall(r"未|没有|不|无", worst)) >= 2:
        return "差要求两项都没有做到，只做到一项的没有等级"
    if best.startswith("定期") and re.match(r"不|未|没有", worst) and "定期" not in worst:
        return "差是完全没有做，做了但不定期的没有等级"
    return ""


def _unit_faults(row: Row, standard: EvaluationStandard) -> Iterator[str]:
    named = nature(standard.name)
    target = read_cell(row.indicator.target).conditions if not row.banded else ()
    declared = row.indicator.unit.strip()
    conditions = [(band.grade, band.condition) for band in standard.bands if band.condition is not None]
    conditions += [("指标值", condition) for condition in target]
    if not conditions:
        return
    units = dict.fromkeys(condition.unit for _, condition in conditions if condition.unit)
    unit = next(iter(units), "")
    if len(units) > 1:
        yield f"各档单位不同（{'、'.join(units)}）"
    bare = [grade for grade, condition in conditions if not condition.unit and condition.value != 0]
    if not units:
        if any(condition.value != 0 for _, condition in conditions):
            yield "标准只写了数，没有单位"
    elif bare:
        yield f"{'、'.join(bare)}没有写单位，其他档写的是“{unit}”"
    if declared and unit and declared != unit:
        yield f"计量单位填的是“{declared}”，标准里写的是“{unit}”"
    ratio = unit in RATIO_UNITS
    if ratio and named.measure == "count" and not named.change:
        yield "指标是个数，标准却是百分比"
    elif ratio and named.measure == "quality":
        yield "“…性”是有或没有的性质，不能用百分比分档，应当改为“…率”或改写标准"
    elif ratio and named.measure == "state":
        yield "指标是做到或没做到的状态，不能用百分比分档"
    elif unit and not ratio and named.measure == "ratio":
        yield f"指标是比率，标准的单位却是“{unit}”"
    counted = next((own for noun, own in COUNTED.items() if re.search(rf"{noun}数量?$", standard.name)), "")
    if counted and unit == "次":
        yield f"“{standard.name}”应当以“{counted}”计，标准却用“次”"


def _renamed(row: Row) -> tuple[Suggestion, ...]:
    """发放及时性 graded in per cent is probably a rate."""
    name = row.indicator.name
    if len(row.standards) == 1 and nature(name).measure == "quality" and row.standards[0].unit in RATIO_UNITS:
        return (Suggestion(row.place, name, name[:-1] + "率", "按百分比分档的应当是比率", 0.6),)
    return ()
