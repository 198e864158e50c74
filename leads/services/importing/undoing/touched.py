"""Whether anybody did something with a lead since a list made it."""

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from leads import models as m
from leads.merging import relations_of_lead
from leads.models import ImportedLead, Lead, Patient
from tenants.audit.models import Entry

# What an import writes of a new lead, in the order in which it may go. Who changes one of these leaves a line in
# the trail about the lead, or its patient; any other kind of row that points at a lead was somebody's doing.
OWN: tuple[type[Model], ...] = (
    *(m.Note, m.LeadTag, m.CustomValue, m.OwnerChange, m.StageChange, m.Enquiry, m.Heat, m.LeadWords),
    *(m.Identity, m.Reference, m.Practice, m.ImportedLead, m.Patient),
)
# Never deleted: they prove what was agreed and stopped, and name nobody.
KEPT: tuple[type[Model], ...] = (m.Consent, m.Suppression)
# Found by the product itself, and worth nothing without the lead.
FOUND: tuple[type[Model], ...] = (m.LikelyPair,)
# Lines that the product writes, and that are nobody's work. What another list filled is asked of its rows; whatever
# somebody took back has a line of its own before.
BY_ITSELF = ("lead.scored", "patient.made", "lead.import_filled", "lead.put_back")


def touched(pks: Collection[int], brought: int) -> set[int]:
    """Of leads that this list made, those that somebody changed, answered, or tied something to. A question for
    each kind of row that points at a lead, whatever the number of leads."""
    found = _in_the_trail(Lead, pks)
    patients = dict(Patient.objects.filter(lead__in=pks).values_list("pk", "lead_id"))
    found |= {patients[pk] for pk in _in_the_trail(Patient, patients)} if patients else set()
    others = ImportedLead.objects.filter(lead__in=pks).exclude(brought=brought)
    found.update(others.values_list("lead_id", flat=True))
    for relation in relations_of_lead():
        if relation.model not in (*OWN, *KEPT, *FOUND):
            rows = relation.model._base_manager.filter(**{f"{relation.name}__in": list(pks)}).order_by()
            found.update(rows.values_list(relation.attname, flat=True))
    return found


def _in_the_trail(model: type[Model], pks: Collection[int]) -> set[int]:
    kind = ContentType.objects.get_for_model(model)
    lines = Entry.objects.filter(content_type=kind, object_pk__in=[str(pk) for pk in pks]).order_by()
    told = lines.exclude(additional_data__verb__in=BY_ITSELF).values_list("object_pk", flat=True)
    return {int(pk) for pk in told}
