"""Programs at random, the same each time: nested clinics, transactions, savepoints and failures (H:M6)."""

import contextlib
import random

import pytest
from django.db import DatabaseError, connection, transaction

from tenants.context import clinic_context, platform_schema
from tenants.outbox.models import Job
from tenants.services.rows import insert, put
from tenants.services.together import together
from tenants.tests.test_together import job, keys

BAD = {"state": "claimed"}
SWALLOWED = ["SELECT 1/0", "SELEC 1"]


class Stop(Exception):
    """A failure of Python's."""


class Program:
    """`known` is what each of the two clinics must hold."""

    def __init__(self, seed, clinics):
        self.choose, self.clinics = random.Random(seed), clinics
        self.known, self.number, self.depth = [set(), set()], 0, 5

    def run(self, current=0, inside=False):
        self.depth -= 1
        for _ in range(self.choose.randint(1, 5)):
            steps = [
                self.write,
                self.write,
                self.look,
                self.visit,
                self.look_at_platform,
                self.attempt,
                self.attempt,
            ]
            self.choose.choice(steps if inside else [*steps, self.begin_anew])(current, inside)
        self.depth += 1

    def write(self, current, inside):
        self.number += 1
        key = f"job-{self.number}"
        if self.choose.random() < 0.7:
            put(Job, job(key))
        else:
            insert(Job, **job(key))
        self.known[current].add(key)

    def look(self, current, inside):
        way = self.choose.choice([keys, lambda: [one.key for one in Job.objects.iterator(chunk_size=1)], copied])
        assert set(way()) == self.known[current]

    def visit(self, current, inside):
        with clinic_context(self.clinics[1 - current]):
            if self.depth:
                self.run(1 - current, inside)

    def look_at_platform(self, current, inside):
        with platform_schema(), connection.cursor() as cursor:
            if self.choose.random() < 0.5:
                cursor.execute("SELECT 1 FROM tenants_clinic")

    def begin_anew(self, current, inside):
        connection.close()

    def attempt(self, current, inside):
        before = [set(one) for one in self.known]
        try:
            with transaction.atomic():
                self.work(current)
        except (Stop, DatabaseError):
            self.known = before

    def work(self, current):
        if self.depth and self.choose.random() < 0.6:
            with together():
                self.run(current, True)
        elif self.depth:
            self.run(current, True)
        ends = self.choose.random()
        if ends < 0.2:
            raise Stop
        if ends < 0.35:
            connection.cursor().execute(self.choose.choice(SWALLOWED))
        elif ends < 0.4:
            with contextlib.suppress(DatabaseError):
                Job.objects.filter(key="\0").exists()
        elif ends < 0.5:
            put(Job, job("refused", **BAD))


def copied():
    with connection.cursor() as cursor, cursor.copy("COPY (SELECT key FROM outbox_job) TO STDOUT") as copy:
        return [key for (key,) in copy.rows()]


@pytest.fixture
def empty(two):
    """Two clinics without jobs, before each program."""

    def emptied():
        for clinic in two:
            with clinic_context(clinic):
                Job.objects.all().delete()
        return two

    return emptied


def test_every_row_is_where_it_was_written_or_was_taken_back(empty):
    for seed in range(400):
        clinics = empty()
        program = Program(seed, clinics)
        with clinic_context(clinics[0]):
            program.run()

        for clinic, known in zip(clinics, program.known, strict=True):
            with clinic_context(clinic):
                assert set(keys()) == known, seed
