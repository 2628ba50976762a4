"""The app `site`."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "wenxiao.web.site"
    label = "site"
    verbose_name = "办公"

    def ready(self) -> None:
        from wenxiao.web.forms import speak_plainly

        speak_plainly()
