"""The call queue: one next-best lead at a time, and why it is next (F:C9)."""

from comms.services.queue.day import Day, day_of
from comms.services.queue.priority import Facts, Rank, Reason, rank
from comms.services.queue.turns import Turn, finish, pause, skip, take

__all__ = ["Day", "Facts", "Rank", "Reason", "Turn", "day_of", "finish", "pause", "rank", "skip", "take"]
