"""What does a consistent disclosure look like? One for every seed and shape, with every figure's place known."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from generated.final_accounts import final_accounts
from generated.hebei import hebei_2023, hebei_2025
from generated.shanghai import shanghai_budget
from generated.writing import Figure

_SHAPES = {
    "hebei-2023": hebei_2023,
    "hebei-2025": hebei_2025,
    "shanghai-budget": shanghai_budget,
    "final-accounts": final_accounts,
}
SHAPES = tuple(_SHAPES)


@dataclass(frozen=True, slots=True)
class Generated:
    """A disclosure right to the cent: its text and all its figures."""

    seed: int
    shape: str
    text: str
    figures: tuple[Figure, ...]

    @property
    def name(self) -> str:
        return f"{self.shape}-{self.seed}.txt"


def disclosure(seed: int, shape: str) -> Generated:
    """The disclosure of that seed: drawn at random, summed exactly, percentages rounded half up from exact values."""
    page = _SHAPES[shape](Random(f"{shape} {seed}"))
    text = "\n".join(page.lines) + "\n"
    for figure in page.figures:
        assert page.lines[figure.line - 1][figure.start : figure.end] == figure.text
    return Generated(seed, shape, text, tuple(page.figures))
