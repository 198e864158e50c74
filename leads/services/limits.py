"""How often a key, an address and a person may knock at the front door (F:0.3, T25; H:L7)."""

from collections.abc import Sequence

from crm.lib.errors import TooMany
from leads.services.reading import Contact
from tenants.keys.services.check import Key
from tenants.rates.bucket import Bucket
from tenants.rates.spending import spend

MINUTE, HOUR = 60, 3600
# What one visitor sends from a page: F:0.3. What says it is one person, from however many addresses: H:L7.
PER_ADDRESS, PER_CONTACT = 10, 10
# A form that is sent three times may ask for a puzzle each time; many visitors look and send nothing.
CHALLENGES = 3


def limit(key: Key, address: str | None) -> None:
    """Count a request of this key before its body is read. Raises TooMany, and then nothing was counted.

    `address` is `counted_address(request)`; only pages are counted by it, for a server sends for all its visitors.
    """
    buckets = [Bucket(f"key:{key.id}", key.per_hour, HOUR)]
    if key.is_site and address:
        buckets.append(Bucket("address", PER_ADDRESS, MINUTE, about=address))
    spend(buckets, clinic=key.clinic)


def is_crowded(key: Key, contacts: Sequence[Contact]) -> bool:
    """On pages, count who is said to write; True when that was too often of late.

    Not a refusal: with one, a stranger who knows a number could shut its owner out. Call it before the transaction:
    it may wait for Redis.
    """
    if not key.is_site:
        return False
    named = {f"{contact.kind} {contact.value}" for contact in contacts if contact.is_valid}
    try:
        spend([Bucket("contact", PER_CONTACT, HOUR, about=whom) for whom in sorted(named)], clinic=key.clinic)
    except TooMany:
        return True
    return False


def limit_challenges(key: Key, address: str | None) -> None:
    """Count a form that asks which check to make. Raises TooMany."""
    buckets = [Bucket(f"challenge:{key.id}", CHALLENGES * key.per_hour, HOUR)]
    if key.is_site and address:
        buckets.append(Bucket("challenge", CHALLENGES * PER_ADDRESS, MINUTE, about=address))
    spend(buckets, clinic=key.clinic)
