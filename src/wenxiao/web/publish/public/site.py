"""The whole site, written by as many processes as there are cores: one publication is one piece of work."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from wenxiao.web.publish.public.edition import Publication
from wenxiao.web.publish.public.folder import cleared, put
from wenxiao.web.publish.public.home import home_files
from wenxiao.web.publish.public.publication import Summary, publication_files, summary


@dataclass(frozen=True, slots=True)
class Work:
    """写一份公开: where, and whether its own pages too or only what the pages over all units say of it."""

    publication: Publication
    folder: Path
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Done:
    """写好的: how many files there are, and how many of them had to be written."""

    summary: Summary
    files: int
    written: int


@dataclass(frozen=True, slots=True)
class Total:
    publications: int
    files: int
    written: int


def site_write(works: Iterable[Work], folder: Path, count: int, told: Callable[[int, str], None]) -> Total:
    """`works` are asked for as they are needed: no more lie in memory than are being written. `told(done, name)` is called after each.

    Raises ContradictedError, NotOpenDataError, OSError: pages over all units are then not written anew.
    """
    finished: list[Done] = []
    for done in _each(works, count):
        finished.append(done)
        told(len(finished), f"{done.summary.unit} {done.summary.title}")
    summaries = sorted((done.summary for done in finished), key=lambda each: (each.code, -each.year, each.document))
    over = list(home_files(summaries))
    written = sum(put(folder, path, content) for path, content in over)
    cleared(folder, "find", {path for path, _ in over})
    return Total(len(finished), len(over) + sum(done.files for done in finished), written + sum(done.written for done in finished))


def publication_write(work: Work) -> Done:
    """One publication; runs in a process of its own."""
    told = summary(work.publication)
    if not work.is_wanted:
        return Done(told, 0, 0)
    paths: set[str] = set()
    written = 0
    for path, content in publication_files(work.publication):
        paths.add(path)
        written += put(work.folder, path, content)
    cleared(work.folder, work.publication.folder, paths)
    return Done(told, len(paths), written)


def _each(works: Iterable[Work], count: int) -> Iterator[Done]:
    """In any order. A process of its own costs more than a page or two: a single publication is written here."""
    if count < 2:
        yield from map(publication_write, works)
        return
    processes = min(count, os.cpu_count() or 1)
    # Not forked: the office's connections to its database must not be shared.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        open_: set[Future[Done]] = set()
        for work in works:
            open_.add(pool.submit(publication_write, work))
            if len(open_) > processes:
                ready, open_ = wait(open_, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in ready)
        while open_:
            ready, open_ = wait(open_, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in ready)
