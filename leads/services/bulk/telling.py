"""What work on many leads says of itself."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.actions import named
from tenants.runs.models import Run


def told_together(sentences: Iterable[str], most: int) -> list[str]:
    """Each once, the most frequent first, with how many it is said of when that is more than one."""
    counted = Counter(sentences).most_common(most)
    return [sentence if number == 1 else f"{number} × {sentence}" for sentence, number in counted]


def title_of_run(run: Run) -> str:
    action, number = named(run.about.get("action", "")), run.about.get("count", 0)
    told = {"what": action.title if action else run.about.get("action", ""), "number": number}
    return ngettext("%(what)s: %(number)d lead", "%(what)s: %(number)d leads", number) % told


def link_of_run(run: Run) -> str:
    return reverse("admin:lead_many", args=[run.pk])


def numbers_of_run(run: Run) -> list[tuple[Any, int]]:
    action = named(run.about.get("action", ""))
    said = {
        "changed": _("Changed"),
        "already": _("Skipped: so already"),
        "conflicts": action.skipped if action else _("Skipped: a colleague said something else"),
        "out_of_sight": _("Skipped: not there, or not yours"),
        "refused": _("Refused"),
    }
    return [(word, run.result[name]) for name, word in said.items() if run.result.get(name)]
