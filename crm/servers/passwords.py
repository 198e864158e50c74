"""The random passwords of the database roles, made once for each data folder."""

import json
import secrets
from pathlib import Path

from crm.servers.files import write_private

ADMIN, OWNER, APP = "postgres", "bridgework_owner", "bridgework_app"


def passwords(place: Path) -> dict[str, str]:
    """Role to password, from `place`/passwords.json (0600, ours alone), made at the first call.

    The characters need no quoting in a URL.
    """
    file = place / "passwords.json"
    if not file.exists():
        write_private(file, json.dumps({role: secrets.token_urlsafe(24) for role in (ADMIN, OWNER, APP)}))
    return json.loads(file.read_text())
