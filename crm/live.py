"""The live process: `granian --interface asginl crm.live:application` (HOUSE 13)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.prod")
django.setup()

from crm.headers import of_no_page  # noqa: E402  needs the settings
from crm.start import refuse_unsafe_start  # noqa: E402  needs the apps loaded
from tenants.live.app import build  # noqa: E402
from tenants.live.headers import Headed  # noqa: E402

refuse_unsafe_start(database=False)
application = Headed(build(), of_no_page)
