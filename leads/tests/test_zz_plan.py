from django.db import connection
from leads.services.triage.waiting import _all_for, HeldFor
from leads.tests.held import hold
from tenants.context import clinic_context
from leads.models import LeadPayload
from django.db.models import Count
def test_plan(clinic, agent):
    hold(clinic)
    with clinic_context(clinic):
        with connection.cursor() as c: c.execute("set local enable_seqscan=off")
        rows = _all_for(agent).waiting().exclude(held_for=HeldFor.TRAP)
        print(rows.order_by().values_list("held_for").annotate(number=Count("pk")).explain())
        print(LeadPayload.objects.waiting()[:26].explain())
