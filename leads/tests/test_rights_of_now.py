"""What somebody may do is asked when the rows are locked, not when their request began (H:A11, H:A14)."""

from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from crm.lib.errors import NotAllowed, NotThere
from crm.testing.people import make_user
from leads.models import Lead
from leads.services import operations
from leads.services.editing import change_lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.undo.services.ledger import undo


def deeds(lead, by) -> dict:
    """Each door to a lead's row; `undo` takes back that it was archived."""
    now = timezone.now()
    archived = operations.archive([lead.pk], by=by, now=now).operation
    operations.restore([lead.pk], by=by, now=now)
    operations.archive([lead.pk], by=by, now=now)
    return {
        "edit": partial(change_lead, lead.pk, {"first_name": "Eve"}, now=now),
        "many": partial(operations.restore, [lead.pk], now=now),
        "undo": partial(undo, archived.pk, now=now),
    }


def row(lead) -> dict:
    return Lead.objects.values().get(pk=lead.pk)


@pytest.mark.parametrize("deed", ["edit", "many", "undo"])
@pytest.mark.parametrize("how", ["closed", "demoted"])
def test_who_was_closed_or_demoted_meanwhile_changes_nothing(clinic, agent, deed, how):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        run = deeds(lead, agent)[deed]
        by = User.objects.get(pk=agent.pk)
        assert by.has_perm("leads.change_lead")
        if how == "closed":
            User.objects.filter(pk=agent.pk).update(is_active=False)
        else:
            User.objects.get(pk=agent.pk).groups.set([Group.objects.get(name=roles.READ_ONLY)])
        before = row(lead)

        with pytest.raises((NotAllowed, NotThere)):
            run(by=by)

        assert row(lead) == before


@pytest.mark.parametrize("deed", ["edit", "many", "undo"])
def test_who_sees_less_since_changes_less(clinic, agent, deed):
    lead = make_lead(clinic, assigned_to=make_user(clinic, email="other@example.com"))
    with clinic_context(clinic):
        run = deeds(lead, agent)[deed]
        User.objects.filter(pk=agent.pk).update(data_scope=User.DataScope.OWN)
        before = row(lead)

        if deed == "edit":
            with pytest.raises(NotThere):
                run(by=agent)
        else:
            run(by=agent)

        assert row(lead) == before
