"""The app `site`."""

from django.apps import AppConfig
from django.forms import Field


class SiteConfig(AppConfig):
    name = "wenxiao.web.site"
    label = "site"
    verbose_name = "办公"

    def ready(self) -> None:
        # In every form of the office, in a clerk's words; a field may still say more.
        Field.default_error_messages["required"] = "请填写"
