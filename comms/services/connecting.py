"""Stored keys make an account, and lead what a provider tells to this clinic; removed ones end both (H:W5)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from comms.models import Account, Channel
from comms.services.accounts import open_up
from comms.services.fetching import FETCH
from crm.lib.errors import InvalidData
from crm.lib.mail import mail_address
from tenants.context import current_clinic
from tenants.services.due import pull_forward
from tenants.services.routes import claim_channel, free_channels
from tenants.settings.kinds import Values

NUMBER, WABA, TWILIO = "whatsapp_number", "whatsapp_account", "twilio_number"


def keep_whatsapp(values: Values) -> None:
    """Raises InvalidData when the number is another clinic's."""
    _claim(NUMBER, values["phone_number_id"], field="phone_number_id")
    free_channels(WABA, current_clinic(), but=values["waba_id"])
    claim_channel(WABA, values["waba_id"], current_clinic())  # one business may have several clinics
    _keep(Channel.WHATSAPP, "whatsapp", values["phone_number_id"])


def keep_twilio(values: Values) -> None:
    number = values["number"]
    if number.startswith("+"):
        _claim(TWILIO, number, field="number")
    else:  # a name or a service: answers come with the account's own address
        free_channels(TWILIO, current_clinic())
    _keep(Channel.SMS, "twilio", number)


def keep_mail(values: Values) -> None:
    """What lies in the mailbox is looked for at once."""
    pull_forward(FETCH, at=timezone.now())
    _keep(Channel.MAIL, "smtp", mail_address(values["sender"]) or values["sender"])


def keep_mailbox(values: Values) -> None:
    pull_forward(FETCH, at=timezone.now())


def drop(kind: str) -> None:
    """Nothing goes out by it any more; conversations keep it."""
    for channel in {"whatsapp": (NUMBER, WABA), "twilio": (TWILIO,)}.get(kind, ()):
        free_channels(channel, current_clinic())
    for account in Account.objects.select_for_update().filter(kind=kind):
        account.state = Account.State.OFF
        account.save()


def _claim(channel: str, external_id: str, *, field: str) -> None:
    if not claim_channel(channel, external_id, current_clinic()):
        said = _("Another clinic of this platform uses it. Ask the platform to release it there.")
        raise InvalidData(_("Some fields are wrong."), fields={field: [said]})
    free_channels(channel, current_clinic(), but=external_id)


def _keep(channel: str, kind: str, external_id: str) -> None:
    """The one in use: fresh keys open an account that stood still. Of another number it is another account."""
    now = timezone.now()
    for other in Account.objects.select_for_update().filter(kind=kind).exclude(external_id=external_id):
        other.state = Account.State.OFF
        other.save()
    known = Account.objects.select_for_update().filter(channel=channel, external_id=external_id).first()
    account = known or Account(channel=channel, external_id=external_id)
    account.kind = kind
    open_up(account, now=now)
