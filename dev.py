"""What must a newcomer type? `python3 dev.py demo` to see it work, `python3 dev.py test` to know that it does.

Standard library only. Makes .venv beside this file, installs the project there and runs one thing in it; nothing outside this
folder is changed. Annotations are quoted and the syntax is old on purpose: an old Python must get as far as the sentence that
says it is too old.
"""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

ROOT = pathlib.Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
LOCK = ROOT / "requirements.lock"
POSTGRESQL = "pytest (PostgreSQL)"
OF_THE_OFFICE = ("tests/web", "tests/control")

NO_NETWORK = re.compile(
    "name resolution|resolve host|getaddrinfo|dns error|Network is unreachable|Connection refused|timed out|NewConnectionError"
    "|Could not connect|error sending request|Tunnel connection failed|No matching distribution found for (?:uv|hatchling)",
    re.IGNORECASE,
)


class SetupError(Exception):
    """Something the machine lacks, said in plain words with what to do about it."""


def main(arguments: "Sequence[str]") -> int:
    if sys.version_info < OLDEST:
        return with_newer_python(arguments)
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", ())
    if name not in COMMANDS:
        print(usage())
        return 0 if name in ("help", "-h", "--help") else 2
    try:
        return COMMANDS[name][0](rest)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {explanation}" for name, (_, explanation) in COMMANDS.items()]
    return "\n".join(["python3 dev.py COMMAND [arguments for the tool behind it]", "", *lines])


# ── commands ──


def demo(rest: "Sequence[str]") -> int:
    # The demonstration publishes its budget, as PDF too.
    ensure_installed("publish")
    return run([PYTHON, "-m", "wenxiao", "demo", *rest])


def test(rest: "Sequence[str]") -> int:
    """Every check in order, also after one has failed: one run tells all there is to mend."""
    ensure_installed("dev")
    pytest: list[object] = [PYTHON, "-m", "pytest", "-n", "2"]
    steps: tuple[tuple[str, Sequence[object]], ...] = (
        ("ruff check", [PYTHON, "-m", "ruff", "check", "."]),
        ("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        ("mypy", [PYTHON, "-m", "mypy"]),
        ("lint-imports", [script("lint-imports")]),
        ("pytest", [*pytest, *rest]),
        (POSTGRESQL, [*pytest, "-m", "not browser and not embedded", *(rest or OF_THE_OFFICE)]),
    )
    outcomes = []
    for name, command in steps:
        print(f"\n── {name} ──", flush=True)
        start = time.monotonic()
        outcome = on_postgresql(command) if name == POSTGRESQL else "FAILED" if run(command) else "ok"
        outcomes.append((name, outcome, time.monotonic() - start))
    print("\n── result ──")
    for name, outcome, seconds in outcomes:
        print(f"{outcome:7}  {name}  {seconds:.0f} s")
    return 1 if any(outcome == "FAILED" for _, outcome, _ in outcomes) else 0


def on_postgresql(command: "Sequence[object]") -> str:
    """The tests of data once more on a real server, where this machine has one; a machine without may pass, but never in silence."""
    asked = subprocess.run([str(PYTHON), str(ROOT / "tests" / "postgresql.py")], capture_output=True, text=True, check=False)
    if asked.returncode:
        print((asked.stdout or asked.stderr).strip())
        return "skipped" if os.environ.get("WENXIAO_REQUIRE_ALL", "0") == "0" else "FAILED"
    return "FAILED" if run(command, WENXIAO_TEST_DATABASE="postgresql") else "ok"


def fuzz(rest: "Sequence[str]") -> int:
    ensure_installed("dev")
    return run([PYTHON, ROOT / "tests" / "fuzz" / "fuzz_readers.py", *rest])


def soak(rest: "Sequence[str]") -> int:
    """The tests of the generated year, with all its 4,000 payments: some minutes, and what came out of it printed."""
    ensure_installed("dev")
    return run([PYTHON, "-m", "pytest", "-s", "tests/web/demo/test_demo_year.py", *rest], WENXIAO_YEAR_PAYMENTS="4000")


def bench(rest: "Sequence[str]") -> int:
    """All benchmarks as they come, or the one named, with its own options."""
    known = {program.stem: program for program in sorted((ROOT / "benchmarks").glob("*.py"))}
    if rest and rest[0] not in known:
        raise SetupError(f"There is no benchmark {rest[0]}. There are: {', '.join(known)}. Options go after a name: bench check --rounds 3")
    ensure_installed("dev")
    worst = 0
    for name, program in known.items():
        if not rest or name == rest[0]:
            print(f"\n── {name} ──", flush=True)
            worst = max(worst, run([PYTHON, program, *rest[1:]]))
    return worst


def docs(rest: "Sequence[str]") -> int:
    ensure_installed("publish")
    return run([PYTHON, ROOT / "docs" / "generate.py", *rest])


def lock(rest: "Sequence[str]") -> int:
    """Versions and hashes, no addresses: uv.lock would name hosts, so it stays out of the repository."""
    ensure_installed("dev")
    uv = uv_command()
    if uv is None:
        raise SetupError("Writing the lock needs uv. Install it with: pip install uv")
    command = [*uv, "export", "--quiet", "--upgrade", "--format", "requirements-txt", "--all-extras", "--no-emit-project", "--no-header"]
    command += ["--no-annotate", *rest]
    answer = subprocess.run([str(part) for part in command], cwd=str(ROOT), env=environment(), capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SetupError(explained("The lock could not be made", answer.stderr))
    head = "# What `python3 dev.py test` was last known to pass with. Written by `python3 dev.py lock`; install with\n"
    head += "#   pip install --require-hashes -r requirements.lock && pip install --no-deps -e .\n"
    LOCK.write_text(head + answer.stdout, encoding="utf-8", newline="\n")
    print(f"{LOCK.name}: {answer.stdout.count('==')} packages")
    return 0


COMMANDS: "dict[str, tuple[Callable[[Sequence[str]], int], str]]" = {
    "demo": (demo, "set up, show what the checker finds in a built-in sample, and open the office with a township in it"),
    "test": (test, "set up and run every check of the project; further arguments go to pytest"),
    "fuzz": (fuzz, "damage files of every format and read them: fuzz --minutes 10"),
    "soak": (soak, "a township's whole year, payment by payment: its months tie to the 分, meddling with its books is found"),
    "bench": (bench, "run the benchmarks, or one with its options: bench check --rounds 3"),
    "docs": (docs, "write the generated pages of the documentation anew"),
    "lock": (lock, "write requirements.lock from the newest releases"),
}


# ── the environment ──


def ensure_installed(extra: str) -> None:
    """`.venv` with the project and an extra (publish, or dev, which has all) in it; where a stamp says so, nothing is started at all."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()).hexdigest()
    stamps = [VENV / f"wenxiao-{name}.stamp" for name in ("dev", "publish")]
    fitting = stamps[:1] if extra == "dev" else stamps
    if PYTHON.exists() and any(stamp.exists() and stamp.read_text() == wanted for stamp in fitting):
        return
    print(f"Setting up {VENV.relative_to(ROOT)} (once; a minute at most with a good connection) …", file=sys.stderr, flush=True)
    if not PYTHON.exists():
        make_environment()
    install(f"{ROOT}[{extra}]")
    (VENV / f"wenxiao-{extra}.stamp").write_text(wanted)


def make_environment() -> None:
    uv = shutil.which("uv")
    if uv and quiet([uv, "venv", "--quiet", "--seed", "--clear", "--python", sys.executable, VENV]).returncode == 0:
        return
    import venv

    try:
        venv.create(str(VENV), with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        raise SetupError(
            "Python could not make a virtual environment, because its pip is not installed.\n"
            "On Debian or Ubuntu: apt install python3-venv. Elsewhere install Python from its official packages."
        ) from None
    except OSError as error:
        raise SetupError(f"{VENV} could not be made: {error.strerror}. Is the disk full, or the folder read-only?") from error


def install(what: str) -> None:
    """By uv where it is or can be had, else by pip, which is slower and needs nothing more."""
    uv = uv_command()
    if uv is None and quiet([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]).returncode == 0:
        uv = uv_command()
    if uv is not None and quiet([*uv, "pip", "install", "--quiet", "--python", PYTHON, "-e", what]).returncode == 0:
        return
    answer = quiet([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", what])
    if answer.returncode:
        raise SetupError(explained("The project could not be installed", answer.stderr))


def uv_command() -> "list[object] | None":
    """uv inside .venv, or the user's own."""
    if (SCRIPTS / ("uv.exe" if os.name == "nt" else "uv")).exists():
        return [PYTHON, "-m", "uv"]
    found = shutil.which("uv")
    return [found] if found else None


def environment() -> "dict[str, str]":
    """uv does not read pip's settings: whoever has told pip of a mirror nearby means uv as well."""
    variables = dict(os.environ)
    variables.pop("VIRTUAL_ENV", None)
    if "UV_DEFAULT_INDEX" not in variables and PYTHON.exists():
        told = variables.get("PIP_INDEX_URL") or plain_output([PYTHON, "-m", "pip", "config", "get", "global.index-url"])
        if told:
            variables["UV_DEFAULT_INDEX"] = told
    return variables


def explained(what: str, output: str) -> str:
    """What failed, the cause where it is a known one, and the tool's last lines."""
    cause = "The reason stands in the lines below."
    if NO_NETWORK.search(output):
        cause = "There is no way to the package index. Connect to the network, or tell pip of the mirror your network has, then try again."
    elif "No space left" in output:
        cause = "The disk is full."
    last = "\n".join("    " + line for line in output.strip().splitlines()[-8:])
    return f"{what}. {cause}\n{last}"


# ── processes ──


def run(command: "Sequence[object]", **variables: str) -> int:
    """Run it in the project's folder, with our own input and output, and these environment variables besides."""
    # uv does not compile what it installs, and some machines forbid Python to keep what it has compiled: then each of the processes
    # that the tests start spends four seconds on compiling Django again.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "pycache")}
    try:
        return subprocess.call([str(part) for part in command], cwd=str(ROOT), env={**os.environ, **kept, **variables})
    except OSError as error:
        raise SetupError(f"{command[0]} cannot be started ({error.strerror}). Remove the folder .venv and try again.") from error


def quiet(command: "Sequence[object]") -> "subprocess.CompletedProcess[str]":
    """Run it and keep what it says, which is shown only where it fails."""
    return subprocess.run(
        [str(part) for part in command], cwd=str(ROOT), env=environment(), capture_output=True, text=True, errors="replace", check=False
    )


def plain_output(command: "Sequence[object]") -> str:
    answer = subprocess.run([str(part) for part in command], capture_output=True, text=True, errors="replace", check=False)
    return answer.stdout.strip() if answer.returncode == 0 else ""


def script(name: str) -> pathlib.Path:
    return SCRIPTS / (name + ".exe" if os.name == "nt" else name)


def with_newer_python(arguments: "Sequence[str]") -> int:
    """Hand over to a newer Python of this machine, or say what is missing."""
    for name in NEWER:
        found = shutil.which(name)
        if found:
            return subprocess.call([found, str(ROOT / "dev.py"), *arguments])
    wanted = ".".join(map(str, OLDEST))
    have = ".".join(map(str, sys.version_info[:3]))
    print(f"This is Python {have}; the project needs {wanted} or newer. Install one and run it: python{wanted} dev.py", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
