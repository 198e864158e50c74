"""Production: https only, nothing has a default that matters; tenants.checks names what is missing."""

from crm.settings.base import *
from crm.settings.base import TRUSTED_PROXIES, env

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Without a proxy of ours anybody could write this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
