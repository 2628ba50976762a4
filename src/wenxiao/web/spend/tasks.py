"""What does spending have done in the background? What takes longer than a page should."""

from __future__ import annotations

from django_tasks import task

from wenxiao.web.spend.services.imports import import_take


@task()
def take_import(pk: int) -> str:
    """Post an approved import. Answers the state it came to."""
    return str(import_take(pk=pk).state)
