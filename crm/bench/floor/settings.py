"""The least that Django needs: no middleware, no apps but DRF, the same pool as the product."""

import environ

_database = environ.Env().db_url("DATABASE_URL")
_database["OPTIONS"] = {**_database.get("OPTIONS", {}), "pool": {"min_size": 2, "max_size": 16, "timeout": 2}}
_database["CONN_HEALTH_CHECKS"] = True

SECRET_KEY = "of-a-process-that-keeps-no-secrets"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": _database}
REDIS_URL = environ.Env().str("REDIS_URL")
BENCH_KEY = environ.Env().str("BENCH_KEY")
INSTALLED_APPS = ["rest_framework"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "crm.bench.floor.urls"
USE_TZ = True
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
