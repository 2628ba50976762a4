"""How well are slips found, placed and explained? Thousands of them, put into generated and into real disclosures.

    python benchmarks/accuracy.py [--documents 12] [--slips 60] [--shape NAME] [--published FOLDER] [--write] [--misses FILE]

`--write` puts the tables into docs/accuracy.md. Every run prints its seeds; the same seeds give the same slips.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from generated.disclosures import SHAPES, disclosure  # noqa: E402
from generated.measuring import Bound, Verdict, alarms, bound_share, report_on, verdict  # noqa: E402
from generated.slips import PROPAGATED, SINGLE, Slipped, propagated, slips  # noqa: E402

MARK_BEGIN, MARK_END = "<!-- measured: begin -->", "<!-- measured: end -->"
COLUMNS = ("found", "cited", "first", "tied", "second", "among", "wrong_blamed")
HEADS = ("报出", "指到该处", "首位即是", "首位或并列", "前两位内", "候选之中", "错怪别处")


@dataclass
class Tally:
    """The verdicts on one kind of slip."""

    slips: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, verdict: Verdict) -> None:
        self.slips += 1
        for name in COLUMNS:
            self.counts[name] += bool(getattr(verdict, name))

    def cells(self) -> list[str]:
        return [str(self.slips), *(f"{100 * self.counts[name] / self.slips:.1f}" if self.slips else "" for name in COLUMNS)]


@dataclass
class Measurement:
    """What all documents together came to."""

    by_kind: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_shape: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    consistent: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    alarmed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bound: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    rounding: int = 0
    seconds: float = 0.0

    def add(self, shape: str, slipped: Slipped, told: Verdict) -> None:
        group = PROPAGATED if slipped.kind == PROPAGATED else "single"
        self.by_kind[slipped.kind].add(told)
        self.by_shape[(shape, group)].add(told)
        self.by_kind["all single" if group == "single" else "all propagated"].add(told)


def measure(shapes: Iterable[str], documents: int, per_document: int, first_seed: int, misses: list[str]) -> Measurement:
    """Every shape and seed: the consistent document, then a sample of its slips spread evenly over the kinds."""
    result = Measurement()
    started = time.perf_counter()
    for shape in shapes:
        for seed in range(first_seed, first_seed + documents):
            generated = disclosure(seed, shape)
            bound = Bound(generated)
            result.consistent[shape] += 1
            false = alarms(report_on(generated.name, generated.text))
            if false:
                result.alarmed[shape] += 1
                misses.extend(f"FALSE ALARM {generated.name} {finding.rule} {finding.message}" for finding in false)
            some, every = bound_share(generated, bound)
            result.bound[shape][0] += some
            result.bound[shape][1] += every
            for slipped in sample(generated, bound, per_document, result):
                told = verdict(slipped, report_on(generated.name, slipped.text))
                result.add(shape, slipped, told)
                if not told.first:
                    misses.append(_miss(generated.name, slipped, told))
    result.seconds = time.perf_counter() - started
    return result


def measure_published(folder: Path, most: int, misses: list[str]) -> Measurement:
    """Slips put into published documents that carry no error of their own."""
    from generated.published import published_slips, published_verdict
    from wenxiao.documents.read import read

    result = Measurement()
    for path in sorted(folder.glob("*012*.pdf")):
        document = read(str(path))
        for slipped in published_slips(document, Random(path.name), most):
            told, _ = published_verdict(slipped)
            tally = result.by_shape[(path.name.split("-")[0], "single")]
            tally.add(told)
            if not told.first:
                misses.append(f"{state_of(told)} {path.name} | {slipped.kind} | {slipped.place} {slipped.right} → {slipped.wrong}")
    return result


def sample(generated: object, bound: Bound, most: int, result: Measurement) -> list[Slipped]:
    """Up to `most` slips of one document that go beyond rounding, as many of one kind as of another, and half as many propagated."""
    from generated.disclosures import Generated

    assert isinstance(generated, Generated)
    random = Random(generated.name)
    by_kind: dict[str, list[Slipped]] = defaultdict(list)
    figures = [figure for figure in generated.figures if bound.binds(figure)]
    random.shuffle(figures)
    share = most // len(SINGLE) + 1
    for figure in figures:
        if all(len(by_kind[kind]) >= share for kind in SINGLE):
            break
        for slipped in slips(generated, figure):
            if len(by_kind[slipped.kind]) < share:
                if bound.breaks(slipped):
                    by_kind[slipped.kind].append(slipped)
                else:
                    result.rounding += 1
    carried = [slipped for slipped in propagated(generated) if bound.breaks(slipped)]
    random.shuffle(carried)
    by_kind[PROPAGATED] = carried[: most // 2]
    return [slipped for kind in (*SINGLE, PROPAGATED) for slipped in by_kind[kind]]


def state_of(told: Verdict) -> str:
    if not told.found:
        return "NOT FOUND"
    if not told.cited:
        return "NOT CITED"
    return "WRONG BLAMED" if told.wrong_blamed else "TIED" if told.tied else "LATER"


def _miss(name: str, slipped: Slipped, told: Verdict) -> str:
    state = state_of(told)
    figure = slipped.figure
    return (
        f"{state} {name} | {slipped.kind} | L{figure.line}:{figure.column or figure.start} {figure.states} {figure.text} → {slipped.wrong}"
    )


def told_as_tables(result: Measurement, real: Measurement | None) -> str:
    """The measurement as Markdown."""
    lines = ["| 笔误 | 件数 | " + " | ".join(HEADS) + " |", "|---|" + "---:|" * (len(HEADS) + 1)]
    for kind in (*SINGLE, "all single", PROPAGATED):
        if result.by_kind[kind].slips:
            lines.append(f"| {kind} | " + " | ".join(result.by_kind[kind].cells()) + " |")
    lines += ["", "| 样式 | 笔误 | 件数 | " + " | ".join(HEADS) + " |", "|---|---|" + "---:|" * (len(HEADS) + 1)]
    for (shape, group), tally in result.by_shape.items():
        lines.append(f"| {shape} | {group} | " + " | ".join(tally.cells()) + " |")
    lines += ["", "| 样式 | 无误的文档 | 误报的文档 | 有勾稽关系约束的数（%） |", "|---|---:|---:|---:|"]
    for shape, count in result.consistent.items():
        some, every = result.bound[shape]
        lines.append(f"| {shape} | {count} | {result.alarmed[shape]} | {100 * some / every:.1f} |")
    if real is not None and real.by_shape:
        lines += ["", "| 真实文档 | 笔误 | 件数 | " + " | ".join(HEADS) + " |", "|---|---|" + "---:|" * (len(HEADS) + 1)]
        for (shape, group), tally in real.by_shape.items():
            lines.append(f"| {shape} | {group} | " + " | ".join(tally.cells()) + " |")
    return "\n".join(lines)


def write(tables: str, arguments: argparse.Namespace) -> None:
    """docs/accuracy.md: the words stand there, the tables between the two marks are replaced."""
    path = ROOT / "docs" / "accuracy.md"
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(MARK_BEGIN)
    _, _, tail = rest.partition(MARK_END)
    seeds = f"种子 {arguments.seed} 至 {arguments.seed + arguments.documents - 1}，每份文档至多 {arguments.slips} 件单一笔误。"
    path.write_text(f"{head}{MARK_BEGIN}\n\n{seeds}\n\n{tables}\n\n{MARK_END}{tail}", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=12)
    parser.add_argument("--slips", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--shape", choices=SHAPES)
    parser.add_argument("--published", type=Path, help="folder of published documents; ../shared/data/disclosures where it is there")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--misses", type=Path)
    arguments = parser.parse_args()
    misses: list[str] = []
    shapes = [arguments.shape] if arguments.shape else list(SHAPES)
    result = measure(shapes, arguments.documents, arguments.slips, arguments.seed, misses)
    folder = arguments.published or ROOT.parent / "shared" / "data" / "disclosures"
    real = None if arguments.shape else measure_published(folder, arguments.slips * 3, misses)
    tables = told_as_tables(result, real)
    print(
        f"seeds {arguments.seed} … {arguments.seed + arguments.documents - 1}, {result.seconds:.0f} s, within rounding: {result.rounding}"
    )
    print(tables)
    if arguments.write:
        write(tables, arguments)
    if arguments.misses:
        arguments.misses.write_text("\n".join(misses) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
