"""What an undo that goes on in the background says of itself."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.runs.models import Run
from tenants.undo.models import Operation
from tenants.undo.registry import title_of


def title_of_run(run: Run) -> str:
    found = Operation.objects.filter(pk=run.about.get("operation")).first()
    return _("Undo: %(what)s") % {"what": title_of(found)} if found else _("Undo")


def link_of_run(run: Run) -> str | None:
    found = Operation.objects.filter(pk=run.about.get("operation")).exists()
    return reverse("admin:undo_take_back", args=[run.about["operation"]]) if found else None


def numbers_of_run(run: Run) -> list[tuple[Any, int]]:
    said = {
        "undone": _("Undone"),
        "changed_since": _("Left alone: changed since"),
        "out_of_sight": _("Left alone: not yours to see"),
    }
    return [
        (word, run.result[name])
        for name, word in said.items()
        if run.result.get(name) or name == "undone" in run.result
    ]
