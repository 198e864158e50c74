"""What the database refuses of a key, whoever writes it."""

import pytest
from django.db import IntegrityError, transaction

from crm.testing.people import key_of
from tenants.context import clinic_context
from tenants.keys.models import ApiKey

PAGE = "https://clinic-site.example"


@pytest.mark.parametrize(
    "wrong",
    [{"text": "bw_secret_x"}, {"kind": "other"}, {"previous_hash": "x"}, {"secret_hash": ""}, {"per_hour": 0}],
    ids=str,
)
def test_a_row_that_could_not_be_is_refused(clinic, wrong):
    key_of(clinic)

    with clinic_context(clinic), pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.update(**wrong)


def test_of_a_site_key_the_text_is_kept_and_of_a_secret_one_it_is_not(clinic):
    texts = {key_of(clinic): "", key_of(clinic, kind="site", origins=[PAGE]): "itself"}

    with clinic_context(clinic):
        kept = {row.kind: row.text for row in ApiKey.objects.all()}

    assert kept == {"secret": "", "site": next(text for text, said in texts.items() if said)}
