"""What must be true of the settings before anything is served; each message names the variable (F:T26)."""

from base64 import urlsafe_b64decode
from collections.abc import Iterable
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Unwise
from django.core.exceptions import ImproperlyConfigured

from crm.lib.http import LOOPBACK, is_safe
from tenants.owner import names_the_same_database
from tenants.services.database_rights import excess_of_role, talkative_settings

# Apps that have rows of their own on both sides (HOUSE 3). Anything else belongs to one.
ON_BOTH_SIDES = {
    "contenttypes",
    "auth",
    "staff",
    "sessions",
    "admin",
    "axes",
    "auditlog",
    "audit",
    "account",
    "mfa",
    "usersessions",
}
# As Django's own W009 demands, which only `check --deploy` looks at.
SHORTEST_SECRET, FEWEST_SIGNS = 50, 5


@register(Tags.security)
def environment_is_complete(app_configs: object, **_: object) -> Iterable[CheckMessage]:
    """Each missing or unsafe variable, by its name."""
    if settings.DEBUG:
        return []
    found = [_secret_key(), _urls(), _encryption_keys(), _public_name(), _proxies(), _carriers()]
    return [message for messages in found for message in messages]


def _secret_key() -> list[CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own word for an empty one, which names no variable of ours
        key = ""
    weak = len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_SIGNS
    if weak or "development" in key or key.startswith("django-insecure-"):
        hint = 'python -c "import secrets; print(secrets.token_urlsafe(60))"'
        return [
            Error(
                f"SECRET_KEY is missing, shorter than {SHORTEST_SECRET}, of too few characters or an example.",
                hint=hint,
                id="house.E001",
            )
        ]
    return []


def _urls() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.DATABASES["default"].get("USER"):
        found.append(Error("DATABASE_URL is missing or names no role.", id="house.E002"))
    owner = urlsplit(settings.DATABASE_OWNER_URL).username if settings.DATABASE_OWNER_URL else None
    if owner and owner == settings.DATABASES["default"].get("USER"):
        found.append(Error("DATABASE_OWNER_URL and DATABASE_URL name the same role.", id="house.E003"))
    elif owner and not names_the_same_database():
        found.append(Error("DATABASE_OWNER_URL and DATABASE_URL name different databases.", id="house.E007"))
    if not settings.REDIS_URL:
        found.append(Error("REDIS_URL is missing.", id="house.E004"))
    return found


def _encryption_keys() -> list[CheckMessage]:
    try:
        rings = [Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS]
    except ValueError:
        rings = []
    if not rings:
        return [Error("FIELD_ENCRYPTION_KEYS is missing or holds a key that is none.", id="house.E005")]
    if any(b"development" in urlsafe_b64decode(key) for key in settings.FIELD_ENCRYPTION_KEYS):
        return [
            Error("FIELD_ENCRYPTION_KEYS holds the key of development, which everybody knows.", id="house.E008")
        ]
    return []


def _public_name() -> list[CheckMessage]:
    if settings.BASE_DOMAIN == "localhost":
        return [Error("BASE_DOMAIN is missing: the name under which clinics are served.", id="house.E006")]
    return []


def _proxies() -> list[CheckMessage]:
    """A proxy that is not declared is not believed: its requests look like http, and are redirected for ever."""
    if settings.TRUSTED_PROXIES < 0:
        return [Error("TRUSTED_PROXIES is the number of proxies in front of web: 0 or more.", id="house.E009")]
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        sentence = "TRUSTED_PROXIES is 0: behind a proxy every request is redirected to itself and has one address."
        return [Unwise(sentence, hint="Set it to the number of proxies in front of web.", id="house.W001")]
    return []


def _carriers() -> list[CheckMessage]:
    """A clinic's keys go there: to the provider by https, never to whatever listens on this machine."""
    hint = "Leave it empty: then it is the provider's own address."
    found = []
    for chosen, name in (("WHATSAPP_PROVIDER", "WHATSAPP_BASE_URL"), ("VOICE_PROVIDER", "TWILIO_BASE_URL")):
        if not getattr(settings, name):
            said = f"{chosen} is stub, which is the simulator of development."
            found.append(Error(said, hint=hint, id="house.E014"))
        elif not _leads_outside(getattr(settings, name)):
            found.append(Error(f"{name} is no https address of a provider.", hint=hint, id="house.E013"))
    for name in ("GHL_API_BASE_URL", "META_BASE_URL", "DATAMANAGER_BASE_URL"):
        if not _leads_outside(getattr(settings, name)):
            found.append(Error(f"{name} is no https address of a provider.", hint=hint, id="house.E013"))
    for provider, url in settings.MAIL_TOKEN_URLS.items():
        if not _leads_outside(url):
            said = f"{provider.upper()}_TOKEN_URL is no https address of a provider."
            found.append(Error(said, hint=hint, id="house.E013"))
    return found


def _leads_outside(url: str) -> bool:
    return is_safe(url) and urlsplit(url).scheme == "https" and urlsplit(url).hostname not in LOOPBACK


@register(Tags.database)
def the_database_agrees(
    app_configs: object, databases: Iterable[str] | None, **_: object
) -> Iterable[CheckMessage]:
    """What only the database knows; a database that is away is not judged. Runs with `check --database default`."""
    if settings.DEBUG or not databases:
        return []
    role = settings.DATABASES["default"].get("USER")
    found: list[CheckMessage] = [
        Error(f"The role {role} of DATABASE_URL {words}: use one that only works with rows.", id="house.E012")
        for words in excess_of_role()
    ]
    for name, value in talkative_settings().items():
        sentence = f"PostgreSQL writes rows into its log: {name} is {value}."
        found.append(Unwise(sentence, hint="docs/operator.md says which values do not.", id="house.W002"))
    return found


@register(Tags.models)
def rows_have_one_side(app_configs: object, **_: object) -> Iterable[CheckMessage]:
    """No business app has tables both in public and in clinics: a missing table must be an error (H:T2)."""
    both = set(settings.SHARED_APPS) & set(settings.TENANT_APPS)
    with_tables = {c.label for c in apps.get_app_configs() if _named(c, both) and list(c.get_models())}
    return [
        Error(f"{label} would have tables on both sides; see crm/settings/apps.py.", id="house.E010")
        for label in sorted(with_tables - ON_BOTH_SIDES)
    ]


def _named(config: object, names: set[str]) -> bool:
    return config.name in names or f"{type(config).__module__}.{type(config).__name__}" in names


@register(Tags.caches)
def keys_carry_the_clinic(app_configs: object, **_: object) -> Iterable[CheckMessage]:
    """Every cache key is prefixed by the clinic's schema (H:T8, M8)."""
    if all(cache.get("KEY_FUNCTION") == "django_tenants.cache.make_key" for cache in settings.CACHES.values()):
        return []
    return [Error("A cache has no KEY_FUNCTION = django_tenants.cache.make_key.", id="house.E011")]
