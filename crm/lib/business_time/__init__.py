"""Time that counts only while somebody is at work: opening hours, closed days, pauses, in a zone with summer time.

All arithmetic is on whole microseconds; weeks are divided, never walked through.
"""

from crm.lib.business_time.calendar import DAY, Calendar
from crm.lib.business_time.counting import between, worked
from crm.lib.business_time.moving import add, is_open, next_open

__all__ = ["DAY", "Calendar", "add", "between", "is_open", "next_open", "worked"]
