"""What stands in the places for a lead, in the language of the text. Gathered by key, inside the clinic (H:S16)."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import prefetch_related_objects
from django.utils.translation import override

from leads.models import Lead, Treatment
from leads.services.money import range_shown
from leads.services.treatment_names import treatment_name
from tenants.context import current_clinic
from tenants.staff.models import User


class Known:
    """What is known of some leads: one query, however many they are, and two where the caller has their `rows`,
    each whole. `by` is who sends."""

    def __init__(self, leads: Collection[int], *, by: User | None, rows: Iterable[Lead] = ()) -> None:
        known = list(rows)
        if known:
            prefetch_related_objects(known, "treatment", "assigned_to")
        else:
            asked = Lead.objects.filter(pk__in=leads).select_related("treatment", "assigned_to")
            known = list(asked.order_by())
        self.leads: Mapping[int, Lead] = {row.pk: row for row in known}
        self._clinic = current_clinic().name
        self._by = by

    def of(self, lead: int, language: str) -> dict[str, str]:
        """The values of one, as texts in `language`; empty where nothing is known. A lead that is not there has
        the clinic's and the sender's alone."""
        row = self.leads.get(lead)
        shared = {"clinic_name": self._clinic, "agent_name": _called(self._by)}
        if row is None:
            return shared
        return shared | {
            "first_name": row.first_name,
            "last_name": row.last_name,
            "full_name": f"{row.first_name} {row.last_name}".strip(),
            "business_name": row.company,
            "agent_name": _called(row.assigned_to) or shared["agent_name"],
            **_of_treatment(row.treatment, language),
        }


def _of_treatment(treatment: Treatment | None, language: str) -> dict[str, str]:
    if treatment is None:
        return {}
    with override(language):
        prices = range_shown(treatment.price_from, treatment.price_to, treatment.currency)
        return {"treatment": treatment_name(treatment), "price_range": prices}


def _called(person: User | None) -> str:
    return person.full_name if person else ""
