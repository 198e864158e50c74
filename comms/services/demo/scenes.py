"""What waits in a demo clinic's inbox: received as from any provider, at the moments of the scenes."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from comms.demo.drawn import silence, teeth
from comms.demo.scenes import ANSWER, ASKS, LATER, NOT_SENT, SCENES, TEETH, UNKNOWN, VOICE, Scene
from comms.demo.strangers import STRANGERS, Stranger
from comms.demo.words import SUBJECTS, tongue
from comms.models import Account, Attachment, Attempt, Channel, Conversation, Message
from comms.providers.base import Incoming, Sender
from comms.services.demo.talks import address_of
from comms.services.files.keeping import keep_incoming
from comms.services.receiving.incoming import receive
from comms.services.receiving.letter import Letter
from comms.services.refusals import Draft
from comms.services.showing import show
from comms.services.writing import write
from leads.models import Lead
from leads.services.patient_time import MORNING, moment_at, tomorrow_morning
from tenants.audit.origin import as_if
from tenants.staff.services.shifts import zone_named, zone_of_clinic

ANSWERED_AFTER = timedelta(minutes=7)
FILES = {TEETH: (Message.Kind.IMAGE, "IMG_2041.jpg"), VOICE: (Message.Kind.AUDIO, "voice message.mp3")}


def play(leads: Sequence[Lead], accounts: Mapping[str, Account], *, now: datetime) -> list[Lead]:
    """Each scene with somebody whom it suits; whoever is left over."""
    left = list(leads)
    for number, scene in enumerate(SCENES):
        fit = [lead for lead in left if _suits(lead, scene, now)]
        if fit:
            one = _in_turn(fit, number)
            left.remove(one)
            _play(scene, one, accounts[scene.channel], now)
    return left


def _in_turn(fit: Sequence[Lead], number: int) -> Lead:
    """The first who speaks the language whose turn it is, so that all are heard."""
    spoken = [tongue(lead.language, lead.country) for lead in fit]
    heard = sorted(set(spoken))
    return fit[spoken.index(heard[number % len(heard)])]


def strangers_write(accounts: Mapping[str, Account], *, now: datetime) -> None:
    for one in STRANGERS:
        for minutes, said in one.said:
            at = now - timedelta(minutes=minutes)
            about = {"subject": one.subject, "referral": _first(one, minutes)}
            _receive(accounts[one.channel], one.sender, said, at, **about)


def _first(one: Stranger, minutes: int) -> Mapping[str, object]:
    """The ad stands in the first message alone."""
    return one.referral if minutes == one.said[0][0] else {}


def _suits(lead: Lead, scene: Scene, now: datetime) -> bool:
    """They can write that way, and nothing has happened since they did."""
    last = max(filter(None, (lead.last_contact_date, lead.last_arrival_at, lead.stage_since)))
    is_owned = lead.assigned_to_id is not None
    return is_owned == scene.is_owned and bool(address_of(lead, scene.channel)) and last < now - scene.since


def _play(scene: Scene, lead: Lead, account: Account, now: datetime) -> None:
    at, language = now - scene.since, tongue(lead.language, lead.country)
    address, name = address_of(lead, scene.channel), lead.full_name
    is_mail = scene.channel == Channel.MAIL
    sender = Sender(email=address, name=name) if is_mail else Sender(phone=address, name=name)
    kind = FILES[scene.file][0] if scene.file else "text"
    subject = SUBJECTS[language] if is_mail else ""
    got = _receive(account, sender, ASKS[scene.asks][language], at, kind=kind, subject=subject)
    if scene.file:
        _attach(got, scene.file)
    talk = Conversation.objects.filter(pk=got.conversation_id)
    if scene.then in {NOT_SENT, UNKNOWN}:
        _fail(got, scene, lead, ANSWER[language], at + ANSWERED_AFTER)
        talk.update(failed=True)
    elif scene.then == LATER and account.state == Account.State.OPEN:
        _answer_later(got, lead, ANSWER[language], subject, now)
    columns = {"labels": list(scene.labels), "snoozed_until": _put_off(scene, now)}
    talk.update(**columns, **({} if scene.is_unread else {"unread": 0}))


def _receive(account: Account, sender: Sender, body: str, at: datetime, **more: object) -> Message:
    news = Incoming(account.external_id, f"in{uuid.uuid4().hex}", sender, at, body=body, **more)
    with as_if(at):
        found = receive(Letter(news, account.channel, 0, body.encode(), "text/plain"), now=at)
    if found is None:
        raise AssertionError("A scene wrote what nobody keeps.")
    return found


def _attach(got: Message, kind: str) -> None:
    content = teeth(missing=3) if kind == TEETH else silence(9)
    keep_incoming(Attachment(message=got, name=FILES[kind][1]), content).save(force_insert=True)


def _fail(got: Message, scene: Scene, lead: Lead, body: str, at: datetime) -> None:
    """We answered, and it did not arrive, or nobody can tell."""
    state = Message.State.FAILED if scene.then == NOT_SENT else Message.State.UNKNOWN
    why = {"trouble": scene.trouble, "code": scene.code}
    ours = Message.objects.create(
        conversation_id=got.conversation_id, account_id=got.account_id, is_out=True, body=body, at=at, due_at=at,
        state=state, author=lead.assigned_to, ended_at=at, **why,
    )  # fmt: skip
    outcome = Attempt.Outcome.REFUSED if scene.then == NOT_SENT else Attempt.Outcome.UNKNOWN
    Attempt.objects.create(message=ours, number=1, outcome=outcome, at=at, **why)
    show(ours)


def _answer_later(got: Message, lead: Lead, body: str, subject: str, now: datetime) -> None:
    """In their morning, while free text is open. It is the one thing here with a job, and that is not due."""
    due = tomorrow_morning(now, zone_named(zone_of_clinic()))
    until = got.at + timedelta(hours=23)
    due = min(due, until) if got.conversation.channel == Channel.WHATSAPP else due
    draft = Draft(body=body, subject=f"Re: {subject}" if subject else "")
    write(got.conversation_id, draft, by=lead.assigned_to, now=now, due_at=due)


def _put_off(scene: Scene, now: datetime) -> datetime | None:
    zone = zone_named(zone_of_clinic())
    day = now.astimezone(zone).date() + timedelta(days=scene.put_off)
    return moment_at(day, MORNING, zone) if scene.put_off else None
