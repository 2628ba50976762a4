"""Which settings does an office have, how are they given, and what do they mean? All by environment, all listed in the docs.

`SETTINGS` is the one list: settings.py reads it, `wenxiao serve` explains it, docs/reference/settings.md is generated from it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured


class SettingError(ImproperlyConfigured):
    """A setting that cannot be understood. `value` is shown: leave it empty where it may hold a password."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"设置 {name}{'=' if value else ''}{value} 看不懂：应当是{wanted}")


class Setting(NamedTuple):
    """设置: an environment variable, its default as text, how it is read, and what it does in a sentence."""

    name: str
    default: str
    read: Callable[[str, str], Any]
    meaning: str


def _text(_name: str, value: str) -> str:
    return value


def _number(name: str, value: str) -> int:
    if not value.isdigit():
        raise SettingError(name, value, "一个整数")
    return int(value)


def _switch(name: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise SettingError(name, value, " 0（否）或 1（是）")
    return value == "1"


def _words(_name: str, value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _port(name: str, value: str) -> int:
    number = _number(name, value)
    if not 1 <= number <= 65535:
        raise SettingError(name, value, "1 到 65535 之间的端口号")
    return number


def _at_least_one(name: str, value: str) -> int:
    number = _number(name, value)
    if number < 1:
        raise SettingError(name, value, "不小于 1 的整数")
    return number


def _database(name: str, value: str) -> str:
    if value and not value.startswith(("postgres://", "postgresql://", "sqlite:")):
        raise SettingError(name, "", "以 postgres:// 开头的地址，如 postgres://用户:密码@主机/库名")
    return value


def _folder(_name: str, value: str) -> Path:
    return Path(value).expanduser().absolute() if value else Path.home() / ".local" / "share" / "wenxiao"


SETTINGS = (
    Setting("WENXIAO_DATA", "", _folder, "数据文件夹：内置数据库、密钥和备份放在这里；不给则用当前用户目录下的 .local/share/wenxiao"),
    Setting("DATABASE_URL", "", _database, "数据库地址，如 postgres://用户:密码@主机/库名；不给则用数据文件夹里的内置数据库（SQLite）"),
    Setting("WENXIAO_ADDRESS", "127.0.0.1", _text, "网页开在哪个网卡地址上：127.0.0.1 只有本机能打开，0.0.0.0 局域网里都能打开"),
    Setting("WENXIAO_PORT", "8620", _port, "网页开在哪个端口上"),
    Setting("WENXIAO_PROCESSES", "2", _at_least_one, "用几个进程回答网页请求；人多时可以等于处理器的核数"),
    Setting("WENXIAO_HOSTS", "localhost,127.0.0.1,[::1]", _words, "允许用来访问本系统的主机名或 IP，逗号隔开"),
    Setting("WENXIAO_HTTPS", "0", _switch, "是否只经 https 访问（由前面的网关提供）：1 是，0 否"),
    Setting("WENXIAO_IDLE_MINUTES", "60", _at_least_one, "多少分钟不操作就要重新登录"),
    Setting("WENXIAO_SESSIONS", "2", _at_least_one, "一个账号最多同时在几处登录，再登录时最早的一处退出"),
    Setting("WENXIAO_LOCK_AFTER", "5", _at_least_one, "连续输错几次密码后锁定"),
    Setting("WENXIAO_LOCK_MINUTES", "15", _at_least_one, "锁定多少分钟"),
    Setting("WENXIAO_UPLOAD_MEGABYTES", "30", _at_least_one, "上传文件的最大兆数"),
    Setting("WENXIAO_DEMO", "0", _switch, "演示模式：登录页列出演示账号。不得用于真实数据"),
    Setting("WENXIAO_DEBUG", "0", _switch, "开发用：出错时显示细节。不得用于真实数据"),
)


def configuration(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Every setting's value by name. Raises SettingError."""
    return {each.name: each.read(each.name, environment.get(each.name) or each.default) for each in SETTINGS}
