"""Files that patients sent, fetched afterwards: from the provider, or out of the mail that brought them (H:W9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from comms.carriers import carrier_of
from comms.models import Attachment, Channel
from comms.providers.base import Media, Refused
from comms.providers.mail.reading import file_of
from comms.providers.twilio.calls import fetch_file
from comms.providers.twilio.client import Twilio
from comms.providers.whatsapp.client import WhatsAppCloud
from comms.providers.whatsapp.media import fetch_media
from comms.services import live
from comms.services.files.checking import MOST, SIZE
from comms.services.files.keeping import forget, keep_incoming
from crm.lib.errors import AnswerTooLong, ProviderError
from tenants.inbound.models import WebhookEvent
from tenants.outbox.handlers import Ended, GiveUp, Payload, TryAgain, register
from tenants.outbox.models import DeliveryLog
from tenants.outbox.services.enqueue import enqueue_many

FETCH_FILE = "comms.fetch_file"
FROM_EVENT = "event:"  # in Attachment.url of a mail's file: event:<WebhookEvent pk>#<place in the mail>
GONE = "gone"
ENDS = ("name", "mime", "size", "sha256", "state", "refused_for")  # what is known of a file once it is stored
State = Attachment.State
# How long until the next try. Providers keep files for days, and keys may be wrong for some hours of them.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600, 6 * 3600, 24 * 3600))


def register_fetching() -> None:
    register(FETCH_FILE, fetch, repeatable=True, ready=ready, ended=ended, wait=wait)


def fetch_soon(files: Iterable[Attachment], *, now: datetime) -> None:
    """A job for each. Part of the transaction that names them."""
    if jobs := {f"{FETCH_FILE}:{one.pk}": {"file": str(one.pk)} for one in files}:
        enqueue_many(FETCH_FILE, jobs, due_at=now)


def ready(payload: Payload, now: datetime) -> bool:
    """Nothing is fetched for a message that is gone, or a second time."""
    return Attachment.objects.filter(pk=payload["file"], state=State.WAITING).exists()


def fetch(payload: Payload) -> None:
    """Asks outside every transaction, then keeps what came. Safe to repeat."""
    one = Attachment.objects.select_related("message__account").get(pk=payload["file"])
    try:
        content = _content(one)
    except ProviderError as failed:
        raise (GiveUp if _is_final(failed) else TryAgain)(str(failed)) from failed
    if not _end(one.pk, keep_incoming(one, content)):
        forget(one)


def _is_final(failed: ProviderError) -> bool:
    """Wrong keys are mended, and the file is still there then."""
    if isinstance(failed, Refused) and failed.trouble.is_of_account:
        return False
    return failed.permanent or isinstance(failed, AnswerTooLong)


def wait(attempt: int, error: Exception | None) -> timedelta | None:
    return WAITS[attempt - 1] if attempt <= len(WAITS) else None


def ended(told: Ended) -> None:
    """Part of the transaction that records the outcome: whoever looks at the thread is told that nothing comes."""
    if told.outcome == DeliveryLog.Outcome.FAILED:
        is_long = told.error is not None and isinstance(told.error.__cause__, AnswerTooLong)
        _end(told.payload["file"], Attachment(state=State.REFUSED, refused_for=SIZE if is_long else GONE))


@transaction.atomic
def _end(pk: object, found: Attachment) -> bool:
    """Kept or refused, as `found` says; False when somebody was erased meanwhile."""
    rows = Attachment.objects.select_for_update(of=["self"]).filter(pk=pk).select_related("message")
    held = rows.first()
    if held is not None and held.state == State.WAITING:
        names = ENDS if found.state == State.STORED else ("state", "refused_for")
        Attachment.objects.filter(pk=pk).update(**{name: getattr(found, name) for name in names})
        live.changed(held.message.conversation_id)
    return held is not None


def _content(one: Attachment) -> bytes:
    """Raises Refused, ProviderAway and ProviderError, AnswerTooLong among them."""
    account = one.message.account
    if account.channel == Channel.MAIL:
        return _of_mail(one.url)
    carrier = carrier_of(account)
    if isinstance(carrier, WhatsAppCloud):
        return fetch_media(carrier, Media(media_id=one.media_id, mime=one.mime), most=MOST).content
    if isinstance(carrier, Twilio):
        return fetch_file(carrier, one.url, most=MOST)
    raise ProviderError("files of this account are fetched by nobody", permanent=True)


def _of_mail(url: str) -> bytes:
    event, _, place = url.removeprefix(FROM_EVENT).partition("#")
    kept = WebhookEvent.objects.filter(pk=int(event)).first()
    found = file_of(bytes(kept.body), int(place)) if kept else None
    if found is None:
        raise ProviderError("the mail of this file is not kept any more", permanent=True)
    if found.content is None:
        raise AnswerTooLong
    return found.content
