"""The languages that patients and staff speak, as ISO 639-1 codes; more than the desk itself is translated into."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SPOKEN = {
    "sq": _("Albanian"),
    "ar": _("Arabic"),
    "bg": _("Bulgarian"),
    "hr": _("Croatian"),
    "cs": _("Czech"),
    "da": _("Danish"),
    "nl": _("Dutch"),
    "en": _("English"),
    "fr": _("French"),
    "de": _("German"),
    "el": _("Greek"),
    "he": _("Hebrew"),
    "hu": _("Hungarian"),
    "it": _("Italian"),
    "nb": _("Norwegian"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "sr": _("Serbian"),
    "es": _("Spanish"),
    "sv": _("Swedish"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
}


def check_spoken(codes: Iterable[str]) -> None:
    """Raises ValidationError for a code that is not in SPOKEN, or stands there twice."""
    codes = list(codes)
    if len(set(codes)) != len(codes) or not set(codes) <= set(SPOKEN):
        raise ValidationError(_("Choose languages from the list, each once."))


def named(codes: Iterable[str]) -> list[str]:
    """Their names in the reader's language, in the order of the list."""
    return [str(name) for code, name in SPOKEN.items() if code in set(codes)]
