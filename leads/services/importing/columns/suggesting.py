"""What the columns of a file should become, as far as names and contents say."""

import re
from collections.abc import Callable, Mapping, Sequence

from crm.lib.mail import mail_address
from leads.models import CustomField
from leads.services.custom import PREFIX
from leads.services.importing.columns.folding import folded
from leads.services.importing.columns.kinds import META, PLACES, own_target
from leads.services.importing.columns.names import NAME, target_named
from leads.services.importing.columns.targets import targets

MOST = 0.6  # of the cells that say something
_PHONE = re.compile(r"(?:p:|tel:)?[\s'(]*(?:\+|00)?[\d\s().\-/]{8,20}", re.IGNORECASE)
_META_ID = re.compile(r"l:\d+")
_PATH = re.compile("places/")
_TREATMENT = re.compile("tratta|trat(?:ie|a)m|behandl|traitem|treatm|tedavi|trajtim|soin|servi[zc]", re.IGNORECASE)
# What several columns may become; of all else the first column counts.
SEVERAL = frozenset({"", "email", "phone2", "note", "tags", "do_not_contact"})
_CODES = frozenset(folded(name) for name in NAME)
Samples = Sequence[Sequence[str]]


def suggest(
    header: Sequence[str],
    samples: Samples,
    kind: str,
    remembered: Mapping[str, str] | None = None,
    custom: Mapping[str, CustomField] | None = None,
) -> dict[str, str]:
    """Column to target, "" for what is not imported. `samples` are the cells of some rows.

    What a person chose for such a file before (`remembered`) counts, as far as it still exists.
    """
    known = targets(custom or {})
    chosen = {name: target for name, target in (remembered or {}).items() if name in header and target in known}
    if len(chosen) == len(header):
        return chosen
    columns = {name: [row[at] for row in samples if row[at].strip()] for at, name in enumerate(header)}
    guessed = {name: _by_name(name, kind, custom or {}) for name in header}
    if kind == META:
        guessed |= _answers(header, guessed, columns)
    if kind == PLACES:  # the new API calls a record's path its name
        guessed |= {name: "" for name, cells in columns.items() if _most(cells, _PATH.match)}
    _settle_names(guessed)
    _by_contents(guessed, columns)
    return _once(guessed, kind) | chosen


def _by_name(name: str, kind: str, custom: Mapping[str, CustomField]) -> str:
    own = own_target(kind, name)
    if own is not None:
        return own
    plain = folded(name)
    for key, field in custom.items():
        if name == f"{PREFIX}{key}" or plain in {
            folded(key),
            folded(field.name),
            *map(folded, field.names.values()),
        }:
            return f"{PREFIX}{key}"
    return "name" if plain in _CODES else target_named(name)


def _answers(header: Sequence[str], guessed: Mapping[str, str], columns: Mapping[str, list[str]]) -> dict[str, str]:
    """Of Meta's columns: the id wherever it went, and the questions, which stand behind the platform."""
    found = {name: "reference" for name, cells in columns.items() if _most(cells, _META_ID.fullmatch)}
    if found:
        found = {name: "" for name, target in guessed.items() if target == "reference"} | found
    behind = next((at for at, name in enumerate(header) if folded(name) == "platform"), len(header))
    for name in header[behind + 1 :]:
        if not guessed[name] and own_target(META, name) is None and name not in found:
            found[name] = "interest" if _TREATMENT.search(name) else "note"
    return found


def _settle_names(guessed: dict[str, str]) -> None:
    """ "Nome" is a first name beside "Cognome"; "Name" is a last one beside "Vorname"; both alone are all of it."""
    there = set(guessed.values())
    for name, target in guessed.items():
        if target == "name" and folded(name) in _CODES:
            if "last_name" in there:
                guessed[name] = "first_name"
            elif "first_name" in there:
                guessed[name] = "last_name"
    if {"first_name", "last_name"} <= set(guessed.values()):
        guessed.update({name: "" for name, target in guessed.items() if target == "name"})


def _by_contents(guessed: dict[str, str], columns: Mapping[str, list[str]]) -> None:
    """Columns whose names say nothing: mail addresses and numbers show themselves."""
    looks: list[tuple[str, Callable[[str], object]]] = [("email", mail_address), ("phone", _PHONE.fullmatch)]
    for target, look in looks:
        if target not in guessed.values():
            found = next(
                (name for name, cells in columns.items() if not guessed[name] and _most(cells, look)), None
            )
            if found is not None:
                guessed[found] = target


def _most(cells: Sequence[str], look: Callable[[str], object]) -> bool:
    return bool(cells) and sum(bool(look(cell.strip())) for cell in cells) >= MOST * len(cells)


def _once(guessed: Mapping[str, str], kind: str) -> dict[str, str]:
    """One column each, but for what several may become; a second number is the second, and one alone the first."""
    found: dict[str, str] = {}
    for name, target in guessed.items():
        wanted = "phone2" if target == "phone" and "phone" in found.values() else target
        several = wanted in SEVERAL or (kind == PLACES and wanted in ("reference", "closed"))
        found[name] = wanted if several or wanted not in found.values() else ""
    if "phone" not in found.values():
        first = next((name for name, target in found.items() if target == "phone2"), None)
        found.update({first: "phone"} if first else {})
    return found
