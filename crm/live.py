"""The live process: `granian --interface asginl crm.live:application` (HOUSE 13)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.prod")
django.setup()

from tenants.live.app import build  # noqa: E402  needs the apps loaded

application = build()
