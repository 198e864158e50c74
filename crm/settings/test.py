"""The test suite: dev, with a cheap password hash and errors that surface."""

from crm.settings.dev import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
