"""Why two leads may be one person, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from leads.services.duplicates.likeness import Why

WORDS = {
    Why.CONTACT: _("has this number or mail"),
    Why.NUMBER: _("a number with the same figures"),
    Why.MAIL: _("a mail that may be mistyped"),
    Why.MAIL_NEAR: _("one family name, and mails that differ in one letter"),
    Why.NAME_AND_TREATMENT: _("the same name and treatment"),
    Why.NAME_AND_COUNTRY: _("the same name and country"),
}


def in_words(why: Iterable[Why]) -> list[str]:
    return [str(WORDS[one]) for one in why]
