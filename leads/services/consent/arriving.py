"""What an arrival says about consent, and whether its addresses are stopped, on the hot path of the intake."""

from collections.abc import Sequence

from leads.models import Consent, Lead, LeadPayload, Purpose, Suppression
from leads.services.consent.agreeing import Given, row_of
from leads.services.consent.keys import key_of, keys_of
from leads.services.reading import Contact
from tenants.services.find import FindAhead
from tenants.services.rows import put

NO = frozenset({"no", "false", "0", "off"})
PLAIN = NO | {"yes", "true", "1", "on"}  # an answer without the words that were asked
FORM = "form"
_COLUMNS = ("address_key", "at", "id", "is_on")


class StopsAhead:
    """Whether one of these addresses is stopped for all ways and purposes; asked with the next question of all."""

    def __init__(self, contacts: Sequence[Contact]):
        keys = [key for contact in contacts for key in keys_of(contact.kind, contact.value)]
        asked = [{"address_key": key, "channel": "", "purpose": ""} for key in keys]
        self._rows = FindAhead(Suppression, _COLUMNS, asked)

    def __bool__(self) -> bool:
        newest = {key: is_on for key, _at, _pk, is_on in sorted(self._rows.found, key=lambda row: row[1:3])}
        return any(newest.values())


def put_consent(payload: LeadPayload, lead: Lead, contacts: Sequence[Contact]) -> None:
    """The row of what the form's box said, in the arrival's transaction; none for a form without one."""
    said = str(payload.fields.get("consent", "")).strip()
    if not said:
        return
    words = "" if said.lower() in PLAIN else said
    form = payload.headers.get("Origin") or payload.headers.get("Referer") or ""
    key = key_of(contacts[0].kind, contacts[0].value) if contacts else ""
    given = Given(Purpose.CONTACT, source=FORM, words=words, form=form)
    row = row_of(given, address_key=key, is_given=said.lower() not in NO)
    put(Consent, row | {"lead_id": lead.pk, "at": payload.received_at})
