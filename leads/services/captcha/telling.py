"""Telling the clinic's Admins that its check has no working keys: patients are not refused for it."""

from datetime import datetime

from tenants.notices.services.notify import notify
from tenants.settings.kinds import kind_of
from tenants.staff.models import User

KIND = "captcha_keys"


def tell_admins(name: str, *, now: datetime) -> None:
    """Once a day for each vendor, however many enquiries are held meanwhile."""
    about, link = {"name": str(kind_of(name).title)}, f"/admin/integrations/{name}/"
    notify(User.objects.admins(), KIND, about=about, link=link, key=f"{name}:{now:%Y-%m-%d}")
