"""Why a message did not arrive and what to do about it, in words for whoever wrote it (LOOK 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.models import Message
from comms.providers.base import Trouble
from comms.services import refusals


@dataclass(frozen=True)
class Reason:
    """What happened, and the way out. `by_another_way`: what this channel does not carry, another may; `again`: the
    same words may be sent once more."""

    what: Any
    out: Any
    by_another_way: bool = False
    again: bool = False


_AGAIN = _("Send it again in a few minutes.")
_BY_ANOTHER = _("Write by another way, or call.")
_TELL_ADMIN = _("Nothing leaves until the Admin has put it right under Integrations.")

# What anything of that kind means, whatever a provider calls it.
OF_TROUBLE: Mapping[str, Reason] = {
    Trouble.TRANSIENT: Reason(_("The provider had a fault and did not take it."), _AGAIN, again=True),
    Trouble.RATE: Reason(_("Too many messages left at once."), _AGAIN, again=True),
    Trouble.PAIR: Reason(_("Too many messages went to this person in a short time."), _AGAIN, again=True),
    Trouble.WINDOW: Reason(
        _("More than 24 hours had passed since their last message."), _("Choose an approved template.")
    ),
    Trouble.UNREACHABLE: Reason(_("This person cannot be reached this way."), _BY_ANOTHER, by_another_way=True),
    Trouble.ADDRESS: Reason(
        _("There is no such number or address."), _("Ask for the right one."), by_another_way=True
    ),
    Trouble.OPTED_OUT: Reason(_("They asked not to get such messages."), _("Answer only when they write again.")),
    Trouble.CAPPED: Reason(
        _("WhatsApp lets no more offers through to this person for now."), _("Wait a day, or write a mail."),
        by_another_way=True,
    ),
    Trouble.CONTENT: Reason(
        _("The provider does not take something in this message."), _("Change the text or the file."), again=True
    ),
    Trouble.TEMPLATE: Reason(
        _("The template is not there in this language, or its fields do not fit."), _("Choose another template.")
    ),
    Trouble.TEMPLATE_PAUSED: Reason(_("WhatsApp has paused this template."), _("Choose another template.")),
    Trouble.SPAM: Reason(
        _("The provider sees too many unwanted messages from this number."),
        _("Messages to many wait a day. Answers go on."),
        again=True,
    ),
    Trouble.SENDER: Reason(
        _("Your number or sender name may not send this there."), _("Write by another way, and tell the Admin."),
        by_another_way=True,
    ),
    Trouble.REGION: Reason(
        _("Messages to this country are not switched on at the provider."),
        _("Write by another way, and tell the Admin."),
        by_another_way=True,
    ),
    Trouble.ACCOUNT: Reason(_("The provider has stopped this account."), _TELL_ADMIN, by_another_way=True),
    Trouble.AUTH: Reason(_("The connection is not valid any more."), _TELL_ADMIN, by_another_way=True),
    Trouble.OTHER: Reason(
        _("The provider refused it and gave a reason that this product does not know."), _BY_ANOTHER,
        by_another_way=True, again=True,
    ),
}  # fmt: skip

# What a code says more exactly than its kind (INTEGRATIONS 4.4, 5.2, 6).
OF_CODE: Mapping[str, Reason] = {
    "131026": Reason(
        _("This number has no WhatsApp, or an old version of it."), _BY_ANOTHER, by_another_way=True
    ),
    "130472": Reason(
        _("WhatsApp does not send offers to this person, as part of a test of its own."), _BY_ANOTHER,
        by_another_way=True,
    ),
    "131050": Reason(
        _("They switched off your offers in WhatsApp."), _("Answer only when they write again.")
    ),
    "131051": Reason(_("WhatsApp does not carry this kind of message."), _("Send it as text or as another file.")),
    "131052": Reason(
        _("WhatsApp could not fetch the file that they sent."), _("Ask them to send it again.")
    ),
    "131053": Reason(
        _("WhatsApp did not take the file."), _("Check its type and size, and send it again."), again=True
    ),
    "131030": Reason(
        _("Your WhatsApp number is a test number, and this person is not on its list."), _TELL_ADMIN,
        by_another_way=True,
    ),
    "131031": Reason(_("Meta has locked your WhatsApp account."), _TELL_ADMIN, by_another_way=True),
    "368": Reason(
        _("Meta has blocked your WhatsApp account for a while because of its rules."), _TELL_ADMIN,
        by_another_way=True,
    ),
    "131042": Reason(_("Meta could not collect the fee for WhatsApp."), _TELL_ADMIN, by_another_way=True),
    "131045": Reason(_("Your WhatsApp number is not fully registered."), _TELL_ADMIN, by_another_way=True),
    "133010": Reason(_("Your WhatsApp number is not registered."), _TELL_ADMIN, by_another_way=True),
    "131062": Reason(
        _("WhatsApp sends this only to a phone number, and this person hides theirs."),
        _("Ask for their number."),
        by_another_way=True,
    ),
    "131063": Reason(
        _("WhatsApp takes offers from your number only through its service for offers."), _TELL_ADMIN,
        by_another_way=True,
    ),
    "132000": Reason(
        _("The template has another number of fields at WhatsApp."), _("Tell whoever keeps the templates.")
    ),
    "132001": Reason(
        _("WhatsApp does not have this template in this language."), _("Choose another template or language.")
    ),
    "132005": Reason(
        _("Filled in, the template is too long."), _("Choose another template, or a shorter value.")
    ),
    "132007": Reason(
        _("WhatsApp does not allow what the template says."), _("Choose another template.")
    ),
    "132016": Reason(_("WhatsApp has switched this template off."), _("Choose another template.")),
    "21211": Reason(_("This is not a full phone number."), _("Ask for the right one."), by_another_way=True),
    "21614": Reason(
        _("This number takes no SMS: it is not a mobile."), _BY_ANOTHER, by_another_way=True
    ),
    "21217": Reason(_("This is not a full phone number."), _("Ask for the right one."), by_another_way=True),
    "21610": Reason(
        _("They answered STOP to your SMS."), _("They may write START, or answer by another way.")
    ),
    "30003": Reason(
        _("Their phone was off or out of reach."), _("Send it again later, or write by another way."),
        by_another_way=True, again=True,
    ),
    "30005": Reason(_("Nobody has this number."), _("Ask for the right one."), by_another_way=True),
    "30006": Reason(_("This number is a landline."), _BY_ANOTHER, by_another_way=True),
    "30007": Reason(
        _("The carrier took the text for unwanted and stopped it."),
        _("Change the text, or write by another way."),
        by_another_way=True,
    ),
    "30008": Reason(
        _("The carrier did not say why it could not deliver."), _("Send it again, or write by another way."),
        by_another_way=True, again=True,
    ),
    "30034": Reason(
        _("Your number is not registered for SMS in the United States."), _TELL_ADMIN, by_another_way=True
    ),
    "30410": Reason(_("The carrier did not answer in time."), _AGAIN, by_another_way=True, again=True),
    "63016": Reason(
        _("More than 24 hours had passed since their last message."), _("Choose an approved template.")
    ),
    "no_carrier": Reason(_("Nothing is connected to this account."), _TELL_ADMIN, by_another_way=True),
    "no_keys": Reason(_("The keys of this account are missing."), _TELL_ADMIN, by_another_way=True),
    "not_composed": Reason(
        _("A file of this message could not be read."), _("Attach it again."), again=True
    ),
    "filtered": Reason(
        _("A carrier took the same words for unwanted before, so it was not sent."),
        _("Change the text, or write by another way."),
        by_another_way=True,
    ),
    "answered": Reason(_("They answered before it was due, so it was not sent."), _("Read what they wrote.")),
}  # fmt: skip

# What we did not hand over ourselves (comms.services.refusals).
OF_OURS: Mapping[str, Reason] = {
    refusals.STOPPED: Reason(
        refusals.WORDS[refusals.STOPPED], _("Answer only when they write again."), by_another_way=True
    ),
    refusals.BOUNCED: Reason(refusals.WORDS[refusals.BOUNCED], _BY_ANOTHER, by_another_way=True),
    refusals.NO_CONSENT: Reason(refusals.WORDS[refusals.NO_CONSENT], _("Ask them first.")),
    refusals.WINDOW: Reason(
        _("Free text had closed before it left."), _("Choose an approved template."), by_another_way=True
    ),
    refusals.UNAPPROVED: Reason(refusals.WORDS[refusals.UNAPPROVED], _("Choose another template.")),
}

NOBODY_KNOWS = Reason(
    _("We cannot tell whether this arrived."), _("Ask the patient before you send it again."), again=True
)


def reason_of(trouble: str, code: str = "") -> Reason:
    """By the code where it says more, else by its kind; something can be said of each."""
    return OF_OURS.get(code) or OF_CODE.get(code) or OF_TROUBLE.get(trouble) or OF_TROUBLE[Trouble.OTHER]


def why_not_arrived(message: Message) -> Reason | None:
    """Of one of ours that failed, or whose outcome nobody knows, or that was taken back; None of any other."""
    if message.state == Message.State.UNKNOWN:
        return NOBODY_KNOWS
    if message.state == Message.State.FAILED:
        return reason_of(message.trouble, message.code)
    return OF_CODE.get(message.code) if message.state == Message.State.CANCELLED else None
