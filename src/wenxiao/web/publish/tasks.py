"""What does publishing have done in the background? What takes longer than a page should."""

from __future__ import annotations

from django_tasks import task

from wenxiao.web.publish.services.readings import reading_check


@task()
def check_reading(pk: int) -> str:
    """Read and check a document that was brought. Answers the state it came to."""
    reading = reading_check(pk=pk)
    return str(reading.state) if reading else ""
