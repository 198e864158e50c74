"""What the app role may do: work in every schema, build in none (HOUSE 5, H:K5, G13)."""

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

# Rows that are written once and never changed by the product itself.
APPEND_ONLY = [
    "auditlog_logentry",
    "django_admin_log",
    "leads_consent",
    "leads_suppression",
    "outbox_deliverylog",
]
READ_ONLY = ["django_migrations"]
# Of the platform's tables the app role writes these; the others it may only read.
PUBLIC_WRITABLE = [
    "account_emailaddress",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    "django_celery_beat_clockedschedule",
    "django_celery_beat_crontabschedule",
    "django_celery_beat_intervalschedule",
    "django_celery_beat_periodictask",
    "django_celery_beat_periodictasks",
    "django_celery_beat_solarschedule",
    "django_session",
    "limits_allowance",
    "staff_user",
    "staff_user_groups",
    "staff_user_user_permissions",
    "tenants_channelroute",
    "tenants_clinic",
    "tenants_clinicdue",
    "tenants_clinichealth",
    "tenants_domain",
    "tenants_heartbeat",
    "tenants_keyroute",
    "tenants_parkedevent",
    "tenants_registration",
    "tenants_rest",
    "tenants_visit",
    "usersessions_usersession",
]


def grant_clinic(owner: BaseDatabaseWrapper, schema: str) -> None:
    """Let the app role work with a clinic's rows, now and after the next migration."""
    role = _quoted(owner, settings.DATABASES["default"]["USER"])
    _run(
        owner,
        [
            f'GRANT USAGE ON SCHEMA "{schema}" TO {role}',
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{schema}" TO {role}',
            f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{schema}" TO {role}',
            *_narrowed(owner, schema, role),
        ],
    )


def grant_public(owner: BaseDatabaseWrapper) -> None:
    """Reading everywhere in public, writing in the tables of the list only."""
    role = _quoted(owner, settings.DATABASES["default"]["USER"])
    present = set(owner.introspection.table_names())
    writable, appended = (
        ", ".join(f'public."{table}"' for table in tables if table in present)
        for tables in (PUBLIC_WRITABLE, APPEND_ONLY)
    )
    _run(
        owner,
        [
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT INSERT ON {appended} TO {role}",
            f"GRANT INSERT, UPDATE, DELETE ON {writable} TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        ],
    )


def _narrowed(owner: BaseDatabaseWrapper, schema: str, role: str) -> list[str]:
    present = set(owner.introspection.table_names())
    appended = [
        f'REVOKE UPDATE, DELETE, TRUNCATE ON "{schema}"."{t}" FROM {role}' for t in APPEND_ONLY if t in present
    ]
    read = [f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "{schema}"."{t}" FROM {role}' for t in READ_ONLY]
    return appended + read


def _quoted(owner: BaseDatabaseWrapper, name: str) -> str:
    return owner.ops.quote_name(name)


def _run(owner: BaseDatabaseWrapper, statements: list[str]) -> None:
    with owner.cursor() as cursor:
        cursor.execute(";\n".join(statements))
