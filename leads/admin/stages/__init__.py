"""The stages of a clinic on their pages: the list and its order, one stage, where its leads go, ready-made sets."""

from leads.admin.stages.listing import stages
from leads.admin.stages.one import new_stage, one_stage
from leads.admin.stages.preset import preset
from leads.admin.stages.removing import remove

__all__ = ["new_stage", "one_stage", "preset", "remove", "stages"]
