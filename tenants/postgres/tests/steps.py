"""What the programs of these tests are made of."""

import contextlib

from django.db import connection, transaction

from tenants.services.together import together


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@transaction.atomic
def savepoint(work):
    work()


@transaction.atomic
def fail_after(*steps):
    for step in steps:
        step()
    raise ZeroDivisionError


def write_together(*steps):
    with transaction.atomic(), together():
        for step in steps:
            step()


def try_to(work, *errors):
    with contextlib.suppress(*errors):
        work()
