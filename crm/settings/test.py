"""The test suite: dev, with a cheap password hash and errors that surface."""

from crm.settings.dev import *
from crm.settings.dev import MAIL, env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_MAX_AGE = 600  # a browser that walks page by page asks for each file once

# Where nobody listens, unless a test says where its own catcher does (crm.testing.mailboxes).
MAIL["port"] = env.int("MAIL_PORT", default=9)
# Nobody listens there either; crm.testing.simulators puts the simulator in its place.
WHATSAPP_BASE_URL = TWILIO_BASE_URL = GHL_API_BASE_URL = env.str("WHATSAPP_BASE_URL", default="http://127.0.0.1:9")
META_BASE_URL = DATAMANAGER_BASE_URL = ADS_TOKEN_URL = WHATSAPP_BASE_URL
