"""One of the processes of `wenxiao serve`: the background worker."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from wenxiao.web.site import background
from wenxiao.web.site.serving import when_left_alone


class Command(BaseCommand):
    help = "（由 serve 启动）处理后台任务，如读取上传的文件"
    requires_system_checks = ()

    def handle(self, **_: Any) -> None:
        background.take_up_again()
        worker = Worker(
            queue_names=["*"],
            interval=1,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{background.place()}-{get_random_string(16)}",
            excluded_queue_names=[],
        )
        worker.configure_signals()
        stopping = threading.Event()

        def stop() -> None:
            worker.running = False
            stopping.set()

        when_left_alone(stop)
        threading.Thread(target=background.beat, args=(stopping,), daemon=True, name="heartbeat").start()
        worker.run()
