"""Why a lead was lost: kept where nobody asks again, and gone where it turns out won."""

import pytest

from crm.lib.errors import InvalidData
from leads.models import Stage
from leads.services.editing import change_lead
from leads.services.moving import Given, move_leads
from leads.tests.test_correcting import enquiry, gone_to
from tenants.context import clinic_context


def test_what_turns_out_won_was_lost_for_no_reason(clinic, act):
    lead = gone_to(clinic, act, "closed", is_won=False, lost_reason="price", lost_note="too dear")

    with pytest.raises(InvalidData) as refused:
        act(change_lead, lead.pk, {}, given=Given(is_won=True, lost_reason="fear"))
    act(change_lead, lead.pk, {}, given=Given(is_won=True))

    kept = enquiry(clinic, lead)
    assert list(refused.value.fields) == ["lost_reason"]
    assert (kept.is_won, kept.lost_reason, kept.lost_note) == (True, "", "")


@pytest.mark.parametrize(
    ("start", "given", "kept"),
    [
        ("closed", Given(), (False, "price")),
        ("lost", Given(is_won=False), (False, "price")),
        ("closed", Given(is_won=False, emptied=frozenset({"lost_reason"})), (False, "")),
        ("lost", Given(is_won=True), (True, "")),
    ],
)
def test_a_reason_goes_along_to_where_it_is_not_asked_again(clinic, act, start, given, kept):
    words = {"is_won": False} if start == "closed" else {}
    lead = gone_to(clinic, act, start, lost_reason="price", **words)
    with clinic_context(clinic):
        other = Stage.objects.create(name="Put away", semantic="closed", position=91).pk

    act(move_leads, [lead.pk], to=other, given=given)

    stands = enquiry(clinic, lead)
    assert (stands.is_won, stands.lost_reason) == kept
