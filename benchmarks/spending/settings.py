"""The office's settings as they are, but one: passwords are hashed quickly, for nobody is kept out of a database that is thrown away."""

from wenxiao.web.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
