"""How do the acts of several clients stand in one transaction of the embedded database, each apart from the others?"""

from __future__ import annotations

import sqlite3
import threading
from types import TracebackType

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError

from wenxiao.control.ledger.turns import GroupLostError


class _Group(threading.local):
    """The connection of the group that is open in this thread. Django's own way to it is long for who goes it several times a payment."""

    connection: BaseDatabaseWrapper | None = None


_group = _Group()


def current() -> BaseDatabaseWrapper:
    """The office's connection in this thread."""
    return _group.connection or connections[DEFAULT_DB_ALIAS]


class Together:
    """The transaction of a group, committed once. Raises GroupLostError where there is none any more to be committed."""

    def __enter__(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        _group.connection = connections[DEFAULT_DB_ALIAS]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        ours = current()
        _group.connection = None
        # A transaction that is to be rolled back Django would roll back without a word.
        lost = GroupLostError() if kind is None and (ours.needs_rollback or not ours.connection.in_transaction) else None
        if lost is not None:
            self._atomic.__exit__(GroupLostError, lost, None)
            raise lost
        self._atomic.__exit__(kind, error, trace)


class Apart:
    """`transaction.atomic` within the transaction of a group, in two plain statements: Django's own takes a third of a payment's time.

    Raises GroupLostError where the database has ended the transaction, as it does by itself where the disk is full: a savepoint made
    then would open one of its own, and what others have done before would be told as done and be lost.
    """

    def __enter__(self) -> None:
        self._ours = current()
        self._afterwards = len(self._ours.run_on_commit)
        self._run("SAVEPOINT apart")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        broken = self._ours.needs_rollback
        if kind is not None or broken:
            self._run("ROLLBACK TO apart", error)
            self._ours.needs_rollback = False
            del self._ours.run_on_commit[self._afterwards :]
        self._run("RELEASE apart", error)
        if kind is None and broken:
            raise TransactionManagementError("the act went on after a statement of it had failed")

    def _run(self, statement: str, error: BaseException | None = None) -> None:
        opened = self._ours.connection
        if not opened.in_transaction:
            raise GroupLostError from error
        try:
            opened.execute(statement)
        except sqlite3.Error as failed:
            raise GroupLostError from failed
