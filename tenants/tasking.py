"""The two kinds of Celery task this house has: of one clinic, and of the platform (H:T5, T6).

A task of a clinic takes the clinic's UUID as the argument `clinic`, always by name. Without it, or with one
that we do not know, it refuses to run and leaves a row for the operator. It is a decorator and no base class,
because Celery checks arguments against the function at `.delay()` (HOUSE, trap 1).
"""

import functools
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from celery import Task, shared_task
from celery.exceptions import Reject
from django.utils import timezone

from tenants import context
from tenants.audit.origin import TASK, Origin, coming_from
from tenants.models import Clinic
from tenants.services.parking import park

log = structlog.get_logger(__name__)


def clinic_task(**options: Any) -> Callable[[Callable], Task]:
    """Make a function a task of one clinic: it runs inside that clinic's schema, or not at all.

    Suspended clinics are not worked for, unless `while_suspended=True` (F:T21: sends 0).
    """
    states = [Clinic.State.ACTIVE, *([Clinic.State.SUSPENDED] if options.pop("while_suspended", False) else [])]

    def decorate(function: Callable) -> Task:
        name = f"{function.__module__}.{function.__name__}"

        def run(*args: Any, clinic: str | None = None, **kwargs: Any) -> Any:
            context.deactivate()
            found = _clinic(clinic)
            if found is None:
                raise _refusal(name, clinic)
            if found.state not in states:
                log.info("task.skipped", task=name, clinic=found.schema_name, state=found.state)
                return None
            with context.clinic_context(found), coming_from(Origin(TASK, name)):
                return function(*args, **kwargs)

        functools.update_wrapper(run, function)
        del run.__wrapped__  # Celery must check arguments against run, which also takes the clinic
        return shared_task(name=name, house_kind="clinic", house_states=states, **options)(run)

    return decorate


def platform_task(**options: Any) -> Callable[[Callable], Task]:
    """Make a function a task of the platform: it runs in public and sees no clinic's rows."""

    def decorate(function: Callable) -> Task:
        name = f"{function.__module__}.{function.__name__}"

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            context.deactivate()
            with coming_from(Origin(TASK, name)):
                return function(*args, **kwargs)

        return shared_task(name=name, house_kind="platform", **options)(run)

    return decorate


def _clinic(value: str | None) -> Clinic | None:
    try:
        wanted = uuid.UUID(value or "")
    except (ValueError, AttributeError, TypeError):
        return None
    return Clinic.objects.filter(uuid=wanted).first()


def _refusal(name: str, clinic: object) -> Reject:
    """Say it in the log and in a dead-letter row, and take the message off the queue for good."""
    reason = f"{name} came without a clinic" if not clinic else f"{name} came for a clinic we do not know"
    log.error("task.refused", task=name, reason=reason)
    park(source="task", reason=reason, now=timezone.now())
    return Reject(reason, requeue=False)
