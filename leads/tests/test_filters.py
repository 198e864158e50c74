"""Each filter of leads by its name, alone and together (F:W1, L13, L26)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.lib.errors import InvalidData
from crm.testing.people import make_user
from leads.models import CustomField, CustomValue, Lead, LeadTag, Partner, SavedView, Tag, Treatment
from leads.services.finding.custom import forget_custom_fields
from leads.services.finding.filters import LeadFilters, names_of_filters, narrowed
from leads.services.finding.views import counts_of_views
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.settings.services.clinic import save_settings

NOW = timezone.now()


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


@pytest.fixture
def ask(clinic, agent):
    """`ask("status=new&source=website")`: the first names that fit, in order."""

    def run(query: str, *, now: datetime = NOW, reader=None) -> str:
        with clinic_context(clinic):
            rows = Lead.objects.visible_to(reader or agent).order_by("pk")
            found = narrowed(rows, QueryDict(query), reader=reader or agent, now=now)
            return " ".join(lead.first_name for lead in found)

    return run


@pytest.fixture
def marked(clinic, agent):
    """Ada, Ben and Cem, who differ in everything."""
    with clinic_context(clinic):
        partner = Partner.objects.create(name="Agency", code="agency")
        bridge = Treatment.objects.get(code="bridge")
        vip, slow = Tag.objects.create(name="VIP"), Tag.objects.create(name="Slow")
    ada = make_lead(
        clinic, "Ada", stage="New", source="website", sub_source="Spring page", lead_score=71, temperature="hot",
        country="IT", city="Bari", language="it", treatment=bridge, partner=partner, assigned_to=agent,
        next_follow_up=days(1), created_at=days(10), last_contact_date=days(4), answer_due_at=days(1),
    )  # fmt: skip
    ben = make_lead(
        clinic, "Ben", stage="Qualified", source="referral", lead_score=70, temperature="cold", country="DE",
        language="de", do_not_contact=True, next_follow_up=days(-3), created_at=days(2), last_contact_date=days(1),
    )  # fmt: skip
    make_lead(clinic, "Cem", stage="Lost", source="other", archived_at=NOW, created_at=days(2))
    reach(clinic, ada, "phone", "+39333111222")
    with clinic_context(clinic):
        LeadTag.objects.bulk_create(
            LeadTag(lead=lead, tag=tag, at=NOW) for lead, tag in [(ada, vip), (ada, slow), (ben, vip)]
        )
        return {"stage": ben.stage_id, "partner": partner.pk, "tag": slow.pk, "me": agent.pk, "bridge": bridge.pk}


ADA, BEN, BOTH = "Ada", "Ben", "Ada Ben"


@pytest.mark.parametrize(
    ("query", "fit"),
    [("", BOTH), ("status=new", ADA), ("status={stage}", BEN), ("status=new&status={stage}", BOTH),
     ("status=new,qualified", BOTH), ("source=website", ADA), ("source=website,referral", BOTH),
     ("sub_source=spring", ADA), ("lead_score_min=71", ADA), ("lead_score_max=70", BEN),
     ("is_hot_leads_only=1", ADA),
     ("is_hot_leads_only=no", BOTH), ("temperature=cold", BEN), ("tags=vip", BOTH), ("tags={tag}", ADA),
     ("tags_all=vip,slow", ADA), ("tags_none=slow", BEN), ("tags_none=nothing", BOTH), ("assigned_to=me", ADA),
     ("assigned_to=nobody", BEN), ("assigned_to={me}", ADA), ("assigned_to=me,nobody", BOTH),
     ("category=crowns", ADA),
     ("treatment={bridge}", ADA), ("country=IT", ADA), ("country=Germany", BEN), ("country=italia,DE", BOTH),
     ("country=Nowhere", ""), ("city=bar", ADA), ("language=de", BEN), ("partner=agency", ADA),
     ("partner={partner}", ADA), ("partner=none", BEN), ("overdue=yes", ADA), ("overdue=no", BEN),
     ("waiting=yes", ADA), ("waiting=no", BEN), ("days_since_created_min=5", ADA),
     ("days_since_created_max=5", BEN),
     ("days_since_created_max=10", BOTH), ("days_since_contact_min=2", ADA), ("days_since_contact_max=1", BEN),
     ("do_not_contact=yes", BEN), ("do_not_contact=0", ADA), ("archived=yes", "Cem"),
     ("archived=all", "Ada Ben Cem"),
     ("search=0333 111", ADA), ("status=new&source=referral", ""), ("status=999999999999999999", ""),
     ("tags=vip&country=DE&lead_score_max=70", BEN),
     # in the words of the statistics
     ("status=NEW", ADA), ("status=QUALIFIED,WON", BEN), ("source=WEBSITE", ADA), ("language=DE", BEN)],
)  # fmt: skip
def test_what_each_name_means(ask, marked, query, fit):
    assert ask(query.format(**marked)) == fit


def test_a_day_is_the_clinics_from_its_first_moment_to_its_last(clinic, ask):
    with clinic_context(clinic):
        save_settings({"time_zone": "America/New_York"})
    make_lead(clinic, "Before", created_at=datetime(2026, 3, 9, 3, 59, tzinfo=UTC))
    make_lead(clinic, "First", created_at=datetime(2026, 3, 9, 4, 0, tzinfo=UTC))
    make_lead(clinic, "Last", created_at=datetime(2026, 3, 10, 3, 59, tzinfo=UTC))
    make_lead(clinic, "After", created_at=datetime(2026, 3, 10, 4, 0, tzinfo=UTC))

    assert ask("date_range_start=2026-03-09&date_range_end=2026-03-09") == "First Last"


def test_the_next_step_is_asked_by_day_as_well(clinic, ask):
    make_lead(clinic, "Due", next_follow_up=datetime(2026, 3, 9, 12, tzinfo=UTC))
    make_lead(clinic, "Later", next_follow_up=datetime(2026, 3, 19, 12, tzinfo=UTC))

    assert ask("due_from=2026-03-09&due_to=2026-03-10") == "Due"


@pytest.fixture
def own_fields(clinic):
    lead, other = make_lead(clinic, "Ada"), make_lead(clinic, "Ben")
    with clinic_context(clinic):
        kinds = CustomField.Kind
        text = CustomField.objects.create(key="flight", name="Flight", kind=kinds.TEXT)
        number = CustomField.objects.create(key="budget", name="Budget", kind=kinds.NUMBER)
        day = CustomField.objects.create(key="lands", name="Lands", kind=kinds.DATE)
        choice = CustomField.objects.create(
            key="hotel", name="Hotel", kind=kinds.CHOICE, options=["Sea", "Town", "Sea, with a view"]
        )
        for held, texts, amount, at, wish in (
            (lead, "TK 12", "900.5", "2026-05-01", "Sea"),
            (other, "AZ 7", "100", "2026-06-01", "Town"),
        ):
            CustomValue.objects.create(lead=held, field=text, text=texts)
            CustomValue.objects.create(lead=held, field=number, number=Decimal(amount))
            CustomValue.objects.create(lead=held, field=day, day=at)
            CustomValue.objects.create(lead=held, field=choice, text=wish)
    forget_custom_fields()


@pytest.mark.parametrize(
    ("query", "fit"),
    [("custom_flight=TK", ADA), ("custom_flight=TK 12", ADA), ("custom_flight=12", ""),
     ("custom_budget=900.5", ADA), ("custom_budget_min=500", ADA), ("custom_budget_max=500", BEN),
     ("custom_lands=2026-05-01", ADA),
     ("custom_lands_min=2026-05-02", BEN), ("custom_lands_max=2026-05-31", ADA), ("custom_hotel=Sea", ADA),
     ("custom_hotel=Sea,Town", BOTH), ("custom_hotel=TOWN", BEN), ("custom_flight=tk", ADA),
     ("custom_hotel=Sea, with a view", ""),
     ("custom_hotel=Sea, with a view&custom_hotel=Town", BEN), ("custom_hotel=Town&custom_budget_min=500", "")],
)  # fmt: skip
def test_fields_of_the_clinics_own_narrow_by_their_kind(ask, own_fields, query, fit):
    assert ask(query) == fit


def test_a_field_that_is_not_in_use_is_no_name(clinic, own_fields):
    with clinic_context(clinic):
        CustomField.objects.filter(key="hotel").update(is_active=False)
        forget_custom_fields()

        assert "custom_hotel" not in names_of_filters()
        assert {"custom_budget", "custom_budget_min", "status", "search"} <= names_of_filters()


@pytest.mark.parametrize(
    "query",
    ["source=nope", "lead_score_min=x", "lead_score_min=-1", "date_range_start=yesterday", "due_to=0001-01-01",
     "waiting=perhaps", "archived=maybe", "temperature=lukewarm", "category=no", "status=" + "x" * 200,
     "tags=" + ",".join(map(str, range(60))), "days_since_created_min=99999999999", "assigned_to=%00"],
)  # fmt: skip
def test_what_cannot_be_read_is_named_in_words(ask, query):
    with pytest.raises(InvalidData) as refused:
        ask(query)

    assert list(refused.value.fields) == [query.partition("=")[0]]


def test_and_shows_nothing_in_a_list_instead_of_more_than_was_asked(clinic, agent):
    make_lead(clinic)

    with clinic_context(clinic):
        rows = Lead.objects.visible_to(agent)
        assert not LeadFilters(QueryDict("source=nope"), rows, reader=agent, now=NOW).qs.exists()


def test_a_number_means_the_tag_of_that_name_before_the_tag_of_that_id(clinic, ask, marked):
    with clinic_context(clinic):
        LeadTag.objects.create(
            lead=Lead.objects.get(first_name="Ben"), tag=Tag.objects.create(name=str(marked["tag"])), at=NOW
        )

    assert ask(f"tags={marked['tag']}") == BEN


def test_whoever_was_never_contacted_is_silent_since_they_arrived(clinic, ask):
    make_lead(clinic, "Ada", created_at=days(10))
    make_lead(clinic, "Ben", created_at=days(10), last_contact_date=days(1))
    make_lead(clinic, "Cem", created_at=days(1))

    assert ask("days_since_contact_min=7") == "Ada"


def test_me_is_whoever_asks(clinic, ask, agent):
    other = make_user(clinic, email="other@example.com")
    make_lead(clinic, "Ada", assigned_to=agent)
    make_lead(clinic, "Ben", assigned_to=other)

    assert (ask("assigned_to=me"), ask("assigned_to=me", reader=other)) == ("Ada", "Ben")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(LeadFilters.base_filters)), value=st.text(max_size=30))
def test_any_text_behind_any_name_is_read_or_refused(clinic, agent, name, value):
    asked = QueryDict(mutable=True)
    asked[name] = value

    with clinic_context(clinic):
        filters = LeadFilters(asked, Lead.objects.visible_to(agent), reader=agent, now=NOW)
        found = len(filters.qs)
        [counted] = counts_of_views([SavedView(query=asked.urlencode())], reader=agent, now=NOW)

    assert counted == found
    assert filters.is_valid() or (not found and set(filters.form.errors) == {name})
