"""What do all tests share: golden files and the flag that rewrites them, and the rule that nothing required is skipped.

With WENXIAO_REQUIRE_ALL=1, as in .ci/run, a test that skips itself fails, whoever skipped it and how.
Two reasons stand everywhere: the published documents of ../shared/data are not beside the checkout, and root may read everything.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

# A busy machine is no failure: no example has a deadline. What fails prints how to repeat it.
settings.register_profile("wenxiao", deadline=None, print_blob=True)
settings.load_profile("wenxiao")

MAY_BE_MISSING = ("shared/data", "root may read everything")

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing with them")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _demanded((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole file that skips itself (pytest.importorskip) counts as well."""
    return _demanded((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was skipped, and why, at the end of every run: a reason a line, with how many tests it stopped."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(_reason(report) for report in reports if not hasattr(report, "wasxfail"))
    if reasons:
        terminalreporter.section(f"{sum(reasons.values())} skipped", sep="-")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count:4} × {reason}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ").replace("\\", "/")


def _demanded(report: Report) -> Report:
    """The report, failed where it says skipped and everything is required."""
    if report.outcome != "skipped" or hasattr(report, "wasxfail") or os.environ.get("WENXIAO_REQUIRE_ALL", "0") == "0":
        return report
    reason = _reason(report)
    if not any(allowed in reason for allowed in MAY_BE_MISSING):
        report.outcome = "failed"
        report.longrepr = f"required here, yet skipped: {reason}"
    return report


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[..., None]:
    """`golden(name, text)`: `text` must equal the file `golden/<name>` beside the test, or differ from it by nothing that `unlike`
    tells, a function of what is there now and what was agreed."""

    def compare(name: str, text: str, unlike: Callable[[str, str], str] | None = None) -> None:
        path = Path(request.path).parent / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"{path} is missing: run pytest --update-golden"
        agreed = path.read_text(encoding="utf-8")
        if unlike is None:
            assert text == agreed
        elif told := unlike(text, agreed):
            pytest.fail(f"{path.name}: {told}", pytrace=False)

    return compare
