"""What a treatment of the price list is called, for whoever reads (F:2c)."""

from django.utils.translation import get_language

from leads.models import Treatment

ENGLISH = "en"


def treatment_name(treatment: Treatment) -> str:
    """In the reader's language where the price list has one, else by its own name.

    English readers see its own name always: a clinic changes that one, and the line of names may still say the old.
    """
    language = (get_language() or ENGLISH).partition("-")[0]
    in_theirs = "" if language == ENGLISH else treatment.names.get(language)
    return in_theirs if isinstance(in_theirs, str) and in_theirs else treatment.name
