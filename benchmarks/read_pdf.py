"""How much longer does reading a PDF take than the bare extraction of its words?

    python benchmarks/read_pdf.py [FILE...] [--rounds 5]

Without files: the published disclosures of ../shared/data, where they are beside the checkout.
Both are whole processes, run in turn, so that a busy machine slows them alike. Printed for each file: the fastest processor time
of each and their ratio.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

PUBLISHED = Path(__file__).resolve().parents[2] / "shared" / "data" / "disclosures"
BARE = "import sys, pypdfium2\nfor page in pypdfium2.PdfDocument(sys.argv[1]): page.get_textpage().get_text_range()"
OURS = """
import sys, pathlib
from wenxiao.documents.read.pdf import read_pdf
path = pathlib.Path(sys.argv[1])
read_pdf(path, path.read_bytes())
"""


def seconds(program: str, path: str) -> float:
    """Processor time of one process."""
    before = os.times()
    subprocess.run([sys.executable, "-c", program, path], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    files = arguments.files or sorted(map(str, PUBLISHED.glob("*.pdf")))
    if not files:
        print(f"nothing to measure: no file given, and {PUBLISHED} is not there")
    for path in files:
        rounds = [(seconds(BARE, path), seconds(OURS, path)) for _ in range(arguments.rounds)]
        bare, ours = (min(column) for column in zip(*rounds, strict=True))
        print(f"{os.path.basename(path)}: bare {bare * 1000:.0f} ms, ours {ours * 1000:.0f} ms, ratio {ours / bare:.2f}")


if __name__ == "__main__":
    main()
