"""What a step's texts are for many people, and the messages of those who get one. Part of a transaction that holds
their leads."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from comms.sequences.models import Sequence, Step, Variant, Verdict
from comms.sequences.services.splitting import variant_for
from comms.services.accounts import account_for
from comms.services.bulk.deciding import Decided, Deciding
from comms.services.bulk.sending import write_letters
from crm.lib.errors import InvalidData
from leads.models import Lead
from leads.services.consent import StopsOf


class Planned(Deciding):
    """The plan has chosen the moments, by lead; now for who has none."""

    moments: Mapping[int, datetime]

    def due_at(self, lead: Lead) -> datetime:
        return self.moments.get(lead.pk, self.now)


class Letters:
    """`messages` by lead, their keys; `why` says of the others why they get none, in a sentence. `stops` are those
    of the leads."""

    def __init__(
        self, sequence: Sequence, wanted: Collection[tuple[Lead, Step]], now: datetime, stops: StopsOf | None = None
    ) -> None:
        chosen = Verdict.objects.filter(sequence=sequence) if wanted else ()
        verdicts = {one.step_key: one.variant_key for one in chosen}
        self._variants = {
            lead.pk: variant_for(step, list(step.variants.all()), sequence.uuid, lead.pk, verdicts)
            for lead, step in wanted
        }
        self.messages: dict[int, int] = {}
        self._whys: dict[int, str] = {}
        for (variant, channel), leads in self._by_text(wanted).items():
            decided = decide(variant, channel, leads, now, stops=stops)
            self._whys |= decided.skipped
            if decided.letters:
                written = write_letters(decided.letters, variant.template, by=None, now=now, cancel_on_reply=True)
                self.messages |= written

    def variant(self, lead: int) -> Variant | None:
        return self._variants[lead]

    def why(self, lead: int) -> str:
        return str(self._whys[lead])

    def _by_text(self, wanted: Collection[tuple[Lead, Step]]) -> Mapping[tuple[Variant | None, str], list[Lead]]:
        found: dict[tuple[Variant | None, str], list[Lead]] = defaultdict(list)
        for lead, step in wanted:
            found[self._variants[lead.pk], step.channel].append(lead)
        return found


def decide(
    variant: Variant | None,
    channel: str,
    leads: Collection[Lead],
    now: datetime,
    moments: Mapping[int, datetime] | None = None,
    stops: StopsOf | None = None,
) -> Decided:
    """What each of them gets now, or at their moment, or why nothing: also where the text or the channel itself is
    gone (H:S12). Nothing is written."""
    if variant is None:
        return _nobody(leads, _("This step has no text."))
    if variant.template.archived_at or variant.template.channel != channel:
        return _nobody(leads, _("The template of this step is not there any more."))
    try:
        account = account_for(channel)
    except InvalidData as missing:
        return _nobody(leads, missing.detail)
    deciding = Planned(variant.template, account, leads, None, now, stops)
    deciding.moments = moments or {}
    return deciding.decide(leads)


def _nobody(leads: Collection[Lead], why: str) -> Decided:
    return Decided({}, {lead.pk: str(why) for lead in leads})
