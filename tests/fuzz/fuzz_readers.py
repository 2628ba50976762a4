"""Does any damaged file make a reader fail, hang or eat the memory? Run by hand: `python tests/fuzz/fuzz_readers.py --minutes 10`.

Valid files of every format are damaged and read in worker processes with 1 GiB of memory and 10 seconds an input. A traceback, a
hang or a killed worker is reported with its input, kept in `--keep`. `--seed` repeats a run.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from documents.seeds import repacked, seeds

MEMORY = 1 << 30
SECONDS = 10
BATCH = 100
"""Inputs that one worker reads: starting Python costs more than reading a small file."""

WORKER = """
import resource, signal, sys, traceback
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
from wenxiao.documents.blocks import UnreadableError
from wenxiao.documents.read import read
for line in sys.stdin:
    signal.alarm(int(sys.argv[2]))
    try:
        outcome = "read" if read(line.rstrip("\\n")).blocks else "BLANK"
    except UnreadableError:
        outcome = "refused"
    except BaseException:
        print(traceback.format_exc(), file=sys.stderr)
        outcome = "FAILED"
    signal.alarm(0)
    print(outcome, flush=True)
"""

NUMBERS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"-1", b"99999999999")
INTERESTING = (*NUMBERS, b"\0", b"\xff", b"<", b">", b"&#0;", b"\xed\xa0\x80")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--formats", nargs="*", default=None, help="suffixes, as in tests/documents/seeds.py; all by default")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir(), "wenxiao-fuzz"), help="folder for inputs that fail")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    valid = {suffix: content for suffix, content in seeds().items() if not options.formats or suffix in options.formats}
    options.keep.mkdir(parents=True, exist_ok=True)
    outcomes: Counter[tuple[str, str]] = Counter()
    faults = 0
    end = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory(prefix="wenxiao-fuzz-") as folder:
        while time.monotonic() < end:
            batch = []
            for number in range(BATCH):
                suffix = chance.choice(sorted(valid))
                file = Path(folder, f"{number}.{suffix}")
                file.write_bytes(damaged(chance, suffix, valid[suffix]))
                batch.append((suffix, file))
            for (suffix, file), (outcome, trouble) in zip(batch, read_batch([file for _, file in batch]), strict=True):
                outcomes[suffix, outcome] += 1
                if outcome not in ("read", "refused"):
                    faults += 1
                    kept = options.keep / f"{seed}-{faults}.{suffix}"
                    kept.write_bytes(file.read_bytes())
                    print(f"{outcome}: {kept}\n{trouble}", flush=True)
    for (suffix, outcome), count in sorted(outcomes.items()):
        print(f"{suffix:8} {outcome:8} {count}")
    print(f"{sum(outcomes.values())} inputs, {faults} faults, seed {seed}")
    return 1 if faults else 0


def read_batch(files: list[Path]) -> list[tuple[str, str]]:
    """(outcome, traceback) of each file; after a file that ends the worker, the rest goes to a new one."""
    results: list[tuple[str, str]] = []
    while len(results) < len(files):
        rest = files[len(results) :]
        worker = subprocess.run(
            [sys.executable, "-c", WORKER, str(MEMORY), str(SECONDS)],
            input="".join(f"{file}\n" for file in rest),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        answered = worker.stdout.split()
        results += [(outcome, worker.stderr if outcome == "FAILED" else "") for outcome in answered]
        if len(answered) < len(rest):
            # -14 is SIGALRM: the input took longer than SECONDS.
            results.append(("HUNG" if worker.returncode == -14 else f"DIED({worker.returncode})", worker.stderr))
    return results


def damaged(chance: random.Random, suffix: str, content: bytes) -> bytes:
    """Damage the file, or, half of the time for packages and pdf, what is packed in it, so that the damage reaches the parser."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            # Most parts are never read: most blows go to those that are.
            read_parts = [part for part in package.namelist() if part.endswith((".rels", "document.xml")) or part.startswith("xl/")]
            part = chance.choice(read_parts)
            inner = package.read(part)
        return repacked(content, {part: blows(chance, inner)})
    if suffix == "pdf" and chance.random() < 0.3:
        return with_packed_stream(chance, content)
    return blows(chance, content)


def with_packed_stream(chance: random.Random, content: bytes) -> bytes:
    """The page's drawing, damaged and then compressed as real files have it."""
    start, stop = content.find(b"stream\n") + 7, content.find(b"\nendstream")
    packed = zlib.compress(blows(chance, content[start:stop]))
    head = content[:start].rpartition(b"<<")[0] + b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    return head + packed + content[stop:]


def blows(chance: random.Random, content: bytes) -> bytes:
    work = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
        if not work:
            break
        place = chance.randrange(len(work))
        kind = chance.randrange(7)
        if kind == 0:
            work[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            work[place] = chance.randrange(256)
        elif kind == 2:
            del work[place : place + chance.randrange(1, 64)]
        elif kind == 3:
            work[place:place] = chance.choice(INTERESTING) * chance.choice((1, 1, 4, 500))
        elif kind == 4:
            other = chance.randrange(len(work))
            work[place:place] = work[other : other + chance.randrange(1, 200)] * chance.choice((1, 2, 300))
        elif kind == 5:
            del work[place:]
        else:
            # A number in text becomes another number: sizes, references, spans.
            with contextlib.suppress(StopIteration):
                digit = next(at for at in range(place, len(work)) if 48 <= work[at] < 58)
                work[digit : digit + 1] = chance.choice((b"0", b"-7", b"65536", b"4294967296", b"1e300", b"9" * 30))
    return bytes(work)


if __name__ == "__main__":
    sys.exit(main())
