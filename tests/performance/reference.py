"""The reference's performance table as a Programme, stitched by hand-written rules for that one file, for the tests of §F only."""

from __future__ import annotations

import re
from pathlib import Path

from wenxiao.performance.programme import BANDS, Activity, Duty, Indicator, Programme
from wenxiao.vocabulary.shown import WAN, Shown
from wenxiao.vocabulary.source import Source

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "shangbancheng-2023-budget.txt"
WIDTH = 9


def programme() -> Programme:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("职责活动\t"))
    end = next(number for number, line in enumerate(lines) if line.startswith("保障措施"))
    duties: list[Duty] = []
    after_page = False
    for number, line in enumerate(lines[start:end], start + 1):
        if "\t" not in line and not (duties and line.strip()):
            continue
        cells = [cell.strip() for cell in (line.split("\t") + [""] * WIDTH)[:WIDTH]]
        if cells[0] == "职责活动" or cells[5] == "优":
            after_page = cells[5] == "优"
            continue
        _row(duties, cells, number, continued=after_page)
        after_page = False
    return Programme(duties)


def _row(duties: list[Duty], cells: list[str], line: int, *, continued: bool) -> None:
    name, amount, content, objective, indicator = cells[:5]
    source = Source(text="\t".join(cells), line=line)
    shown = Shown.parse(amount, WAN) if amount else None
    if re.match(r"[一二三四五六七八九十]+、", name):
        duties.append(Duty(name, shown, _text(content), _text(objective), source=source))
    elif continued and not content and not amount:
        activity = duties[-1].activities[-1]
        activity.name += name
        activity.objective += _text(objective)
        if not any(cells[5:]):
            activity.indicators[-1].name += indicator
            return
    elif name:
        duties[-1].activities.append(Activity(name, shown, _text(content), _text(objective), source=source))
    if indicator:
        bearer = duties[-1].activities[-1] if duties[-1].activities else duties[-1]
        bands = dict(zip(BANDS, cells[5:], strict=True))
        printed = sum(1 for text in bands.values() if text)
        bearer.indicators.append(Indicator(indicator, bands, (source,) * (1 + printed)))


def _text(cell: str) -> str:
    return re.sub(r"</?p>", "", cell)
