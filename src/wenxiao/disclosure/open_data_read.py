"""What does a published JSON of a disclosure say, as the objects it was made of? Whoever makes pages of it needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wenxiao.disclosure.figures import Figure, How, Measure, derivation
from wenxiao.disclosure.open_budget import read_budget
from wenxiao.disclosure.open_data import SCHEMA, Year
from wenxiao.disclosure.open_manuscript import Json, Spans, read_manuscript
from wenxiao.disclosure.open_outturn import read_outturn
from wenxiao.documents.manuscript import Manuscript

READERS: dict[str, Callable[[Json], Year]] = {"budget": read_budget, "final_accounts": read_outturn}


class NotOpenDataError(ValueError):
    """A JSON that is no disclosure of ours, or of another schema than this version reads."""

    def __init__(self, why: str) -> None:
        super().__init__(f"这不是问效的公开数据（{SCHEMA}）：{why}")


@dataclass(frozen=True, slots=True)
class Comparison:
    """比上年: ids of figures; `change` and `rate` are "" where nothing changed or there is no rate, `reason` where none was given."""

    name: str
    figure: str
    before: str
    change: str
    rate: str
    reason: str


@dataclass(frozen=True, slots=True)
class OpenData:
    """公开数据 of a budget or of final accounts, as `kind` says. `records` names no person; the keys of `spans` are
    places in the manuscript's parts."""

    kind: str
    profile: str
    money_unit: str
    records: Year
    figures: Mapping[str, Figure]
    comparisons: tuple[Comparison, ...]
    manuscript: Manuscript
    spans: Spans

    def derivation(self, id: str) -> Iterator[tuple[int, Figure]]:
        """The figure and all it follows from, each below what it is a part of."""
        return derivation(self.figures, id)


def read_open_data(data: Json) -> OpenData:
    """Raises NotOpenDataError for anything that `open_data` did not make."""
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        raise NotOpenDataError(f"格式标记是“{schema or '无'}”")
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError) as error:
        raise NotOpenDataError(f"内容不全或写法不对（{error}）") from error


def _read(data: Json) -> OpenData:
    document = data["document"]
    manuscript, spans = read_manuscript(data["manuscript"])
    figures = [_figure(each) for each in data["figures"]]
    return OpenData(
        kind=document["kind"],
        profile=document["profile"]["id"],
        money_unit=document["money_unit"],
        records=READERS[document["kind"]](data),
        figures={figure.id: figure for figure in figures},
        comparisons=tuple(
            Comparison(each["name"], each["figure"], each["before"], each["change"], each["rate"], each["reason"])
            for each in data["comparisons"]
        ),
        manuscript=manuscript,
        spans=spans,
    )


def _figure(data: Json) -> Figure:
    how, parts = How(data["how"]), tuple(data["parts"])
    return Figure(data["id"], data["label"], data["value"], Measure(data["measure"]), how, parts, data["source"])
