"""The office's settings for tests: a database file of its own, or with WENXIAO_TEST_DATABASE=postgresql a real PostgreSQL."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from postgresql import address

FOLDER = Path(tempfile.mkdtemp(prefix="wenxiao-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["WENXIAO_DATA"] = str(FOLDER)
# Where `collectstatic` would have put them: without it every client warns that there is none.
(FOLDER / "static").mkdir()
os.environ.pop("DATABASE_URL", None)
if os.environ.get("WENXIAO_TEST_DATABASE", "sqlite") == "postgresql":
    os.environ["DATABASE_URL"] = address()

from wenxiao.web.site.settings import *  # noqa: E402, F403
from wenxiao.web.site.settings import DATABASES, STORAGES  # noqa: E402

if "DATABASE_URL" in os.environ:
    # A run of one's own, so that two at once on one server do not empty each other's tables; its workers add their own numbers.
    DATABASES["default"]["TEST"] = {"NAME": f"wenxiao_{os.environ.get('PYTEST_XDIST_TESTRUNUID', str(os.getpid()))[:12]}"}
    # Programs that a test starts are given their own database by it, not this one.
    del os.environ["DATABASE_URL"]
else:
    # A file, not memory: what holds between two connections must hold in tests as well.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The live server of tests does not serve hashed names.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["*"]
