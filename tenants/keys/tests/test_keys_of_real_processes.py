"""A key that ends is refused by every web process within seconds, and its text stands nowhere (H:L12)."""

import time

import pytest
from django.utils import timezone

from crm.testing.people import host_of, key_of
from crm.testing.processes import Web, free_port, until
from crm.testing.secrets import everything_in_redis, everything_stored
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.revoke import revoke_key
from tenants.keys.services.rotate import OVERLAPS, rotate_key

NOTICED = 5  # seconds, H:L12
PAGE = "https://clinic-site.example"
NONE, DAY, _ = OVERLAPS


@pytest.fixture
def webs(web, clinics):
    """Two web processes that know nothing of each other."""
    port = free_port()
    other = Web("crm.wsgi:application", "wsgi", port, PORT=str(port))
    until(other.listens, told=other.output)
    yield [web, other]
    other.stop()


def post(web, clinic, key, *, number=0, **headers):
    fields = {"first_name": "Mario", "phone": f"+3933311122{number}"}
    headers = {"X-API-Key": key} | headers
    return web.request("POST", "/api/v1/leads", host=host_of(clinic), json=fields, headers=headers)


def revoke(clinic):
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(), now=timezone.now())


def rotate(clinic):
    with clinic_context(clinic):
        rotate_key(ApiKey.objects.get(), overlap=NONE, now=timezone.now())


@pytest.mark.parametrize(("end", "status"), [(revoke, 403), (rotate, 401)], ids=["revoked", "rotated"])
def test_a_key_that_ends_is_refused_by_each_process_within_seconds_though_it_is_used_all_the_time(
    webs, fresh_clinic, end, status
):
    clinic = fresh_clinic()
    key = key_of(clinic)
    before = [post(web, clinic, key).status_code for web in webs]

    end(clinic)
    ended = time.monotonic()
    until(lambda: [post(web, clinic, key).status_code for web in webs] == [status, status], seconds=NOTICED)

    assert [code in (200, 201) for code in before] == [True, True]
    assert time.monotonic() - ended < NOTICED


def test_a_page_that_is_taken_from_a_key_is_refused_by_each_process_within_seconds(webs, fresh_clinic):
    clinic = fresh_clinic()
    key_of(clinic, kind="site", origins=[PAGE])

    def asked():
        headers = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}
        answers = [web.request("OPTIONS", "/api/v1/leads", host=host_of(clinic), headers=headers) for web in webs]
        return [answer.status_code for answer in answers]

    assert asked() == [204, 204]
    revoke(clinic)

    until(lambda: asked() == [403, 403], seconds=NOTICED)


def test_no_key_stands_in_a_table_in_redis_or_in_what_a_process_printed(web, fresh_clinic):
    clinic = fresh_clinic()
    old, site = key_of(clinic), key_of(clinic, kind="site", origins=[PAGE])
    with clinic_context(clinic):
        new = rotate_key(ApiKey.objects.get(kind="secret"), overlap=DAY, now=timezone.now())

    for number, text in enumerate((old, new)):
        assert post(web, clinic, text, number=number).is_success
    assert post(web, clinic, site, number=3, Origin=PAGE).status_code == 201
    assert post(web, clinic, new[:-1] + "-").status_code == 401

    places = [*everything_stored(), *everything_in_redis(), ("the output", web.output())]
    secrets = secrets_of(old=old, new=new, site=site)
    found = {(name, where) for name, text in secrets.items() for where, kept in places if text in kept}
    assert found == {("site", f"{clinic.schema_name}.keys_apikey")}


def secrets_of(**texts):
    """The part of each that is no public one."""
    return {name: text.rsplit("_", 1)[1] for name, text in texts.items()}


def test_a_page_of_another_origin_reads_the_answer_of_the_real_process(web, fresh_clinic):
    clinic = fresh_clinic()
    site = key_of(clinic, kind="site", origins=[PAGE])

    answer = post(web, clinic, site, Origin=PAGE)

    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
