"""How much time and memory does a whole check take, beside the least that could be done?

    python benchmarks/check.py [--rounds 7]

Whole processes, in turn, so that a busy machine slows both alike; the fastest of the rounds counts. A text is held against a bare
interpreter that imports nothing, a PDF against the bare extraction of its words. Last, checking and locating alone, without the
start: what each further document costs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve()
SAMPLES = HERE.parents[1] / "src" / "wenxiao" / "samples"
PUBLISHED = HERE.parents[2] / "shared" / "data"
INTERPRETER = "pass"
WORDS = "import sys, pypdfium2\nfor page in pypdfium2.PdfDocument(sys.argv[1]): page.get_textpage().get_text_range()"
CHECK = "import sys\nfrom wenxiao.cli import main\nmain(['check', sys.argv[1]])"


# As installed: compiled modules are kept between starts, whatever this shell says.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def process(program: str, path: Path) -> tuple[float, float, int]:
    """Wall seconds, processor seconds and peak memory (KiB) of one process."""
    begun = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def side_by_side(path: Path, rounds: int) -> str:
    floor = WORDS if path.suffix == ".pdf" else INTERPRETER
    pairs = [(process(floor, path), process(CHECK, path)) for _ in range(rounds)]
    bare, ours = (tuple(min(column) for column in zip(*side, strict=True)) for side in zip(*pairs, strict=True))
    named = "bare extraction" if floor is WORDS else "bare interpreter"
    return (
        f"{path.name[:34]:36}{named:18}{bare[1] * 1000:6.0f} ms{ours[1] * 1000:8.0f} ms{ours[1] / bare[1]:8.1f} ×"
        f"{ours[0]:9.2f} s wall{ours[2] / 1024:8.0f} MiB"
    )


def without_start(path: Path, rounds: int) -> str:
    from wenxiao.checks.engine import check
    from wenxiao.documents.read import read
    from wenxiao.facts.extract import extract

    document = read(path)
    spent = []
    for _ in range(rounds + 1):
        facts = extract(document)
        begun = time.process_time()
        check(facts)
        spent.append(time.process_time() - begun)
    return f"{path.name[:34]:36}check and locate{min(spent) * 1000:8.1f} ms for {len(facts.facts)} figures"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    files = sorted(SAMPLES.glob("*.txt"))
    if PUBLISHED.is_dir():
        files = [*sorted(PUBLISHED.glob("*.txt")), *sorted(PUBLISHED.glob("disclosures/*.pdf")), *files]
    print(f"{'document':36}{'floor':18}{'floor':>9}{'check':>11}{'ratio':>10}")
    for path in files:
        print(side_by_side(path, rounds))
    for path in files:
        print(without_start(path, rounds))


if __name__ == "__main__":
    main()
