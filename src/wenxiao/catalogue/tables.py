"""Which statutory table is this, and what do its columns state?"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from wenxiao.catalogue.load import load_file
from wenxiao.vocabulary.wording import fold


class TableForm(NamedTuple):
    """表样: how one statutory table is recognised and read (catalogue/data/tables.toml)."""

    kind: str
    titles: tuple[re.Pattern[str], ...]
    headers: tuple[str, ...]
    rows: str
    columns: dict[str, str]
    counts: frozenset[str]
    families: list[list[str]]
    sides: dict[str, list[str]]
    totals: dict[str, str]
    row_labels: dict[str, dict[str, str]]
    dimension: str = "money"

    def concept(self, path: tuple[str, ...]) -> str:
        """The concept a column with this header states, or "": the lowest header label that the form knows decides."""
        path = tuple(re.sub(r"\([^()]*单位[^()]*\)$|\((万元|元)\)$", "", label) for label in path)
        for depth in range(len(path), 0, -1):
            best = ""
            for label in self.columns:
                parts = label.split("/")
                if len(parts) > depth:
                    continue
                if len(parts) == 2:
                    matches = path[depth - 1] == parts[1] and any(parts[0] in above for above in path[: depth - 1])
                else:
                    matches = path[depth - 1] == label or (len(label) > 2 and label in path[depth - 1])
                    matches = matches or (label in ("合计", "小计") and path[depth - 1].endswith(label))
                if matches and len(label) > len(best):
                    best = label
            if best and self.columns[best]:
                return self.columns[best]
        return ""


@cache
def table_forms() -> tuple[TableForm, ...]:
    """Every form, special titles before general ones."""
    return tuple(_form(kind, entry) for kind, entry in load_file("tables").items())


def recognise(titles: list[str], labels: set[str]) -> tuple[TableForm | None, str]:
    """The form of a table with these folded title candidates (nearest first) and folded header labels, and the title that told."""
    for title in titles:
        for form in table_forms():
            if any(pattern.search(title) for pattern in form.titles):
                return form, title
    for form in table_forms():
        if form.headers and all(any(wanted in label for label in labels) for wanted in form.headers):
            return form, titles[0] if titles else ""
    return None, titles[0] if titles else ""


def _form(kind: str, entry: dict[str, Any]) -> TableForm:
    return TableForm(
        kind=kind,
        titles=tuple(re.compile(title) for title in entry.get("titles", ())),
        headers=tuple(fold(label) for label in entry.get("headers", ())),
        rows=entry["rows"],
        columns={fold(label): concept for label, concept in entry.get("columns", {}).items()},
        counts=frozenset(entry.get("counts", ())),
        families=entry.get("families", []),
        sides=entry.get("sides", {}),
        totals=entry.get("totals", {}),
        row_labels={fold(label): columns for label, columns in entry.get("row_labels", {}).items()},
        dimension=entry.get("dimension", "money"),
    )
