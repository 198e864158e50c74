"""What dev, test and prod share. Everything that differs by machine comes from the environment."""

from pathlib import Path

import environ

from crm.lib.redisurl import cache_settings, celery_url
from crm.settings import captcha, carriers
from crm.settings.apps import INSTALLED_APPS, SHARED_APPS, TENANT_APPS  # noqa: F401
from crm.settings.celery import *
from crm.settings.logging import LOGGING, LOGGING_CONFIG  # noqa: F401
from crm.settings.mail import mail_settings
from crm.settings.security import *
from crm.settings.unfold import UNFOLD, UNFOLD_PLATFORM  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

SECRET_KEY = env.str("SECRET_KEY", default="")
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[])
DEBUG = False

# Two roles (HOUSE 5). The web process needs only the first; commands and the provisioning worker need both.
_database = env.db_url("DATABASE_URL", default="postgres:///bridgework")
_database["ENGINE"] = "tenants.postgres"
_database.setdefault("OPTIONS", {})
_database["CONN_HEALTH_CHECKS"] = True
_database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
_database["DISABLE_SERVER_SIDE_CURSORS"] = False
# Threads of a web process share connections (crm.wsgi asks for it); every other process keeps one (HOUSE, trap 1).
if env.bool("DATABASE_POOL", default=False):
    _most = max(1, env.int("DATABASE_POOL_MAX", default=16))
    _database["CONN_MAX_AGE"] = 0
    _database["CONN_HEALTH_CHECKS"] = False  # a question each time; tenants.postgres looks without asking
    _database["OPTIONS"]["pool"] = {
        "min_size": min(2, _most),
        "max_size": _most,
        # Seconds: a request waits for one this long before it is answered with 503; the pool tries to make one.
        "timeout": 2,
        "reconnect_timeout": 1,
    }
    # A request that asks the database for longer is 503 (H:X10); workers and commands may take their time.
    _asked = _database["OPTIONS"].get("options", "")
    _database["OPTIONS"]["options"] = f"{_asked} -c statement_timeout=5s".strip()
DATABASES = {"default": _database}
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TENANT_MODEL = "tenants.Clinic"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True
PUBLIC_SCHEMA_NAME = "public"

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CACHES = cache_settings(REDIS_URL)
CELERY_BROKER_URL = celery_url(REDIS_URL)

# The platform's own name; clinics are <slug>.<BASE_DOMAIN> unless they bring a domain of theirs.
BASE_DOMAIN = env.str("BASE_DOMAIN", default="localhost")
PUBLIC_SCHEME = env.str("PUBLIC_SCHEME", default="https")
PUBLIC_PORT = env.str("PUBLIC_PORT", default="")
LIVE_URL = env.str("LIVE_URL", default="/live")
HEALTH_TOKEN = env.str("HEALTH_TOKEN", default="")
# How many proxies of ours a request passes; only what they write about its sender is believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Web processes of this machine (Procfile). Without Redis each lets through its part of a limit (tenants.rates).
WEB_WORKERS = max(1, env.int("WEB_WORKERS", default=2))
# Processes that do jobs, of all machines: one clinic keeps all but one of them busy at most (H:S15).
WORKER_COUNT = max(1, env.int("WORKER_COUNT", default=2))

# What the website forms of a new clinic ask for; each clinic chooses for itself (crm.settings.captcha).
ENABLE_CAPTCHA = captcha.wanted(env)
CAPTCHA_URLS = captcha.verify_urls(env)

# Where WhatsApp and Twilio answer. Only development has something for `stub`; here it is refused by its name.
WHATSAPP_BASE_URL, TWILIO_BASE_URL = carriers.base_urls(env)
GHL_API_BASE_URL = carriers.ghl_base_url(env)
META_BASE_URL = carriers.meta_base_url(env)
DATAMANAGER_BASE_URL = carriers.datamanager_base_url(env)
ADS_TOKEN_URL = carriers.ads_token_url(env)
# Where mailboxes without a password get their tokens (tenants.settings.providers.oauth).
MAIL_TOKEN_URLS = carriers.token_urls(env)
# The platform's own apps at Meta and Twilio: without its secret a webhook is closed (H:W1).
WHATSAPP_APP_SECRET = env.str("WHATSAPP_APP_SECRET", default="")
WHATSAPP_VERIFY_TOKEN = env.str("WHATSAPP_VERIFY_TOKEN", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
# The platform's app for pages with lead ads; it may be the same one.
META_APP_ID = env.str("META_APP_ID", default="")
META_APP_SECRET = env.str("META_APP_SECRET", default="")
META_VERIFY_TOKEN = env.str("META_VERIFY_TOKEN", default="")

# Days until what is of no use any more is deleted (docs/operator.md).
LOGINS_KEPT_DAYS = env.int("LOGINS_KEPT_DAYS", default=180)
JOBS_KEPT_DAYS = env.int("JOBS_KEPT_DAYS", default=90)
WEBHOOKS_KEPT_DAYS = env.int("WEBHOOKS_KEPT_DAYS", default=30)
NOTICES_KEPT_DAYS = env.int("NOTICES_KEPT_DAYS", default=90)

# Leads that one person may export within a day, and from how many on the clinic's Admins are told (H:E3).
EXPORT_ROWS_A_DAY = env.int("EXPORT_ROWS_A_DAY", default=250_000)
EXPORT_TOLD_FROM = env.int("EXPORT_TOLD_FROM", default=1000)
# The largest file of leads that is taken, packed or not (F:I8).
MAX_CSV_SIZE_MB = env.int("MAX_CSV_SIZE_MB", default=10)
IMPORT_PIECE_ROWS = env.int("IMPORT_PIECE_ROWS", default=2000)  # in one transaction

ROOT_URLCONF = "crm.urls_clinic"
PLATFORM_URLCONF = "crm.urls_platform"
WSGI_APPLICATION = "crm.wsgi.application"
AUTH_USER_MODEL = "staff.User"

MIDDLEWARE = [
    "crm.headers.HeadersMiddleware",
    "crm.health.HealthMiddleware",
    "tenants.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "crm.headers.PolicyMiddleware",
    "crm.languages.reading.BrowsersLanguageMiddleware",
    "crm.bodies.WholeBodyMiddleware",
    "crm.away.DatabaseAwayMiddleware",
    "tenants.middleware.ClinicMiddleware",
    "crm.errors.WordsMiddleware",
    "crm.requests.StorableQueryMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenants.staff.middleware.PlausibleSessionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenants.staff.middleware.SessionLimitsMiddleware",
    "tenants.audit.middleware.OriginMiddleware",
    "tenants.visiting.VisitMiddleware",
    "crm.languages.reading.PersonsReadingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tenants.desk.middleware.AccessMiddleware",
    "tenants.middleware.SuspendedMiddleware",
    "tenants.desk.middleware.PrivatePagesMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tenants.desk.context.desk",
            ],
        },
    },
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["tenants.desk.api.permissions.DenyAll"],
    "DEFAULT_PARSER_CLASSES": ["tenants.desk.api.parsers.HouseJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "tenants.desk.api.errors.answer",
    "URL_FORMAT_OVERRIDE": None,  # ?format= would choose among renderers, and there is one
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would describe a view to strangers
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "tenants.desk.api.schema.HouseAutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Bridgework",
    "VERSION": "1",
    "DESCRIPTION": "The API of one clinic. Keys are for websites and servers, the session is for its staff. "
    "A method that is not described is 405.",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "DISABLE_ERRORS_AND_WARNINGS": True,
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]+/",
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("it", "Italiano"), ("tr", "Türkçe"), ("sq", "Shqip"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
PRIVATE_FILES_ROOT = Path(env.str("PRIVATE_FILES_ROOT", default=str(BASE_DIR / ".local" / "files")))
STORAGES = {
    "default": {"BACKEND": "tenants.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Meta delivers webhooks of up to 3 MB (HOUSE, trap 9).
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# Mail to staff, by the worker alone (tenants.notices.mail). What anybody sends by Django's own way goes nowhere.
MAIL = mail_settings(env)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
