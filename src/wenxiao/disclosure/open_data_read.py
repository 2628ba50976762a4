"""What does a published JSON of a disclosure say, as the objects it was made of? Whoever makes pages of it needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from wenxiao.disclosure.figures import Figure, How, Measure
from wenxiao.disclosure.open_data import SCHEMA, STAFF
from wenxiao.disclosure.open_manuscript import Json, Spans, read_manuscript
from wenxiao.disclosure.records import (
    Activity,
    Approval,
    Asset,
    AssetKind,
    Duty,
    Fund,
    Indicator,
    Journeys,
    Line,
    Part,
    Prior,
    Project,
    Purchase,
    Reason,
    Revenue,
    Staffing,
    Statement,
    Subject,
    Unit,
    UnitYear,
    Vehicles,
)
from wenxiao.documents.manuscript import Manuscript


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
    """公开数据. `records` names no person; `spans` are by place in the manuscript's parts, as in `Disclosed`."""

    kind: str
    profile: str
    money_unit: str
    records: UnitYear
    figures: Mapping[str, Figure]
    comparisons: tuple[Comparison, ...]
    manuscript: Manuscript
    spans: Spans

    def derivation(self, id: str, depth: int = 0) -> Iterator[tuple[int, Figure]]:
        """The figure and all it follows from, each below what it is a part of."""
        yield depth, self.figures[id]
        for part in self.figures[id].parts:
            yield from self.derivation(part, depth + 1)


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
        records=_records(data),
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


def _records(data: Json) -> UnitYear:
    staffing, vehicles, journeys, approval = data["staffing"], data["vehicles"], data["journeys"], data["approval"]
    statements = data["statements"]
    return UnitYear(
        year=data["document"]["year"],
        unit=_unit(data["document"]["unit"]),
        staffing=Staffing(**{name: staffing[name] for name in STAFF}, source=staffing["source"]),
        vehicles=Vehicles(vehicles["held"], vehicles["bought"], vehicles["source"]),
        journeys=Journeys(journeys["groups"], journeys["persons"], journeys["source"]),
        revenue=tuple(Revenue(Fund(each["fund"]), each["amount"], each["source"]) for each in data["revenue"]),
        lines=tuple(_line(each) for each in data["lines"]),
        duties=tuple(_duty(each) for each in data["programme"]),
        purchases=tuple(_purchase(each) for each in data["procurement"]),
        assets=tuple(Asset(AssetKind(each["kind"]), each["quantity"], each["value"], each["source"]) for each in data["assets"]),
        prior=tuple(Prior(Subject(each["subject"]), each["amount"], each["source"]) for each in data["prior"]),
        reasons=tuple(Reason(Subject(each["subject"]), each["text"], "", each["source"]) for each in data["reasons"]),
        objectives=_statements(statements["objectives"]),
        safeguards=_statements(statements["safeguards"]),
        matters=_statements(statements["matters"]),
        approval=_approval(approval) if approval is not None else None,
    )


def _unit(data: Json) -> Unit:
    return Unit(
        name=data["name"],
        code=data["code"],
        nature=data["nature"],
        level=data["level"],
        funding=data["funding"],
        functions=tuple(data["functions"]),
        structure=data["structure"],
        source=data["source"],
    )


def _line(data: Json) -> Line:
    return Line(
        function_code=data["function_code"],
        economic_code=data["economic_code"],
        fund=Fund(data["fund"]),
        part=Part(data["part"]),
        amount=data["amount"],
        source=data["source"],
        project=data["project"],
        carried=data["carried"],
    )


def _duty(data: Json) -> Duty:
    activities = tuple(_activity(each) for each in data["activities"])
    return Duty(data["name"], data["description"], data["objective"], activities, data["source"])


def _activity(data: Json) -> Activity:
    projects = tuple(_project(each) for each in data["projects"])
    return Activity(data["name"], data["content"], data["objective"], projects, data["source"])


def _project(data: Json) -> Project:
    indicators = tuple(_indicator(each) for each in data["indicators"])
    return Project(data["code"], data["name"], data["content"], data["objective"], indicators, data["source"])


def _indicator(data: Json) -> Indicator:
    standards = data["standards"]
    return Indicator(
        name=data["name"],
        excellent=standards["优"],
        good=standards["良"],
        fair=standards["中"],
        poor=standards["差"],
        source=data["source"],
        kind=data["kind"],
        weight=data["weight"],
        baseline=data["baseline"],
        evidence=data["evidence"],
        target=data.get("target", ""),
    )


def _purchase(data: Json) -> Purchase:
    return Purchase(
        project=data["project"],
        name=data["name"],
        catalogue_code=data["catalogue_code"],
        measure=data["measure"],
        quantity=data["quantity"],
        unit_price=data["unit_price"],
        fund=Fund(data["fund"]),
        source=data["source"],
    )


def _approval(data: Json) -> Approval:
    return Approval(data["authority"], data["document"], date.fromisoformat(data["approved_on"]), data["source"])


def _statements(data: list[Json]) -> tuple[Statement, ...]:
    return tuple(Statement(each["title"], each["text"], each["source"]) for each in data)
