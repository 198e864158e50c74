"""Similar leads on the desk: shown, compared, merged with what was chosen, told apart (F:L22, I7, H:A2, A7, A8)."""

import pytest

from crm.testing.people import client_of, make_user
from leads.models import Lead, LikelyPair, NotTheSame, PairSearch
from leads.services.duplicates.looking import LOOK, look_through
from leads.tests.factories import make_lead
from leads.tests.twins import archive_now, mario
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.staff import roles
from tenants.undo.models import Operation

NEW, KNOWN, CLEAN = "/admin/leads/new/", "/admin/leads/known/", "/admin/duplicates/"
PERSON = {"first_name": "Mario", "last_name": "Rossi", "email": "mario.rossi@gmial.com", "source": "referral"}


def similar_page(lead) -> str:
    return f"/admin/leads/lead/{lead.pk}/similar/"


def merge_page(one, other) -> str:
    return f"/admin/leads/lead/{one.pk}/merge/?with={other.pk}"


@pytest.fixture
def pair(clinic):
    return (
        mario(clinic, mail="mariorossi@gmail.com", minutes=90, city="Bari", country="IT"),
        mario(clinic, mail="mario.rossi@gmial.com", minutes=5, city="Lecce"),
    )


@pytest.fixture
def manager_client(clinic):
    return client_of(clinic, make_user(clinic, email="manager@example.com", role=roles.MANAGER))


@pytest.fixture
def erions(clinic):
    """What Erion has, and the agent may not see."""
    owner = make_user(clinic, email="erion@example.com", full_name="Erion Hoxha")
    return mario(
        clinic, mail="mariorossi@gmail.con", first_name="M.", last_name="Rossi", assigned_to=owner, city="Secret"
    )


def test_the_page_of_a_lead_says_how_many_look_like_it_and_nothing_when_none_does(clinic, agent_client, pair):
    alone = make_lead(clinic, "Zoe", "Okafor")

    pages = [agent_client.get(f"/admin/leads/lead/{one.pk}/change/").content.decode() for one in (pair[0], alone)]

    assert "1 similar lead" in pages[0]
    assert similar_page(pair[0]) in pages[0]
    assert "similar lead" not in pages[1]


def test_each_is_shown_with_why_and_a_colleagues_by_its_owner_alone(own_client, pair, erions):
    page = own_client.get(similar_page(pair[0])).content.decode()

    assert "a mail that may be mistyped" in page
    assert merge_page(pair[0], pair[1]) in page
    assert "Erion Hoxha has them. Ask them or your manager." in page
    assert not [told for told in (f"/{erions.pk}/", f"with={erions.pk}", "gmail.con", "M. Rossi") if told in page]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_colleagues_lead_is_compared_as_little_as_one_that_is_not_there(clinic, own_client, pair, erions, method):
    nobody = Lead(pk=erions.pk + 1000)
    sent = {"stays": pair[0].pk} if method == "post" else {}

    answers = [getattr(own_client, method)(merge_page(pair[0], one), sent) for one in (erions, nobody)]
    answers.append(own_client.get(merge_page(erions, pair[0])))
    answers.append(own_client.post(similar_page(pair[0]), {"do": "two", "other": erions.pk}))

    assert [answer.status_code for answer in answers] == [404] * 4
    assert answers[0].content == answers[1].content
    with clinic_context(clinic):
        assert not NotTheSame.objects.exists()
        assert not Operation.objects.exists()


def test_side_by_side_somebody_chooses_and_the_button_merges(clinic, agent_client, pair):
    stays, goes = pair
    page = agent_client.get(merge_page(goes, stays))
    seen = {f"seen.{pk}": version for pk, version in page.context["versions"]}

    answer = agent_client.post(
        merge_page(goes, stays), {"stays": stays.pk, "choose.city": "other", **seen}, follow=True
    )

    assert page.context["stays"] == stays
    assert 'name="choose.city"' in page.content.decode()
    assert 'name="choose.name"' not in page.content.decode()
    assert answer.redirect_chain == [(f"/admin/leads/lead/{stays.pk}/change/", 302)]
    assert "Both numbers lead here." in answer.content.decode()
    with clinic_context(clinic):
        assert Lead.objects.get(pk=stays.pk).city == "Lecce"
        assert Lead.objects.get(pk=goes.pk).merged_into_id == stays.pk


def test_who_was_overtaken_sees_what_changed_and_keeps_what_they_chose(clinic, agent_client, pair):
    stays, goes = pair
    seen = dict(agent_client.get(merge_page(stays, goes)).context["versions"])
    with clinic_context(clinic):
        goes.city = "Rome"
        goes.save()

    sent = {"stays": stays.pk, "choose.city": "other", "shown.city": "Bari · Lecce"}
    answer = agent_client.post(merge_page(stays, goes), sent | {f"seen.{pk}": at for pk, at in seen.items()})

    assert answer.status_code == 409
    assert [(row.name, row.changed, row.chosen) for row in answer.context["rows"] if row.changed] == [
        ("city", True, True)
    ]
    with clinic_context(clinic):
        assert Lead.objects.get(pk=goes.pk).merged_into is None


def test_of_one_that_is_archived_or_merged_the_page_says_so(clinic, act, agent_client, pair):
    archive_now(clinic, pair[1])

    page = agent_client.get(merge_page(*pair))
    refused = agent_client.post(merge_page(*pair), {"stays": pair[0].pk})
    with clinic_context(clinic):
        Lead.objects.filter(pk=pair[1].pk).update(merged_into=pair[0])
    moved = agent_client.get(merge_page(*pair))

    assert "One of them is archived. Restore it first." in page.content.decode()
    assert (refused.status_code, moved.status_code) == (409, 302)


def test_two_people_is_said_on_the_page_and_taken_back_there(clinic, agent_client, pair):
    said = agent_client.post(similar_page(pair[0]), {"do": "two", "other": pair[1].pk, "next": CLEAN})
    told = agent_client.get(similar_page(pair[1]))
    agent_client.post(similar_page(pair[1]), {"do": "one", "other": pair[0].pk})

    assert said["Location"] == CLEAN
    assert [lead.pk for lead, _row in told.context["said"]] == [pair[0].pk]
    assert not told.context["found"]
    assert agent_client.get(similar_page(pair[1])).context["found"].count == 1


def test_somebody_who_may_be_known_is_written_down_once_that_was_seen(clinic, agent_client, pair):
    first = agent_client.post(NEW, PERSON | {"email": "mario.rossi@gmail.con"})
    again = agent_client.post(
        NEW, PERSON | {"email": "mario.rossi@gmail.con", "known": first.context["found"].mark}
    )

    page = first.content.decode()
    assert first.status_code == 409
    assert "Perhaps known already" in page
    assert f"/admin/leads/lead/{pair[0].pk}/change/" in page
    assert again.status_code == 302
    with clinic_context(clinic):
        assert Lead.objects.count() == 3


@pytest.mark.parametrize("email", ["mariorossi@gmail.con", "mario.rossi@gmail.com"])
def test_while_it_is_typed_a_colleagues_lead_shows_its_owner_and_no_more(own_client, erions, email):
    page = own_client.post(KNOWN, {**PERSON, "email": email}).content.decode()

    assert "Erion Hoxha has them" in page
    assert not [told for told in ("/admin/leads/lead/", "gmail", "M. Rossi") if told in page]


def test_while_it_is_typed_nothing_is_said_of_somebody_new_and_no_contact_stands_in_an_address(agent_client, pair):
    answers = [
        agent_client.post(KNOWN, {"first_name": "Zoe", "phone": "+4420718"}),
        agent_client.get(KNOWN, PERSON),
    ]

    assert answers[0].content.strip() == b""
    assert answers[1].status_code == 405


def test_the_clinic_is_looked_through_in_the_background_and_the_neighbour_is_not(
    clinic, other_clinic, manager_client, pair
):
    mario(other_clinic, mail="mariorossi@gmail.com", country="IT")
    before = manager_client.get(CLEAN).content.decode()

    manager_client.post(CLEAN)
    manager_client.post(CLEAN)
    with clinic_context(clinic):
        jobs = Job.objects.filter(kind=LOOK).count()
        look_through(now=PairSearch.objects.get().asked_at)
    after = manager_client.get(CLEAN)

    assert "Nobody has looked yet" in before
    assert jobs == 1
    assert [(pair.one_id, pair.other_id, words) for pair, words in after.context["pairs"]] == [
        (pair[0].pk, pair[1].pk, ["a mail that may be mistyped"])
    ]
    with clinic_context(other_clinic):
        assert not LikelyPair.objects.exists()


def test_a_search_finds_what_the_page_of_a_lead_shows_the_likeliest_first(clinic, manager_client, pair):
    number = [mario(clinic, phone="+39333111222"), mario(clinic, phone="+355333111222")]
    named = mario(clinic, country="IT")
    mario(clinic, broken="333111222", first_name="Anna", country="IT")
    mario(clinic, companion_of=pair[0], country="IT")
    with clinic_context(clinic):
        look_through(now=pair[0].created_at)
        found = list(LikelyPair.objects.values_list("one_id", "other_id"))
        NotTheSame.objects.create(one=number[0], other=number[1], at=pair[0].created_at)

    after = manager_client.get(CLEAN).context["pairs"]
    with clinic_context(clinic):
        look_through(now=pair[0].created_at)
        again = list(LikelyPair.objects.values_list("one_id", "other_id"))

    assert found[:2] == [(number[0].pk, number[1].pk), (pair[0].pk, pair[1].pk)]
    assert set(found[2:]) >= {(pair[0].pk, named.pk)}
    assert again == found[1:]
    assert next((one.one_id, one.other_id) for one, _words in after) == (pair[0].pk, pair[1].pk)


def test_programs_ask_who_is_similar_and_say_which_values_stay(clinic, own_client, pair, erions):
    address = f"/api/v1/leads/{pair[0].pk}"

    told = own_client.get(f"{address}/similar").json()
    body = {"other": pair[1].pk, "fields": {"city": "other"}}
    merged = own_client.post(f"{address}/merge", body, content_type="application/json")
    wrong = own_client.post(f"{address}/merge", body | {"fields": {"city": 3}}, content_type="application/json")

    assert [(one["id"], one["why"]) for one in told["results"]] == [(pair[1].pk, ["mail"])]
    assert told["held_by_colleagues"] == [
        {
            "owner": "Erion Hoxha",
            "in_words": "This person is known already: Erion Hoxha has them. Ask them or your manager.",
        }
    ]
    assert (merged.status_code, merged.json()["city"], wrong.status_code) == (200, "Lecce", 422)
