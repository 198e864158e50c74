"""What each of many leads would get of a template, or why nothing. The rules of `refusals`, for all at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.models import Account, Conversation, Template, TemplateText
from comms.services.bulk.reaching import reach
from comms.services.later import when_awake
from comms.services.lengths import SUBJECT_MOST
from comms.services.links.making import Links
from comms.services.placeholders.known import STOP_LINK, missing_said
from comms.services.placeholders.values import Known
from comms.services.refusals import BOUNCED, NO_CONSENT, STOPPED, WINDOW, WORDS, is_bounced
from comms.services.templates.choosing import text_for
from comms.services.templates.rendering import Rendered, is_approved, render
from comms.services.unasked import never_asked
from comms.services.unsubscribing import stop_link
from comms.services.windows import channel_window
from comms.services.writing import LONGEST
from crm.lib.errors import InvalidData
from leads.models import Lead
from leads.models.consent import Purpose
from leads.services.consent import Stop, StopsOf, agreeing
from leads.services.patient_time import zone_of
from tenants.context import current_clinic
from tenants.services.hosts import address_of
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

NO_ADDRESS, TAKEN, ARCHIVED, TEST, NO_TEXT, LONG = "address", "taken", "archived", "test", "text", "long"
UNASKED = "unasked"
SKIPPED: Mapping[str, Any] = {
    **{one: WORDS[one] for one in (STOPPED, BOUNCED, NO_CONSENT)},
    UNASKED: _("They came with a list and have not agreed to be written to."),
    NO_ADDRESS: _("They have no address for this channel."),
    TAKEN: _("Their address belongs to a conversation with somebody else."),
    ARCHIVED: _("They are archived."),
    TEST: _("They are a test."),
    NO_TEXT: _("The template has no text in their language, and none in English."),
    LONG: _("With what is known of them the text is longer than this channel takes."),
    WINDOW: _("Free text is closed, and no approved text of this template is in their language."),
}


@dataclass(frozen=True)
class Letter:
    """What one of them gets, and when. `links` are kept with the message."""

    talk: Conversation
    rendered: Rendered
    links: Links
    due_at: datetime


@dataclass(frozen=True)
class Decided:
    """By lead: what they get, or a sentence why not."""

    letters: Mapping[int, Letter]
    skipped: Mapping[int, str]


class Deciding:
    """Everything that is asked once, however many leads there are; nothing is written. `stops` are those of these
    leads, and maybe of others, where they are known already."""

    def __init__(
        self,
        template: Template,
        account: Account,
        leads: Collection[Lead],
        by: User | None,
        now: datetime,
        stops: StopsOf | None = None,
    ):
        self.template, self.now = template, now
        self.texts = list(template.texts.all())
        for text in self.texts:
            text.template = template
        pks = [lead.pk for lead in leads]
        own = clinic_settings()
        self.language, self.zone = own.language, own.time_zone
        self.base = address_of(current_clinic())
        self.known = Known(pks, by=by, rows=leads)
        self.reached = reach(leads, account, now=now)
        stops = stops or StopsOf(pks)
        standing = self._standing(stops)
        self.bounced = {lead for lead, found in standing.items() if is_bounced(found)}
        self.stopped = stops.suppressed(template.channel, template.purpose) | standing.keys()
        self.unasked = never_asked(pks, [template.channel])
        is_offer = template.purpose == Purpose.MARKETING
        self.agreed = agreeing(pks, Purpose.MARKETING, template.channel) if is_offer else set(pks)

    def _standing(self, known: StopsOf) -> Mapping[int, list[Stop]]:
        """The stops in the way of the very address of each; who has none is not in it."""
        talks = {lead: (talk.kind, talk.address) for lead, talk in self.reached.talks.items()}
        stops = known.at(talks.values())
        what = (self.template.channel, self.template.purpose)
        every = {lead: [stop for stop in stops.get(one, ()) if stop.covers(*what)] for lead, one in talks.items()}
        return {lead: found for lead, found in every.items() if found}

    def decide(self, leads: Collection[Lead]) -> Decided:
        letters, skipped = {}, {}
        for lead in leads:
            found = self._letter(lead)
            if isinstance(found, Letter):
                letters[lead.pk] = found
            else:
                skipped[lead.pk] = str(found)
        return Decided(letters, skipped)

    def _letter(self, lead: Lead) -> Letter | object:
        if why := self._why_not(lead):
            return SKIPPED[why]
        talk = self.reached.talks[lead.pk]
        text = text_for(self.texts, talk.language or lead.language, unknown=self.language)
        if text is None:
            return SKIPPED[NO_TEXT]
        due_at = self.due_at(lead)
        if not channel_window(talk, due_at).is_open and not is_approved(text):
            return SKIPPED[WINDOW]
        links = Links(self.base)
        values = self.known.of(lead.pk, text.language)
        if _says_stop(text):
            values[STOP_LINK] = stop_link(talk, self.base)
        try:
            rendered = render(text, values, shorten=links)
        except InvalidData as refused:
            return refused.detail
        if rendered.missing:
            return missing_said(rendered.missing)
        is_long = len(rendered.body) > LONGEST[talk.channel] or len(rendered.subject) > SUBJECT_MOST
        return SKIPPED[LONG] if is_long else Letter(talk, rendered, links, due_at)

    def due_at(self, lead: Lead) -> datetime:
        """Now, or in their morning."""
        return when_awake(self.now, zone_of(lead, lead.identities.all(), otherwise=self.zone))

    def _why_not(self, lead: Lead) -> str:
        reasons = (
            (ARCHIVED, lead.archived_at is not None),
            (TEST, lead.is_test),
            (TAKEN, lead.pk in self.reached.taken),
            (NO_ADDRESS, lead.pk not in self.reached.talks),
            (BOUNCED, lead.pk in self.bounced),
            (STOPPED, lead.pk in self.stopped),
            (UNASKED, lead.pk in self.unasked),
            (NO_CONSENT, lead.pk not in self.agreed),
        )
        return next((why for why, is_so in reasons if is_so), "")


def _says_stop(text: TemplateText) -> bool:
    """Whether it may have a place for their link: each is signed by itself."""
    return any(STOP_LINK in written for written in (text.body, text.subject, *text.places))
