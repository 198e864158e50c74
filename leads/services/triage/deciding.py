"""One arrival, held by one colleague at a time."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import Conflict, NotAllowed, NotThere
from leads.models import LeadPayload
from leads.services.many import as_of_now
from leads.services.triage.waiting import decides
from tenants.staff.models import User

Decision = LeadPayload.Decision


class AlreadyDecided(Conflict):
    """A colleague was first; nothing was written. The sentence says who did what."""

    code = "already_decided"

    def __init__(self, payload: LeadPayload):
        super().__init__(_who_did_what(payload))
        self.payload = payload


def decider_now(by: User) -> User:
    """`by` with the rights of this moment. Raises NotAllowed for who may not decide."""
    by = as_of_now(by)
    if not decides(by):
        raise NotAllowed(_("Only the clinic's own people decide about arrivals."))
    return by


def hold_waiting(pk: int) -> LeadPayload:
    """The arrival, locked until the transaction ends. Raises NotThere, or AlreadyDecided.

    Joined to nothing: who waited for the lock would see the joined rows as they were before.
    """
    rows = LeadPayload.objects.exclude(held_for="").select_for_update(no_key=True)
    payload = rows.filter(pk=pk).first()
    if payload is None:
        raise NotThere
    if payload.decision:
        raise AlreadyDecided(payload)
    return payload


def decide(payload: LeadPayload, decision: str, *, by: User, now: datetime) -> None:
    """Write the decision into an arrival that the transaction holds."""
    payload.decision, payload.decided_at, payload.decided_by = decision, now, by
    payload.save(update_fields=["decision", "decided_at", "decided_by"])


def why_skipped(pks: Collection[int]) -> tuple[str, ...]:
    """What became of those that were to be decided and were not, a sentence for each colleague and decision."""
    if not pks:
        return ()
    decided = LeadPayload.objects.filter(pk__in=pks).exclude(decision="").values_list("decision", "decided_by")
    groups = list(decided.annotate(number=Count("pk")).order_by("decision", "decided_by"))
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[by for _decision, by, _number in groups])}
    said = [_skipped(decision, names.get(by) or _("A colleague"), number) for decision, by, number in groups]
    unknown = len(pks) - sum(number for _decision, _by, number in groups)
    return (*said, *([_skipped_by_somebody(unknown)] if unknown else []))


def _skipped(decision: str, who: str, number: int) -> str:
    sentences = {
        Decision.ACCEPTED: _("%(number)d skipped: accepted by %(who)s."),
        Decision.MERGED: _("%(number)d skipped: merged by %(who)s."),
        Decision.DECLINED: _("%(number)d skipped: declined by %(who)s."),
        Decision.SETTLED: _("%(number)d skipped: sent again, complete."),
    }
    return sentences[Decision(decision)] % {"number": number, "who": who}


def _skipped_by_somebody(number: int) -> str:
    words = ngettext(
        "%(number)d skipped: a colleague decided meanwhile.",
        "%(number)d skipped: a colleague decided meanwhile.",
        number,
    )
    return words % {"number": number}


def _who_did_what(payload: LeadPayload) -> str:
    if payload.decision == Decision.SETTLED:
        return _("They sent the form again meanwhile, complete. Nothing is left to decide.")
    sentences = {
        Decision.ACCEPTED: _("%(who)s accepted this already."),
        Decision.MERGED: _("%(who)s merged this into a lead already."),
        Decision.DECLINED: _("%(who)s declined this already. Take it back first."),
    }
    who = str(payload.decided_by) if payload.decided_by else _("A colleague")
    return sentences[Decision(payload.decision)] % {"who": who}
