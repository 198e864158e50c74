"""A number or a mail is added or corrected by hand: found, scored and stopped by it (F:L1, L2, L17, L18)."""

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import make_user
from leads.models import Identity, Lead, Patient, Suppression
from leads.services.consent import suppress
from leads.services.contacts import keep_contact, mark_wrong
from leads.services.known import KnownAlready
from leads.tests.factories import make_lead, reach
from leads.tests.record_addresses import page, to
from tenants.audit.models import Entry
from tenants.context import clinic_context


@pytest.fixture
def lead(clinic):
    return make_lead(clinic, country="IT")


def reached(clinic, lead) -> list[tuple[str, bool]]:
    with clinic_context(clinic):
        return list(Identity.objects.filter(lead=lead).order_by("pk").values_list("value", "is_valid"))


def as_patient(clinic, lead) -> tuple[str, str]:
    with clinic_context(clinic):
        return Patient.objects.values_list("phone", "email").get(lead=lead)


def now(clinic, lead) -> Lead:
    with clinic_context(clinic):
        return Lead.objects.get(pk=lead.pk)


def test_a_number_that_is_added_is_found_scored_and_told(clinic, act, lead):
    act(keep_contact, lead.pk, "email", "Marco@example.com")
    before = now(clinic, lead)

    act(keep_contact, lead.pk, "phone", "333 1234567")

    after = now(clinic, lead)
    assert reached(clinic, lead) == [("marco@example.com", True), ("+393331234567", True)]
    assert after.lead_score > before.lead_score
    assert after.updated_at > before.updated_at
    with clinic_context(clinic):
        assert list(Lead.objects.matching("0333 123")) == [lead]
        assert Entry.objects.filter(additional_data__verb="lead.reached").count() == 2


def test_the_right_number_takes_the_place_of_the_wrong_one(clinic, act, lead):
    wrong = reach(clinic, lead, "phone", "+393339999999", is_valid=False)

    act(keep_contact, lead.pk, "phone", "+39 333 123 4567", instead_of=wrong.pk)

    assert reached(clinic, lead) == [("+393331234567", True)]
    with clinic_context(clinic):
        assert not Lead.objects.matching("3339999999").exists()


def test_a_number_that_was_marked_wrong_is_used_again_and_a_repeat_changes_nothing(clinic, act, lead):
    reach(clinic, lead, "phone", "+393331234567", is_valid=False)
    act(keep_contact, lead.pk, "phone", "+393331234567")
    before = now(clinic, lead).updated_at

    act(keep_contact, lead.pk, "phone", "0039 333 1234567")

    assert reached(clinic, lead) == [("+393331234567", True)]
    assert now(clinic, lead).updated_at == before


def test_one_of_two_that_turn_out_to_be_the_same_goes(clinic, act, lead):
    reach(clinic, lead, "phone", "+393331234567")
    other = reach(clinic, lead, "phone", "+393339999999")

    act(keep_contact, lead.pk, "phone", "+393331234567", instead_of=other.pk)

    assert reached(clinic, lead) == [("+393331234567", True)]


def test_the_same_request_once_more_is_answered_as_the_first_time(clinic, act, lead):
    """The contact that it names is gone: the lead is as asked."""
    reach(clinic, lead, "phone", "+393331234567")
    other = reach(clinic, lead, "phone", "+393339999999")

    first, second = (act(keep_contact, lead.pk, "phone", "+393331234567", instead_of=other.pk) for _ in range(2))

    assert first == second
    assert reached(clinic, lead) == [("+393331234567", True)]


def test_a_mail_does_not_take_the_place_of_a_number(clinic, act, agent_client, lead):
    number = reach(clinic, lead, "phone", "+393331234567")
    with pytest.raises(InvalidData) as refused:
        act(keep_contact, lead.pk, "email", "marco@example.com", instead_of=number.pk)

    typed = {"contact": "marco@example.com", "instead_of": str(number.pk)}
    page_again = agent_client.post(to(lead, "contact"), typed).content.decode()

    assert list(refused.value.fields) == ["instead_of"]
    assert refused.value.detail in page_again
    assert f'<option value="{number.pk}" selected>' in page_again
    assert reached(clinic, lead) == [("+393331234567", True)]


def test_the_patient_has_the_right_number_when_they_had_the_wrong_one(clinic, act, lead):
    first = reach(clinic, lead, "phone", "+393339999999")
    with clinic_context(clinic):
        Patient.objects.create(lead=lead, phone="+393339999999", email="own@example.com", made_at=timezone.now())
    mail = reach(clinic, lead, "email", "old@example.com")

    act(keep_contact, lead.pk, "phone", "+393331234567", instead_of=first.pk)
    act(keep_contact, lead.pk, "email", "new@example.com", instead_of=mail.pk)

    assert as_patient(clinic, lead) == ("+393331234567", "own@example.com")


def test_the_patient_has_no_number_that_is_wrong_and_the_right_one_once_it_is_known(clinic, act, lead):
    first = reach(clinic, lead, "phone", "+393339999999")
    second = reach(clinic, lead, "phone", "+393338888888")
    with clinic_context(clinic):
        Patient.objects.create(lead=lead, phone="+393339999999", made_at=timezone.now())

    phones = []
    for wrong in (first, second):
        with clinic_context(clinic):
            mark_wrong(Identity.objects.get(pk=wrong.pk), now=timezone.now())
        phones.append(as_patient(clinic, lead)[0])
    act(keep_contact, lead.pk, "phone", "+393331234567", instead_of=second.pk)

    assert [*phones, as_patient(clinic, lead)[0]] == ["+393338888888", "", "+393331234567"]


def test_what_somebody_else_holds_stays_theirs(clinic, act, lead):
    reach(clinic, make_lead(clinic, "Anna"), "phone", "+393331234567")

    with pytest.raises(KnownAlready) as known:
        act(keep_contact, lead.pk, "phone", "+393331234567")

    assert known.value.fields == {"phone": ["A lead with this address exists. Owner: nobody."]}
    assert reached(clinic, lead) == []


def test_whoever_asked_us_to_stop_by_that_address_is_stopped_with_their_companion(clinic, act, lead):
    companion = make_lead(clinic, "Anna", companion_of=lead)
    with clinic_context(clinic):
        asked = {"reason": Suppression.Reason.ASKED, "source": "test", "by": None}
        suppress([("email", "marco@example.com")], **asked, now=timezone.now())

    act(keep_contact, lead.pk, "email", "marco@example.com")

    assert now(clinic, lead).do_not_contact
    assert now(clinic, companion).do_not_contact


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("phone", ""), ("phone", "12"), ("phone", "3" * 65), ("email", "marco@"), ("email", "\x00"), ("fax", "1")],
)
def test_what_nobody_can_be_reached_by_is_refused(clinic, act, lead, kind, typed):
    with pytest.raises(InvalidData) as refused:
        act(keep_contact, lead.pk, kind, typed)

    assert list(refused.value.fields) == [kind]
    assert reached(clinic, lead) == []


def test_a_contact_of_another_lead_is_not_corrected_and_a_lead_out_of_sight_is_not_there(clinic, act, agent, lead):
    colleague = make_user(clinic, email="other@example.com")
    theirs = make_lead(clinic, "Anna", assigned_to=colleague)
    contact = reach(clinic, theirs, "phone", "+393339999999")
    with pytest.raises(InvalidData):
        act(keep_contact, lead.pk, "phone", "+393331234567", instead_of=contact.pk)
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")
        scoped = type(agent).objects.get(pk=agent.pk)

    with pytest.raises(NotThere):
        act(keep_contact, theirs.pk, "phone", "+393331234567", by=scoped)

    assert reached(clinic, theirs) == [("+393339999999", True)]


def test_the_page_takes_either_and_says_beside_the_field_what_is_wrong(clinic, agent_client, lead):
    refused = agent_client.post(to(lead, "contact"), {"contact": "12"})
    saved = agent_client.post(to(lead, "contact"), {"contact": "marco@example.com", "instead_of": ""})

    assert refused.status_code == 422
    assert 'aria-describedby="contact-wrong"' in refused.content.decode()
    assert (saved.status_code, saved["Location"]) == (303, page(lead))
    assert reached(clinic, lead) == [("marco@example.com", True)]
