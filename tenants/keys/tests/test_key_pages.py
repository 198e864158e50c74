"""The page of keys: made, shown once, changed, given a new secret and revoked by whoever may (F:0.3, H:L12)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import check_key, forget_keys
from tenants.keys.services.revoke import revoke_key
from tenants.keys.services.rotate import version_of
from tenants.models import KeyRoute
from tenants.staff import roles

LIST, NEW = "/admin/keys/", "/admin/keys/new/"
PAGE, OTHER_PAGE = "https://clinic-site.example", "https://other-site.example"
SECRET = {"kind": "secret", "name": "Our server", "per_hour": "1000", "route": "abcdefghijkl"}
SITE = SECRET | {"kind": "site", "name": "Contact form", "origins": f"{PAGE}\r\n\r\n {OTHER_PAGE} "}


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


@pytest.fixture
def marketing(clinic):
    return client_of(clinic, make_user(clinic, role=roles.MARKETING, email="marketing@example.com"))


def row_of(clinic, **which):
    with clinic_context(clinic):
        return ApiKey.objects.filter(**which).get()


def rows_of(clinic):
    with clinic_context(clinic):
        return list(ApiKey.objects.values_list("kind", "name"))


def text_in(answer):
    return re.search(rb"bw_secret_[a-z0-9]{12}_[a-z0-9]{40}", answer.content)[0].decode()


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_clinic_without_keys_is_told_what_they_are_for(boss):
    told = read(boss, LIST)

    assert "No key works yet" in told
    assert NEW in told


def test_a_secret_key_is_shown_by_the_answer_and_by_nothing_afterwards(clinic, boss):
    answer = boss.post(NEW, SECRET)

    text = text_in(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert check_key(text).clinic == clinic
    row = row_of(clinic)
    for path in (LIST, f"{LIST}{row.pk}/", f"{LIST}{row.pk}/rotate/", "/admin/audit/entry/"):
        assert text.rsplit("_", 1)[1] not in read(boss, path)


def test_sent_twice_the_form_makes_one_key(clinic, boss):
    boss.post(NEW, SECRET)

    again = boss.post(NEW, SECRET)

    assert again.status_code == 409
    assert "was made already" in again.content.decode()
    assert rows_of(clinic) == [("secret", "Our server")]


def test_a_site_key_is_on_its_page_with_the_pages_it_works_in(clinic, boss):
    answer = boss.post(NEW, SITE)

    row = row_of(clinic)
    assert answer["Location"] == f"{LIST}{row.pk}/"
    assert row.origins == [PAGE, OTHER_PAGE]
    told = read(boss, f"{LIST}{row.pk}/")
    assert row.text in told
    assert PAGE in told


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (SITE | {"origins": ""}, "origins"),
        (SITE | {"origins": "https://*.clinic-site.example"}, "origins"),
        (SITE | {"origins": "\0"}, "origins"),
        (SITE | {"origins": "x" * 20_000}, "origins"),
        (SITE | {"origins": "\n".join(f"https://site-{n}.example" for n in range(51))}, "origins"),
        (SECRET | {"origins": PAGE}, "origins"),
        (SECRET | {"kind": "master"}, "kind"),
        (SECRET | {"name": ""}, "name"),
        (SECRET | {"name": "x" * 81}, "name"),
        (SECRET | {"name": "a\u202eb"}, "name"),
        (SECRET | {"per_hour": "0"}, "per_hour"),
        (SECRET | {"per_hour": "9" * 30}, "per_hour"),
        (SECRET | {"per_hour": "many"}, "per_hour"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_what_is_wrong_is_said_next_to_its_field_and_nothing_is_made(clinic, boss, form, field):
    answer = boss.post(NEW, form)

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert rows_of(clinic) == []
    assert not KeyRoute.objects.filter(clinic=clinic).exists()


@pytest.mark.parametrize("route", ["", "x", "ABCDEFGHIJKL", "abcdefghijk\0", "../../../../"])
def test_a_form_that_we_did_not_make_makes_nothing(clinic, boss, route):
    assert boss.post(NEW, SECRET | {"route": route}).status_code == 422

    assert rows_of(clinic) == []


def test_the_route_of_the_neighbours_key_is_not_taken(clinic, other_clinic, boss):
    route = key_of(other_clinic).split("_")[2]

    answer = boss.post(NEW, SECRET | {"route": route})

    assert answer.status_code == 409
    assert KeyRoute.objects.get(pk=route).clinic == other_clinic


def test_changing_pages_and_limit_counts_and_is_in_the_trail(clinic, boss):
    text = key_of(clinic, kind="site", origins=[PAGE])
    row = row_of(clinic)

    answer = boss.post(f"{LIST}{row.pk}/", {"name": "New", "origins": OTHER_PAGE, "per_hour": "5"})

    assert answer.status_code == 302
    forget_keys()
    key = check_key(text, origin=OTHER_PAGE)
    assert (key.shown, key.per_hour) == ("New", 5)
    with clinic_context(clinic):
        line = Entry.objects.saying("apikey.changed").get()
    assert line.changes["origins"] == [[PAGE], [OTHER_PAGE]]


def test_what_stands_in_no_field_of_the_form_is_not_written(clinic, boss):
    key_of(clinic)
    row = row_of(clinic)
    wanted = {"scopes": '["everything"]', "kind": "site", "secret_hash": "0" * 64, "text": "x", "revoked_at": ""}

    boss.post(f"{LIST}{row.pk}/", wanted | {"name": "New", "per_hour": "5", "origins": PAGE})

    now = row_of(clinic)
    untouched = ("kind", "scopes", "secret_hash", "text", "route", "origins", "revoked_at")
    assert now.name == "New"
    assert [getattr(now, name) for name in untouched] == [getattr(row, name) for name in untouched]


def test_saving_the_same_again_is_no_change(clinic, boss):
    key_of(clinic, kind="site", origins=[PAGE])
    row = row_of(clinic)

    boss.post(f"{LIST}{row.pk}/", {"name": "", "origins": PAGE, "per_hour": "1000"})

    with clinic_context(clinic):
        assert not Entry.objects.saying("apikey.changed").exists()


def test_a_new_secret_is_shown_once_and_a_reload_gives_no_other(clinic, boss):
    old = key_of(clinic)
    row = row_of(clinic)
    form = {"overlap": "24", "version": version_of(row)}

    answer = boss.post(f"{LIST}{row.pk}/rotate/", form)
    again = boss.post(f"{LIST}{row.pk}/rotate/", form)

    forget_keys()
    assert check_key(text_in(answer)) == check_key(old)
    assert "no-store" in answer["Cache-Control"]
    assert again.status_code == 409
    assert b"bw_secret_" + row.route.encode() + b"_" not in again.content


@pytest.mark.parametrize("overlap", ["", "1", "-24", "x", "9" * 40])
def test_another_overlap_is_refused(clinic, boss, overlap):
    text = key_of(clinic)
    row = row_of(clinic)

    answer = boss.post(f"{LIST}{row.pk}/rotate/", {"overlap": overlap, "version": version_of(row)})

    assert answer.status_code == 422
    forget_keys()
    assert check_key(text)


def test_revoking_says_what_breaks_and_is_for_good(clinic, boss):
    key_of(clinic, kind="site", origins=[PAGE])
    row = row_of(clinic)

    asked = read(boss, f"{LIST}{row.pk}/revoke/")
    answer = boss.post(f"{LIST}{row.pk}/revoke/")

    assert PAGE in asked
    assert "cannot be undone" in asked
    assert answer["Location"] == LIST
    assert "They never work again." in read(boss, LIST)
    told = read(boss, f"{LIST}{row.pk}/")
    assert "never works again" in told
    assert '<form method="post" class="bw-form' not in told
    for page in ("rotate/", "revoke/"):
        assert boss.post(f"{LIST}{row.pk}/{page}").status_code == 404
    assert boss.post(f"{LIST}{row.pk}/", {"name": "x", "origins": PAGE, "per_hour": "5"}).status_code == 422


def test_marketing_manages_the_keys_of_websites(clinic, marketing):
    assert marketing.post(NEW, SITE).status_code == 302
    row = row_of(clinic)
    assert marketing.post(f"{LIST}{row.pk}/", {"name": "x", "origins": PAGE, "per_hour": "5"}).status_code == 302
    assert marketing.post(f"{LIST}{row.pk}/revoke/").status_code == 302


def test_marketing_neither_makes_nor_sees_nor_touches_a_secret_one(clinic, marketing):
    key_of(clinic)
    row = row_of(clinic)

    assert marketing.post(NEW, SECRET).status_code == 422
    assert row.route not in read(marketing, LIST)
    for page in ("", "rotate/", "revoke/"):
        assert marketing.get(f"{LIST}{row.pk}/{page}").status_code == 404
        assert (
            marketing.post(f"{LIST}{row.pk}/{page}", {"overlap": "0", "version": version_of(row)}).status_code
            == 404
        )
    assert rows_of(clinic) == [("secret", "")]
    assert row_of(clinic).revoked_at is None


@pytest.mark.parametrize("role", [roles.MANAGER, roles.AGENT, roles.READ_ONLY])
def test_nobody_else_comes_near(clinic, role):
    key_of(clinic, kind="site", origins=[PAGE])
    client = client_of(clinic, make_user(clinic, role=role, email="other@example.com"))

    assert [client.get(path).status_code for path in (LIST, NEW)] == [403, 403]
    assert LIST not in read(client, "/admin/me/")


def test_the_neighbours_keys_are_not_there(clinic, other_clinic, boss):
    for _ in range(3):
        key_of(other_clinic)
    key_of(clinic)
    with clinic_context(other_clinic):
        theirs = ApiKey.objects.order_by("-pk")[0]

    assert theirs.route not in read(boss, LIST)
    assert boss.post(f"{LIST}{theirs.pk}/revoke/").status_code == 404
    with clinic_context(other_clinic):
        assert ApiKey.objects.get(pk=theirs.pk).revoked_at is None


def test_the_list_costs_the_same_for_one_key_and_for_many(clinic, boss):
    counts = []
    for more in (1, 5):
        for _ in range(more):
            key_of(clinic)
        boss.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            boss.get(LIST)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_key_that_was_revoked_meanwhile_says_so_in_the_list(clinic, boss):
    key_of(clinic)
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(), now=timezone.now())

    assert "No key works yet" in read(boss, LIST)
