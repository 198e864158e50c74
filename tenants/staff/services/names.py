"""What people and teams may be called."""

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.lines import JOINERS, one_line

OURS = "bridgework"


def own_name(text: str) -> str:
    """The name on one line; empty is none. Raises InvalidData for the product's own, and for one nobody reads."""
    name = readable(text, field="full_name")
    if "".join(sign for sign in name if sign not in JOINERS).casefold().startswith(OURS):
        said = _("Names that begin with Bridgework are kept for visits of the platform.")
        raise InvalidData(said, fields={"full_name": [said]})
    return name


def readable(text: str, *, field: str) -> str:
    """The text on one line, without signs that nobody sees. Raises InvalidData when nothing is left to read."""
    name = one_line(text)
    if text and not any(sign.isalnum() for sign in name):
        said = _("A name has letters or digits.")
        raise InvalidData(said, fields={field: [said]})
    return name
