"""The platform's own mail server, by the names of F:T26. What a clinic sends to patients goes by its own."""

from typing import Any

import environ

# Seconds for each answer of the server, far below the lease of a job.
TIMEOUT = 20


def mail_settings(env: environ.Env) -> dict[str, Any]:
    """MAIL_HOST, MAIL_PORT, MAIL_USER, MAIL_PASSWORD, MAIL_SECURITY (none, starttls or tls), MAIL_FROM."""
    security = env.str("MAIL_SECURITY", default="") or "starttls"
    port = env.str("MAIL_PORT", default="") or {"tls": "465"}.get(security, "587")
    return {
        "host": env.str("MAIL_HOST", default=""),
        "port": int(port) if port.isascii() and port.isdigit() else 0,  # refused by its name at start
        "user": env.str("MAIL_USER", default=""),
        "password": env.str("MAIL_PASSWORD", default=""),
        "security": security,
        "sender": env.str("MAIL_FROM", default=""),
        "timeout": TIMEOUT,
    }
