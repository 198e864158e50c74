"""What conversations tell packages above (HOUSE, floors)."""

from leads.signals import Announcement

CALL = "call"

# (lead_id, at, way): a lead wrote or called us, at `at` by their clock; `way` is a channel or CALL. In the
# transaction that keeps it, which holds the lead. A machine's answer is none.
patient_spoke = Announcement()
# (message): a lead wrote from an ad: the Message of theirs, with what it tells of the ad in `referral`. Of a
# stranger the arrival tells the same (`ad` among its fields).
wrote_from_ad = Announcement()
# (link, lead_id, now): a lead opened a ShortLink of ours for the first time, with its message.
link_opened = Announcement()
