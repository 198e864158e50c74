"""Where a card goes, as people choose it or a script says it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.asked import GONE, Choice
from leads.models import Lead, Stage
from leads.models.stage import Semantic
from leads.services.board import Seen
from leads.services.stage_names import stage_name

HIGHEST = 2**63 - 1


class MoveForm(forms.Form):
    """`was` and `owner` are what the card showed: the stage where it stood, and whose it was."""

    stage = forms.IntegerField(
        min_value=1,
        max_value=HIGHEST,
        error_messages={
            "required": _("Choose a stage first."),
            "invalid": GONE,
            "max_value": GONE,
            "min_value": GONE,
        },
    )
    was = forms.IntegerField(min_value=1, max_value=HIGHEST)
    owner = forms.IntegerField(min_value=1, max_value=HIGHEST, required=False)

    def seen(self) -> Seen:
        return Seen(self.cleaned_data["was"], self.cleaned_data["owner"])


def shown(lead: Lead) -> dict[str, Any]:
    """What the form says of the lead as it is now."""
    return {"was": lead.stage_id, "owner": lead.assigned_to_id}


def destinations() -> list[tuple[int, Choice]]:
    """Stages where people move a lead by hand."""
    by_hand = Stage.objects.exclude(semantic=Semantic.REPLIED)
    return [(one.pk, Choice(stage_name(one), one.semantic)) for one in by_hand]
