"""Which app has its tables where. Decided once: moving an app later needs a faked migration (LIBRARIES 0.3).

PLATFORM only -> the public schema; CLINIC only -> every clinic's schema; BOTH -> each side has its own rows,
which never mix, because a clinic's connection has no public in its search_path (HOUSE 3).
Still to come and already placed: allauth's mfa, on both sides.
"""

# unfold stands before django_tenants, which ships admin templates of its own that would shadow it.
WITHOUT_TABLES = [
    "unfold.apps.BasicAppConfig",  # the default one would put a site of its own in the place of ours
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "django_countries",
    "csp",
    "crm.apps.CrmConfig",
    "tenants.desk.apps.DeskConfig",
    "tenants.live",
]
PLATFORM = ["tenants", "django_tenants", "django_celery_beat", "tenants.limits"]
BOTH = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "tenants.staff",
    "django.contrib.sessions",
    "tenants.desk.admin_app.BridgeworkAdminConfig",
    "axes",
    "auditlog",
    "tenants.audit",
    "allauth.account",
    "allauth.usersessions",
]
CLINIC = [
    "tenants.settings",
    "tenants.notices",
    "tenants.undo",
    "tenants.runs",
    "tenants.keys",
    "tenants.outbox",
    "tenants.inbound",
    "leads",
    "comms",
    "comms.sequences",
    "comms.outbound",
    "attribution",
    "attribution.meta_leads",
    "attribution.conversions",
]

SHARED_APPS = [*WITHOUT_TABLES, *PLATFORM, *BOTH]
TENANT_APPS = [*BOTH, *CLINIC]
INSTALLED_APPS = [*SHARED_APPS, *CLINIC]
