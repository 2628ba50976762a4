"""The app `plan`."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "wenxiao.web.plan"
    label = "plan"
    verbose_name = "预算编制"

    def ready(self) -> None:
        from wenxiao.web.people.services.units import SETTING_BLOCKERS
        from wenxiao.web.plan.conditions.settings import nothing_is_under_way

        SETTING_BLOCKERS.append(nothing_is_under_way)
