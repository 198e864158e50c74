"""Two people choose how leads are scored at the same moment: one is kept, the other is told (F:0.1, H:A14)."""

from functools import partial

from django.utils import timezone

from crm.testing.people import make_user
from crm.testing.threads import at_once
from leads.models import Recalculation, ScoringProfile
from leads.services.scoring.keeping import Wished, keep_profile
from tenants.context import clinic_context
from tenants.staff import roles


def test_of_four_ways_at_once_one_is_kept_and_the_other_three_are_told(fresh_clinic):
    clinic = fresh_clinic()
    person = make_user(clinic, role=roles.MANAGER, email="boss@example.com")
    wishes = [Wished({"service": points}) for points in (10, 20, 30, 40)]
    said = {"by": person, "now": timezone.now(), "seen": 1}

    answers = at_once(clinic, *[partial(keep_profile, wished, **said) for wished in wishes])

    assert sorted(type(answer).__name__ for answer in answers) == [*["Conflict"] * 3, "ScoringProfile"]
    with clinic_context(clinic):
        assert list(ScoringProfile.objects.values_list("version", "is_active")) == [(2, True), (1, False)]
        assert Recalculation.objects.count() == 1
