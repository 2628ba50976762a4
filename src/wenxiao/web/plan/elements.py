"""Which short lists do the plan's records choose from? Their ids in the database, their Chinese titles on screen.

资金性质 and 项目类别 are elements of 预算管理一体化 (domain notes, codes); the order is the one tables print them in.
"""

from __future__ import annotations

from django.db import models

# 年度: what a year may be in the office.
YEARS = range(2000, 2101)


class Fund(models.TextChoices):
    """资金性质."""

    GENERAL = "general", "一般公共预算"
    GOVERNMENT_FUND = "government_fund", "政府性基金"
    STATE_CAPITAL = "state_capital", "国有资本经营预算"
    SPECIAL_ACCOUNT = "special_account", "财政专户"
    UNIT_MONEY = "unit_money", "单位资金"


class ProjectCategory(models.TextChoices):
    """项目类别."""

    STAFF = "staff", "人员类"
    OPERATING = "operating", "运转类"
    SPECIFIC = "specific", "特定目标类"


class Part(models.TextChoices):
    """基本支出的两部分 (预算法实施条例 art. 5)."""

    PERSONNEL = "personnel", "人员经费"
    OPERATING = "operating", "日常公用经费"


class StaffKind(models.TextChoices):
    """人员类别, in the order of the staffing table."""

    ADMINISTRATIVE = "administrative", "行政"
    INSTITUTION = "institution", "事业"
    CADRE_RETIRED = "cadre_retired", "离休"
    RETIRED = "retired", "退休"
    RESIGNED = "resigned", "退职"


class Form(models.TextChoices):
    """指标的形式: the national form has one target, Hebei's grades 优良中差."""

    NATIONAL = "national", "一个指标值（国家格式）"
    HEBEI = "hebei", "优良中差四档（河北格式）"


class Stage(models.TextChoices):
    """编报轮次 of a version."""

    FIRST = "first", "一上"
    SECOND = "second", "二上"
    APPROVED = "approved", "批复"


class ControlCategory(models.TextChoices):
    """控制数的口径."""

    BASIC = "basic", "基本支出"
    PROJECT = "project", "项目支出"
    THREE_PUBLIC = "three_public", "“三公”经费"


class ThreePublic(models.TextChoices):
    """三公经费, bound to economic codes (30212, 31013, 30231, 30217)."""

    ABROAD = "abroad", "因公出国（境）费"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费"
    VEHICLE_RUNNING = "vehicle_running", "公务用车运行维护费"
    RECEPTION = "reception", "公务接待费"


THREE_PUBLIC_CODES: dict[str, ThreePublic] = {
    "30212": ThreePublic.ABROAD,
    "31013": ThreePublic.VEHICLE_PURCHASE,
    "30913": ThreePublic.VEHICLE_PURCHASE,
    "30231": ThreePublic.VEHICLE_RUNNING,
    "30217": ThreePublic.RECEPTION,
}
