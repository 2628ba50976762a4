"""Which figures stand in a table that was not understood: without a header, or of a form whose columns are not known?

Nothing is concluded from them, but they are read, so that they count among the figures that no relation checks.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.facts import header, layout
from wenxiao.facts.figures import figure, is_figure
from wenxiao.facts.model import Fact, Setting
from wenxiao.facts.stitch import WholeTable
from wenxiao.vocabulary.wording import fold


def unplaced(table: WholeTable, setting: Setting) -> Iterator[Fact]:
    """A fact without a concept for every figure, in the unit of the document, labelled with the first words of its row."""
    rows = header.height(table)
    columns = [column for side in layout.sides(table, rows, header.paths(table, rows), None) for column in side.figures]
    for places, merged in zip(table.grid[rows:], table.merged[rows:], strict=True):
        label = next((place.text.strip() for place in places if place.text.strip() and not is_figure(fold(place.text))), "")
        for column in columns:
            state, shown = figure(places[column].text, setting.unit)
            if shown is not None and not merged[column]:
                yield Fact(
                    "",
                    label,
                    table.source(places[column], label),
                    period=setting.fiscal_year,
                    basis=setting.basis,
                    shown=shown,
                    value=shown.value,
                    step=shown.step,
                    state=state,
                )
