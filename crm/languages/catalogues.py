"""A language's .po and .mo: merged with what the source says now, in an order that depends on nothing else."""

import re
from pathlib import Path

import polib
from django.conf import settings

from crm.languages.sources import Texts

PLURALS = "nplurals=2; plural=({});"
MANY = {"tr": "n > 1"}  # as Django's own catalogue counts
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def languages() -> list[str]:
    """Those the texts are translated into; the source is English."""
    return [code for code, _name in settings.LANGUAGES if code != "en"]


def path_of(language: str) -> Path:
    return settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    return polib.pofile(str(path_of(language)))


def merge(language: str, texts: Texts) -> polib.POFile:
    """What is translated stays, what is new waits untranslated, what is gone is gone. Writes the .po."""
    path = path_of(language)
    known = {(one.msgctxt or "", one.msgid): one for one in read(language)} if path.exists() else {}
    merged = polib.POFile(wrapwidth=100)
    merged.metadata = {
        "Project-Id-Version": "Bridgework",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS.format(MANY.get(language, "n != 1")),
    }
    for key in sorted(texts, key=lambda key: (key[1], key[0])):
        merged.append(_entry(key, texts[key], known.get(key)))
    path.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(path), newline="\n")
    return merged


def _entry(key: tuple[str, str], many: str, known: polib.POEntry | None) -> polib.POEntry:
    context, one = key
    entry = polib.POEntry(msgid=one, msgctxt=context or None)
    if re.search(r"%\(\w+\)[sd]|%[sd]", one + many):
        entry.flags = ["python-format"]
    if many:
        entry.msgid_plural = many
        before = known.msgstr_plural if known else {}
        entry.msgstr_plural = {number: before.get(number, "") for number in (0, 1)}
    elif known:
        entry.msgstr = known.msgstr
    return entry


def compiled(catalogue: polib.POFile) -> bytes:
    """The .mo of a .po: the same bytes on every machine."""
    return catalogue.to_binary()


def untranslated(catalogue: polib.POFile) -> list[str]:
    return [one.msgid for one in catalogue if not one.obsolete and (one.fuzzy or not _whole(one))]


def mismatched(catalogue: polib.POFile) -> list[str]:
    """Texts whose translation names other placeholders; the one of a plural may have the places of either form."""
    return [one.msgid for one in catalogue if not _same_places(one)]


def _whole(entry: polib.POEntry) -> bool:
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return all(forms) and (not entry.msgid_plural or len(entry.msgstr_plural) == 2)


def _same_places(entry: polib.POEntry) -> bool:
    if not entry.msgid_plural:
        return places(entry.msgstr) == places(entry.msgid)
    allowed = (places(entry.msgid), places(entry.msgid_plural))
    return places(entry.msgstr_plural[1]) == allowed[1] and places(entry.msgstr_plural[0]) in allowed


def places(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))
