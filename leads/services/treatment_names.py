"""What a treatment of the price list is called, for whoever reads (F:2c)."""

from leads.models import Treatment
from leads.services.own_names import shown_name


def treatment_name(treatment: Treatment) -> str:
    return shown_name(treatment)
