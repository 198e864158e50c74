"""What one clinic signed is worth nothing in another, although their ids could be equal (H:T11, M7)."""

import pytest
from django.core.signing import BadSignature, SignatureExpired

from tenants.context import clinic_context
from tenants.services import signing

LEAD = {"lead": 1}


@pytest.fixture
def token(clinic):
    with clinic_context(clinic):
        return signing.dumps(LEAD, purpose="unsubscribe")


def test_the_clinic_that_signed_a_value_reads_it(clinic, token):
    with clinic_context(clinic):
        assert signing.loads(token, purpose="unsubscribe", max_age=60) == LEAD


def test_the_neighbour_does_not(other_clinic, token):
    with clinic_context(other_clinic), pytest.raises(BadSignature):
        signing.loads(token, purpose="unsubscribe", max_age=60)


def test_nor_does_the_platform_nor_a_clinic_what_the_platform_signed(clinic, token):
    of_the_platform = signing.dumps(LEAD, purpose="unsubscribe")

    with pytest.raises(BadSignature):
        signing.loads(token, purpose="unsubscribe", max_age=60)
    with clinic_context(clinic), pytest.raises(BadSignature):
        signing.loads(of_the_platform, purpose="unsubscribe", max_age=60)


def test_a_value_signed_for_one_purpose_is_not_taken_for_another(clinic, token):
    with clinic_context(clinic), pytest.raises(BadSignature):
        signing.loads(token, purpose="download", max_age=60)


def test_a_value_that_is_too_old_is_refused(clinic, token):
    with clinic_context(clinic), pytest.raises(SignatureExpired):
        signing.loads(token, purpose="unsubscribe", max_age=-1)
