"""Orders to many leads that would take more than was meant, or drop what was said, by programs (F:T20, H:A4)."""

from leads.models import Enquiry, Lead, Tag
from leads.models.stage import Semantic
from leads.services.finding.filters import names_of_filters
from leads.services.moving import Given, move_leads
from leads.tests.factories import make_lead, stage_of
from leads.tests.test_lead_api_many import post, row
from tenants.context import clinic_context

# Of each filter that can, what leaves out nobody.
EVERYBODY = {
    "status": ",".join(Semantic.values),
    "temperature": "hot,warm,cold",
    "is_hot_leads_only": False,
    "tags_none": "mispelt",
    "source": list(Lead.Source.values),
    "sub_source": "\u200b",
    "city": "\u200b",
    "search": "\u200b",
    "lead_score_min": 0,
    "lead_score_max": 100,
    "date_range_start": "1999-12-31",
    "date_range_end": "2999-01-01",
    "days_since_created_min": 0,
    "days_since_created_max": 36500,
    "days_since_contact_min": 0,
    "archived": ["all", "no", "yes"],
}
# Of each filter, what leaves out somebody there can be.
SOMEBODY = {
    "search": "marco", "status": "new", "assigned_to": "nobody", "temperature": "hot", "is_hot_leads_only": True,
    "tags": "VIP", "tags_all": "VIP", "tags_none": "VIP", "waiting": False, "overdue": False,
    "due_from": "2026-01-01", "due_to": "2999-01-01", "source": "website", "sub_source": "x", "partner": "none",
    "category": "implants", "treatment": 1, "country": "IT", "city": "x", "language": "it", "lead_score_min": 1,
    "lead_score_max": 99, "date_range_start": "2026-01-01", "date_range_end": "2026-01-01",
    "days_since_created_min": 1, "days_since_created_max": 1, "days_since_contact_min": 1,
    "days_since_contact_max": 36500, "do_not_contact": False, "archived": "yes",
    "in_sequence": "yes", "campaign": "1.first.2026-01-01.2026-12-31.leads",
}  # fmt: skip


def test_a_filter_that_leaves_out_nobody_is_no_filter_whatever_it_says(clinic, agent_client):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        Tag.objects.create(name="VIP")
        assert set(SOMEBODY) == names_of_filters()
    orders = [{name: value} for name, value in EVERYBODY.items()]
    orders += [{"archived": one} for one in ("all", "no")] + [EVERYBODY | {"archived": "no"}]

    refused = [post(agent_client, "/actions", {"action": "archive", "filter": one}) for one in orders]
    stayed = row(clinic, lead).archived_at
    mixed = [EVERYBODY | {name: value} for name, value in SOMEBODY.items()]
    tried = [post(agent_client, "/actions", {"action": "restore", "filter": one, "dry_run": True}) for one in mixed]

    assert [(one.status_code, list(one.json().get("fields", ()))) for one in refused] == [(422, ["filter"])] * len(
        orders
    )
    assert stayed is None
    assert [name for name, one in zip(SOMEBODY, tried, strict=True) if one.status_code != 200] == []


def test_a_second_acceptance_is_a_conflict_in_sight_and_nothing_out_of_it(clinic, own_client, colleagues, agent):
    lead, other = make_lead(clinic, "Mario", "Rossi", assigned_to=agent), make_lead(clinic, assigned_to=agent)
    with clinic_context(clinic):
        accepted = stage_of("accepted").pk
        paid = Given(amount=490000, currency="EUR")
        for one in (lead, colleagues):
            move_leads([one.pk], to=accepted, given=paid, by=None, now=one.created_at)
    body = {"action": "move", "ids": [lead.pk, other.pk, colleagues.pk]}

    told = post(own_client, "/actions", body | {"values": {"move": accepted, "amount": 510000}}).json()

    said = "Mario Rossi is in Accepted (deposit) already, with: € 4,900."
    assert told["results"] == [
        {"id": colleagues.pk, "result": "out_of_sight"},
        {"id": lead.pk, "result": "conflict", "detail": said},
        {"id": other.pk, "result": "changed"},
    ]
    assert (told["changed"], told["already"], told["conflicts"], told["out_of_sight"]) == (1, 0, 1, 1)
    with clinic_context(clinic):
        assert Enquiry.objects.get(lead=lead).amount == 490000


def test_an_order_whose_stage_does_not_ask_for_what_it_says_is_422_and_moves_nobody(clinic, agent_client):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        values = {"move": stage_of("contacted").pk, "amount": 5000}

    answer = post(agent_client, "/actions", {"action": "move", "ids": [lead.pk], "values": values})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["amount"])
    assert row(clinic, lead).stage.semantic == "new"
