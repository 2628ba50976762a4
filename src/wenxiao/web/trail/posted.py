"""Which commands of the ledger does an act stand for? Their digests go into its entry: none can go without the trail still telling of it.

The ledger is told of in an app after this one, which says here what it has posted.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class _Posted:
    """已记账: stands among what is to be done after the commit, though nothing is: from there Django takes away what was rolled back."""

    __slots__ = ("digest", "told")

    def __init__(self, digest: str) -> None:
        self.digest, self.told = digest, False

    def __call__(self) -> None:
        """The commit is all that it waited for."""


def command_posted(connection: BaseDatabaseWrapper, digest: str) -> None:
    """A command with this digest was carried out in the transaction that is open on `connection`."""
    connection.on_commit(_Posted(digest))


def commands_to_tell() -> list[str]:
    """The digests of what was posted in this transaction, stands, and was not told of before; from now on it was."""
    found = []
    for waiting in reversed(connections[DEFAULT_DB_ALIAS].run_on_commit):
        each = waiting[1]
        if isinstance(each, _Posted):
            if each.told:
                break
            each.told = True
            found.append(each.digest)
    return found[::-1]
