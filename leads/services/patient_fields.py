"""Which field of a lead each field of a patient is made of, as the clinic chooses (F:L28)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import CustomField, LeadRules
from leads.services.own_names import shown_name
from leads.services.patients import CUSTOM, FROM_LEAD, USUAL
from leads.services.rules import forget_lead_rules


def choices_for(name: str) -> list[tuple[str, str]]:
    """What may fill it: a birthday is a date of the clinic's own, anything else a text."""
    is_day = name == "born_on"
    fields = [field for field in CustomField.objects.all() if (field.kind == CustomField.Kind.DATE) or not is_day]
    own = [(f"{CUSTOM}{field.key}", shown_name(field)) for field in fields]
    usual = [] if is_day else [(source, str(label)) for source, label in FROM_LEAD.items()]
    return [("", _("nothing")), *usual, *own]


@transaction.atomic
def keep_mapping(wanted: Mapping[str, str]) -> LeadRules:
    """Write {field of a patient: source}; those who are patients stay as they are. Raises InvalidData by field."""
    wrong = {name: [_("This does not exist.")] for name in wanted if not _may(name, wanted[name])}
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    rules = LeadRules.objects.select_for_update().get(pk=1)
    rules.patient_fields = {name: wanted.get(name, usual) for name, usual in USUAL.items()}
    rules.save(update_fields=["patient_fields"])
    transaction.on_commit(forget_lead_rules)
    return rules


def _may(name: str, source: str) -> bool:
    return name in USUAL and source in {value for value, _label in choices_for(name)}
