"""The app `trail`."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "wenxiao.web.trail"
    label = "trail"
    verbose_name = "留痕"
