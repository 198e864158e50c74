"""What a stage is called, for whoever reads (F:0.2)."""

from leads.models import Stage
from leads.services.own_names import shown_name


def stage_name(stage: Stage) -> str:
    return shown_name(stage)
