"""Two Admins at once, each on a connection of their own: somebody is always left who can run the clinic (H:A11)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connections
from django.utils import timezone

from crm.lib.errors import HouseError
from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.editing import change_person
from tenants.staff.services.leaving import close_account

ROUNDS = 15


def at_once(clinic, *deeds):
    """Each deed in a thread; a refusal is fine."""
    start = threading.Barrier(len(deeds))

    def run(deed):
        try:
            with clinic_context(clinic):
                start.wait()
                deed()
        except HouseError:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        list(threads.map(run, deeds))


def test_two_admins_who_remove_each_other_leave_one(fresh_clinic):
    clinic = fresh_clinic()
    one, two = (make_user(clinic, role=roles.ADMIN, email=f"{n}@example.com") for n in ("one", "two"))
    for _round in range(ROUNDS):
        at_once(
            clinic,
            partial(change_person, two.pk, {"role": roles.AGENT}, by=one),
            partial(close_account, one.pk, heirs={}, by=two, now=timezone.now()),
        )

        with clinic_context(clinic):
            assert User.objects.active().filter(groups__name=roles.ADMIN).count() == 1
            User.objects.update(is_active=True)
            for user in (one, two):
                user.groups.set(user.groups.model.objects.filter(name=roles.ADMIN))


def test_two_admins_who_close_each_other_leave_one(fresh_clinic):
    clinic = fresh_clinic()
    one, two = (make_user(clinic, role=roles.ADMIN, email=f"{n}@example.com") for n in ("one", "two"))
    now = timezone.now()
    for _round in range(ROUNDS):
        at_once(
            clinic,
            partial(close_account, two.pk, heirs={"leads": None}, by=one, now=now),
            partial(close_account, one.pk, heirs={"leads": None}, by=two, now=now),
        )

        with clinic_context(clinic):
            assert User.objects.active().filter(groups__name=roles.ADMIN).count() == 1
            User.objects.update(is_active=True)
