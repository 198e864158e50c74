"""What people who may be one share with somebody of the clinic, asked for many people at once: the groups of
`grouping`, for people who are no leads yet. Whether they are alike is another question."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.db.models import F

from leads.models import Identity, Lead
from leads.models.alike import alike
from leads.models.folded import folded, folded_text
from leads.services.duplicates.grouping import MOST_ALIKE
from leads.services.duplicates.numbers import ENDING, read
from tenants.services.asking_many import equal_to

# The end of a number, or what stands before an @, without its dots; or both names, folded and in their order, and a
# country or the key of a treatment beside them: a name alone is many people's. A text, not a tuple: a file has a
# hundred thousand, and Python would look through all tuples again and again for rubbish.
Key = str
BESIDE = "\0"


class Coming(Protocol):
    """Somebody who is no lead yet; `contacts` are (kind, value, as typed, whether it is valid)."""

    first_name: str
    last_name: str
    contacts: Iterable[Sequence]
    country: str
    treatment: int | None


def keys_of(who: Coming) -> list[Key]:
    """Quick, for of most people nothing else is ever asked."""
    keys: list[Key] = []
    for kind, value, _typed, is_valid in who.contacts:
        if kind != "phone":
            keys.append(value.partition("@")[0].lower().replace(".", ""))
        elif ending := value[-ENDING:] if is_valid else read(value, is_valid=False).ending:
            keys.append(ending)
    if who.first_name and who.last_name:
        one, other = folded_text(who.first_name), folded_text(who.last_name)
        if other < one:  # lists turn them round
            one, other = other, one
        if who.country:
            keys.append(f"{one}\0{other}\0{who.country}\0")
        if who.treatment is not None:
            keys.append(f"{one}\0{other}\0\0{who.treatment}")
    return keys


def leads_sharing(keys: Iterable[Key]) -> dict[Key, list[int]]:
    """By key the leads that have it, too. Three statements, one in a clinic without leads."""
    if not Lead.objects.order_by().exists():
        return {}
    asked = set(keys)
    contacts = [key for key in asked if BESIDE not in key]
    names = [tuple(key.split(BESIDE)) for key in asked if BESIDE in key]
    return _by_contact(contacts) | _by_name(names)


def _by_contact(keys: list[Key]) -> dict[Key, list[int]]:
    rows = Identity.objects.order_by().annotate(key=alike()).values_list("lead_id", "key")
    return {keys[at]: leads for at, leads in equal_to(rows, {"key": keys}, {}, most=MOST_ALIKE).items()}


def _by_name(names: list[tuple[str, ...]]) -> dict[Key, list[int]]:
    """Asked in both orders."""
    if not names:
        return {}
    rows = Lead.objects.filter(merged_into=None).order_by()
    rows = rows.annotate(last=folded(F("last_name")), first=folded(F("first_name")))
    rows = rows.values_list("pk", "last", "first", "country", "treatment")
    one, other, country, treatment = zip(*names, strict=True)
    same = {"last": [*one, *other], "first": [*other, *one]}
    beside = {
        "country": [text or None for text in country] * 2,
        "treatment": [text or None for text in treatment] * 2,
    }
    found: dict[Key, list[int]] = {}
    for at, leads in equal_to(rows, same, beside, most=MOST_ALIKE).items():
        found.setdefault(BESIDE.join(names[at % len(names)]), []).extend(leads)
    return found
