"""Who waits for an answer, until when, and what happens when none comes (F 2b, SLA states; F 5, 1)."""

from leads.services.answering.beginning import begin_wait, wait_again
from leads.services.answering.ending import answered, end_waits, resume_waits
from leads.services.answering.late import mark_missed

__all__ = ["answered", "begin_wait", "end_waits", "mark_missed", "resume_waits", "wait_again"]
