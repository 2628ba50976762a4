"""Is the background worker alive, and what becomes of a task whose worker was killed?"""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

BEAT_SECONDS = 5.0
# A task that took its worker down this often is at fault itself.
ATTEMPTS = 3
# A task that has waited longer than this shows that nobody takes tasks up.
PATIENCE = timedelta(minutes=2)


class WorkerLostError(RuntimeError):
    """The worker was ended in the middle of a task, again and again."""

    def __init__(self, attempts: int) -> None:
        super().__init__(f"后台处理在办这一件时中断了 {attempts} 次，不再重试")


def place() -> str:
    """Short and the same at every start: which office's worker this is, where several share a database."""
    return hashlib.sha256(f"{socket.gethostname()} {settings.DATA}".encode()).hexdigest()[:12]


def take_up_again() -> int:
    """Put back the tasks that a worker of this office had in hand when it was killed; how many there were."""
    with transaction.atomic():
        lost = [
            each
            for each in DBTaskResult.objects.running().select_for_update()
            if each.worker_ids and str(each.worker_ids[-1]).startswith(place())
        ]
        for task in lost:
            if len(task.worker_ids) >= ATTEMPTS:
                task.set_failed(WorkerLostError(len(task.worker_ids)))
            else:
                task.status = TaskResultStatus.READY
                task.save(update_fields=["status"])
    return len(lost)


# ── the heartbeat ──


def beat(stopping: threading.Event) -> None:
    """Until told to stop, write down every few seconds that this process lives."""
    while True:
        _file().write_text(f"{time.time():.0f}", encoding="ascii")
        if stopping.wait(BEAT_SECONDS):
            _file().unlink(missing_ok=True)
            return


def beating() -> bool:
    """Whether a worker of this office lives."""
    try:
        last = int(_file().read_text(encoding="ascii") or 0)
    except (FileNotFoundError, ValueError):
        return False
    return abs(time.time() - last) <= 4 * BEAT_SECONDS


def state() -> str:
    """`alive`, `silent` (no heartbeat), or `behind` (tasks wait and nobody takes them up)."""
    if not beating():
        return "silent"
    return "behind" if DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - PATIENCE).exists() else "alive"


def _file() -> Path:
    return Path(settings.DATA) / "worker.heartbeat"
