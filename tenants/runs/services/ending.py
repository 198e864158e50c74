"""How a run ends, and whoever waited long for it hears of that."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from tenants.notices.services.notify import notify
from tenants.runs.models import Run
from tenants.runs.registry import kind_of, title_of

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=30)  # whoever waited less still looks at its page
DONE, FAILED = "run_done", "run_failed"


def end(run: Run, state: str, *, error: str = "", now: datetime) -> None:
    """In the transaction that holds the run; the caller saves it."""
    run.state, run.error, run.moved_at, run.ended_at = state, error[:300], now, now
    _over(run)
    if run.by is None or state == Run.State.STOPPED or now - run.created_at < PATIENCE:
        return
    link = reverse("admin:run", urlconf=settings.ROOT_URLCONF, args=[run.pk])
    with override(run.by.language):
        about = {"what": str(title_of(run))}
    notify([run.by], DONE if state == Run.State.DONE else FAILED, about=about, link=link, key=str(run.pk))


def _over(run: Run) -> None:
    """Whatever goes wrong in there, the run has ended."""
    kind = kind_of(run)
    if kind is None:
        return
    try:
        with transaction.atomic():
            kind.over(run)
    except Exception:
        log.exception("runs.over_failed", run=str(run.pk))
