"""Why a row is left out, and what people should look at in one that is not: closed lists of codes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.services.importing.files.doubts import BROKEN_LINE, CUT, TOO_MANY_CELLS, UNCLOSED, UNDECODABLE

# Found while the row is read, in this order.
BAD_ROW, TEST, CLOSED_PLACE = "bad_row", "test", "closed_place"
INCOMPLETE, UNREACHABLE = "incomplete", "unreachable"
# Found when it is compared with what the file and the clinic hold.
TWICE, ERASED, KNOWN_OTHER_NAME, OUT_OF_SIGHT = "twice", "erased", "known_other_name", "out_of_sight"
REFUSED = "refused"  # found when it is written
NEAR = "near"  # and a doubt, where such rows are not to be left out

REASONS: Mapping[str, Promise] = {
    BAD_ROW: _("the row cannot be read"),
    TEST: _("a test of the platform"),
    CLOSED_PLACE: _("closed for good"),
    INCOMPLETE: _("name, phone or mail is missing"),
    UNREACHABLE: _("phone cannot exist and no mail"),
    TWICE: _("twice in this file, first one kept"),
    ERASED: _("erased on request, stays erased"),
    KNOWN_OTHER_NAME: _("phone or mail belongs to somebody of another name"),
    OUT_OF_SIGHT: _("a colleague has this lead"),
    NEAR: _("looks like somebody, and waits to be looked at"),
    REFUSED: _("something in this row cannot be stored"),
}
# What people can put right in the row itself; of one that looks like somebody they say that it is another.
CORRECTABLE = frozenset({BAD_ROW, INCOMPLETE, UNREACHABLE, KNOWN_OTHER_NAME, NEAR, REFUSED})

# Of the values; those of the file are in importing.files.doubts.
PHONE_INVALID, MAIL_INVALID, COUNTRY_GUESSED = "phone_invalid", "mail_invalid", "country_guessed"
COUNTRY_UNKNOWN, LANGUAGE_UNKNOWN = "country_unknown", "language_unknown"
DATE_UNREADABLE, DATE_AHEAD = "date_unreadable", "date_ahead"
CONSENT_UNCLEAR, VALUE_UNREADABLE = "consent_unclear", "value_unreadable"
# Of what the clinic has.
STAGE_UNKNOWN, OWNER_UNKNOWN, PARTNER_UNKNOWN = "stage_unknown", "owner_unknown", "partner_unknown"
TAG_UNUSABLE, STOPPED = "tag_unusable", "stopped"

DOUBTS: Mapping[str, Promise] = {
    TOO_MANY_CELLS: _("more cells than there are columns"),
    UNDECODABLE: _("signs that cannot be read"),
    UNCLOSED: _("a quotation mark is opened and not closed"),
    BROKEN_LINE: _("this line is no object of JSON"),
    CUT: _("a text was too long and was cut"),
    PHONE_INVALID: _("this phone number cannot exist"),
    MAIL_INVALID: _("this mail address cannot exist"),
    COUNTRY_GUESSED: _("the number came without a country; it was read as one of the clinic's"),
    COUNTRY_UNKNOWN: _("the country is not known"),
    LANGUAGE_UNKNOWN: _("the language is not known"),
    DATE_UNREADABLE: _("a date cannot be read"),
    DATE_AHEAD: _("a date lies in the future and was left out"),
    CONSENT_UNCLEAR: _("neither a clear yes nor a clear no"),
    VALUE_UNREADABLE: _("a value cannot be read and was left out"),
    STAGE_UNKNOWN: _("there is no such stage; it begins in the first"),
    OWNER_UNKNOWN: _("there is no such colleague; nobody has it"),
    PARTNER_UNKNOWN: _("there is no such partner"),
    TAG_UNUSABLE: _("no tag can be called so"),
    STOPPED: _("asked us to stop, and stays stopped"),
    NEAR: _("looks like somebody who is there, or in a row before"),
}
