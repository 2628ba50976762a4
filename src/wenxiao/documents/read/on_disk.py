"""How is a document read that is no file yet, but bytes: an upload, or what a writer has just made?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wenxiao.documents.blocks import UnreadableError


@contextmanager
def on_disk(name: str, content: bytes) -> Iterator[str]:
    """The readers work on files, and tell some formats by their ending. What they say against the file names it as its owner does."""
    handle, path = tempfile.mkstemp(suffix=Path(name).suffix.lower())
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        yield path
    except UnreadableError as error:
        raise UnreadableError(name, error.reason) from None
    finally:
        os.unlink(path)
