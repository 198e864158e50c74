"""What people may call themselves."""

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData

OURS = "bridgework"


def own_name(text: str) -> str:
    """The name without blanks around. Raises InvalidData for one that looks like the product's own."""
    name = " ".join(text.split())
    if name.casefold().startswith(OURS):
        said = _("Names that begin with Bridgework are kept for visits of the platform.")
        raise InvalidData(said, fields={"full_name": [said]})
    return name
