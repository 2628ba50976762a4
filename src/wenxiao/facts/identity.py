"""Whose document is this, of which year, budget or final accounts, and under which names does the unit stand in it?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wenxiao.documents.blocks import Document, Table, Text
from wenxiao.vocabulary.source import Source
from wenxiao.vocabulary.wording import Folded, fold

# [^\W\d] stands for a Chinese character: a range such as [一-龥] takes the engine a hundred times as long to compile.
_TITLE = re.compile(r"(?P<unit>(?:[^\W\d]|[()]){2,40}?)(?P<year>20\d\d)年?(?:度)?[^\W\d]{0,6}?(?:部门|单位)?(?:预算|决算)")
_OF = re.compile(
    r"^(?:预算单位|预算主管部门|编制单位|编制部门|部门名称|单位名称|部门|单位)[:：](?P<unit>(?:[^\W\d]|[()]){3,40}?)(?:单位[:：].*)?$"
)
_CODED = re.compile(r"^\d{3,6}(?P<unit>[^\W\d]{4,40})$")
_YEAR = re.compile(r"(20\d\d)年")
_PLACES = re.compile(r"(?:[^\W\d]{1,12}?(?:省|自治区|市|州|盟|地区|新区|区|县|旗))*")
_ENDINGS = re.compile(r"(?:人民政府|办事处)?\(?(?:本级|机关)?\)?$")
_HIGHER = re.compile(r"(?:[^\W\d]{2,4}?(?:省|自治区|市|州|盟))+")
_BODY = "(?:人民政府|街道办事处|办事处|委员会|管理局|办公室|局|镇|乡|街道|中心|站|所)"


@dataclass
class Identity:
    """Who speaks. `names` maps each spelling of the unit to its places."""

    kind: str = "other"
    unit: str = ""
    fiscal_year: int | None = None
    names: dict[str, list[Source]] = field(default_factory=dict)


def identity(document: Document) -> Identity:
    """Kind, unit and year from the title lines; every spelling of the unit from the whole text."""
    found = Identity()
    lines = [(number, block) for number, block in enumerate(document.blocks) if isinstance(block, Text) and block.text.strip()]
    folded = [fold(block.text) for _, block in lines]
    head = folded[:12]
    for text in head:
        title = _TITLE.search(text)
        if title and len(text) < 60:
            found.fiscal_year = found.fiscal_year or int(title["year"])
            found.kind = "final_accounts" if "决算" in text else "budget"
            if not found.unit and not title["unit"].endswith(("区", "县", "市", "省")):
                found.unit = title["unit"]
            break
        if not found.unit and re.fullmatch(rf"[^\W\d]{{3,30}}{_BODY}", text):
            found.unit = text
        plain = re.match(r"(20\d\d)年?(?:度)?(?:部门|单位)?(预算|决算)", text)
        if plain:
            found.fiscal_year = int(plain[1])
            found.kind = "final_accounts" if plain[2] == "决算" else "budget"
            break
    for text in head:
        told = _OF.match(text)
        if told:
            found.unit = told["unit"]
            break
    if found.fiscal_year is None:
        years = [int(year) for text in folded[:40] for year in _YEAR.findall(text)]
        found.fiscal_year = max(set(years), key=years.count) if years else None
    if found.kind == "other":
        body = "".join(folded[:400])
        found.kind = "final_accounts" if body.count("决算") > body.count("预算") else "budget" if "预算" in body else "other"
    if found.unit:
        found.names = _spellings(document, found.unit)
    return found


def same_unit(named: str, full: str, short: str = "") -> bool:
    """Whether `named` is the unit called `full`, `short` for short, with fewer or more of the places around it: 青石镇, 某县青石镇人民政府.

    A unit of the same own name in another place is another unit.
    """
    if not (core := _core(named)):
        return False
    if core == _core(short):
        return True
    less, more = sorted((core, _core(full)), key=len)
    return len(less) > 1 and more.endswith(less) and _PLACES.fullmatch(more.removesuffix(less)) is not None


def _core(unit: str) -> str:
    """A unit's name without what is said of it or left out at will: 某县青石镇 of 某县青石镇人民政府（本级）."""
    return _ENDINGS.sub("", fold(unit))


def _spellings(document: Document, unit: str) -> dict[str, list[Source]]:
    """Every maximal run that names the unit: its own core of two characters with what makes a place or an office around it."""
    stem = _stem(unit)
    if len(stem) < 2:
        return {}
    pattern = re.compile(
        rf"(?:[^\W\d]{{2,6}}?(?:省|市|区|县|旗)){{0,3}}(?:[^\W\d]{{2,4}}(?:省|市|区|县|旗))?{re.escape(stem[:2])}[^\W\d]{{0,3}}?"
        r"(?:镇人民政府|乡人民政府|街道办事处|人民政府|镇|乡|街道)"
    )
    place = unit[: unit.find(stem)]
    found: dict[str, list[Source]] = {}
    for number, block in enumerate(document.blocks):
        if isinstance(block, Text):
            _collect(found, pattern, place, block.text, block.line, block.page, number, None)
        elif isinstance(block, Table):
            for index, cell in enumerate(block.cells):
                if stem[:2] in cell.text:
                    _collect(found, pattern, place, cell.text, cell.line, cell.page or block.page, number, index)
    return found


def _collect(
    found: dict[str, list[Source]],
    pattern: re.Pattern[str],
    place: str,
    text: str,
    line: int | None,
    page: int | None,
    block: int,
    cell: int | None,
) -> None:
    folded = Folded(text)
    for match in pattern.finditer(folded.text):
        name = _without_words(re.sub(r"^(?:反映|按照|根据|以及|关于|和|与|由|为|在|对|及|是)+", "", match.group()), place)
        start, end = folded.span(match.end() - len(name), match.end())
        source = Source(text, name, line=line, page=page, start=start, end=end, block=block, cell=cell, at=start)
        found.setdefault(name, []).append(source)


def _without_words(name: str, place: str) -> str:
    """A spelling from the unit's own place on, or from a higher one above it: 隶属云溪县… is 云溪县… with a word before it."""
    before, known, after = name.partition(place) if place else ("", "", "")
    return known + after if known and not _HIGHER.fullmatch(before) else name


def _stem(unit: str) -> str:
    """The part of a unit's name that is its own: 青石 of 某某县青石镇人民政府."""
    core = re.sub(r"(人民政府|街道办事处|办事处|委员会|办公室)$", "", unit)
    core = (
        re.sub(r"^(?:[^\W\d]{2,7}?(?:省|自治区))?(?:[^\W\d]{2,6}?(?:市|州|盟))?(?:[^\W\d]{1,6}?(?:高新区|新区|区|县|旗))?", "", core)
        or core
    )
    return re.sub(r"(街道|镇|乡)$", "", core)
