"""The variables of a deployment, for this process and the web processes: production on servers of ours."""

import os
import secrets

from cryptography.fernet import Fernet

from crm.servers import Servers

BASE_DOMAIN = "bench.example"


def give(servers: Servers) -> None:
    """Into os.environ, before Django's settings are read. Nothing of the caller's own deployment stays."""
    addresses = {name: url for name, url in servers.environment().items() if name != "DATABASE_ADMIN_URL"}
    os.environ.update(addresses)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="crm.settings.prod",
        SECRET_KEY=secrets.token_urlsafe(60),
        FIELD_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
        BASE_DOMAIN=BASE_DOMAIN,
        SECURE_SSL_REDIRECT="false",  # the generator speaks plain http
        MAIL_HOST="127.0.0.1",
        MAIL_FROM=f"no-reply@{BASE_DOMAIN}",
        BENCH_KEY=secrets.token_hex(32),
        PYTHONWARNINGS="ignore:No directory at",  # no static files here
    )
