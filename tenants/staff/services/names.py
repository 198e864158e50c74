"""What people may call themselves."""

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData

OURS = "bridgework"


def own_name(text: str) -> str:
    """The name without blanks around. Raises InvalidData for the product's own, and for one that nobody reads."""
    name = " ".join(text.split())
    if name and not any(sign.isalnum() for sign in name):
        said = _("A name has letters or digits.")
        raise InvalidData(said, fields={"full_name": [said]})
    if name.casefold().startswith(OURS):
        said = _("Names that begin with Bridgework are kept for visits of the platform.")
        raise InvalidData(said, fields={"full_name": [said]})
    return name
