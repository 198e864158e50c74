"""Every text of the product that is shown in the reader's language, found without the gettext programs."""

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

from crm.languages.borrowed import known_to_django

# Function -> which of its arguments are texts, as Babel counts them: (1, "c") is a context, (2, 3) one and many.
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_SHOWN = {"tests", "testing", "migrations", "servers", "languages"}
# It ships no translations of its own (LIBRARIES, fact 8), and parts of it are not installed here.
BORROWED = "unfold"
NOT_INSTALLED = {"import_export", "guardian", "simple_history", "constance", "location_field", "inlines"}

# A text is known by (context, one); its many is empty where there is no plural.
Texts = dict[tuple[str, str], str]


def texts() -> Texts:
    """All texts of our code and pages, and those of unfold that Django does not bring in each of our languages."""
    ours = _texts_in(_files(settings.BASE_DIR, _top_level()))
    borrowed = _texts_in(_files(_place_of(BORROWED), [""]))
    return {key: many for key, many in borrowed.items() if not known_to_django(*key)} | ours


def _top_level() -> list[str]:
    """The folders with apps, and the templates."""
    packages = (one.parent.name for one in settings.BASE_DIR.glob("*/__init__.py"))
    return [*sorted(packages), "templates"]


def _place_of(package: str) -> Path:
    return Path(importlib.util.find_spec(package).origin).parent


def _files(base: Path, folders: list[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((base / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not (NOT_SHOWN | NOT_INSTALLED) & set(
                path.relative_to(base).parts
            ):
                yield path


def _texts_in(paths: Iterator[Path]) -> Texts:
    found: Texts = {}
    for path in paths:
        for _line, words, _comments, context in extract("python", _python_of(path), keywords=KEYWORDS):
            one, many = words if isinstance(words, tuple) else (words, "")
            if one:
                found[context or "", one] = many or found.get((context or "", one), "")
    return found


def _python_of(path: Path) -> io.BytesIO:
    """A template's texts as calls of gettext, one line each; Python as it is."""
    text = path.read_text()
    if path.suffix != ".py":
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    return io.BytesIO(text.encode())
