"""How does dated knowledge get from its readable files into memory without costing every start?

The files are TOML, which people can read and change; parsing them takes tens of milliseconds, so the parsed form is kept beside
them the way Python keeps its own bytecode: in `__pycache__`, keyed by the files' sizes and times, rebuilt when any of them
changes, and done without where the folder cannot be written.
"""

from __future__ import annotations

import marshal
import os
import sys
from typing import Any

DATA = os.path.join(os.path.dirname(__file__), "data")


def load_folder(folder: str) -> dict[str, Any]:
    """Every `*.toml` below `catalogue/data/<folder>` by its path without the ending, in order of path."""
    root = os.path.join(DATA, folder)
    return _cached(folder.replace("/", "-"), sorted(_walk(root)), root)


def load_file(name: str) -> dict[str, Any]:
    """`catalogue/data/<name>.toml`, parsed."""
    path = os.path.join(DATA, name + ".toml")
    content: dict[str, Any] = _cached(name, [(path, os.stat(path))], DATA)[name]
    return content


def _walk(folder: str) -> list[tuple[str, os.stat_result]]:
    found: list[tuple[str, os.stat_result]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                found.extend(_walk(entry.path))
            elif entry.name.endswith(".toml"):
                found.append((entry.path, entry.stat()))
    return found


def _cached(name: str, files: list[tuple[str, os.stat_result]], root: str) -> dict[str, Any]:
    stamp = [sys.hexversion, [(path[len(root) + 1 :], status.st_size, status.st_mtime_ns) for path, status in files]]
    cache = os.path.join(DATA, "__pycache__", f"{name}.{sys.implementation.cache_tag}.marshal")
    try:
        with open(cache, "rb") as kept:
            seen, content = marshal.load(kept)
        if seen == stamp:
            return content  # type: ignore[no-any-return]
    except (OSError, EOFError, ValueError, TypeError):
        pass  # no cache yet, or one from elsewhere: it is rebuilt below
    content = _parse([path for path, _ in files], root)
    _keep(cache, (stamp, content))
    return content


def _parse(paths: list[str], root: str) -> dict[str, Any]:
    import tomllib

    content: dict[str, Any] = {}
    for path in paths:
        with open(path, "rb") as file:
            try:
                content[path[len(root) + 1 : -5].replace(os.sep, "/")] = tomllib.load(file)
            except tomllib.TOMLDecodeError as error:
                raise ValueError(f"{path}: {error}") from error
    return content


def _keep(cache: str, content: Any) -> None:
    partial = f"{cache}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(cache), exist_ok=True)
        with open(partial, "wb") as file:
            marshal.dump(content, file)
        os.replace(partial, cache)
    except OSError:
        return  # a read-only installation works without the cache, a little slower
