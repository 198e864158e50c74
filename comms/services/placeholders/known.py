"""The closed list of places, with what each means: for the buttons of the editor (F:C12)."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

STOP_LINK = "stop_link"
KNOWN: Mapping[str, Any] = {
    "first_name": gettext_lazy("First name of the patient"),
    "last_name": gettext_lazy("Last name of the patient"),
    "full_name": gettext_lazy("Both names of the patient"),
    "business_name": gettext_lazy("The company that the patient writes for"),
    "clinic_name": gettext_lazy("Name of your clinic"),
    "agent_name": gettext_lazy("The owner of the lead; without one, whoever sends"),
    "treatment": gettext_lazy("The treatment of your price list that they asked for, in their language"),
    "price_range": gettext_lazy("What that treatment costs, from and to"),
    STOP_LINK: gettext_lazy("Where they can say that they want no more messages"),
}


def missing_said(missing: Collection[str]) -> str:
    """Why a text cannot be sent to somebody."""
    names = ", ".join(f"{{{name}}}" for name in missing)
    told = {"names": names, "example": f"{{{next(iter(missing), '')}|…}}"}
    return (
        ngettext(
            "Nothing is known for %(names)s. Add it to the lead, or other words to the text, as in %(example)s.",
            "Nothing is known for %(names)s. Add them to the lead, or other words to the text, as in %(example)s.",
            len(missing),
        )
        % told
    )
