"""With 50,000 leads the first page of every list is a walk along an index, never along the table (HOUSE 16)."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.bench.fill import TABLES, multiply
from crm.testing.databases import make_clinic, remove_clinics
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import CustomField, CustomValue, Lead, LeadTag, LeadWords, Partner, Stage, Tag
from leads.services.board.columns import standing
from leads.services.finding.counting import count_of
from leads.services.finding.filters import narrowed
from leads.services.finding.onward import page_before, page_behind
from leads.services.finding.sorting import ORDERS, SORTS, in_order
from tenants.context import clinic_context, deactivate
from tenants.owner import as_owner
from tenants.staff.models import User

MANY = 50_000
NEEDED = {"leads_lead", "leads_heat", "leads_leadwords"}
# What differs from lead to lead beside what the bench says: owner, partner, next step, wait, source and language.
MORE = {
    "assigned_to_id": "(SELECT (array_agg(id))[1 + n %% count(*)] FROM staff_user)",
    "partner_id": "CASE n %% 50 WHEN 0 THEN (SELECT min(id) FROM leads_partner) END",
    "next_follow_up": "CASE n %% 4 WHEN 0 THEN now() + (n - 25000) * interval '1 minute' END",
    "answer_due_at": "CASE n %% 100 WHEN 0 THEN now() + (n - 25000) * interval '1 minute' END",
    "source": "(ARRAY['website','facebook','referral','other'])[1 + n %% 4]",
    "language": "(ARRAY['it','de','tr','sq'])[1 + n %% 4]",
}
# The question, and the index that answers it; "" is any: what is common is found along the list itself.
QUESTIONS = {
    "": "lead_latest", "status=new": "", "assigned_to=me": "", "assigned_to=nobody": "", "source=website": "",
    "temperature=hot": "", "country=IT": "", "language=it": "", "lead_score_min=90": "", "is_hot_leads_only=1": "",
    "partner=agency": "", "overdue=yes": "", "waiting=yes": "", "tags=rare": "leads_lead_pkey",
    "tags_none=rare": "",
    "custom_budget=77": "custom_value_number", "custom_budget_min=49990": "custom_value_number",
    "custom_flight=tk 77": "custom_value_begins",
    "custom_class=Business": "custom_value_begins", "search=rossi7": "lead_words_gin",
    "search=320 0004": "lead_words_gin",
    "search=filled.77@example.com": "lead_words_gin",
    "search=%2342": "leads_lead_pkey",
    "days_since_created_max=1": "", "status=new&country=IT&source=website": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def crowded(clinics, django_db_blocker):
    with django_db_blocker.unblock():
        clinic = make_clinic("Crowded", "crowded")
        _fill(clinic)
        yield clinic
        deactivate()
        remove_clinics(clinic)


def _fill(clinic) -> None:
    for number in range(20):
        make_user(clinic, email=f"agent{number}@example.com")
    with clinic_context(clinic):
        Partner.objects.create(name="Agency", code="agency")
        tag = Tag.objects.create(name="Rare")
        budget = CustomField.objects.create(key="budget", name="Budget", kind="number")
        flight = CustomField.objects.create(key="flight", name="Flight", kind="text")
        booked = CustomField.objects.create(
            key="class", name="Class", kind="choice", options=["Economy", "Business"]
        )
    post_lead(client_of(clinic), key_of(clinic), first_name="Pattern", email="pattern@example.com", phone="+393201")
    with clinic_context(clinic):
        first = Lead.objects.get().pk
    with as_owner() as owner:
        owner.ensure_connection()
        admin = owner.connection
        tables = [
            replace(one, other=one.other | MORE) if one.name == "leads_lead" else one
            for one in TABLES
            if one.name in NEEDED
        ]
        multiply(admin, clinic.schema_name, tables, pattern=first, leads=MANY)
    with clinic_context(clinic):
        some = range(first + 1, first + MANY, 10)
        now = timezone.now()
        LeadTag.objects.bulk_create(LeadTag(lead_id=pk, tag=tag, at=now) for pk in some[::20])
        CustomValue.objects.bulk_create(
            [CustomValue(lead_id=pk, field=budget, number=pk - first) for pk in some]
            + [CustomValue(lead_id=pk, field=flight, text=f"TK {pk - first}") for pk in some]
            + [
                CustomValue(lead_id=pk, field=booked, text="Business" if (pk - first) % 400 == 1 else "Economy")
                for pk in some
            ]
        )
    with as_owner() as owner, owner.cursor() as cursor:
        for table in ("lead", "heat", "leadwords", "leadtag", "customvalue"):
            cursor.execute(f'ANALYZE "{clinic.schema_name}".leads_{table}')


def plan_of(query: str, *sort: str) -> str:
    reader = User.objects.get(email="agent0@example.com")
    rows = narrowed(Lead.objects.visible_to(reader), QueryDict(query), reader=reader, now=timezone.now())
    return in_order(rows, *sort)[:25].explain()


def test_every_filter_order_and_search_follows_an_index(crowded, committed):
    with clinic_context(crowded):
        plans = {query: plan_of(query) for query in QUESTIONS}
        plans |= {f"{name} {way}": plan_of("", name, way) for name in SORTS for way in ORDERS}

    along_the_table = {query: plan for query, plan in plans.items() if "Seq Scan on leads_lead " in plan}
    by_another = {query: plans[query] for query, index in QUESTIONS.items() if index not in plans[query]}
    assert along_the_table == {}
    assert by_another == {}


@pytest.mark.parametrize("turn", [page_behind, page_before])
def test_a_page_deep_in_any_order_begins_at_its_place_in_an_index(crowded, committed, turn):
    with clinic_context(crowded), connection.cursor() as cursor:
        middle = Lead.objects.filter(next_follow_up__isnull=False).order_by("pk")[6000]
        for sort in ((name, way) for name in SORTS for way in ORDERS):
            with CaptureQueriesContext(connection) as captured:
                assert len(turn(Lead.objects.current(), middle, sort, most=25)) == 25
            [one] = [asked["sql"] for asked in captured if 'FROM "leads_lead"' in asked["sql"]]
            cursor.execute(f"EXPLAIN {one}")
            plan = "\n".join(line for (line,) in cursor.fetchall())

            assert re.search(r"Index Cond: .*ROW\(", plan), (sort, plan)
            assert "Sort" not in plan, (sort, plan)


def test_no_column_of_the_board_is_read_along_the_table(crowded, committed):
    with clinic_context(crowded):
        reader = User.objects.get(email="agent0@example.com")
        rows = narrowed(Lead.objects.visible_to(reader), QueryDict(""), reader=reader, now=timezone.now())
        cards = standing(rows, None, stages=Stage.objects.all(), shown=30, unfolded=False).explain()

    assert "Seq Scan on leads_lead " not in cards
    assert "Index Only Scan using lead_board" in cards


def test_what_is_too_many_to_count_is_told_about(crowded, committed):
    with clinic_context(crowded):
        everybody, some = count_of(Lead.objects.current()), count_of(Lead.objects.filter(country="IT"))

    assert (everybody.number, everybody.is_about) == (50_000, True)
    assert (some.is_about, 8_000 < some.number < 10_000) == (False, True)


def test_the_bench_makes_the_words_that_the_product_makes(crowded, committed):
    with clinic_context(crowded):
        one = LeadWords.objects.order_by("-pk").first()
        found = [lead.pk for lead in Lead.objects.matching(f"0{320} {MANY:07d}")]

    assert found == [one.pk]
