"""What tenants.notices hands over: a headline and a way in, of which it says when, to whom and how often.

Each runs in a job that is done at most once: what nobody knows the outcome of is not sent again (H:S2).
"""

import uuid

from django.utils.translation import gettext as _

from comms.carriers import carrier_of
from comms.models import Account, Channel, TemplateText
from comms.providers import base
from comms.providers.base import Outgoing, Refused, TemplateCall, To
from comms.services.templates.choosing import text_for
from crm.lib.errors import ProviderAway
from crm.lib.lines import one_line
from tenants.outbox.handlers import GiveUp, OutcomeUnknown, TryAgain
from tenants.staff.models import User

TEMPLATE = "staff_news"  # as the Admin names it at Meta: two places, what happened and the address
PLACES = 2


def bring_by_sms(user: User, words: str, address: str) -> None:
    _bring(Channel.SMS, user, body=f"{one_line(words)}\n{address}")


def bring_by_whatsapp(user: User, words: str, address: str) -> None:
    """A colleague has written nothing to the clinic: only an approved template may go."""
    text = template_for(user)
    if text is None:
        raise GiveUp(f"WhatsApp has not approved the template {TEMPLATE}.")
    values = (one_line(words), address)
    call = TemplateCall(text.provider_name, text.provider_language, values, tuple(text.place_names))
    _bring(Channel.WHATSAPP, user, template=call)


def why_no_sms(user: User) -> str:
    return "" if _account(Channel.SMS) else _("The clinic has no number for SMS connected.")


def why_no_whatsapp(user: User) -> str:
    if _account(Channel.WHATSAPP) is None:
        return _("The clinic has no WhatsApp number connected.")
    if template_for(user) is None:
        return _(
            "WhatsApp has not approved the template “%(name)s” in your language or in English. The Admin makes it "
            "at Meta, with two places: what happened, and the address."
        ) % {"name": TEMPLATE}
    return ""


def template_for(user: User) -> TemplateText | None:
    """In the language of their desk, else in English."""
    approved = TemplateText.objects.filter(provider_name=TEMPLATE, approval=TemplateText.Approval.APPROVED)
    return text_for((one for one in approved if len(one.places) == PLACES), user.language)


def _account(channel: str) -> Account | None:
    rows = Account.objects.filter(channel=channel, state=Account.State.OPEN).exclude(kind=Account.PERSONAL)
    return rows.order_by("pk").first()


def _bring(channel: str, user: User, *, body: str = "", template: TemplateCall | None = None) -> None:
    account = _account(channel)
    if account is None or not user.notice_phone:
        raise GiveUp("No account of the clinic, or no number of theirs.")
    to = To("phone", user.notice_phone)
    try:
        carrier_of(account).send(Outgoing(str(uuid.uuid4()), to, body=body, template=template))
    except Refused as no:
        raise (TryAgain if no.trouble.is_temporary else GiveUp)(str(no)) from no
    except ProviderAway as away:
        raise TryAgain(str(away)) from away
    except base.OutcomeUnknown as lost:
        raise OutcomeUnknown(str(lost)) from lost
