"""For each kind of row of this app: what a merge does with it, and what it says about a person."""

from django.db.models import Q

from leads import models as m
from leads.merging import Policy, merges
from leads.person_data import Erased, holds_person_data

STAY = Policy.STAY


def register_what_hangs_on_leads() -> None:
    _register_merges()
    _register_person_data()


def _register_merges() -> None:
    merges(m.Identity)
    merges(m.Note)
    merges(m.OwnerChange)
    merges(m.LeadPayload)
    merges(m.LeadPayload, by="about")
    merges(m.Lead, by="companion_of")
    merges(m.Lead, by="merged_into")
    merges(m.StageChange, enquiry=True, staying=Q(from_semantic=""))  # an enquiry begins once
    merges(m.ContactAttempt, enquiry=True)
    merges(m.LeadTag, but_for=("tag_id",))
    merges(m.CustomValue, but_for=("field_id",))
    merges(m.Watcher, but_for=("user_id",))
    merges(m.Patient)
    merges(m.Reference)
    merges(m.ImportedLead)
    merges(m.Practice, STAY)  # what is known of a place, by the number that had it
    merges(m.Enquiry, STAY)  # one person is on one journey: the survivor's
    merges(m.ResponseCycle, STAY)
    merges(m.Heat, STAY)
    merges(m.LeadWords, STAY)
    merges(m.Consent, STAY)  # never changed: asked by way of merged_into
    merges(m.Suppression, STAY)
    merges(m.BulkRow, STAY)  # what was said of that number
    for end in ("one", "other"):
        merges(m.NotTheSame, STAY, by=end)  # asked by way of merged_into
        merges(m.LikelyPair, STAY, by=end)


def _register_person_data() -> None:
    holds_person_data(m.Identity, "kind", "value", "typed")
    holds_person_data(m.Note, "body", "at")
    holds_person_data(m.LeadPayload, "body", "fields", "headers", "received_at")
    holds_person_data(m.LeadPayload, field="about", erased=Erased.UNTIED)
    holds_person_data(m.Lead, field="companion_of", erased=Erased.UNTIED)
    holds_person_data(m.Lead, field="merged_into")
    holds_person_data(m.StageChange, "from_semantic", "to_semantic", "at")
    holds_person_data(m.OwnerChange, "at")
    holds_person_data(m.ContactAttempt, "channel", "disposition", "at")
    holds_person_data(m.LeadTag, "tag", "at")
    holds_person_data(m.CustomValue, "field", "text", "number", "day")
    holds_person_data(m.Watcher, "since")
    holds_person_data(
        m.Patient, "first_name", "last_name", "born_on", "country", "city", "language", "phone", "email", "remarks"
    )
    holds_person_data(m.Enquiry, "began_at", "interest", "accepted_at", "amount", "currency", "lost_note")
    holds_person_data(m.ResponseCycle, "began_at", "answered_at")
    holds_person_data(m.Heat, "temperature", "warmed_at")
    holds_person_data(m.LeadWords, "words")
    holds_person_data(m.BulkRow, "detail")
    holds_person_data(m.Reference, "system", "value")
    holds_person_data(m.ImportedLead, "number", "at")
    holds_person_data(m.Practice, "rating", "website")
    kept = {"erased": Erased.KEPT_HASHED}
    for end in ("one", "other"):
        holds_person_data(m.NotTheSame, "at", field=end)
        holds_person_data(m.LikelyPair, field=end)
    said = ("purpose", "channel", "is_given", "at", "source", "text_shown", "form", "ip")
    holds_person_data(m.Consent, *said, **kept)
    holds_person_data(m.Suppression, "channel", "purpose", "is_on", "reason", "at", **kept)
