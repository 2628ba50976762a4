"""The app `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wenxiao.web.people"
    label = "people"
    verbose_name = "单位和人员"

    def ready(self) -> None:
        # Connects what follows a sign-in and a sign-out.
        from wenxiao.web.people import sessions  # noqa: F401
