"""What Django translates itself, so that we carry no second translation of it."""

from functools import cache
from pathlib import Path

import django
import polib
from django.conf import settings

# The parts of Django whose texts can be on our pages.
_PARTS = ("conf", "contrib/admin", "contrib/auth")


def known_to_django(context: str, text: str) -> bool:
    """Whether Django brings this text in each of our languages."""
    return all((context, text) in _texts_of(language) for language, _ in settings.LANGUAGES if language != "en")


@cache
def _texts_of(language: str) -> set[tuple[str, str]]:
    home = Path(django.__file__).parent
    files = (home / part / "locale" / language / "LC_MESSAGES" / "django.po" for part in _PARTS)
    return {
        (one.msgctxt or "", one.msgid) for file in files for one in polib.pofile(str(file)).translated_entries()
    }
