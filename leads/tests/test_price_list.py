"""The price list on its page: who reads it, who changes it, what is told (F:2c)."""

import pytest

from crm.testing.people import client_of, make_user
from leads.models import Treatment
from leads.services.money import amount_shown, minor, range_shown, typed
from leads.services.treatments import treatment_named
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.settings.services.clinic import save_settings
from tenants.staff import roles

LIST = "/admin/leads/treatment/"


@pytest.fixture
def here(clinic):
    return clinic


@pytest.fixture
def manager(here):
    return client_of(here, make_user(here, role=roles.MANAGER, email="manager@example.com"))


@pytest.fixture
def bridge(here):
    with clinic_context(here):
        return Treatment.objects.get(code="bridge")


def page_of(row: Treatment) -> str:
    return f"{LIST}{row.pk}/change/"


def form_of(client, path: str) -> dict[str, str]:
    """What a browser would send if nothing was changed."""
    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {
        name: "on" if value is True else str(value)
        for name, value in sent.items()
        if value is not None and value is not False
    }


def rows(clinic, **wanted) -> list[dict]:
    with clinic_context(clinic):
        return list(Treatment.objects.filter(**wanted).values())


def test_the_list_tells_names_prices_and_healing(here, manager):
    page = manager.get(LIST).content.decode()

    for piece in ("All-on-4", "€ 3,900 – 6,900", "Crowns and bridges", "New treatment"):
        assert piece in page
    assert page.count("data-row=") == 13


def test_a_price_is_typed_as_money_and_told_as_money(here, manager, bridge):
    sent = form_of(manager, page_of(bridge)) | {"price_from": "600.50", "price_to": "1400"}

    answer = manager.post(page_of(bridge), sent, follow=True)

    (row,) = rows(here, pk=bridge.pk)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "Bridge is saved." in answer.content.decode()
    assert (row["price_from"], row["price_to"], row["currency"]) == (60050, 140000, "EUR")
    told = manager.get(f"{LIST}{bridge.pk}/history/").content.decode()
    assert "600.50" in told
    assert "60050" not in told


def test_saving_without_a_change_changes_nothing(here, manager, bridge):
    before = rows(here)
    with clinic_context(here):
        told = Entry.objects.count()

    manager.post(page_of(bridge), form_of(manager, page_of(bridge)))

    assert rows(here) == before
    with clinic_context(here):
        assert Entry.objects.count() == told


def test_a_new_treatment_stands_at_the_end_in_the_clinics_currency_and_is_understood_at_once(here, manager):
    with clinic_context(here):
        save_settings({"currency": "GBP"})
    sent = form_of(manager, f"{LIST}add/") | {
        "name": "  Snap-in   denture ",
        "price_from": "900",
        "aliases": "overdenture\n\n  Overdenture \nprotesi mobile",
        "names": "it: Protesi\nDE: Prothese",
    }

    assert manager.post(f"{LIST}add/", sent).status_code == 302

    (row,) = rows(here, code="snap-in-denture")
    assert (row["name"], row["currency"], row["price_from"], row["price_to"]) == (
        "Snap-in denture",
        "GBP",
        90000,
        None,
    )
    assert (row["aliases"], row["names"]) == (
        ["overdenture", "protesi mobile"],
        {"it": "Protesi", "de": "Prothese"},
    )
    assert row["position"] == 13
    with clinic_context(here):
        assert treatment_named("una Protesi mobile").pk == row["id"]


def test_a_second_one_of_the_same_words_gets_a_code_of_its_own(here, manager):
    for name in ("牙齿", "牙套", "Crown 1"):
        assert manager.post(f"{LIST}add/", form_of(manager, f"{LIST}add/") | {"name": name}).status_code == 302

    assert [row["code"] for row in rows(here)[13:]] == ["treatment", "treatment-2", "crown-1"]


WRONG = [
    ({"name": ""}, "name"),
    ({"name": "???"}, "name"),
    ({"name": "WHITENING"}, "name"),
    ({"name": "x" * 81}, "name"),
    ({"name": "a\x00b"}, "name"),
    ({"price_from": "100", "price_to": "99.99"}, "price_to"),
    ({"price_from": "-1"}, "price_from"),
    ({"price_from": "6.900"}, "price_from"),  # six or six thousand: ask
    ({"price_from": "NaN"}, "price_from"),
    ({"price_to": "9" * 40}, "price_to"),
    ({"price_to": "1e9"}, "price_to"),
    ({"currency": "XXX"}, "currency"),
    ({"category": "wigs"}, "category"),
    ({"visits": "0"}, "visits"),
    ({"visits": "99999999"}, "visits"),
    ({"healing_months": "-1"}, "healing_months"),
    ({"aliases": "\n".join(f"word {n}" for n in range(101))}, "aliases"),
    ({"aliases": "x" * 81}, "aliases"),
    ({"aliases": "x" * 13_000}, "aliases"),
    ({"names": "Corona"}, "names"),
    ({"names": "zz: Corona"}, "names"),
    ({"names": "it:"}, "names"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG, ids=[str(wrong)[:40] for wrong, _ in WRONG])
def test_a_wrong_value_is_told_next_to_its_field_and_nothing_is_written(here, manager, bridge, wrong, field):
    before = rows(here)

    answer = manager.post(page_of(bridge), form_of(manager, page_of(bridge)) | wrong)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.content.decode().count("autofocus") == 1
    assert rows(here) == before


def test_what_is_switched_off_stays_on_its_leads_and_is_offered_to_nobody(here, manager, agent_client, bridge):
    lead, other = make_lead(here, treatment=bridge), make_lead(here)
    sent = form_of(manager, page_of(bridge))
    del sent["is_active"]

    manager.post(page_of(bridge), sent)

    pages = [agent_client.get(f"/admin/leads/lead/{one.pk}/change/").content.decode() for one in (lead, other)]
    offered = [">Bridge</option>" in page for page in pages]
    assert offered == [True, False]


@pytest.mark.parametrize("role", [roles.AGENT, roles.MARKETING, roles.READ_ONLY])
def test_others_read_it_and_change_nothing(here, bridge, role):
    reader = client_of(here, make_user(here, role=role, email="reader@example.com"))
    before = rows(here)

    listed, page = reader.get(LIST).content.decode(), reader.get(page_of(bridge)).content.decode()
    answers = [reader.post(path, {"name": "Mine"}).status_code for path in (page_of(bridge), f"{LIST}add/")]

    assert "New treatment" not in listed
    assert ">Save<" not in page
    assert "Admin and Manager change them." in page
    assert answers == [403, 403]
    assert rows(here) == before


def test_nobody_deletes_a_line(here, bridge):
    boss = client_of(here, make_user(here, role=roles.ADMIN, email="boss@example.com"))

    answer = boss.post(f"{LIST}{bridge.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 403
    assert len(rows(here)) == 13


def test_the_neighbours_lines_are_not_there(clinic, other_clinic, manager):
    with clinic_context(other_clinic):
        foreign = Treatment.objects.create(code="foreign", name="Foreign treatment")

    assert "Foreign treatment" not in manager.get(LIST).content.decode()
    assert manager.get(page_of(foreign)).status_code == 404
    assert manager.post(page_of(foreign), {"name": "Mine"}).status_code == 404


def test_markup_in_a_name_is_text(here, manager, bridge):
    sent = form_of(manager, page_of(bridge)) | {"name": "<script>alert(1)</script>", "aliases": "</textarea><b>x"}
    manager.post(page_of(bridge), sent)

    pages = manager.get(LIST).content.decode() + manager.get(page_of(bridge)).content.decode()

    assert "<script>alert" not in pages
    assert "</textarea><b>" not in pages


AMOUNTS = [(0, "0"), (90000, "900"), (690000, "6,900"), (690050, "6,900.50")]


@pytest.mark.parametrize(("amount", "text"), AMOUNTS)
def test_amounts_are_shown_as_people_write_them(amount, text):
    assert amount_shown(amount) == text
    assert minor(typed(amount)) == amount


@pytest.mark.parametrize(
    ("ends", "text"),
    [((None, None), ""), ((100, None), "€ 1"), ((None, 100), "€ 1"), ((100, 100), "€ 1"), ((100, 200), "€ 1 – 2")],
)
def test_a_range_with_one_end_is_one_amount(ends, text):
    assert range_shown(*ends, "EUR") == text
