"""Contact warms: theirs restores the temperature of the score, ours begins the days anew (F:0.1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Heat, Lead, Temperature
from leads.services.heat import cool_leads, warm
from leads.services.heat.pinning import pin, release
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles

HOT, WARM, COLD = Temperature.HOT, Temperature.WARM, Temperature.COLD
DAY = timedelta(days=1)
MARIO = {"first_name": "Mario", "last_name": "Rossi", "email": "mario@example.com"}


@pytest.fixture
def post(clinic):
    client, key = client_of(clinic), key_of(clinic)
    return lambda **fields: post_lead(client, key, **MARIO | fields)


def only_heat(clinic) -> Heat:
    with clinic_context(clinic):
        return Heat.objects.select_related("lead").get()


def test_a_new_lead_begins_with_the_temperature_of_its_score(clinic, post):
    post(phone="+39333111222", treatment="All-on-4", country="IT")

    heat = only_heat(clinic)

    assert (heat.lead.lead_score > 70, heat.temperature, heat.warmed_at) == (True, HOT, heat.lead.created_at)
    assert heat.cools_at == heat.warmed_at + 3 * DAY


def test_whoever_has_gone_cold_and_writes_is_warm_at_least(clinic, post):
    post()
    with clinic_context(clinic):
        long_ago = timezone.now() - 60 * DAY
        Lead.objects.update(created_at=long_ago, first_name="", source="other")
        Heat.objects.update(temperature=COLD, cools_at=None, warmed_at=long_ago)

    post()

    heat = only_heat(clinic)
    assert (heat.lead.lead_score < 40, heat.temperature, heat.cools_at) == (True, WARM, heat.warmed_at + 7 * DAY)


def test_who_is_pinned_and_writes_stays_pinned(clinic, post):
    post()
    with clinic_context(clinic):
        Heat.objects.update(temperature=COLD, cools_at=None, pinned_at=timezone.now())

    post(phone="+39333111222", treatment="All-on-4", country="IT")

    heat = only_heat(clinic)
    assert (heat.temperature, heat.cools_at, heat.warmed_at) == (COLD, None, heat.lead.last_arrival_at)


def test_our_own_word_keeps_the_temperature_for_as_long_again(clinic):
    lead = make_lead(clinic, temperature=HOT, minutes=2 * 24 * 60)
    now = timezone.now()

    with clinic_context(clinic):
        changed = warm([lead.pk], at=now)
        late = warm([lead.pk], at=now - DAY)

    heat = only_heat(clinic)
    assert (changed, late, heat.temperature) == (1, 0, HOT)
    assert (heat.warmed_at, heat.cools_at) == (now, now + 3 * DAY)


@pytest.fixture
def cooled(clinic):
    """Somebody with 81 points who fell silent long ago."""
    lead = make_lead(clinic, lead_score=81, temperature=HOT, minutes=20 * 24 * 60)
    with clinic_context(clinic):
        cool_leads(now=timezone.now())
    return lead


def test_a_pin_holds_until_it_is_let_go_and_the_trail_says_so(clinic, cooled, act, agent):
    act(pin, cooled.pk, HOT)
    pinned = only_heat(clinic)
    act(release, cooled.pk)

    free = only_heat(clinic)
    assert (pinned.temperature, pinned.pinned_by_id, pinned.cools_at) == (HOT, agent.pk, None)
    assert (free.temperature, free.pinned_at, free.pinned_by) == (COLD, None, None)
    with clinic_context(clinic):
        told = Entry.objects.filter(additional_data__verb__startswith="lead.heat").order_by("pk")
        assert [one.verb for one in told] == ["lead.heat_pinned", "lead.heat_released"]


def test_let_go_it_is_what_the_score_and_the_silence_make_of_it(clinic, act):
    lead = make_lead(clinic, lead_score=71, minutes=60)
    act(pin, lead.pk, COLD)

    heat = act(release, lead.pk)

    assert (heat.temperature, heat.cools_at) == (HOT, heat.warmed_at + 3 * DAY)


def test_let_go_on_a_lead_that_is_lost_it_does_not_cool(clinic, act):
    lead = make_lead(clinic, stage="Lost", lead_score=71, minutes=60)
    act(pin, lead.pk, COLD)

    heat = act(release, lead.pk)

    assert (heat.temperature, heat.cools_at) == (HOT, None)


def test_the_same_pin_again_and_a_release_of_nothing_leave_no_line(clinic, act):
    lead = make_lead(clinic)
    act(release, lead.pk)
    act(pin, lead.pk, WARM)

    act(pin, lead.pk, WARM)

    with clinic_context(clinic):
        assert Entry.objects.filter(additional_data__verb__startswith="lead.heat").count() == 1


def test_what_is_no_temperature_is_refused_beside_the_field(clinic, act):
    lead = make_lead(clinic)

    with pytest.raises(InvalidData) as refused:
        act(pin, lead.pk, "boiling")

    assert list(refused.value.fields) == ["temperature"]


def test_nobody_pins_what_they_do_not_see_or_may_not_change(clinic, act):
    colleague = make_user(clinic, email="colleague@example.com")
    lead = make_lead(clinic, assigned_to=colleague)
    own = make_user(clinic, email="own@example.com", data_scope="own")
    reader = make_user(clinic, email="reader@example.com", role=roles.READ_ONLY)

    for deed in (lambda by: act(pin, lead.pk, HOT, by=by), lambda by: act(release, lead.pk, by=by)):
        with pytest.raises(NotThere):
            deed(own)
        with pytest.raises(NotAllowed):
            deed(reader)

    assert only_heat(clinic).pinned_at is None
