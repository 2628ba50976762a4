"""The app `spend`."""

from django.apps import AppConfig


class SpendConfig(AppConfig):
    name = "wenxiao.web.spend"
    label = "spend"
    verbose_name = "预算执行"
