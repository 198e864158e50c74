"""What leads announce to the floors above: who moved, left work, began, is stopped and was tagged (F:C17, C24)."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from crm.testing.people import make_user
from leads import signals
from leads.models import Lead, Tag
from leads.services.consent import lift, suppress
from leads.services.merging_leads import merge_leads
from leads.services.moving import move_leads
from leads.services.new_lead import write_down
from leads.services.operations import archive, restore
from leads.services.spreading import tell_all
from leads.services.tags import tag_leads
from leads.tests.factories import make_lead, reach, stage_of
from leads.tests.lists import imported, manager, person
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo

__all__ = ["manager"]
MAIL = ("email", "mario@example.com")
ANNOUNCED = ("leads_moved", "leads_begun", "leads_put_away", "contact_stopped", "tags_given")


@pytest.fixture
def told(monkeypatch):
    """What each announcement said, without the moment, in order."""
    said: dict[str, list] = {name: [] for name in ANNOUNCED}
    for name in ANNOUNCED:
        receivers = getattr(signals, name)._receivers
        monkeypatch.setitem(receivers, "test", lambda *, now, name=name, **news: said[name].append(news))
    return said


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic):
        yield clinic


def test_a_move_and_its_undo_are_told_with_where_from_and_where_to(inside, agent, told):
    leads = [make_lead(inside), make_lead(inside)]
    done = move_leads([one.pk for one in leads], to=stage_of("contacted").pk, by=agent, now=timezone.now())
    undo(done.operation.pk, by=agent, now=timezone.now())

    there, back = (
        [(one.lead_id, one.from_semantic, one.to_semantic) for one in news["changes"]]
        for news in told["leads_moved"]
    )
    assert there == [(one.pk, "new", "contacted") for one in leads]
    assert back == [(one.pk, "contacted", "new") for one in leads]


def test_whoever_leaves_work_is_told_by_the_archive_by_an_undo_and_by_a_merge_before_anything_is_moved(
    inside, agent, told
):
    one, two = make_lead(inside), make_lead(inside)
    archive([one.pk, two.pk], by=agent, now=timezone.now())
    archive([one.pk], by=agent, now=timezone.now())
    done = restore([one.pk, two.pk], by=agent, now=timezone.now())
    undo(done.operation.pk, by=agent, now=timezone.now())
    restore([one.pk, two.pk], by=agent, now=timezone.now())
    merge_leads(one.pk, two.pk, by=agent, now=timezone.now())

    away = [(news["why"], sorted(news["leads"])) for news in told["leads_put_away"]]
    assert away == [(why, [one.pk, two.pk]) for why in ("archived", "archived", "merged")]


def test_each_further_stop_is_told_and_neither_a_repeat_nor_a_lift(inside, told):
    boss = make_user(inside, role=roles.MANAGER)
    lead = make_lead(inside)
    reach(inside, lead, *MAIL)
    about = {"reason": "stop", "source": "test", "by": boss, "now": timezone.now()}
    suppress([MAIL], channel="whatsapp", **about | {"reason": "bounced"})
    for channel in ("mail", "sms", "sms"):
        suppress([MAIL], channel=channel, **about)
    lift([MAIL], source="test", channel="sms", by=boss, now=timezone.now())

    assert [news["leads"] for news in told["contact_stopped"]] == [[lead.pk]] * 2


def test_a_tag_is_told_of_those_alone_who_did_not_have_it(inside, agent, told):
    pks = [make_lead(inside).pk for _ in range(3)]
    tag_leads(pks[:1], add=["VIP"], by=agent, now=timezone.now())
    tag_leads(pks, add=["VIP", "Fair"], by=agent, now=timezone.now())
    undo(tag_leads(pks, remove=["VIP"], by=agent, now=timezone.now()).operation.pk, by=agent, now=timezone.now())

    vip, fair = Tag.objects.get(name="VIP").pk, Tag.objects.get(name="Fair").pk
    given = [{tag: sorted(pks) for tag, pks in news["given"].items()} for news in told["tags_given"]]
    assert given == [{vip: pks[:1]}, {vip: pks[1:], fair: pks}]


def test_who_begins_by_hand_or_with_a_list_is_told_with_their_tags(inside, agent, manager, told):
    by_hand = write_down({"first_name": "Ada", "phone": "+39333111222"}, {}, by=agent, now=timezone.now())
    header, mapping = ("Name", "Phone", "Tags"), ("name", "phone", "tags")
    imported(
        [(name, phone, "Fair") for name, phone, *_ in map(person, range(3))],
        header=header, mapping=mapping, by=manager,
    )  # fmt: skip

    pks = sorted(Lead.objects.exclude(pk=by_hand.pk).values_list("pk", flat=True))
    assert [news["leads"] for news in told["leads_begun"]] == [[by_hand.pk], pks]
    assert [list(news["given"].values()) for news in told["tags_given"]] == [[pks]]


def test_a_receiver_that_fails_undoes_nothing_and_keeps_nobody_else_from_hearing(inside):
    heard, announcement = [], signals.Announcement()

    def fails(**news):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    announcement.connect("fails", fails)
    announcement.connect("works", lambda **news: heard.append(news))
    with transaction.atomic():
        lead = make_lead(inside)
        tell_all(announcement, leads=[lead.pk])

    assert heard == [{"leads": [lead.pk]}]
    assert Lead.objects.filter(pk=lead.pk).exists()
