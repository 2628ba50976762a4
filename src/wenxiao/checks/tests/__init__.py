"""The named tests that rules without a formula call: names, wording, completeness, and the quality of indicators."""

from __future__ import annotations

from collections.abc import Callable

from wenxiao.facts.model import FactSet
from wenxiao.vocabulary.finding import Verdict

TESTS: dict[str, Callable[[FactSet], Verdict]] = {}
