"""What leads tell the floors above (HOUSE, floors)."""

from collections.abc import Callable, Iterator

Receiver = Callable[..., None]


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
# (lead, change): an enquiry was accepted or completed, for the first time; `change` is its leads.StageChange. Never
# makes the move fail (leads.services.moving.announcing).
stage_changed = Announcement()
# (changes, now): each StageChange that was just written, of as many leads as moved.
leads_moved = Announcement()
# (leads, why, now): keys of leads that left work: `why` is "archived" or "merged"; of a merge before what
# hangs on the one that goes is moved.
leads_put_away = Announcement()
# (leads, now): keys of leads that are not to be written to any more, by some way or for some purpose.
contact_stopped = Announcement()
# (leads, tags, now): keys of leads that just got each of these tags.
tags_given = Announcement()
