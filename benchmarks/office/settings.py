"""The office's settings as they are, but two: the addresses have two more pages, which the office itself does not have, and passwords are
hashed quickly, because three dozen accounts are made and nobody is kept out of a database that is thrown away."""

from wenxiao.web.site.settings import *  # noqa: F403

ROOT_URLCONF = "office.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
