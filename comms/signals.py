"""What conversations tell packages above (HOUSE, floors)."""

from leads.signals import Announcement

CALL = "call"

# (lead_id, at, way): a lead wrote or called us, at `at` by their clock; `way` is a channel or CALL. In the
# transaction that keeps it, which holds the lead. A machine's answer is none.
patient_spoke = Announcement()
