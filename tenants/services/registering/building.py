"""From an approved request to an open clinic, in a process that may die at any moment (F:I18, H:R8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from crm.lib.errors import HouseError
from tenants.models import Clinic, Registration
from tenants.models.registration import MOST_TRIES
from tenants.services.locks import alone_on_platform
from tenants.services.migrating import PUBLIC, at_head
from tenants.services.provisioning import NewClinic, provision
from tenants.services.registering.alike import domain_for
from tenants.services.registering.welcoming import welcome

log = structlog.get_logger(__name__)

_State, _Step = Registration.State, Registration.Step
DIED = gettext_noop("The process that was at it ended again and again. Look at its memory and its log.")
NO_OWNER = gettext_noop("The process that builds clinics does not know the owner of the database.")
BUSY = gettext_noop("The database was away or busy.")
BROKEN = gettext_noop("Something is wrong with this version. The log of the process says what.")


def build_waiting() -> int:
    """Everything that is approved and not open yet, the longest waiting first; how many were opened.

    Nothing before the platform's own tables are those of this version: it waits, and counts as no try.
    """
    if not at_head(PUBLIC):
        log.warning("registration.waits_for_migrate")
        return 0
    waiting = Registration.objects.to_build().order_by("decided_at", "pk").values_list("pk", flat=True)
    return sum(build(pk) for pk in list(waiting))


def build(pk: UUID) -> bool:
    """Make this clinic, or go on where a process died; whether it is open now by our doing.

    One process at a time is at it; another one that is asked meanwhile leaves it alone. Who dies lets go at once,
    for the hold is the connection's. What fails is written down in words and waits for people, but for a database
    that is away: then it is tried again.
    """
    with alone_on_platform(f"registration:{pk}") as is_mine:
        asked = _begun(pk) if is_mine else None
        if asked is None:
            return False
        with _failing_in_words(asked):
            if asked.clinic.state == Clinic.State.PROVISIONING:
                provision(
                    NewClinic(asked.clinic_name, asked.slug, domain_for(asked.slug)),
                    before_opening=lambda: welcome(asked),
                    report=lambda step: _note(asked, step=step),
                )
            return _opened(asked)
        return False


@transaction.atomic
def _begun(pk: UUID) -> Registration | None:
    """One more try is counted before it is made. None when there is nothing to do."""
    asked = Registration.objects.select_for_update().filter(pk=pk).first()
    if asked is None or asked.state not in {_State.APPROVED, _State.BUILDING}:
        return None
    if asked.tries >= MOST_TRIES or asked.clinic_id is None:
        _note(asked, state=_State.FAILED, error=asked.error or DIED)
        return None
    _note(asked, state=_State.BUILDING, tries=F("tries") + 1)
    return Registration.objects.select_related("clinic").get(pk=pk)


def _opened(asked: Registration) -> bool:
    from tenants.audit.services.record import record

    with transaction.atomic():
        _note(asked, state=_State.ACTIVE, step=_Step.OPENED, error="")
        record("registration.opened", asked, changes={"state": (_State.BUILDING, _State.ACTIVE)})
    return True


@contextmanager
def _failing_in_words(asked: Registration) -> Iterator[None]:
    """The log has the whole, the row a sentence: what an exception says quotes rows and addresses (H:T18)."""
    try:
        yield
    except HouseError as refused:
        _failed(asked, refused, refused.detail)
    except ImproperlyConfigured as unfit:
        _failed(asked, unfit, NO_OWNER)
    except OperationalError as away:
        log.warning("registration.waits", registration=str(asked.pk), exc_info=away)
        _note(asked, error=BUSY)
    except Exception as broken:  # noqa: BLE001  whatever it is, people are told, and the next clinic is built
        _failed(asked, broken, BROKEN)


def _failed(asked: Registration, problem: Exception, words: str) -> None:
    """What another process opened meanwhile stays open: it was first, and that is all that went wrong here."""
    log.error("registration.failed", registration=str(asked.pk), exc_info=problem)
    at_work = Registration.objects.filter(pk=asked.pk, state=_State.BUILDING)
    at_work.update(state=_State.FAILED, error=words[:500])


def _note(asked: Registration, **fields: object) -> None:
    Registration.objects.filter(pk=asked.pk).update(**fields)
