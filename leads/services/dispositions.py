"""What each result of an attempt leads to (F 2b): where the lead goes, when it is tried again, what is asked."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from leads.models import ContactAttempt, Disposition, FollowUp, Semantic

# What the person is asked beside the result.
NOTHING, DAY, MOMENT, REASON = "", "day", "moment", "reason"


@dataclass(frozen=True)
class Next:
    """`forward` is where the lead goes unless it is further already, `straight` where it goes from anywhere.

    `counts`: an attempt on the way to giving up. `in_hours`: when the next step is due, unless somebody says.
    `says` is the next step in a few words, for the button.
    """

    icon: str
    says: Any
    reached: bool = False
    counts: bool = False
    forward: str = ""
    straight: str = ""
    asks: str = NOTHING
    in_hours: int = 0
    why: str = ""
    ends: bool = False  # nothing is planned any more


_AGAIN = _("Tried again, later each time")
NEXT: dict[str, Next] = {
    Disposition.INTERESTED: Next(
        "thumb_up", _("Contacted, next step tomorrow"), reached=True, forward=Semantic.CONTACTED, in_hours=24,
        why=FollowUp.NEXT_STEP,
    ),
    Disposition.CALLBACK: Next(
        "phone_callback", _("Called back when they asked"), reached=True, straight=Semantic.CALLBACK, asks=MOMENT,
        why=FollowUp.CALL_BACK,
    ),
    Disposition.NOT_NOW: Next(
        "event", _("Asked again on a day"), reached=True, forward=Semantic.CONTACTED, asks=DAY,
        why=FollowUp.TRY_AGAIN,
    ),
    Disposition.QUOTE: Next(
        "request_quote", _("Qualified, quote tomorrow"), reached=True, forward=Semantic.QUALIFIED, in_hours=24,
        why=FollowUp.NEXT_STEP,
    ),
    Disposition.BOOKED: Next(
        "event_available", _("Qualified, nothing to chase"), reached=True, forward=Semantic.QUALIFIED, ends=True,
    ),
    Disposition.NO_ANSWER: Next("phone_missed", _AGAIN, counts=True, why=FollowUp.TRY_AGAIN),
    Disposition.VOICEMAIL: Next("voicemail", _AGAIN, counts=True, why=FollowUp.TRY_AGAIN),
    Disposition.BUSY: Next("phone_locked", _AGAIN, counts=True, why=FollowUp.TRY_AGAIN),
    Disposition.WRONG_NUMBER: Next("phone_disabled", _("The number is marked, the lead kept if another works")),
    Disposition.WRONG_LANGUAGE: Next("translate", _("Passed on to who speaks it"), reached=True),
    Disposition.NOT_INTERESTED: Next(
        "thumb_down", _("Lost, with the reason"), reached=True, straight=Semantic.LOST, asks=REASON, ends=True,
    ),
    Disposition.DO_NOT_CONTACT: Next("block", _("Nobody writes or calls again"), reached=True, ends=True),
    Disposition.SENT: Next("send", _("Tried again if nobody answers"), why=FollowUp.TRY_AGAIN),
}  # fmt: skip
# In vain so far, when they count.
IN_VAIN = (Disposition.NO_ANSWER, Disposition.VOICEMAIL, Disposition.BUSY, Disposition.SENT)
TEXTS = (ContactAttempt.Channel.WHATSAPP, ContactAttempt.Channel.SMS, ContactAttempt.Channel.MAIL)
