"""Whoever can act is told that an account or a template is in trouble: once a day for each thing."""

from datetime import datetime

from comms.models import Account, TemplateText
from comms.services.templates.titles import template_title
from tenants.notices.services.notify import notify
from tenants.staff import roles
from tenants.staff.models import User

BROKEN, CONCERN, SPARED = "account_broken", "account_concern", "account_spared"
STOPPED, LIKED_LESS, IS_OFFER = "template_stopped", "template_liked_less", "template_is_offer"
ACCOUNTS = "/admin/comms/accounts/"
KEEP_TEMPLATES = "comms.change_template"


def tell_of_broken(account: Account, *, at: datetime) -> None:
    _tell_admins(account, BROKEN, at)


def tell_of_spared(account: Account, *, at: datetime) -> None:
    _tell_admins(account, SPARED, at)


def tell_of_concern(account: Account, *, at: datetime) -> None:
    _tell_admins(account, CONCERN, at, word=account.concern)


def _tell_admins(account: Account, kind: str, at: datetime, *, word: str = "") -> None:
    key = f"{account.pk}:{word}:{at:%Y-%m-%d}"
    notify(User.objects.admins(), kind, about={"account": str(account)}, link=ACCOUNTS, key=key)


def tell_of_template(text: TemplateText, kind: str, *, at: datetime) -> None:
    """STOPPED, LIKED_LESS or IS_OFFER."""
    keepers = [role for role in roles.ROLES if KEEP_TEMPLATES in roles.permissions_of(role)]
    people = User.objects.active().filter(groups__name__in=keepers).distinct()
    about = {"template": template_title(text.template)}
    link = f"/admin/comms/template/{text.template_id}/change/?language={text.language}"
    notify(people, kind, about=about, link=link, key=f"{text.pk}:{at:%Y-%m-%d}")
