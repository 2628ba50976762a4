"""Django's settings, made from the configuration of the environment (`configuration.py`)."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from wenxiao.web.site.configuration import SettingError, configuration

CONFIGURATION = configuration()
DATA: Path = CONFIGURATION["WENXIAO_DATA"]


def secret_key() -> str:
    """Made once for each installation and kept beside its data, readable by its owner only."""
    path = DATA / "secret.key"
    try:
        # For its owner only where it is made here: budgets not yet decided, and the hashes of passwords, are nobody else's.
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # Written aside and linked into place: two processes that start at once end up with the same key, and it is never half there.
            fresh = DATA / f"secret.key.{os.getpid()}"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(64), encoding="ascii")
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            except OSError:
                # A file system without links, such as that of a USB stick.
                fresh.replace(path)
            fresh.unlink(missing_ok=True)
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise SettingError("WENXIAO_DATA", str(DATA), f"一个可以读写的文件夹（{error.strerror}）") from error


def database() -> dict[str, Any]:
    """SQLite so set that a power cut loses nothing committed and writers take turns, or what DATABASE_URL says."""
    address = CONFIGURATION["DATABASE_URL"]
    if address:
        import dj_database_url

        try:
            parsed = dict(dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True))
        except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
            # Without the cause: its message holds the address, and the address a password.
            raise SettingError("DATABASE_URL", "", "形如 postgres://用户:密码@主机/库名 的地址") from None
        if not str(parsed["ENGINE"]).endswith("sqlite3"):
            return parsed
        file = parsed["NAME"]
    else:
        file = DATA / "wenxiao.sqlite3"
        # SQLite would make it for everybody to read; the files it puts beside it take their rights from this one.
        try:
            file.touch(mode=0o600)
        except OSError as error:
            raise SettingError("WENXIAO_DATA", str(DATA), f"一个可以读写的文件夹（{error.strerror}）") from error
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-32000",
        },
        "CONN_MAX_AGE": None,
    }


SECRET_KEY = secret_key()
DEBUG = CONFIGURATION["WENXIAO_DEBUG"]
DEMO = CONFIGURATION["WENXIAO_DEMO"]
# Of every account of the demonstration; shown on its sign-in page.
DEMO_PASSWORD = "yanshi-2023"
if DEMO:
    # Its passwords stand on the sign-in page: nothing is guarded by hashing them slowly, and three dozen take half a minute.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = CONFIGURATION["WENXIAO_HOSTS"]
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "wenxiao.web.trail",
    "wenxiao.web.people",
    "wenxiao.web.plan",
    "wenxiao.web.spend",
    "wenxiao.web.publish",
    "wenxiao.web.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "wenxiao.web.site.first_run.FirstRunMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "wenxiao.web.people.middleware.PostMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wenxiao.web.site.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_USER_MODEL = "people.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ROOT_URLCONF = "wenxiao.web.site.urls"
WSGI_APPLICATION = "wenxiao.web.site.wsgi.application"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "sign-in"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wenxiao.web.site.context.office",
            ],
            "builtins": ["wenxiao.web.site.templatetags.wenxiao"],
        },
    },
]
FORM_RENDERER = "wenxiao.web.forms.Renderer"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
# A date field of a browser understands only 2023-02-20; the language's own first choice is 2023/02/20.
FORMAT_MODULE_PATH = "wenxiao.web.site.formats"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_BYTES = CONFIGURATION["WENXIAO_UPLOAD_MEGABYTES"] * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Signed in for as long as someone works; an abandoned screen signs itself out.
SESSION_COOKIE_AGE = CONFIGURATION["WENXIAO_IDLE_MINUTES"] * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSIONS_AT_ONCE = CONFIGURATION["WENXIAO_SESSIONS"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = CONFIGURATION["WENXIAO_HTTPS"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION["WENXIAO_HTTPS"] else None
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION["WENXIAO_HTTPS"] else 0
CSRF_FAILURE_VIEW = "wenxiao.web.site.views.errors.stale"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

AXES_FAILURE_LIMIT = CONFIGURATION["WENXIAO_LOCK_AFTER"]
AXES_COOLOFF_TIME = timedelta(minutes=CONFIGURATION["WENXIAO_LOCK_MINUTES"])
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "people/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "问效"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refused form is no event for the log, and the address of a page may name a record.
    "loggers": {"django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
