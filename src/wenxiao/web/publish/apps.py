"""The app `publish`."""

from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "wenxiao.web.publish"
    label = "publish"
    verbose_name = "信息公开"

    def ready(self) -> None:
        from wenxiao.web.plan.queries.terms import PUBLICATIONS
        from wenxiao.web.publish.queries.terms import published_on

        PUBLICATIONS.append(published_on)
