"""Who asks for a clinic from outside gets a request that people read, and nothing else (F:I18, H:N9, L8)."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.testing.hostile import PAYLOADS, believed
from tenants.models import Clinic, Registration
from tenants.models.clinic import SLUG
from tenants.notices.services.deliver import deliver
from tenants.registration_form import RegistrationForm
from tenants.services.provisioning import RESERVED
from tenants.services.registering import asking
from tenants.staff.models import User
from tenants.tests.queueing import one_after_the_other
from tenants.tests.registering import FORM, PATH, asked, visitor
from tenants.tests.visiting import NOON, operator_client, operator_user

SENT = "Your request is here"


@pytest.fixture
def mails(monkeypatch):
    """Which mails of the platform were asked for: (kind, key)."""
    posted = []
    monkeypatch.setattr(
        "tenants.notices.mail.post", lambda name, about, *, key, **more: posted.append((name, str(about), key))
    )
    return posted


def counted():
    return Clinic.objects.count(), User.objects.count()


def test_a_request_makes_one_row_and_no_clinic_no_account_and_no_mail_to_its_address(database, mails):
    before = counted()

    answer = visitor().post(PATH, FORM)

    assert answer.status_code == 200
    assert SENT in answer.content.decode()
    row = Registration.objects.get()
    assert (row.state, row.slug, row.email, row.phone) == (
        "requested", "tirana-bright", "arta@bright.example", "+355692123456"
    )  # fmt: skip
    assert (row.country, row.language, row.time_zone, row.ghl_location_id) == (
        "AL", "sq", "Europe/Tirane", "ve9EPM428h8vShlRW1KT"
    )  # fmt: skip
    assert counted() == before
    assert mails == []


def test_the_platforms_people_are_mailed_once_an_hour_and_read_nothing_that_was_typed(
    database, mails, at_noon, mailbox
):
    boss = operator_user()
    for number in range(3):
        visitor().post(PATH, {**FORM, "clinic_name": "EVIL", "email": f"n{number}@example.com"})

    assert {key for _, _, key in mails} == {f"{boss.pk}:2026112112"}
    deliver({"mail": asking.MAIL, "about": {"user": boss.pk}})
    (mail,) = mailbox.mails
    assert mail.subject == "3 clinics ask to be opened"
    assert "EVIL" not in mail.text + mail.html
    assert "http://localhost" in mail.text


def test_whoever_asks_is_told_the_same_for_a_mail_that_is_known_and_changes_nothing_of_it(database, mails):
    first = visitor().post(PATH, FORM).content

    again = visitor().post(PATH, {**FORM, "email": "arta@bright.example", "clinic_name": "Not Theirs"}).content

    assert again.replace(b"arta@bright", b"Arta@Bright").lower() == first.lower()
    row = Registration.objects.get()
    assert (row.clinic_name, row.times_asked) == ("Tirana Bright", 2)


def test_a_name_that_a_clinic_has_is_not_told_to_strangers(clinic, mails):
    answer = visitor().post(PATH, {**FORM, "slug": clinic.slug, "clinic_name": clinic.name})

    assert SENT in answer.content.decode()
    assert Registration.objects.get().slug == clinic.slug


def test_a_declined_mail_may_ask_again(database, mails):
    asked(now=NOON, state="declined", decided_at=NOON)

    visitor().post(PATH, FORM)

    assert Registration.objects.waiting().count() == 1


def test_a_robot_that_fills_in_the_trap_is_told_the_same_and_kept_nowhere(database, mails):
    answer = visitor().post(PATH, {**FORM, "company_website": "https://spam.example"})

    assert SENT in answer.content.decode()
    assert not Registration.objects.exists()


def test_too_many_of_one_address_wait_and_others_do_not(database, mails):
    eager = visitor()
    for number in range(asking.PER_ADDRESS):
        assert eager.post(PATH, {**FORM, "email": f"n{number}@example.com"}).status_code == 200

    refused = eager.post(PATH, {**FORM, "email": "more@example.com"})

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Try again in an hour" in refused.content.decode()
    assert visitor().post(PATH, {**FORM, "email": "more@example.com"}).status_code == 200
    assert Registration.objects.count() == asking.PER_ADDRESS + 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("clinic_name", "\u200b \u202e", "letters or digits"),
        ("slug", "www", "Choose another short name"),
        ("slug", "*", "Choose another short name"),
        ("owner_name", "Bridgework Support", "kept for visits"),
        ("email", "arta@bright", "A mail address like"),
        ("email", "a@b.example\r\nBcc: c@d.example", "A mail address like"),
        ("phone", "12", "A telephone number"),
        ("country", "ZZ", "Select a valid choice"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("ghl_location_id", "<b>", "letters and digits only"),
        ("agreed", "", "Without this"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays_filled_in(database, field, typed, said):
    answer = visitor().post(PATH, {**FORM, field: typed})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "Tirana Bright" in text or field == "clinic_name"
    assert not Registration.objects.exists()


def test_without_a_wish_the_workspace_is_made_of_the_name():
    def slug(**typed):
        form = RegistrationForm({**FORM, "slug": "", **typed})
        assert form.is_valid(), form.errors
        return form.wish.slug

    assert slug(clinic_name="Šmile & Söhne  GmbH") == "smile-sohne-gmbh"
    assert slug(clinic_name="Клиника") == "clinic"
    assert slug(slug="Tirana Smile") == "tirana-smile"
    assert slug(clinic_name="x" * 120) == "x" * 40


@settings(max_examples=40)
@given(st.fixed_dictionaries({name: st.text(max_size=150) for name in ("clinic_name", "slug", "owner_name")}))
def test_whatever_is_typed_is_refused_in_words_or_fits_the_row(typed):
    form = RegistrationForm({**FORM, **typed})

    if form.is_valid():
        wish = form.wish
        assert re.fullmatch(SLUG, wish.slug)
        assert 2 <= len(wish.slug) <= 40
        assert wish.slug not in RESERVED
        assert wish.clinic_name.isprintable()
        assert 1 <= len(wish.clinic_name) <= 120
        assert 1 <= len(wish.owner_name) <= 120
        assert "\n" not in wish.owner_name
    else:
        assert all(said for said in form.errors.values())


def test_hostile_texts_of_a_request_are_text_on_every_page_of_the_platform(database, mails):
    boss = operator_client(operator_user())
    for number, text in enumerate(PAYLOADS[::12]):
        fields = {"clinic_name": text[:120], "owner_name": text[:120], "slug": f"evil-{number}"}
        row = asked(now=NOON, email=f"evil{number}@example.com", **fields)
        change = f"/admin/tenants/registration/{row.pk}/"
        for path in (f"{change}change/", f"{change}approve/", f"{change}decline/"):
            assert not believed(boss.get(path).content.decode()), (path, text)

    assert not believed(boss.get("/admin/tenants/registration/").content.decode())


@pytest.mark.chaos
def test_a_form_that_is_sent_twice_at_once_is_one_request(committed, mails):
    wish = RegistrationForm({**FORM, "email": "twice@example.com"})
    assert wish.is_valid()

    def send():
        asking.ask(wish.wish, address=None, now=NOON)

    first, second = one_after_the_other(send, send)

    rows = Registration.objects.filter(email="twice@example.com")
    kept = list(rows.values_list("times_asked", flat=True))
    rows.delete()
    assert (first.exception(), second.exception(), kept) == (None, None, [2])


def test_who_asks_in_the_moment_in_which_their_open_request_is_decided_is_heard_of(database, mails, monkeypatch):
    boss, row, counted_then = operator_user(), asked(now=NOON), asking._counted

    def decided_meanwhile(wish):
        Registration.objects.filter(pk=row.pk).update(state="declined", decided_at=NOON)
        return counted_then(wish)

    monkeypatch.setattr(asking, "_counted", decided_meanwhile)
    visitor().post(PATH, FORM)

    assert Registration.objects.waiting().count() == 1
    assert [about for _, about, _ in mails] == [str({"user": boss.pk})]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_does_anything(platform_client, method):
    assert platform_client.generic(method, PATH).status_code == 405


def test_a_clinics_host_has_no_such_page(clinic, client):
    assert client.get(PATH, HTTP_HOST="clinic-a.localhost").status_code == 404


def test_the_page_needs_no_inline_script_or_style(platform_client):
    policy = platform_client.get(PATH)["Content-Security-Policy"]

    assert "unsafe" not in policy
