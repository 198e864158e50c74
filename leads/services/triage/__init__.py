"""What nobody vouched for waits outside the pipeline until people accept, merge or decline it (FEATURES 2b)."""

from leads.services.triage.accepting import accept, accept_many
from leads.services.triage.declining import decline_many, reopen_many
from leads.services.triage.merging import merge
from leads.services.triage.waiting import declined, number_waiting, number_waiting_by_reason, waiting

__all__ = [
    "accept",
    "accept_many",
    "decline_many",
    "declined",
    "merge",
    "number_waiting",
    "number_waiting_by_reason",
    "reopen_many",
    "waiting",
]
