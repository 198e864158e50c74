"""Which demo clinics are made when; what a crash leaves is test_demo_killed (F:I25)."""

import pytest

from leads.services.demo import CLINICS, clinics_to_seed
from tenants.models import Clinic
from tenants.services.provisioning import NewClinic, reserve

FIRST, SECOND = (slug for _, slug in CLINICS)
BEGUN, OPEN = Clinic.State.PROVISIONING, Clinic.State.ACTIVE


@pytest.fixture
def there(clinic):
    """`there(slug=state, own=state)`: exactly these clinics; `own` is one that somebody made by hand."""

    def make(**states):
        Clinic.objects.update(state=states.pop("own", BEGUN))
        for slug, state in states.items():
            slug = slug.replace("_", "-")
            made = reserve(NewClinic(slug, slug, f"{slug}.localhost"))
            Clinic.objects.filter(pk=made.pk).update(state=state)

    return make


@pytest.mark.parametrize(
    ("states", "if_empty", "always"),
    [
        ({}, [FIRST, SECOND], [FIRST, SECOND]),
        ({"tirana_smile": BEGUN, "buda_dent": BEGUN}, [FIRST, SECOND], [FIRST, SECOND]),
        ({"tirana_smile": OPEN, "buda_dent": BEGUN}, [SECOND], [SECOND]),
        ({"tirana_smile": OPEN, "buda_dent": OPEN}, [], []),
        ({"tirana_smile": OPEN}, [], [SECOND]),
        ({"tirana_smile": Clinic.State.SUSPENDED}, [], [SECOND]),
        ({"own": OPEN}, [], [FIRST, SECOND]),
        ({"own": OPEN, "tirana_smile": BEGUN, "buda_dent": BEGUN}, [FIRST, SECOND], [FIRST, SECOND]),
    ],
    ids=str,
)
def test_what_is_not_open_yet_is_seeded_and_what_somebody_removed_is_not(there, states, if_empty, always):
    there(**states)

    assert [new.slug for new in clinics_to_seed(only_if_empty=True)] == if_empty
    assert [new.slug for new in clinics_to_seed(only_if_empty=False)] == always
