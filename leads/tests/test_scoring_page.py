"""How leads are scored: said in words, tried before it is kept, kept as a new version (F:0.1, F:A14)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import Lead, Recalculation, ScoringProfile
from leads.services.scoring.recalculating import next_chunk
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles

PAGE = "/admin/settings/scoring/"


@pytest.fixture
def here(clinic):
    return clinic


@pytest.fixture
def boss(here):
    return client_of(here, make_user(here, role=roles.MANAGER, email="boss@example.com"))


def sent(page, **more: object) -> dict[str, object]:
    """What a browser would send of the form as it stands."""
    form = page.context["form"]
    shown = {name: form.initial.get(name) for name in form.fields}
    return {name: "on" if value is True else value for name, value in shown.items() if value is not None} | more


def versions(clinic) -> list[tuple]:
    with clinic_context(clinic):
        return list(ScoringProfile.objects.order_by("version").values_list("version", "preset", "is_active"))


def test_the_page_tells_the_method_that_is_in_use(boss):
    page = boss.get(PAGE)

    text = page.content.decode()
    for piece in (
        "Dental tourism, version 1",
        "Ways to reach them",
        ">24<",
        "Above 70 points a lead is hot, from 40 warm",
    ):
        assert piece in text


def test_a_preset_fills_the_form_and_keeps_nothing(here, boss):
    page = boss.get(PAGE, {"preset": "source_quality"})

    form = page.context["form"]
    assert (form["base"].value(), form["tags"].value(), form["on_freshness"].value()) == (50, 15, None)
    assert versions(here) == [(1, "dental_tourism", True)]


def test_what_would_change_is_shown_before_anything_is_saved(here, boss):
    make_lead(here, source="referral", lead_score=10)
    make_lead(here, source="other", lead_score=90)
    wanted = sent(boss.get(PAGE, {"preset": "source_quality"}), do="look")

    page = boss.post(PAGE, wanted)

    seen = page.context["preview"]
    assert [(bar.level, bar.before, bar.after) for bar in seen["bars"]] == [
        ("0–20", 1, 0), ("21–40", 0, 0), ("41–60", 0, 1), ("61–80", 0, 1), ("81–100", 1, 0)]  # fmt: skip
    assert [(warmth, leads) for warmth, _, leads in seen["turns"]] == [("hot", 0), ("warm", 1), ("cold", 0)]
    assert "1 turns Warm" in page.content.decode()
    assert versions(here) == [(1, "dental_tourism", True)]


def test_what_is_kept_is_a_new_version_and_the_leads_are_scored_by_it(here, boss):
    lead = make_lead(here, source="referral")
    wanted = sent(boss.get(PAGE, {"preset": "source_quality"}), do="keep")

    page = boss.post(PAGE, wanted, follow=True)

    assert versions(here) == [(1, "dental_tourism", False), (2, "source_quality", True)]
    assert "0 of 1 leads are scored" in page.content.decode()
    with clinic_context(here):
        while next_chunk(Recalculation.objects.get().pk, now=timezone.now()):
            pass
        lead.refresh_from_db()
    assert (lead.lead_score, lead.profile_version) == (70, 2)
    assert "data-at-work" not in boss.get(PAGE).content.decode()


def test_the_same_again_is_no_new_version(here, boss):
    boss.post(PAGE, sent(boss.get(PAGE), do="keep"))

    assert versions(here) == [(1, "dental_tourism", True)]


def test_an_earlier_version_comes_back_as_a_new_one(here, boss):
    boss.post(PAGE, sent(boss.get(PAGE, {"preset": "meta_five_factor"}), do="keep"))

    boss.post(PAGE, {"again": "1"})

    assert [one[:2] for one in versions(here)] == [
        (1, "dental_tourism"),
        (2, "meta_five_factor"),
        (3, "dental_tourism"),
    ]


def test_whoever_keeps_what_another_changed_meanwhile_sees_it_first(here, boss):
    admin = client_of(here, make_user(here, role=roles.ADMIN, email="admin@example.com", full_name="Ana Hoxha"))
    mine = sent(boss.get(PAGE), do="keep", service=30, seen=1)
    again = {"again": "1", "seen": 1}
    admin.post(PAGE, sent(admin.get(PAGE), do="keep", service=10, seen=1))

    refused = boss.post(PAGE, mine)
    told = boss.post(PAGE, again, follow=True).content.decode()
    kept = boss.post(PAGE, mine | {"seen": refused.context["seen"]})

    assert (refused.status_code, refused.context["seen"], kept.status_code) == (409, 2, 302)
    said = "Ana Hoxha made version 2 meanwhile. Here is what differs."
    assert refused.context["differs"] == [("What they ask for", 10, 30)]
    assert said in refused.content.decode()
    assert said in told
    assert 'name="service" value="30"' in refused.content.decode()
    assert [version for version, _, _ in versions(here)] == [1, 2, 3]


@pytest.mark.parametrize("version", ["99", "x", "-1", "9" * 40, "\x00"])
def test_a_version_that_is_none_changes_nothing(here, boss, version):
    answer = boss.post(PAGE, {"again": version})

    assert answer.status_code == 302
    assert len(versions(here)) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"base": 101}, "base"),
        ({"base": "many"}, "base"),
        ({"hot_above": -1}, "hot_above"),
        ({"warm_from": 80}, "warm_from"),
        ({"service": 0}, "service"),
        ({"service": ""}, "service"),
        ({"service": 10**30}, "service"),
    ],
)
@pytest.mark.parametrize("do", ["look", "keep"])
def test_what_cannot_be_is_said_beside_the_field(here, boss, do, wrong, field):
    page = boss.post(PAGE, sent(boss.get(PAGE)) | wrong | {"do": do})

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert len(versions(here)) == 1


def test_something_has_to_count(here, boss):
    wanted = {"base": 50, "hot_above": 70, "warm_from": 40, "do": "keep"}

    page = boss.post(PAGE, wanted)

    assert page.context["form"].errors["base"] == ["Choose at least one thing that counts."]


def test_points_of_ones_own_have_a_name_of_their_own(here, boss):
    boss.post(PAGE, sent(boss.get(PAGE), do="keep", service=30))

    with clinic_context(here):
        row = ScoringProfile.objects.get(is_active=True)
    assert (row.preset, row.name, {one["key"]: one["most"] for one in row.factors}["service"]) == (
        "",
        "Own rules",
        30,
    )


@pytest.mark.parametrize("role", [roles.AGENT, roles.MARKETING, roles.READ_ONLY])
def test_only_admin_and_manager_come_near(here, role):
    visitor = client_of(here, make_user(here, role=role, email="other@example.com"))

    assert [visitor.get(PAGE).status_code, visitor.post(PAGE, {"again": "1"}).status_code] == [403, 403]


def test_the_neighbours_versions_are_not_ours(here, other_clinic, boss):
    with clinic_context(other_clinic):
        ScoringProfile.objects.create(version=2, name="FOREIGN", made_at=timezone.now() - timedelta(days=1))
        make_lead(other_clinic, lead_score=99)

    page = boss.post(PAGE, sent(boss.get(PAGE), do="look"))

    assert "FOREIGN" not in page.content.decode()
    assert page.context["preview"]["leads"] == 0
    with clinic_context(other_clinic):
        assert Lead.objects.get().lead_score == 99
