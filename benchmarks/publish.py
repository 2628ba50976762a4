"""How long does everything that is published of a unit's budget take, and our PDF beside LibreOffice's of the same document?

    python benchmarks/publish.py [--rounds 5] [--quick] [--write]

Two units are drawn (`tests/generated/unit_years.py`): one of a township's size, some 30 projects with 120 indicators, and one of ten times
as many. `bundle` is a whole process from its start: the records are read, the document derived, every file written. The steps are timed
within one process, the first time with what it has to load, and again. PDF and LibreOffice are whole processes too, in turn: ours sets the
PDF of a manuscript, LibreOffice converts our docx of the same; its profile is made before. The fastest of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests")]

from generated.unit_years import Shape, unit_year  # noqa: E402
from wenxiao.catalogue.profiles import profile  # noqa: E402
from wenxiao.disclosure.budget import budget_manuscript  # noqa: E402
from wenxiao.disclosure.records import Fund, Prior, Revenue, Subject, UnitYear  # noqa: E402
from wenxiao.documents.write.docx import write_docx  # noqa: E402

REPORT = HERE.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- publish: measured -->", "<!-- publish: end -->")
SIZES = {"township": 30, "ten times": 300}
AIMS = {"township": 2.0}
FASTER = 5.0
# As installed: compiled modules are kept between starts, whatever this shell says; this checkout, whatever else is installed.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(HERE.parent / "src")
}
BUNDLE = """
import pathlib, pickle, sys
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.budget import budget_manuscript
from wenxiao.disclosure.bundle import bundle
folder = pathlib.Path(sys.argv[1])
records = pickle.loads((folder / "records").read_bytes())
template = profile(f"hebei-{records.year}")
for name, content in bundle(budget_manuscript(records, template), records, template).items():
    (folder / name).write_bytes(content)
"""
PDF = """
import pathlib, pickle, sys
from wenxiao.documents.write.pdf import write_pdf
folder = pathlib.Path(sys.argv[1])
(folder / "ours.pdf").write_bytes(write_pdf(pickle.loads((folder / "manuscript").read_bytes())))
"""
STEPS = """
import json, pathlib, pickle, sys, time
folder = pathlib.Path(sys.argv[1])
records = pickle.loads((folder / "records").read_bytes())
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.budget import budget_manuscript
from wenxiao.disclosure.bundle import FILES, MANIFEST, bundle
template = profile(f"hebei-{records.year}")
def turn():
    begun = time.perf_counter()
    made = budget_manuscript(records, template)
    spent = {"derived": (time.perf_counter() - begun, 0)}
    for name in FILES:
        if name != MANIFEST:
            begun = time.perf_counter()
            files = bundle(made, records, template, without=FILES.keys() - {name, MANIFEST})
            spent[name] = (time.perf_counter() - begun, len(files.get(name, b"")))
    return spent
print(json.dumps([turn(), turn()]))
"""

Steps = dict[str, tuple[float, int]]
# Seconds by the clock, and of the processor.
Took = tuple[float, float]
Turns = dict[str, list[Took]]


def grown(projects: int) -> UnitYear:
    """Drawn units put together until there are so many projects: one unit with the duties, lines and purchases of all."""
    whole = replace(unit_year(Shape(0)), duties=(), lines=(), purchases=(), prior=())
    last: dict[Subject, int] = {}
    seed = 0
    while len(whole.projects()) < projects:
        drawn = unit_year(Shape(seed))
        seed += 1
        codes = {code: f"{seed:02}-{code}" for code in drawn.projects()} | {"": ""}
        duties = tuple(
            replace(
                duty,
                name=f"{duty.name}（{seed}）",
                activities=tuple(
                    replace(each, projects=tuple(replace(project, code=codes[project.code]) for project in each.projects))
                    for each in duty.activities
                ),
            )
            for duty in drawn.duties
        )
        whole = replace(
            whole,
            duties=whole.duties + duties,
            lines=whole.lines + tuple(replace(line, project=codes[line.project]) for line in drawn.lines),
            purchases=whole.purchases + tuple(replace(each, project=codes[each.project]) for each in drawn.purchases),
        )
        for prior in drawn.prior:
            last[prior.subject] = last.get(prior.subject, 0) + prior.amount
    received = {fund: sum(line.amount for line in whole.lines if line.fund is fund and not line.carried) for fund in Fund}
    return replace(
        whole,
        revenue=tuple(Revenue(fund, amount, f"收入/{fund.value}") for fund, amount in received.items() if amount),
        prior=tuple(Prior(subject, amount, f"上年/{subject.name}") for subject, amount in last.items()),
    )


def told(records: UnitYear) -> str:
    indicators = sum(len(project.indicators) for project in records.projects().values())
    return f"{len(records.duties)} duties, {len(records.projects())} projects, {indicators} indicators, {len(records.lines)} lines"


def prepared(folder: Path, records: UnitYear) -> None:
    manuscript = budget_manuscript(records, profile(f"hebei-{records.year}")).manuscript
    (folder / "records").write_bytes(pickle.dumps(records))
    (folder / "manuscript").write_bytes(pickle.dumps(manuscript))
    (folder / "document.docx").write_bytes(write_docx(manuscript))


def process(*command: object) -> Took:
    """Of a whole process with all it starts itself. Raises CalledProcessError where it fails."""
    before, begun = os.times(), time.perf_counter()
    subprocess.run([str(part) for part in command], env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - begun, spent


def steps(folder: Path) -> tuple[Steps, Steps]:
    """Seconds and bytes of each step, the first time and again."""
    answer = subprocess.run(
        [sys.executable, "-c", STEPS, str(folder)], env=ENVIRONMENT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    first, again = json.loads(answer)
    return first, again


def office(folder: Path) -> Callable[[], Took] | None:
    """LibreOffice's conversion of the docx, once its profile is made; None where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return None
    user = (folder / "profile").as_uri()
    command = (program, f"-env:UserInstallation={user}", "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "document.docx")
    process(*command)
    return lambda: process(*command)


def measured(folder: Path, rounds: int) -> Turns:
    convert = office(folder)
    took: Turns = {"bundle": [], "pdf": [], "LibreOffice": []}
    for _ in range(rounds):
        took["bundle"].append(process(sys.executable, "-c", BUNDLE, folder))
        took["pdf"].append(process(sys.executable, "-c", PDF, folder))
        if convert is not None:
            took["LibreOffice"].append(convert())
    return took


def table(found: dict[str, tuple[Turns, tuple[Steps, Steps]]]) -> list[str]:
    names = list(found)
    lines = ["| whole processes | " + " | ".join(f"{name}: clock | processor" for name in names) + " |", "|---|" + "--:|--:|" * len(names)]

    def row(title: str, cells: Callable[[str, Turns], tuple[str, str]]) -> None:
        lines.append(f"| {title} | " + " | ".join(cell for name, (took, _) in found.items() for cell in cells(name, took)) + " |")

    def least(turns: list[Took]) -> list[float]:
        return [min(each) for each in zip(*turns, strict=True)]

    def seconds(turns: list[Took]) -> tuple[str, str]:
        if not turns:
            return "not installed", ""
        clock, processor = least(turns)
        return f"{clock:.2f} s", f"{processor:.2f} s"

    def whole(name: str, took: Turns) -> tuple[str, str]:
        clock, processor = seconds(took["bundle"])
        return clock + (" (not met)" if least(took["bundle"])[0] > AIMS.get(name, float("inf")) else ""), processor

    def quicker(_: str, took: Turns) -> tuple[str, str]:
        if not took["LibreOffice"]:
            return "not measured", ""
        times = [theirs / ours for theirs, ours in zip(least(took["LibreOffice"]), least(took["pdf"]), strict=True)]
        clock, processor = (f"{each:.1f} ×" + (" (not met)" if each < FASTER else "") for each in times)
        return clock, processor

    row("bundle: all files", whole)
    row("PDF", lambda _, took: seconds(took["pdf"]))
    row("LibreOffice: our docx to PDF", lambda _, took: seconds(took["LibreOffice"]))
    row("PDF quicker by", quicker)
    lines += ["", "| step | " + " | ".join(f"{name}: first | again | kB" for name in names) + " |", "|---|" + "--:|--:|--:|" * len(names)]
    for step in next(iter(found.values()))[1][0]:
        cells = []
        for _, (first, again) in found.values():
            size = again[step][1]
            cells += [f"{first[step][0] * 1000:.0f} ms", f"{again[step][0] * 1000:.0f} ms", f"{size / 1024:.0f}" if size else ""]
        lines.append(f"| {step} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one round, the township alone")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {REPORT.name}")
    given = parser.parse_args()
    # LibreOffice takes a minute for the large unit: it has a third of the rounds.
    sizes = {"township": (SIZES["township"], 1 if given.quick else given.rounds)}
    if not given.quick:
        sizes["ten times"] = (SIZES["ten times"], max(1, given.rounds // 3))
    found, shapes = {}, []
    for name, (projects, rounds) in sizes.items():
        records = grown(projects)
        shapes.append(f"{name}: {told(records)}, {rounds} rounds")
        with tempfile.TemporaryDirectory(prefix="wenxiao-bench-", ignore_cleanup_errors=True) as place:
            folder = Path(place)
            prepared(folder, records)
            found[name] = (measured(folder, rounds), steps(folder))
    lines = [
        f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end. "
        f"{'; '.join(shapes)}.",
        "",
        *table(found),
    ]
    print("\n".join(lines))
    if given.write:
        before, _, rest = REPORT.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        REPORT.write_text(before + "\n".join((MARKS[0], *lines, MARKS[1])) + after, encoding="utf-8")


if __name__ == "__main__":
    main()
