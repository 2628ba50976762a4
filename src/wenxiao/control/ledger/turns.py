"""How do many clients of an embedded database commit together?

SQLite lets one write at a time, and every commit waits for the disk. Here those who wait are served by one thread: each in a savepoint
of its own, all of them with one commit. Nobody is told that it is done before that commit is on the disk.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

Result = TypeVar("Result")
Scope = Callable[[], AbstractContextManager[Any]]


# Seconds for which those who are there wait for as many as were served together before.
PATIENCE = 0.005


class GroupLostError(Exception):
    """The database itself has rolled back all that a group had done, as it does where the disk is full: nobody's work is kept."""

    def __init__(self) -> None:
        super().__init__("数据库没能写下去，连同一起提交的各笔都没有办成：请看磁盘是不是满了，再办一次")


class _Waiting:
    """等候的人: what is to be done, and what came of it. A bare lock wakes whoever waits; a Future takes as long as a payment does."""

    __slots__ = ("error", "result", "told", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.told = threading.Lock()
        self.told.acquire()


class Turns:
    """排队: `together` opens the transaction that is committed once, `apart` the savepoint of one client within it.

    Both are called in the thread that does the work, which is started with the first client and ends with the process. `most` clients
    are served by one commit. Where the database has ended the transaction by itself, `apart` raises GroupLostError: else what comes
    next would be committed without what came before.
    """

    def __init__(self, together: Scope, apart: Scope, most: int = 64) -> None:
        self._together, self._apart, self._most = together, apart, most
        self._waiting: deque[_Waiting] = deque()
        self._come = threading.Condition(threading.Lock())
        self._wanted = 1
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._waiting)

    def take(self, work: Callable[[], Result]) -> Result:
        """Do `work` in turn; its result, once it is committed. Raises what `work` or the commit raises, or GroupLostError; then
        nothing is written."""
        if self._thread is not None and threading.current_thread() is self._thread:
            with self._apart():
                return work()
        mine = _Waiting(work)
        with self._come:
            self._waiting.append(mine)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._serve, name="ledger-turns", daemon=True)
                self._thread.start()
            if len(self._waiting) >= self._wanted:
                self._come.notify()
        mine.told.acquire()
        if mine.error is not None:
            raise mine.error
        result: Result = mine.result
        return result

    def _serve(self) -> None:
        before = 1
        while True:
            with self._come:
                # Who was served just now is likely to come again at once, and costs least in one commit with the others.
                self._wanted = before
                if len(self._waiting) < before:
                    self._come.wait(PATIENCE)
                self._wanted = 1
                while not self._waiting:
                    self._come.wait()
                group = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]
                before = len(group)
            self._serve_group(group)

    def _serve_group(self, group: list[_Waiting]) -> None:
        try:
            with self._together():
                for each in group:
                    try:
                        with self._apart():
                            each.result = each.work()
                    except GroupLostError:
                        raise
                    except BaseException as error:
                        each.error = error
        except BaseException as error:
            # The commit failed, or the group was lost: nobody's work is kept. Who was refused before hears why he was.
            for each in group:
                each.error = each.error or error
        for each in group:
            each.told.release()
