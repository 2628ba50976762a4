"""What does a check answer, and how is a problem told?"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from wenxiao.vocabulary.source import Source


class Outcome(str, Enum):
    """结论: what a rule came to. Nothing defaults to HOLDS."""

    HOLDS = "holds"
    VIOLATED = "violated"
    CANNOT_TELL = "cannot_tell"
    NOT_APPLICABLE = "not_applicable"


class Severity(str, Enum):
    """严重程度. ERROR: two statements that cannot both be true. WARNING: needs a reason. INFO: rounding, style."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Consequence(NamedTuple):
    """连带更正: a figure that was computed from a wrong one and follows its correction."""

    source: Source
    old: str
    new: str


class Suggestion(NamedTuple):
    """更正建议: one figure or word, what it says, what it should say, why we think so. `confidence` is from 0 to 1.

    Suggestions of one finding exclude each other, except that those with the same number of `explanation` must be made together.
    """

    source: Source
    old: str
    new: str
    reason: str
    confidence: float
    consequences: tuple[Consequence, ...] = ()
    reader_suspect: bool = False
    explanation: int | None = None


class Problem(NamedTuple):
    """One thing a test found: a sentence, the places it speaks of, and what could be done."""

    message: str
    sources: tuple[Source, ...]
    suggestions: tuple[Suggestion, ...] = ()
    difference: str | None = None
    tolerance: str | None = None
    severity: Severity | None = None


class Verdict(NamedTuple):
    """The answer of a rule's test: an outcome, the reason where it is no plain yes, and the problems found."""

    outcome: Outcome
    reason: str = ""
    problems: tuple[Problem, ...] = ()


class Finding(NamedTuple):
    """问题: what the reader of a report sees. `suggestions` stand best first; `rules` names every rule the cause breaks."""

    rule: str
    title: str
    severity: Severity
    outcome: Outcome
    message: str
    cites: tuple[Source, ...]
    suggestions: tuple[Suggestion, ...] = ()
    difference: str | None = None
    tolerance: str | None = None
    rules: tuple[str, ...] = ()
    clause: str = ""
