"""What leads tell the floors above (HOUSE, floors)."""

from collections.abc import Callable, Iterator

Receiver = Callable[..., None]
ARCHIVED, MERGED = "archived", "merged"  # why leads are put away


class Announcement:
    """Receivers by name. Each writes its own rows in the transaction of the cause, and may run again."""

    def __init__(self) -> None:
        self._receivers: dict[str, Receiver] = {}

    def connect(self, name: str, receiver: Receiver) -> None:
        self._receivers[name] = receiver

    def receiver(self, name: str) -> Receiver | None:
        return self._receivers.get(name)

    def __iter__(self) -> Iterator[tuple[str, Receiver]]:
        return iter(list(self._receivers.items()))


# (lead, payload, is_new): an arrival became a lead, or one more arrival of a lead. Never makes it fail
# (leads.services.telling).
lead_received = Announcement()
# (lead, payload, False): an arrival is not this lead's any more, and nobody's; one that fails makes the undo fail.
arrival_freed = Announcement()
# (changes): enquiries that were accepted or completed, for the first time and at one moment: the leads.StageChange
# of each, with its lead. Never makes the move fail (leads.services.moving.announcing).
stage_changed = Announcement()
# (changes, now): each StageChange that was just written, of as many leads as moved, by whatever way and back again;
# but for the first of an enquiry, which lead_received and leads_begun tell.
leads_moved = Announcement()
# (lead): what was agreed in the enquiry it is on was corrected: the amount, or whether and why it is lost.
enquiry_corrected = Announcement()
# (leads, now): keys of leads that begin without an arrival: written down by hand, or with a list.
leads_begun = Announcement()
# (leads, why, now): keys of leads that left work, or whose work begins anew: `why` is ARCHIVED or MERGED; of a
# merge both, before what hangs on the one that goes is moved.
leads_put_away = Announcement()
# (leads, now): keys of leads that were one by a merge and are not any more, after what hangs on them went back.
leads_parted = Announcement()
# (leads, now): keys of leads that are deleted for good, before anything that hangs on them goes.
leads_erased = Announcement()
# (leads, now): keys of leads that are not to be written to any more, by some way or for some purpose, because they
# asked us or nothing is left.
contact_stopped = Announcement()
# (given, now): by key of a tag the keys of leads that just got it; what an undo ties again is not given.
tags_given = Announcement()
