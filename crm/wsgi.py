"""The web process: `granian --interface wsgi crm.wsgi:application` (HOUSE 13)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.prod")
os.environ.setdefault("DATABASE_POOL", "true")
django.setup(set_prefix=False)

from crm.collector import settle  # noqa: E402  as the others
from crm.requests import Utf8Handler  # noqa: E402  needs the settings
from crm.start import refuse_unsafe_start  # noqa: E402  needs the apps loaded
from tenants.outbox.services.wake import have_a_waker  # noqa: E402  needs the apps loaded

application = Utf8Handler()
refuse_unsafe_start()
have_a_waker()
settle()
