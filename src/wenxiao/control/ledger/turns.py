"""How do many clients of an embedded database commit together?

SQLite lets one write at a time, and every commit waits for the disk. Here those who wait are served by one thread: each in a savepoint
of its own, all of them with one commit. Nobody is told that it is done before that commit is on the disk.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, TypeVar

Result = TypeVar("Result")
Scope = Callable[[], AbstractContextManager[Any]]


class Turns:
    """排队: `together` opens the transaction that is committed once, `apart` the savepoint of one client within it.

    Both are called in the thread that does the work, which is started with the first client and ends with the process. `most` clients
    are served by one commit.
    """

    def __init__(self, together: Scope, apart: Scope, most: int = 64) -> None:
        self._together, self._apart, self._most = together, apart, most
        self._waiting: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._come = threading.Condition()
        self._thread: threading.Thread | None = None

    def take(self, work: Callable[[], Result]) -> Result:
        """Do `work` in turn; its result, once it is committed. Raises what `work` or the commit raises; then nothing is written."""
        if self._thread is not None and threading.current_thread() is self._thread:
            with self._apart():
                return work()
        outcome: Future[Result] = Future()
        with self._come:
            self._waiting.append((work, outcome))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._serve, name="ledger-turns", daemon=True)
                self._thread.start()
            self._come.notify()
        return outcome.result()

    def _serve(self) -> None:
        while True:
            with self._come:
                while not self._waiting:
                    self._come.wait()
                group = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]
            self._serve_group(group)

    def _serve_group(self, group: list[tuple[Callable[[], Any], Future[Any]]]) -> None:
        done: list[tuple[Future[Any], Any]] = []
        refused: list[tuple[Future[Any], BaseException]] = []
        try:
            with self._together():
                for work, outcome in group:
                    try:
                        with self._apart():
                            result = work()
                    except BaseException as error:
                        refused.append((outcome, error))
                    else:
                        done.append((outcome, result))
        except BaseException as error:
            # The commit failed: nobody's work is kept.
            for outcome, _ in done:
                outcome.set_exception(error)
            for outcome, why in refused:
                outcome.set_exception(why)
            told = {id(outcome) for outcome, _ in (*done, *refused)}
            for _, outcome in group:
                if id(outcome) not in told:
                    outcome.set_exception(error)
            return
        for outcome, result in done:
            outcome.set_result(result)
        for outcome, why in refused:
            outcome.set_exception(why)
