"""Empty books for each test that asks for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from control.ledger.bank import POSTGRESQL, Bank, Opened, laid_out
from postgresql import drop_database, new_database


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Lay out books: `opened(nodes=2, allotted=100)`; gone after the test."""
    made: list[str] = []

    def open_books(nodes: int = 2, allotted: int = 0) -> Bank:
        made.append(f"wenxiao_books_{os.getpid()}_{len(made)}")
        return laid_out(new_database(made[-1]) if POSTGRESQL else str(tmp_path / f"{made[-1]}.sqlite3"), nodes, allotted)

    yield open_books
    for name in made if POSTGRESQL else ():
        drop_database(name)
