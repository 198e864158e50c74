"""What was written while a demo clinic worked: each attempt by text is a message of that very moment, and what they
wrote comes before."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from comms.demo.words import CALLED, SUBJECTS, TALKS, Exchange, tongue
from comms.models import Channel
from comms.services.demo.talks import Talk, Talks
from comms.services.demo.templates import AGAIN, GREETING
from leads.models import ContactAttempt, Disposition, Lead
from leads.models.stage import Semantic
from leads.services.dispositions import IN_VAIN

Ways = ContactAttempt.Channel
TEXTED, ANSWERED = 0.35, 0.6  # of calls in vain, followed by an SMS; of these, answered
THANKS = timedelta(hours=30)


def write_history(draw: Random, leads: Sequence[Lead], talks: Talks, *, now: datetime) -> None:
    """`leads` know their attempts and contacts."""
    for lead in leads:
        _live(draw, lead, talks, now)
    talks.write(draw, now)


def _live(draw: Random, lead: Lead, talks: Talks, now: datetime) -> None:
    language = tongue(lead.language, lead.country)
    rest = iter(TALKS[language])
    since, talk = lead.created_at, None
    for one in sorted(lead.contact_attempts.all(), key=lambda one: one.at):
        if one.channel == Ways.CALL:
            _text_after(draw, one, talks.of(lead, Channel.SMS), CALLED[language], now)
        elif talk := talks.of(lead, Channel.MAIL if one.channel == Ways.MAIL else Channel.WHATSAPP):
            subject = SUBJECTS[language] if one.channel == Ways.MAIL else ""
            if one.disposition in IN_VAIN:
                _open(talk, talks, one, subject, rest)
            else:
                _talk(draw, talk, one, list(_some(rest, draw.choice((1, 2, 2, 3)))), since, subject)
        since = one.at
    if talk and lead.stage.semantic == Semantic.COMPLETED and since + THANKS < now:
        talk.theirs(since + THANKS, TALKS[language][-1].theirs)


def _some(rest: Iterator[Exchange], number: int) -> Iterator[Exchange]:
    for _number in range(number):
        if (found := next(rest, None)) is not None:
            yield found


def _open(talk: Talk, talks: Talks, attempt: ContactAttempt, subject: str, rest: Iterator[Exchange]) -> None:
    """Nobody wrote yet, or for long: a mail says it, WhatsApp takes a template alone."""
    if subject:
        said = next(rest, None)
        talk.ours(attempt.at, said.ours if said else TALKS["en"][0].ours, subject=subject)
        return
    opener = talks.openers.of(talk.lead, AGAIN if talk.messages else GREETING)
    talk.ours(attempt.at, opener.body, opener=opener)


def _talk(
    draw: Random, talk: Talk, attempt: ContactAttempt, said: Sequence[Exchange], since: datetime, subject: str
) -> None:
    """They asked, we answered: the last answer at the attempt's moment, none before `since`."""
    said = said or TALKS["en"][:1]
    room = (attempt.at - since) / (2 * len(said))
    at = attempt.at
    moments = []
    for _one in said:
        step = min(timedelta(minutes=draw.randint(4, 40)), room)
        moments.append((at - step, at))
        at -= 2 * step
    for one, (asked_at, answered_at) in zip(said, reversed(moments), strict=True):
        talk.theirs(asked_at, one.theirs, subject=subject)
        talk.ours(answered_at, one.ours, subject=subject)


def _text_after(draw: Random, attempt: ContactAttempt, talk: Talk | None, words: Exchange, now: datetime) -> None:
    """Draws as often whatever comes of it."""
    is_texted, is_answered, waits = draw.random() < TEXTED, draw.random() < ANSWERED, draw.randint(20, 300)
    in_vain = attempt.disposition in {Disposition.NO_ANSWER, Disposition.BUSY}
    if talk is None or not in_vain or not is_texted:
        return
    talk.ours(attempt.at, words.ours)
    answered_at = attempt.at + timedelta(minutes=waits)
    later = any(one.at > answered_at for one in talk.lead.contact_attempts.all())
    if is_answered and later and answered_at < now:
        talk.theirs(answered_at, words.theirs)
