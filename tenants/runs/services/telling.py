"""A run in the words of programs and of people."""

from typing import Any

from django.urls import reverse

from tenants.runs.models import Run
from tenants.runs.registry import kind_of, title_of


def status_of(run: Run) -> dict[str, Any]:
    """As the API has it; `total` is empty while nobody knows."""
    return {
        "job_id": str(run.pk),
        "kind": run.kind,
        "state": run.state,
        "total": run.total,
        "done": run.done,
        "result": run.result,
        "error": run.error,
        "status_url": reverse("job", urlconf="crm.urls_clinic", args=[run.pk]),
        "created_at": run.created_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
    }


def shown(run: Run) -> dict[str, Any]:
    """For its page: title, numbers, and where what came of it is."""
    kind = kind_of(run)
    return {
        "run": run,
        "title": title_of(run),
        "is_open": run.ended_at is None,
        "counted": kind.counted(run) if kind else [],
        "link": kind.link(run) if kind else None,
    }
