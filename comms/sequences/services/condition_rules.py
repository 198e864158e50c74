"""What a step's conditions may be, and how they read. Whether they hold for somebody is asked when it is due.

Each is {"fact", "is", "values"}: `is` False means that none of the values is so; a fact without values is asked
as it stands.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from comms.packs.templates import LANGUAGES
from crm.lib.errors import InvalidData
from leads.models import Stage, Tag
from leads.models.lead import Temperature
from leads.models.stage import Semantic
from tenants.staff.languages import SPOKEN

Condition = Mapping[str, Any]
Names = Callable[[str], Mapping[str, Any]]
BARE = ("no_reply", "quote_opened")
MOST = 10  # conditions of a step


def refuse_wrong_conditions(conditions: Iterable[Condition]) -> None:
    """Raises InvalidData with the first sentence that is to be said."""
    wanted = list(conditions)
    if len(wanted) > MOST or len({one.get("fact") for one in wanted}) != len(wanted):
        raise InvalidData(_("Ask each fact once."))
    for one in wanted:
        fact, values = one.get("fact"), one.get("values")
        if fact not in (*BARE, *KNOWN) or not isinstance(one.get("is"), bool) or not isinstance(values, list):
            raise InvalidData(_("This does not exist."))
        if fact in KNOWN and not values:
            raise InvalidData(_("Say which: choose at least one."))
        if fact in KNOWN and not {str(value) for value in values} <= KNOWN[fact]().keys():
            raise InvalidData(_("This does not exist."))


def names_once() -> Names:
    """By fact what its values are called, each asked of the database once: for whoever tells of many conditions."""
    return cache(lambda fact: KNOWN[fact]())


def conditions_said(conditions: Iterable[Condition], names: Names | None = None) -> str:
    """Only if no reply and the language is Italian or German; empty for none."""
    named = names or names_once()
    parts = [_part(one, named) for one in conditions]
    return _("Only if %(what)s") % {"what": _(" and ").join(parts)} if parts else ""


def _part(one: Condition, named: Names) -> str:
    fact, holds = one["fact"], one["is"]
    if fact == "no_reply":
        return _("no reply") if holds else _("they replied")
    if fact == "quote_opened":
        return _("the quote was opened") if holds else _("the quote was not opened")
    names = named(fact)
    said = {"values": _(" or ").join(str(names.get(str(value), "?")) for value in one["values"])}
    words = {
        ("stage", True): _("the stage is %(values)s"),
        ("stage", False): _("the stage is not %(values)s"),
        ("temperature", True): _("they are %(values)s"),
        ("temperature", False): _("they are not %(values)s"),
        ("tag", True): _("a tag is %(values)s"),
        ("tag", False): _("no tag is %(values)s"),
        ("language", True): _("the language is %(values)s"),
        ("language", False): _("the language is not %(values)s"),
    }
    return words[fact, holds] % said


def _stages() -> dict[str, Any]:
    """By what they mean, whatever the clinic calls them; and each stage of the clinic by its key."""
    return {**dict(Semantic.choices), **{str(one.pk): one.name for one in Stage.objects.all()}}


def _tags() -> dict[str, Any]:
    return {str(pk): name for pk, name in Tag.objects.values_list("pk", "name")}


KNOWN: Mapping[str, Callable[[], dict[str, Any]]] = {
    "stage": _stages,
    "temperature": lambda: dict(Temperature.choices),
    "tag": _tags,
    "language": lambda: {code: SPOKEN[code] for code in LANGUAGES},
}
