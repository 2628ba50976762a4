"""The app `plan`."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "wenxiao.web.plan"
    label = "plan"
    verbose_name = "预算编制"
