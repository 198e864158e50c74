"""What the ledger itself promises, whatever the operation."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tenants.context import clinic_context
from tenants.services.forgetting import forget_useless
from tenants.undo.models import Operation, OperationRow
from tenants.undo.services.ledger import KEPT, remember


def test_what_nobody_could_take_back_is_not_remembered(clinic, agent):
    with clinic_context(clinic):
        with pytest.raises(KeyError):
            remember("no.such.kind", by=agent, rows=[(1, {})], now=timezone.now())

        assert not Operation.objects.exists()


def test_operations_go_when_their_time_is_over(clinic, agent):
    now = timezone.now()
    with clinic_context(clinic):
        for moment in (now - KEPT - timedelta(seconds=1), now):
            remember("lead.archive", by=agent, rows=[(1, {"archived_at": None})], now=moment)

        forget_useless(now=now)

        assert list(Operation.objects.values_list("at", flat=True)) == [now]
        assert OperationRow.objects.count() == 1


def test_the_database_takes_a_row_once_in_an_operation(clinic, agent):
    with clinic_context(clinic):
        operation = remember("lead.archive", by=agent, rows=[(1, {})], now=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            OperationRow.objects.create(operation=operation, object_pk=1)
