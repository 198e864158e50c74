"""Leads that a list made go again, with all that it wrote of them."""

from collections.abc import Collection

from django.db.models import Q

from leads.models import Journey, JourneyVisit, Lead, LikelyPair
from leads.services.importing.undoing.touched import OWN


def remove(pks: Collection[int]) -> None:
    """Leads that the caller holds and that nobody touched. One statement for each kind of row; consents and stops
    stay, for they prove something and name nobody."""
    wanted = list(pks)
    JourneyVisit.objects.filter(journey__patient__lead__in=wanted)._raw_delete("default")
    Journey.objects.filter(patient__lead__in=wanted)._raw_delete("default")
    LikelyPair.objects.filter(Q(one__in=wanted) | Q(other__in=wanted))._raw_delete("default")
    for model in OWN:
        model._base_manager.filter(lead__in=wanted)._raw_delete("default")
    Lead._base_manager.filter(pk__in=wanted)._raw_delete("default")
