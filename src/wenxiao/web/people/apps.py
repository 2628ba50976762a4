"""The app `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wenxiao.web.people"
    label = "people"
    verbose_name = "单位和人员"
