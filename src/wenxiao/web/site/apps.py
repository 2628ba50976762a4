"""The app `site`."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "wenxiao.web.site"
    label = "site"
    verbose_name = "办公"
