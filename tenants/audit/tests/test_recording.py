"""What the trail holds of single saves and of explicit lines (F:T11, T12, H:K1)."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from crm.testing.walk import listening
from leads.models import Stage
from tenants.audit.models import Entry
from tenants.audit.registry import trail
from tenants.audit.services.record import record, record_many
from tenants.audit.services.storable import LONGEST, storable
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.issue import issue_key
from tenants.keys.services.revoke import key_named, revoke_key
from tenants.keys.services.rotate import renew_key
from tenants.staff.models import User

SECRET = "a-very-long-secret-password"


@pytest.fixture
def stage(clinic):
    with clinic_context(clinic):
        yield Stage.objects.first()


def newest():
    return Entry.objects.first()


def test_a_single_save_leaves_before_and_after(stage):
    was = stage.name
    stage.name = "Called twice"

    stage.save()

    entry = newest()
    assert (entry.verb, entry.object_pk, entry.object_repr) == ("stage.changed", str(stage.pk), "Called twice")
    assert entry.changes == {"name": [was, "Called twice"]}


def test_a_save_that_changes_nothing_leaves_no_line(stage):
    stage.save()

    assert not Entry.objects.exists()


def test_a_new_row_and_a_deleted_row_leave_a_line_each(stage):
    made = Stage.objects.create(name="Thirteenth", semantic="new", position=99)
    made.delete()

    assert [entry.verb for entry in Entry.objects.all()] == ["stage.deleted", "stage.created"]
    assert newest().changes["name"] == ["Thirteenth", None]


def test_rows_deleted_by_a_query_leave_a_line_each(stage):
    Stage.objects.create(name="Thirteenth", semantic="new", position=99)
    Stage.objects.create(name="Fourteenth", semantic="new", position=98)

    Stage.objects.filter(position__gte=98).delete()

    assert Entry.objects.saying("stage.deleted").count() == 2


def test_a_value_that_sql_computes_is_told_as_such(stage):
    stage.probability = F("probability") + 1

    stage.save()

    assert newest().changes["probability"][1] == "(computed)"


def test_a_role_that_was_given_is_told_by_name(clinic):
    with clinic_context(clinic):
        user = User.objects.create_user("ana@example.com", SECRET)
        user.groups.set([Group.objects.get(name="Manager")])
        user.groups.set([Group.objects.get(name="Admin")])

        told = [entry.changes for entry in Entry.objects.saying("user.changed").order_by("id")]

    assert told == [{"groups": {"added": ["Manager"]}}, {"groups": {"removed": ["Manager"]}},
                    {"groups": {"added": ["Admin"]}}]  # fmt: skip


def test_of_a_password_it_is_told_only_that_it_changed(clinic):
    with clinic_context(clinic):
        user = User.objects.create_user("ana@example.com", SECRET)
        user.set_password(SECRET + "2")
        user.save(update_fields=["password"])
        record("staff.password_reset", user, changes={"password": (SECRET, user.password)})

        kept = list(Entry.objects.values_list("changes", flat=True))

    assert kept[0] == kept[1] == {"password": ["•••", "•••"]}
    assert SECRET not in str(kept)
    assert user.password not in str(kept)


def test_of_a_key_neither_secret_nor_hash_is_in_the_trail(clinic):
    with clinic_context(clinic):
        text = issue_key(kind="secret", name="Website")
        key = ApiKey.objects.get()
        renewed = renew_key(key, now=datetime(2026, 1, 1, tzinfo=UTC))
        revoke_key(key_named(key.route), now=datetime(2026, 1, 2, tzinfo=UTC))

        kept = str(list(Entry.objects.values()))
        verbs = [entry.verb for entry in Entry.objects.all()]

    assert verbs == ["key.revoked", "key.renewed", "apikey.created"]
    for secret in (text, text.rpartition("_")[2], renewed, key.secret_hash):
        assert secret not in kept


def test_a_field_that_sounds_secret_must_be_declared():
    with pytest.raises(ImproperlyConfigured, match=r"ApiKey\.secret_hash sounds secret"):
        trail(ApiKey)


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(ImproperlyConfigured, match="has no nonsense"):
        trail(Stage, leave_out=["nonsense"])


def test_a_refused_save_leaves_no_line(stage):
    other = Stage.objects.exclude(pk=stage.pk).first()
    stage.name = other.name

    with pytest.raises(IntegrityError), transaction.atomic():
        stage.save()

    assert not Entry.objects.exists()


def test_a_refused_save_leaves_no_line_even_without_a_transaction_around_it(fresh_clinic):
    """There auditlog's own receiver, which writes before the save, would have left one."""
    with clinic_context(fresh_clinic()):
        stage, other = Stage.objects.all()[:2]
        stage.name = other.name

        with pytest.raises(IntegrityError):
            stage.save()

        assert not Entry.objects.exists()


def test_before_is_what_this_very_save_replaces(stage):
    """The row is locked from the look to the save: nobody changes it in between."""
    with CaptureQueriesContext(connection) as captured:
        stage.save()

    assert "FOR NO KEY UPDATE" in captured[0]["sql"]


def test_no_log_line_holds_what_the_trail_holds(stage):
    with listening() as heard:
        stage.name = "Canary-of-the-trail"
        stage.save()
        record("stage.moved", stage, note="Canary-of-the-note")

    assert "Canary" not in str(heard())


def test_what_is_rolled_back_is_rolled_back_in_the_trail(stage):
    with transaction.atomic():
        stage.name = "Never so"
        stage.save()
        record("stage.moved", stage)
        record_many("stage.moved", Stage, [(stage.pk, "x", None)])
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


def test_many_rows_cost_one_statement(stage):
    rows = [(pk, f"Stage {pk}", {"position": (pk, pk + 1)}) for pk in range(500)]
    record("stage.moved", stage)

    with CaptureQueriesContext(connection) as captured:
        record_many("stage.moved", Stage, rows, note="by drag")

    assert len(captured) == 1
    assert Entry.objects.saying("stage.moved").count() == 501
    assert newest().note == "by drag"


def test_nothing_in_particular_may_be_recorded(clinic):
    with clinic_context(clinic):
        record("login.locked", note="203.0.113.7")

        assert (newest().verb, newest().object_repr) == ("login.locked", "")


@pytest.mark.parametrize(
    "value",
    ["a\0b", "\ud800", "x" * 100_000, 10**5000, -(10**400), float("nan"), float("inf"), b"\xff\0" * 900, b"",
     {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}, [["x"] * 100] * 100, {1, 2}, Decimal("1.10"), Stage(name="x"),
     datetime(2026, 1, 1, tzinfo=UTC), object()],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_no_value_makes_the_trail_fail(stage, value):
    record("stage.moved", stage, changes={"value": (None, value)}, note="a\0b")

    kept = newest().changes["value"][1]
    assert len(str(kept)) < 60_000


def test_a_long_text_is_cut_with_a_mark(stage):
    record("stage.moved", stage, changes={"value": (None, "x" * 1000)})

    kept = newest().changes["value"][1]
    assert len(kept) == LONGEST
    assert kept.endswith("…")


@given(st.recursive(st.none() | st.text() | st.integers() | st.floats() | st.binary(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_everything_becomes_json_that_can_be_stored(value):
    text = json.dumps(storable(value), allow_nan=False, ensure_ascii=False)

    assert text.encode()  # no lone surrogate
    assert "\\u0000" not in text.replace("\\\\", "")
