"""Pages of Meta on the desk: connected, looked at, understood, taken away (F:I12, I13, I14)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attribution.meta_leads.models import Connection, Form, InstantLead, Trouble
from attribution.providers.simulator.lead_pages import InstantForm, an_id, drawn_page
from crm.testing.people import client_of, make_user
from leads.models import Lead
from tenants.audit.models import Entry
from tenants.audit.services.storable import HIDDEN
from tenants.context import clinic_context
from tenants.staff import roles

HOME = "/admin/meta-leads/"
WORDLESS = [{"key": key, "label": key, "type": "CUSTOM"} for key in ("frage_1", "frage_2")]


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


@pytest.fixture
def world(simulator, settings):
    settings.META_APP_ID, settings.META_APP_SECRET = "4711", "app-secret-of-the-platform"
    return simulator.host.pages


@pytest.fixture
def page(world, settings):
    return world.know(drawn_page("tirana", "Tirana Smile", app_id="4711", app_secret=settings.META_APP_SECRET))


def connected(boss, clinic, page, **more):
    answer = boss.post(f"{HOME}new/", {"key": page.token, **more})
    assert answer.status_code == 302, answer.content.decode()
    with clinic_context(clinic):
        return Connection.objects.get()


def text(answer):
    return answer.content.decode()


def test_a_page_is_connected_by_its_key_which_stands_on_no_page_and_in_no_trail(clinic, boss, world, page):
    row = connected(boss, clinic, page)

    assert (row.name, row.page_id, row.is_subscribed) == ("Tirana Smile", page.id, True)
    assert world.standing(page).is_subscribed
    boss.post(f"{HOME}{row.pk}/sync/")
    for path in (HOME, f"{HOME}{row.pk}/", f"{HOME}{row.pk}/again/", f"{HOME}new/"):
        shown = boss.get(path)
        assert shown.status_code == 200
        assert page.token not in text(shown)
    assert page.token[-4:] in text(boss.get(f"{HOME}{row.pk}/"))
    with clinic_context(clinic):
        assert not any(page.token in str(entry.changes) for entry in Entry.objects.all())
        sealed = [entry.changes["sealed"] for entry in Entry.objects.all() if "sealed" in (entry.changes or {})]
        assert sealed == [[HIDDEN, HIDDEN]]
        assert Form.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"is_alive": False}, "Meta does not know this key"),
        ({"lacks": {"leads_retrieval"}}, "leads_retrieval (read what people filled in)"),
        ({"lacks": {"pages_show_list", "pages_manage_metadata"}}, "pages_manage_metadata (be told at once"),
    ],
)
def test_what_a_key_lacks_is_said_in_words_and_nothing_is_kept(clinic, boss, world, page, wrong, words):
    for name, value in wrong.items():
        setattr(world.standing(page), name, value)

    answer = boss.post(f"{HOME}new/", {"key": page.token})

    assert answer.status_code == 422
    assert words in text(answer)
    assert page.token not in text(answer)
    with clinic_context(clinic):
        assert not Connection.objects.exists()


def test_a_page_of_another_clinic_is_refused_in_words(clinic, other_clinic, boss, page):
    theirs = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="other@example.com"))
    connected(boss, clinic, page)

    answer = theirs.post(f"{HOME}new/", {"key": page.token})

    assert answer.status_code == 409
    assert "connected in another clinic" in text(answer)


def test_looking_now_takes_in_what_nobody_told_of_and_says_how_many(clinic, boss, world, page):
    row = connected(boss, clinic, page)
    world.fill(page.forms[0].id, {"full_name": ["Giulia Bellini"], "email": ["giulia@example.com"]})
    world.fill(page.forms[1].id, {"nome_e_cognome": ["Luca Rossi"], "numero_di_telefono": ["+393331234567"]})

    shown = text(boss.post(f"{HOME}{row.pk}/sync/", follow=True))

    assert "2 new leads were found" in shown
    assert "Implants in Tirana" in shown
    assert "We have all that Meta has" in text(boss.post(f"{HOME}{row.pk}/sync/", follow=True))
    with clinic_context(clinic):
        assert Lead.objects.count() == 2


def test_a_form_that_nobody_understands_waits_until_somebody_says_what_it_means(clinic, boss, world, page):
    odd = InstantForm(an_id("66"), "Formular", "de_DE", "ACTIVE", WORDLESS)
    page = world.know(type(page)(**{**vars(page), "forms": (*page.forms, odd)}))
    row = connected(boss, clinic, page)
    world.fill(odd.id, {"frage_1": ["Heike <b>Brandt"], "frage_2": ["+4917604069017"]}, boxes={"optional_1": True})
    boss.post(f"{HOME}{row.pk}/sync/")

    with clinic_context(clinic):
        form = Form.objects.get(form_id=odd.id)
        assert InstantLead.objects.get().state == "unrouted"
    assert "Formular" in text(boss.get(f"{HOME}open/"))
    shown = text(boss.get(f"{HOME}forms/{form.pk}/"))
    assert "Heike &lt;b&gt;Brandt" in shown
    assert "By itself: " not in shown
    assert "1 filled form waits" in shown
    said = {"q0": "name", "q1": "phone", "b0": "consent.marketing"}
    assert "1 lead was taken in" in text(boss.post(f"{HOME}forms/{form.pk}/", said, follow=True))

    with clinic_context(clinic):
        lead = Lead.objects.get()
        assert (lead.first_name, lead.source) == ("Heike", "facebook")
        assert lead.consents.filter(purpose="marketing", is_given=True).exists()
        assert InstantLead.objects.get().state == "entered"
        assert [entry.verb for entry in Entry.objects.all()].count("meta_form.chosen") == 1
    assert "Nothing waits" in text(boss.get(f"{HOME}open/"))


def test_a_meaning_that_there_is_not_is_refused(clinic, boss, page):
    row = connected(boss, clinic, page)
    boss.post(f"{HOME}{row.pk}/sync/")
    with clinic_context(clinic):
        form = Form.objects.first()

    answer = boss.post(f"{HOME}forms/{form.pk}/", {"q0": "custom.nobody"})

    assert answer.status_code == 422
    assert "This does not exist" in text(answer)


def test_a_dead_key_is_said_with_what_to_do_and_another_one_mends_it(clinic, boss, world, page):
    row = connected(boss, clinic, page)
    world.standing(page).is_alive = False
    shown = text(boss.post(f"{HOME}{row.pk}/sync/", follow=True))
    assert "does not accept the access key" in shown
    assert "Connect it again" in text(boss.get(HOME))
    assert "does not know this key" in text(boss.post(f"{HOME}{row.pk}/test/", follow=True))
    with clinic_context(clinic):
        assert Trouble.objects.count() >= 1

    world.standing(page).is_alive = True
    fresh = world.know(type(page)(**{**vars(page), "token": "EAABfresh-key-of-the-page"}))
    assert boss.post(f"{HOME}{row.pk}/again/", {"key": fresh.token}).status_code == 302
    shown = text(boss.post(f"{HOME}{row.pk}/test/", follow=True))
    assert "It works: 2 forms found" in shown
    assert "Works" in text(boss.get(HOME))


def test_what_meta_does_not_show_is_asked_for_again(clinic, boss, page):
    row = connected(boss, clinic, page)
    with clinic_context(clinic):
        told = {"connection": row, "told_by": "webhook", "first_at": datetime(2026, 11, 20, tzinfo=UTC)}
        InstantLead.objects.create(leadgen_id="123", state="unfetched", **told)

    assert "1 is asked for again" in text(boss.post(f"{HOME}{row.pk}/fetch/", follow=True))

    with clinic_context(clinic):
        assert InstantLead.objects.get().state == "waiting"


def test_it_is_taken_away_and_its_leads_stay(clinic, other_clinic, boss, world, page):
    row = connected(boss, clinic, page)
    world.fill(page.forms[0].id, {"full_name": ["Giulia Bellini"], "email": ["giulia@example.com"]})
    boss.post(f"{HOME}{row.pk}/sync/")
    assert "The leads stay" in text(boss.get(f"{HOME}{row.pk}/disconnect/"))

    assert boss.post(f"{HOME}{row.pk}/disconnect/").status_code == 302

    with clinic_context(clinic):
        assert (Connection.objects.count(), Lead.objects.count()) == (0, 1)
    theirs = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="other@example.com"))
    assert theirs.post(f"{HOME}new/", {"key": page.token}).status_code == 302


@pytest.mark.parametrize(("role", "sees"), [(roles.MANAGER, 200), (roles.MARKETING, 200), (roles.AGENT, 403)])
def test_who_connects_nothing_sees_no_button(clinic, boss, page, role, sees):
    row = connected(boss, clinic, page)
    they = client_of(clinic, make_user(clinic, role=role, email="they@example.com"))

    shown = they.get(f"{HOME}{row.pk}/")

    assert shown.status_code == sees
    assert "Connect again" not in text(shown)
    assert they.post(f"{HOME}{row.pk}/sync/").status_code == 403
    assert they.get(f"{HOME}new/").status_code == 403


def test_who_only_reads_sees_in_words_what_questions_mean(clinic, boss, page):
    row = connected(boss, clinic, page)
    boss.post(f"{HOME}{row.pk}/sync/")
    with clinic_context(clinic):
        form = Form.objects.order_by("pk").first()
        form.choices = {form.questions[0]["key"]: "company"}
        form.save()
    marketing = client_of(clinic, make_user(clinic, role=roles.MARKETING, email="they@example.com"))

    shown, written = (text(who.get(f"{HOME}forms/{form.pk}/")) for who in (marketing, boss))

    assert "Company" in shown
    assert ("By itself: " in shown, "By itself: " in written) == (False, True)
    assert "E-mail" in shown
    assert ("<select" in shown, "<select" in written) == (False, True)
    assert marketing.post(f"{HOME}forms/{form.pk}/", {"q0": "city"}).status_code == 403


def test_the_list_asks_as_much_for_twenty_pages_as_for_one(clinic, boss):
    def asked(first, last):
        told = {"connected_at": datetime(2026, 11, 20, tzinfo=UTC), "sealed": b"x"}
        with clinic_context(clinic):
            pages = [Connection(page_id=str(one), name=f"Page {one}", **told) for one in range(first, last)]
            Connection.objects.bulk_create(pages)
        with CaptureQueriesContext(connection) as seen:
            assert boss.get(HOME).status_code == 200
        return len(seen)

    boss.get(HOME)
    assert asked(1, 2) == asked(2, 21)


def test_what_meta_has_is_compared_with_what_we_have_and_the_rest_is_fetched(clinic, boss, world, page):
    row = connected(boss, clinic, page)
    boss.post(f"{HOME}{row.pk}/sync/")
    for name in ("Giulia", "Luca"):
        world.fill(page.forms[0].id, {"full_name": [name], "email": [f"{name}@example.com"]})
    today = f"{datetime.now(UTC):%Y-%m-%d}"

    assert "some are missing" not in text(boss.get(f"{HOME}{row.pk}/gap/"))
    shown = text(boss.get(f"{HOME}{row.pk}/gap/", {"since": today, "until": today}))
    assert "Meta has 2, we have 0" in shown
    assert "some are missing" in shown
    assert "before the first day" in text(boss.get(f"{HOME}{row.pk}/gap/", {"since": today, "until": "2026-01-01"}))
    answer = boss.post(f"{HOME}{row.pk}/backfill/", {"since": today, "until": today})
    assert answer["Location"].startswith("/admin/runs/")


def test_a_comparison_that_meta_refuses_says_so(clinic, boss, world, page):
    row = connected(boss, clinic, page)
    boss.post(f"{HOME}{row.pk}/sync/")
    world.standing(page).may_read_leads = False
    today = f"{datetime.now(UTC):%Y-%m-%d}"

    shown = text(boss.get(f"{HOME}{row.pk}/gap/", {"since": today, "until": today}))

    assert "does not let this key read leads" in shown
