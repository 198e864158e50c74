"""Threads of the web process share connections to the database, and clinics share none of their rows (H:T1)."""

from concurrent.futures import ThreadPoolExecutor

from crm.testing.people import host_of, key_of
from crm.testing.processes import Web, free_port, until
from leads.models import Lead
from tenants.context import clinic_context

EACH = 20


def test_clinics_that_take_turns_on_two_connections_never_meet(fresh_clinic):
    doors = [(clinic, key_of(clinic)) for clinic in (fresh_clinic(), fresh_clinic())]
    port = free_port()
    web = Web("crm.wsgi:application", "wsgi", port, PORT=str(port), DATABASE_POOL_MAX="2")

    def send(number):
        clinic, key = doors[number % 2]
        person = {"first_name": clinic.slug, "email": f"person-{number}@example.com"}
        return web.request(
            "POST", "/api/v1/leads", host=host_of(clinic), json=person, headers={"X-API-Key": key}
        ).status_code

    try:
        until(web.listens, told=web.output)
        with ThreadPoolExecutor(8) as senders:
            answers = list(senders.map(send, range(2 * EACH)))
    finally:
        web.stop()

    assert set(answers) == {201}
    for clinic, _ in doors:
        with clinic_context(clinic):
            assert list(Lead.objects.values_list("first_name", flat=True)) == [clinic.slug] * EACH
