"""The web process: `granian --interface wsgi crm.wsgi:application` (HOUSE 13)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.prod")
os.environ.setdefault("DATABASE_POOL", "true")
application = get_wsgi_application()

from crm.start import refuse_unsafe_start  # noqa: E402  needs the apps loaded

refuse_unsafe_start()
