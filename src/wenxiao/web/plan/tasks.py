"""What does the plan have done in the background? What takes longer than a page should."""

from __future__ import annotations

from django_tasks import task

from wenxiao.web.plan.services.prior import prior_read


@task()
def read_prior(pk: int) -> str:
    """Read and check last year's document. Answers the state it came to."""
    return str(prior_read(pk=pk).state)
